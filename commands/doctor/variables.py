"""Settings that runs want: which of them are there. What they are is looked at by nobody."""

from collections.abc import Mapping
from dataclasses import dataclass

from access.plan import makes_tokens
from alerts.contact_points import contact_points, secrets_of
from commands.doctor.check import Answer, Check, Need, fail, ok, skipped, warn
from settings import Environment
from settings.hcp import HcpState
from vocabulary import stacks
from vocabulary.credentials import GRAFANA_VARIABLE, SYNTHETICS_VARIABLE, TOKEN_VARIABLE

PREFIX = "TF_VAR_"


@dataclass(frozen=True)
class Variable:
    """A Terraform variable without a default. what: where its value comes from."""

    name: str
    stack: str
    what: str


def wanted_variables(environment: Environment) -> tuple[Variable, ...]:
    """Every variable that the environment's stacks declare, by stack."""
    cloud, alerting = environment.grafana, environment.alerting
    wanted: list[Variable] = []
    if makes_tokens(environment):
        what = "a Grafana Cloud token with accesspolicies:read, :write, :delete"
        wanted.append(Variable(TOKEN_VARIABLE, stacks.CREDENTIALS, what))
    if cloud and cloud.url:
        if alerting.grafana_token == "variable":  # noqa: S105
            what = "a token of a service account with the role Admin"
            wanted.append(Variable(GRAFANA_VARIABLE, stacks.OBSERVABILITY, what))
        if cloud.synthetics:
            what = "an access token from Synthetic Monitoring's page of configuration"
            wanted.append(Variable(SYNTHETICS_VARIABLE, stacks.OBSERVABILITY, what))
        if alerting.contact_secrets == "variables":
            wanted += [
                Variable(secret.variable, stacks.OBSERVABILITY, secret.description)
                for secret in secrets_of(contact_points(environment))
            ]
    return tuple(wanted)


def variable_checks(environment: Environment, environ: Mapping[str, str]) -> list[Check]:
    """One check for each stack that wants variables, and one for names that nobody wants."""
    wanted = wanted_variables(environment)
    remote = isinstance(environment.state, HcpState)
    checks = [
        Check(
            f"variables of {stack}",
            Need.DEPLOY,
            lambda of=tuple(v for v in wanted if v.stack == stack): found(of, environ, remote),
        )
        for stack in dict.fromkeys(variable.stack for variable in wanted)
    ]
    return [*checks, Check("other TF_VAR_", Need.DEPLOY, lambda: strays(wanted, environ))]


def found(wanted: tuple[Variable, ...], environ: Mapping[str, str], remote: bool) -> Answer:
    """Which are set. None at all is no fault: then nobody means to deploy this stack from here."""
    lacking = [v for v in wanted if not environ.get(PREFIX + v.name, "").strip()]
    fix = "\n".join(f"{PREFIX}{v.name}: {v.what}" for v in lacking)
    if not lacking:
        odd = [
            v.name for v in wanted if environ[PREFIX + v.name] != environ[PREFIX + v.name].strip()
        ]
        if odd:
            names = ", ".join(PREFIX + name for name in odd)
            return fail(f"white space around {names}", "Set it again without a line's end.")
        return ok(f"all {len(wanted)} set")
    if remote:
        here = f"{len(wanted) - len(lacking)} of {len(wanted)} set here"
        return skipped(f"{here}; runs in HCP Terraform take them from the workspace")
    if len(lacking) == len(wanted):
        return skipped(f"none of {len(wanted)} set", fix)
    return fail(f"{len(wanted) - len(lacking)} of {len(wanted)} set", fix)


def strays(wanted: tuple[Variable, ...], environ: Mapping[str, str]) -> Answer:
    """Names that no stack asks for: a typing error, or a secret that is not needed any more."""
    known = {PREFIX + variable.name for variable in wanted}
    odd = sorted(name for name in environ if name.startswith(PREFIX) and name not in known)
    if odd:
        fix = "Is it a typing error? If not, take it away: it is a secret for nothing."
        return warn(f"no stack asks for {', '.join(odd)}", fix)
    return ok("none that no stack asks for")
