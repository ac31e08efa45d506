"""AWS: who we are there, whether each region answers, and the bucket and key of the state."""

import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError

from commands.doctor.check import Answer, Check, Need, fail, ok, skipped, warn
from settings import Environment
from settings.model import S3State

SIGN_IN = "Sign in: `aws sso login`, or export AWS_PROFILE or the keys of a role."

Clients = Callable[[str, str], Any]
"""Makes a client of a service in a region."""

_MAKING = threading.Lock()
"""boto3's default session is not made to be shared while it makes clients."""


@dataclass(frozen=True)
class Identity:
    """Who AWS says that we are."""

    account: str
    arn: str

    @property
    def role(self) -> str | None:
        """The name of the role that was assumed, if one was."""
        found = re.fullmatch(r"arn:[\w-]+:sts::\d+:assumed-role/([^/]+)/.+", self.arn)
        return found[1] if found else None

    @property
    def shown(self) -> str:
        """Account, and role or user, without the session's name."""
        who = self.role or self.arn.rpartition(":")[2]
        return f"account {self.account}, {'role ' if self.role else ''}{who}"


@dataclass
class Account:
    """Asks once who we are; every other question waits for that answer. Clients time out early."""

    clients: Clients
    region: str
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _told: Identity | Answer | None = None

    def identity(self) -> Identity | Answer:
        """Who we are, or what is to be said when nobody can tell."""
        with self._lock:
            if self._told is None:
                self._told = self._asked()
            return self._told

    def _asked(self) -> Identity | Answer:
        try:
            told = self.clients("sts", self.region).get_caller_identity()
        except NoCredentialsError:
            return skipped("no credentials", SIGN_IN)
        except ClientError as error:
            return fail(f"refused ({error_code(error)})", SIGN_IN)
        except BotoCoreError as error:
            kind = type(error).__name__
            if "Token" in kind or "Credential" in kind or "Profile" in kind or "SSO" in kind:
                return fail(f"the credentials do not work ({kind})", SIGN_IN)
            return warn(f"AWS cannot be asked ({kind})", "Look at the network and the proxy.")
        return Identity(str(told["Account"]), str(told["Arn"]))


def real_clients(service: str, region: str) -> Any:
    """A client that gives up before its check does; its methods are made at run time."""
    config = Config(connect_timeout=2, read_timeout=3, retries={"total_max_attempts": 1})
    with _MAKING:
        return boto3.client(service, region_name=region, config=config)  # pyright: ignore


def error_code(error: ClientError) -> str:
    """AWS's code of an error; its message may hold anything."""
    answer: Any = error.response  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
    code = str(answer.get("Error", {}).get("Code", ""))
    return code if re.fullmatch(r"[\w.]{1,60}", code) else "error"


def asked(account: Account, question: Callable[[Identity], Answer]) -> Callable[[], Answer]:
    """A probe that asks AWS as someone, and is skipped where we are nobody."""

    def probe() -> Answer:
        identity = account.identity()
        if isinstance(identity, Answer):
            return skipped("needs AWS credentials that work")
        try:
            return question(identity)
        except ClientError as error:
            if re.search(r"Denied|Unauthorized|Forbidden|^403$", error_code(error)):
                fix = f"Ask for it: {identity.shown} lacks the permission."
                return fail(f"not permitted ({error_code(error)})", fix)
            return fail(f"AWS refuses ({error_code(error)})", "Look at the name and the region.")
        except BotoCoreError as error:
            kind = type(error).__name__
            return warn(f"AWS cannot be asked ({kind})", "Look at the network and the proxy.")

    return probe


def aws_checks(environment: Environment, account: Account) -> list[Check]:
    """Identity, regions, and what an S3 backend rests on."""
    regions = sorted({region.aws_region for region in environment.regions.values()})
    checks = [
        Check("AWS identity", Need.DEPLOY, lambda: who(environment, account.identity())),
        *(
            Check(
                f"AWS in {region}",
                Need.DEPLOY,
                asked(account, lambda _, region=region: answers(account.clients, region)),
            )
            for region in regions
        ),
    ]
    if isinstance(environment.state, S3State):
        state = environment.state
        checks += [
            Check("state bucket", Need.DEPLOY, asked(account, lambda _: bucket(state, account))),
            Check("state locks", Need.DEPLOY, asked(account, lambda _: locks(state, account))),
            Check("state key", Need.DEPLOY, asked(account, lambda _: key(state, account))),
        ]
    return checks


def who(environment: Environment, identity: Identity | Answer) -> Answer:
    """Account and role, and whether the environment names IAM roles of other accounts alone."""
    if isinstance(identity, Answer):
        return identity
    named = set(re.findall(r'"arn:[\w-]+:iam::(\d{12}):', environment.model_dump_json()))
    if named and identity.account not in named:
        accounts = ", ".join(sorted(named))
        fix = f"Is it meant? If not, sign in to {accounts}."
        return warn(f"{identity.shown}; {environment.name} names roles of {accounts} alone", fix)
    return ok(identity.shown)


def answers(clients: Clients, region: str) -> Answer:
    """A region answers, and the account has it enabled."""
    clients("sts", region).get_caller_identity()
    return ok("answers, and is enabled for the account")


def bucket(state: S3State, account: Account) -> Answer:
    """The bucket of the state: there, versioned, encrypted, closed to the public."""
    s3 = account.clients("s3", state.region)
    try:
        s3.head_bucket(Bucket=state.bucket)
    except ClientError as error:
        if error_code(error) in ("404", "NoSuchBucket"):
            fix = "Make it, versioned and encrypted, or mend `state.bucket` and `state.region`."
            return fail(f"{state.bucket} is not there", fix)
        if error_code(error) in ("301", "PermanentRedirect"):
            return fail(f"{state.bucket} is in another region", "Mend `state.region`.")
        raise
    lacking: list[str] = []
    if s3.get_bucket_versioning(Bucket=state.bucket).get("Status") != "Enabled":
        lacking.append("versioning: a broken state could not be taken back")
    if not _absent(lambda: s3.get_bucket_encryption(Bucket=state.bucket)):
        lacking.append("encryption at rest by default")
    blocked: Any = _absent(lambda: s3.get_public_access_block(Bucket=state.bucket))
    if not blocked or not all(blocked["PublicAccessBlockConfiguration"].values()):
        lacking.append("the block of public access")
    if lacking:
        return fail(f"{state.bucket} lacks {'; '.join(lacking)}", "Turn it on: states hold tokens.")
    return ok(f"{state.bucket}: versioned, encrypted, closed to the public")


def locks(state: S3State, account: Account) -> Answer:
    """Lock files that somebody holds now. Whether we may write one is not tried."""
    s3 = account.clients("s3", state.region)
    listed = s3.list_objects_v2(Bucket=state.bucket, Prefix=f"{state.key_prefix}/")
    held = [found for found in listed.get("Contents", []) if found["Key"].endswith(".tflock")]
    if held:
        names = ", ".join(
            f"{found['Key'].rpartition('/')[2]} since {found['LastModified']:%Y-%m-%d %H:%M}"
            for found in held
        )
        fix = "Does a deploy run? If it was killed: `terraform force-unlock`, as it says."
        return warn(f"held: {names}", fix)
    return ok("no lock is held")


def key(state: S3State, account: Account) -> Answer:
    """The KMS key of the state: enabled, and ours to encrypt with. Nothing is encrypted."""
    kms = account.clients("kms", state.region)
    found = kms.describe_key(KeyId=state.kms_key_id)["KeyMetadata"]
    if found["KeyState"] != "Enabled":
        return fail(f"{state.kms_key_id} is {found['KeyState']}", "Enable it, or name another.")
    try:
        kms.generate_data_key(KeyId=state.kms_key_id, KeySpec="AES_256", DryRun=True)
    except ClientError as error:
        # How KMS says of a dry run that it would have worked.
        if error_code(error) != "DryRunOperationException":
            raise
    return ok(f"{state.kms_key_id} is enabled, and may be used")


def _absent(get: Callable[[], Any]) -> Any:
    """What a bucket has of an optional thing; None for nothing. Other refusals go on."""
    try:
        return get()
    except ClientError as error:
        if re.match(r"NoSuch|ServerSideEncryptionConfigurationNotFound", error_code(error)):
            return None
        raise
