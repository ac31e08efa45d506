"""Policies on who may read a cluster's token, and on what the token may do."""

import json
import re
from collections.abc import Iterator
from typing import Any

from policies.policy import Stacks, Violation, policy
from policies.synthesized import Body, Resource, Synthesized, as_list, referenced
from vocabulary.credentials import FROM_ANYWHERE, WRITE_SCOPES
from vocabulary.stacks import RUNNERS

METRIC_READS = {"cloudwatch:GetMetricData", "cloudwatch:ListMetrics"}
"""Stated again, not taken from the document's builder: a policy checks it."""

READS = {"secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"}

_REFERENCE = re.compile(r"\$\{[^}]*\}")
_SUBJECT = re.compile(r"system:serviceaccount:[a-z0-9-]+:[a-z0-9.-]+")
_NAME = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?")
_ACCOUNT = re.compile(r"arn:aws:iam::\d{12}:root")
_SUBNETS = re.compile(
    r"\$\{formatlist\(\"%s/32\", data\.terraform_remote_state\.network-([\w-]+)"
    r"\.outputs\.egress_addresses\)\}"
)


@policy(
    "a secret's policy only takes away: from other accounts always, from the account's root never",
    fix="Build it with access.documents.secret_policy, and block public policies.",
)
def secrets_are_guarded(stacks: Stacks) -> Iterator[Violation]:
    for stack in stacks:
        guards = {
            referenced(r.body.get("secret_arn")): r
            for r in stack.resources("aws_secretsmanager_secret_policy")
        }
        for secret in stack.resources("aws_secretsmanager_secret"):
            guard = guards.get(secret.address)
            if guard is None:
                yield Violation(stack.name, secret.label, "No policy guards it.")
                continue
            reasons = _weaknesses(guard)
            yield from (Violation(stack.name, guard.label, reason) for reason in reasons)


@policy(
    "an access policy of Grafana Cloud writes metrics, logs and traces of one stack, nothing else",
    fix="Give it exactly the write scopes and a realm of type stack (access/plan.py).",
)
def tokens_only_write(stacks: Stacks) -> Iterator[Violation]:
    for stack in stacks:
        for access in stack.resources("grafana_cloud_access_policy"):
            scopes = access.body.get("scopes", [])
            if sorted(scopes) != sorted(WRITE_SCOPES):
                yield Violation(stack.name, access.label, f"Its scopes are {', '.join(scopes)}.")
            realms = as_list(access.body.get("realm"))
            one_stack = [r for r in realms if r.get("type") == "stack"]
            if len(realms) != 1 or one_stack != realms or not realms[0]["identifier"].isdigit():
                yield Violation(stack.name, access.label, "Its realm is not one stack.")


@policy(
    "a token works from its own region's NAT addresses only, or its name says from anywhere",
    fix="Pin it to the egress_addresses of its region's network, or switch pin_subnets off.",
)
def tokens_are_pinned(stacks: Stacks) -> Iterator[Violation]:
    for stack in stacks:
        for access in stack.resources("grafana_cloud_access_policy"):
            blocks = as_list(access.body.get("conditions"))
            if not blocks:
                if FROM_ANYWHERE not in access.body.get("display_name", ""):
                    yield Violation(stack.name, access.label, "It works from anywhere.")
                continue
            pinned = [_SUBNETS.fullmatch(str(block.get("allowed_subnets"))) for block in blocks]
            own = [m for m in pinned if m and access.body["name"].endswith(f"-{m[1]}")]
            if len(own) != 1 or len(blocks) != 1:
                yield Violation(stack.name, access.label, "It is pinned to other addresses.")


@policy(
    "every token of Grafana Cloud expires, and is made anew before it does",
    fix="Use grafana_cloud_access_policy_rotating_token, with create_before_destroy.",
)
def tokens_rotate(stacks: Stacks) -> Iterator[Violation]:
    for stack in stacks:
        for token in stack.resources("grafana_cloud_access_policy_token"):
            yield Violation(stack.name, token.label, "It does not rotate.")
        for token in stack.resources("grafana_cloud_access_policy_rotating_token"):
            for key in ("expire_after", "early_rotation_window"):
                if not token.body.get(key):
                    yield Violation(stack.name, token.label, f"It has no {key}.")
            if not token.body.get("lifecycle", {}).get("create_before_destroy"):
                yield Violation(stack.name, token.label, "The old one goes before the new one.")


@policy(
    "who reads secrets by IAM reads exactly one, and decrypts nothing but it",
    fix="Build the policy with access.documents.reads_one_secret.",
)
def readers_read_one_secret(stacks: Stacks) -> Iterator[Violation]:
    for stack in _of_clusters(stacks):
        for resource in stack.resources("aws_iam_policy", "aws_iam_role_policy"):
            statements = _statements(resource.body.get("policy", ""))
            allowed = [s for s in statements if s.get("Effect") == "Allow"]
            reading = [s for s in allowed if _any_of(s, "secretsmanager:")]
            for statement in reading:
                if not set(_list(statement["Action"])) <= READS:
                    yield Violation(stack.name, resource.label, "It does more than read.")
                secret = _list(statement.get("Resource"))
                if len(secret) != 1 or "aws_secretsmanager_secret." not in secret[0]:
                    yield Violation(stack.name, resource.label, "It reads more than one secret.")
            for statement in allowed if reading else []:
                condition: Body = statement.get("Condition", {}).get("StringEquals", {})
                bound = {"kms:EncryptionContext:SecretARN", "kms:ViaService"} <= set(condition)
                if _any_of(statement, "kms:") and not bound:
                    yield Violation(stack.name, resource.label, "It decrypts more than a secret.")


@policy(
    "a role of pods trusts one service account of one cluster",
    fix="Build its trust with access.documents, from a service account's full name.",
)
def pods_roles_trust_one_service_account(stacks: Stacks) -> Iterator[Violation]:
    for stack in _of_clusters(stacks):
        for role in stack.resources("aws_iam_role"):
            for statement in _statements(role.body.get("assume_role_policy", "")):
                principal: Any = statement.get("Principal", {})
                condition: Body = statement.get("Condition", {})
                if principal == "*":
                    continue  # No pods: other_accounts_only_read_metrics judges it.
                if "Federated" in principal and not _one_by_irsa(condition):
                    yield Violation(stack.name, role.label, "It trusts more by IRSA.")
                pods = "pods.eks.amazonaws.com" in _list(principal.get("Service"))
                if pods and not _one_by_pod_identity(condition):
                    yield Violation(stack.name, role.label, "It trusts more by Pod Identity.")


@policy(
    "a role that another account takes on trusts one account, by an external id, and reads metrics"
    " in named regions, nothing else",
    fix="Build its trust and its policy with access.cloudwatch.",
)
def other_accounts_only_read_metrics(stacks: Stacks) -> Iterator[Violation]:
    for stack in stacks:
        for role in stack.resources("aws_iam_role"):
            trusted = [
                statement
                for statement in _statements(role.body.get("assume_role_policy", ""))
                if _trusts_accounts(statement)
            ]
            for statement in trusted:
                if not _one_account_by_external_id(statement):
                    yield Violation(stack.name, role.label, "It trusts more than our Grafana.")
            for reason in _does_more_than_read_metrics(stack, role) if trusted else ():
                yield Violation(stack.name, role.label, reason)


def _trusts_accounts(statement: Body) -> bool:
    """Whether it lets in principals of AWS accounts, and not services or clusters' pods."""
    principal: Any = statement.get("Principal", {})
    return statement.get("Effect") == "Allow" and (principal == "*" or "AWS" in principal)


def _one_account_by_external_id(statement: Body) -> bool:
    principal: Any = statement["Principal"]
    accounts = ["*"] if principal == "*" else _list(principal["AWS"])
    equal: Body = statement.get("Condition", {}).get("StringEquals", {})
    external_ids = _list(equal.get("sts:ExternalId"))
    one = len(accounts) == 1 and bool(_ACCOUNT.fullmatch(accounts[0]))
    return one and _list(statement.get("Action")) == ["sts:AssumeRole"] and len(external_ids) == 1


def _does_more_than_read_metrics(stack: Synthesized, role: Resource) -> Iterator[str]:
    """What its policies allow beside metrics; policies made elsewhere cannot be judged."""
    if any(role.body.get(key) for key in ("managed_policy_arns", "inline_policy")):
        yield "It carries policies of its own; give it one aws_iam_role_policy."
    for attachment in stack.resources("aws_iam_role_policy_attachment"):
        if referenced(attachment.body.get("role")) == role.address:
            yield "A policy is attached to it; give it one aws_iam_role_policy."
    own = [
        inline
        for inline in stack.resources("aws_iam_role_policy")
        if referenced(inline.body.get("role")) == role.address
    ]
    for inline in own:
        statements = _statements(inline.body.get("policy", ""))
        for statement in (s for s in statements if s.get("Effect") == "Allow"):
            if not set(_list(statement.get("Action"))) <= METRIC_READS:
                yield "It does more than read metrics."
            equal: Body = statement.get("Condition", {}).get("StringEquals", {})
            if not _list(equal.get("aws:RequestedRegion")):
                yield "It reads in every region."


def _of_clusters(stacks: Stacks) -> Iterator[Synthesized]:
    """All but the stack of the roles of runs, which policies/remote.py looks after."""
    yield from (stack for stack in stacks if stack.name != RUNNERS)


def _weaknesses(guard: Resource) -> Iterator[str]:
    statements = _statements(guard.body.get("policy", ""))
    if guard.body.get("block_public_policy") is not True:
        yield "It does not block public policies."
    if any(s.get("Effect") != "Deny" for s in statements):
        yield "It gives access; IAM policies do that."
    conditions: list[Body] = [s.get("Condition", {}) for s in statements]
    if not any("aws:PrincipalAccount" in c.get("StringNotEquals", {}) for c in conditions):
        yield "Other accounts are not shut out."
    for condition in conditions:
        exempt = _list(condition.get("ArnNotEquals", {}).get("aws:PrincipalArn"))
        if exempt and not any(arn.endswith(":root") for arn in exempt):
            yield "It shuts the account's own root out."
        if any("*" in arn for arn in exempt):
            yield "It exempts roles by a pattern."


def _one_by_irsa(condition: Body) -> bool:
    equal: Body = condition.get("StringEquals", {})
    subjects = [value for key, value in equal.items() if key.endswith(":sub")]
    audiences = [value for key, value in equal.items() if key.endswith(":aud")]
    one = len(subjects) == 1 and bool(_SUBJECT.fullmatch(str(subjects[0])))
    return one and audiences == ["sts.amazonaws.com"]


def _one_by_pod_identity(condition: Body) -> bool:
    equal: Body = condition.get("StringEquals", {})
    tags = ("aws:RequestTag/kubernetes-namespace", "aws:RequestTag/kubernetes-service-account")
    named = all(_NAME.fullmatch(str(equal.get(tag, ""))) for tag in tags)
    cluster = condition.get("ArnEquals", {}).get("aws:SourceArn", "")
    return named and "aws:SourceAccount" in equal and bool(cluster) and "*" not in cluster


def _statements(document: str) -> list[Body]:
    """The statements of a policy document, whose references may hold quotes of their own."""
    text = _REFERENCE.sub(lambda match: match[0].replace('"', "'"), document)
    return as_list(json.loads(text).get("Statement")) if text else []


def _any_of(statement: Body, service: str) -> bool:
    return any(a == "*" or a.startswith(service) for a in _list(statement.get("Action")))


def _list(value: Any) -> list[str]:
    if value is None:
        return []
    return [value] if isinstance(value, str) else list(value)
