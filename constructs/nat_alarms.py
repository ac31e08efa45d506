"""CloudWatch alarms on the NAT gateways, and the topic that they publish to."""

from network.alarms import NatAlarm, Query
from network.documents import alarms_publish
from network.plan import NetworkPlan
from providers import aws
from providers.core import Construct


class NatGatewayAlarms(Construct):
    """The plan's alarms for each NAT gateway, with or without a topic of our own."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        plan: NetworkPlan,
        gateways: dict[str, aws.NatGateway],
        key: aws.KmsKey,
        account_id: str,
    ) -> None:
        super().__init__(scope, id)
        actions = list(plan.network.nat_alarms.alarm_actions)
        if plan.network.nat_alarms.create_topic:
            actions.append(self._topic(plan.name, key, account_id))
        for az, gateway in gateways.items():
            for alarm in plan.alarms:
                self._alarm(f"{alarm.name}-{az}", plan.name, alarm, gateway, actions)

    def _topic(self, name: str, key: aws.KmsKey, account_id: str) -> str:
        topic_name = f"{name}-nat-alarms"
        topic = aws.SnsTopic(
            self,
            "topic",
            name=topic_name,
            kms_master_key_id=key.id,
            tags={"Name": topic_name},
        )
        aws.SnsTopicPolicy(
            self, "topic-policy", arn=topic.arn, policy=alarms_publish(topic.arn, account_id)
        )
        return topic.arn

    def _alarm(
        self, id: str, name: str, alarm: NatAlarm, gateway: aws.NatGateway, actions: list[str]
    ) -> None:
        compared = alarm.queries[-1]
        aws.CloudwatchMetricAlarm(
            self,
            id,
            alarm_name=f"{name}-nat-{id}",
            alarm_description=alarm.description,
            comparison_operator="GreaterThanThreshold",
            threshold=alarm.threshold,
            evaluation_periods=alarm.evaluation_periods,
            # A gateway without traffic sends no numbers, and that is not an alarm.
            treat_missing_data="notBreaching",
            metric_query=[
                metric_query(query, alarm.period, gateway.id, compared=query is compared)
                for query in alarm.queries
            ],
            alarm_actions=actions,
            ok_actions=actions,
            tags={"Name": f"{name}-nat-{id}"},
        )


def metric_query(
    query: Query, period: int, gateway_id: str, *, compared: bool
) -> aws.CloudwatchMetricAlarmMetricQuery:
    """One line of an alarm; `compared` marks the one whose value the threshold is for."""
    metric = (
        aws.CloudwatchMetricAlarmMetricQueryMetric(
            metric_name=query.metric,
            namespace="AWS/NATGateway",
            dimensions={"NatGatewayId": gateway_id},
            period=period,
            stat="Sum",
        )
        if query.metric
        else None
    )
    return aws.CloudwatchMetricAlarmMetricQuery(
        id=query.id,
        metric=metric,
        expression=query.expression,
        label=query.label,
        return_data=compared,
    )
