"""A synthesis takes the place of the earlier one whole, or not at all."""

from pathlib import Path

import pytest

from commands.placement import last_environment, prepared


def place(outdir: Path, environment: str, text: str = "{}") -> None:
    with prepared(outdir, environment) as build:
        (build / "stacks" / "one").mkdir(parents=True)
        (build / "stacks" / "one" / "cdk.tf.json").write_text(text)


def test_what_raises_changes_nothing(tmp_path: Path) -> None:
    place(tmp_path / "out", "prod", "first")

    def fail() -> None:
        with prepared(tmp_path / "out", "prod") as build:
            (build / "half").write_text("written")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert (tmp_path / "out" / "stacks" / "one" / "cdk.tf.json").read_text() == "first"
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize(("environment", "kept"), [("prod", True), ("staging", False)])
def test_terraforms_own_files_stay_with_the_same_environment_only(
    environment: str, kept: bool, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    place(out, "prod")
    (out / "stacks" / "one" / ".terraform").mkdir()
    (out / "stacks" / "one" / ".terraform.lock.hcl").write_text("lock")
    place(out, environment)
    assert (out / "stacks" / "one" / ".terraform").exists() == kept
    assert (out / "stacks" / "one" / ".terraform.lock.hcl").exists() == kept
    assert last_environment(out) == environment


def test_a_stack_that_is_gone_leaves_nothing_behind(tmp_path: Path) -> None:
    out = tmp_path / "out"
    place(out, "prod")
    with prepared(out, "prod") as build:
        (build / "stacks" / "two").mkdir(parents=True)
    assert [p.name for p in (out / "stacks").iterdir()] == ["two"]


def test_cdktf_finds_the_folder_that_it_deletes_of_a_stack_that_is_gone(tmp_path: Path) -> None:
    out = tmp_path / "out"
    place(out, "prod")
    with prepared(out, "prod", by_cdktf=True) as build:
        (build / "stacks" / "two").mkdir(parents=True)
    assert sorted(p.name for p in (out / "stacks").iterdir()) == ["one", "two"]
    assert not list((out / "stacks" / "one").iterdir())
