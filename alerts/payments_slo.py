"""Rules on the SLOs of services: how fast their error budgets burn."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from alerts.promql import guarded
from alerts.query import PromQL
from alerts.rule import Rule, Subject, above
from alerts.slo import Slo, slos
from alerts.text import text
from settings import Environment
from settings.thresholds import Thresholds
from vocabulary.alerting import Place, Severity, chat
from vocabulary.dashboards import AVAILABILITY_BURN, LATENCY_BURN, Panel


@dataclass(frozen=True)
class BurnRate:
    """A pair of windows, and who is told when both burn faster than `factor`."""

    name: str
    kind: str
    long: str
    short: str
    factor: float
    pending: str
    severity: Severity
    panel: Panel
    told_in_chat_too: bool = False
    several: bool = False
    """Whether the name has another pair of windows."""


def rules(environment: Environment) -> Iterator[Rule]:
    """Rules 1 to 4, for each service that promises something."""
    pairs = burn_rates(environment.thresholds)
    for name, service in environment.services.items():
        for slo in slos(name, service):
            for pair in pairs:
                if pair.kind == slo.kind:
                    yield _rule(slo, pair, environment.thresholds.slo_requests)


def burn_rates(thresholds: Thresholds) -> tuple[BurnRate, ...]:
    """Every pair of windows."""
    fast, slow = thresholds.slo_fast_burn, thresholds.slo_slow_burn
    day, days = thresholds.slo_ticket_burn, thresholds.slo_creeping_burn
    critical, warning = Severity.CRITICAL, Severity.WARNING
    availability, latency = "availability", "latency"
    return (
        BurnRate("PaymentSLOFastBurn", availability, "1h", "5m", fast, "2m", critical,
                 AVAILABILITY_BURN, told_in_chat_too=True),
        BurnRate("PaymentSLOSlowBurn", availability, "6h", "30m", slow, "15m", critical,
                 AVAILABILITY_BURN, told_in_chat_too=True),
        BurnRate("PaymentSLOTicketBurn", availability, "24h", "2h", day, "1h", warning,
                 AVAILABILITY_BURN, several=True),
        BurnRate("PaymentSLOTicketBurn", availability, "72h", "6h", days, "3h", warning,
                 AVAILABILITY_BURN, several=True),
        BurnRate("PaymentLatencySLOBurn", latency, "1h", "5m", fast, "2m", critical, LATENCY_BURN),
    )  # fmt: skip


_MEANING: Mapping[str, str] = {
    "availability": "fail with a server error",
    "latency": "take too long",
}


def _rule(slo: Slo, pair: BurnRate, at_least: int) -> Rule:
    both = f"{slo.burn(pair.long)}\nand\n{slo.burn(pair.short)} > {pair.factor:g}"
    also: tuple[Place, ...] = (chat(slo.team),) if pair.told_in_chat_too else ()
    return Rule(
        name=pair.name,
        of=f"{slo.service} {pair.long}" if pair.several else slo.service,
        subject=Subject.SLO,
        query=PromQL(guarded(both, slo.counted(pair.long), at_least)),
        fires=above(pair.factor, "times"),
        pending=pair.pending,
        severity=pair.severity,
        team=slo.team,
        also=also,
        summary=text(
            f"{{service}} in {{region}} uses up its {slo.kind} budget {{value:decimal}} times as"
            " fast as it may"
        ),
        description=text(
            f"So many requests {_MEANING[slo.kind]}, over {pair.long} and over {pair.short}, that"
            f" the SLO of {slo.objective * 100:g} % over 28 days will be missed."
        ),
        panel=pair.panel,
    )
