"""Cuts the AWS bindings' description for Node down to the modules that `providers/aws.py` imports.

Everything comes out of the installed package: the JavaScript of the kept modules as it stands, an
index that requires only them, and the part of the `.jsii` assembly that describes them. A module
of that package refers to none of its neighbours, only to `cdktf` and `constructs`, so the cut is
closed.
"""

import ast
import hashlib
import importlib.util
import io
import json
import re
import shutil
import sys
import tarfile
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import IO

PACKAGE = "cdktf_cdktf_provider_aws"
ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".gen" / "aws"
"""First in the package's search path; holds `_jsii/` and the key of what it was cut from."""

_REQUIRE = re.compile(rb'^exports\.(\w+) = require\("\./[\w-]+"\);$', re.MULTILINE)
_INDEX_HEAD = b'"use strict";\nObject.defineProperty(exports, "__esModule", { value: true });\n'


def modules_in_use(source: Path = ROOT / "providers" / "aws.py") -> frozenset[str]:
    """The Python names of the modules that are imported, for example `nat_gateway`."""
    tree = ast.parse(source.read_text(), filename=str(source))
    return frozenset(
        node.module.removeprefix(f"{PACKAGE}.")
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith(PACKAGE)
    )


def package_folder() -> Path:
    """Where the whole package is installed."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"{PACKAGE} is not installed; run `make setup`", name=PACKAGE)
    return Path(spec.origin).parent


def key(modules: frozenset[str]) -> str:
    """Names what a cut was made from: the package's version, the modules and this code."""
    parts = [version("cdktf-cdktf-provider-aws"), *sorted(modules), Path(__file__).read_text()]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def is_current(folder: Path = FOLDER) -> bool:
    """Whether the cut in `folder` was made from what is installed and imported now."""
    made_from = folder / "key"
    return made_from.exists() and made_from.read_text() == key(modules_in_use())


def cut(modules: frozenset[str], folder: Path = FOLDER) -> None:
    """Writes the cut for `modules` into `folder`, whole or not at all."""
    package = package_folder() / "_jsii"
    (tarball,) = package.glob("*.jsii.tgz")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as temporary:
        made = Path(temporary, "aws")
        (made / "_jsii").mkdir(parents=True)
        shutil.copy(package / "__init__.py", made / "_jsii")
        _cut_tarball(tarball, made / "_jsii" / tarball.name, {_camel(m) for m in modules})
        (made / "key").write_text(key(modules))
        shutil.rmtree(folder, ignore_errors=True)
        made.replace(folder)


def _cut_tarball(source: Path, target: Path, submodules: set[str]) -> None:
    with tarfile.open(source) as package, tarfile.open(target, "w:gz") as result:
        for member in package:
            if not member.isfile() or (file := package.extractfile(member)) is None:
                continue
            data = _cut_file(member.name, file, submodules)
            if data is not None:
                member.size = len(data)
                result.addfile(member, io.BytesIO(data))


def _cut_file(name: str, file: IO[bytes], submodules: set[str]) -> bytes | None:
    match name.split("/"):
        case ["package", ".jsii"]:
            assembly = json.load(file)
            for part in ("types", "submodules"):
                assembly[part] = {
                    fqn: value
                    for fqn, value in assembly[part].items()
                    if fqn.split(".")[1] in submodules
                }
            return json.dumps(assembly).encode()
        case ["package", "package.json"]:
            return file.read()
        case ["package", "lib", "index.js"]:
            kept = [m[0] for m in _REQUIRE.finditer(file.read()) if m[1].decode() in submodules]
            if len(kept) != len(submodules):
                raise ValueError(f"{name} requires {len(kept)} of {sorted(submodules)}")
            return _INDEX_HEAD + b"\n".join(kept) + b"\n"
        case ["package", "lib", folder, *_] if name.endswith(".js"):
            return file.read() if _camel(folder.replace("-", "_")) in submodules else None
        case _:
            return None


def _camel(snake: str) -> str:
    return re.sub(r"_(.)", lambda match: match[1].upper(), snake)


if __name__ == "__main__":
    if not is_current():
        cut(modules_in_use())
    sys.exit(0)
