"""The environment that rules are proven in."""

from pathlib import Path

from settings import Environment, load_environment

FILE = Path(__file__).parent / "proof.toml"


def proof_environment() -> Environment:
    """The environment of the cases."""
    return load_environment(str(FILE))
