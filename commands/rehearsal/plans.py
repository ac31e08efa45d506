"""What a Terraform plan means to do, without what the emulator forgets."""

from typing import Any

Plan = dict[str, Any]
"""`terraform show -json` of a saved plan."""

FORGOTTEN: dict[str, frozenset[str]] = {
    # moto 5.2 says of every replica that AWS's own key encrypts it, whatever it was told.
    "aws_secretsmanager_secret": frozenset({"replica"}),
    # moto 5.2 keeps one set of tags for both ends of a peering; AWS keeps one in each region.
    "aws_vpc_peering_connection": frozenset({"tags", "tags_all"}),
    "aws_vpc_peering_connection_accepter": frozenset({"tags", "tags_all"}),
}
"""Attributes that the emulator does not give back as it got them, by type of resource."""


def actions(plan: Plan) -> dict[str, str]:
    """What the plan does to each address (`create`, `delete/create`, ...), leaving out no-ops."""
    return {
        change["address"]: "/".join(change["change"]["actions"])
        for change in sorted(plan.get("resource_changes", []), key=lambda c: c["address"])
        if change["mode"] == "managed" and _does_something(change)
    }


def _does_something(change: dict[str, Any]) -> bool:
    if change["change"]["actions"] == ["no-op"]:
        return False
    if change["change"]["actions"] != ["update"]:
        return True
    before, after = change["change"]["before"], change["change"]["after"]
    differing = {key for key in after if before.get(key) != after[key]}
    return not differing <= FORGOTTEN.get(change["type"], frozenset())
