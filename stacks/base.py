"""What every stack has: a place for its state and providers that are pinned to a region."""

from pathlib import Path

from providers import aws
from providers.core import (
    CloudBackend,
    Construct,
    LocalBackend,
    NamedCloudWorkspace,
    S3Backend,
    TerraformBackend,
    TerraformRemoteState,
    TerraformStack,
)
from settings import Environment, Region
from settings.model import HcpState, LocalState, S3State
from vocabulary.tags import default_tags

STATE = Path(__file__).resolve().parent.parent / "state"
"""Where local state is kept; absolute, so that it does not move with `cdktf synth --output`."""

TERRAFORM_VERSION = ">= 1.11"
"""S3's lock file, ephemeral values and write-only arguments need it."""


class LionpayStack(TerraformStack):
    """A stack of an environment, with its state where the environment file says."""

    def __init__(self, scope: Construct, name: str, environment: Environment) -> None:
        super().__init__(scope, name)
        self.name = name
        self.environment = environment
        self.backend = state_backend(self, environment, name)
        self.add_override("terraform.required_version", TERRAFORM_VERSION)

    def aws_provider(self, region: Region, *, alias: str | None = None) -> aws.AwsProvider:
        """An AWS provider pinned to a region, which tags everything that it makes."""
        tags = default_tags(
            environment=self.environment.name,
            stack=self.name,
            region_role=region.role,
            owner=self.environment.tags.owner,
            cost_center=self.environment.tags.cost_center,
        )
        return aws.AwsProvider(
            self,
            f"aws-{alias}" if alias else "aws",
            alias=alias,
            region=region.aws_region,
            default_tags=[aws.AwsProviderDefaultTags(tags=tags)],
        )

    def outputs_of(self, other: "LionpayStack") -> TerraformRemoteState:
        """The outputs of another stack, which is deployed before this one."""
        self.add_dependency(other)
        return other.backend.get_remote_state_data_source(self, other.name, other.name)


def state_backend(scope: Construct, environment: Environment, stack: str) -> TerraformBackend:
    """The backend that an environment file asks for; each stack has a state of its own."""
    match environment.state:
        case LocalState() as local:
            folder = Path(local.path) if local.path else STATE / environment.name
            return LocalBackend(scope, path=str(folder.resolve() / f"{stack}.tfstate"))
        case HcpState() as hcp:
            name = f"{hcp.workspace_prefix}-{environment.name}-{stack}"
            return CloudBackend(
                scope,
                hostname=hcp.hostname,
                organization=hcp.organization,
                workspaces=NamedCloudWorkspace(name, hcp.project),
            )
        case S3State() as s3:
            backend = S3Backend(
                scope,
                bucket=s3.bucket,
                key=f"{s3.key_prefix}/{environment.name}/{stack}.tfstate",
                region=s3.region,
                encrypt=True,
                kms_key_id=s3.kms_key_id,
            )
            # cdktf 0.21 has no option for the lock file; reading a state needs none.
            backend.add_override("use_lockfile", True)
            return backend
