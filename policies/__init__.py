"""Checks of intent over the synthesized Terraform JSON; a violation stops `make`."""

from policies.network import (
    acls_let_answers_in,
    default_group_is_empty,
    internet_egress_is_https,
    nat_gateways_stand_alone,
    no_open_ingress,
    private_routes_stay_in_their_az,
    ranges_are_disjoint,
)
from policies.ownership import everything_is_tagged, names_are_unique, regions_are_pinned
from policies.policy import Policy, Violation, enforce, violations
from policies.protection import (
    data_is_encrypted,
    keys_rotate,
    no_secret_literals,
    s3_state_is_guarded,
    vpcs_keep_flow_logs,
)
from policies.synthesized import Synthesized, read_synthesized

POLICIES: tuple[Policy, ...] = (
    no_open_ingress,
    internet_egress_is_https,
    private_routes_stay_in_their_az,
    nat_gateways_stand_alone,
    ranges_are_disjoint,
    default_group_is_empty,
    acls_let_answers_in,
    vpcs_keep_flow_logs,
    data_is_encrypted,
    keys_rotate,
    no_secret_literals,
    s3_state_is_guarded,
    everything_is_tagged,
    regions_are_pinned,
    names_are_unique,
)

__all__ = [
    "POLICIES",
    "Policy",
    "Synthesized",
    "Violation",
    "enforce",
    "read_synthesized",
    "violations",
]
