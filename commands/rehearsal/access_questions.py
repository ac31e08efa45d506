"""Asks the emulated AWS whether each cluster's secret and its reader are what was meant.

Every question gives the differences it found, in words. What was meant comes from `access`; what
stands there from boto3.
"""

import json
from collections.abc import Iterator
from typing import Any

from access.plan import ReaderPlan, SecretPlan
from commands.rehearsal.standing import Standing


def secret_differences(
    hub: Standing, own: Standing, plan: SecretPlan, told: dict[str, Any]
) -> list[str]:
    """Every difference of a secret; `hub` and `own` are where it is written and where it is read.

    told: the outputs of `secrets`, of this region.
    """
    return [*_secret(hub, plan), *_arns(hub, own, plan, told), *_guard(hub, plan)]


def reader_differences(
    own: Standing, plan: ReaderPlan, secret_arn: str, told: dict[str, Any]
) -> list[str]:
    """Every difference of the role that reads a secret; `told` are the outputs of `access-...`."""
    role = own.iam.get_role(RoleName=plan.role)["Role"]
    wrong = [] if told["reader_role_arn"] == role["Arn"] else [f"{role['Arn']} is not told"]
    return [*wrong, *_trust(own, plan, role), *_permissions(own, plan, secret_arn)]


def _secret(hub: Standing, plan: SecretPlan) -> Iterator[str]:
    found = hub.secrets.describe_secret(SecretId=plan.name)
    if found["KmsKeyId"] != _key_arn(hub):
        yield f"{plan.name} is encrypted in {hub.region} by {found['KmsKeyId']}"
    # The replica's key cannot be asked: moto 5.2 forgets it (see plans.FORGOTTEN).
    replicas = [r["Region"] for r in found.get("ReplicationStatus", [])]
    meant = [plan.read_in] if plan.replicated else []
    if replicas != meant:
        yield f"{plan.name} is replicated to {replicas}, not {meant}"


def _key_arn(standing: Standing) -> str:
    """The key of ours for secrets in a region, by its alias."""
    prefix = f"alias/lionpay-{standing.environment}-"
    for alias in standing.kms.list_aliases()["Aliases"]:
        name: str = alias["AliasName"]
        if name.startswith(prefix) and name.endswith("-secrets"):
            arn: str = standing.kms.describe_key(KeyId=alias["TargetKeyId"])["KeyMetadata"]["Arn"]
            return arn
    return f"no key of ours in {standing.region}"


def _arns(hub: Standing, own: Standing, plan: SecretPlan, told: dict[str, Any]) -> Iterator[str]:
    for output, standing in (("written_secret_arns", hub), ("read_secret_arns", own)):
        arn = standing.secrets.describe_secret(SecretId=plan.name)["ARN"]
        if told[output][plan.key] != arn:
            yield f"{output} tells {told[output][plan.key]}, it is {arn}"


def _guard(hub: Standing, plan: SecretPlan) -> Iterator[str]:
    text = hub.secrets.get_resource_policy(SecretId=plan.name).get("ResourcePolicy")
    if not text:
        yield f"nothing guards {plan.name}"
        return
    sids = {statement["Sid"] for statement in json.loads(text)["Statement"]}
    missing = {"OtherAccounts", *(["ReaderWrites"] if plan.reader else [])} - sids
    if missing:
        yield f"the policy of {plan.name} lacks {missing}"


def _trust(own: Standing, plan: ReaderPlan, role: dict[str, Any]) -> Iterator[str]:
    cluster = own.eks.describe_cluster(name=plan.cluster)["cluster"]
    issuer = cluster["identity"]["oidc"]["issuer"].removeprefix("https://")
    account = plan.service_account
    meant = {
        f"{issuer}:aud": "sts.amazonaws.com",
        f"{issuer}:sub": f"system:serviceaccount:{account.namespace}:{account.name}",
    }
    statements = role["AssumeRolePolicyDocument"]["Statement"]
    found = [statement.get("Condition", {}) for statement in statements]
    if found != [{"StringEquals": meant}]:
        yield f"{plan.role} trusts {found}, not {meant}"
    providers = own.iam.list_open_id_connect_providers()["OpenIDConnectProviderList"]
    known = [p["Arn"] for p in providers if p["Arn"].endswith(f"/{issuer}")]
    trusted = [statement["Principal"] for statement in statements]
    if trusted != [{"Federated": arn} for arn in known]:
        yield f"{plan.role} trusts {trusted}, the cluster's provider is {known}"


def _permissions(own: Standing, plan: ReaderPlan, secret_arn: str) -> Iterator[str]:
    attached = own.iam.list_attached_role_policies(RoleName=plan.role)["AttachedPolicies"]
    inline = own.iam.list_role_policies(RoleName=plan.role)["PolicyNames"]
    if len(attached) != 1 or inline:
        yield f"{plan.role} has the policies {attached} and {inline}"
    for policy in attached:
        version = own.iam.get_policy(PolicyArn=policy["PolicyArn"])["Policy"]["DefaultVersionId"]
        document = own.iam.get_policy_version(PolicyArn=policy["PolicyArn"], VersionId=version)
        reads = document["PolicyVersion"]["Document"]["Statement"][0]
        if reads["Resource"] != secret_arn:
            yield f"{plan.role} reads {reads['Resource']}, not {secret_arn}"
