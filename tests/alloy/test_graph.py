"""No way round the masks, proven on the running engine's own components."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from alloy.roles import program
from commands.conformance.graph import Graph, component_graph, proven_graph
from commands.conformance.region import FARO_KEY, TOKEN, Region
from settings import Environment, load_environment
from tests.alloy.conftest import Running, faro_environment, tail_environment
from vocabulary.collectors import EnvVar, Role

pytestmark = [pytest.mark.engine, pytest.mark.xdist_group("hub")]

MASKS = (
    "mask_logs.all/loki.process.mask",
    "mask_metrics.all/prometheus.relabel.mask",
    "/otelcol.processor.transform.mask",
)
OTLP_MASK = "mask_otlp.applications/otelcol.processor.transform.mask"
MADE_OF_MASKED = "sampler.traces/otelcol.receiver.otlp.nodes"
"""A sampler takes what nodes have masked: only collectors reach it (NetworkPolicy)."""


def is_mask(component: str) -> bool:
    return component.endswith(MASKS)


def ways_round(graph: Graph) -> tuple[str, ...]:
    return graph.way_round(is_mask, graph.sources() - {MADE_OF_MASKED})


def reached(graph: Graph, start: str) -> set[str]:
    """Everything that data from a component comes to."""
    found, todo = {start}, [start]
    while todo:
        for following in set(graph.flows.get(todo.pop(), ())) - found:
            found.add(following)
            todo.append(following)
    return found


def named(graph: Graph, name: str) -> set[str]:
    return {id_ for id_, found in graph.names.items() if found == name}


def test_on_a_running_hub_no_way_leads_round_the_masks(hub: Running) -> None:
    region, node = hub
    graph = proven_graph(region.text(), node.engine.component_details())
    assert ways_round(graph) == ()
    assert {graph.names[exit_] for exit_ in graph.exits()} == {
        "loki.write",
        "otelcol.exporter.otlp",
        "prometheus.remote_write",
    }


@pytest.mark.parametrize(
    ("role", "environment"),
    [(Role.SAMPLER, tail_environment()), (Role.FARO, faro_environment())],
    ids=["sampler", "faro"],
)
def test_on_other_running_roles_no_way_leads_round_the_masks(
    alloy: Path, tmp_path: Path, role: Role, environment: Environment
) -> None:
    with Region(alloy, tmp_path, environment) as region, region.collector(role) as running:
        graph = proven_graph(region.text(role), running.engine.component_details())
    assert ways_round(graph) == ()
    if role is Role.SAMPLER:
        assert graph.way_round(is_mask, [MADE_OF_MASKED])


def test_no_secret_can_be_read_at_the_collectors_own_port(hub: Running) -> None:
    _, node = hub
    told = json.dumps(node.engine.component_details())
    assert node.env[EnvVar.METRICS_URL] in told
    assert TOKEN not in told


@pytest.mark.xdist_group("faro")
def test_nor_can_the_key_of_the_browsers(faro: Running) -> None:
    _, collector = faro
    told = json.dumps(collector.engine.component_details())
    assert "cors_allowed_origins" in told
    assert FARO_KEY not in told and TOKEN not in told


def planted(text: str, signal: str) -> str:
    """The program with one join that goes round a mask."""
    changes = {
        "logs": (
            'logs_shape "all" {\n\tforward_to = [mask_logs.all.receiver]',
            'logs_shape "all" {\n\tforward_to = [exit_logs.grafana_cloud.receiver]',
        ),
        "metrics": (
            'metrics_push "workloads" {\n\tforward_to = [keep_metrics.applications.receiver]',
            'metrics_push "workloads" {\n\tforward_to = [exit_metrics.grafana_cloud.receiver]',
        ),
        "traces": (
            "traces  = [mask_otlp.applications.input]",
            "traces  = argument.traces.value",
        ),
    }
    old, new = changes[signal]
    assert old in text
    return text.replace(old, new)


@pytest.mark.parametrize("signal", ["logs", "metrics", "traces"])
def test_a_planted_way_round_is_found(signal: str) -> None:
    text = program(load_environment("prod"), "seoul", Role.NODE)
    assert ways_round(component_graph(text)) == ()
    assert ways_round(component_graph(planted(text, signal)))


@pytest.mark.parametrize("environment", ["prod", "staging"])
def test_the_memory_limiter_is_the_first_that_an_application_meets(environment: str) -> None:
    for graph in node_graphs(environment):
        (receiver,) = named(graph, "otelcol.receiver.otlp")
        assert {graph.names[first] for first in graph.flows[receiver]} == {
            "otelcol.processor.memory_limiter"
        }


@pytest.mark.parametrize("environment", ["prod", "staging"])
def test_no_sampler_is_before_the_span_metrics_and_the_masks_are(environment: str) -> None:
    for graph in node_graphs(environment):
        (metrics,) = named(graph, "otelcol.connector.spanmetrics")
        (receiver,) = named(graph, "otelcol.receiver.otlp")
        before = {found for found in reached(graph, receiver) if metrics in reached(graph, found)}
        assert OTLP_MASK in {found.removeprefix("otlp.applications/") for found in before}
        assert not before & named(graph, "otelcol.processor.probabilistic_sampler")


def test_in_tail_mode_no_node_samples_by_chance() -> None:
    for graph in node_graphs("staging"):
        assert not named(graph, "otelcol.processor.probabilistic_sampler")
        assert named(graph, "otelcol.exporter.loadbalancing")
        assert not named(graph, "otelcol.exporter.otlp")
    for graph in node_graphs("prod"):
        assert named(graph, "otelcol.processor.probabilistic_sampler")


def node_graphs(name: str) -> Iterator[Graph]:
    environment = load_environment(name)
    for region in environment.regions:
        yield component_graph(program(environment, region, Role.NODE))
