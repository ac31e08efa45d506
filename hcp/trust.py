"""Whom the roles of runs trust: named workspaces of one project, in one phase."""

from hcp.duties import RunnerRole
from settings.hcp import HcpState
from vocabulary.iam import document

AUDIENCE = "aws.workload.identity"
"""The audience of the identity that HCP Terraform gives a run for AWS."""


def trusts_runs(role: RunnerRole, state: HcpState, provider_arn: str) -> str:
    """A role that just the runs of its workspaces take on, in its phase.

    provider_arn: of the IAM OIDC provider of HCP Terraform's hostname.
    Source: https://developer.hashicorp.com/terraform/cloud-docs/workspaces/dynamic-provider-credentials/aws-configuration
    """
    equal = {
        f"{state.hostname}:aud": AUDIENCE,
        f"{state.hostname}:sub": list(subjects(role, state)),
    }
    statement = {
        "Sid": "NamedWorkspaces",
        "Effect": "Allow",
        "Principal": {"Federated": provider_arn},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": {"StringEquals": equal},
    }
    return document(statement)


def subjects(role: RunnerRole, state: HcpState) -> tuple[str, ...]:
    """How HCP Terraform calls those runs, in full: no pattern, which could match others."""
    return tuple(
        f"organization:{state.organization}:project:{state.project}:workspace:{workspace}"
        f":run_phase:{role.phase}"
        for workspace in role.workspaces
    )
