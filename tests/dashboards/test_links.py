"""Where one gets from a dashboard."""

import json
from urllib.parse import parse_qs, urlsplit

from dashboards.links import TITLES, label, of_service, related, to_logs, to_traces
from tests.dashboards.support import PROOF
from vocabulary.dashboards import Dashboard as Uid


def pane(url: str) -> dict[str, object]:
    """What Explore is told, with Grafana's variables as they are."""
    (panes,) = parse_qs(urlsplit(url).query)["panes"]
    return json.loads(panes)["a"]


def test_every_dashboard_has_a_title() -> None:
    assert list(TITLES) == list(Uid)
    assert [link.url for link in related(Uid.COST)] == ["/d/lionpay-cost"]


def test_explore_is_told_the_data_source_the_query_and_the_time() -> None:
    found = pane(to_logs(PROOF, '{app="a"} |= `b & c`').url)
    assert found == {
        "datasource": "grafanacloud-logs",
        "queries": [
            {
                "refId": "A",
                "datasource": {"uid": "grafanacloud-logs"},
                "expr": '{app="a"} |= `b & c`',
            }
        ],
        "range": {"from": "${__from}", "to": "${__to}"},
    }


def test_traces_are_searched_by_traceql() -> None:
    found = pane(to_traces(PROOF, "{ status = error }").url)
    assert found["datasource"] == "grafanacloud-traces"
    assert '"queryType": "traceql"' in json.dumps(found)


def test_what_was_clicked_on_stays_a_variable_which_grafana_quotes() -> None:
    link = to_logs(PROOF, f'{{app="{label("service")}"}}')
    assert "${__field.labels.service:percentencode}" in link.url
    assert "{app=" not in link.url


def test_a_service_leads_to_its_lines_and_its_traces() -> None:
    lines, traces = of_service(PROOF)
    assert "grafanacloud-logs" in lines.url
    assert "grafanacloud-traces" in traces.url
