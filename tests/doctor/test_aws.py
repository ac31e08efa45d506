"""AWS is asked who we are, for the state's bucket and key, and for the clusters; never in vain."""

import base64
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from botocore.exceptions import (
    ClientError,
    ConnectTimeoutError,
    NoCredentialsError,
    TokenRetrievalError,
)
from moto import mock_aws

from commands.conformance.receiving.certificates import self_signed
from commands.doctor import aws
from commands.doctor.aws import Account, Identity, asked, aws_checks, key, locks, real_clients, who
from commands.doctor.check import Answer, State, ok
from commands.doctor.clusters import access, api_server, is_principal, reached
from settings import load_environment
from settings.model import S3State
from tests.doctor.servers import tls

REGION = "ap-northeast-2"
PROD = load_environment("prod")
STATE = S3State(backend="s3", bucket="state", region=REGION, kms_key_id="alias/state")
ME = Identity("111122223333", "arn:aws:sts::111122223333:assumed-role/Deployer/me@example.com")
SECRET = "glsa_planted"


def refusing(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": SECRET}}, "Operation")


class Fake:
    """A client whose operations give, or raise, what they are told to."""

    def __init__(self, **answers: Any) -> None:
        self.answers = answers

    def __getattr__(self, operation: str) -> Callable[..., Any]:
        def answer(**_: object) -> Any:
            given = self.answers[operation]
            if isinstance(given, Exception):
                raise given
            return given

        return answer

    def get_paginator(self, operation: str) -> Any:
        return Fake(paginate=[getattr(self, operation)()])


def account(**services: Fake) -> Account:
    return Account(lambda service, _: services[service], REGION)


def signed_in(**services: Fake) -> Account:
    told = {"Account": ME.account, "Arn": ME.arn}
    return account(sts=Fake(get_caller_identity=told), **services)


@pytest.fixture
def emulated(monkeypatch: pytest.MonkeyPatch) -> Iterator[Account]:
    """An AWS in this process, with made-up credentials."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    with mock_aws():
        yield Account(real_clients, REGION)


def test_we_are_told_by_account_and_role_without_the_session() -> None:
    told = who(PROD, ME)
    assert (told.state, told.found) == (State.OK, "account 111122223333, role Deployer")
    user = Identity("1", "arn:aws:iam::1:user/deploy/ci")
    assert user.shown == "account 1, user/deploy/ci"


def test_another_account_than_that_of_the_environments_roles_is_told() -> None:
    credentials = PROD.credentials.model_copy(
        update={"administrators": ("arn:aws:iam::111122223333:role/admin",)}
    )
    environment = PROD.model_copy(update={"credentials": credentials})
    assert who(environment, ME).state is State.OK
    other = Identity("444455556666", "arn:aws:sts::444455556666:assumed-role/Deployer/x")
    told = who(environment, other)
    assert told.state is State.WARN
    assert "prod names roles of 111122223333 alone" in told.found


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (NoCredentialsError(), State.SKIPPED),
        (refusing("ExpiredToken"), State.FAIL),
        (TokenRetrievalError(provider="sso", error_msg=SECRET), State.FAIL),
        (ConnectTimeoutError(endpoint_url="https://sts.example"), State.WARN),
    ],
)
def test_who_we_are_not(error: Exception, state: State) -> None:
    nobody = account(sts=Fake(get_caller_identity=error))
    told = nobody.identity()
    assert isinstance(told, Answer)
    assert told.state is state
    assert SECRET not in told.found + told.fix
    waits = asked(nobody, lambda _: ok("asked all the same"))()
    assert (waits.state, waits.fix) == (State.SKIPPED, "")


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("AccessDeniedException", "not permitted (AccessDeniedException)"),
        ("ValidationException", "AWS refuses (ValidationException)"),
        (f"{SECRET} and more", "AWS refuses (error)"),
    ],
)
def test_a_refusal_is_told_by_its_code_alone(code: str, found: str) -> None:
    def refused(_: Identity) -> Answer:
        raise refusing(code)

    told = asked(signed_in(), refused)()
    assert (told.state, told.found) == (State.FAIL, found)


def made_bucket() -> Any:
    s3 = real_clients("s3", REGION)
    s3.create_bucket(Bucket="state", CreateBucketConfiguration={"LocationConstraint": REGION})
    return s3


def test_the_states_bucket_must_be_safe(emulated: Account) -> None:
    assert aws.bucket(STATE, emulated).found == "state is not there"
    s3 = made_bucket()
    s3.delete_bucket_encryption(Bucket="state")
    bare = aws.bucket(STATE, emulated)
    assert bare.state is State.FAIL
    assert "versioning" in bare.found
    assert "block of public access" in bare.found
    s3.put_bucket_versioning(Bucket="state", VersioningConfiguration={"Status": "Enabled"})
    s3.put_bucket_encryption(
        Bucket="state",
        ServerSideEncryptionConfiguration={
            "Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms"}}]
        },
    )
    block = dict.fromkeys(
        ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), True
    )
    s3.put_public_access_block(Bucket="state", PublicAccessBlockConfiguration=block)
    assert aws.bucket(STATE, emulated).state is State.OK
    s3.put_public_access_block(
        Bucket="state",
        PublicAccessBlockConfiguration={**block, "BlockPublicPolicy": False},
    )
    assert aws.bucket(STATE, emulated).found == "state lacks the block of public access"


def test_a_lock_that_somebody_holds_is_told(emulated: Account) -> None:
    s3 = made_bucket()
    assert locks(STATE, emulated).state is State.OK
    s3.put_object(Bucket="state", Key="lionpay-monitoring/prod/link.tfstate.tflock", Body=b"{}")
    told = locks(STATE, emulated)
    assert told.state is State.WARN
    assert "link.tfstate.tflock since 20" in told.found


def test_the_states_key_must_be_enabled_and_ours_to_use(emulated: Account) -> None:
    kms = real_clients("kms", REGION)
    made = kms.create_key()["KeyMetadata"]["KeyId"]
    kms.create_alias(AliasName="alias/state", TargetKeyId=made)
    assert key(STATE, emulated).state is State.OK
    kms.disable_key(KeyId=made)
    assert key(STATE, emulated).found == "alias/state is Disabled"


@pytest.mark.parametrize(
    ("code", "state"), [("DryRunOperationException", State.OK), ("AccessDenied", State.FAIL)]
)
def test_the_key_is_tried_without_encrypting(code: str, state: State) -> None:
    enabled = {"KeyMetadata": {"KeyState": "Enabled"}}
    us = signed_in(kms=Fake(describe_key=enabled, generate_data_key=refusing(code)))
    assert asked(us, lambda _: key(STATE, us))().state is state


def test_aws_is_asked_for_the_environments_own_regions_bucket_and_key() -> None:
    names = [check.name for check in aws_checks(PROD, account())]
    assert names[1:] == [
        "AWS in ap-northeast-1",
        "AWS in ap-northeast-2",
        "state bucket",
        "state locks",
        "state key",
    ]
    local = [check.name for check in aws_checks(load_environment("staging"), account())]
    assert "state bucket" not in local


def in_reach(endpoint: str, ca: str) -> str:
    return ""


def out_of_reach(endpoint: str, ca: str) -> str:
    return "TimeoutError"


def cluster(mode: str = "API", status: str = "ACTIVE", **vpc: Any) -> dict[str, Any]:
    return {
        "cluster": {
            "status": status,
            "endpoint": "https://127.0.0.1:1",
            "certificateAuthority": {"data": "none"},
            "accessConfig": {"authenticationMode": mode},
            "resourcesVpcConfig": vpc,
        }
    }


def test_a_cluster_that_is_not_there_is_not_set_up() -> None:
    us = signed_in(eks=Fake(describe_cluster=refusing("ResourceNotFoundException")))
    assert api_server(us, "c", REGION, reached).state is State.SKIPPED
    assert access(us, "c", REGION, ME).state is State.SKIPPED


@pytest.mark.parametrize(
    ("vpc", "openness"),
    [
        ({"endpointPublicAccess": True}, "public to all"),
        (
            {"endpointPublicAccess": True, "publicAccessCidrs": ["192.0.2.0/24"]},
            "public to 1 ranges",
        ),
        ({"endpointPrivateAccess": True}, "private"),
        ({}, "closed"),
    ],
)
def test_an_api_server_out_of_reach_is_told_with_who_may_reach_it(
    vpc: dict[str, Any], openness: str
) -> None:
    us = signed_in(eks=Fake(describe_cluster=cluster(**vpc)))
    told = api_server(us, "c", REGION, out_of_reach)
    assert told.state is State.WARN
    assert f"endpoint {openness}; " in told.found
    assert api_server(us, "c", REGION, in_reach).state is State.OK


def test_an_api_server_is_reached_with_the_clusters_own_certificate() -> None:
    made = self_signed()
    ca = base64.b64encode(made.certificate.encode()).decode()
    with tls(made.server_context()) as port:
        assert reached(f"https://localhost:{port}", ca) == ""
    other = base64.b64encode(self_signed().certificate.encode()).decode()
    with tls(made.server_context()) as port:
        assert reached(f"https://localhost:{port}", other) == "SSLCertVerificationError"
    assert reached("https://127.0.0.1:1", ca) == "ConnectionRefusedError"
    assert reached("https://127.0.0.1:1", "?") != ""


def test_a_cluster_that_is_being_made_is_told() -> None:
    us = signed_in(eks=Fake(describe_cluster=cluster(status="CREATING")))
    assert api_server(us, "c", REGION, in_reach).state is State.FAIL


OURS = "arn:aws:iam::111122223333:role/deploy/Deployer"


@pytest.mark.parametrize(
    ("mode", "entries", "state"),
    [
        ("API", [OURS], State.OK),
        ("API", [], State.FAIL),
        ("API", ["arn:aws:iam::444455556666:role/Deployer"], State.FAIL),
        ("API_AND_CONFIG_MAP", [], State.WARN),
        ("CONFIG_MAP", [], State.WARN),
    ],
)
def test_our_way_into_a_cluster(mode: str, entries: list[str], state: State) -> None:
    eks = Fake(describe_cluster=cluster(mode), list_access_entries={"accessEntries": entries})
    assert access(signed_in(eks=eks), "c", REGION, ME).state is state


def test_an_entry_is_ours_by_account_and_role() -> None:
    assert is_principal(OURS, ME)
    assert not is_principal(OURS.replace("Deployer", "NotDeployer"), ME)
    user = Identity("1", "arn:aws:iam::1:user/ci")
    assert is_principal("arn:aws:iam::1:user/ci", user)
