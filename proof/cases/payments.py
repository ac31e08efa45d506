"""What rules on the payment business must do."""

from proof.case import alert, fires, series, silent
from proof.lines import SEOUL, TOKYO

WEEK = 10_080
"""Minutes."""


def requests(pod: str = "a", region: str = SEOUL, service: str = "payment-api") -> str:
    """The counter of a service's requests."""
    return series(
        "http_server_request_duration_seconds_count",
        service=service,
        region=region,
        pod=pod,
        http_response_status_code="200",
    )


def authorizations(result: str, region: str = SEOUL) -> str:
    """The counter of a provider's answers."""
    return series(
        "payment_authorizations_total", provider="cardnet", region=region, pod="a", result=result
    )


def duplicates(pod: str = "a") -> str:
    """The counter of double charges."""
    return series("payment_duplicate_charges_total", service="payment-api", region=SEOUL, pod=pod)


def difference(currency: str = "KRW") -> str:
    """The ledger's difference."""
    return series(
        "ledger_difference_minor_units",
        service="ledger",
        region=SEOUL,
        pod="a",
        currency=currency,
    )


def kafka(what: str, partition: str = "0", service: str = "payment-api") -> str:
    """A metric of a consumer: the lag by partition, what is consumed by topic."""
    of = {"partition": partition} if what.startswith("records_lag") else {}
    return series(
        f"kafka_consumer_{what}", service=service, region=SEOUL, pod="a", topic="captures", **of
    )


def probe(name: str, job: str = "checkout") -> str:
    """What one probe sees of a check."""
    return series("probe_success", job=job, instance="https://pay.example.com", probe=name)


UNTOLD = "SyntheticCheckoutFailing (no results)"

LAST_SUCCESS = series(
    "settlement_last_success_timestamp_seconds", service="settlement", region=SEOUL, pod="a"
)

CASES = (
    fires(
        "PaymentTrafficDrop",
        "20 a minute last week, 7.6 a minute now",
        {requests(): f"0+100x{WEEK // 5} 201600+38x60"},
        alert(
            f"payment-api in {SEOUL} gets 38% of last week's traffic",
            service="payment-api",
            region=SEOUL,
        ),
        at=WEEK + 70,
        step=5,
    ),
    fires(
        "PaymentTrafficDrop",
        "nothing comes any more, not even zeros",
        {requests(): f"0+100x{WEEK // 5} stale"},
        alert(
            f"payment-api in {SEOUL} gets 0% of last week's traffic",
            service="payment-api",
            region=SEOUL,
        ),
        at=WEEK + 40,
        step=5,
    ),
    fires(
        "PaymentTrafficDrop",
        "payments stop, and only the kubelet's probes go on",
        {
            requests(): f"0+100x{WEEK // 5} 201600+0x60",
            series(
                "http_server_request_duration_seconds_count",
                service="payment-api",
                region=SEOUL,
                pod="a",
                http_route="/healthz",
            ): f"0+600x{WEEK // 5 + 60}",
        },
        alert(
            f"payment-api in {SEOUL} gets 0% of last week's traffic",
            service="payment-api",
            region=SEOUL,
        ),
        at=WEEK + 40,
        step=5,
    ),
    silent(
        "PaymentTrafficDrop",
        "20 a minute last week, 8.4 a minute now",
        {requests(): f"0+100x{WEEK // 5} 201600+42x60"},
        at=WEEK + 200,
        step=5,
    ),
    silent(
        "PaymentTrafficDrop",
        "9.5 a minute are too few to say anything",
        {requests(): f"0+47.5x{WEEK // 5} 95760+0x60"},
        at=WEEK + 200,
        step=5,
    ),
    silent(
        "PaymentTrafficDrop",
        "its first week",
        {requests(): "0+100x200 20000+0x100"},
        at=1400,
        step=5,
    ),
    silent(
        "PaymentTrafficDrop",
        "half an hour of nothing, over for 25 minutes",
        {requests(): f"0+100x{WEEK // 5} 201600+0x6 201600+100x60"},
        at=WEEK + 60,
        step=5,
    ),
    silent(
        "PaymentTrafficDrop",
        "settlement promises no availability, so its traffic is its own affair",
        {requests(service="settlement"): f"0+100x{WEEK // 5} 201600+0x60"},
        at=WEEK + 200,
        step=5,
    ),
    fires(
        "AuthorizationDeclineSpike",
        "25 % are declined; 10 % were last week",
        {
            authorizations("approved"): f"0+450x{WEEK // 5} 907200+375x60",
            authorizations("declined"): f"0+50x{WEEK // 5} 100800+125x60",
        },
        alert(
            f"cardnet declines 2.5 times the usual share of payments in {SEOUL}",
            provider="cardnet",
            region=SEOUL,
        ),
        at=WEEK + 20,
        step=5,
    ),
    fires(
        "AuthorizationDeclineSpike",
        "25 % are declined; 10 % were in the same hour last week, and half in the hour before it",
        {
            authorizations("approved"): f"0+250x11 3000+450x{WEEK // 5 - 1} 909750+375x60",
            authorizations("declined"): f"0+250x11 3000+50x{WEEK // 5 - 1} 103750+125x60",
        },
        alert(
            f"cardnet declines 2.5 times the usual share of payments in {SEOUL}",
            provider="cardnet",
            region=SEOUL,
        ),
        at=WEEK + 125,
        step=5,
    ),
    silent(
        "AuthorizationDeclineSpike",
        "19 % are declined; 10 % were last week",
        {
            authorizations("approved"): f"0+450x{WEEK // 5} 907200+405x60",
            authorizations("declined"): f"0+50x{WEEK // 5} 100800+95x60",
        },
        at=WEEK + 200,
        step=5,
    ),
    silent(
        "AuthorizationDeclineSpike",
        "3.8 %, and last week not one: below twice the floor",
        {
            authorizations("approved"): f"0+500x{WEEK // 5} 1008000+481x60",
            authorizations("declined"): f"0+0x{WEEK // 5} 0+19x60",
        },
        at=WEEK + 200,
        step=5,
    ),
    silent(
        "AuthorizationDeclineSpike",
        "90 authorizations in 15m are too few",
        {
            authorizations("approved"): f"0+30x{WEEK // 5} 60480+0x60",
            authorizations("declined"): f"0+1x{WEEK // 5} 2016+30x60",
        },
        at=WEEK + 200,
        step=5,
    ),
    silent(
        "AuthorizationDeclineSpike",
        "it is over for 20 minutes",
        {
            authorizations("approved"): f"0+450x{WEEK // 5} 907200+250x10 909700+450x30",
            authorizations("declined"): f"0+50x{WEEK // 5} 100800+250x10 103300+50x30",
        },
        at=WEEK + 75,
        step=5,
    ),
    silent(
        "AuthorizationDeclineSpike",
        "the series vanish",
        {
            authorizations("approved"): f"0+450x{WEEK // 5} 907200+250x2 stale",
            authorizations("declined"): f"0+50x{WEEK // 5} 100800+250x2 stale",
        },
        at=WEEK + 60,
        step=5,
    ),
    fires(
        "DuplicateChargeDetected",
        "a counter that was zero counts one",
        {duplicates(): "0x30 1x30"},
        alert(
            f"payment-api in {SEOUL} charged a customer twice",
            description="About 1 duplicate charges were counted in 15 minutes.",
            service="payment-api",
            region=SEOUL,
        ),
        at=31,
    ),
    fires(
        "DuplicateChargeDetected",
        "a counter that appears with its first event",
        {duplicates("b"): "_x20 1x30"},
        alert(
            f"payment-api in {SEOUL} charged a customer twice",
            description="About 1 duplicate charges were counted in 15 minutes.",
            service="payment-api",
            region=SEOUL,
        ),
        at=20,
    ),
    silent("DuplicateChargeDetected", "none", {duplicates(): "5x60"}, at=60),
    silent(
        "DuplicateChargeDetected",
        "one, twenty minutes ago",
        {duplicates(): "0x30 1x40"},
        at=51,
    ),
    silent(
        "DuplicateChargeDetected",
        "a pod restarts: its counter begins again at zero",
        {duplicates(): "7x30 0x30"},
        at=45,
    ),
    silent(
        "DuplicateChargeDetected",
        "an outage of 40 minutes is over: nothing was counted in it",
        {duplicates(): "3x60 _x40 3x60"},
        at=104,
    ),
    silent("DuplicateChargeDetected", "the series vanish", {duplicates(): "0x9 stale"}, at=30),
    fires(
        "SettlementBatchMissed",
        "the last success is 26 hours ago",
        {LAST_SUCCESS: "0x400"},
        alert(f"No settlement batch succeeded for 1d 2h 10m 0s {SEOUL}", region=SEOUL),
        at=1570,
        step=5,
    ),
    fires(
        "SettlementBatchMissed",
        "its series went away an hour after a success",
        {LAST_SUCCESS: "3600x24 stale"},
        alert(f"No settlement batch succeeded for 1d 2h 10m 0s {SEOUL}", region=SEOUL),
        at=1630,
        step=5,
    ),
    fires(
        "SettlementBatchMissed",
        "nobody ever heard of one",
        {"up": "1x10"},
        alert("No settlement batch succeeded for 2d 0h 0m 0s anywhere", region="anywhere"),
        at=5,
    ),
    fires(
        "SettlementBatchMissed",
        "Tokyo fails; Seoul's is one each day",
        {
            LAST_SUCCESS: "0x287 86400x287 172800x200",
            series("settlement_last_success_timestamp_seconds", region=TOKYO): "0x400",
        },
        alert(f"No settlement batch succeeded for 1d 2h 10m 0s {TOKYO}", region=TOKYO),
        at=1570,
        step=5,
    ),
    silent(
        "SettlementBatchMissed",
        "one each day",
        {LAST_SUCCESS: "0x287 86400x287 172800x200"},
        at=3600,
        step=5,
    ),
    fires(
        "LedgerMismatch",
        "0.2 of a currency too little",
        {difference(): "0x10 -20x40", difference("JPY"): "0x50"},
        alert(
            "The ledger and the providers' statements differ by 20 KRW",
            service="ledger",
            region=SEOUL,
            currency="KRW",
        ),
        at=26,
    ),
    fires(
        "LedgerMismatch",
        "it says nothing",
        {difference(): "0x10 stale"},
        alert(
            "The ledger and the providers' statements differ by 999999999 unknown",
            currency="unknown",
        ),
        at=35,
    ),
    silent("LedgerMismatch", "none", {difference(): "0x60"}, at=60),
    silent("LedgerMismatch", "for ten minutes only", {difference(): "0x10 5x9 0x40"}, at=50),
    fires(
        "PaymentQueueLag",
        "1,300 wait and more come; 2 a second are drained",
        {
            kafka("records_lag", "0"): "700+60x60",
            kafka("records_lag", "1"): "600+60x60",
            kafka("records_consumed_total"): "0+120x60",
        },
        alert(
            f"payment-api in {SEOUL} needs 21m 50s to drain captures",
            service="payment-api",
            region=SEOUL,
            topic="captures",
        ),
        at=11,
    ),
    fires(
        "PaymentQueueLag",
        "nothing is consumed at all",
        {kafka("records_lag"): "10+60x60", kafka("records_consumed_total"): "500x60"},
        alert(
            f"payment-api in {SEOUL} needs 1d 0h 0m 0s to drain captures",
            service="payment-api",
            region=SEOUL,
            topic="captures",
        ),
        at=11,
    ),
    silent(
        "PaymentQueueLag",
        "another team's consumer",
        {
            kafka("records_lag", service="search"): "1300+60x60",
            kafka("records_consumed_total", service="search"): "0+120x60",
        },
        at=60,
    ),
    silent(
        "PaymentQueueLag",
        "many, but fewer each minute",
        {kafka("records_lag"): "9000-50x60", kafka("records_consumed_total"): "0+120x60"},
        at=60,
    ),
    silent(
        "PaymentQueueLag",
        "it grows, but is drained within nine minutes",
        {kafka("records_lag"): "900+1x60", kafka("records_consumed_total"): "0+120x60"},
        at=60,
    ),
    silent(
        "PaymentQueueLag",
        "the series vanish",
        {kafka("records_lag"): "1300+60x9 stale", kafka("records_consumed_total"): "0+1x9 stale"},
        at=40,
    ),
    fires(
        "SyntheticCheckoutFailing",
        "two of three probes fail",
        {probe("Seoul"): "1x5 0x30", probe("Tokyo"): "1x5 0x30", probe("Singapore"): "1x35"},
        alert(
            "The checkout at https://pay.example.com fails from 2 places",
            job="checkout",
            instance="https://pay.example.com",
        ),
        at=10,
    ),
    silent(
        "SyntheticCheckoutFailing",
        "one of three fails",
        {probe("Seoul"): "0x60", probe("Tokyo"): "1x60", probe("Singapore"): "1x60"},
        at=60,
    ),
    silent(
        "SyntheticCheckoutFailing",
        "all fail two tries of five",
        {
            probe("Seoul"): "1 0 1 1 0 1 0 1 1 0 1 0 1 1 0",
            probe("Tokyo"): "1 0 1 1 0 1 0 1 1 0 1 0 1 1 0",
        },
        at=14,
    ),
    silent(
        "SyntheticCheckoutFailing",
        "another check is not the checkout",
        {probe("Seoul", "docs"): "0x60", probe("Tokyo", "docs"): "0x60"},
        at=60,
    ),
    silent(
        "SyntheticCheckoutFailing",
        "over for six minutes",
        {probe("Seoul"): "0x10 1x20", probe("Tokyo"): "0x10 1x20"},
        at=16,
    ),
    silent(
        "SyntheticCheckoutFailing",
        "the series vanish",
        {probe("Seoul"): "0x5 stale", probe("Tokyo"): "0x5 stale"},
        at=30,
    ),
    fires(
        UNTOLD,
        "the check is deleted",
        {probe("Seoul"): "1x5 stale", probe("Tokyo"): "1x5 stale"},
        alert(
            "0 places tell whether the checkout at https://pay.example.com works",
            job="checkout",
            instance="https://pay.example.com",
        ),
        at=20,
    ),
    fires(
        UNTOLD,
        "one probe of three is left, and it alone would call nobody",
        {probe("Seoul"): "1x5 stale", probe("Tokyo"): "0x5 stale", probe("Singapore"): "1x60"},
        alert(
            "1 places tell whether the checkout at https://pay.example.com works",
            job="checkout",
            instance="https://pay.example.com",
        ),
        at=20,
    ),
    silent(
        UNTOLD,
        "two of three are left, and both see it fail",
        {probe("Seoul"): "0x60", probe("Tokyo"): "0x60", probe("Singapore"): "1x5 stale"},
        at=60,
    ),
    silent(
        UNTOLD,
        "nothing for thirteen minutes",
        {probe("Seoul"): "1x5 _x13 1x30", probe("Tokyo"): "1x5 _x13 1x30"},
        at=40,
    ),
    fires(
        UNTOLD,
        "another check tells enough, but not of the checkout",
        {probe("Seoul", "docs"): "1x60", probe("Tokyo", "docs"): "1x60"},
        alert(
            "0 places tell whether the checkout at https://pay.example.com works",
            job="checkout",
            instance="https://pay.example.com",
        ),
        at=5,
    ),
)
