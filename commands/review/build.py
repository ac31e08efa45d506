"""Puts a review together: what stops it, and what it is drawn from."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from alerts.catalogue import rules
from commands.engines.build import at_hand
from commands.preview.samples import Samples, sampled
from commands.review.model import Differences, Facts, TextDiff
from commands.review.review import Review
from commands.review.telemetry_path import lanes
from dashboards.catalogue import dashboards
from dashboards.model import Dashboard
from policies import POLICIES, Policy, Synthesized, enforce, violations
from policies.standing import standing_policies
from proof.cases import CASES
from settings import Environment, Problem, UserError
from stacks.network import network_plan
from telemetry.environment import collected
from telemetry.problems import problems

NO_ENGINE = "Charts are empty: promtool, which reckons their sample data, is not here (make tools)."


def policies_of(name: str) -> tuple[Policy, ...]:
    """Every policy that `make` enforces in an environment."""
    return (*POLICIES, *standing_policies(name))


def stops(
    environment: Environment, policies: Sequence[Policy], stacks: Sequence[Synthesized]
) -> tuple[Problem, ...]:
    """Why `make` would refuse this; a review shows it all the same."""
    found = problems(collected(environment), environment)
    try:
        enforce(policies, stacks)
    except UserError as error:
        found += error.problems
    return tuple(found)


def holding(policies: Sequence[Policy], stacks: Sequence[Synthesized]) -> tuple[str, ...]:
    """The intents of the policies that nothing breaks."""
    broken = {policy.name for policy, _ in violations(policies, stacks)}
    return tuple(policy.intent for policy in policies if policy.name not in broken)


def with_standing(facts: Facts, policies: Sequence[Policy]) -> Facts:
    """A base's facts with the intents that every environment has beside those of the code."""
    if facts.policies is None:
        return facts
    own = {policy.name for policy in POLICIES}
    beside = [policy.intent for policy in policies if policy.name not in own]
    return replace(facts, policies=tuple(dict.fromkeys([*facts.policies, *beside])))


def samples_of(
    environment: Environment, made: Sequence[Dashboard], environ: Mapping[str, str]
) -> tuple[Samples, str]:
    """Sample data of dashboards, where its engine is at hand, and what is to be said of it."""
    promtool = at_hand("promtool", environ)
    if promtool is None:
        return {}, NO_ENGINE
    return sampled(environment, made, CASES, promtool), ""


def review_of(
    environment: Environment,
    differences: Differences,
    facts: tuple[Facts, Facts],
    texts: Sequence[TextDiff],
    *,
    policies: Sequence[Policy],
    held: Sequence[str],
    refused: Sequence[Problem],
    samples: tuple[Samples, str],
) -> Review:
    """All of it as one value. facts: of the base and of now; samples: with what is said of them."""
    plans = {key: network_plan(environment, key) for key in environment.regions}
    cloud = environment.grafana
    return Review(
        environment=environment,
        differences=differences,
        before=with_standing(facts[0], policies),
        now=replace(facts[1], policies=tuple(held)),
        # Allow-lists are compared name by name instead.
        texts=tuple(text for text in texts if not text.subject.startswith("allow-list ")),
        plans={key: plan for key, plan in plans.items() if plan},
        lanes=lanes(environment, collected(environment)),
        rules=rules(environment) if cloud and cloud.url else (),
        dashboards=tuple(dashboards(environment)) if cloud and cloud.url else (),
        samples=samples[0],
        note=samples[1],
        intents=tuple(policy.intent for policy in policies),
        stops=tuple(refused),
    )
