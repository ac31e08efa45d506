"""Who is alerted and when: teams, their pagers and chats, working hours and maintenance."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from settings.types import Model, Name, SecretId

Clock = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$|^24:00$")]
"""A time of day, such as `09:00`; `24:00` is the day's end."""

_DAY = "(sunday|monday|tuesday|wednesday|thursday|friday|saturday)"
Weekdays = Annotated[str, StringConstraints(pattern=rf"^{_DAY}(:{_DAY})?$")]
"""A day of the week or a range of them, such as `monday:friday`."""

Email = Annotated[str, StringConstraints(pattern=r"^[^@\s,;]+@[a-z0-9.-]+$")]

TimeZone = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Za-z_]+(/[A-Z][A-Za-z_]+)*$")]


class Team(Model):
    """A team and the two ways to it. Addresses with a secret in them are Terraform variables."""

    pager: Literal["pagerduty", "opsgenie", "webhook", "email"]
    """What wakes the team. Nothing else changes with it. OpsGenie ends in April 2027."""
    chat: Literal["slack", "webhook", "email"] = "slack"
    slack_channel: Annotated[str, StringConstraints(pattern=r"^#[a-z0-9_-]{1,79}$")] | None = None
    emails: tuple[Email, ...] = ()


class Hours(Model):
    """A stretch of some days of the week, in the time zone of who looks at it."""

    weekdays: tuple[Weekdays, ...] = ("monday:friday",)
    start: Clock = "09:00"
    end: Clock = "19:00"
    """After `start`: a stretch over midnight is two."""


class Maintenance(Model):
    """A window, every week, in which work is done and alerts of it are expected."""

    weekdays: tuple[Weekdays, ...] = Field(min_length=1)
    start: Clock
    end: Clock
    regions: tuple[Name, ...] = ()
    """Only alerts of these regions are held back; none for all, also those without a region."""
    severities: tuple[Literal["critical", "warning", "info"], ...] = ("warning", "info")
    """What is held back. Pages of outages pass, unless you say so here."""


class Alerting(Model):
    """How alerts reach people."""

    language: Literal["en", "ko"] = "en"
    """Of the messages' own words; what a rule says stays English."""
    editable: bool = False
    """Whether people may change rules, routes and contact points in Grafana. The next deploy
    undoes it all the same."""
    timezone: TimeZone = "Asia/Seoul"
    working_hours: Hours = Hours()
    """Outside of them, warnings wait."""
    maintenance: dict[Name, Maintenance] = {}
    contact_secrets: Literal["variables", "secrets-manager"] = "variables"
    """Where keys and addresses of contact points come from: sensitive Terraform variables, or one
    JSON object in AWS Secrets Manager. Either way they are in the state of `observability`."""
    grafana_token: Literal["variable", "secrets-manager"] = "variable"  # noqa: S105
    """Where the provider's token comes from; it is in no state."""
    secret: SecretId | None = None
    """The secret of `contact_secrets` in the hub's AWS region. Its keys are the names of the
    variables."""
    token_secret: SecretId | None = None
    """The secret of `grafana_token` there; its value is the token. It is another one: what is in
    `secret` is read into the state, whole."""
    runbooks: Annotated[str, StringConstraints(pattern=r"^https://\S+[^/]$")] = (
        "https://github.com/lionpay/lionpay-monitoring/blob/main/docs/runbooks"
    )
    """The address of the folder `docs/runbooks`, as people on call reach it."""
