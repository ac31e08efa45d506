"""Payment providers (PSP): errors, latency and declines of each."""

from alerts.payments import AUTHORIZATIONS
from alerts.promql import one_of, per_second, selector
from alerts.providers import BY, CLIENT
from dashboards.alerted import alerted
from dashboards.links import TITLES, label, related, to_traces
from dashboards.model import Dashboard, Kind, Link, Panel, Row, Unit, Variable
from dashboards.pieces import (
    ALL,
    CHOICES,
    HERE,
    RATE,
    chart,
    metric,
    of_service,
    quantile,
    share,
    stat,
)
from settings import Environment
from vocabulary.alerting import PAYMENTS
from vocabulary.dashboards import DECLINES, PROVIDER_ERRORS, PROVIDER_LATENCY
from vocabulary.dashboards import Dashboard as Uid

PSP = 'server_address=~"$psp"'
FAILED = 'http_response_status_code=~"5..|"'
"""As the rule has it: one that does not answer at all gives no status."""

LEGEND = "{{server_address}} {{region}}"


def dashboard(environment: Environment) -> Dashboard:
    """Who looks: people on call, and whoever calls a provider's hotline."""
    return Dashboard(
        uid=Uid.PROVIDERS,
        title=TITLES[Uid.PROVIDERS],
        description="Which provider fails, is slow or declines, seen from which region?",
        team=PAYMENTS,
        tags=("payments", "providers"),
        variables=(*CHOICES, psp(environment)),
        rows=(health(environment), alerts(environment), detail(environment), answers(environment)),
        links=related(Uid.PAYMENTS, Uid.SERVICES, Uid.TRIAGE),
    )


def psp(environment: Environment) -> Variable:
    """The providers of the environment file; All are these, not every host that is called."""
    hosts = sorted(provider.host for provider in environment.providers.values())
    every = "|".join(host.replace(".", "[.]") for host in hosts) or ALL
    matchers = (one_of("server_address", hosts),) if hosts else ()
    count = selector(f"{CLIENT}_count", *HERE, *matchers)
    return Variable("psp", "Provider", f"label_values({count}, server_address)", all_value=every)


def count(*matchers: str) -> str:
    """Requests to the providers that are chosen."""
    return of_service(f"{CLIENT}_count", PSP, *matchers)


def errors(by: tuple[str, ...], window: str) -> str:
    """The share of requests that a provider did not answer, or with a server error."""
    return share(per_second(count(FAILED), window, by), per_second(count(), window, by))


def declined(by: tuple[str, ...], window: str) -> str:
    """The share of authorizations that were declined."""
    no = of_service(AUTHORIZATIONS, 'result="declined"')
    return share(per_second(no, window, by), per_second(of_service(AUTHORIZATIONS), window, by))


def health(environment: Environment) -> Row:
    """The first row: one look."""
    by = ("server_address",)
    made = alerted(environment)
    return Row(
        "Do providers answer, in time, with yes?",
        (
            stat(
                1,
                "Errors",
                "The share of requests that failed, from all regions that are chosen.",
                Unit.PERCENT,
                metric(errors(by, RATE), "{{server_address}}"),
                width=6,
                decimals=2,
                base=made.base(PROVIDER_ERRORS),
                thresholds=made.thresholds(PROVIDER_ERRORS),
            ),
            stat(
                2,
                "p99",
                "What one request in a hundred takes longer than.",
                Unit.SECONDS,
                metric(
                    quantile(0.99, of_service(f"{CLIENT}_bucket", PSP), *by), "{{server_address}}"
                ),
                width=6,
                base=made.base(PROVIDER_LATENCY),
                thresholds=made.thresholds(PROVIDER_LATENCY),
            ),
            stat(
                3,
                "Declined",
                "The share of authorizations that were declined. What is usual differs by provider:"
                " the panel below compares with last week.",
                Unit.PERCENT,
                metric(declined(("provider",), RATE), "{{provider}}"),
                width=6,
                decimals=1,
            ),
            stat(
                4,
                "Requests",
                "Requests per second to each provider.",
                Unit.PER_SECOND,
                metric(per_second(count(), RATE, by), "{{server_address}}"),
                width=6,
            ),
        ),
    )


def alerts(environment: Environment) -> Row:
    """What alerts watch, over their windows."""
    made = alerted(environment)
    by = ("provider", "region")
    no, all_ = of_service(AUTHORIZATIONS, 'result="declined"'), of_service(AUTHORIZATIONS)
    floor = f"{environment.thresholds.decline_floor:g}"
    week = share(per_second(no, "1h", by, offset="1w"), per_second(all_, "1h", by, offset="1w"))
    return Row(
        "What alerts watch",
        (
            made.panel(
                PROVIDER_ERRORS,
                "Errors by provider",
                "The share of requests of 5 minutes without an answer, or with a server error.",
                (metric(errors(BY, "5m"), LEGEND),),
                data_links=behind(environment),
            ),
            made.panel(
                PROVIDER_LATENCY,
                "Latency by provider",
                "p99 of 10 minutes.",
                (
                    metric(
                        quantile(0.99, of_service(f"{CLIENT}_bucket", PSP), *BY, window="10m"),
                        LEGEND,
                    ),
                ),
                data_links=behind(environment),
            ),
            made.panel(
                DECLINES,
                "Declines beside last week's",
                "The declined share of 15 minutes, through that of the same hour a week ago. It"
                " says nothing in a provider's first week.",
                (
                    metric(
                        f"{declined(by, '15m')} / clamp_min({week}, {floor})",
                        "{{provider}} {{region}}",
                    ),
                ),
            ),
        ),
    )


def detail(environment: Environment) -> Row:
    """By region and service."""
    by = ("region", "server_address", "service")
    return Row(
        "Requests to providers",
        (
            chart(
                31,
                "Requests by provider",
                "Requests per second, by the service that makes them.",
                Unit.PER_SECOND,
                metric(
                    per_second(count(), RATE, by), "{{service}} to {{server_address}} {{region}}"
                ),
                data_links=behind(environment),
            ),
            chart(
                32,
                "Median and p95",
                "What every second and every twentieth request takes longer than.",
                Unit.SECONDS,
                *(
                    metric(
                        quantile(q, of_service(f"{CLIENT}_bucket", PSP), *BY), f"{LEGEND} {name}"
                    )
                    for q, name in ((0.5, "p50"), (0.95, "p95"))
                ),
                data_links=behind(environment),
            ),
            chart(
                33,
                "Declined",
                "The share of authorizations that were declined.",
                Unit.PERCENT,
                metric(declined(("provider", "region"), RATE), "{{provider}} {{region}}"),
            ),
        ),
    )


def answers(environment: Environment) -> Row:
    """How they fail."""
    by = ("http_response_status_code", "server_address")
    buckets = f"sum by (le) (rate({of_service(f'{CLIENT}_bucket', PSP)}[{RATE}]))"
    return Row(
        "How providers answer",
        (
            chart(
                41,
                "Answers by status",
                "Requests per second; without a status there was no answer.",
                Unit.PER_SECOND,
                metric(
                    per_second(count(), RATE, by),
                    "{{server_address}} {{http_response_status_code}}",
                ),
                width=12,
                stacked=True,
                data_links=behind(environment),
            ),
            Panel(
                id=42,
                title="Durations",
                description="How many requests took how long.",
                kind=Kind.HEATMAP,
                unit=Unit.SECONDS,
                queries=(metric(buckets, "{{le}}"),),
                width=12,
            ),
        ),
        closed=True,
    )


def behind(environment: Environment) -> tuple[Link, ...]:
    """From a provider to the traces of requests to it."""
    search = f'{{ span.server.address = "{label("server_address")}" }}'
    return (to_traces(environment, search, "Traces with requests to this provider"),)
