"""When alerts fire: every threshold, with its default and its range.

An environment file overrides one by its name, for example `thresholds.psp_error_ratio = 0.05`.
Periods belong to the rules: how long a condition holds is part of what it means.
"""

from typing import Annotated

from pydantic import Field

from settings.types import Model, Seconds

Ratio = Annotated[float, Field(gt=0, lt=1)]
"""A share: 0.05 is 5 %."""

Times = Annotated[float, Field(gt=1, le=100)]
"""How many times the usual."""

Burn = Annotated[float, Field(ge=1, le=100)]
"""How many times as fast as an SLO allows its budget is used up."""

Count = Annotated[int, Field(ge=1)]

Days = Annotated[float, Field(gt=0, le=365)]

Hours = Annotated[float, Field(gt=0, le=168)]


class Thresholds(Model):
    """Every number that a rule compares with."""

    slo_fast_burn: Burn = 14.4
    """Over 1h and 5m: 2 % of 28 days' budget in an hour."""
    slo_slow_burn: Burn = 6
    """Over 6h and 30m: 5 % of the budget in six hours."""
    slo_ticket_burn: Burn = 3
    """Over 24h and 2h: 10 % of the budget in a day."""
    slo_creeping_burn: Burn = 1
    """Over 72h and 6h."""
    slo_requests: Count = 100
    """Requests in the long window below which a burn rate says nothing."""

    traffic_drop_ratio: Ratio = 0.4
    """Of the same hour last week."""
    traffic_drop_requests: Count = 600
    """Requests in that hour below which it says nothing."""
    route_error_ratio: Ratio = 0.05
    route_requests: Count = 300
    """Requests in 10m."""
    span_error_ratio: Ratio = 0.05
    span_requests: Count = 100
    """Spans of an operation in 10m."""
    trace_errors_per_second: Annotated[float, Field(gt=0)] = 0.5

    decline_times: Times = 2
    """Of last week's ratio at this hour."""
    decline_floor: Ratio = 0.02
    """Last week's ratio counts as at least this: twice almost nothing is nothing."""
    decline_authorizations: Count = 100
    """Authorizations in 15m."""
    psp_error_ratio: Ratio = 0.03
    psp_latency: Seconds = 3
    psp_requests: Count = 50
    """Requests to a provider in the rule's window."""
    settlement_age: Hours = 26
    queue_drain: Seconds = 600
    """How long a queue takes to drain at the rate of now."""

    error_log_times: Times = 5
    """Of the rate of an hour ago."""
    error_log_lines: Count = 20
    """Error lines in 10m below which it says nothing."""
    failed_logins: Count = 20
    """Of one source in 10m."""

    heap_ratio: Ratio = 0.85
    thread_pool_queue: Count = 100
    crash_restarts: Count = 1
    """More restarts than this in 15m. The wait between two grows to 5m, so three are many."""
    volume_free_ratio: Ratio = 0.15
    volume_days: Days = 4
    """Full within, by the trend of six hours."""
    certificate_warning: Days = 14
    certificate_critical: Days = 3
    synthetic_probes: Count = 2
    """Probes that must see a check fail."""
    series_budget_ratio: Ratio = 0.9
    """Of `budgets.active_series`."""
