"""Logs and traces triage: error lines, exceptions, slow traces, and the ways between them."""

from alerts.logql import per_window
from alerts.query import LogQL
from alerts.rule import Rule
from alerts.security import AUDIT, CARD_DATA_IN_LOGS, auth_failures
from alerts.services import EXCEPTION
from dashboards.alerted import alerted
from dashboards.links import TITLES, label, related, to_logs, to_traces
from dashboards.model import Dashboard, Kind, Link, Panel, Row, Threshold, Unit
from dashboards.pieces import (
    CHOICES,
    HERE,
    RANGE,
    chart,
    lines,
    logs,
    stat,
    streams,
    table,
    traces,
)
from settings import Environment
from vocabulary.alerting import PAYMENTS
from vocabulary.dashboards import (
    AUDIT_LINES,
    CARD_DATA,
    ERROR_LOGS,
    EXCEPTIONS,
    FAILED_LOGINS,
    TRACE_ERRORS,
)
from vocabulary.dashboards import Dashboard as Uid

ERRORS = 'level=~"error|critical"'
SPANS = 'resource.service.name =~ "$service" && resource.region =~ "$region"'
SLOW = "1s"
LEGEND = "{{app}} {{region}}"
AUTO = "$__auto"
"""Loki's choice of a window: as long as two points on the screen are apart."""


def dashboard(environment: Environment) -> Dashboard:
    """Who looks: people on call, after an alert said where."""
    return Dashboard(
        uid=Uid.TRIAGE,
        title=TITLES[Uid.TRIAGE],
        description="What do services say, and which requests does it concern?",
        team=PAYMENTS,
        tags=("logs", "traces"),
        variables=CHOICES,
        rows=(
            health(),
            alerts(environment),
            Row("Lines", (error_lines(), exceptions(environment))),
            kept(),
            security(environment),
        ),
        links=related(Uid.SERVICES, Uid.PAYMENTS, Uid.RUNTIME, Uid.COLLECTORS),
        since="now-1h",
    )


def counted(log: str, window: str, by: str = "") -> str:
    """Lines of a window."""
    return f"sum by ({by}) (count_over_time({log} [{window}]))"


def health() -> Row:
    """The first row: one look."""
    thrown = f"{streams()} |~ `{EXCEPTION}`"
    return Row(
        "What do services complain about?",
        (
            stat(
                1,
                "Error lines",
                "In what is looked at.",
                Unit.SHORT,
                logs(counted(streams(ERRORS), RANGE, "app"), "{{app}}", instant=True),
                width=8,
                no_value="none",
            ),
            stat(
                2,
                "Uncaught exceptions",
                "In what is looked at.",
                Unit.SHORT,
                logs(counted(thrown, RANGE, "app"), "{{app}}", instant=True),
                width=8,
                no_value="none",
                base="green",
                thresholds=(Threshold(1, "orange", "nobody caught it"),),
            ),
            stat(
                3,
                "Spans with an error",
                "Per second, of the traces that were kept.",
                Unit.PER_SECOND,
                traces(
                    f"{{ {SPANS} && status = error }} | rate() by (resource.service.name)",
                    "{{resource.service.name}}",
                ),
                width=8,
                no_value="none",
            ),
        ),
    )


def alerts(environment: Environment) -> Row:
    """What alerts watch."""
    made = alerted(environment)
    errors = streams(ERRORS)
    now, before = per_window(errors, "10m"), per_window(errors, "10m", offset="1h")
    return Row(
        "What alerts watch",
        (
            made.panel(
                ERROR_LOGS,
                "Error lines beside an hour ago",
                "Lines of 10 minutes, as a multiple of the same an hour ago.",
                (logs(f"{now} / ({before} or {now} * 0 + 1)", LEGEND),),
                no_value="no error lines",
                data_links=behind(environment),
            ),
            made.panel(
                EXCEPTIONS,
                "Uncaught exceptions",
                "Lines of 10 minutes that tell of one.",
                (logs(per_window(f"{streams()} |~ `{EXCEPTION}`", "10m"), LEGEND),),
                no_value="none",
                data_links=behind(environment),
            ),
            made.panel(
                TRACE_ERRORS,
                "Spans with an error",
                "Per second, of the traces that were kept.",
                (
                    traces(
                        f"{{ {SPANS} && status = error }} | rate()", "all services that are chosen"
                    ),
                ),
                no_value="none",
            ),
        ),
    )


def error_lines() -> Panel:
    """The lines themselves."""
    return lines(
        21,
        "Error lines",
        "The newest first. A line's trace_id leads to its trace.",
        logs(streams(ERRORS)),
        width=14,
        height=12,
    )


def exceptions(environment: Environment) -> Panel:
    """What kinds there are."""
    name = "regexp `(?P<exception>[A-Za-z0-9_.]+(Exception|Error))`"
    thrown = f"{streams(ERRORS)} |~ `Exception|Error` | {name} | exception != ``"
    return table(
        22,
        "Top exceptions",
        "The kinds of exception in most lines of what is looked at.",
        Unit.SHORT,
        logs(f"topk(15, {counted(thrown, RANGE, 'app, exception')})", instant=True),
        width=10,
        height=12,
        no_value="none",
        renames={"app": "service", "Value #A": "lines", "Value": "lines"},
        data_links=(
            to_logs(
                environment,
                '{app="${__data.fields.service}", level=~"error|critical"}'
                " |= `${__data.fields.exception}`",
                "Its lines",
            ),
        ),
    )


def kept() -> Row:
    """Traces that are kept: with head sampling a share of all."""
    return Row(
        "Traces",
        (
            found(
                31,
                "Traces with an error",
                "Of the services that are chosen; from a span its lines are one click away.",
                f"{{ {SPANS} && status = error }}",
            ),
            found(
                32,
                "Slow traces",
                f"With a span of the services that are chosen that takes longer than {SLOW}.",
                f"{{ {SPANS} && duration > {SLOW} }}",
            ),
        ),
    )


def found(id: int, title: str, description: str, search: str) -> Panel:
    """Traces that a search finds."""
    return Panel(
        id, title, description, Kind.TRACES, Unit.NONE, (traces(search),), width=12, height=10,
        no_value="no such trace was kept",
    )  # fmt: skip


def security(environment: Environment) -> Row:
    """What the security team watches. Closed: it reads every line of what is looked at."""
    made = alerted(environment)
    trail = f'{{{", ".join(HERE)}, container="{AUDIT}"}}'
    before, now = (counted(trail, window, "region") for window in ("3h", "30m"))
    return Row(
        "Security",
        (
            made.panel(
                CARD_DATA,
                "Card numbers that got through",
                "Lines of 10 minutes that look like a card number. None may.",
                (logs(asked(CARD_DATA_IN_LOGS), "{{service}} {{namespace}} {{region}}"),),
                no_value="none",
                data_links=behind(environment),
            ),
            made.panel(
                FAILED_LOGINS,
                "Failed logins",
                "Of 10 minutes, by the network that they came from.",
                (
                    logs(
                        asked(auth_failures(environment.thresholds)),
                        "{{network}} {{service}} {{region}}",
                    ),
                ),
                no_value="none",
                data_links=behind(environment),
            ),
            made.panel(
                AUDIT_LINES,
                "Regions without an audit trail",
                "One where there were lines within three hours, and none for 30 minutes.",
                (logs(f"({before} unless {now}) > bool 0", "{{region}}"),),
                no_value="every region writes one",
                decimals=0,
            ),
            chart(
                41,
                "Audit lines",
                "Of each region.",
                Unit.SHORT,
                logs(counted(trail, AUTO, "region"), "{{region}}"),
                width=24,
                height=6,
                no_value="none",
            ),
        ),
        closed=True,
    )


EVERYWHERE = '{cluster=~".+"}'
"""The streams of rules that look at all lines."""


def asked(rule: Rule) -> str:
    """What a rule asks of all lines, of those that are chosen."""
    if not isinstance(rule.query, LogQL) or EVERYWHERE not in rule.query.expr:
        raise ValueError(f"{rule.name} does not ask all streams: {EVERYWHERE}")
    return rule.query.expr.replace(EVERYWHERE, streams())


def behind(environment: Environment) -> tuple[Link, ...]:
    """From a service's lines to the lines themselves and to its traces with an error."""
    app, region = label("app"), label("region")
    return (
        to_logs(environment, f'{{app="{app}", region="{region}"}}', "Its lines"),
        to_traces(
            environment,
            f'{{ resource.service.name = "{app}" && resource.region = "{region}"'
            " && status = error }",
            "Its traces with an error",
        ),
    )
