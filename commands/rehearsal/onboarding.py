"""A third region joins the environment and leaves it again; nothing of the others is touched.

Its block asks for an EKS cluster of its own, so that everything of an empty account is made.
"""

import copy
from collections.abc import Mapping
from typing import Any

from cluster.plan import cluster_plan
from commands.rehearsal import plans
from commands.rehearsal.cluster_questions import cluster_differences
from commands.rehearsal.environment import Tables, write
from commands.rehearsal.report import expect_nothing
from commands.rehearsal.scenario import DEPLOY, DESTROY, Rehearsal
from commands.rehearsal.tokens import expect_access_as_meant
from settings import Environment
from vocabulary import stacks
from vocabulary.outputs import ClusterOutput, NetworkOutput

REGION = "singapore"

STRANGER = "arn:aws:iam::123456789012:role/stranger"

BLOCK: Tables = {
    "aws_region": "ap-southeast-1",
    "role": "spoke",
    "network": {
        "cidr": "10.230.0.0/16",
        "azs": ["ap-southeast-1a", "ap-southeast-1b"],
        "single_nat_gateway": True,
    },
    "cluster": {
        "create": {
            "kubernetes_version": "1.33",
            "private_access_cidrs": ["10.230.128.0/17"],
            "access_entries": {
                "deploy": {
                    "principal_arn": "arn:aws:iam::123456789012:role/deploy",
                    "policy": "AmazonEKSClusterAdminPolicy",
                },
                "payments": {
                    "principal_arn": "arn:aws:iam::123456789012:role/payments",
                    "policy": "AmazonEKSEditPolicy",
                    "namespaces": ["payments"],
                },
            },
            "deletion_protection": False,
        }
    },
}
"""All that a person writes to have a region more; what is destroyed at the end is not protected."""

SHARED: Mapping[str, tuple[str, str]] = {
    stacks.SECRETS: ("create", "delete"),
    stacks.LINK: ("create", "delete"),
    stacks.CLOUDWATCH_ROLE: ("update", "update"),
}
"""Stacks of AWS alone that hold something of every region, with all that a plan of them does when
one joins, and when it leaves: Grafana's role names the regions that it reads. Most read the
networks' states, so they can be planned only when a further region's network stands."""

ONE = ("--ignore-missing-stack-dependencies", "--skip-synth")
"""As `make deploy STACK=...` does; what is synthesized already is not synthesized anew."""


def onboard(rehearsal: Rehearsal, tables: Tables) -> None:
    """Adds the region by one block, and deploys it stack by stack."""
    report, workspace = rehearsal.report, rehearsal.workspace
    before = workspace.stacks()
    added = copy.deepcopy(tables)
    added["regions"][REGION] = BLOCK
    with report.step(f"add {REGION} by one block: the plans of the other regions are empty"):
        write(added, rehearsal.folder)
        workspace.cdktf("synth")
        for name in before:
            if name not in SHARED:
                _expect(rehearsal, name)
    stages = _stages(rehearsal)
    with report.step(f"deploy it in stages: {', '.join(stages)}; what is shared only grows"):
        for name in stages:
            if name in SHARED:
                _expect(rehearsal, name, only=SHARED[name][0])
            workspace.cdktf("deploy", name, *DEPLOY, *ONE)
    with report.step("ask AWS whether network, cluster, secrets and readers are what was meant"):
        rehearsal.expect_as_meant()
        expect_access_as_meant(rehearsal, rehearsal.environment())
    with report.step("plan these stages again: no change"):
        for name in stages:
            _expect(rehearsal, name)
    _plant_faults(rehearsal)


def offboard(rehearsal: Rehearsal, tables: Tables) -> None:
    """Takes the region out again, in the order in which it is held."""
    report, workspace = rehearsal.report, rehearsal.workspace
    leaving = copy.deepcopy(tables)
    leaving["regions"][REGION] = {**BLOCK, "leaving": True}
    own = [name for name in reversed(_stages(rehearsal)) if name not in SHARED]
    reader, *rest = own
    with report.step(f"{REGION} leaves: shared stacks let go, then its own are destroyed"):
        write(leaving, rehearsal.folder)
        workspace.cdktf("synth")
        workspace.cdktf("destroy", reader, *DESTROY, "--skip-synth")
        for name in (name for name in SHARED if name in workspace.stacks()):
            _expect(rehearsal, name, only=SHARED[name][1])
            workspace.cdktf("deploy", name, *DEPLOY, *ONE)
        for name in rest:
            workspace.cdktf("destroy", name, *DESTROY, "--skip-synth")
    with report.step("take its block out: no other region has changed, and nothing is left of it"):
        printed = workspace.orphans()
        write(tables, rehearsal.folder)
        workspace.cdktf("synth")
        rehearsal.expect_no_change()
        expect_nothing("make orphans", [line for line in printed.splitlines() if "(" in line])
        left = rehearsal.standing(BLOCK["aws_region"]).eks.list_clusters()["clusters"]
        expect_nothing("clusters", left)


def _stages(rehearsal: Rehearsal) -> list[str]:
    """The stacks that a further region changes, in the order in which they are deployed."""
    order = [
        stacks.network(REGION),
        stacks.cluster(REGION),
        *SHARED,
        stacks.access(REGION),
    ]
    return [name for name in order if name in rehearsal.workspace.stacks()]


def _expect(rehearsal: Rehearsal, stack: str, *, only: str | None = None) -> None:
    """A plan of a stack that does nothing, or this one thing to whatever it touches."""
    planned = plans.actions(rehearsal.workspace.plan(stack))
    wrong = [f"{address}: {what}" for address, what in planned.items() if what != only]
    expect_nothing(f"plan of {stack}", wrong)


def _plant_faults(rehearsal: Rehearsal) -> None:
    """Opens a cluster behind Terraform's back: the questions see it, and a deploy mends it."""
    environment: Environment = rehearsal.environment()
    plan = cluster_plan(environment, REGION)
    if plan is None:
        return
    workspace, stack = rehearsal.workspace, stacks.cluster(REGION)
    standing = rehearsal.standing(plan.region)
    with rehearsal.report.step("three faults made by hand in the cluster are seen, and mended"):
        network, told = workspace.outputs(stacks.network(REGION)), workspace.outputs(stack)
        standing.eks.update_cluster_config(
            name=plan.cluster, resourcesVpcConfig={"endpointPublicAccess": True}
        )
        standing.eks.create_access_entry(clusterName=plan.cluster, principalArn=STRANGER)
        rule: dict[str, Any] = {
            "IpProtocol": "tcp",
            "FromPort": 443,
            "ToPort": 443,
            "UserIdGroupPairs": [{"GroupId": network[NetworkOutput.NODE_SECURITY_GROUP_ID]}],
        }
        standing.ec2.revoke_security_group_ingress(
            GroupId=told[ClusterOutput.CONTROL_PLANE_SECURITY_GROUP_ID], IpPermissions=[rule]
        )
        seen = cluster_differences(standing, plan, network, told)
        wrong = [f"they saw {len(seen)} of 3 faults: {seen}"] if len(seen) != 3 else []
        expect_nothing("the questions", wrong)
        # The entry was never Terraform's, so Terraform cannot know of it: a person takes it back.
        standing.eks.delete_access_entry(clusterName=plan.cluster, principalArn=STRANGER)
        workspace.cdktf("deploy", stack, *DEPLOY, *ONE)
        expect_nothing("the cluster", cluster_differences(standing, plan, network, told))
