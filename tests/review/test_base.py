"""What a change is compared with: a ref's own program, or a saved synthesis; and what is told."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from commands.review import base as bases
from commands.review.base import base
from commands.review.differences import compare
from commands.review.facts import UNKNOWN
from commands.review.synthesis import PROJECT, Synthesis, present, read_stacks, save, saved
from settings import UserError
from tests.support import TWO_REGIONS, environment_from

MANIFEST: dict[str, Any] = {
    "stacks": {"one": {"synthesizedStackPath": "one.json", "dependencies": []}}
}
STACK = {"terraform": {"backend": {"local": {"path": "HERE/state/x.tfstate"}}}}

PROGRAM = f"""
import json, os, pathlib
out = pathlib.Path(os.environ["CDKTF_OUTDIR"])
out.mkdir()
here = str(pathlib.Path(__file__).resolve().parent)
(out / "manifest.json").write_text({json.dumps(json.dumps(MANIFEST))})
(out / "one.json").write_text({json.dumps(json.dumps(STACK))}.replace("HERE", here))
"""
"""A whole program of a base: it says where its state would be."""


def git(root: Path, *arguments: str) -> str:
    """Runs git as nobody in particular."""
    named = ["-c", "user.name=x", "-c", "user.email=x@example.com", "-c", "commit.gpgsign=false"]
    run = subprocess.run(
        ["git", *named, *arguments], cwd=root, capture_output=True, text=True, check=True
    )
    return run.stdout.strip()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A checkout with a program, ready to be a base, and the packages that it shares."""
    root = tmp_path / "checkout"
    (root / ".venv" / "bin").mkdir(parents=True)
    (root / ".venv" / "bin" / "python").symlink_to(bases.sys.executable)
    (root / ".gitignore").write_text(".venv\n")
    (root / "main.py").write_text(PROGRAM)
    (root / "requirements.txt").write_text("one\n")
    git(root, "init", "-q", "-b", "main")
    commit(root)
    return root


def commit(root: Path) -> str:
    """Commits everything there is, and gives the commit."""
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "x")
    return git(root, "rev-parse", "HEAD")


def test_a_refs_own_program_makes_the_base(root: Path) -> None:
    first = git(root, "rev-parse", "HEAD")
    (root / "main.py").write_text("raise SystemExit(9)")
    made = base("main", "prod", root=root)
    assert made.name == f"main ({first[:7]})"
    # Wherever it was unpacked, its state is where the project's is.
    (stack,) = made.stacks
    assert stack.json["terraform"]["backend"]["local"]["path"] == f"{PROJECT}/state/x.tfstate"
    assert made.facts == UNKNOWN


def test_without_a_name_it_is_where_the_work_left_main(root: Path) -> None:
    left = git(root, "rev-parse", "HEAD")
    git(root, "checkout", "-q", "-b", "work")
    (root / "new").touch()
    commit(root)
    git(root, "checkout", "-q", "main")
    (root / "later").touch()
    commit(root)
    git(root, "checkout", "-q", "work")
    assert base(None, "prod", root=root).name == f"main ({left[:7]})"


def test_a_base_that_does_not_synthesize_says_why(root: Path) -> None:
    (root / "main.py").write_text("raise SystemExit('regions.tokyo: mend it')")
    commit(root)
    with pytest.raises(UserError, match=r"does not synthesize:\n  regions.tokyo: mend it"):
        base("main", "prod", root=root)


def test_a_base_with_other_packages_sets_itself_up(root: Path) -> None:
    (root / "Makefile").write_text("setup:\n\t@echo no network >&2; exit 1\n")
    commit(root)
    (root / "requirements.txt").write_text("other\n")
    with pytest.raises(UserError, match=r"cannot be set up:\n  no network"):
        base("main", "prod", root=root)


def test_facts_of_a_base_are_told_by_its_own_code(root: Path) -> None:
    folder = root / "commands" / "review"
    folder.mkdir(parents=True)
    (folder / "facts.py").write_text("""print('{"alerts": {"x": "x: X"}}')""")
    commit(root)
    facts = base("main", "prod", root=root).facts
    assert facts.alerts == {"x": "x: X"}
    assert facts.routes is None


@pytest.mark.parametrize(
    ("named", "expected"),
    [("nope", "git knows no commit nope"), ("--output=x", "git knows no commit --output=x")],
)
def test_an_unknown_ref_is_told(named: str, expected: str, root: Path) -> None:
    with pytest.raises(UserError, match=expected):
        base(named, "prod", root=root)


def test_no_checkout_and_no_main_are_told(root: Path, tmp_path: Path) -> None:
    (tmp_path / "plain").mkdir()
    with pytest.raises(UserError, match="no git checkout"):
        base(None, "prod", root=tmp_path / "plain")
    git(root, "branch", "-m", "main", "trunk")
    with pytest.raises(UserError, match="There is no branch origin/main or main"):
        base(None, "prod", root=root)


def test_a_branch_without_anything_in_common_is_told(root: Path) -> None:
    git(root, "checkout", "-q", "--orphan", "alone")
    (root / "alone").touch()
    commit(root)
    with pytest.raises(UserError, match="no commit in common"):
        base(None, "prod", root=root)


def test_a_long_wait_is_told(
    root: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bases, "QUIET", 0.0)
    base("main", "prod", root=root)
    assert "Base main (" in capfd.readouterr().err


def test_what_is_saved_comes_back(tmp_path: Path) -> None:
    made = present(environment_from(TWO_REGIONS, tmp_path))
    folder = tmp_path / "saved"
    save(made, folder)
    save(made, folder)
    read = base(str(folder), str(tmp_path / "trial.toml"))
    assert read.name == f"{folder} (this working copy)"
    assert read.facts == made.facts
    assert compare("x", read.stacks, made.stacks).changes == ()
    with pytest.raises(UserError, match="a synthesis of trial, and this is a review of prod"):
        saved(folder, "prod")


def test_nothing_else_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "mine").touch()
    with pytest.raises(UserError, match="holds something else"):
        save(Synthesis("prod", "x", (), UNKNOWN), tmp_path)
    with pytest.raises(UserError, match="no saved synthesis"):
        base(str(tmp_path), "prod")


def test_a_broken_save_is_told(tmp_path: Path) -> None:
    (tmp_path / "review.json").write_text('{"environment": "prod"}')
    with pytest.raises(UserError, match="no saved synthesis"):
        saved(tmp_path, "prod")


def test_stacks_are_read_without_the_programs_folder(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text(json.dumps(MANIFEST))
    (tmp_path / "one.json").write_text(json.dumps(STACK).replace("HERE", str(tmp_path)))
    (stack,) = read_stacks(tmp_path, tmp_path)
    assert str(tmp_path) not in json.dumps(stack.json)
