"""Programs are started, waited for and ended; keys and tokens are for one run and one reader."""

import json
import shutil
import stat
import sys
from pathlib import Path

import pytest

from commands.kubernetes.cluster import Cluster, ServiceAccount
from commands.kubernetes.identities import USERS, make_identities, write_kubeconfig
from commands.kubernetes.processes import free_ports, running
from settings import UserError
from tests.support import ROOT


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_keys_and_tokens_are_readable_by_us_alone_and_new_each_time(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    second.mkdir()
    one, other = make_identities(first), make_identities(second)
    assert {mode(f) for f in first.iterdir()} == {0o600}
    assert one.service_account_key.read_text() != other.service_account_key.read_text()
    tokens = [*one.tokens.values(), *other.tokens.values()]
    assert len(set(tokens)) == 2 * len(USERS)
    assert one.tokens["admin"] in one.token_file.read_text()


def test_a_kubeconfig_checks_the_server_and_is_readable_by_us_alone(tmp_path: Path) -> None:
    path = tmp_path / "kubeconfig"
    path.write_text("open to all")
    write_kubeconfig(path, "https://127.0.0.1:1", tmp_path / "apiserver.crt", "a-token")
    assert mode(path) == 0o600
    cluster = json.loads(path.read_text())["clusters"][0]["cluster"]
    assert cluster == {
        "server": "https://127.0.0.1:1",
        "certificate-authority": str(tmp_path / "apiserver.crt"),
    }


def test_free_ports_differ() -> None:
    assert len(set(free_ports(50))) == 50


def test_a_program_is_ended_with_its_block(tmp_path: Path) -> None:
    with running("sleeper", [sys.executable, "-c", "input(); "], tmp_path) as first:
        pass
    assert first.process.poll() is not None
    script = "import signal; print('up', flush=True); signal.pause()"
    with running("sleeper", [sys.executable, "-c", script], tmp_path) as second:
        second.wait_until("up", lambda: "up" in second.log.read_text(), 30)
        assert second.process.poll() is None
    assert second.process.poll() is not None


@pytest.mark.skipif(shutil.which("setpriv") is None, reason="there is no setpriv on PATH")
def test_a_program_is_ended_when_we_are_killed(tmp_path: Path) -> None:
    sleeper = "import os, signal; print(os.getpid(), flush=True); signal.pause()"
    ours = (
        "import signal, sys\nfrom pathlib import Path\n"
        "from commands.kubernetes.processes import running\n"
        f"with running('sleeper', [sys.executable, '-c', {sleeper!r}], Path({str(tmp_path)!r})):\n"
        "    signal.pause()\n"
    )
    log = tmp_path / "sleeper.log"
    with running("ours", [sys.executable, "-c", ours], tmp_path, {"PYTHONPATH": str(ROOT)}) as us:
        us.wait_until("up", lambda: log.exists() and log.read_text().endswith("\n"), 30)
        us.process.kill()
        us.process.wait()
    status = Path(f"/proc/{int(log.read_text())}/status")
    with running("clock", [sys.executable, "-c", "import signal; signal.pause()"], tmp_path) as c:
        c.wait_until("the sleeper is gone", lambda: _gone(status), 30)


def _gone(status: Path) -> bool:
    """Whether a process is no more, or waits only for somebody to ask for its exit code."""
    return not status.exists() or "State:\tZ" in status.read_text()


def test_a_program_that_ends_too_early_shows_the_end_of_its_log(tmp_path: Path) -> None:
    script = "print('no such flag'); raise SystemExit(3)"
    with (
        running("server", [sys.executable, "-c", script], tmp_path) as started,
        pytest.raises(UserError, match=r"server\n  ready: it ended with exit code 3.\n  no such"),
    ):
        started.wait_until("ready", lambda: False, 30)


def test_a_program_that_is_never_ready_is_told(tmp_path: Path) -> None:
    script = "import signal; signal.pause()"
    with (
        running("server", [sys.executable, "-c", script], tmp_path) as started,
        pytest.raises(UserError, match="ready: not within 0 s"),
    ):
        started.wait_until("ready", lambda: False, 0.2)


def cluster_with(kubectl: str, folder: Path) -> Cluster:
    """A cluster whose kubectl is a shell script."""
    program = folder / "kubectl"
    program.write_text(f"#!/bin/sh\n{kubectl}\n")
    program.chmod(0o700)
    return Cluster("hub", "https://127.0.0.1:1", folder / "admin", folder / "ca", folder, program)


def test_the_authorizers_answer_is_told_apart_from_a_failure(tmp_path: Path) -> None:
    who = ServiceAccount("monitoring", "alloy")
    assert cluster_with("echo yes", tmp_path).can_i(who, "list", "pods")
    refusal = "echo 'no - nothing grants it'; exit 1"
    assert not cluster_with(refusal, tmp_path).can_i(who, "get", "secrets", "lionpay")
    with pytest.raises(UserError, match="connection refused"):
        cluster_with("echo connection refused >&2; exit 1", tmp_path).can_i(who, "get", "pods")


def test_kubectl_asks_only_the_cluster_that_it_is_of(tmp_path: Path) -> None:
    cluster = cluster_with('echo "$@ HOME=$HOME KUBECONFIG=$KUBECONFIG"', tmp_path)
    printed = cluster.kubectl("get", "pods")
    assert printed == f"--kubeconfig {tmp_path}/admin get pods HOME={tmp_path} KUBECONFIG=\n"


def test_a_kubectl_that_does_not_answer_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="No answer within 0 s"):
        cluster_with("exec /bin/sleep 60", tmp_path).kubectl("get", "pods", timeout=0.2)
