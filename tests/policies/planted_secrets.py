"""Planted violations of the policies on secret values."""

import json as json_text
from typing import Any

from policies import secrets
from tests.policies.planting import first, violates

Json = dict[str, Any]

TOKEN = "glc_" + "eyJvIjoiMSJ9" * 3
"""The form of Grafana Cloud's tokens, and none of them."""

COLLECTORS = "collectors-seoul"
VERSION = "aws_secretsmanager_secret_version"


def helm(json: Json, values: str) -> None:
    """Puts a Helm release into a stack."""
    json.setdefault("resource", {})["helm_release"] = {
        "x": {
            "name": "x",
            "version": "1.0.0",
            "atomic": True,
            "wait": True,
            "timeout": 60,
            "max_history": 1,
            "values": [values],
        }
    }


@violates(secrets.no_secret_literals)
def a_tag_holds_a_grafana_token(json: Json) -> None:
    first(json, "aws_vpc")["tags"]["note"] = TOKEN


@violates(secrets.no_secret_literals)
def a_provider_has_a_password(json: Json) -> None:
    json["provider"]["aws"][0]["secret_key"] = "-".join(["not", "a", "reference"])


@violates(secrets.no_secret_literals)
def a_description_holds_an_access_key(json: Json) -> None:
    # The key of AWS's own documentation, put together so that no scanner takes it for one.
    first(json, "aws_kms_key")["description"] = "AKIA" + "IOSFODNN7EXAMPLE"


@violates(secrets.no_secret_literals)
def an_output_holds_a_service_account_token(json: Json) -> None:
    json["output"]["vpc_id"]["value"] = "glsa_" + "a1B2" * 8 + "_0a1b2c3d"


@violates(secrets.no_secret_literals, stack=COLLECTORS)
def helm_values_in_yaml_hold_a_password(json: Json) -> None:
    helm(json, "auth:\n  username: lionpay\n  password: hunter-2-hunter\n")


@violates(secrets.no_secret_literals, stack=COLLECTORS)
def helm_values_in_json_hold_an_api_key(json: Json) -> None:
    helm(json, json_text.dumps({"env": [{"apiKey": "0a1b2c3d4e5f"}]}))


@violates(secrets.no_secret_literals, stack=COLLECTORS)
def json_in_helm_values_holds_a_private_key(json: Json) -> None:
    key = "-----BEGIN RSA " + "PRIVATE KEY-----\nMIIE"
    helm(json, json_text.dumps({"files": json_text.dumps({"tls.key": key})}))


@violates(secrets.no_secret_literals, stack=COLLECTORS)
def an_alloy_program_in_helm_values_holds_a_password(json: Json) -> None:
    program = 'basic_auth {\n\tusername = sys.env("U")\n\tpassword = "hunter-2-hunter"\n}\n'
    helm(json, json_text.dumps({"alloy": {"configMap": {"content": program}}}))


@violates(secrets.no_secret_literals, stack=COLLECTORS)
def a_kubernetes_secret_in_helm_values_holds_a_token_in_base64(json: Json) -> None:
    helm(json, "data:\n  note: Z2xjX2V5SnZJam9pTVNKOWV5SnZJam9pTVNKOQ==\n")


@violates(secrets.secrets_are_written_only, stack="credentials")
def the_value_goes_into_the_state(json: Json) -> None:
    first(json, VERSION)["secret_binary"] = "${filebase64(var.path)}"


@violates(secrets.secrets_are_written_only, stack="credentials")
def a_new_token_is_never_written(json: Json) -> None:
    first(json, VERSION)["secret_string_wo_version"] = 1


@violates(secrets.secrets_are_not_passed_on, stack="credentials")
def an_output_tells_the_token(json: Json) -> None:
    name = next(iter(json["resource"]["grafana_cloud_access_policy_rotating_token"]))
    reference = f"${{grafana_cloud_access_policy_rotating_token.{name}.token}}"
    json["output"] = {"note": {"value": reference}}


@violates(secrets.secrets_are_not_passed_on, stack="credentials")
def an_output_is_sensitive(json: Json) -> None:
    json["output"] = {"note": {"value": "${local.note}", "sensitive": True}}


@violates(secrets.secrets_are_not_passed_on, stack=COLLECTORS)
def helm_values_receive_a_sensitive_variable(json: Json) -> None:
    json["variable"] = {"note": {"type": "string", "sensitive": True}}
    helm(json, "note: ${var.note}")


@violates(secrets.secrets_are_not_passed_on, stack=COLLECTORS)
def helm_values_receive_an_ephemeral_value(json: Json) -> None:
    helm(json, "note: ${ephemeral.aws_eks_cluster_auth.this.token}")


@violates(secrets.secrets_are_not_passed_on, stack="access-tokyo")
def a_tag_receives_an_ephemeral_value(json: Json) -> None:
    role = first(json, "aws_iam_role")
    role["tags"]["note"] = "${ephemeral.aws_secretsmanager_secret_version.x.arn}"


@violates(secrets.secrets_are_not_read_into_state, stack="access-tokyo")
def a_data_source_reads_the_secret(json: Json) -> None:
    json["data"][VERSION] = {"x": {"secret_id": "lionpay/prod/tokyo/grafana-cloud"}}


@violates(secrets.secret_variables_are_ephemeral, stack="credentials")
def the_variable_is_in_the_plan(json: Json) -> None:
    json["variable"]["grafana_cloud_token"].pop("ephemeral")


@violates(secrets.secret_variables_are_ephemeral, stack="credentials")
def the_variable_has_a_default(json: Json) -> None:
    json["variable"]["grafana_cloud_token"]["default"] = ""


@violates(secrets.secrets_are_encrypted, stack="secrets")
def the_secret_has_the_key_of_aws(json: Json) -> None:
    first(json, "aws_secretsmanager_secret").pop("kms_key_id")


@violates(secrets.secrets_are_encrypted, stack="secrets")
def the_replica_has_the_key_of_aws(json: Json) -> None:
    first(json, "aws_secretsmanager_secret", "tokyo")["replica"][0].pop("kms_key_id")


@violates(secrets.secrets_are_encrypted, stack="secrets")
def the_replica_has_the_key_of_another_region(json: Json) -> None:
    secret = first(json, "aws_secretsmanager_secret", "tokyo")
    secret["replica"][0]["kms_key_id"] = secret["kms_key_id"]


@violates(secrets.secrets_of_prod_are_not_in_local_state, stack="credentials")
def production_keeps_tokens_on_a_laptop(json: Json) -> None:
    json["terraform"]["backend"] = {"local": {"path": "credentials.tfstate"}}
