"""Every stack of an environment."""

from collections.abc import Mapping
from pathlib import Path

from access.plan import keeps_secrets, makes_tokens, reader_plan
from cluster.plan import cluster_plan
from providers.core import App
from settings import Environment
from settings.grafana import GrafanaCloud
from stacks.access import AccessStack
from stacks.cluster import ClusterStack
from stacks.collectors import CollectorsStack
from stacks.credentials import CredentialsStack
from stacks.link import LinkStack
from stacks.network import NetworkStack
from stacks.observability import ObservabilityStack
from stacks.secrets import SecretsStack


def build_app(environment: Environment, outdir: Path) -> App:
    """The app that writes the environment's stacks into `outdir` when it is synthesized.

    A region that leaves keeps the stacks of its own, so that they can be destroyed; those that
    regions share know no more of it than a provider, to let go of what they held there.
    """
    app = App(outdir=str(outdir), stack_traces=False)
    networks = {key: NetworkStack(app, environment, key) for key in environment.regions}
    clusters = _clusters(app, environment, networks)
    if environment.link.enabled:
        LinkStack(app, environment, networks)
    if environment.grafana:
        _add_telemetry(app, environment, environment.grafana, networks, clusters)
        if environment.grafana.url:
            ObservabilityStack(app, environment.without_leaving(), cloud=environment.grafana)
    return app


def _clusters(
    app: App, environment: Environment, networks: Mapping[str, NetworkStack]
) -> dict[str, ClusterStack]:
    """The clusters that are ours, by region."""
    plans = {key: cluster_plan(environment, key) for key in environment.regions}
    return {
        key: ClusterStack(app, environment, key, plan=plan, network=networks[key])
        for key, plan in plans.items()
        if plan
    }


def _add_telemetry(
    app: App,
    environment: Environment,
    cloud: GrafanaCloud,
    networks: Mapping[str, NetworkStack],
    clusters: Mapping[str, ClusterStack],
) -> None:
    secrets = SecretsStack(app, environment) if keeps_secrets(environment) else None
    tokens = (
        CredentialsStack(
            app, environment.without_leaving(), cloud=cloud, secrets=secrets, networks=networks
        )
        if secrets and makes_tokens(environment)
        else None
    )
    for key in environment.regions:
        reader = reader_plan(environment, key)
        cluster = clusters.get(key)
        access = (
            AccessStack(app, environment, key, plan=reader, secrets=secrets, cluster=cluster)
            if secrets and reader
            else None
        )
        collectors = CollectorsStack(
            app, environment, key, cloud=cloud, secrets=secrets, access=access, cluster=cluster
        )
        if tokens and access:
            # Without an output between them: the pods need a value in the secret.
            collectors.add_dependency(tokens)
