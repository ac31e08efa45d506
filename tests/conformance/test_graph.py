"""The component graph crosses modules, shows a way round a mask, and believes the engine only."""

import copy
import json
from pathlib import Path

import pytest

from commands.conformance.components import ComponentJson
from commands.conformance.graph import component_graph, contradictions, proven_graph
from commands.conformance.modules import root_module
from commands.conformance.program import parse

RECORDED = Path(__file__).parent / "recorded"
PROGRAM = (RECORDED / "graph.alloy").read_text()
TOLD: list[ComponentJson] = json.loads((RECORDED / "graph.json").read_text())
"""What Alloy 1.18.1 answers about each component of the program; `test_engine` asks it anew."""

LOG_MASK = "mask_logs.default/loki.process.mask"
TRACE_MASK = "mask_traces.default/otelcol.processor.transform.mask"
SCRAPE = "prometheus.scrape.self"


def is_mask(component: str) -> bool:
    return component in {LOG_MASK, TRACE_MASK}


def test_the_recorded_engine_runs_what_was_read() -> None:
    graph = proven_graph(PROGRAM, TOLD)
    assert graph.sources() == {"loki.source.file.pods", "otelcol.receiver.otlp.spans", SCRAPE}
    assert graph.exits() == {
        "loki.write.cloud",
        "otelcol.exporter.otlp.cloud",
        "prometheus.remote_write.cloud",
    }
    assert graph.flows["loki.source.file.pods"] == (LOG_MASK,)
    assert graph.flows["mask_traces.default/otelcol.processor.batch.masked"] == (
        "otelcol.connector.spanmetrics.all",
        "otelcol.exporter.otlp.cloud",
    )
    assert graph.settings["otelcol.auth.basic.cloud"] == ("otelcol.exporter.otlp.cloud",)


def test_no_way_leads_round_the_masks_but_from_where_no_mask_is() -> None:
    graph = component_graph(PROGRAM)
    assert graph.way_round(is_mask) == (SCRAPE, "prometheus.remote_write.cloud")
    masked = graph.sources() - {SCRAPE}
    assert graph.way_round(is_mask, sources=masked) == ()
    assert graph.way_round(is_mask, sources=[], is_exit=lambda _: True) == ()


@pytest.mark.parametrize(
    ("planted", "way"),
    [
        (
            (
                "[mask_logs.default.receiver]",
                "[mask_logs.default.receiver, loki.write.cloud.receiver]",
            ),
            ("loki.source.file.pods", "loki.write.cloud"),
        ),
        (
            ("[mask_traces.default.input]", "[otelcol.connector.spanmetrics.all.input]"),
            (
                "otelcol.receiver.otlp.spans",
                "otelcol.connector.spanmetrics.all",
                "otelcol.exporter.prometheus.spans",
                "prometheus.remote_write.cloud",
            ),
        ),
        (
            (
                "value = otelcol.processor.transform.mask.input",
                "value = otelcol.processor.batch.masked.input",
            ),
            (
                "otelcol.receiver.otlp.spans",
                "mask_traces.default/otelcol.processor.batch.masked",
                "otelcol.exporter.otlp.cloud",
            ),
        ),
        (
            (
                'loki.write "cloud" {',
                'logging {\n\twrite_to = [loki.write.cloud.receiver]\n}\n\nloki.write "cloud" {',
            ),
            ("logging", "loki.write.cloud"),
        ),
    ],
    ids=["beside", "through-a-connector", "inside-the-module", "alloys-own-log"],
)
def test_a_planted_way_round_is_found(planted: tuple[str, str], way: tuple[str, ...]) -> None:
    assert planted[0] in PROGRAM
    graph = component_graph(PROGRAM.replace(*planted))
    found = graph.way_round(is_mask, sources=graph.sources() - {SCRAPE})
    assert (found[0], found[-1]) == (way[0], way[-1])
    assert set(way[1:-1]) <= {*graph.flows}


@pytest.mark.parametrize(
    ("planted", "said"),
    [
        (
            ("[mask_logs.default.receiver]", "[loki.write.cloud.receiver]"),
            "loki.source.file.pods refers to",
        ),
        (("[mask_logs.default.receiver]", "[]"), "loki.source.file.pods sends to"),
        (("[mask_traces.default.input]", "[]"), "sends to 1 OpenTelemetry consumers"),
        (
            ("discovery.relabel.self.output", "[]"),
            f"discovery.relabel.self has an edge to {SCRAPE} that was not read",
        ),
        (
            ('loki.write "cloud"', 'loki.write "cloud" { }\nloki.echo "x"'),
            "loki.echo.x is read but",
        ),
    ],
)
def test_a_program_that_is_not_what_runs_is_refused(planted: tuple[str, str], said: str) -> None:
    assert planted[0] in PROGRAM
    with pytest.raises(ValueError, match="the engine does not run what was read") as refused:
        proven_graph(PROGRAM.replace(*planted), TOLD)
    assert said in str(refused.value)


def test_a_component_that_was_not_read_is_told() -> None:
    more = copy.deepcopy(TOLD)
    more.append({**more[0], "localID": "loki.echo.unread"})
    assert list(contradictions(component_graph(PROGRAM), more)) == [
        "loki.echo.unread is run but was not read"
    ]


def test_expressions_are_read_with_their_references_only() -> None:
    (block,) = parse(
        """
        prometheus.scrape "x" { // comment with { and "
            targets = array.concat(
                discovery.a.x.targets,
                [{ __address__ = "}" + argument.host.value, "k" = `{ raw }`, flag = true }],
            )
            /* a.b.c */
            labels = { team = sys.env("TEAM"), }
            ratio = (discovery.b.y.value + 1.5e3) *
                local.file.z.content["k"].inner
            inner.block { deep = loki.write.w.receiver }
        }
        """
    )
    assert block.id == "prometheus.scrape.x"
    assert [(found.name, found.references) for found in block.attributes] == [
        ("targets", ("discovery.a.x.targets", "argument.host.value")),
        ("labels", ()),
        ("ratio", ("discovery.b.y.value", "local.file.z.content")),
    ]
    assert (block.blocks[0].name, list(block.blocks[0].references())) == (
        "inner.block",
        ["loki.write.w.receiver"],
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('loki.echo "x" {', "line 1: expected '}'"),
        ("x = 1", "expected a block"),
        ("loki.echo ?", "line 1: cannot read"),
        ("\n\n= 1", "line 3: expected a name"),
    ],
)
def test_what_cannot_be_read_is_an_error_with_its_line(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=r"line \d|block") as refused:
        parse(text)
    assert said in str(refused.value)


def test_what_the_graph_does_not_follow_is_an_error() -> None:
    with pytest.raises(ValueError, match=r"does not follow import\.file"):
        root_module('import.file "x" { filename = "x" }')
    with pytest.raises(ValueError, match=r"loki\.write\.none\.receiver means nothing"):
        component_graph('loki.echo "x" { forward_to = [loki.write.none.receiver] }')


def test_declares_nest_and_defaults_of_arguments_count() -> None:
    graph = component_graph(
        """
        loki.write "w" { }
        declare "inner" {
            argument "to" { optional = true default = [] }
            export "receiver" { value = loki.process.p.receiver }
            loki.process "p" { forward_to = argument.to.value }
        }
        declare "outer" {
            argument "to" { }
            export "receiver" { value = inner.one.receiver }
            inner "one" { to = [inner.two.receiver] }
            inner "two" { to = argument.to.value }
            inner "idle" { }
        }
        outer "o" { to = [loki.write.w.receiver] }
        loki.source.api "a" { forward_to = [outer.o.receiver] }
        """
    )
    assert graph.flows == {
        "loki.source.api.a": ("outer.o/inner.one/loki.process.p",),
        "outer.o/inner.one/loki.process.p": ("outer.o/inner.two/loki.process.p",),
        "outer.o/inner.two/loki.process.p": ("loki.write.w",),
    }
