"""The collectors: what Grafana Alloy takes up in each cluster, and what it drops and samples."""

from ipaddress import IPv4Network
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from settings.cluster import CreatedCluster
from settings.types import Duration, Label, Memory, Model, SecretName

Percentage = Annotated[float, Field(gt=0, le=100)]
Route = Annotated[str, StringConstraints(pattern=r"^/[\w./{}:-]*$")]


MetricName = Annotated[str, StringConstraints(pattern=r"^[a-zA-Z_:][a-zA-Z0-9_:]*$")]


class HeadSampling(Model):
    """A share of all traces, decided on the node. Errors are dropped like the rest."""

    mode: Literal["head"] = "head"
    percentage: Percentage = 15


class TailSampling(Model):
    """Every error, slow trace and listed route, and a share of the rest, decided by a sampler."""

    mode: Literal["tail"]
    percentage: Percentage = 10
    """Of the traces that are neither wrong, slow nor listed."""
    slow: Duration = "2s"
    keep_routes: tuple[Route, ...] = ()
    """Values of `http.route` whose traces are all kept."""
    decision_wait: Duration = "30s"
    """How long a trace's spans are waited for."""
    num_traces: Annotated[int, Field(ge=1000)] = 50000
    """Traces that each sampler holds at once."""
    replicas: Annotated[int, Field(ge=2, le=20)] = 2


Sampling = Annotated[HeadSampling | TailSampling, Field(discriminator="mode")]


class Metrics(Model):
    """What is scraped, and how it is buffered."""

    scrape_interval: Duration = "60s"
    """Grafana Cloud's price holds one sample a minute; 15 s costs four times as much."""
    kube_state_metrics: bool = True
    """Whether to install kube-state-metrics; without it the one that runs already is scraped."""
    application_ports: tuple[Annotated[int, Field(ge=1, le=65535)], ...] = (8080, 9090, 9464)
    """Ports on which annotated pods may be scraped; the NetworkPolicy lets out to no others."""
    extra: tuple[MetricName, ...] = ()
    """Metrics of applications that are sent though no alert and no dashboard asks for them, and no
    table knows them. Any other metric that nobody asks for is dropped (docs/telemetry.md)."""
    wal_truncate_frequency: Duration = "15m"
    wal_max_keepalive_time: Duration = "2h"
    """Samples older than this are lost in an outage."""
    queue_capacity: Annotated[int, Field(ge=1000)] = 10000
    max_shards: Annotated[int, Field(ge=1, le=200)] = 10
    max_samples_per_send: Annotated[int, Field(ge=100)] = 2000


class Logs(Model):
    """Which logs are taken, and from where."""

    source: Literal["file", "kubernetes"] = "file"
    """`file` reads the node's pod logs; `kubernetes` asks the API server (no host path)."""
    journald: bool = False
    events: bool = True
    """Kubernetes events, once for each cluster."""
    allow_namespaces: tuple[Label, ...] = ()
    """Only these namespaces; empty for all but the denied ones."""
    deny_namespaces: tuple[Label, ...] = ()
    first_read_max_age: Duration = "6h"
    """Older lines are dropped instead of sent: those from before the installation, and those that
    waited longer than this in an outage."""
    keep_last_four: bool = False
    """Whether a masked card number keeps its last four digits, as `[PAN-1111]`."""


class Faro(Model):
    """The receiver of the web front end, a Deployment of its own."""

    enabled: bool = False
    allowed_origins: tuple[Annotated[str, StringConstraints(pattern=r"^https://[^/*]+$")], ...] = ()
    api_key_secret: SecretName = "faro"  # noqa: S105
    """A Secret that you make in the collectors' namespace before you enable this. Its key `api_key`
    is what browsers send along; whoever opens the page can read it, so it only keeps strangers'
    scanners out."""
    rate_per_second: Annotated[int, Field(ge=1)] = 50
    replicas: Annotated[int, Field(ge=1, le=20)] = 2


class ClusterRole(Model):
    """A small StatefulSet that takes clustered scrapes and events over from the DaemonSet."""

    enabled: bool = False
    replicas: Annotated[int, Field(ge=2, le=20)] = 2


class NetworkPolicies(Model):
    """NetworkPolicies of the collectors; EKS enforces them only with its policy agent."""

    enabled: bool = True
    api_server_cidrs: tuple[IPv4Network, ...] = ()
    """Ranges of the API server's addresses; by default the region's own network."""


class Collectors(Model):
    """What the collectors of every cluster do."""

    namespace: Label = "lionpay-monitoring"
    log_level: Literal["info", "warn", "error"] = "warn"
    """Alloy's own; `debug` prints raw lines and does not exist here."""
    debugging: bool = False
    """Alloy's live debugging and profiling pages, which show raw data; refused in prod."""
    metrics: Metrics = Metrics()
    logs: Logs = Logs()
    sampling: Sampling = HeadSampling()
    application_config_map: bool = True
    """A ConfigMap with the environment variables that applications' SDKs need."""
    faro: Faro = Faro()
    cluster_role: ClusterRole = ClusterRole()
    network_policies: NetworkPolicies = NetworkPolicies()


class Cluster(Model):
    """The EKS cluster of a region, as the collectors need to know it."""

    create: CreatedCluster | None = None
    """Left out, the cluster of the region's `cluster_name` exists already (docs/clusters.md)."""
    size: Literal["s", "m", "l"] = "m"
    """Requests and limits of the collectors: up to 10, 30 or 100 pods and 1, 3 or 10 MB/s of
    logs on each node."""
    access: Literal["exec", "ephemeral"] | None = None
    """How Terraform signs in: `exec` runs `aws eks get-token`, `ephemeral` needs no AWS CLI and
    no file. By default `ephemeral` with HCP Terraform, otherwise `exec`."""
    private_endpoint: bool = False
    """Whether its API is reached from inside its network only. Runs in HCP Terraform then need an
    agent there (`state.agent_pools`)."""
    memory_limit: Memory | None = None
    """Another request and limit of memory than the size's."""
