"""A small environment with round figures, of which every sum can be done by hand."""

import itertools
from pathlib import Path
from typing import Any

from settings import Environment
from tests.support import GRAFANA, TWO_REGIONS, Tables, changed, environment_from

GRAFANA_PRICES: Tables = {
    "platform_month": 10,
    "series_thousand": 8,
    "series_included": 1000,
    "points_per_minute": 1,
    "logs_process_gb": 0.1,
    "logs_write_gb": 0.5,
    "logs_included_gb": 10,
    "traces_process_gb": 0.1,
    "traces_write_gb": 0.5,
    "traces_included_gb": 10,
    "checks_ten_thousand": 5,
    "checks_included": 0,
}

AWS_PRICES: Tables = {
    "nat_gateway_hour": 0.1,
    "nat_gateway_gb": 0.06,
    "public_address_hour": 0.01,
    "internet_out_gb": 0.1,
    "between_zones_gb": 0.01,
    "interface_endpoint_hour": 0.02,
    "interface_endpoint_gb": 0.01,
    "flow_log_cloudwatch_gb": 0.8,
    "flow_log_s3_gb": 0.4,
    "cloudwatch_gb_month": 0.03,
    "s3_gb_month": 0.02,
    "alarm_month": 0.1,
    "key_month": 1,
    "secret_month": 0.4,
}

LOAD: Tables = {
    "nodes": 10,
    "pods": 60,
    "services": 5,
    "java_instances": 6,
    "dotnet_instances": 3,
    "requests_per_second": 10,
    "spans_per_request": 4,
    "span_bytes": 500,
    "always_kept": 0.1,
    "log_lines_per_second": 100,
    "log_bytes_per_line": 500,
    "debug_share": 0.5,
    "s3_gb": 1000,
    "aws_gb": {"ecr.api": 5, "sts": 3},
    "internet_in_gb": 40,
    "internet_out_gb": 60,
    "flow_log_gb": 100,
    "rejected_share": 0.1,
}

TABLES: Tables = changed(
    TWO_REGIONS,
    grafana=GRAFANA,
    prices__grafana=GRAFANA_PRICES,
    prices__aws={"ap-northeast-2": AWS_PRICES, "ap-northeast-1": AWS_PRICES},
    regions__seoul__load=LOAD,
    regions__tokyo__load=LOAD,
)

_NUMBERS = itertools.count()


def small(folder: Path, **changes: Any) -> Environment:
    """The environment with values set by dotted path, `__` for the dots."""
    return environment_from(changed(TABLES, **changes), folder, f"small{next(_NUMBERS)}")


def in_both(**load: Any) -> Tables:
    """Changes to the load of both regions."""
    return {
        f"regions__{region}__load__{key}": value
        for region in ("seoul", "tokyo")
        for key, value in load.items()
    }
