"""Planted violations of the policies on who reads a token and what it may do."""

import json as json_text
from typing import Any

from policies import access
from tests.policies.planting import first, violates

Json = dict[str, Any]


def edited(document: str, **changes: Any) -> str:
    """A policy document with keys of its first statement set; None takes one away."""
    value = json_text.loads(document)
    statement = value["Statement"][0]
    for key, change in changes.items():
        if change is None:
            statement.pop(key)
        else:
            statement[key] = change
    return json_text.dumps(value)


@violates(access.secrets_are_guarded, stack="secrets")
def nothing_guards_the_secret(json: Json) -> None:
    json["resource"].pop("aws_secretsmanager_secret_policy")


@violates(access.secrets_are_guarded, stack="secrets")
def the_guard_lets_public_policies_pass(json: Json) -> None:
    first(json, "aws_secretsmanager_secret_policy")["block_public_policy"] = False


@violates(access.secrets_are_guarded, stack="secrets")
def the_guard_gives_access(json: Json) -> None:
    guard = first(json, "aws_secretsmanager_secret_policy")
    guard["policy"] = edited(guard["policy"], Effect="Allow")


@violates(access.secrets_are_guarded, stack="secrets")
def the_guard_forgets_other_accounts(json: Json) -> None:
    guard = first(json, "aws_secretsmanager_secret_policy")
    guard["policy"] = edited(guard["policy"], Condition={"Bool": {"aws:SecureTransport": "false"}})


@violates(access.secrets_are_guarded, stack="secrets")
def the_guard_shuts_the_root_out(json: Json) -> None:
    guard = first(json, "aws_secretsmanager_secret_policy")
    value = json_text.loads(guard["policy"])
    value["Statement"].append(
        {
            "Effect": "Deny",
            "Principal": "*",
            "Action": "secretsmanager:*",
            "Resource": "*",
            "Condition": {
                "ArnNotEquals": {"aws:PrincipalArn": ["arn:aws:iam::111122223333:role/ci"]}
            },
        }
    )
    guard["policy"] = json_text.dumps(value)


@violates(access.tokens_only_write, stack="credentials")
def a_token_reads_metrics(json: Json) -> None:
    first(json, "grafana_cloud_access_policy")["scopes"].append("metrics:read")


@violates(access.tokens_only_write, stack="credentials")
def a_token_cannot_write_traces(json: Json) -> None:
    first(json, "grafana_cloud_access_policy")["scopes"].remove("traces:write")


@violates(access.tokens_only_write, stack="credentials")
def a_token_opens_the_whole_organisation(json: Json) -> None:
    realm = first(json, "grafana_cloud_access_policy")["realm"][0]
    realm |= {"type": "org", "identifier": "1000000"}


@violates(access.tokens_are_pinned, stack="credentials")
def a_token_works_from_anywhere(json: Json) -> None:
    first(json, "grafana_cloud_access_policy").pop("conditions")


@violates(access.tokens_are_pinned, stack="credentials")
def tokyos_token_is_pinned_to_seoul(json: Json) -> None:
    seoul, tokyo = (first(json, "grafana_cloud_access_policy", key) for key in ("seoul", "tokyo"))
    tokyo["conditions"] = seoul["conditions"]


@violates(access.tokens_are_pinned, stack="credentials")
def a_token_is_pinned_to_everywhere(json: Json) -> None:
    first(json, "grafana_cloud_access_policy")["conditions"] = [{"allowed_subnets": ["0.0.0.0/0"]}]


@violates(access.tokens_rotate, stack="credentials")
def a_token_never_expires(json: Json) -> None:
    first(json, "grafana_cloud_access_policy_rotating_token").pop("expire_after")


@violates(access.tokens_rotate, stack="credentials")
def the_old_token_goes_first(json: Json) -> None:
    first(json, "grafana_cloud_access_policy_rotating_token").pop("lifecycle")


@violates(access.tokens_rotate, stack="credentials")
def a_token_of_the_kind_that_does_not_rotate(json: Json) -> None:
    json["resource"]["grafana_cloud_access_policy_token"] = {"x": {"name": "x"}}


@violates(access.readers_read_one_secret, stack="secrets")
def the_reader_reads_every_secret(json: Json) -> None:
    read = first(json, "aws_iam_policy", "seoul")
    read["policy"] = edited(read["policy"], Resource="arn:aws:secretsmanager:*:*:secret:lionpay/*")


@violates(access.readers_read_one_secret, stack="secrets")
def the_reader_writes(json: Json) -> None:
    read = first(json, "aws_iam_policy", "seoul")
    read["policy"] = edited(read["policy"], Action="secretsmanager:*")


@violates(access.readers_read_one_secret, stack="secrets")
def the_reader_decrypts_anything(json: Json) -> None:
    read = first(json, "aws_iam_policy", "seoul")
    value = json_text.loads(read["policy"])
    value["Statement"][1].pop("Condition")
    read["policy"] = json_text.dumps(value)


PODS = {"Service": "pods.eks.amazonaws.com"}


@violates(access.pods_roles_trust_one_service_account, stack="access-seoul")
def every_service_account_is_trusted(json: Json) -> None:
    role = first(json, "aws_iam_role")
    role["assume_role_policy"] = role["assume_role_policy"].replace(
        "lionpay-grafana-cloud-reader", "*"
    )


@violates(access.pods_roles_trust_one_service_account, stack="access-seoul")
def every_audience_is_trusted(json: Json) -> None:
    role = first(json, "aws_iam_role")
    role["assume_role_policy"] = role["assume_role_policy"].replace(":aud", ":azp")


@violates(access.pods_roles_trust_one_service_account, stack="access-seoul")
def every_pod_is_trusted_by_pod_identity(json: Json) -> None:
    statement = {"Effect": "Allow", "Principal": PODS, "Action": "sts:AssumeRole"}
    first(json, "aws_iam_role")["assume_role_policy"] = json_text.dumps({"Statement": [statement]})


@violates(access.other_accounts_only_read_metrics, stack="cloudwatch-role")
def every_customer_of_grafana_gets_in(json: Json) -> None:
    role = first(json, "aws_iam_role")
    role["assume_role_policy"] = edited(role["assume_role_policy"], Condition=None)


@violates(access.other_accounts_only_read_metrics, stack="cloudwatch-role")
def any_external_id_will_do(json: Json) -> None:
    role = first(json, "aws_iam_role")
    anybody = {"StringLike": {"sts:ExternalId": "*"}}
    role["assume_role_policy"] = edited(role["assume_role_policy"], Condition=anybody)


@violates(access.other_accounts_only_read_metrics, stack="cloudwatch-role")
def a_second_account_is_trusted(json: Json) -> None:
    role = first(json, "aws_iam_role")
    both = {"AWS": [f"arn:aws:iam::{account}:root" for account in ("008923505280", "444455556666")]}
    role["assume_role_policy"] = edited(role["assume_role_policy"], Principal=both)


@violates(access.other_accounts_only_read_metrics, stack="cloudwatch-role")
def everybody_with_the_id_is_trusted(json: Json) -> None:
    role = first(json, "aws_iam_role")
    role["assume_role_policy"] = edited(role["assume_role_policy"], Principal="*")


@violates(access.other_accounts_only_read_metrics, stack="cloudwatch-role")
def grafana_deletes_alarms(json: Json) -> None:
    read = first(json, "aws_iam_role_policy")
    read["policy"] = edited(read["policy"], Action="cloudwatch:*")


@violates(access.other_accounts_only_read_metrics, stack="cloudwatch-role")
def grafana_reads_every_region(json: Json) -> None:
    read = first(json, "aws_iam_role_policy")
    read["policy"] = edited(read["policy"], Condition=None)


@violates(access.other_accounts_only_read_metrics, stack="cloudwatch-role")
def grafana_gets_a_policy_of_aws_beside_it(json: Json) -> None:
    role = first(json, "aws_iam_role_policy")["role"]
    arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
    json["resource"]["aws_iam_role_policy_attachment"] = {"x": {"role": role, "policy_arn": arn}}
