"""No secret is printed: planted in every setting, in programs' words and in servers' answers."""

from pathlib import Path

import pytest
import tomli_w

from commands.doctor.__main__ import main
from commands.doctor.check import Need, Result, State
from commands.doctor.grafana import MANAGING, READING
from commands.doctor.variables import wanted_variables
from commands.doctor.withheld import clean, secrets_in
from settings import load_environment
from tests.doctor.servers import serving
from tests.support import TWO_REGIONS, changed

SECRET = "pLaNtEd-4711"


def environment_file(folder: Path, state: dict[str, str]) -> Path:
    """An environment whose every address is on loopback, where nothing listens."""
    at = "https://127.0.0.1:1"
    cloud = {
        "stack": "example",
        "stack_id": "1000",
        "region": "prod-ap-northeast-0",
        "url": "https://127.0.0.1/",
        "metrics": {"url": f"{at}/api/prom/push", "username": "2000"},
        "logs": {"url": f"{at}/loki/api/v1/push", "username": "3000"},
        "traces": {"endpoint": "127.0.0.1:1", "username": "4000"},
    }
    teams = {
        name: {"pager": "pagerduty", "slack_channel": "#alerts"}
        for name in ("payments", "platform", "security")
    }
    path = folder / "trial.toml"
    path.write_text(tomli_w.dumps(changed(TWO_REGIONS, grafana=cloud, teams=teams, state=state)))
    return path


def as_it_is(result: Result, secrets: tuple[str, ...]) -> Result:
    return result


@pytest.mark.parametrize("options", [[], ["--json"], ["--quiet"], ["--for", "deploy"]])
@pytest.mark.parametrize("status", [200, 401, 500])
def test_no_output_has_a_secret(
    options: list[str],
    status: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in ("terraform", "make", "bash", "node", "kubectl", "helm", "go", "alloy", "aws"):
        program = programs / name
        program.write_text(f"#!/bin/sh\necho 1.2.3 {SECRET}; env >&2\n")
        program.chmod(0o755)
    said = f"missing required scope, received [logs:read, {SECRET}]"
    held = {action: [SECRET] for action in (*READING, *MANAGING)}
    answers = {
        "/api/health": (status, {"database": "ok", "version": SECRET}),
        "/api/access-control/user/permissions": (status, held if status == 200 else said),
        "/api/v1/accesspolicies": (status, {"items": [SECRET]} if status == 200 else said),
        "/": (status, f"<Error><Code>{SECRET}</Code><Message>{SECRET}</Message></Error>"),
    }
    state = {"backend": "s3", "bucket": "state", "region": "ap-northeast-2", "kms_key_id": "k"}
    path = environment_file(tmp_path, state)
    with serving(answers) as served:
        environ = {
            "ENV": str(path),
            "GRAFANA_TOKEN": SECRET,
            "GRAFANA_URL": served.url,
            "HOME": str(tmp_path),
            "PATH": str(programs),
            "AWS_ACCESS_KEY_ID": SECRET,
            "AWS_ENDPOINT_URL": served.url,
            "AWS_SECRET_ACCESS_KEY": SECRET,
            "AWS_SESSION_TOKEN": SECRET,
            "HTTPS_PROXY_PASSWORD": SECRET,
            "TF_TOKEN_app_terraform_io": SECRET,
            "TF_VAR_no_such": SECRET,
            **{f"TF_VAR_{v.name}": SECRET for v in wanted_variables(load_environment(str(path)))},
        }
        for name, value in environ.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr("commands.doctor.grafana.API", served.url)
        monkeypatch.setattr("commands.doctor.endpoints.CLOUD_API", "127.0.0.1")
        # A wall behind the checks would hide what a check lets through.
        monkeypatch.setattr("commands.doctor.__main__.clean", as_it_is)
        assert main(options, environ) == 2
        assert any(SECRET in header for _, header in served.asked)
    printed = capfd.readouterr()
    assert "terraform" in printed.out
    assert SECRET not in printed.out + printed.err


def test_what_a_check_let_through_is_stopped_at_the_last_wall() -> None:
    environ = {"GRAFANA_TOKEN": SECRET, "TF_VAR_x": f"{SECRET}-longer", "PATH": "/usr/bin"}
    secrets = secrets_in(environ)
    assert secrets == (f"{SECRET}-longer", SECRET)
    planted = Result("x", Need.DEPLOY, State.FAIL, f"is {SECRET}-longer", f"not {SECRET}, /usr/bin")
    stopped = clean(planted, secrets)
    assert (stopped.found, stopped.fix) == ("is (withheld)", "not (withheld), /usr/bin")
