"""What a region's cluster runs and does, as far as it costs money."""

from typing import Annotated

from pydantic import Field

from settings.network import InterfaceService
from settings.types import Model

Count = Annotated[int, Field(ge=0)]

Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]

Amount = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class Workload(Model):
    """The load of one region, from which its cost is estimated. Nothing is made of it.

    Counts are those of the daily peak, since metrics are billed by their 95th percentile. Rates and
    amounts are averages of a month, since logs, traces and traffic are billed by volume. A GB is
    10^9 bytes. By default it is the cluster of vocabulary/sources/reference.py.
    """

    nodes: Count = 30
    pods: Count = 600
    """All of them. What Kubernetes has beside them (deployments, jobs, volumes) is scaled by it."""
    services: Count = 20
    """Applications that call each other."""
    java_instances: Count = 60
    """Pods of our own services on the JVM."""
    dotnet_instances: Count = 30
    """Pods of our own services on .NET."""
    rollout_hours: Annotated[float, Field(ge=0, le=730)] = 15
    """Hours of a month in which services' new pods stand beside the old ones, each rollout with the
    20 minutes for which a series counts after its last sample. The bill forgives 36.5."""

    requests_per_second: Amount = 200
    """Requests from outside; each is a trace."""
    spans_per_request: Amount = 8
    span_bytes: Amount = 600
    """Bytes of a span, before compression: that is what is billed."""
    always_kept: Share = 0.02
    """The share of traces that are wrong, slow or of a listed route. A tail sampler keeps them
    all."""

    log_lines_per_second: Amount = 1000
    """Lines of the namespaces that are collected, before debug lines are dropped."""
    log_bytes_per_line: Amount = 350
    """Bytes of a line with its labels and structured metadata, before compression."""
    debug_share: Share = 0.4
    """The share of lines at debug or trace level. They never leave the cluster."""

    s3_gb: Amount = 1500
    """GB from and to S3. The layers of ECR's images come from there too."""
    aws_gb: dict[InterfaceService, Amount] = {
        "ec2": 2,
        "ecr.api": 1,
        "ecr.dkr": 5,
        "eks-auth": 1,
        "logs": 20,
        "secretsmanager": 1,
        "sts": 2,
    }
    """GB from and to each AWS service that could have an interface endpoint. Those that are named
    replace all of these."""
    internet_in_gb: Amount = 100
    """GB that pods get from the internet: payment providers, registries elsewhere."""
    internet_out_gb: Amount = 100
    """GB that pods send there, without telemetry."""
    flow_log_gb: Amount = 40
    """GB of flow records of all traffic, at the region's `max_aggregation_interval`."""
    rejected_share: Share = 0.05
    """The share of those records that are of refused traffic."""
