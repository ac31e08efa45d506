"""Payments overview and SLO: is payment healthy, and how much error budget is left."""

from alerts.payments import (
    AUTHORIZATIONS,
    CONSUMED,
    DIFFERENCE,
    DUPLICATES,
    LAG,
    SETTLED_AT,
    SETTLEMENT_MEMORY,
    STUCK,
)
from alerts.promql import grown, per_second, selector
from alerts.synthetics import checks, places
from dashboards import slos
from dashboards.alerted import alerted
from dashboards.links import TITLES, related
from dashboards.links import of_service as behind
from dashboards.model import Dashboard, Row, Threshold, Unit
from dashboards.pieces import (
    CHOICES,
    RANGE,
    RATE,
    REGION,
    chart,
    failed,
    metric,
    now,
    of_service,
    red,
    requests,
    slower,
    stat,
)
from settings import Environment
from settings.alerting_checks import CHECKOUT
from vocabulary.alerting import PAYMENTS
from vocabulary.dashboards import (
    AVAILABILITY_BURN,
    CHECKOUT_PLACES,
    DUPLICATE_CHARGES,
    LATENCY_BURN,
    LEDGER_DIFFERENCE,
    PAYMENT_RATE,
    QUEUE_DRAIN,
    SETTLEMENT_AGE,
    SYNTHETIC_CHECKOUT,
)
from vocabulary.dashboards import Dashboard as Uid

BY = ("region", "service")
LEGEND = "{{service}} {{region}}"


def dashboard(environment: Environment) -> Dashboard:
    """Who looks: people on call and managers."""
    return Dashboard(
        uid=Uid.PAYMENTS,
        title=TITLES[Uid.PAYMENTS],
        description="Is payment healthy, and how much of each error budget is left, per region?",
        team=PAYMENTS,
        tags=("payments", "slo"),
        variables=CHOICES,
        rows=(
            health(environment),
            budgets(environment),
            money(environment),
            paths(environment),
            Row("Rate, errors, duration", red(31, BY, "service"), closed=True),
            business(),
        ),
        links=related(Uid.SERVICES, Uid.PROVIDERS, Uid.REGIONS, Uid.TRIAGE, Uid.COST),
    )


def health(environment: Environment) -> Row:
    """The first row: one look."""
    available = slos.promised(environment, "availability")
    fast = slos.promised(environment, "latency")
    return Row(
        "Is payment healthy?",
        (
            slos.stat(
                1,
                "Availability, last hour",
                "The share of requests that were answered without a server error.",
                available,
                lambda slo: slos.good(slo, "1h"),
            ),
            slos.stat(
                2,
                "Error budget left",
                "Of 28 days. Under zero, the objective is missed.",
                available,
                slos.left,
                width=5,
                base="red",
                thresholds=slos.LEFT,
            ),
            slos.stat(
                3,
                "Latency budget left",
                "Of 28 days: how many more requests may be slow. Under zero, it is missed.",
                fast,
                slos.left,
                base="red",
                thresholds=slos.LEFT,
            ),
            stat(
                4,
                "Requests",
                "Requests per second, without the kubelet's probes.",
                Unit.PER_SECOND,
                metric(requests(("region",)), "{{region}}"),
            ),
            stat(
                5,
                "p95",
                "What one request in twenty takes longer than.",
                Unit.SECONDS,
                metric(slower(0.95, ("region",)), "{{region}}"),
            ),
            stat(
                6,
                "Checkout from outside",
                "The share of synthetic checks that could pay, in what is looked at.",
                Unit.PERCENT,
                now(f'avg(avg_over_time(probe_success{{job="checkout"}}[{RANGE}]))', "checkout"),
                width=3,
                base="red",
                thresholds=(
                    Threshold(0.9, "yellow", "some checks fail"),
                    Threshold(0.99, "green", "as good as all checks pass"),
                ),
            ),
        ),
    )


def budgets(environment: Environment) -> Row:
    """How fast budgets burn."""
    alerts = alerted(environment)
    windows = "Of recorded series; by an hour and by six: both over a line is what alerts wait for."
    return Row(
        "Error budgets",
        (
            alerts.panel(
                AVAILABILITY_BURN,
                "How fast availability budgets burn",
                f"How many times as fast as allowed. {windows}",
                slos.burns(environment, "availability"),
                width=12,
                data_links=behind(environment),
            ),
            alerts.panel(
                LATENCY_BURN,
                "How fast latency budgets burn",
                f"How many times as fast as allowed. {windows}",
                slos.burns(environment, "latency"),
                width=12,
                data_links=behind(environment),
            ),
        ),
    )


def money(environment: Environment) -> Row:
    """What must never go wrong."""
    alerts = alerted(environment)
    last = f"max by (region) (last_over_time({selector(SETTLED_AT, REGION)}[2d]))"
    never = f'label_replace(vector(time() - {SETTLEMENT_MEMORY}), "region", "anywhere", "", "")'
    return Row(
        "Charges, settlement, ledger",
        (
            alerts.panel(
                DUPLICATE_CHARGES,
                "Duplicate charges",
                "Counted within 15 minutes. One is too many.",
                (metric(grown(of_service(DUPLICATES), "15m", BY), LEGEND),),
                no_value="none",
                data_links=behind(environment),
            ),
            alerts.panel(
                SETTLEMENT_AGE,
                "Age of the last settlement",
                "Since a settlement batch last succeeded; two days when none was heard of.",
                (metric(f"time() - ({last} or on () {never})", "{{region}}"),),
            ),
            alerts.panel(
                LEDGER_DIFFERENCE,
                "Ledger against statements",
                "The difference in minor units of the currency; nothing is as bad as a difference.",
                (
                    metric(
                        f"max by (currency, region, service) (abs({of_service(DIFFERENCE)}))",
                        "{{currency}} {{service}} {{region}}",
                    ),
                ),
                unit=Unit.MINOR_UNITS,
                no_value="the ledger says nothing",
            ),
        ),
    )


def paths(environment: Environment) -> Row:
    """How payments come in and go on."""
    alerts = alerted(environment)
    now_, before = requests(BY, "30m"), requests(BY, "1h", offset="1w")
    topic = ("region", "service", "topic")
    lag = f"sum by ({', '.join(topic)}) ({of_service(LAG)})"
    drained = per_second(of_service(CONSUMED), "10m", topic)
    checkout = {name: check for name, check in checks(environment).items() if name == CHECKOUT}
    failing = 'avg by (job, instance, probe) (avg_over_time(probe_success{job="checkout"}[5m]))'
    return Row(
        "Traffic and queues",
        (
            alerts.panel(
                PAYMENT_RATE,
                "Traffic beside last week's",
                "Requests of half an hour, as a share of the same hour a week ago.",
                (metric(f"({now_} or {before} * 0) / {before}", LEGEND),),
                width=12,
                data_links=behind(environment),
            ),
            alerts.panel(
                QUEUE_DRAIN,
                "Time to drain each queue",
                "Records that wait, at the rate at which they are consumed; a day at most.",
                (
                    metric(
                        f"clamp_max({lag} / {drained}, {STUCK})", "{{topic}} {{service}} {{region}}"
                    ),
                ),
                width=12,
                data_links=behind(environment),
            ),
            alerts.panel(
                SYNTHETIC_CHECKOUT,
                "Probes that cannot pay",
                "Places outside of AWS from which most checkouts of 5 minutes failed. Whatever is"
                " chosen above: they see an address, not a region.",
                (metric(f"sum by (instance, job) ({failing} < bool 0.5)", "{{instance}}"),),
                width=12,
                decimals=0,
            ),
            alerts.panel(
                CHECKOUT_PLACES,
                "Places that tell of the checkout",
                "Probes outside of AWS whose results came within 10 minutes, good or bad.",
                (metric(places("probe_success", checkout, "10m"), "{{instance}}"),),
                width=12,
                decimals=0,
            ),
        ),
    )


def business() -> Row:
    """Beside requests: what they are about."""
    by = ("provider", "region")
    return Row(
        "Authorizations",
        (
            chart(
                41,
                "Authorizations by provider",
                "Answers of providers to authorizations, per second.",
                Unit.OPERATIONS,
                metric(per_second(of_service(AUTHORIZATIONS), RATE, by), "{{provider}} {{region}}"),
                width=12,
                stacked=True,
            ),
            chart(
                42,
                "Failed requests",
                "Requests per second that were answered with a server error.",
                Unit.PER_SECOND,
                metric(failed(BY), LEGEND),
                width=12,
                no_value="none",
            ),
        ),
        closed=True,
    )
