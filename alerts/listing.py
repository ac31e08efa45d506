"""All rules as a short text, for a reviewer of their change."""

from collections.abc import Iterator, Sequence

from alerts.query import CloudWatch, Query
from alerts.rule import Recording, Rule


def listing(rules: Sequence[Rule], recordings: Sequence[Recording]) -> str:
    """Every rule with all that matters of it, sorted by uid."""
    parts = [_rule(rule) for rule in sorted(rules, key=lambda rule: rule.uid)]
    parts += [_recording(one) for one in sorted(recordings, key=lambda one: one.uid)]
    return "\n\n".join("\n".join(lines) for lines in parts) + "\n"


def _rule(rule: Rule) -> Iterator[str]:
    labels = ", ".join(f"{key}={value}" for key, value in sorted(rule.labels.items()))
    panel = f"{rule.panel.dashboard}/{rule.panel.id}" if rule.panel else "none"
    yield f"{rule.uid}: {rule.title}"
    fires = rule.fires
    yield f"  {fires.comparison} {fires.threshold:g} ({fires.unit}) for {rule.pending}"
    yield f"  {labels}"
    yield f"  no data: {rule.on_no_data}, error: {rule.error_state}, panel: {panel}"
    yield f"  {rule.summary.template}"
    yield f"  {rule.description.template}"
    yield from _query(rule.query)


def _recording(recording: Recording) -> Iterator[str]:
    labels = ", ".join(f"{key}={value}" for key, value in sorted(recording.labels.items()))
    yield f"{recording.uid}: records {recording.metric} ({labels})"
    yield from (f"    {line}" for line in recording.expr.splitlines())


def _query(query: Query) -> Iterator[str]:
    if isinstance(query, CloudWatch):
        asked = f"{query.namespace} {query.metric} in {query.region}, {query.statistic}"
        yield f"  {query.source}: {asked}"
        return
    yield f"  {query.source}:"
    yield from (f"    {line}" for line in query.expr.splitlines())
