"""What other stacks know of a cluster of ours."""

from dataclasses import dataclass


@dataclass(frozen=True)
class MadeCluster:
    """The outputs of `cluster-<region>`, as references to them.

    certificate_authority: of the API server, in base64. issuer: with `https://`.
    """

    name: str
    arn: str
    endpoint: str
    certificate_authority: str
    issuer: str
    oidc_provider_arn: str
