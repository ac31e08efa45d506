"""The real programs are found, or built once; what is missing is told in words."""

import stat
from dataclasses import replace
from pathlib import Path

import pytest

from commands.engines.alloy import alloy_chart, builder_key, find_alloy, version_told
from commands.engines.build import cache_folder, cache_key, on_path, says_version, tool
from commands.engines.recipes import RECIPES, TOOLS
from settings import UserError

SAYS = '#!/bin/sh\necho "alloy, version v{version} (branch: HEAD)"\n'


def program(path: Path, script: str) -> Path:
    """An executable shell script."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(script)
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


@pytest.fixture
def nowhere(tmp_path: Path) -> dict[str, str]:
    """An environment with an empty PATH and a cache of its own."""
    return {"PATH": str(tmp_path / "bin"), "XDG_CACHE_HOME": str(tmp_path / "cache")}


@pytest.mark.parametrize("name", RECIPES)
def test_a_recipe_is_of_the_version_that_its_module_asks_for(name: str) -> None:
    recipe = RECIPES[name]
    asked = (recipe.folder / "go.mod").read_text()
    assert f"tool {recipe.package}\n" in asked or f"\t{recipe.package}\n" in asked
    of_package = [
        line.split()[1]
        for line in asked.splitlines()
        if line.startswith("\t")
        and len(line.split()) > 1
        and recipe.package.startswith(line.split()[0])
    ]
    assert f"v{recipe.version}" in of_package
    assert (recipe.folder / "go.sum").stat().st_size < 2**20


def test_every_module_has_a_recipe_and_a_line_in_the_readme() -> None:
    assert {m.parent.name for m in TOOLS.glob("*/go.mod")} == {r.module for r in RECIPES.values()}
    readme = (TOOLS / "README.md").read_text()
    for recipe in RECIPES.values():
        assert f"| {recipe.name} | {recipe.version} | `{recipe.module}/` |" in readme


def test_another_version_of_anything_is_another_key(tmp_path: Path) -> None:
    recipe = RECIPES["helm"]
    keys = {
        cache_key(recipe, "go1.26.8 linux amd64"),
        cache_key(recipe, "go1.26.9 linux amd64"),
        cache_key(replace(recipe, version="3.19.1"), "go1.26.8 linux amd64"),
        cache_key(RECIPES["etcd"], "go1.26.8 linux amd64"),
    }
    assert len(keys) == 4
    assert cache_key(recipe, "go1.26.8 linux amd64") in keys


def test_the_cache_is_where_xdg_says() -> None:
    assert cache_folder({"XDG_CACHE_HOME": "/c", "HOME": "/h"}) == Path("/c/lionpay-tools")
    assert cache_folder({"HOME": "/h"}) == Path("/h/.cache/lionpay-tools")


@pytest.mark.parametrize(
    ("printed", "is_it"),
    [
        ("v3.19.0+g1", True),
        ("promtool, version 3.19.0 (branch: )", True),
        ("3.19.01", False),
        ("13.19.0", False),
        ("3.19.0-rc.1", False),
        ("3.19.0.1", False),
    ],
)
def test_only_the_very_version_counts(printed: str, is_it: bool) -> None:
    assert says_version("3.19.0", printed) is is_it


def test_a_program_on_path_is_used_when_it_is_of_our_version(nowhere: dict[str, str]) -> None:
    recipe = RECIPES["helm"]
    found = program(Path(nowhere["PATH"]) / "helm", "#!/bin/sh\necho v3.19.0\n")
    assert tool("helm", nowhere) == found
    program(found, "#!/bin/sh\necho v3.18.0\n")
    assert on_path(recipe, nowhere) is None


def test_without_go_a_person_is_told_what_to_install(nowhere: dict[str, str]) -> None:
    with pytest.raises(UserError, match=r"Install helm 3\.19\.0, or Go 1\.26 or newer"):
        tool("helm", nowhere)


def test_what_is_built_is_built_once_and_kept(nowhere: dict[str, str]) -> None:
    said: list[str] = []
    fake_go = '#!/bin/sh\n[ "$1" = env ] && { echo go1.26.8; exit; }\necho built > "$3"\n'
    program(Path(nowhere["PATH"]) / "go", fake_go)
    first = tool("etcd", nowhere, said.append)
    assert first == tool("etcd", nowhere, said.append)
    assert first.read_text() == "built\n"
    assert said == ["building etcd 3.5.21 (about half a minute, the first time)"]
    assert not list(first.parent.glob("*.part"))


def test_a_failed_build_shows_what_go_printed_and_leaves_nothing(nowhere: dict[str, str]) -> None:
    fake_go = '#!/bin/sh\n[ "$1" = env ] && { echo go1.26.8; exit; }\necho no module >&2; exit 1\n'
    program(Path(nowhere["PATH"]) / "go", fake_go)
    with pytest.raises(UserError, match="no module"):
        tool("etcd", nowhere, lambda _: None)
    assert [f.name for f in cache_folder(nowhere).iterdir()] == ["build.lock"]


def test_alloy_is_the_one_that_is_named(tmp_path: Path, nowhere: dict[str, str]) -> None:
    ours = program(tmp_path / "ours", SAYS.format(version="1.18.1"))
    assert find_alloy({**nowhere, "ALLOY": str(ours)}, builder=tmp_path).path == ours
    other = program(tmp_path / "other", SAYS.format(version="1.17.0"))
    with pytest.raises(UserError, match=r"is version 1\.17\.0"):
        find_alloy({**nowhere, "ALLOY": str(other)}, builder=tmp_path)
    with pytest.raises(UserError, match="is no program"):
        find_alloy({**nowhere, "ALLOY": str(tmp_path / "none")}, builder=tmp_path)


def test_without_alloy_a_person_is_told_where_it_comes_from(
    tmp_path: Path, nowhere: dict[str, str]
) -> None:
    with pytest.raises(UserError, match=r"Install Grafana Alloy v1\.18\.1 from Grafana's releases"):
        find_alloy(nowhere, builder=tmp_path)
    program(Path(nowhere["PATH"]) / "alloy", SAYS.format(version="1.9.0"))
    with pytest.raises(UserError, match=r"is version 1\.9\.0"):
        find_alloy(nowhere, builder=tmp_path)


def test_an_alloy_that_is_built_here_says_so(tmp_path: Path, nowhere: dict[str, str]) -> None:
    script = SAYS.format(version="1.18.1").replace("'", "'\\''")
    maker = f'#!/bin/sh\n/bin/cat > "$1" <<\'X\'\n{script}X\n/bin/chmod +x "$1"\n'
    builder = program(tmp_path / "builder" / "build", maker)
    engine = find_alloy(nowhere, lambda _: None, builder.parent)
    assert "only the components of" in engine.lacks
    by_name = find_alloy({**nowhere, "ALLOY_BUILD": str(builder)}, lambda _: None, tmp_path)
    assert by_name == engine


def test_a_builder_that_changed_builds_anew(tmp_path: Path) -> None:
    script = program(tmp_path / "build", "#!/bin/sh\n")
    before = builder_key(script)
    (tmp_path / "overlay.go").write_text("package overlay\n")
    assert builder_key(script) == before
    (tmp_path / "go.mod").write_text("module x\n")
    assert builder_key(script) != before


def test_the_chart_is_the_named_one_or_none(tmp_path: Path, nowhere: dict[str, str]) -> None:
    assert alloy_chart(nowhere, tmp_path) is None
    with pytest.raises(UserError, match="is no chart"):
        alloy_chart({**nowhere, "ALLOY_CHART": str(tmp_path)}, tmp_path)
    (tmp_path / "Chart.yaml").write_text("name: alloy\n")
    assert alloy_chart({**nowhere, "ALLOY_CHART": str(tmp_path)}, tmp_path) == tmp_path
    program(tmp_path / "chart", f"#!/bin/sh\necho {tmp_path}\n")
    assert alloy_chart({**nowhere, "PATH": "/bin"}, tmp_path) == tmp_path


def test_the_version_of_alloy_is_read() -> None:
    assert version_told("alloy, version v1.18.1 (branch: , revision: )") == "1.18.1"
    assert version_told("something else") is None
