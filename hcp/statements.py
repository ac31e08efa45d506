"""The statements that the roles of several duties share, and what they are all held to."""

from collections.abc import Sequence
from dataclasses import dataclass

from hcp.actions import KMS_CHANGES
from vocabulary.iam import Statement
from vocabulary.tags import PROJECT


@dataclass(frozen=True)
class Scope:
    """What an environment's runs are held to.

    prefix: of the names of what they make. contact_secrets: names of the secrets in AWS Secrets
    Manager that `observability` reads.
    """

    account_id: str
    environment: str
    aws_regions: tuple[str, ...]
    contact_secrets: tuple[str, ...] = ()

    @property
    def prefix(self) -> str:
        return f"lionpay-{self.environment}-"

    def arn(self, service: str, resource: str) -> str:
        """An ARN in the environment's account; IAM has no region."""
        region = "" if service == "iam" else "*"
        return f"arn:aws:{service}:{region}:{self.account_id}:{resource}"

    @property
    def ours(self) -> dict[str, str]:
        """The tags of what is ours, as the condition of a statement."""
        return {
            "aws:ResourceTag/Environment": self.environment,
            "aws:ResourceTag/Project": PROJECT,
        }

    @property
    def secrets(self) -> str:
        """The ARNs of the clusters' secrets."""
        return self.arn("secretsmanager", f"secret:lionpay/{self.environment}/*")


def tags(scope: Scope) -> tuple[Statement, ...]:
    """Tags as ours what is being made, and what is ours already."""
    return (
        allow("TagsAsOurs", ["ec2:CreateTags"], ["*"], {"StringEquals": made_ours(scope)}),
        allow("TagsOurs", ["ec2:CreateTags"], ["*"], {"StringEquals": scope.ours}),
    )


def keys(scope: Scope) -> tuple[Statement, ...]:
    """Makes keys, and looks after those that are ours."""
    aliases = scope.arn("kms", f"alias/{scope.prefix}*")
    made = made_ours(scope)
    return (
        allow("MakesKeys", ["kms:CreateKey"], ["*"], {"StringEquals": made}),
        allow("TagsNewKeys", ["kms:TagResource"], ["*"], {"StringEquals": made}),
        allow("Keys", KMS_CHANGES, [scope.arn("kms", "key/*")], {"StringEquals": scope.ours}),
        allow("Aliases", ["kms:CreateAlias", "kms:DeleteAlias", "kms:UpdateAlias"], [aliases]),
    )


def made_ours(scope: Scope) -> dict[str, str]:
    """The tags that a request gives to what it makes, as the condition of a statement."""
    return {"aws:RequestTag/Environment": scope.environment, "aws:RequestTag/Project": PROJECT}


def by_secrets_manager(sid: str, actions: Sequence[str], scope: Scope) -> Statement:
    """Uses keys by way of Secrets Manager only."""
    services = [f"secretsmanager.{region}.amazonaws.com" for region in scope.aws_regions]
    return allow(
        sid,
        actions,
        [scope.arn("kms", "key/*")],
        {"StringEquals": {"kms:ViaService": services}},
    )


def in_regions(scope: Scope) -> dict[str, list[str]]:
    """The environment's regions, as the condition of a statement."""
    return {"aws:RequestedRegion": list(scope.aws_regions)}


def allow(
    sid: str,
    actions: Sequence[str],
    resources: Sequence[str],
    condition: Statement | None = None,
) -> Statement:
    """A statement that allows actions, under a condition if there is one."""
    statement: Statement = {
        "Sid": sid,
        "Effect": "Allow",
        "Action": list(actions),
        "Resource": list(resources),
    }
    return {**statement, "Condition": condition} if condition else statement
