"""Planted violations of the policies on how alerts reach people, and on the keys that takes."""

from typing import Any

from policies import notifications, secrets
from tests.policies.planting import first, violates

Json = dict[str, Any]

OBSERVABILITY = "observability"
POINT = "grafana_contact_point"
VERSION = "aws_secretsmanager_secret_version"


def tree(json: Json) -> Json:
    """The tree of routes."""
    return first(json, "grafana_notification_policy")


def reading_secrets(json: Json, name: str) -> None:
    """A data source that reads a secret, with the provider that it needs."""
    json["data"] = {VERSION: {name: {"secret_id": "lionpay/prod/alerting"}}}


@violates(notifications.routes_end_somewhere, stack=OBSERVABILITY)
def a_route_ends_at_a_contact_point_that_is_gone(json: Json) -> None:
    points = json["resource"][POINT]
    points.pop(next(name for name in points if "payments-pager" in name))


@violates(notifications.routes_end_somewhere, stack=OBSERVABILITY)
def the_root_ends_at_a_contact_point_of_another_name(json: Json) -> None:
    tree(json)["contact_point"] = "platform-chats"


@violates(notifications.routes_end_somewhere, stack=OBSERVABILITY)
def a_route_below_is_held_back_by_a_timing_that_is_not_there(json: Json) -> None:
    tree(json)["policy"][-1]["policy"][0]["mute_timings"] = ["lunch"]


@violates(notifications.matchers_are_understood, stack=OBSERVABILITY)
def a_matcher_compares_twice(json: Json) -> None:
    tree(json)["policy"][0]["matcher"][0]["match"] = "=="


@violates(notifications.matchers_are_understood, stack=OBSERVABILITY)
def a_matcher_is_no_regular_expression(json: Json) -> None:
    tree(json)["policy"][2]["matcher"][0]["value"] = "(.*,?payments-chat"


@violates(notifications.matchers_are_understood, stack=OBSERVABILITY)
def a_matcher_looks_around(json: Json) -> None:
    tree(json)["policy"][2]["matcher"][0]["value"] = "(?!payments).*"


@violates(notifications.matchers_are_understood, stack=OBSERVABILITY)
def a_matcher_has_quotes(json: Json) -> None:
    tree(json)["policy"][-1]["policy"][0]["matcher"][0]["value"] = '"critical"'


@violates(notifications.matchers_are_understood, stack=OBSERVABILITY)
def a_route_takes_everything(json: Json) -> None:
    tree(json)["policy"][0].pop("matcher")


@violates(notifications.matchers_are_understood, stack=OBSERVABILITY)
def a_route_is_too_deep(json: Json) -> None:
    node = tree(json)
    for _ in range(notifications.LEVELS + 1):
        node["policy"] = [{"matcher": [{"label": "team", "match": "=", "value": "payments"}]}]
        (node,) = node["policy"]


@violates(notifications.durations_are_canonical, stack=OBSERVABILITY)
def a_duration_is_in_seconds(json: Json) -> None:
    tree(json)["group_interval"] = "300s"


@violates(notifications.durations_are_canonical, stack=OBSERVABILITY)
def a_duration_below_is_in_hours(json: Json) -> None:
    tree(json)["policy"][-1]["policy"][0]["repeat_interval"] = "24h"


@violates(notifications.durations_are_canonical, stack=OBSERVABILITY)
def a_duration_has_no_unit(json: Json) -> None:
    tree(json)["group_wait"] = "30"


@violates(notifications.durations_are_canonical, stack=OBSERVABILITY)
def an_interval_is_zero(json: Json) -> None:
    tree(json)["policy"][0]["group_interval"] = "0s"


@violates(notifications.mute_timings_are_understood, stack=OBSERVABILITY)
def a_mute_timing_crosses_midnight(json: Json) -> None:
    interval = first(json, "grafana_mute_timing", "weekly")["intervals"][0]
    interval["times"] = [{"start": "23:00", "end": "01:00"}]


@violates(notifications.mute_timings_are_understood, stack=OBSERVABILITY)
def a_mute_timing_has_an_hour_of_one_digit(json: Json) -> None:
    first(json, "grafana_mute_timing", "weekly")["intervals"][0]["times"][0]["start"] = "3:00"


@violates(notifications.mute_timings_are_understood, stack=OBSERVABILITY)
def a_mute_timing_has_a_capital_day(json: Json) -> None:
    first(json, "grafana_mute_timing", "weekly")["intervals"][0]["weekdays"] = ["Sunday"]


@violates(notifications.mute_timings_are_understood, stack=OBSERVABILITY)
def a_mute_timing_has_a_range_of_one_day(json: Json) -> None:
    first(json, "grafana_mute_timing", "weekly")["intervals"][0]["weekdays"] = ["sunday:sunday"]


@violates(notifications.mute_timings_are_understood, stack=OBSERVABILITY)
def a_mute_timing_is_in_utc(json: Json) -> None:
    first(json, "grafana_mute_timing", "weekly")["intervals"][0].pop("location")


@violates(notifications.templates_are_defined, stack=OBSERVABILITY)
def a_group_of_templates_starts_with_text(json: Json) -> None:
    group = first(json, "grafana_message_template")
    group["template"] = "Alerts:\n" + group["template"]


@violates(notifications.templates_are_defined, stack=OBSERVABILITY)
def a_contact_point_uses_a_template_that_is_not_defined(json: Json) -> None:
    first(json, POINT, "payments-chat")["slack"][0]["text"] = '{{ template "lionpay.body" . }}'


@violates(notifications.templates_are_defined, stack=OBSERVABILITY)
def a_template_uses_a_word_that_is_not_defined(json: Json) -> None:
    group = first(json, "grafana_message_template")
    group["template"] = group["template"].replace('define "lionpay.word.since"', 'define "x"')


@violates(notifications.keys_of_contact_points_are_references, stack=OBSERVABILITY)
def the_address_of_the_heartbeat_is_written_out(json: Json) -> None:
    first(json, POINT, "heartbeat")["webhook"][0]["url"] = "https://heartbeat.example.com/0a1b2c3d"


@violates(notifications.keys_of_contact_points_are_references, stack=OBSERVABILITY)
def a_pager_has_no_key(json: Json) -> None:
    first(json, POINT, "platform-pager")["opsgenie"][0].pop("api_key")


@violates(secrets.secrets_are_not_passed_on, stack=OBSERVABILITY)
def a_message_tells_the_address_of_the_webhook(json: Json) -> None:
    first(json, POINT, "payments-chat")["slack"][0]["title"] = "${var.payments_slack_url}"


@violates(secrets.secrets_are_not_passed_on, stack=OBSERVABILITY)
def a_data_source_in_grafana_receives_a_contact_points_key(json: Json) -> None:
    first(json, "grafana_data_source")["url"] = "${var.heartbeat_url}"


@violates(secrets.secrets_are_not_passed_on, stack="credentials")
def another_stack_makes_a_contact_point(json: Json) -> None:
    json["variable"]["note"] = {"type": "string", "sensitive": True}
    json["resource"][POINT] = {"x": {"name": "x", "webhook": [{"url": "${var.note}"}]}}


@violates(secrets.secrets_are_not_passed_on, stack=OBSERVABILITY)
def a_contact_points_name_is_read_from_the_secret(json: Json) -> None:
    reading_secrets(json, "contact-secrets")
    point = first(json, POINT, "payments-chat")
    point["slack"][0]["recipient"] = f"${{data.{VERSION}.contact-secrets.secret_string}}"


@violates(secrets.secrets_are_not_read_into_state, stack=OBSERVABILITY)
def a_second_data_source_reads_a_secret(json: Json) -> None:
    reading_secrets(json, "token")


@violates(secrets.secret_variables_are_ephemeral, stack=OBSERVABILITY)
def the_providers_token_is_in_the_plan(json: Json) -> None:
    json["variable"]["grafana_auth"].pop("ephemeral")


@violates(secrets.secrets_of_prod_are_not_in_local_state, stack=OBSERVABILITY)
def production_keeps_keys_of_contact_points_on_a_laptop(json: Json) -> None:
    json["terraform"]["backend"] = {"local": {"path": "observability.tfstate"}}
