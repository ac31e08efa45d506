"""The IAM role by which Grafana Cloud reads CloudWatch's metrics: whom it trusts, what it reads."""

from dataclasses import dataclass

from settings import Environment
from vocabulary.iam import document

METRIC_READS = ("cloudwatch:GetMetricData", "cloudwatch:ListMetrics")
"""What rules and panels need: figures, and the list of gateways that a search over a dimension goes
through. Grafana's data source can do more (logs, alarms, tags); nobody here asks it to.
Source: https://grafana.com/docs/plugins/cloudwatch/latest/configure/"""


@dataclass(frozen=True)
class MetricsReaderPlan:
    """The role, the account and the external id that take it on, and the AWS regions it reads."""

    role: str
    account: str
    external_id: str
    aws_regions: tuple[str, ...]


def metrics_reader_plan(environment: Environment) -> MetricsReaderPlan | None:
    """The role, where the environment has one made."""
    cloud = environment.grafana
    if cloud is None or cloud.url is None or cloud.cloudwatch is None:
        return None
    return MetricsReaderPlan(
        role=f"lionpay-{environment.name}-grafana-cloudwatch",
        account=cloud.cloudwatch.account,
        external_id=cloud.cloudwatch.external_id,
        aws_regions=tuple(sorted(r.aws_region for r in environment.regions.values())),
    )


def trusts_grafana_cloud(plan: MetricsReaderPlan) -> str:
    """A role that Grafana Cloud's account takes on, and only on behalf of our Grafana.

    Every customer's role trusts that one account; the external id, which Grafana sends and no
    customer chooses, is what tells ours from theirs.
    Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
    """
    return document(
        {
            "Sid": "OurGrafanaAlone",
            "Effect": "Allow",
            "Principal": {"AWS": f"arn:aws:iam::{plan.account}:root"},
            "Action": "sts:AssumeRole",
            "Condition": {"StringEquals": {"sts:ExternalId": plan.external_id}},
        }
    )


def reads_metrics(plan: MetricsReaderPlan) -> str:
    """Reads metrics in these regions. These two actions know no resource and no namespace.

    Source: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html
    """
    return document(
        {
            "Sid": "ReadsMetrics",
            "Effect": "Allow",
            "Action": list(METRIC_READS),
            "Resource": "*",
            "Condition": {"StringEquals": {"aws:RequestedRegion": list(plan.aws_regions)}},
        }
    )
