"""Policy documents as data: asked like IAM asks them, for a caller and an action."""

import json
from fnmatch import fnmatchcase
from typing import Any

import pytest

from access.documents import (
    reads_one_secret,
    secret_policy,
    secrets_key_policy,
    trusts_pods,
    trusts_service_account,
)
from access.plan import ServiceAccount

ACCOUNT = "111122223333"
ROOT = f"arn:aws:iam::{ACCOUNT}:root"
READER = f"arn:aws:iam::{ACCOUNT}:role/lionpay-prod-tokyo-token-reader"
ADMINISTRATOR = f"arn:aws:iam::{ACCOUNT}:role/aws-reserved/platform"
STRANGER = f"arn:aws:iam::{ACCOUNT}:role/somebody"
OTHER_ACCOUNT = "arn:aws:iam::444455556666:role/somebody"

GET, PUT = "secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue"
MEND = "secretsmanager:PutResourcePolicy"


def statements(document: str) -> list[dict[str, Any]]:
    return json.loads(document)["Statement"]


def as_list(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else value


def holds(condition: dict[str, dict[str, Any]], context: dict[str, str]) -> bool:
    """Whether a condition holds, for the operators that the documents use."""
    for operator, keys in condition.items():
        for key, wanted in keys.items():
            given = context.get(key)
            one_of = any(
                given is not None and fnmatchcase(given, pattern) for pattern in as_list(wanted)
            )
            match operator:
                case "StringEquals" | "ArnEquals":
                    fits = one_of
                case "StringNotEquals" | "ArnNotEquals":
                    fits = not one_of
                case "BoolIfExists":
                    fits = given is None or one_of
                case _:
                    raise AssertionError(operator)
            if not fits:
                return False
    return True


def denied(policy: str, action: str, principal: str, *, service: str = "false") -> bool:
    """Whether a secret's policy denies an action to a principal."""
    context = {
        "aws:PrincipalArn": principal,
        "aws:PrincipalAccount": principal.split(":")[4],
        "aws:PrincipalIsAWSService": service,
    }
    return any(
        any(fnmatchcase(action, pattern) for pattern in s["Action"])
        and holds(s["Condition"], context)
        for s in statements(policy)
    )


@pytest.mark.parametrize(
    ("action", "principal", "expected"),
    [
        (GET, READER, False),
        (GET, ADMINISTRATOR, False),
        (GET, ROOT, False),
        (GET, STRANGER, True),
        (GET, OTHER_ACCOUNT, True),
        (PUT, READER, True),
        (PUT, ADMINISTRATOR, False),
        (PUT, ROOT, False),
        (PUT, STRANGER, True),
        (MEND, STRANGER, False),
        (MEND, OTHER_ACCOUNT, True),
    ],
)
def test_with_administrators_only_they_and_the_reader_get_the_value(
    action: str, principal: str, expected: bool
) -> None:
    policy = secret_policy(ACCOUNT, READER, [ADMINISTRATOR])
    assert denied(policy, action, principal) == expected


@pytest.mark.parametrize(
    ("action", "principal", "expected"),
    [
        (GET, READER, False),
        (GET, STRANGER, False),  # IAM decides
        (PUT, READER, True),
        (PUT, STRANGER, False),  # IAM decides
        (GET, OTHER_ACCOUNT, True),
        (PUT, OTHER_ACCOUNT, True),
    ],
)
def test_without_administrators_strangers_stay_out_and_the_reader_only_reads(
    action: str, principal: str, expected: bool
) -> None:
    assert denied(secret_policy(ACCOUNT, READER, []), action, principal) == expected


def test_replication_by_aws_itself_is_never_denied() -> None:
    policy = secret_policy(ACCOUNT, READER, [ADMINISTRATOR])
    assert not denied(policy, GET, OTHER_ACCOUNT, service="true")


def test_a_list_of_wrong_administrators_can_be_mended() -> None:
    policy = secret_policy(ACCOUNT, None, [ADMINISTRATOR])
    assert denied(policy, PUT, STRANGER)
    assert not denied(policy, MEND, STRANGER)
    assert not denied(policy, "secretsmanager:DeleteSecret", STRANGER)


def test_a_secret_policy_gives_nothing() -> None:
    for administrators in ([], [ADMINISTRATOR]):
        policy = secret_policy(ACCOUNT, READER, administrators)
        assert {s["Effect"] for s in statements(policy)} == {"Deny"}


def test_nobody_uses_the_key_but_through_secrets_manager() -> None:
    administers, uses = statements(secrets_key_policy(ACCOUNT, ["x-1", "x-2"]))
    cryptographic = ("Decrypt", "Encrypt", "GenerateDataKey", "ReEncryptFrom", "CreateGrant")
    for action in cryptographic:
        patterns = administers["Action"]
        assert not any(fnmatchcase(f"kms:{action}", pattern) for pattern in patterns)
    assert "kms:PutKeyPolicy" in administers["Action"]
    assert uses["Condition"]["StringEquals"] == {
        "kms:CallerAccount": ACCOUNT,
        "kms:ViaService": ["secretsmanager.x-1.amazonaws.com", "secretsmanager.x-2.amazonaws.com"],
    }
    assert {s["Principal"]["AWS"] for s in (administers, uses)} == {ROOT}


def test_the_reader_reads_one_secret_in_one_region() -> None:
    primary = "arn:aws:secretsmanager:x-2:111122223333:secret:lionpay/prod/tokyo/a-AbCdEf"
    replica = primary.replace("x-2", "x-1")
    key = "arn:aws:kms:x-1:111122223333:key/1"
    document = reads_one_secret(
        secret_arns=[replica, primary], read_arn=replica, key_arn=key, aws_region="x-1"
    )
    reads, decrypts = statements(document)
    assert reads["Resource"] == replica
    assert reads["Action"] == ["secretsmanager:DescribeSecret", GET]
    assert (decrypts["Action"], decrypts["Resource"]) == ("kms:Decrypt", key)
    assert decrypts["Condition"]["StringEquals"] == {
        "kms:EncryptionContext:SecretARN": [replica, primary],
        "kms:ViaService": "secretsmanager.x-1.amazonaws.com",
    }


def test_irsa_trusts_one_service_account_of_one_cluster() -> None:
    document = trusts_service_account(
        provider_arn="arn:provider",
        issuer="oidc.example/id/1",
        service_account=ServiceAccount("monitoring", "reader"),
    )
    (statement,) = statements(document)
    assert statement["Principal"] == {"Federated": "arn:provider"}
    assert statement["Condition"] == {
        "StringEquals": {
            "oidc.example/id/1:aud": "sts.amazonaws.com",
            "oidc.example/id/1:sub": "system:serviceaccount:monitoring:reader",
        }
    }


def test_pod_identity_trusts_one_service_account_of_one_cluster() -> None:
    document = trusts_pods(
        account_id=ACCOUNT,
        cluster_arn="arn:cluster",
        service_account=ServiceAccount("es", "reader"),
    )
    (statement,) = statements(document)
    assert statement["Principal"] == {"Service": "pods.eks.amazonaws.com"}
    assert statement["Action"] == ["sts:AssumeRole", "sts:TagSession"]
    assert statement["Condition"]["ArnEquals"] == {"aws:SourceArn": "arn:cluster"}
    assert statement["Condition"]["StringEquals"] == {
        "aws:RequestTag/kubernetes-namespace": "es",
        "aws:RequestTag/kubernetes-service-account": "reader",
        "aws:SourceAccount": ACCOUNT,
    }
