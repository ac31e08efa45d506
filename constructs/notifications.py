"""How alerts reach people, in Grafana: contact points, mute timings, messages, the tree of routes.

editable: whether people may change it in Grafana too.
"""

from collections.abc import Mapping, Sequence

from alerts import templates
from alerts.contact_points import ContactPoint, Kind
from alerts.mute_timings import MuteTiming
from alerts.routing import Policy
from providers import grafana
from providers.core import Construct, TerraformResourceLifecycle


class MessageTemplates(Construct):
    """The group of message templates."""

    def __init__(self, scope: Construct, id: str, *, text: str, editable: bool) -> None:
        super().__init__(scope, id)
        self.group = grafana.MessageTemplate(
            self, "group", name=templates.GROUP, template=text, disable_provenance=editable
        )


class ContactPoints(Construct):
    """Contact points; `names` are references to each, by its name.

    secrets: references to their keys and addresses, by the name of the variable. They stay in the
    state of the stack, since the provider has no write-only arguments for them.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        points: Sequence[ContactPoint],
        secrets: Mapping[str, str],
        messages: MessageTemplates,
        editable: bool,
    ) -> None:
        super().__init__(scope, id)
        self._secrets = secrets
        self.names = {
            point.name: grafana.ContactPoint(
                self,
                point.name,
                name=point.name,
                email=self._email(point),
                opsgenie=self._opsgenie(point),
                pagerduty=self._pagerduty(point),
                slack=self._slack(point),
                webhook=self._webhook(point),
                disable_provenance=editable,
                depends_on=[messages.group],
                # One that a route uses cannot be deleted: routes go over to the new one first.
                lifecycle=TerraformResourceLifecycle(create_before_destroy=True),
            ).name
            for point in points
        }

    def _secret(self, point: ContactPoint) -> str:
        if point.secret is None:
            raise ValueError(f"{point.name} has no secret")
        return self._secrets[point.secret.variable]

    def _email(self, point: ContactPoint) -> list[grafana.ContactPointEmail] | None:
        if point.kind is not Kind.EMAIL:
            return None
        email = grafana.ContactPointEmail(
            addresses=list(point.addresses),
            single_email=True,
            subject=templates.TITLE,
            message=templates.PLAIN,
            disable_resolve_message=not point.tells_end,
        )
        return [email]

    def _opsgenie(self, point: ContactPoint) -> list[grafana.ContactPointOpsgenie] | None:
        if point.kind is not Kind.OPSGENIE:
            return None
        opsgenie = grafana.ContactPointOpsgenie(
            api_key=self._secret(point),
            message=templates.TITLE,
            description=templates.PLAIN,
            # Left out, the provider sends false where Grafana's own default is true.
            auto_close=True,
            override_priority=True,
            send_tags_as="both",
            disable_resolve_message=not point.tells_end,
        )
        return [opsgenie]

    def _pagerduty(self, point: ContactPoint) -> list[grafana.ContactPointPagerduty] | None:
        if point.kind is not Kind.PAGERDUTY:
            return None
        pagerduty = grafana.ContactPointPagerduty(
            integration_key=self._secret(point),
            severity=templates.PAGERDUTY_SEVERITY,
            summary=templates.TITLE,
            details=templates.PAGERDUTY_DETAILS,
            disable_resolve_message=not point.tells_end,
        )
        return [pagerduty]

    def _slack(self, point: ContactPoint) -> list[grafana.ContactPointSlack] | None:
        if point.kind is not Kind.SLACK:
            return None
        slack = grafana.ContactPointSlack(
            url=self._secret(point),
            recipient=point.channel,
            title=templates.TITLE,
            text=templates.SLACK,
            disable_resolve_message=not point.tells_end,
        )
        return [slack]

    def _webhook(self, point: ContactPoint) -> list[grafana.ContactPointWebhook] | None:
        if point.kind is not Kind.WEBHOOK:
            return None
        webhook = grafana.ContactPointWebhook(
            url=self._secret(point),
            http_method="POST",
            title=templates.TITLE,
            message=templates.PLAIN,
            disable_resolve_message=not point.tells_end,
        )
        return [webhook]


class MuteTimings(Construct):
    """Mute timings; `names` are references to each, by its name."""

    def __init__(
        self, scope: Construct, id: str, *, timings: Sequence[MuteTiming], editable: bool
    ) -> None:
        super().__init__(scope, id)
        self.names = {
            timing.name: grafana.MuteTiming(
                self,
                timing.name,
                name=timing.name,
                intervals=[
                    grafana.MuteTimingIntervals(
                        weekdays=list(interval.weekdays),
                        times=[
                            grafana.MuteTimingIntervalsTimes(start=interval.start, end=interval.end)
                        ],
                        location=timing.location,
                    )
                    for interval in timing.intervals
                ],
                disable_provenance=editable,
            ).name
            for timing in timings
        }


class NotificationPolicyTree(Construct):
    """The tree of routes. Grafana has one, so that this replaces whatever was there."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        root: Policy,
        contact_points: ContactPoints,
        mute_timings: MuteTimings,
        editable: bool,
    ) -> None:
        super().__init__(scope, id)
        self._receivers = contact_points.names
        self._timings = mute_timings.names
        grafana.NotificationPolicy(
            self,
            "tree",
            contact_point=self._receivers[root.receiver],
            group_by=list(root.group_by),
            group_wait=root.timing and root.timing.wait,
            group_interval=root.timing and root.timing.interval,
            repeat_interval=root.timing and root.timing.repeat,
            policy=[self._policy(below) for below in root.policies],
            disable_provenance=editable,
        )

    def _policy(self, policy: Policy) -> grafana.NotificationPolicyPolicy:
        timing = policy.timing
        return grafana.NotificationPolicyPolicy(
            contact_point=self._receivers[policy.receiver],
            matcher=[
                grafana.NotificationPolicyPolicyMatcher(
                    label=matcher.label, match=matcher.operator, value=matcher.value
                )
                for matcher in policy.matchers
            ],
            group_by=list(policy.group_by) or None,
            group_wait=timing and timing.wait,
            group_interval=timing and timing.interval,
            repeat_interval=timing and timing.repeat,
            mute_timings=[self._timings[name] for name in policy.mute_timings] or None,
            continue_=policy.continue_ or None,
            policy=[self._policy(below) for below in policy.policies] or None,
        )
