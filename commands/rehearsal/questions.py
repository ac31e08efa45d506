"""Asks the emulated AWS whether what stands there is what was meant, and nothing else.

Every question gives the differences it found, in words; none means that all is as planned. What
was meant comes from the plan (`network.plan`), what stands there from boto3.
"""

from collections.abc import Iterator, Set
from typing import Any

from commands.rehearsal.standing import Standing, tagged, where
from network.plan import NetworkPlan
from settings.addressing import Tier
from vocabulary.tags import PROJECT


def network_differences(
    standing: Standing,
    plan: NetworkPlan,
    told: dict[str, Any],
    opened: Set[tuple[Any, ...]] = frozenset(),
) -> list[str]:
    """Every difference between a region and its plan; `told` are the stack's outputs.

    opened: what a cluster of ours adds to what the nodes let in: protocol, ports and group.
    """
    vpcs = standing.named("vpcs", plan.name)
    if len(vpcs) != 1:
        return [f"{len(vpcs)} VPCs are called {plan.name}"]
    vpc_id: str = vpcs[0]["VpcId"]
    return [
        *vpc(standing, plan, vpc_id),
        *subnets(standing, plan, vpc_id),
        *routes(standing, plan, vpc_id),
        *nat_gateways(standing, plan, vpc_id, told),
        *security_groups(standing, plan, vpc_id, opened),
        *endpoints(standing, plan, vpc_id),
        *flow_logs(standing, plan, vpc_id),
        *alarms(standing, plan),
        *acls(standing, plan, vpc_id),
    ]


def vpc(standing: Standing, plan: NetworkPlan, vpc_id: str) -> Iterator[str]:
    found = standing.ec2.describe_vpcs(VpcIds=[vpc_id])["Vpcs"][0]
    if found["CidrBlock"] != str(plan.network.cidr):
        yield f"the VPC has {found['CidrBlock']}, not {plan.network.cidr}"
    for attribute, key in (
        ("enableDnsSupport", "EnableDnsSupport"),
        ("enableDnsHostnames", "EnableDnsHostnames"),
    ):
        answer = standing.ec2.describe_vpc_attribute(VpcId=vpc_id, Attribute=attribute)
        if not answer[key]["Value"]:
            yield f"{attribute} is off"


def subnets(standing: Standing, plan: NetworkPlan, vpc_id: str) -> Iterator[str]:
    found = {
        (s["AvailabilityZone"], s["CidrBlock"], standing.tags(s).get("Name", ""))
        for s in standing.of_vpc("subnets", vpc_id)
    }
    meant = {(s.az, str(s.cidr), f"{plan.name}-{s.tier}-{s.az}") for s in plan.subnets}
    yield from difference("subnet", found, meant)
    for subnet in standing.of_vpc("subnets", vpc_id):
        tags = standing.tags(subnet)
        if subnet["MapPublicIpOnLaunch"]:
            yield f"{tags.get('Name')} gives out public addresses"
        for tier, wanted in plan.subnet_tags.items():
            if f"-{tier}-" in tags.get("Name", "") and not wanted.items() <= tags.items():
                yield f"{tags['Name']} lacks tags of {wanted}"


def routes(standing: Standing, plan: NetworkPlan, vpc_id: str) -> Iterator[str]:
    """The default route of every subnet, by its route table."""
    gateway_az = {
        g["NatGatewayId"]: standing.az_of_subnet(g["SubnetId"])
        for g in standing.live_nat_gateways(vpc_id)
    }
    meant: dict[tuple[Tier, str], str | None] = {
        **{("private", s.az): plan.gateway_of.get(s.az) for s in plan.tier("private")},
        **{("public", s.az): "internet" for s in plan.tier("public")},
        **{("intra", s.az): None for s in plan.tier("intra")},
    }
    names = {f"{plan.name}-{tier}-{az}": (tier, az, target) for (tier, az), target in meant.items()}
    for subnet in standing.of_vpc("subnets", vpc_id):
        name = standing.tags(subnet).get("Name", "")
        if name not in names:
            continue
        _, _, target = names[name]
        route = standing.default_route(vpc_id, subnet["SubnetId"])
        found = None
        if route:
            found = gateway_az.get(route.get("NatGatewayId", ""))
            if route.get("GatewayId", "").startswith("igw-"):
                found = "internet"
        if found != target:
            yield f"{name} goes out by {found}, not {target}"


def nat_gateways(
    standing: Standing, plan: NetworkPlan, vpc_id: str, told: dict[str, Any]
) -> Iterator[str]:
    live = standing.live_nat_gateways(vpc_id)
    found = sorted(standing.az_of_subnet(g["SubnetId"]) for g in live)
    meant = sorted(gateway.az for gateway in plan.gateways)
    if found != meant:
        yield f"NAT gateways stand in {found}, not {meant}"
    addresses = sorted(a["PublicIp"] for g in live for a in g["NatGatewayAddresses"])
    if len(set(addresses)) != len(meant):
        yield f"NAT gateways share addresses: {addresses}"
    if addresses != sorted(told["egress_addresses"]):
        yield f"the stack tells {told['egress_addresses']}, the gateways have {addresses}"
    ours = tagged(Project=PROJECT, Environment=standing.environment)
    held = standing.ec2.describe_addresses(Filters=ours)["Addresses"]
    spare = [address for address in held if "AssociationId" not in address]
    if spare:
        yield f"{len(spare)} Elastic IPs are paid for and unused"


def security_groups(
    standing: Standing, plan: NetworkPlan, vpc_id: str, opened: Set[tuple[Any, ...]]
) -> Iterator[str]:
    groups = {g["GroupName"]: g for g in standing.of_vpc("security_groups", vpc_id)}
    default = groups["default"]
    if default["IpPermissions"] or default["IpPermissionsEgress"]:
        yield "the default security group has rules"
    nodes = groups[f"{plan.name}-nodes"]
    own = nodes["GroupId"]
    meant = {("-1", None, own)} | {
        (r.protocol, r.ports, str(r.cidr) if r.cidr else r.security_group_id)
        for r in plan.node_egress
    }
    yield from difference("egress rule", permissions(nodes["IpPermissionsEgress"]), meant)
    yield from difference(
        "ingress rule", permissions(nodes["IpPermissions"]), {("-1", None, own), *opened}
    )


def endpoints(standing: Standing, plan: NetworkPlan, vpc_id: str) -> Iterator[str]:
    live = [
        e for e in standing.of_vpc("vpc_endpoints", vpc_id) if e["State"].lower() == "available"
    ]
    found = {(e["VpcEndpointType"], e["ServiceName"]) for e in live}
    prefix = f"com.amazonaws.{plan.region}"
    meant = {("Interface", f"{prefix}.{service}") for service in plan.network.interface_endpoints}
    if plan.network.enable_s3_endpoint:
        meant.add(("Gateway", f"{prefix}.s3"))
    yield from difference("endpoint", found, meant)
    private = len(plan.tier("private"))
    for endpoint in live:
        name = endpoint["ServiceName"]
        if endpoint["VpcEndpointType"] == "Interface" and not endpoint["PrivateDnsEnabled"]:
            yield f"{name} has no private DNS"
        if endpoint["VpcEndpointType"] == "Interface" and len(endpoint["SubnetIds"]) != private:
            yield f"{name} is in {len(endpoint['SubnetIds'])} of {private} private subnets"
        if (
            endpoint["VpcEndpointType"] == "Gateway"
            and len(endpoint["RouteTableIds"]) != private + 1
        ):
            yield f"{name} is in {len(endpoint['RouteTableIds'])} route tables"


def flow_logs(standing: Standing, plan: NetworkPlan, vpc_id: str) -> Iterator[str]:
    found = standing.ec2.describe_flow_logs(Filters=where("resource-id", vpc_id))["FlowLogs"]
    options = plan.network.flow_log
    meant = [(options.destination_type, options.traffic_type, options.max_aggregation_interval)]
    kinds = [
        (f["LogDestinationType"], f["TrafficType"], f["MaxAggregationInterval"]) for f in found
    ]
    if kinds != meant:
        yield f"flow logs are {kinds}, not {meant}"
    if options.destination_type == "s3":
        for log in found:
            bucket = log["LogDestination"].rpartition(":")[2]
            rule = standing.s3.get_bucket_encryption(Bucket=bucket)
            default = rule["ServerSideEncryptionConfiguration"]["Rules"][0]
            algorithm = default["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"]
            if algorithm != "aws:kms":
                yield f"flow logs in {bucket} are encrypted by {algorithm}"
        return
    name = plan.flow_log_group_name
    groups = standing.logs.describe_log_groups(logGroupNamePrefix=name)["logGroups"]
    described = [(g.get("retentionInDays"), bool(g.get("kmsKeyId"))) for g in groups]
    if described != [(options.retention_in_days, True)]:
        yield f"log groups are (days, encrypted) {described}"


def alarms(standing: Standing, plan: NetworkPlan) -> Iterator[str]:
    found = standing.cloudwatch.describe_alarms(AlarmNamePrefix=f"{plan.name}-nat-")["MetricAlarms"]
    meant = {f"{plan.name}-nat-{a.name}-{g.az}" for a in plan.alarms for g in plan.gateways}
    yield from difference("alarm", {a["AlarmName"] for a in found}, meant)
    actions = len(plan.network.nat_alarms.alarm_actions) + plan.network.nat_alarms.create_topic
    for alarm in found:
        if len(alarm["AlarmActions"]) != actions:
            yield f"{alarm['AlarmName']} tells {alarm['AlarmActions']}"


def acls(standing: Standing, plan: NetworkPlan, vpc_id: str) -> Iterator[str]:
    found = {
        standing.tags(a).get("Name"): a
        for a in standing.of_vpc("network_acls", vpc_id)
        if not a["IsDefault"]
    }
    yield from difference("network ACL", set(found), {f"{plan.name}-{t}" for t in plan.acls})
    for tier, rules in plan.acls.items():
        entries = found.get(f"{plan.name}-{tier}", {}).get("Entries", [])
        allowed = {
            (e["RuleNumber"], e["Egress"], e["Protocol"].replace("tcp", "6"), e["CidrBlock"])
            for e in entries
            if e["RuleAction"] == "allow"
        }
        meant = {
            (r.number, r.direction == "egress", r.protocol.replace("tcp", "6"), str(r.cidr))
            for r in rules
        }
        yield from difference(f"{tier} ACL entry", allowed, meant)


def link_differences(
    hub: Standing, spoke: Standing, plans: tuple[NetworkPlan, NetworkPlan]
) -> list[str]:
    """Every difference of the peering between two regions, given as (hub, spoke)."""
    found: list[str] = []
    ends = {
        side.named("vpcs", plan.name)[0]["VpcId"]
        for side, plan in zip((hub, spoke), plans, strict=True)
    }
    for standing, mine, other in ((hub, *plans), (spoke, plans[1], plans[0])):
        peerings = standing.ec2.describe_vpc_peering_connections()["VpcPeeringConnections"]
        live = [p for p in peerings if p["Status"]["Code"] == "active" and _ends(p) == ends]
        if len(live) != 1:
            found.append(f"{mine.region} has {len(live)} active peerings with {other.region}")
        vpc_id = standing.named("vpcs", mine.name)[0]["VpcId"]
        for subnet in standing.of_vpc("subnets", vpc_id):
            name = standing.tags(subnet)["Name"]
            if not name.startswith(f"{mine.name}-private-"):
                continue
            table = standing.route_table(vpc_id, subnet["SubnetId"])
            to_other = [
                r
                for r in table["Routes"]
                if r.get("DestinationCidrBlock") == str(other.network.cidr)
            ]
            if [r.get("VpcPeeringConnectionId") for r in to_other] != [
                p["VpcPeeringConnectionId"] for p in live
            ]:
                found.append(f"{name} has no route to {other.network.cidr} over the peering")
    return found


def _ends(peering: dict[str, Any]) -> set[str]:
    return {peering[f"{side}VpcInfo"]["VpcId"] for side in ("Requester", "Accepter")}


def difference(what: str, found: set[Any], meant: set[Any]) -> Iterator[str]:
    """What is there and was not meant, and what was meant and is not there."""
    for extra in sorted(found - meant, key=str):
        yield f"{what} {extra} was not meant"
    for missing in sorted(meant - found, key=str):
        yield f"{what} {missing} is missing"


def permissions(granted: list[dict[str, Any]]) -> set[tuple[Any, ...]]:
    """Protocol, ports and peer of each rule, one by one."""
    rules: set[tuple[Any, ...]] = set()
    for p in granted:
        ports = (p["FromPort"], p["ToPort"]) if "FromPort" in p and p["FromPort"] != -1 else None
        peers = [r["CidrIp"] for r in p.get("IpRanges", [])]
        peers += [r["CidrIpv6"] for r in p.get("Ipv6Ranges", [])]
        peers += [g["GroupId"] for g in p.get("UserIdGroupPairs", [])]
        rules |= {(p["IpProtocol"], ports, peer) for peer in peers}
    return rules
