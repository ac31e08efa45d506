"""Every stack of an environment."""

from pathlib import Path

from providers.core import App
from settings import Environment
from stacks.link import LinkStack
from stacks.network import NetworkStack


def build_app(environment: Environment, outdir: Path) -> App:
    """The app that writes the environment's stacks into `outdir` when it is synthesized."""
    app = App(outdir=str(outdir), stack_traces=False)
    networks = {key: NetworkStack(app, environment, key) for key in environment.regions}
    if environment.link.enabled:
        LinkStack(app, environment, networks)
    return app
