"""Ephemeral blocks: values that Terraform reads anew in each run and never keeps.

cdktf 0.21 has no class for them, so they are written past it. They may feed a provider's block or
a write-only argument, and nothing else; Terraform (1.10 and newer) refuses every other use.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from providers.core import TerraformProvider, TerraformStack


@dataclass(frozen=True)
class Ephemeral:
    """One ephemeral block, for example `ephemeral.aws_eks_cluster_auth.this`."""

    address: str

    def reference(self, attribute: str) -> str:
        """A reference to one of its attributes."""
        return f"${{{self.address}.{attribute}}}"


def ephemeral(
    stack: TerraformStack,
    type: str,
    name: str,
    config: Mapping[str, object],
    *,
    provider: TerraformProvider | None = None,
) -> Ephemeral:
    """Adds the block `ephemeral <type> <name>` to a stack; values of `config` may be references.

    The name is as it stands in Terraform. provider: where the stack has several.
    """
    address = f"ephemeral.{type}.{name}"
    chosen = {"provider": provider.fqn} if provider else {}
    stack.add_override(address, {**config, **chosen})
    return Ephemeral(address)
