"""What the environments' own rules and dashboards make: whole, in the programs, and quickly."""

import os
from collections.abc import Sequence

import pytest

from alerts.catalogue import recordings, rules
from alerts.query import LogQL, PromQL
from alerts.rule import Rule
from alloy.keeping import _spelled, keeping, kept  # pyright: ignore[reportPrivateUsage]
from alloy.program import Use
from alloy.roles import program, roles
from dashboards.catalogue import dashboards
from dashboards.model import Dashboard
from settings import load_environment
from telemetry.collect import collect
from telemetry.environment import check_collected, collected
from telemetry.problems import problems
from telemetry.series import counts, share
from tests.telemetry.planted import dashboard, panel, rule
from vocabulary.collectors import Role
from vocabulary.sources.model import Way

ENVIRONMENTS = ("prod", "staging")
OWN_LIMIT, BIG_LIMIT = 1.0, 5.0
"""Seconds of the processor."""


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_everything_that_is_asked_for_arrives(name: str) -> None:
    check_collected(load_environment(name))


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_the_lists_are_in_the_programs(name: str) -> None:
    environment = load_environment(name)
    ways = collected(environment).ways
    text = program(environment, environment.hub, Role.NODE)
    for way in set(Way) - {Way.SERVICE_GRAPH}:
        (block,) = [
            part for part in text.split("\n\n") if part.startswith(f'keep_metrics "{way}" {{')
        ]
        inside = block[block.index("names") : block.index("drop_buckets")]
        assert [line.strip('\t",') for line in inside.splitlines()[1:-2]] == list(ways[way].names)
    assert 'keep_metrics "service_graph"' not in text


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_nothing_but_an_allow_list_leads_to_the_masks(name: str) -> None:
    environment = load_environment(name)
    for role in roles(environment):
        text = program(environment, environment.hub, role)
        uses = [part for part in text.split("\n\n") if "[mask_metrics.all.receiver]" in part]
        assert uses
        assert [part for part in uses if not part.startswith("keep_metrics ")] == []


def test_only_the_ways_that_a_program_sends_by_are_in_it() -> None:
    collection = collected(load_environment("prod"))
    uses = [Use("self", "this", {"forward_to": kept(Way.COLLECTORS)})]
    assert [use.label for use in keeping(uses, collection)] == ["collectors"]


def test_a_bound_is_dropped_in_each_spelling() -> None:
    assert _spelled("1") == r"1(?:\.0+)?"
    assert _spelled("0.5") == r"0\.5"


def test_far_fewer_series_are_shipped_than_are_offered() -> None:
    found = counts(collected(load_environment("prod")))
    offered, shipped = sum(c.offered for c in found), sum(c.shipped for c in found)
    print(f"offered {offered:,.0f}, shipped {shipped:,.0f}: {share(shipped, offered)}")
    assert shipped < 0.3 * offered
    assert all(line.shipped <= line.offered for count in found for line in count.lines)


def seconds(some_rules: Sequence[Rule], boards: Sequence[Dashboard]) -> float:
    """Of the processor, Node's share among them: other work on this machine does not count."""
    environment = load_environment("prod")
    begin = sum(os.times()[:4])
    collection = collect(environment, some_rules, recordings(environment), boards)
    problems(collection, environment)
    return sum(os.times()[:4]) - begin


def test_an_environments_own_takes_less_than_a_second() -> None:
    environment = load_environment("prod")
    taken = seconds(rules(environment), dashboards(environment))
    print(f"prod: {taken:.2f} s")
    assert taken < OWN_LIMIT


METRICS = ("kube_pod_created", "container_memory_working_set_bytes", "node_load1", "up")


def asks(number: int) -> PromQL | LogQL:
    """One of eight asks logs; no two are alike."""
    if number % 8 == 0:
        lines = f'{{app="a{number}"}} | json event="event" | event="{number}"'
        return LogQL(f"sum by (region) (count_over_time({lines} [5m]))")
    metric = METRICS[number % 4]
    return PromQL(f'sum by (region) (rate({metric}{{region=~"$region"}}[5m])) * {number}')


def many(count: int) -> tuple[list[Rule], list[Dashboard]]:
    """`count` rules, and a quarter as many dashboards of twenty panels."""
    boards = [
        dashboard(*(panel(asks(count * 100 + 20 * board + n), id_=n + 1) for n in range(20)))
        for board in range(count // 4)
    ]
    return [rule(asks(count * 1000 + n), f"Planted{n}") for n in range(count)], boards


def test_four_hundred_rules_and_a_hundred_dashboards_take_less_than_five_seconds() -> None:
    quarter, whole = seconds(*many(100)), seconds(*many(400))
    print(f"100 rules, 25 dashboards: {quarter:.2f} s; four times as many: {whole:.2f} s")
    assert whole < BIG_LIMIT
    assert whole < 8 * max(quarter, 0.05), "more than linear"
