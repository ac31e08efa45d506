"""The Grafana provider's bindings, name by name; `cdktf get` makes them from `schemas/`."""

from providers.bindings import prepare

prepare()

# ruff: noqa: E402
from grafana.folder import Folder
from grafana.provider import GrafanaProvider
from grafana.rule_group import RuleGroup

__all__ = [
    "Folder",
    "GrafanaProvider",
    "RuleGroup",
]
