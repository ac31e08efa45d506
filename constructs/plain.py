"""References to locals, as they stand in Terraform."""

from providers.core import Construct, TerraformLocal


def plain_local(scope: Construct, id: str, value: str) -> str:
    """A local of this value, and the text by which Terraform refers to it.

    A reference of cdktf's own is a token, which cdktf looks for in every text that holds one: in a
    release's values, beside an Alloy program, that takes it two seconds for each.
    """
    local = TerraformLocal(scope, id, value)
    return f"${{local.{local.friendly_unique_id}}}"
