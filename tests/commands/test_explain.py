"""`make explain` and `make unused`."""

import pytest

from commands import explain, unused
from settings import load_environment
from telemetry.environment import collected
from telemetry.series import counts


def said(capsys: pytest.CaptureFixture[str], metric: str) -> tuple[int, str]:
    code = explain.main([metric])
    told = capsys.readouterr()
    return code, told.out + told.err


@pytest.mark.parametrize(
    ("metric", "words"),
    [
        ("kube_pod_tolerations", "not shipped: nobody asks for it"),
        ("kube_deployment_spec_replicas", "rule PaymentServiceNoReplicas"),
        ("kube_pod_owner", "extra: incident: what was rolled out"),
        ("container_memory_working_set_bytes", "without the labels id, image, name"),
        ("http_server_request_duration_seconds", "with all its buckets"),
        ("service_region:slo_errors:rate5m", "recorded from:"),
        ("probe_success", "shipped by no collector"),
    ],
)
def test_it_says_why(capsys: pytest.CaptureFixture[str], metric: str, words: str) -> None:
    code, text = said(capsys, metric)
    assert code == 0
    assert words in text


def test_an_unknown_one_has_its_nearest_name_and_exit_code_two(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, text = said(capsys, "kube_pod_toleration")
    assert code == 2
    assert "Did you mean kube_pod_tolerations?" in text


def test_unused_lists_by_series_and_adds_up(capsys: pytest.CaptureFixture[str]) -> None:
    assert unused.main([]) == 0
    text = capsys.readouterr().out
    assert "kube_pod_tolerations" in text
    assert "30 nodes and 600 pods" in text
    found = counts(collected(load_environment("prod")))
    listed = list(unused.listed(found, None))
    assert not [line for line in listed if " kube_deployment_spec_replicas" in line]
