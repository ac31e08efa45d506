"""The scenario of a rehearsal, step by step, each on what the one before left standing."""

import shlex
import signal
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cluster.plan import cluster_plan
from commands.drift.model import Report as Drift
from commands.drift.page import text
from commands.rehearsal import plans
from commands.rehearsal.cluster_questions import cluster_differences, opened_by_cluster
from commands.rehearsal.emulator import Gate
from commands.rehearsal.environment import NAME, Tables, with_azs, write
from commands.rehearsal.questions import link_differences, network_differences
from commands.rehearsal.report import Report, expect_nothing
from commands.rehearsal.standing import Standing
from commands.rehearsal.terraform import Workspace
from network.plan import NetworkPlan
from settings import Environment, load_environment
from stacks.network import network_plan
from vocabulary import stacks
from vocabulary.outputs import NetworkOutput

DEPLOY = ("--auto-approve", "--skip-provider-lock", "--no-color")
DESTROY = (
    "--auto-approve",
    "--no-color",
    # What reads these stacks and was left out stands nowhere. With this flag cdktf 0.21 keeps no
    # order, and starts a stack again and again unless it goes one by one.
    "--ignore-missing-stack-dependencies",
    "--parallelism",
    "1",
)
TAGGED_ACTIONS = ("AllocateAddress", "CreateNatGateway", "CreateRouteTable", "CreateSubnet")
"""What adding a zone asks of AWS and leaves a tagged resource behind."""


SSH_ANYWHERE = {
    "IpProtocol": "tcp",
    "FromPort": 22,
    "ToPort": 22,
    "IpRanges": [{"CidrIp": "0.0.0.0/0"}],
}
"""A rule that no person should make by hand, and some will."""


@dataclass(frozen=True)
class Rehearsal:
    """Everything that the steps need. `hub` and `spoke` are keys of regions."""

    folder: Path
    workspace: Workspace
    gate: Gate
    report: Report
    hub: str
    spoke: str

    def environment(self) -> Environment:
        """The environment file as it is now."""
        return load_environment(str(self.folder / f"{NAME}.toml"))

    def plans(self) -> dict[str, NetworkPlan]:
        """What is meant to stand, by region."""
        environment = self.environment()
        found = {key: network_plan(environment, key) for key in environment.regions}
        return {key: plan for key, plan in found.items() if plan}

    def standing(self, region: str) -> Standing:
        """What stands in one of AWS's regions."""
        return Standing(self.gate.endpoint, region, NAME)

    def deploy(self, *names: str) -> None:
        """Deploys stacks with the real command; without names, all that can be rehearsed."""
        self.workspace.cdktf("deploy", *(names or self.workspace.stacks()), *DEPLOY)

    def expect_as_meant(self) -> None:
        """Asks AWS every question, about each region and about the links."""
        meant = self.plans()
        for key, plan in meant.items():
            told = self.workspace.outputs(stacks.network(key))
            standing = self.standing(plan.region)
            made = cluster_plan(self.environment(), key)
            opened: set[tuple[Any, ...]] = set()
            if made:
                cluster = self.workspace.outputs(stacks.cluster(key))
                opened = opened_by_cluster(made, cluster)
                expect_nothing(f"cluster {key}", cluster_differences(standing, made, told, cluster))
            expect_nothing(f"region {key}", network_differences(standing, plan, told, opened))
        for key, plan in meant.items():
            if key != self.hub:
                hub = meant[self.hub]
                ends = self.standing(hub.region), self.standing(plan.region)
                expect_nothing(f"link {self.hub}-{key}", link_differences(*ends, (hub, plan)))

    def expect_no_change(self) -> None:
        """Plans every stack again."""
        for stack in self.workspace.stacks():
            left = plans.actions(self.workspace.plan(stack))
            expect_nothing(f"second plan of {stack}", [f"{a}: {what}" for a, what in left.items()])


def deploy_from_nothing(rehearsal: Rehearsal) -> dict[str, dict[str, str]]:
    """Plans and deploys every stack; gives what the plans did to each address, by stack."""
    workspace, report = rehearsal.workspace, rehearsal.report
    planned: dict[str, dict[str, str]] = {}
    with report.step("synthesize and initialise every stack"):
        workspace.synth()
    for name, providers in workspace.left_out().items():
        report.console.print(
            f"        {name} is left out: there is no emulator for {', '.join(providers)}"
        )
    first = workspace.independent_stacks()
    rest = [name for name in workspace.stacks() if name not in first]
    with report.step(f"plan {', '.join(first)}"):
        planned |= {name: plans.actions(workspace.plan(name)) for name in first}
    with report.step("deploy them"):
        rehearsal.deploy(*first)
    with report.step(f"plan and deploy what reads them: {', '.join(rest)}"):
        for name in rest:
            workspace.terraform_run(name, "init")
            planned[name] = plans.actions(workspace.plan(name))
        rehearsal.deploy()
    with report.step("ask AWS whether what stands is what was meant"):
        rehearsal.expect_as_meant()
    with report.step("plan again: no change"):
        rehearsal.expect_no_change()
    return planned


def plant_faults(rehearsal: Rehearsal) -> None:
    """Breaks things behind Terraform's back: the questions and `make drift` must see each.

    A deploy mends what is Terraform's.
    """
    hub = rehearsal.plans()[rehearsal.hub]
    standing = rehearsal.standing(hub.region)
    stack = stacks.network(rehearsal.hub)
    with rehearsal.report.step(
        "three faults made by hand are seen, by make drift too, and mended by a deploy"
    ):
        told = rehearsal.workspace.outputs(stack)
        _misroute(standing, told)
        standing.ec2.authorize_security_group_egress(
            GroupId=told[NetworkOutput.NODE_SECURITY_GROUP_ID],
            IpPermissions=[SSH_ANYWHERE],
        )
        standing.ec2.modify_vpc_attribute(
            VpcId=told[NetworkOutput.VPC_ID], EnableDnsHostnames={"Value": False}
        )
        seen = network_differences(standing, hub, told)
        expect_nothing(
            "the questions",
            [f"they saw {len(seen)} of 3 faults: {seen}"] if len(seen) != 3 else [],
        )
        _expect_drift(rehearsal.workspace.drift(stack), told)
        # The rule was never Terraform's, so Terraform cannot know of it: a person takes it back.
        standing.ec2.revoke_security_group_egress(
            GroupId=told[NetworkOutput.NODE_SECURITY_GROUP_ID],
            IpPermissions=[SSH_ANYWHERE],
        )
        rehearsal.deploy(stack)
        rehearsal.expect_as_meant()
    with rehearsal.report.step("make drift: nothing is left of them"):
        left = rehearsal.workspace.drift(stack)
        expect_nothing("make drift", list(text(left)) if left.differs else [])


def _expect_drift(seen: Drift, told: dict[str, Any]) -> None:
    """All three faults by name: two that a deploy puts back, and the rule that it leaves."""
    (stack,) = seen.stacks
    kinds = sorted(change.address.partition(".")[0] for change in stack.put_back)
    group = told[NetworkOutput.NODE_SECURITY_GROUP_ID]
    rules = [line for line in stack.added if f"({group}): egress tcp 22, 0.0.0.0/0" in line]
    as_meant = kinds == ["aws_route", "aws_vpc"] and len(rules) == len(stack.added) == 1
    expect_nothing("make drift", [] if as_meant else list(text(seen)))


def _misroute(standing: Standing, told: dict[str, Any]) -> None:
    """Sends the first zone's traffic through the last zone's gateway, or nowhere."""
    table = min(told[NetworkOutput.PRIVATE_ROUTE_TABLE_IDS].items())[1]
    gateways = standing.live_nat_gateways(told[NetworkOutput.VPC_ID])
    by_az = {standing.az_of_subnet(g["SubnetId"]): g["NatGatewayId"] for g in gateways}
    default = {"RouteTableId": table, "DestinationCidrBlock": "0.0.0.0/0"}
    if len(by_az) > 1:
        standing.ec2.replace_route(**default, NatGatewayId=by_az[max(by_az)])
    else:
        standing.ec2.delete_route(**default)


def add_az(
    rehearsal: Rehearsal,
    tables: Tables,
    region: str,
    azs: tuple[str, ...],
    *,
    action: str,
    with_signal: signal.Signals,
) -> None:
    """Adds a zone, is stopped by a signal right after `action`, goes on, and replaces nothing.

    Terraform cancels the requests that are on their way when it is interrupted, so SIGINT can lose
    a resource as SIGKILL does. Either way `make orphans` names what was lost.
    """
    workspace, stack = rehearsal.workspace, stacks.network(region)
    write(with_azs(tables, region, azs), rehearsal.folder)
    with rehearsal.report.step(f"add {azs[-1]}: nothing is replaced or destroyed"):
        workspace.synth()
        _expect_only_additions(stack, plans.actions(workspace.plan(stack)))
    with rehearsal.report.step(f"stop the apply right after {action} ({with_signal.name})"):
        code = workspace.interrupted_apply(stack, rehearsal.gate, action, with_signal)
        expect_nothing("the apply", ["it ended well, so it was not stopped"] if code == 0 else [])
    with rehearsal.report.step("make orphans names what was lost; import it as told"):
        printed = workspace.orphans()
        commands = import_commands(printed)
        if with_signal == signal.SIGKILL and not commands:
            expect_nothing("make orphans", ["it named no import command:", printed])
        for command in commands:
            workspace.terraform_run(stack, *command)
    with rehearsal.report.step("deploy again: exactly what was meant, and nothing lost"):
        rehearsal.deploy()
        rehearsal.expect_as_meant()
        rehearsal.expect_no_change()
        left = import_commands(workspace.orphans())
        expect_nothing("make orphans", [shlex.join(command) for command in left])


def import_commands(printed: str) -> list[list[str]]:
    """The arguments of Terraform's import commands that `make orphans` printed."""
    lines = (shlex.split(line) for line in printed.splitlines() if " import " in line)
    return [line[line.index("import") :] for line in lines]


def lose_gateway(rehearsal: Rehearsal) -> None:
    """Loses a NAT gateway: a deploy makes another one, on the same public address."""
    workspace, stack = rehearsal.workspace, stacks.network(rehearsal.hub)
    with rehearsal.report.step("lose a NAT gateway: a deploy brings it back on its address"):
        told = workspace.outputs(stack)
        standing = rehearsal.standing(rehearsal.plans()[rehearsal.hub].region)
        gateway = standing.live_nat_gateways(told[NetworkOutput.VPC_ID])[0]
        standing.ec2.delete_nat_gateway(NatGatewayId=gateway["NatGatewayId"])
        for address in gateway["NatGatewayAddresses"]:
            # AWS does this when it deletes a gateway; moto 5.2 does not.
            standing.ec2.disassociate_address(PublicIp=address["PublicIp"])
        rehearsal.deploy(stack)
        before = told[NetworkOutput.EGRESS_ADDRESSES]
        after = workspace.outputs(stack)[NetworkOutput.EGRESS_ADDRESSES]
        expect_nothing("egress addresses", [f"{before} became {after}"] if before != after else [])
        rehearsal.expect_as_meant()


def destroy(rehearsal: Rehearsal) -> None:
    """Destroys every stack: nothing of ours is left."""
    with rehearsal.report.step("destroy everything: nothing is left"):
        for plan in rehearsal.plans().values():
            standing = rehearsal.standing(plan.region)
            standing.complete_gateway_endpoints(standing.named("vpcs", plan.name)[0]["VpcId"])
        last = rehearsal.workspace.independent_stacks()
        first = [name for name in rehearsal.workspace.stacks() if name not in last]
        rehearsal.workspace.cdktf("destroy", *first, *last, *DESTROY)
        printed = rehearsal.workspace.orphans()
        expect_nothing("after destroy", [line for line in printed.splitlines() if "(" in line])
        for plan in rehearsal.plans().values():
            left = rehearsal.standing(plan.region).named("vpcs", plan.name)
            expect_nothing("after destroy", [vpc["VpcId"] for vpc in left])


def _expect_only_additions(stack: str, actions: dict[str, str]) -> None:
    wrong = [f"{a}: {what}" for a, what in actions.items() if what not in ("create", "update")]
    expect_nothing(f"plan of {stack}", wrong)
