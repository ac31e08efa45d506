"""What is taken for a secret value in text, and what is not."""

import json

import pytest

from policies.literals import literal_secrets
from policies.synthesized import interpolations

HARMLESS = {
    "a reference to a Secret": "secretKeyRef:\n  name: grafana-cloud\n  key: token\n",
    "the name of a Secret": json.dumps({"existingSecret": "grafana-cloud", "secretName": "x"}),
    "a variable of the pod": 'basic_auth {\n  password = sys.env("GRAFANA_CLOUD_TOKEN")\n}',
    "an argument of a module": "password = argument.token.value",
    "a reference of Terraform": '${jsonencode({"token" = grafana_cloud_token.x.token})}',
    "a template": "password: {{ .Values.password }}",
    "a mask's pattern": 'expression = `(?i)"?(password|token)"?\\s*[:=]\\s*"?[^"\\s]+`',
    "a mask's keys": '["password", "api_key", "client_secret"]',
    "a path to a file": 'bearer_token_file = "/var/run/secrets/token"',
    "a switch": "automountServiceAccountToken: false\nauth:\n  token: true\n",
    "nothing": 'password = ""',
}


@pytest.mark.parametrize("text", HARMLESS.values(), ids=HARMLESS)
def test_what_only_speaks_of_secrets_is_none(text: str) -> None:
    assert not list(literal_secrets("resource.helm_release.x.values[0]", text))
    nested = json.dumps({"content": text})
    assert not list(literal_secrets("resource.helm_release.x.values[0]", nested))


SECRET = {
    "yaml": "adminPassword: hunter-2-hunter\n",
    "quoted yaml": 'password: "hunter-2-hunter"\n',
    "alloy": 'password = "hunter-2-hunter"',
    "json": json.dumps({"client_secret": "0a1b2c3d4e5f"}),
    "a list in json": json.dumps({"env": [{"api-key": "0a1b2c3d4e5f"}]}),
    "yaml in json": json.dumps({"values": "token: 0a1b2c3d4e5f"}),
}


@pytest.mark.parametrize("text", SECRET.values(), ids=SECRET)
def test_a_literal_beside_a_secrets_key_is_found_at_any_depth(text: str) -> None:
    assert list(literal_secrets("values", text))
    deep = json.dumps({"a": json.dumps({"b": text})})
    assert list(literal_secrets("values", deep))


def test_only_terraforms_own_references_are_interpolations() -> None:
    text = 'a ${jsonencode({"k" = x.y.token})} b $${not.this.token} ${var.n} local.file.token'
    assert list(interpolations(text)) == ['jsonencode({"k" = x.y.token})', "var.n"]


def test_what_is_found_is_never_repeated() -> None:
    for text in SECRET.values():
        told = " ".join(literal_secrets("values", text))
        assert "hunter" not in told
        assert "0a1b" not in told
