"""What several tests need: small environments, and their synthesis."""

import copy
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, cast

import tomli_w

from policies.synthesized import Synthesized, read_synthesized
from settings import Environment, load_environment
from settings.files import read_toml
from stacks.app import build_app

ROOT = Path(__file__).resolve().parent.parent

Tables = dict[str, Any]

TWO_REGIONS: Tables = {
    "tags": {"owner": "platform", "cost_center": "payments"},
    "regions": {
        "seoul": {
            "aws_region": "ap-northeast-2",
            "role": "hub",
            "network": {"cidr": "10.10.0.0/16"},
        },
        "tokyo": {
            "aws_region": "ap-northeast-1",
            "role": "spoke",
            "network": {"cidr": "10.20.0.0/16"},
        },
    },
}

EXISTING: Tables = {
    "vpc_id": "vpc-0123456789abcdef0",
    "cidr": "10.10.0.0/16",
    "private_subnet_ids": {"ap-northeast-2a": "subnet-0123456789abcdef0"},
    "private_route_table_ids": {"ap-northeast-2a": "rtb-0123456789abcdef0"},
    "node_security_group_id": "sg-0123456789abcdef0",
    "egress_addresses": ["203.0.113.10"],
}
"""A VPC that exists already, for a region in Seoul."""


GRAFANA: Tables = {
    "stack": "example",
    "stack_id": "1000",
    "region": "prod-ap-northeast-0",
    "metrics": {"url": "https://metrics.example.net/api/prom/push", "username": "2000"},
    "logs": {"url": "https://logs.example.net/loki/api/v1/push", "username": "3000"},
    "traces": {"endpoint": "traces.example.net:443", "username": "4000"},
}
"""A Grafana Cloud stack."""


ON_HCP: Tables = {
    "backend": "hcp",
    "organization": "example",
    "project": "monitoring",
    "create_workspaces": True,
    "create_roles": True,
    "run_triggers": True,
    "agent_pools": {"tokyo": "inside-tokyo"},
}
"""State and runs in HCP Terraform, with everything made as code and an agent pool for Tokyo."""


CREATED: Tables = {
    "kubernetes_version": "1.33",
    "access_entries": {
        "deploy": {
            "principal_arn": "arn:aws:iam::111122223333:role/deploy",
            "policy": "AmazonEKSClusterAdminPolicy",
        },
        "payments": {
            "principal_arn": "arn:aws:iam::111122223333:role/payments",
            "policy": "AmazonEKSEditPolicy",
            "namespaces": ["payments"],
        },
    },
}
"""An EKS cluster of our own."""


def changed(tables: Tables, **changes: Any) -> Tables:
    """The tables with values set by dotted path, `__` for the dots; None takes a key away."""
    result = copy.deepcopy(tables)
    for path, value in changes.items():
        *parents, last = path.split("__")
        table = result
        for parent in parents:
            table = table.setdefault(parent, {})
        if value is None:
            table.pop(last)
        else:
            table[last] = value
    return result


def seoul(**changes: Any) -> Tables:
    """The two regions with changes to Seoul's network."""
    return changed(TWO_REGIONS, **{f"regions__seoul__network__{k}": v for k, v in changes.items()})


def with_grafana(**credentials: Any) -> Tables:
    """The two regions with a Grafana Cloud stack and these choices about its credentials."""
    return changed(TWO_REGIONS, grafana=GRAFANA, credentials=credentials)


def on_hcp(name: str = "prod", **changes: Any) -> Tables:
    """A committed environment as it would be with state and runs in HCP Terraform."""
    tables = read_toml(ROOT / "environments" / f"{name}.toml")
    tables["state"] = ON_HCP
    tables["regions"]["tokyo"]["cluster"] = {"private_endpoint": True}
    return changed(tables, **changes)


def with_cluster(**choices: Any) -> Tables:
    """The two regions, where Seoul's cluster is made with these choices and Tokyo's exists."""
    create = changed(CREATED, **choices)
    return changed(with_grafana(), regions__seoul__cluster={"create": create})


def environment_from(tables: Tables, folder: Path, name: str = "trial") -> Environment:
    """Loads the tables as an environment file."""
    path = folder / f"{name}.toml"
    path.write_text(tomli_w.dumps(tables))
    return load_environment(str(path))


def synthesize(environment: Environment, folder: Path) -> dict[str, Synthesized]:
    """Synthesizes an environment, by the name of the stack."""
    outdir = folder / "out"
    outdir.mkdir()
    build_app(environment, outdir).synth()
    return {stack.name: stack for stack in read_synthesized(outdir)}


def normalised(stack: Synthesized) -> str:
    """A stack's JSON without metadata and without this machine's paths, sorted.

    Collectors' programs, alert rules and dashboards have files of their own to review.
    """
    text = json.dumps(_without_metadata(stack.json), indent=1, sort_keys=True)
    return text.replace(str(ROOT), "<project>") + "\n"


def _without_metadata(value: Any) -> Any:
    if isinstance(value, dict):
        items = cast("Tables", value).items()
        if "interval_seconds" in value:
            names = [rule["name"] for rule in cast("list[Tables]", value["rule"])]
            return {**_plain(items), "rule": names}
        return _plain(items)
    if isinstance(value, str) and value.startswith('{"fullnameOverride"'):
        return _readable(json.loads(value))
    if isinstance(value, list):
        return [_without_metadata(entry) for entry in cast("list[Any]", value)]
    return value


def _plain(items: Iterable[tuple[str, Any]]) -> Tables:
    return {
        key: "<as in tests/dashboards>" if key == "config_json" else _without_metadata(below)
        for key, below in items
        if key != "//"
    }


def _readable(values: Tables) -> Tables:
    """A chart's values as JSON, without the program, which has files of its own to review."""
    if "alloy" in values:
        values["alloy"]["configMap"]["content"] = "<as in tests/alloy/programs>"
    return values
