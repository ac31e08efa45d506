"""The control plane's security group, and what it and the nodes open to each other."""

from cluster.plan import ClusterPlan
from cluster.rules import Rule
from providers import aws
from providers.core import Construct, ITerraformDependable


class ClusterSecurity(Construct):
    """The group of the control plane's network interfaces, with rules of both sides.

    EKS adds a group of its own to those interfaces. It is on no node, because the nodes' launch
    template names theirs; what the nodes let in is therefore what stands here and in the network.

    node_group_id: the nodes' security group.
    """

    def __init__(
        self, scope: Construct, id: str, *, plan: ClusterPlan, vpc_id: str, node_group_id: str
    ) -> None:
        super().__init__(scope, id)
        self._name = f"{plan.name}-control-plane"
        self.group = aws.SecurityGroup(
            self,
            "group",
            name=self._name,
            description="Control plane of Lionpay's cluster",
            vpc_id=vpc_id,
            tags={"Name": self._name},
        )
        sides = {"control-plane": self.group.id, "nodes": node_group_id}
        others = {"control-plane": node_group_id, "nodes": self.group.id}
        self.rules = [self._rule(rule, sides[rule.side], others[rule.side]) for rule in plan.rules]

    def _rule(self, rule: Rule, own: str, other: str) -> ITerraformDependable:
        kind = (
            aws.VpcSecurityGroupIngressRule
            if rule.direction == "ingress"
            else aws.VpcSecurityGroupEgressRule
        )
        return kind(
            self,
            rule.name,
            security_group_id=own,
            # A rule to a group has its Name tag alone: it says as much.
            description="API server from a named range" if rule.cidr else None,
            ip_protocol="tcp",
            from_port=rule.port,
            to_port=rule.port,
            cidr_ipv4=str(rule.cidr) if rule.cidr else None,
            referenced_security_group_id=None if rule.cidr else other,
            tags={"Name": f"{self._name}-{rule.name}"},
        )
