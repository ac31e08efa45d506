"""What messages say, in English and Korean, rendered by the real amtool."""

import re
from pathlib import Path
from typing import Literal

import pytest

from alerts import templates
from alerts.templates import WORDS, template_group
from settings import load_environment
from tests.alerts.rendering import ONLY_IN_GRAFANA, alert, payload, rendered
from tests.alerts.support import with_alerting

ENGLISH = template_group(load_environment("prod"))
KOREAN = template_group(load_environment("staging"))

PSP = {
    "alertname": "PSPDependencyErrors",
    "severity": "critical",
    "team": "payments",
    "region": "ap-northeast-2",
    "service": "payment-api",
}
SAID = {
    "summary": "api.cardnet.example.com fails 4.2% of its requests from ap-northeast-2",
    "description": "Payments by this provider fail.",
    "runbook_url": "https://example.com/runbooks/psp-dependency-errors.md",
    "PanelURL": "https://lionpay.grafana.net/d/lionpay-providers?viewPanel=11",
    "SilenceURL": "https://lionpay.grafana.net/alerting/silence/new?matcher=a%3Db",
}
FIRING = alert(PSP, SAID)
OVER = alert(PSP, SAID, until="2026-11-25T04:05:06Z")
VALUES = {"A": 0.5, "B": 0.0421}

TEXTS = {
    "title": templates.TITLE,
    "plain": templates.PLAIN,
    "slack": templates.SLACK,
    "pagerduty severity": templates.PAGERDUTY_SEVERITY,
    **{f"pagerduty {key}": text for key, text in templates.PAGERDUTY_DETAILS.items()},
}
"""Everything that contact points say."""


@pytest.mark.parametrize("group", [ENGLISH, KOREAN], ids=["en", "ko"])
def test_the_group_is_one_that_grafana_takes_and_gives_back_as_it_is(group: str) -> None:
    assert group.startswith("{{ define")
    assert group == group.strip()
    defined = re.findall(r'{{ define "([^"]+)"', group)
    assert len(set(defined)) == len(defined)
    assert all(name.startswith("lionpay.") for name in defined)
    used = re.findall(r'{{ template "([^"]+)"', group + "".join(TEXTS.values()))
    assert set(used) == set(defined)


def test_every_word_is_said_in_both_languages_and_only_words_differ() -> None:
    assert all(set(said) == {"en", "ko"} and all(said.values()) for said in WORDS.values())
    different = set(ENGLISH.splitlines()) ^ set(KOREAN.splitlines())
    assert all(line.startswith('{{ define "lionpay.word.') for line in different)


def test_times_are_in_the_time_zone_of_the_file() -> None:
    assert 'tz "Asia/Seoul"' in ENGLISH
    assert 'tz "Asia/Tokyo"' in template_group(with_alerting(timezone="Asia/Tokyo"))


def test_fields_are_those_of_alertmanager_or_stood_in_for() -> None:
    fields = set(re.findall(r"(?<=[ (])\.([A-Z]\w+)", ENGLISH))
    alertmanagers = {"Alerts", "Annotations", "CommonLabels", "EndsAt", "GeneratorURL", "Labels"}
    assert fields == alertmanagers | {"StartsAt", "Status"} | set(ONLY_IN_GRAFANA)


@pytest.mark.rules
def test_the_title_says_what_where_and_how_many(amtool: Path) -> None:
    for alerts, title in (
        ([FIRING], "[FIRING 1] critical PSPDependencyErrors ap-northeast-2 payment-api"),
        ([OVER], "[RESOLVED 1] critical PSPDependencyErrors ap-northeast-2 payment-api"),
        (
            [FIRING, FIRING, OVER],
            "[FIRING 2, RESOLVED 1] critical PSPDependencyErrors ap-northeast-2 payment-api",
        ),
    ):
        assert rendered(amtool, ENGLISH, templates.TITLE, payload(alerts), VALUES) == title


@pytest.mark.rules
def test_the_title_in_korean(amtool: Path) -> None:
    title = rendered(amtool, KOREAN, templates.TITLE, payload([FIRING, OVER]), VALUES)
    assert title == "[발생 1, 해소 1] 긴급 PSPDependencyErrors ap-northeast-2 payment-api"


@pytest.mark.rules
def test_a_plain_message_in_english(amtool: Path) -> None:
    assert rendered(amtool, ENGLISH, templates.PLAIN, payload([FIRING, OVER]), VALUES) == (
        "api.cardnet.example.com fails 4.2% of its requests from ap-northeast-2\n"
        "Payments by this provider fail.\n"
        "Where: ap-northeast-2, payment-api\n"
        "Since: 2026-11-25 12:04 KST\n"
        "Value: 0.0421\n"
        "Runbook: https://example.com/runbooks/psp-dependency-errors.md\n"
        "Dashboard: https://lionpay.grafana.net/d/lionpay-providers?viewPanel=11\n"
        "Silence: https://lionpay.grafana.net/alerting/silence/new?matcher=a%3Db\n"
        "Rule: https://lionpay.grafana.net/alerting/grafana/psp/view\n"
        "\n"
        "api.cardnet.example.com fails 4.2% of its requests from ap-northeast-2\n"
        "Payments by this provider fail.\n"
        "Where: ap-northeast-2, payment-api\n"
        "Since: 2026-11-25 12:04 KST\n"
        "Until: 2026-11-25 13:05 KST\n"
        "Value: 0.0421\n"
        "Runbook: https://example.com/runbooks/psp-dependency-errors.md\n"
        "Dashboard: https://lionpay.grafana.net/d/lionpay-providers?viewPanel=11\n"
        "Silence: https://lionpay.grafana.net/alerting/silence/new?matcher=a%3Db\n"
        "Rule: https://lionpay.grafana.net/alerting/grafana/psp/view\n"
        "\n"
    )


@pytest.mark.rules
def test_a_message_to_slack_in_korean(amtool: Path) -> None:
    assert rendered(amtool, KOREAN, templates.SLACK, payload([OVER]), VALUES) == (
        "*api.cardnet.example.com fails 4.2% of its requests from ap-northeast-2*\n"
        "Payments by this provider fail.\n"
        "위치: ap-northeast-2, payment-api\n"
        "발생 시각: 2026-11-25 12:04 KST\n"
        "해소 시각: 2026-11-25 13:05 KST\n"
        "값: 0.0421\n"
        "<https://example.com/runbooks/psp-dependency-errors.md|런북> "
        "<https://lionpay.grafana.net/d/lionpay-providers?viewPanel=11|대시보드> "
        "<https://lionpay.grafana.net/alerting/silence/new?matcher=a%3Db|알림 끄기> "
        "<https://lionpay.grafana.net/alerting/grafana/psp/view|규칙>\n"
        "\n"
    )


FAILED = alert(
    {
        "alertname": "DatasourceError",
        "rulename": "PSPDependencyErrors",
        "severity": "critical",
        "team": "payments",
    },
    {"summary": "the query of PSPDependencyErrors failed"},
)


@pytest.mark.rules
@pytest.mark.parametrize("group", [ENGLISH, KOREAN], ids=["en", "ko"])
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize(
    ("alerts", "values"),
    [
        ([FIRING], VALUES),
        ([OVER], {"B": 0.0}),
        ([FAILED], {}),
        ([alert({"alertname": "Watchdog"}, {})], {"C": 1.0}),
        ([FIRING, alert({**PSP, "region": "ap-northeast-1"}, {})], {"B": 1234567.0}),
    ],
    ids=["firing", "resolved", "failed query", "bare", "two regions"],
)
def test_no_message_has_a_hole(
    alerts: list[dict[str, object]], values: dict[str, float], text: str, group: str, amtool: Path
) -> None:
    said = rendered(amtool, group, text, payload(alerts), values)
    for hole in ("<no value>", "<nil>", "%!", "{{", ": \n", "<|", "0001-01-01", "map["):
        assert hole not in said
    assert not re.search(r"[ \t]{2,}", said)


@pytest.mark.rules
def test_a_failed_query_names_its_rule_and_has_no_place_and_no_value(amtool: Path) -> None:
    data = payload([FAILED])
    title = rendered(amtool, ENGLISH, templates.TITLE, data, {})
    assert title == "[FIRING 1] critical DatasourceError PSPDependencyErrors"
    plain = rendered(amtool, ENGLISH, templates.PLAIN, data, {})
    assert "Where:" not in plain
    assert "Value:" not in plain
    assert "Dashboard:" not in plain


@pytest.mark.rules
@pytest.mark.parametrize(
    ("value", "written"),
    [(0.0, "0"), (12345.0, "12345"), (0.00001234, "1.234e-05"), (-2.5, "-2.5")],
)
def test_the_value_is_the_reduced_one(value: float, written: str, amtool: Path) -> None:
    values = {"A": 99.0, "B": value, "C": 1.0}
    said = rendered(amtool, ENGLISH, templates.PLAIN, payload([FIRING]), values)
    assert f"Value: {written}\n" in said


@pytest.mark.rules
@pytest.mark.parametrize(
    ("group", "more"),
    [(ENGLISH, "12 alerts in all; shown 10\n"), (KOREAN, "12 건 중 표시 10\n")],
    ids=["en", "ko"],
)
@pytest.mark.parametrize("text", [templates.PLAIN, templates.SLACK], ids=["plain", "slack"])
def test_a_large_group_is_cut_and_says_so(text: str, group: str, more: str, amtool: Path) -> None:
    said = rendered(amtool, group, text, payload([FIRING] * 12), VALUES)
    assert said.endswith(more)
    assert said.count("Payments by this provider fail.") == templates.SHOWN


@pytest.mark.rules
@pytest.mark.parametrize("severity", ["critical", "warning", "info"])
def test_pagerduty_is_told_the_severity_in_its_own_words(
    severity: Literal["critical", "warning", "info"], amtool: Path
) -> None:
    data = payload([alert({**PSP, "severity": severity}, SAID)])
    assert rendered(amtool, KOREAN, templates.PAGERDUTY_SEVERITY, data, {}) == severity
    none = payload([alert({"alertname": "X"}, {})])
    assert rendered(amtool, KOREAN, templates.PAGERDUTY_SEVERITY, none, {}) == "critical"
