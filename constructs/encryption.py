"""KMS keys of our own."""

from providers import aws
from providers.core import Construct, TerraformResourceLifecycle


class EncryptionKey(Construct):
    """A KMS key that rotates each year, with an alias for people.

    kept: whether Terraform refuses to destroy it.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        name: str,
        description: str,
        policy: str,
        provider: aws.AwsProvider | None = None,
        kept: bool = False,
    ) -> None:
        super().__init__(scope, id)
        self.key = aws.KmsKey(
            self,
            "key",
            provider=provider,
            description=description,
            enable_key_rotation=True,
            policy=policy,
            tags={"Name": name},
            lifecycle=TerraformResourceLifecycle(prevent_destroy=True) if kept else None,
        )
        aws.KmsAlias(
            self, "alias", provider=provider, name=f"alias/{name}", target_key_id=self.key.id
        )
