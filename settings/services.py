"""What Lionpay runs: its services, what they promise, and the payment providers they call."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from settings.types import Label, Model, Name, Seconds

Percent = Annotated[float, Field(gt=50, lt=100)]
"""An objective; 100 % leaves no budget, so that nothing could ever be told apart."""


class AvailabilitySlo(Model):
    """The share of requests that are answered without a server error."""

    objective: Percent
    """In percent, such as 99.95, over 28 days."""


class LatencySlo(Model):
    """The share of requests that are answered in time."""

    objective: Percent
    within: Seconds
    """It must be one of the bounds of the service's histogram."""


class Slos(Model):
    """What a service promises; each is left out where it promises nothing."""

    availability: AvailabilitySlo | None = None
    latency: LatencySlo | None = None


class Route(Model):
    """A route of a service, as its spans call it."""

    path: Annotated[str, StringConstraints(pattern=r"^/[\w./{}:*-]*$")]
    latency_budget: Seconds
    """What 95 % of its requests keep."""


class Service(Model):
    """A service, by the name that it calls itself (`service.name`)."""

    team: Name
    namespace: Label
    runtime: Literal["java", "dotnet"]
    slos: Slos = Slos()
    routes: tuple[Route, ...] = ()
    leaving: tuple[Name, ...] = ()
    """Regions that it is being taken out of: its silence there is expected."""


class PaymentProvider(Model):
    """A payment service provider (PSP)."""

    host: Annotated[str, StringConstraints(pattern=r"^[a-z0-9.-]+$")]
    """As clients call it: `server.address` of their spans and metrics."""
