"""The Grafana provider's bindings, name by name; `cdktf get` makes them from `schemas/`."""

from providers.bindings import prepare

prepare()

# ruff: noqa: E402
from grafana.cloud_access_policy import (
    CloudAccessPolicy,
    CloudAccessPolicyConditions,
    CloudAccessPolicyRealm,
)
from grafana.cloud_access_policy_rotating_token import CloudAccessPolicyRotatingToken
from grafana.folder import Folder
from grafana.provider import GrafanaProvider
from grafana.rule_group import RuleGroup

__all__ = [
    "CloudAccessPolicy",
    "CloudAccessPolicyConditions",
    "CloudAccessPolicyRealm",
    "CloudAccessPolicyRotatingToken",
    "Folder",
    "GrafanaProvider",
    "RuleGroup",
]
