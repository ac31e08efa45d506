"""Texts that come through Helm and Terraform as they are; test_round_trip.py asks the real ones."""

import json

import pytest

from charts.escape import as_json, through_terraform, through_tpl
from commands.kubernetes.literals import decode_string


@pytest.mark.parametrize(
    "text",
    ["${x}", "$${x}", "%{if}", "%%{if}", "a $1 {{ .x }} 100%", "${", "\\%", "\\\\%\\u0025", '"%"'],
)
def test_helm_reads_what_was_written_after_terraform_did(text: str) -> None:
    written = as_json({"content": through_terraform(text)})
    assert json.loads(decode_string(written)) == {"content": text}


def test_terraform_has_no_percent_sign_to_read() -> None:
    assert "%" not in as_json({"a%": ["%20", {"b": "10%"}]})


def test_a_reference_stays_one() -> None:
    written = as_json({"name": "${local.x}", "content": through_terraform("${local.x}")})
    read = json.loads(decode_string(written, {"local.x": "told"}))
    assert read == {"name": "told", "content": "${local.x}"}


def test_a_text_without_braces_is_not_touched() -> None:
    text = 'regex = "$1-%d" // {a} }} 카드'
    assert through_terraform(through_tpl(text)) == text
