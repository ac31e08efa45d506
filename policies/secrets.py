"""Policies on secret values: nowhere in the JSON, and in as few places of a state as can be."""

import re
from collections.abc import Iterator

from policies.literals import literal_secrets
from policies.policy import Stacks, Violation, policy
from policies.synthesized import Body, Synthesized, as_list, interpolations, referenced
from settings.checks import PROD
from vocabulary.credentials import CONTACT_SECRETS_DATA
from vocabulary.stacks import OBSERVABILITY

VALUES = "aws_secretsmanager_secret_version"

READ_INTO_STATE = (
    "aws_eks_cluster_auth",
    "aws_kms_secrets",
    "aws_secretsmanager_random_password",
    VALUES,
)
"""Data sources that would put a secret into the state; each has an ephemeral block of its name."""

KEPT_IN_STATE = (
    "grafana_cloud_access_policy_rotating_token",
    "grafana_cloud_access_policy_token",
    "grafana_contact_point",
)
"""Resources whose secret is in the state, whatever is done."""

CONTACT_SECRETS = {
    "opsgenie": "api_key",
    "pagerduty": "integration_key",
    "slack": "url",
    "webhook": "url",
}
"""The argument of each kind of contact point that is its secret. It is kept, in one stack's state:
the provider has no write-only argument for it."""

_ATTRIBUTE = re.compile(
    r"\b[a-z]\w*\.[\w-]+\.(?:api_key|password|private_key|secret|secret_binary|secret_string|token)\b"
)
_EPHEMERAL = re.compile(r"\bephemeral\.\w+\.[\w-]+")
_VARIABLE = re.compile(r"\bvar\.(\w+)")
_MAY_RECEIVE = re.compile(r"^(provider\.|ephemeral\.|resource\.[\w.-]+_wo$)")
"""Where a secret may go: a provider, an ephemeral block, a write-only argument. None is kept."""
_CONTACT_POINT = re.compile(r"^resource\.grafana_contact_point\.[\w-]+\.(\w+)\[0\]\.(\w+)$")

_CONTACT_READER = (OBSERVABILITY, VALUES, CONTACT_SECRETS_DATA)
"""The one data source that may read a secret: what it reads is in that state all the same."""


@policy(
    "no secret value is in the Terraform JSON",
    fix="Take it out of the code, treat it as leaked and rotate it; read it from AWS Secrets"
    " Manager or a sensitive variable.",
)
def no_secret_literals(stacks: Stacks) -> Iterator[Violation]:
    for stack in stacks:
        for path, value in stack.strings():
            for found in literal_secrets(path, value):
                yield Violation(stack.name, path, f"It holds {found}.")


@policy(
    "a secret gets its value by the write-only argument, which is in no state and no plan",
    fix="Set secret_string_wo, and a secret_string_wo_version that changes with the value.",
)
def secrets_are_written_only(stacks: Stacks) -> Iterator[Violation]:
    for stack in stacks:
        for version in stack.resources(VALUES):
            for kept in ("secret_string", "secret_binary"):
                if kept in version.body:
                    yield Violation(stack.name, version.label, f"{kept} would be in the state.")
            for key in ("secret_string_wo", "secret_string_wo_version"):
                if "${" not in str(version.body.get(key, "")):
                    yield Violation(stack.name, version.label, f"{key} is no reference.")


@policy(
    "secrets go to providers, write-only arguments and the secret arguments of observability's"
    " contact points, never to outputs, Helm values, messages or tags",
    fix="Let who needs it read it from AWS Secrets Manager, by an ephemeral block.",
)
def secrets_are_not_passed_on(stacks: Stacks) -> Iterator[Violation]:
    for stack in stacks:
        for name, output in stack.json.get("output", {}).items():
            if output.get("sensitive"):
                yield Violation(stack.name, f"output.{name}", "Only a secret would be sensitive.")
        for path, value in stack.strings():
            if _MAY_RECEIVE.match(path) or _is_contact_secret(stack, path):
                continue
            for reference in _secret_references(stack, value):
                yield Violation(stack.name, path, f"It receives {reference}.")


@policy(
    "no data source reads a secret, because it would be in the state; the one of contact points is"
    " there all the same",
    fix="Use the ephemeral block of that name (providers/ephemeral.py).",
)
def secrets_are_not_read_into_state(stacks: Stacks) -> Iterator[Violation]:
    for stack in stacks:
        for kind, named in stack.json.get("data", {}).items():
            for name in named:
                if kind in READ_INTO_STATE and (stack.name, kind, name) != _CONTACT_READER:
                    yield Violation(stack.name, f"data.{kind}.{name}", "It reads a secret.")


@policy(
    "variables that feed a provider are sensitive, ephemeral and without a default",
    fix="Set sensitive and ephemeral, and take the default out.",
)
def secret_variables_are_ephemeral(stacks: Stacks) -> Iterator[Violation]:
    for stack in stacks:
        used = {
            name
            for path, value in stack.strings()
            if path.startswith("provider.")
            for name in _VARIABLE.findall(value)
        }
        for name in sorted(used):
            variable: Body = stack.json.get("variable", {}).get(name, {})
            lacking = [key for key in ("sensitive", "ephemeral") if variable.get(key) is not True]
            if lacking:
                yield Violation(stack.name, f"variable.{name}", f"Not {' and '.join(lacking)}.")
            if "default" in variable:
                yield Violation(stack.name, f"variable.{name}", "It has a default.")


@policy(
    "every secret and every replica is encrypted with a KMS key of ours in its region",
    fix="Name the key of that region (stacks/secrets.py).",
)
def secrets_are_encrypted(stacks: Stacks) -> Iterator[Violation]:
    for stack in stacks:
        regions = {name: body.get("region") for name, body in stack.providers()}
        keys = {
            key.address: regions.get(key.body.get("provider", "aws"))
            for key in stack.resources("aws_kms_key")
        }
        for secret in stack.resources("aws_secretsmanager_secret"):
            own = regions.get(secret.body.get("provider", "aws"))
            copies = [(own, secret.body)]
            copies += [(r.get("region"), r) for r in as_list(secret.body.get("replica"))]
            for region, body in copies:
                if keys.get(referenced(body.get("kms_key_id")) or "") != region:
                    yield Violation(stack.name, secret.label, f"Not by a key of ours in {region}.")


@policy(
    "production's state is not on this machine where it holds secrets",
    fix='Give state = { backend = "s3", ... } or "hcp" in the environment file.',
)
def secrets_of_prod_are_not_in_local_state(stacks: Stacks) -> Iterator[Violation]:
    if PROD not in {_environment(body) for stack in stacks for _, body in stack.providers()}:
        return
    for stack in stacks:
        terraform = stack.json["terraform"]
        remote = "cloud" in terraform or set(terraform.get("backend", {})) - {"local"}
        for resource in stack.resources(*KEPT_IN_STATE):
            if not remote:
                yield Violation(stack.name, resource.label, "Its secret would be in a local file.")


def _is_contact_secret(stack: Synthesized, path: str) -> bool:
    argument = _CONTACT_POINT.match(path) if stack.name == OBSERVABILITY else None
    return argument is not None and CONTACT_SECRETS.get(argument[1]) == argument[2]


def _secret_references(stack: Synthesized, value: str) -> Iterator[str]:
    variables: Body = stack.json.get("variable", {})
    for expression in interpolations(value):
        for name in _VARIABLE.findall(expression):
            variable: Body = variables.get(name, {})
            if variable.get("sensitive") or variable.get("ephemeral"):
                yield f"var.{name}"
        for form in (_ATTRIBUTE, _EPHEMERAL):
            yield from (match[0] for match in form.finditer(expression))


def _environment(provider: Body) -> str | None:
    tags = as_list(provider.get("default_tags"))
    return tags[0].get("tags", {}).get("Environment") if tags else None
