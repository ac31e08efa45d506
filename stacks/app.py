"""Every stack of an environment."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from access.cloudwatch import metrics_reader_plan
from access.plan import keeps_secrets, makes_tokens, reader_plan
from cluster.plan import cluster_plan
from hcp.plan import Needs
from providers.core import App
from settings import Environment
from settings.grafana import GrafanaCloud
from settings.hcp import HcpState
from stacks.access import AccessStack
from stacks.base import LionpayStack
from stacks.cloudwatch import CloudWatchStack
from stacks.cluster import ClusterStack
from stacks.collectors import CollectorsStack
from stacks.credentials import CredentialsStack
from stacks.link import LinkStack
from stacks.network import NetworkStack
from stacks.observability import ObservabilityStack
from stacks.runners import RunnersStack
from stacks.secrets import SecretsStack
from stacks.workspaces import WorkspacesStack


def build_app(environment: Environment, outdir: Path) -> App:
    """The app that writes the environment's stacks into `outdir` when it is synthesized.

    A region that leaves keeps the stacks of its own, so that they can be destroyed; those that
    regions share know no more of it than a provider, to let go of what they held there.
    """
    app = App(outdir=str(outdir), stack_traces=False)
    build_stacks(app, environment)
    return app


def build_stacks(app: App, environment: Environment) -> tuple[Needs, ...]:
    """Adds every stack to the app; tells what each needs around it, in the order of building."""
    needs = [stack.needs for stack in _add_stacks(app, environment)]
    state = environment.state
    if isinstance(state, HcpState):
        needs += [stack.needs for stack in _add_set_up(app, environment, state, needs)]
    return tuple(needs)


def _add_stacks(app: App, environment: Environment) -> list[LionpayStack]:
    networks = {key: NetworkStack(app, environment, key) for key in environment.regions}
    clusters = _clusters(app, environment, networks)
    made: list[LionpayStack] = [*networks.values(), *clusters.values()]
    if environment.link.enabled:
        made.append(LinkStack(app, environment, networks))
    if environment.grafana:
        made += _add_telemetry(app, environment, environment.grafana, networks, clusters)
        if environment.grafana.url:
            made += _add_grafana(app, environment.without_leaving(), environment.grafana)
    return made


def _add_grafana(app: App, environment: Environment, cloud: GrafanaCloud) -> Iterator[LionpayStack]:
    reader = metrics_reader_plan(environment)
    cloudwatch = CloudWatchStack(app, environment, plan=reader) if reader else None
    if cloudwatch:
        yield cloudwatch
    yield ObservabilityStack(app, environment, cloud=cloud, cloudwatch=cloudwatch)


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
) -> list[LionpayStack]:
    secrets = SecretsStack(app, environment) if keeps_secrets(environment) else None
    tokens = (
        CredentialsStack(
            app, environment.without_leaving(), cloud=cloud, secrets=secrets, networks=networks
        )
        if secrets and makes_tokens(environment)
        else None
    )
    made: list[LionpayStack] = [stack for stack in (secrets, tokens) if stack]
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
        made += [stack for stack in (access, collectors) if stack]
    return made


def _add_set_up(
    app: App, environment: Environment, state: HcpState, needs: Sequence[Needs]
) -> Iterator[LionpayStack]:
    runners = (
        RunnersStack(app, environment, state=state, needs=needs) if state.create_roles else None
    )
    if runners:
        yield runners
    if state.create_workspaces:
        yield WorkspacesStack(app, environment, state=state, needs=needs, runners=runners)
