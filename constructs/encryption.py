"""The KMS key of a region's network."""

from collections.abc import Sequence

from network.documents import Statement, key_policy
from providers import aws
from providers.core import Construct


class NetworkKey(Construct):
    """A KMS key that rotates each year and that only the named services may use."""

    def __init__(
        self, scope: Construct, id: str, *, name: str, account_id: str, uses: Sequence[Statement]
    ) -> None:
        super().__init__(scope, id)
        self.key = aws.KmsKey(
            self,
            "key",
            description=f"Flow logs and alarms of {name}",
            enable_key_rotation=True,
            policy=key_policy(account_id, *uses),
            tags={"Name": name},
        )
        aws.KmsAlias(self, "alias", name=f"alias/{name}", target_key_id=self.key.id)
