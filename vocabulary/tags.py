"""Tags of AWS resources. The provider puts all of them on everything it makes."""

PROJECT = "lionpay-monitoring"
"""The value of `Project`; with `Environment` it says whether a resource is ours."""

REQUIRED = ("CostCenter", "Environment", "ManagedBy", "Owner", "Project", "RegionRole", "Stack")
"""The keys that every stack's provider must set."""


def default_tags(
    *, environment: str, stack: str, region_role: str, owner: str, cost_center: str
) -> dict[str, str]:
    """The tags of one stack's provider."""
    return {
        "CostCenter": cost_center,
        "Environment": environment,
        "ManagedBy": "cdktf",
        "Owner": owner,
        "Project": PROJECT,
        "RegionRole": region_role,
        "Stack": stack,
    }


def instance_tags(
    *, environment: str, region_role: str, owner: str, cost_center: str
) -> dict[str, str]:
    """The tags of what AWS itself starts and ends, such as nodes: who pays, and not `Project`.

    With it they would be taken for resources that are missing in a state.
    """
    return {
        "CostCenter": cost_center,
        "Environment": environment,
        "Owner": owner,
        "RegionRole": region_role,
    }
