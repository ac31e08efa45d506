"""Dashboards and the panels that alerts point at. Both ends take uid and id from here."""

from dataclasses import dataclass
from enum import StrEnum


class Dashboard(StrEnum):
    """The uid of each dashboard: part of its address, so that it never changes."""

    PAYMENTS = "lionpay-payments"
    SERVICES = "lionpay-services"
    REGIONS = "lionpay-regions"
    PROVIDERS = "lionpay-providers"
    RUNTIME = "lionpay-runtime"
    KUBERNETES = "lionpay-kubernetes"
    DELIVERY = "lionpay-delivery"
    COLLECTORS = "lionpay-collectors"
    TRIAGE = "lionpay-triage"
    COST = "lionpay-cost"


@dataclass(frozen=True)
class Panel:
    """A panel of a dashboard; its id is part of links and never changes."""

    dashboard: Dashboard
    id: int


AVAILABILITY_BURN = Panel(Dashboard.PAYMENTS, 11)
LATENCY_BURN = Panel(Dashboard.PAYMENTS, 12)
PAYMENT_RATE = Panel(Dashboard.PAYMENTS, 13)
DUPLICATE_CHARGES = Panel(Dashboard.PAYMENTS, 14)
SETTLEMENT_AGE = Panel(Dashboard.PAYMENTS, 15)
LEDGER_DIFFERENCE = Panel(Dashboard.PAYMENTS, 16)
QUEUE_DRAIN = Panel(Dashboard.PAYMENTS, 17)
SYNTHETIC_CHECKOUT = Panel(Dashboard.PAYMENTS, 18)
CHECKOUT_PLACES = Panel(Dashboard.PAYMENTS, 19)

ROUTE_ERRORS = Panel(Dashboard.SERVICES, 11)
OPERATION_ERRORS = Panel(Dashboard.SERVICES, 12)
OPERATION_LATENCY = Panel(Dashboard.SERVICES, 13)

REPORTING_SERVICES = Panel(Dashboard.REGIONS, 11)
NAT_GATEWAYS = Panel(Dashboard.REGIONS, 12)
REGION_TELEMETRY = Panel(Dashboard.REGIONS, 13)

PROVIDER_ERRORS = Panel(Dashboard.PROVIDERS, 11)
PROVIDER_LATENCY = Panel(Dashboard.PROVIDERS, 12)
DECLINES = Panel(Dashboard.PROVIDERS, 13)

JVM_HEAP = Panel(Dashboard.RUNTIME, 11)
THREAD_POOL_QUEUE = Panel(Dashboard.RUNTIME, 12)
CONNECTION_POOLS = Panel(Dashboard.RUNTIME, 13)

CRASH_LOOPS = Panel(Dashboard.KUBERNETES, 11)
REPLICAS = Panel(Dashboard.KUBERNETES, 12)
AUTOSCALERS = Panel(Dashboard.KUBERNETES, 13)
NODES_READY = Panel(Dashboard.KUBERNETES, 14)
VOLUMES = Panel(Dashboard.KUBERNETES, 15)

APPLICATIONS = Panel(Dashboard.DELIVERY, 11)
SYNC_FAILURES = Panel(Dashboard.DELIVERY, 12)
CERTIFICATES = Panel(Dashboard.DELIVERY, 13)
CERTIFICATES_SEEN = Panel(Dashboard.DELIVERY, 14)

EXPORT_FAILURES = Panel(Dashboard.COLLECTORS, 11)
COLLECTOR_HEALTH = Panel(Dashboard.COLLECTORS, 12)

ERROR_LOGS = Panel(Dashboard.TRIAGE, 11)
EXCEPTIONS = Panel(Dashboard.TRIAGE, 12)
FAILED_LOGINS = Panel(Dashboard.TRIAGE, 13)
CARD_DATA = Panel(Dashboard.TRIAGE, 14)
AUDIT_LINES = Panel(Dashboard.TRIAGE, 15)
TRACE_ERRORS = Panel(Dashboard.TRIAGE, 16)

ACTIVE_SERIES = Panel(Dashboard.COST, 11)
DATA_SOURCE_HEALTH = Panel(Dashboard.COST, 12)
