"""Names of the stacks, each one Terraform state."""

CLOUDWATCH_ROLE = "cloudwatch-role"
CREDENTIALS = "credentials"
LINK = "link"
OBSERVABILITY = "observability"
RUNNERS = "runners"
SECRETS = "secrets"
WORKSPACES = "workspaces"


def access(region: str) -> str:
    """The stack of a cluster's way to its secret."""
    return f"access-{region}"


def cluster(region: str) -> str:
    """The stack of a region's EKS cluster, where it is ours."""
    return f"cluster-{region}"


def collectors(region: str) -> str:
    """The stack of a cluster's collectors."""
    return f"collectors-{region}"


def network(region: str) -> str:
    """The stack of a region's network."""
    return f"network-{region}"
