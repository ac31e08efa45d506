"""Policies on encryption, logging and state."""

from collections.abc import Iterator

from policies.policy import Stacks, Violation, policy
from policies.synthesized import Synthesized, as_list, referenced

ENCRYPTED_BY = {
    "aws_cloudwatch_log_group": "kms_key_id",
    "aws_sns_topic": "kms_master_key_id",
}
"""The argument that names the KMS key of each type of resource that keeps data."""

CLOSED = (
    "block_public_acls",
    "block_public_policy",
    "ignore_public_acls",
    "restrict_public_buckets",
)
"""What closes a bucket to the public; all four."""


@policy(
    "every VPC keeps flow logs",
    fix="Keep an aws_flow_log for each aws_vpc.",
)
def vpcs_keep_flow_logs(stacks: Stacks) -> Iterator[Violation]:
    for stack in stacks:
        logged = {referenced(r.body.get("vpc_id")) for r in stack.resources("aws_flow_log")}
        for vpc in stack.resources("aws_vpc"):
            if vpc.address not in logged:
                yield Violation(stack.name, vpc.label, "It has no flow log.")


@policy(
    "what keeps data is encrypted with a KMS key of ours",
    fix="Name the key of the region's network (constructs/encryption.py).",
)
def data_is_encrypted(stacks: Stacks) -> Iterator[Violation]:
    for stack in stacks:
        keys = {r.address for r in stack.resources("aws_kms_key")}
        for resource in stack.resources(*ENCRYPTED_BY):
            if referenced(resource.body.get(ENCRYPTED_BY[resource.type])) not in keys:
                yield Violation(stack.name, resource.label, "No KMS key of ours encrypts it.")
        encrypted = set(_buckets_with_kms(stack, keys))
        closed = {
            referenced(r.body.get("bucket"))
            for r in stack.resources("aws_s3_bucket_public_access_block")
            if all(r.body.get(key) for key in CLOSED)
        }
        for bucket in stack.resources("aws_s3_bucket"):
            if bucket.address not in encrypted:
                yield Violation(stack.name, bucket.label, "No KMS key of ours encrypts it.")
            if bucket.address not in closed:
                yield Violation(stack.name, bucket.label, "It is not closed to the public.")


@policy(
    "KMS keys rotate",
    fix="Set enable_key_rotation.",
)
def keys_rotate(stacks: Stacks) -> Iterator[Violation]:
    for stack in stacks:
        for key in stack.resources("aws_kms_key"):
            if key.body.get("enable_key_rotation") is not True:
                yield Violation(stack.name, key.label, "It does not rotate.")


@policy(
    "state in S3 is encrypted with a KMS key and locked",
    fix="Set encrypt, kms_key_id and use_lockfile on the backend.",
)
def s3_state_is_guarded(stacks: Stacks) -> Iterator[Violation]:
    for stack in stacks:
        for backend in as_list(stack.json["terraform"].get("backend", {}).get("s3")):
            for key in ("encrypt", "kms_key_id", "use_lockfile"):
                if not backend.get(key):
                    yield Violation(stack.name, f"terraform.backend.s3.{key}", "It is not set.")


def _buckets_with_kms(stack: Synthesized, keys: set[str]) -> Iterator[str | None]:
    for resource in stack.resources("aws_s3_bucket_server_side_encryption_configuration"):
        for rule in as_list(resource.body.get("rule")):
            for default in as_list(rule.get("apply_server_side_encryption_by_default")):
                if (
                    default.get("sse_algorithm") == "aws:kms"
                    and referenced(default.get("kms_master_key_id")) in keys
                ):
                    yield referenced(resource.body.get("bucket"))
