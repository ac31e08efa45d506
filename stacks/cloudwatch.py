"""`cloudwatch-role`: the role by which Grafana Cloud reads CloudWatch's metrics."""

from access.cloudwatch import MetricsReaderPlan
from constructs.metrics_reader import MetricsReader
from providers.core import Construct, TerraformOutput
from settings import Environment
from stacks.base import LionpayStack
from vocabulary import stacks
from vocabulary.outputs import CloudWatchOutput


class CloudWatchStack(LionpayStack):
    """AWS only. Who may read what of the account is never in one plan with rules and routes."""

    def __init__(
        self, scope: Construct, environment: Environment, *, plan: MetricsReaderPlan
    ) -> None:
        super().__init__(scope, stacks.CLOUDWATCH_ROLE, environment)
        self.aws_provider(environment.regions[environment.hub])
        reader = MetricsReader(self, "reader", plan=plan)
        TerraformOutput(self, CloudWatchOutput.ROLE_ARN.value, value=reader.role.arn)
