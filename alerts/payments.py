"""Rules on the payment business: traffic, declines, charges, settlement, the ledger, queues."""

from collections.abc import Iterator

from alerts.ownership import named, of_team, teams
from alerts.promql import grown, guarded, per_second, requests, selector
from alerts.query import PromQL
from alerts.rule import Rule, Subject, above, below
from alerts.slo import DURATION, PROBES
from alerts.synthetics import checks, places
from alerts.text import text
from settings import Environment
from settings.alerting_checks import CHECKOUT
from settings.grafana import Check
from settings.thresholds import Thresholds
from vocabulary.alerting import PAYMENTS, PLATFORM, SECURITY, Severity, chat
from vocabulary.dashboards import (
    CHECKOUT_PLACES,
    DECLINES,
    DUPLICATE_CHARGES,
    LEDGER_DIFFERENCE,
    PAYMENT_RATE,
    QUEUE_DRAIN,
    SETTLEMENT_AGE,
    SYNTHETIC_CHECKOUT,
)

AUTHORIZATIONS = "payment_authorizations_total"
DUPLICATES = "payment_duplicate_charges_total"
SETTLED_AT = "settlement_last_success_timestamp_seconds"
DIFFERENCE = "ledger_difference_minor_units"
"""Metrics that Lionpay's own code must offer: docs/alerts.md describes them."""

LAG = "kafka_consumer_records_lag"
CONSUMED = "kafka_consumer_records_consumed_total"
"""Of OpenTelemetry's Kafka client instrumentation."""

SETTLEMENT_MEMORY = 172_800
"""Seconds that a last success is remembered for after its series went away: `2d`."""

UNKNOWN_DIFFERENCE = 999_999_999
"""Stands for a ledger that says nothing."""

STUCK = 86_400
"""Seconds that a queue takes at most: nothing is consumed at all, or as good as nothing."""


def rules(environment: Environment) -> Iterator[Rule]:
    """Rules 5, 8, 11 to 14, and 38."""
    thresholds = environment.thresholds
    for team in teams(environment):
        promised = [n for n, s in of_team(environment, team).items() if s.slos.availability]
        if promised:
            yield traffic_drop(team, promised, thresholds)
        consumers = list(of_team(environment, team))
        yield queue_lag(team, consumers, thresholds)
    yield decline_spike(thresholds)
    yield DUPLICATE_CHARGE
    yield settlement_missed(thresholds)
    yield LEDGER_MISMATCH
    yield synthetic_checkout(thresholds)
    checkout = checks(environment).get(CHECKOUT)
    if checkout:
        yield checkout_untold(checkout, thresholds)


def traffic_drop(team: str, services: list[str], thresholds: Thresholds) -> Rule:
    """Fewer requests than in the same hour last week."""
    series, by = selector(f"{DURATION}_count", named(services), PROBES), ("region", "service")
    now, last_week = (
        per_second(series, "30m", by),
        per_second(series, "1h", by, offset="1w"),
    )
    # A service that sends nothing at all has dropped too: its rate counts as zero.
    ratio = f"({now} or {last_week} * 0) / {last_week}"
    return Rule(
        name="PaymentTrafficDrop",
        subject=Subject.PAYMENTS,
        query=PromQL(guarded(ratio, f"{last_week} * 3600", thresholds.traffic_drop_requests)),
        fires=below(thresholds.traffic_drop_ratio, "ratio"),
        pending="10m",
        severity=Severity.CRITICAL,
        team=team,
        each_team=True,
        also=(chat(team),),
        summary=text("{service} in {region} gets {value:percent} of last week's traffic"),
        description=text(
            "Requests of the last half hour, beside the same hour a week ago. Customers cannot"
            " reach it, or a front end or a route to it is gone."
        ),
        panel=PAYMENT_RATE,
    )


def decline_spike(thresholds: Thresholds) -> Rule:
    """More declined authorizations than at this hour last week."""
    by = ("provider", "region")
    declined = selector(AUTHORIZATIONS, 'result="declined"')
    now = f"{per_second(declined, '15m', by)} / {per_second(AUTHORIZATIONS, '15m', by)}"
    all_last_week = per_second(AUTHORIZATIONS, "1h", by, offset="1w")
    declined_last_week = per_second(declined, "1h", by, offset="1w")
    last_week = f"({declined_last_week} or {all_last_week} * 0) / {all_last_week}"
    times = f"{now} / clamp_min({last_week}, {thresholds.decline_floor:g})"
    counted = requests(AUTHORIZATIONS, "15m", 900, by)
    return Rule(
        name="AuthorizationDeclineSpike",
        subject=Subject.PAYMENTS,
        query=PromQL(guarded(times, counted, thresholds.decline_authorizations)),
        fires=above(thresholds.decline_times, "times"),
        pending="10m",
        severity=Severity.WARNING,
        team=PAYMENTS,
        summary=text(
            "{provider} declines {value:decimal} times the usual share of payments in {region}"
        ),
        description=text(
            "The share of the last 15 minutes, beside the same hour a week ago. Says nothing in a"
            " provider's first week."
        ),
        panel=DECLINES,
    )


DUPLICATE_CHARGE = Rule(
    name="DuplicateChargeDetected",
    subject=Subject.PAYMENTS,
    query=PromQL(grown(DUPLICATES, "15m", ("region", "service"))),
    fires=above(0, "count"),
    pending="0s",  # One is too many, and it does not last.
    severity=Severity.CRITICAL,
    team=PAYMENTS,
    also=(chat(SECURITY),),
    summary=text("{service} in {region} charged a customer twice"),
    description=text("About {value:whole} duplicate charges were counted in 15 minutes."),
    panel=DUPLICATE_CHARGES,
)


def settlement_missed(thresholds: Thresholds) -> Rule:
    """No settlement batch succeeded for too long, or nobody knows of one."""
    last = f"max by (region) (last_over_time({SETTLED_AT}[2d]))"
    never = f'label_replace(vector(time() - {SETTLEMENT_MEMORY}), "region", "anywhere", "", "")'
    return Rule(
        name="SettlementBatchMissed",
        subject=Subject.PAYMENTS,
        query=PromQL(f"time() - ({last}\nor on ()\n{never})"),
        fires=above(thresholds.settlement_age * 3600, "seconds"),
        pending="5m",
        severity=Severity.CRITICAL,
        team=PAYMENTS,
        summary=text("No settlement batch succeeded for {value:duration} {region}"),
        description=text(
            f"It should be at most {thresholds.settlement_age:g} hours old. Two days mean that no"
            " success was heard of at all."
        ),
        panel=SETTLEMENT_AGE,
    )


LEDGER_MISMATCH = Rule(
    name="LedgerMismatch",
    subject=Subject.PAYMENTS,
    # Silence is a failure here, and needs a number: not Inf, which Grafana may drop on its way.
    query=PromQL(
        f"max by (currency, region, service) (abs({DIFFERENCE}))\n"
        f"or on ()\nlabel_replace(absent(last_over_time({DIFFERENCE}[10m]))"
        f' * {UNKNOWN_DIFFERENCE}, "currency", "unknown", "", "")'
    ),
    fires=above(0, "count"),
    pending="15m",
    severity=Severity.CRITICAL,
    team=PAYMENTS,
    summary=text("The ledger and the providers' statements differ by {value:whole} {currency}"),
    description=text(
        f"In minor units of the currency, for 15 minutes. {UNKNOWN_DIFFERENCE} means that the"
        " ledger reports no difference, not even zero."
    ),
    panel=LEDGER_DIFFERENCE,
)


def queue_lag(team: str, services: list[str], thresholds: Thresholds) -> Rule:
    """A queue that its consumers do not drain."""
    by = ("region", "service", "topic")
    lag = selector(LAG, named(services))
    waiting = f"sum by ({', '.join(by)}) ({lag})"
    drained = per_second(selector(CONSUMED, named(services)), "10m", by)
    growing = f"sum by ({', '.join(by)}) (deriv({lag}[10m])) > 0"
    return Rule(
        name="PaymentQueueLag",
        subject=Subject.PAYMENTS,
        query=PromQL(f"clamp_max({waiting} / {drained}, {STUCK})\nand\n{growing}"),
        fires=above(thresholds.queue_drain, "seconds"),
        pending="10m",
        severity=Severity.WARNING,
        team=team,
        each_team=True,
        summary=text("{service} in {region} needs {value:duration} to drain {topic}"),
        description=text(
            "Records that wait, at the rate at which they are consumed now; and they grow. A day"
            " means that nothing is consumed."
        ),
        panel=QUEUE_DRAIN,
    )


def synthetic_checkout(thresholds: Thresholds) -> Rule:
    """The checkout fails as customers see it."""
    told = selector("probe_success", f'job="{CHECKOUT}"')
    failing = f"avg by (job, instance, probe) (avg_over_time({told}[5m]))"
    return Rule(
        name="SyntheticCheckoutFailing",
        subject=Subject.PAYMENTS,
        query=PromQL(f"sum by (instance, job) ({failing} < bool 0.5)"),
        fires=above(thresholds.synthetic_probes - 1, "count"),
        pending="2m",
        severity=Severity.CRITICAL,
        team=PAYMENTS,
        summary=text("The checkout at {instance} fails from {value:whole} places"),
        description=text("Probes outside of AWS could not pay there in most tries of 5 minutes."),
        panel=SYNTHETIC_CHECKOUT,
    )


def checkout_untold(checkout: Check, thresholds: Thresholds) -> Rule:
    """Too few places tell of the checkout for the rule above to fire, whatever they see."""
    return Rule(
        name="SyntheticCheckoutFailing",
        of="no results",
        subject=Subject.PAYMENTS,
        query=PromQL(places("probe_success", {CHECKOUT: checkout}, "10m")),
        fires=below(thresholds.synthetic_probes, "count"),
        pending="5m",
        severity=Severity.WARNING,
        team=PLATFORM,
        also=(chat(PAYMENTS),),
        summary=text("{value:whole} places tell whether the checkout at {instance} works"),
        description=text(
            f"{thresholds.synthetic_probes:g} must see it fail before anybody is called. The check"
            " was deleted or switched off, or its probes stand still."
        ),
        panel=CHECKOUT_PLACES,
    )
