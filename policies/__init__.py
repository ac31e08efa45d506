"""Checks of intent over the synthesized Terraform JSON; a violation stops `make`."""

from policies.access import (
    other_accounts_only_read_metrics,
    pods_roles_trust_one_service_account,
    readers_read_one_secret,
    secrets_are_guarded,
    tokens_are_pinned,
    tokens_only_write,
    tokens_rotate,
)
from policies.alerts import (
    folders_keep_their_rules,
    rule_steps_hang_together,
    rule_uids_are_pinned,
    rules_are_explicit,
    rules_leave_plans_empty,
)
from policies.collectors import (
    collectors_are_confined,
    collectors_are_discreet,
    collectors_read_no_secrets,
    collectors_send_over_tls,
    every_exit_is_behind_a_mask,
    masks_fail_closed,
    network_rules_are_narrow,
    releases_are_careful,
    sampling_is_decided_once,
    tokens_come_from_secrets,
)
from policies.dashboards import (
    alerts_lead_to_panels,
    dashboards_know_their_folders,
    panels_keep_their_ids,
)
from policies.network import (
    acls_let_answers_in,
    default_group_is_empty,
    internet_egress_is_https,
    nat_gateways_stand_alone,
    no_open_ingress,
    private_routes_stay_in_their_az,
    ranges_are_disjoint,
)
from policies.notifications import (
    durations_are_canonical,
    keys_of_contact_points_are_references,
    matchers_are_understood,
    mute_timings_are_understood,
    routes_end_somewhere,
    templates_are_defined,
)
from policies.ownership import everything_is_tagged, names_are_unique, regions_are_pinned
from policies.policy import Policy, Violation, enforce, violations
from policies.protection import (
    data_is_encrypted,
    keys_rotate,
    s3_state_is_guarded,
    vpcs_keep_flow_logs,
)
from policies.secrets import (
    no_secret_literals,
    secret_variables_are_ephemeral,
    secrets_are_encrypted,
    secrets_are_not_passed_on,
    secrets_are_not_read_into_state,
    secrets_are_written_only,
    secrets_of_prod_are_not_in_local_state,
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
    s3_state_is_guarded,
    no_secret_literals,
    secrets_are_written_only,
    secrets_are_not_passed_on,
    secrets_are_not_read_into_state,
    secret_variables_are_ephemeral,
    secrets_are_encrypted,
    secrets_of_prod_are_not_in_local_state,
    secrets_are_guarded,
    tokens_only_write,
    tokens_are_pinned,
    tokens_rotate,
    readers_read_one_secret,
    pods_roles_trust_one_service_account,
    other_accounts_only_read_metrics,
    releases_are_careful,
    every_exit_is_behind_a_mask,
    masks_fail_closed,
    collectors_are_discreet,
    collectors_send_over_tls,
    tokens_come_from_secrets,
    collectors_read_no_secrets,
    collectors_are_confined,
    network_rules_are_narrow,
    sampling_is_decided_once,
    routes_end_somewhere,
    matchers_are_understood,
    durations_are_canonical,
    mute_timings_are_understood,
    templates_are_defined,
    keys_of_contact_points_are_references,
    rule_uids_are_pinned,
    rule_steps_hang_together,
    rules_leave_plans_empty,
    rules_are_explicit,
    folders_keep_their_rules,
    panels_keep_their_ids,
    dashboards_know_their_folders,
    alerts_lead_to_panels,
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
