"""The typed model of an environment file: every choice a person makes, with every default.

Values are frozen. What one key alone can get wrong is refused here, by its type; what keys say
about each other is checked in `settings.checks`.
"""

from typing import Annotated, Literal

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from settings.alerting import Alerting, Team
from settings.collectors import Cluster, Collectors
from settings.grafana import Credentials, GrafanaCloud
from settings.hcp import HcpState
from settings.network import ExistingNetwork, Network
from settings.prices import Prices
from settings.services import PaymentProvider, Service
from settings.thresholds import Thresholds
from settings.types import Label, Model, Name
from settings.workload import Workload


class Tags(Model):
    """What every AWS resource is tagged with, besides what the program knows itself."""

    owner: str
    """The team that answers for it."""
    cost_center: str
    """Who pays for it."""


class LocalState(Model):
    """State in files on this machine."""

    backend: Literal["local"] = "local"
    path: str | None = None
    """The folder of the state files; by default `state/<environment>/` beside the code."""


class S3State(Model):
    """State in an S3 bucket, locked by a lock file beside it and encrypted with a KMS key."""

    backend: Literal["s3"]
    bucket: str
    region: str
    kms_key_id: str
    key_prefix: str = "lionpay-monitoring"
    """Objects are called `<prefix>/<environment>/<stack>.tfstate`."""


State = Annotated[LocalState | HcpState | S3State, Field(discriminator="backend")]


class Budgets(Model):
    """What an environment may use. `make` fails where the estimate is over it (docs/cost.md)."""

    active_series: int = Field(default=100_000, ge=1)
    """Of all regions together. An alert and a dashboard hold it against the measured ones."""
    monthly_usd: Annotated[float, Field(gt=0)] | None = None
    """US dollars in a month for all that an estimate counts; left out, money is not checked."""
    logs_gb: Annotated[float, Field(gt=0)] | None = None
    """GB of logs that are sent in a month, of all regions together."""
    traces_gb: Annotated[float, Field(gt=0)] | None = None
    """GB of traces."""


class Link(Model):
    """VPC peering between the hub and each spoke."""

    enabled: bool = False


class Region(Model):
    """One AWS region of the environment: a network of our own, or one that exists already."""

    aws_region: str
    role: Literal["hub", "spoke"]
    cluster_name: str | None = None
    """The EKS cluster's name; by default `lionpay-<environment>-<region>`."""
    cluster: Cluster = Cluster()
    network: Network | None = None
    existing: ExistingNetwork | None = None
    load: Workload = Workload()
    leaving: bool = False
    """Set before a region's block is taken out: the shared stacks let go of what they hold there,
    and what is left can be destroyed (docs/regions.md)."""


class Environment(Model):
    """One environment file.

    `name` is the file's name without `.toml`. Regions are in the file's order.
    """

    name: SkipJsonSchema[Name]
    tags: Tags
    state: State = LocalState()
    link: Link = Link()
    grafana: GrafanaCloud | None = None
    """Left out, only the networks are made."""
    credentials: Credentials = Credentials()
    collectors: Collectors = Collectors()
    teams: dict[Name, Team] = {}
    services: dict[Label, Service] = {}
    providers: dict[Name, PaymentProvider] = {}
    alerting: Alerting = Alerting()
    thresholds: Thresholds = Thresholds()
    budgets: Budgets = Budgets()
    prices: Prices
    """What differs from environments/prices.toml, such as a contract's prices. The rest need not be
    given."""
    regions: dict[Name, Region] = Field(min_length=1)

    def without_leaving(self) -> "Environment":
        """The environment without the regions that leave it."""
        staying = {key: region for key, region in self.regions.items() if not region.leaving}
        return self.model_copy(update={"regions": staying})

    @property
    def hub(self) -> str:
        """The key of the one hub region."""
        return next(key for key, region in self.regions.items() if region.role == "hub")

    @property
    def spokes(self) -> tuple[str, ...]:
        """The keys of the spoke regions."""
        return tuple(key for key, region in self.regions.items() if region.role == "spoke")

    def cluster_name(self, key: str) -> str:
        """The name of a region's EKS cluster."""
        return self.regions[key].cluster_name or f"lionpay-{self.name}-{key}"
