"""What may talk to what: the nodes' security group and the optional network ACLs."""

from constructs.vpc import RegionVpc
from network.plan import NetworkPlan
from providers import aws
from providers.core import Construct


class NodeSecurityGroup(Construct):
    """The group of the cluster's nodes: each other, HTTPS to the internet, and listed places.

    Security groups add up: a node that also carries another group may do what either allows.
    """

    def __init__(self, scope: Construct, id: str, *, plan: NetworkPlan, vpc: RegionVpc) -> None:
        super().__init__(scope, id)
        name = f"{plan.name}-nodes"
        self.group = aws.SecurityGroup(
            self,
            "group",
            name=name,
            description="Kubernetes nodes of Lionpay",
            vpc_id=vpc.vpc.id,
            tags={"Name": name},
        )
        aws.VpcSecurityGroupIngressRule(
            self,
            "from-nodes",
            security_group_id=self.group.id,
            ip_protocol="-1",
            referenced_security_group_id=self.group.id,
            tags={"Name": f"{name}-from-nodes"},
        )
        aws.VpcSecurityGroupEgressRule(
            self,
            "to-nodes",
            security_group_id=self.group.id,
            ip_protocol="-1",
            referenced_security_group_id=self.group.id,
            tags={"Name": f"{name}-to-nodes"},
        )
        for rule in plan.node_egress:
            aws.VpcSecurityGroupEgressRule(
                self,
                rule.name,
                security_group_id=self.group.id,
                # A rule to a group has its Name tag alone: it says as much.
                description=rule.description if rule.cidr else None,
                ip_protocol=rule.protocol,
                from_port=rule.ports[0],
                to_port=rule.ports[1],
                cidr_ipv4=str(rule.cidr) if rule.cidr else None,
                referenced_security_group_id=rule.security_group_id,
                tags={"Name": f"{name}-{rule.name}"},
            )


class NetworkAcls(Construct):
    """A network ACL for the private subnets and one for the public ones."""

    def __init__(self, scope: Construct, id: str, *, plan: NetworkPlan, vpc: RegionVpc) -> None:
        super().__init__(scope, id)
        subnets = {"private": vpc.private_subnets, "public": vpc.public_subnets}
        for tier, rules in plan.acls.items():
            aws.NetworkAcl(
                self,
                tier,
                vpc_id=vpc.vpc.id,
                subnet_ids=[subnet.id for subnet in subnets[tier].values()],
                ingress=[
                    aws.NetworkAclIngress(
                        rule_no=rule.number,
                        action="allow",
                        protocol=rule.protocol,
                        from_port=rule.ports[0],
                        to_port=rule.ports[1],
                        cidr_block=str(rule.cidr),
                    )
                    for rule in rules
                    if rule.direction == "ingress"
                ],
                egress=[
                    aws.NetworkAclEgress(
                        rule_no=rule.number,
                        action="allow",
                        protocol=rule.protocol,
                        from_port=rule.ports[0],
                        to_port=rule.ports[1],
                        cidr_block=str(rule.cidr),
                    )
                    for rule in rules
                    if rule.direction == "egress"
                ],
                tags={"Name": f"{plan.name}-{tier}"},
            )
