"""Every stack of an environment."""

from collections.abc import Mapping
from pathlib import Path

from access.cloudwatch import metrics_reader_plan
from access.plan import keeps_secrets, makes_tokens, reader_plan
from providers.core import App
from settings import Environment
from settings.grafana import GrafanaCloud
from stacks.access import AccessStack
from stacks.cloudwatch import CloudWatchStack
from stacks.collectors import CollectorsStack
from stacks.credentials import CredentialsStack
from stacks.link import LinkStack
from stacks.network import NetworkStack
from stacks.observability import ObservabilityStack
from stacks.secrets import SecretsStack


def build_app(environment: Environment, outdir: Path) -> App:
    """The app that writes the environment's stacks into `outdir` when it is synthesized."""
    app = App(outdir=str(outdir), stack_traces=False)
    networks = {key: NetworkStack(app, environment, key) for key in environment.regions}
    if environment.link.enabled:
        LinkStack(app, environment, networks)
    if environment.grafana:
        _add_telemetry(app, environment, environment.grafana, networks)
        if environment.grafana.url:
            reader = metrics_reader_plan(environment)
            cloudwatch = CloudWatchStack(app, environment, plan=reader) if reader else None
            ObservabilityStack(app, environment, cloud=environment.grafana, cloudwatch=cloudwatch)
    return app


def _add_telemetry(
    app: App, environment: Environment, cloud: GrafanaCloud, networks: Mapping[str, NetworkStack]
) -> None:
    secrets = SecretsStack(app, environment) if keeps_secrets(environment) else None
    tokens = (
        CredentialsStack(app, environment, cloud=cloud, secrets=secrets, networks=networks)
        if secrets and makes_tokens(environment)
        else None
    )
    for key in environment.regions:
        reader = reader_plan(environment, key)
        access = (
            AccessStack(app, environment, key, plan=reader, secrets=secrets)
            if secrets and reader
            else None
        )
        collectors = CollectorsStack(
            app, environment, key, cloud=cloud, secrets=secrets, access=access
        )
        if tokens and access:
            # Without an output between them: the pods need a value in the secret.
            collectors.add_dependency(tokens)
