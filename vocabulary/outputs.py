"""Names of the outputs that stacks pass to each other; none of them is secret."""

from enum import StrEnum


class NetworkOutput(StrEnum):
    """What `network-<region>` tells the other stacks, made or adopted alike."""

    VPC_ID = "vpc_id"
    VPC_CIDR = "vpc_cidr"
    PRIVATE_SUBNET_IDS = "private_subnet_ids"
    """By zone."""
    PRIVATE_ROUTE_TABLE_IDS = "private_route_table_ids"
    """By zone."""
    NODE_SECURITY_GROUP_ID = "node_security_group_id"
    EGRESS_ADDRESSES = "egress_addresses"
    """The public addresses that the region's traffic comes from: a list."""
