"""`make standing`: writes which resources of ENV must stay (policies/standing.py says what for).

Every other policy must hold, so that nothing is written of a synthesis that could not be deployed.
"""

import os
import sys
import tempfile
from pathlib import Path

from policies import POLICIES, enforce, read_synthesized
from policies.standing import read_standing, standing_file, text
from settings import UserError, load_environment
from stacks.app import build_app


def write(name: str) -> Path:
    """Writes the file of an environment and gives its path. Raises UserError."""
    environment = load_environment(name)
    with tempfile.TemporaryDirectory() as folder:
        build_app(environment, Path(folder)).synth()
        stacks = read_synthesized(Path(folder))
    enforce(POLICIES, stacks)
    path = standing_file(name)
    path.parent.mkdir(exist_ok=True)
    path.write_text(text(stacks))
    return path


def main() -> int:
    """The command line."""
    try:
        path = write(os.environ.get("ENV", "prod"))
    except UserError as error:
        print(error, file=sys.stderr)
        return 2
    count = sum(map(len, read_standing(path).values()))
    print(f"{path}: {count} resources that may not be replaced unseen. Review its diff.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
