"""Checks run side by side, none longer than its bound; the page says what to do."""

import json
import threading
from collections.abc import Callable

import pytest

from commands.doctor.__main__ import checks_of, insisted, main
from commands.doctor.check import Answer, Check, Need, Result, State, fail, ok, skipped, warn
from commands.doctor.page import page, verdict
from commands.doctor.run import run
from settings import load_environment

PROD = load_environment("prod")


def untold(of: Result, left: int) -> None:
    pass


def check(name: str, probe: Callable[[], Answer]) -> Check:
    return Check(name, Need.DEPLOY, probe)


def result(state: State, name: str = "x", need: Need = Need.DEPLOY, fix: str = "do") -> Result:
    return Result(name, need, state, "found", "" if state is State.OK else fix)


def test_checks_run_side_by_side_and_are_told_in_their_order() -> None:
    meeting = threading.Barrier(3)

    def meets() -> Answer:
        meeting.wait(timeout=10)
        return ok("met")

    told: list[int] = []
    found = run([check(name, meets) for name in "abc"], lambda _, left: told.append(left))
    assert [(r.name, r.state) for r in found] == [(name, State.OK) for name in "abc"]
    assert told == [2, 1, 0]


def test_one_that_hangs_is_left_at_its_bound_and_the_others_are_told() -> None:
    ends = threading.Event()

    def hangs() -> Answer:
        ends.wait()
        return ok("too late")

    checks = [*[check(f"hangs {n}", hangs) for n in range(9)], check("quick", lambda: ok("done"))]
    found = run(checks, untold, bound=0.2, total=10)
    ends.set()
    assert [r.state for r in found] == [State.WARN] * 9 + [State.OK]
    assert found[0].found == "no answer within 0.2 s"


def test_the_whole_ends_in_time_too() -> None:
    ends = threading.Event()

    def hangs() -> Answer:
        ends.wait()
        return ok("too late")

    found = run([check(str(n), hangs) for n in range(20)], untold, bound=5, total=0.2)
    ends.set()
    assert {r.found for r in found} == {"no time was left for it"}


def test_a_check_that_breaks_tells_its_kind_and_not_its_words() -> None:
    def breaks() -> Answer:
        raise ValueError("glsa_planted")

    (found,) = run([check("x", breaks)], untold)
    assert (found.state, found.found) == (State.FAIL, "the check broke (ValueError)")


def test_the_page_tells_apart_what_each_thing_is_needed_for() -> None:
    results = [
        result(State.OK, "python", Need.TEST),
        result(State.SKIPPED, "AWS identity"),
        result(State.WARN, "engines", Need.PROOFS),
    ]
    lines = list(page("prod", results, quiet=False))
    assert [line for line in lines if line.startswith("Needed")] == [
        "Needed for make and make test",
        "Needed for make diff, make deploy and make drift",
        "Needed for make rules, make conformance and make rehearse",
    ]
    assert lines[-1] == (
        "prod: 1 well, 1 worth a look, 0 to mend, 1 not set up."
        " Nothing is wrong; set up the rest when you need it."
    )
    quiet = "\n".join(page("prod", results, quiet=True))
    assert "engines" in quiet
    assert "python" not in quiet


def test_what_only_waits_for_the_same_thing_is_one_line() -> None:
    waiting = [Result(n, Need.DEPLOY, State.SKIPPED, "needs AWS", "") for n in ("a", "b", "c")]
    lines = [line for line in page("prod", waiting, quiet=False) if "needs AWS" in line]
    assert len(lines) == 1
    assert lines[0].endswith("needs AWS: a, b, c")


def test_the_verdict_names_what_to_mend_first() -> None:
    results = [result(State.FAIL), result(State.FAIL, need=Need.TEST)]
    assert verdict("prod", results).endswith("Mend first what is needed for make and make test.")


def test_to_insist_makes_what_is_not_set_up_a_fault_of_that_need_alone() -> None:
    results = [
        result(State.SKIPPED, "identity"),
        result(State.SKIPPED, "waits for it", fix=""),
        result(State.SKIPPED, "alloy", Need.PROOFS),
    ]
    assert [r.state for r in insisted(results, None)] == [State.SKIPPED] * 3
    assert [(r.name, r.state) for r in insisted(results, Need.DEPLOY)] == [
        ("identity", State.FAIL),
        ("waits for it", State.SKIPPED),
    ]


def test_a_machine_without_any_credential_gets_a_page_and_no_wall(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def nothing(*_: object) -> list[Check]:
        return [
            check("AWS identity", lambda: skipped("no credentials", "Sign in.")),
            check("engines", lambda: warn("to be built", "Run `make tools`.")),
        ]

    monkeypatch.setattr("commands.doctor.__main__.checks_of", nothing)
    assert main([], {"ENV": "staging"}) == 0
    assert "> Sign in." in capsys.readouterr().out
    assert main(["--for", "deploy"], {"ENV": "staging"}) == 2
    capsys.readouterr()
    assert main(["--json"], {"ENV": "staging"}) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["checks"][0] == {
        "name": "AWS identity",
        "needed_for": "deploy",
        "state": "skipped",
        "found": "no credentials",
        "fix": "Sign in.",
    }


def test_a_failure_ends_with_two_and_so_does_a_wrong_environment(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def one(*_: object) -> list[Check]:
        return [check("terraform", lambda: fail("1.5", "Install."))]

    monkeypatch.setattr("commands.doctor.__main__.checks_of", one)
    assert main(["--quiet"], {}) == 2
    assert main([], {"ENV": "nowhere"}) == 2
    assert "nowhere" in capsys.readouterr().err


def test_every_check_of_an_environment_has_a_name_of_its_own() -> None:
    names = [c.name for c in checks_of(PROD, {})]
    assert len(set(names)) == len(names)
    assert {"state bucket", "cluster lionpay-prod-seoul", "traces endpoint"} <= set(names)
