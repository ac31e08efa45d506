"""What every stack has: a place for its state and providers that are pinned to a region."""

from pathlib import Path

from hcp.plan import Needs, Secret
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
    TerraformVariable,
)
from settings import Environment, Region
from settings.hcp import HcpState
from settings.model import LocalState, S3State
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
        self._reads: list[str] = []
        self._secrets: list[Secret] = []
        self._with_aws = False
        self.backend = state_backend(self, environment, name)
        self.add_override("terraform.required_version", TERRAFORM_VERSION)

    def aws_provider(self, region: Region, *, alias: str | None = None) -> aws.AwsProvider:
        """An AWS provider pinned to a region, which tags everything that it makes."""
        self._with_aws = True
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
        if other.name not in self._reads:
            self._reads.append(other.name)
        return other.backend.get_remote_state_data_source(self, other.name, other.name)

    def secret_variable(self, name: str, what: str, *, kept: bool = False) -> str:
        """A sensitive variable that somebody must give; `what` says what it is.

        kept: whether the value may be in plans and in the state, because no other way exists.
        """
        how = (
            ""
            if kept
            else f" Give it as TF_VAR_{name} or as a sensitive variable of the workspace."
        )
        variable = TerraformVariable(
            self,
            name,
            type="string",
            description=f"{what}{how}",
            sensitive=True,
            nullable=False,
        )
        if not kept:
            # cdktf has no option for it. An ephemeral variable is in no plan file.
            variable.add_override("ephemeral", True)
        self._secrets.append(Secret(name, what))
        return variable.string_value

    @property
    def needs(self) -> Needs:
        """What it needs around it, now that it is built."""
        return Needs(
            stack=self.name,
            reads=tuple(self._reads),
            after=tuple(sorted(stack.node.id for stack in self.dependencies)),
            aws=self._with_aws,
            secrets=tuple(self._secrets),
        )


def state_backend(scope: Construct, environment: Environment, stack: str) -> TerraformBackend:
    """The backend that an environment file asks for; each stack has a state of its own."""
    match environment.state:
        case LocalState() as local:
            folder = Path(local.path) if local.path else STATE / environment.name
            return LocalBackend(scope, path=str(folder.resolve() / f"{stack}.tfstate"))
        case HcpState() as hcp:
            name = hcp.workspace(environment.name, stack)
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
