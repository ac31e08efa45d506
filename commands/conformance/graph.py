"""Which component hands its data to which, across modules: the ground of "no way round a mask".

What Alloy 1.18.1's API tells, and what it does not:

- `dataFlowEdgesTo` holds local ids, within one module only. An edge whose target is a custom
  component (an instance of a `declare`) is missing, since its exports are a map and not a Go
  struct. Besides data it holds the reverse of every other reference: targets, `otelcol.auth`
  handlers, file contents; and of a custom component whatever its arguments name.
- `referencesTo` and `referencedBy` are plain references between components of one module, custom
  ones too; references to `argument` blocks are left out.
- A Loki or Prometheus receiver among a built-in component's arguments is a capsule that names the
  component which exported it, with its module, wherever it came from
  (`mask_logs.default/loki.process.mask.receiver`): the truth at run time.
- An OpenTelemetry consumer is `capsule("otelcol.Consumer")`, without a name; so the API alone
  cannot tell where OTLP data goes across a module's border. Arguments and exports of custom
  components name nothing either.
- `/components` lists the root module; `createdModuleIDs` leads to the others. The blocks `logging`
  and `tracing` are no components, though they send data with `write_to`.

So the graph is read from the program's text, arguments and exports followed through the modules,
and then held against everything that the engine does tell: which components run, what each refers
to, every named receiver, how many OpenTelemetry consumers each has, and every edge. A difference is
an error (`proven_graph`).
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from commands.conformance.components import ComponentJson, Json, component, global_id
from commands.conformance.modules import root_module

CONSUMERS = frozenset({"receiver", "input"})
"""Exports that take data; every other export is read by who refers to it."""
OWN_TELEMETRY = frozenset({"logging", "tracing"})
"""Blocks that send data (`write_to`) without being components."""

Predicate = Callable[[str], bool]
"""Of a component's id."""

_RECEIVER = ".receiver"
_OTEL_CONSUMER = re.compile(r'capsule\("[\w.]*Consumer"\)')


@dataclass(frozen=True)
class Graph:
    """Built-in components by id, with their names, and how data flows between them."""

    names: Mapping[str, str]
    flows: Mapping[str, tuple[str, ...]]
    """To whom each hands its data; one that is named for two signals is there twice."""
    settings: Mapping[str, tuple[str, ...]]
    """Who reads each one's other exports, such as targets."""
    references: Mapping[str, frozenset[str]]
    """To which local ids each component refers by name, custom ones too."""

    def sources(self) -> frozenset[str]:
        """Where data begins: components that hand it on and that nobody hands it to."""
        return frozenset(self.flows) - self._fed()

    def exits(self) -> frozenset[str]:
        """Where data ends: components that get it and hand it to nobody."""
        return self._fed() - frozenset(self.flows)

    def way_round(
        self,
        is_mask: Predicate,
        sources: Iterable[str] | None = None,
        is_exit: Predicate | None = None,
    ) -> tuple[str, ...]:
        """A shortest path from a source to an exit that meets no mask; empty if there is none.

        Without `sources` and `is_exit` all of them count.
        """
        ends = is_exit or self.exits().__contains__
        starts = self.sources() if sources is None else sources
        paths: list[tuple[str, ...]] = [(start,) for start in sorted(starts) if not is_mask(start)]
        seen = {path[-1] for path in paths}
        for path in paths:
            if ends(path[-1]):
                return path
            for following in self.flows.get(path[-1], ()):
                if following not in seen and not is_mask(following):
                    seen.add(following)
                    paths.append((*path, following))
        return ()

    def _fed(self) -> frozenset[str]:
        return frozenset(target for targets in self.flows.values() for target in targets)


def component_graph(text: str) -> Graph:
    """The graph of a program, from its text."""
    names: dict[str, str] = {}
    flows: dict[str, list[str]] = {}
    settings: dict[str, list[str]] = {}
    references: dict[str, frozenset[str]] = {}
    for module in root_module(text).all():
        for block in (*module.components, *module.instances):
            named = (module.named(reference) for reference in block.references())
            references[global_id(module.id, block.id)] = frozenset(filter(None, named))
        for block in module.components:
            here = global_id(module.id, block.id)
            names[here] = block.name
            for reference in block.references():
                for target in module.targets(reference):
                    there = global_id(target.module, target.local_id)
                    if target.export in CONSUMERS:
                        flows.setdefault(here, []).append(there)
                    else:
                        settings.setdefault(there, []).append(here)
    return Graph(names, _frozen(flows), _frozen(settings), references)


def proven_graph(text: str, told: Iterable[ComponentJson]) -> Graph:
    """The graph of a running program; raises ValueError where engine and text differ."""
    graph = component_graph(text)
    if found := list(contradictions(graph, told)):
        raise ValueError("the engine does not run what was read:\n" + "\n".join(found))
    return graph


def contradictions(graph: Graph, told: Iterable[ComponentJson]) -> Iterator[str]:
    """Everything that the engine tells otherwise than the graph, in words."""
    details = {component(each).id: each for each in told}
    custom = {id_ for id_, each in details.items() if component(each).modules}
    read = {id_ for id_ in graph.references if graph.names.get(id_) not in OWN_TELEMETRY}
    for id_ in sorted(read ^ details.keys()):
        yield f"{id_} is {'read but does not run' if id_ in read else 'run but was not read'}"
    for id_ in sorted(read & details.keys()):
        referred = component(details[id_]).references
        if frozenset(referred) != graph.references[id_]:
            yield f"{id_} refers to {sorted(referred)}, not to {sorted(graph.references[id_])}"
        if id_ in graph.names:
            yield from _differences(graph, id_, details[id_], custom)


def _differences(graph: Graph, id_: str, told: ComponentJson, custom: set[str]) -> Iterator[str]:
    capsules = list(_capsules(told.get("arguments")))
    flows = graph.flows.get(id_, ())
    named = Counter(c.removesuffix(_RECEIVER) for c in capsules if c.endswith(_RECEIVER))
    otel = sum(1 for capsule in capsules if _OTEL_CONSUMER.fullmatch(capsule))
    expected = Counter(flow for flow in flows if not _takes_otlp(graph.names[flow]))
    if named != expected:
        yield f"{id_} sends to {sorted(named)}, not to {sorted(expected)}"
    if otel != len(flows) - expected.total():
        yield f"{id_} sends to {otel} OpenTelemetry consumers, not to {list(flows)}"
    for local_id in component(told).data_flow_to:
        other = global_id(told["moduleID"], local_id)
        if other not in {*flows, *graph.settings.get(id_, ()), *custom}:
            yield f"{id_} has an edge to {other} that was not read"


def _takes_otlp(name: str) -> bool:
    return name.startswith("otelcol.")


def _capsules(value: Json) -> Iterator[str]:
    """The capsules of a JSON value, at any depth, as Alloy describes them."""
    match value:
        case {"type": "capsule", "value": str(described)}:
            yield described
        case dict():
            for inner in value.values():
                yield from _capsules(inner)
        case list():
            for inner in value:
                yield from _capsules(inner)
        case _:
            return


def _frozen(edges: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {source: tuple(targets) for source, targets in edges.items()}
