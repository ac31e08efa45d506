"""Drift as a page for people, as Markdown for a nightly report, and as JSON."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from commands.drift.model import ByHand, Change, Kind, Report, StackDrift

PUT_BACK = "changed by hand; a deploy puts it back"
ADDED = "added by hand to what is ours; a deploy leaves it, so take it away yourself"
WAITING = "code and state differ: not deployed yet, or refreshed after a change by hand"
PROBLEM = "could not be planned in full"
NOT_ASKED = "Grafana was not asked for what people made there: set GRAFANA_URL and GRAFANA_TOKEN."


def text(report: Report) -> Iterator[str]:
    """The lines for a terminal."""
    for stack in report.stacks:
        yield f"{stack.stack}: {_state(stack)}"
        for title, entries in sections(stack):
            yield f"  {title}"
            for entry in entries:
                yield from (f"    {line}" for line in entry)
        if stack.left:
            yield f"  {_left(stack)}"
    yield from _grafana_text(report)
    yield ""
    yield verdict(report)


def markdown(report: Report) -> Iterator[str]:
    """The same as a comment or the body of an issue."""
    yield f"## Drift of {report.environment}"
    yield ""
    yield verdict(report)
    for stack in report.stacks:
        if not stack.differs and not stack.problem:
            continue
        yield ""
        yield f"### {stack.stack}"
        for title, entries in sections(stack):
            yield ""
            yield f"**{title[0].upper()}{title[1:]}**"
            yield ""
            for first, *rest in entries:
                yield f"- {_code(first)}"
                yield from (f"  - {_code(line.strip())}" for line in rest)
    grafana = report.grafana
    if grafana.found or grafana.problem:
        yield ""
        yield "### Grafana"
        yield ""
        if grafana.problem:
            yield f"Not asked in full: {_code(grafana.problem)}"
            yield ""
        yield from (f"- {_code(_line(found))}" for found in grafana.found)
    elif not grafana.asked:
        yield ""
        yield NOT_ASKED


def as_json(report: Report) -> dict[str, Any]:
    """Everything, for machines."""
    return {
        "environment": report.environment,
        "differs": report.differs,
        "complete": report.complete,
        "stacks": [asdict(stack) for stack in report.stacks],
        "grafana": asdict(report.grafana),
    }


def sections(stack: StackDrift) -> Iterator[tuple[str, list[list[str]]]]:
    """What is to be told of a stack: titles, and below each the lines of every entry."""
    if stack.problem:
        yield PROBLEM, [stack.problem.splitlines()]
    if stack.put_back:
        yield PUT_BACK, [list(_lines(change)) for change in stack.put_back]
    if stack.added:
        yield ADDED, [[line] for line in stack.added]
    if stack.waiting and not stack.deployed:
        yield f"nothing of it is deployed ({len(stack.waiting)} resources)", []
    elif stack.waiting:
        yield WAITING, [[f"{waiting.label}: {waiting.action}"] for waiting in stack.waiting]


def verdict(report: Report) -> str:
    """One line: how much of it differs."""
    differing = sum(stack.differs for stack in report.stacks)
    failed = sum(bool(stack.problem) for stack in report.stacks)
    told = [f"{differing} of {len(report.stacks)} stacks differ"]
    if failed:
        told.append(f"{failed} could not be planned")
    if report.grafana.asked:
        told.append(f"{len(report.grafana.found)} things differ in Grafana")
    if report.grafana.problem:
        told.append("Grafana could not be asked")
    return f"{report.environment}: {', '.join(told)}."


def _state(stack: StackDrift) -> str:
    if stack.problem:
        return "unknown"
    return "differs" if stack.differs else "as the code says"


def _lines(change: Change) -> Iterator[str]:
    if change.kind is Kind.GONE:
        yield f"{change.label}: it is gone"
        return
    yield change.label
    for argument in change.arguments:
        if argument.before == argument.after:
            yield f"  {argument.path} {argument.before}".rstrip()
        else:
            yield f"  {argument.path}: {argument.before} became {argument.after}"


def _left(stack: StackDrift) -> str:
    names = ", ".join(change.address for change in stack.left[:5])
    more = f" and {len(stack.left) - 5} more" if len(stack.left) > 5 else ""
    return f"of no account, in arguments that the code does not set: {names}{more}"


def _grafana_text(report: Report) -> Iterator[str]:
    grafana = report.grafana
    if grafana.problem:
        yield "Grafana: unknown"
        yield from (f"  {line}" for line in grafana.problem.splitlines())
    elif not grafana.asked:
        yield NOT_ASKED
    else:
        yield f"Grafana: {'differs' if grafana.found else 'as the code says'}"
    yield from (f"  {_line(found)}" for found in grafana.found)


def _line(found: ByHand) -> str:
    where = f" in {found.where}" if found.where else ""
    return f"{found.kind} {found.name}{where}: {found.what}"


def _code(line: str) -> str:
    """Names and values come from outside: as code, no link and no mention works in them."""
    plain = " ".join(line.split()).replace("`", "'")
    return f"`{plain}`"
