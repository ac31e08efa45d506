"""The IAM role by which Grafana Cloud reads CloudWatch's metrics."""

from access.cloudwatch import MetricsReaderPlan, reads_metrics, trusts_grafana_cloud
from providers import aws
from providers.core import Construct


class MetricsReader(Construct):
    """A role with one policy of its own, taken on from Grafana Cloud's account."""

    def __init__(self, scope: Construct, id: str, *, plan: MetricsReaderPlan) -> None:
        super().__init__(scope, id)
        self.role = aws.IamRole(
            self,
            "role",
            name=plan.role,
            description="Grafana Cloud reads metrics of CloudWatch",
            assume_role_policy=trusts_grafana_cloud(plan),
            tags={"Name": plan.role},
        )
        aws.IamRolePolicy(
            self, "read", name="metrics", role=self.role.name, policy=reads_metrics(plan)
        )
