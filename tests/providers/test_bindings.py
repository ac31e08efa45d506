"""The fast door to the bindings: nothing eager, nothing beside it, nothing stale."""

import ast
import json
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from providers import aws_cut
from tests.support import ROOT

BINDINGS = (
    "cdktf",
    "cdktf_cdktf_provider_aws",
    "cdktf_cdktf_provider_helm",
    "grafana",
    "tfe",
)
OURS = [
    path
    for path in ROOT.rglob("*.py")
    if not any(
        part.startswith(".") or part == "node_modules" for part in path.relative_to(ROOT).parts
    )
]


def imported_modules(code: str) -> set[str]:
    """The modules that a fresh Python has loaded after `code`."""
    script = f"{code}\nimport sys, json\nprint(json.dumps(sorted(sys.modules)))"
    run = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return set(json.loads(run.stdout))


def test_only_the_modules_that_are_named_are_imported() -> None:
    loaded = imported_modules("import stacks.app")
    prefix = f"{aws_cut.PACKAGE}."
    modules = {m.removeprefix(prefix) for m in loaded if m.startswith(prefix)}
    assert {m for m in modules if "." not in m} == aws_cut.modules_in_use() | {"_jsii"}


def test_that_test_sees_the_eager_import() -> None:
    """The package's own `__init__` begins with an import of its first module by name."""
    spec = aws_cut.package_folder() / "__init__.py"
    assert "accessanalyzer_analyzer" in spec.read_text()


def test_only_providers_import_bindings() -> None:
    outside = [
        f"{path.relative_to(ROOT)}: {module}"
        for path in OURS
        if path.parent != ROOT / "providers"
        for module in _imports(path)
        if module.split(".")[0] in BINDINGS or module == "constructs"
    ]
    assert not outside


def test_settings_and_plans_load_no_terraform() -> None:
    loaded = imported_modules("import settings, vocabulary.tags, network.plan")
    assert not {m for m in loaded if m.split(".")[0] in (*BINDINGS, "jsii")}


def test_the_cut_refers_to_nothing_outside_itself(tmp_path: Path) -> None:
    aws_cut.cut(frozenset({"vpc", "subnet"}), tmp_path / "cut")
    (tarball,) = (tmp_path / "cut" / "_jsii").glob("*.tgz")
    with tarfile.open(tarball) as package:
        described = package.extractfile("package/.jsii")
        assert described
        assembly = json.load(described)
        names = set(package.getnames())
    own = {f for f in _fqns(assembly["types"]) if f.startswith(f"{assembly['name']}.")}
    assert own <= set(assembly["types"])
    assert {n for n in names if n.startswith("package/lib/")} == {
        "package/lib/index.js",
        "package/lib/vpc/index.js",
        "package/lib/subnet/index.js",
    }


@pytest.mark.parametrize("missing", ["key", "modules"])
def test_an_outdated_cut_is_not_used(missing: str, tmp_path: Path) -> None:
    folder = tmp_path / "cut"
    assert not aws_cut.is_current(folder)
    folder.mkdir()
    modules = aws_cut.modules_in_use()
    (folder / "key").write_text(
        "something else" if missing == "key" else aws_cut.key(modules - {"vpc"})
    )
    assert not aws_cut.is_current(folder)
    (folder / "key").write_text(aws_cut.key(modules))
    assert aws_cut.is_current(folder)


def _imports(path: Path) -> list[str]:
    found: list[str] = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        if isinstance(node, ast.ImportFrom) and node.module:
            found.append(node.module)
    return found


def _fqns(value: object) -> set[str]:
    match value:
        case {"fqn": str(fqn)}:
            return {fqn}
        case dict():
            return {f for below in value.values() for f in _fqns(below)}  # pyright: ignore
        case list():
            return {f for below in value for f in _fqns(below)}  # pyright: ignore
        case _:
            return set()
