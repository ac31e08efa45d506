"""Names of the stacks, each one Terraform state."""

LINK = "link"


def network(region: str) -> str:
    """The stack of a region's network."""
    return f"network-{region}"
