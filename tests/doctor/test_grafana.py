"""Grafana, Grafana Cloud, HCP Terraform and endpoints, as small servers on loopback."""

import json
import ssl
from collections.abc import Generator
from pathlib import Path

import pytest

from commands.conformance.receiving.certificates import self_signed
from commands.doctor.check import Answer, State
from commands.doctor.endpoints import endpoints, reached
from commands.doctor.grafana import MANAGING, READING, TOKEN, allowed, cloud_token, healthy
from commands.doctor.hcp import organization, token_for
from commands.doctor.http import Reply, get
from commands.doctor.variables import found, strays, wanted_variables
from commands.rehearsal.emulator import LOOPBACK
from policies.synthesized import Synthesized
from settings import load_environment
from settings.hcp import HcpState
from tests.doctor.servers import Served, serving, tls

PROD = load_environment("prod")
SECRET = "glsa_planted"
PERMISSIONS = "/api/access-control/user/permissions"
POLICIES = "/api/v1/accesspolicies"
STATE = HcpState(backend="hcp", organization="lionpay")


@pytest.fixture
def grafana() -> Generator[Served]:
    """A Grafana that is well and takes every token."""
    answers = {
        "/api/health": (200, {"database": "ok", "version": f"12.3.1+{SECRET}"}),
        PERMISSIONS: (200, {action: ["*"] for action in (*READING, *MANAGING)}),
        POLICIES: (200, {"items": [{"name": SECRET}]}),
    }
    with serving(answers) as served:
        yield served


def test_a_grafana_that_is_well(grafana: Served) -> None:
    told = healthy(grafana.url, grafana.url, get)
    assert told.state is State.OK
    assert told.found.endswith("is healthy, Grafana 12.3.1")


def test_another_grafana_than_the_environments_is_told(grafana: Served) -> None:
    assert healthy(grafana.url, "https://lionpay.grafana.net", get).state is State.WARN


def test_a_grafana_that_is_ill_or_away_is_told(grafana: Served) -> None:
    grafana.answers["/api/health"] = (503, {"database": "failing", "version": SECRET})
    assert healthy(grafana.url, "", get).state is State.FAIL
    assert healthy("http://127.0.0.1:1", "", get).found == (
        "127.0.0.1:1 cannot be asked (ConnectionRefusedError)"
    )


@pytest.mark.parametrize("url", ["http://grafana.example.com", f"https://u:{SECRET}@x.example"])
def test_no_token_goes_into_the_open(url: str) -> None:
    def never(*_: object) -> Reply:
        raise AssertionError("it was asked")

    assert healthy(url, "", never).state is State.FAIL
    assert allowed(url, SECRET, READING, TOKEN, never).state is State.SKIPPED


def test_a_token_with_all_permissions(grafana: Served) -> None:
    assert allowed(grafana.url, SECRET, READING, TOKEN, get).state is State.OK
    assert grafana.asked == [(PERMISSIONS, f"Bearer {SECRET}")]


def test_a_token_that_lacks_a_permission_is_told_which(grafana: Served) -> None:
    held = {action: ["*"] for action in READING if action != "folders:read"}
    grafana.answers[PERMISSIONS] = (200, held)
    told = allowed(grafana.url, SECRET, READING, TOKEN, get)
    assert told.state is State.FAIL
    assert told.found.endswith("it lacks folders:read")


@pytest.mark.parametrize(
    ("status", "state"), [(401, State.FAIL), (403, State.FAIL), (302, State.FAIL)]
)
def test_a_token_that_is_refused(grafana: Served, status: int, state: State) -> None:
    grafana.answers[PERMISSIONS] = (status, {"message": f"not {SECRET}"})
    told = allowed(grafana.url, SECRET, READING, TOKEN, get)
    assert told.state is state
    assert SECRET not in told.found
    assert len(grafana.asked) == 1, "a redirect was followed"


def test_no_token_is_not_set_up() -> None:
    assert allowed("", "", READING, TOKEN, get).state is State.SKIPPED
    assert cloud_token("", "", "", get).state is State.SKIPPED


def test_the_cloud_token_is_asked_for_its_scopes(grafana: Served) -> None:
    told = cloud_token(grafana.url, "prod-ap-northeast-0", SECRET, get)
    assert told.state is State.OK
    assert grafana.asked[0][0] == f"{POLICIES}?region=prod-ap-northeast-0&pageSize=1"


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (
            f"missing required scope [accesspolicies:read], received [logs:read, {SECRET}]",
            "it has logs:read; lacks accesspolicies:read, accesspolicies:write,"
            " accesspolicies:delete",
        ),
        (f"unknown token {SECRET}", "Grafana Cloud refuses it (401) for r"),
    ],
)
def test_a_cloud_token_without_its_scopes_is_told_which(
    grafana: Served, body: str, says: str
) -> None:
    grafana.answers[POLICIES] = (401, body)
    assert cloud_token(grafana.url, "r", SECRET, get) == Answer(
        State.FAIL, says, cloud_token("", "", "", get).fix
    )


@pytest.mark.parametrize(
    ("status", "state"),
    [(200, State.OK), (401, State.FAIL), (404, State.FAIL), (500, State.WARN), (0, State.WARN)],
)
def test_the_organization_is_asked_with_terraforms_own_token(status: int, state: State) -> None:
    asked: list[tuple[str, str | None]] = []

    def ask(url: str, token: str | None) -> Reply:
        asked.append((url, token))
        return Reply(status, SECRET, why="TimeoutError")

    told = organization(STATE, {"TF_TOKEN_app_terraform_io": SECRET}, ask)
    assert told.state is state
    assert SECRET not in told.found + told.fix
    assert asked == [("https://app.terraform.io/api/v2/organizations/lionpay", SECRET)]


def test_terraforms_token_is_looked_for_where_terraform_does(tmp_path: Path) -> None:
    home = {"HOME": str(tmp_path)}
    host = "tfe.my-company.example"
    assert token_for(host, home) is None
    assert organization(STATE, home, get).state is State.SKIPPED
    (tmp_path / ".terraformrc").write_text(f'credentials "{host}" {{\n  token = "a"\n}}\n')
    assert token_for(host, home) == ("a", "~/.terraformrc")
    kept = tmp_path / ".terraform.d" / "credentials.tfrc.json"
    kept.parent.mkdir()
    kept.write_text(json.dumps({"credentials": {host: {"token": "b"}}}))
    assert token_for(host, home) == ("b", "~/.terraform.d/credentials.tfrc.json")
    by_name = {**home, "TF_TOKEN_tfe_my__company_example": "c"}
    assert token_for(host, by_name) == ("c", "$TF_TOKEN_tfe_my__company_example")


def test_an_endpoint_whose_certificate_ends_soon_is_told() -> None:
    made = self_signed()
    with tls(made.server_context()) as port:
        trusting = ssl.create_default_context(cadata=made.certificate)
        told = reached("localhost", port, trusting)
    assert told.state is State.WARN
    assert "its certificate ends in" in told.found


def test_an_endpoint_with_a_strangers_certificate_is_a_fault() -> None:
    with tls(self_signed().server_context()) as port:
        told = reached("localhost", port, ssl.create_default_context())
    assert told.state is State.FAIL
    assert "not trusted" in told.found


def test_an_endpoint_that_is_away_or_speaks_no_tls_is_a_hint() -> None:
    with tls(None) as port:
        assert reached(LOOPBACK, port, ssl.create_default_context()).state is State.WARN
    assert reached(LOOPBACK, 1, ssl.create_default_context()).state is State.WARN
    nowhere = reached("nowhere.invalid", 443, ssl.create_default_context())
    assert nowhere.found == "nowhere.invalid has no address"


def test_every_address_of_the_environment_is_an_endpoint() -> None:
    assert PROD.grafana
    told = {(at.name, at.host, at.port) for at in endpoints(PROD.grafana)}
    assert ("traces endpoint", "tempo-prod-20-prod-ap-northeast-0.grafana.net", 443) in told
    assert len(told) == 6


@pytest.mark.parametrize("name", ["prod", "staging"])
def test_the_variables_are_those_that_stacks_declare(
    name: str, request: pytest.FixtureRequest
) -> None:
    stacks: dict[str, Synthesized] = request.getfixturevalue(name)
    declared = {(v, s.name) for s in stacks.values() for v in s.json.get("variable", {})}
    wanted = wanted_variables(load_environment(name))
    assert {(variable.name, variable.stack) for variable in wanted} == declared


def test_variables_are_all_set_or_none_and_their_values_are_not_told() -> None:
    wanted = wanted_variables(PROD)
    all_set = {f"TF_VAR_{variable.name}": SECRET for variable in wanted}
    assert found(wanted, {}, remote=False).state is State.SKIPPED
    assert found(wanted, all_set, remote=False).state is State.OK
    half = {name: value for name, value in all_set.items() if "slack" not in name}
    told = found(wanted, half, remote=False)
    assert told.state is State.FAIL
    assert "TF_VAR_platform_slack_url" in told.fix
    assert found(wanted, half, remote=True).state is State.SKIPPED
    copied = {**all_set, "TF_VAR_heartbeat_url": f"{SECRET}\n"}
    spoilt = found(wanted, copied, remote=False)
    assert (spoilt.state, spoilt.found) == (State.FAIL, "white space around TF_VAR_heartbeat_url")
    assert SECRET not in told.found + told.fix + spoilt.found + spoilt.fix


def test_a_variable_that_nobody_asks_for_is_told() -> None:
    told = strays(wanted_variables(PROD), {"TF_VAR_hearbeat_url": SECRET, "PATH": "/bin"})
    assert (told.state, told.found) == (State.WARN, "no stack asks for TF_VAR_hearbeat_url")
