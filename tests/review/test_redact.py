"""Planted secrets: none is in what a review would show, wherever it was put."""

import copy
from typing import Any

import pytest

from commands.review.differences import compare
from commands.review.redact import WITHHELD, cleaned, marked, masked
from policies import Synthesized
from tests.policies.planting import first

PLAIN = "correct horse battery"
"""No form gives it away."""
TOKEN = "glc_" + "eyJvIjoiMSJ9" * 3

ARGUMENTS: list[tuple[str, dict[str, Any]]] = [
    ("aws_secretsmanager_secret_version", {"secret_string": PLAIN}),
    ("aws_secretsmanager_secret_version", {"secret_string_wo": f'${{jsonencode("{PLAIN}")}}'}),
    ("grafana_contact_point", {"slack": [{"url": PLAIN}]}),
    ("grafana_contact_point", {"webhook": [{"url": PLAIN}]}),
    ("grafana_contact_point", {"webhook": [{"http_config": {"oauth2": {"client_secret": PLAIN}}}]}),
    ("grafana_data_source", {"http_headers": {"Authorization": PLAIN}}),
    ("grafana_data_source", {"secure_json_data_encoded": f'{{"x": "{PLAIN}"}}'}),
    ("grafana_synthetic_monitoring_check", {"settings": [{"http": {"bearer_token": PLAIN}}]}),
    ("helm_release", {"set_sensitive": [{"name": "x", "value": PLAIN}]}),
    ("helm_release", {"values": [f'{{"password": "{"x" * 9}{TOKEN}"}}']}),
    ("aws_vpc", {"tags": {"Name": TOKEN}}),
    ("aws_vpc", {"tags": {TOKEN: "x"}}),
    ("aws_vpc", {"new_password": PLAIN}),
    ("aws_vpc", {"list": [["nested", TOKEN]]}),
    ("aws_of_tomorrow", {"anything": PLAIN}),
    ("provider", {"auth": PLAIN}),
]


@pytest.mark.parametrize(("type_", "body"), ARGUMENTS)
def test_a_planted_secret_is_withheld(type_: str, body: dict[str, Any]) -> None:
    shown = str(cleaned(type_, body))
    assert PLAIN not in shown
    assert TOKEN not in shown
    assert WITHHELD in shown


def test_what_is_no_secret_is_shown() -> None:
    body = {"cidr_block": "10.0.0.0/8", "tags": {"Name": "x"}, "enable": True, "count": 3}
    assert cleaned("aws_vpc", body) == body
    reference = {"slack": [{"url": "${data.aws_secretsmanager_secret_version.x.secret_string}"}]}
    assert cleaned("grafana_contact_point", reference) == reference


def test_a_secret_that_is_known_is_withheld_everywhere() -> None:
    shown = cleaned("aws_vpc", {"tags": {"Note": f"uses {PLAIN}!"}}, frozenset({PLAIN}))
    assert shown == {"tags": {"Note": WITHHELD}}


MARKS: list[tuple[Any, Any, Any]] = [
    ({"a": PLAIN, "b": "x"}, {"a": True}, {"a": WITHHELD, "b": "x"}),
    ([{"b": PLAIN}, {"b": "x"}], [{"b": True}, {}], [{"b": WITHHELD}, {"b": "x"}]),
    ({"a": {"b": {"c": PLAIN}}}, {"a": {"b": {"c": True}}}, {"a": {"b": {"c": WITHHELD}}}),
    ({"a": PLAIN}, True, WITHHELD),
    ({"a": "x"}, False, {"a": "x"}),
    (None, False, None),
    # Marks that are none, or of another shape than the value.
    ({"a": PLAIN}, None, WITHHELD),
    ({"a": PLAIN}, "yes", WITHHELD),
    ({"a": PLAIN}, [], WITHHELD),
    ({"a": [PLAIN]}, {"a": {}}, {"a": WITHHELD}),
    ({"a": [PLAIN, "x"]}, {"a": [{}]}, {"a": WITHHELD}),
    ({"a": PLAIN}, {"a": {}}, {"a": WITHHELD}),
    ({"a": PLAIN}, {"a": None}, {"a": WITHHELD}),
    ({"a": PLAIN}, {"a": 0}, {"a": WITHHELD}),
]  # fmt: skip


@pytest.mark.parametrize(("value", "mark", "shown"), MARKS)
def test_marks_are_honoured_and_bad_ones_withhold(value: Any, mark: Any, shown: Any) -> None:
    assert masked(value, mark) == shown


def test_without_a_mark_nothing_is_shown() -> None:
    assert masked({"a": PLAIN}) == WITHHELD
    assert masked(None) == WITHHELD


def test_marked_texts_are_found() -> None:
    value = {"a": PLAIN, "b": [{"c": "other words"}], "d": "shown"}
    assert list(marked(value, {"a": True, "b": [{"c": True}]})) == [PLAIN, "other words"]


def test_a_secret_in_a_changed_resource_reaches_no_change(prod: dict[str, Synthesized]) -> None:
    after = copy.deepcopy(prod)
    resources = after["observability"].json
    first(resources, "grafana_contact_point", "chat")["slack"][0]["url"] = PLAIN
    first(resources, "grafana_rule_group")["rule"][0]["annotations"]["note"] = TOKEN
    first(resources, "grafana_folder")["title"] = TOKEN
    release = first(after["collectors-seoul"].json, "helm_release", "alloy")
    release["values"][0] = release["values"][0].replace("60s", TOKEN)
    vpc = first(after["network-seoul"].json, "aws_vpc")
    vpc["tags"]["Name"] = TOKEN
    differences = compare("main", list(prod.values()), list(after.values()))
    assert len(differences.changes) == 5
    assert TOKEN not in str(differences)
    assert PLAIN not in str(differences)
    assert str(differences).count(WITHHELD) >= 5
