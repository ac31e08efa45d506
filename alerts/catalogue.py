"""Every rule of an environment. A new module of rules is named here, once."""

from collections.abc import Callable, Iterator, Mapping

from alerts import (
    collectors,
    delivery,
    kubernetes,
    meta,
    payments,
    payments_slo,
    providers,
    runtime,
    security,
    services,
)
from alerts.rule import Recording, Rule, Subject
from alerts.slo import slos
from settings import Environment

SUBJECTS: Mapping[Subject, Callable[[Environment], Iterator[Rule]]] = {
    Subject.SLO: payments_slo.rules,
    Subject.PAYMENTS: payments.rules,
    Subject.PROVIDERS: providers.rules,
    Subject.SERVICES: services.rules,
    Subject.RUNTIME: runtime.rules,
    Subject.KUBERNETES: kubernetes.rules,
    Subject.DELIVERY: delivery.rules,
    Subject.COLLECTORS: collectors.rules,
    Subject.SECURITY: security.rules,
    Subject.META: meta.rules,
}


def rules(environment: Environment) -> tuple[Rule, ...]:
    """The alert rules, by subject, in the order of their modules."""
    return tuple(rule for subject in SUBJECTS.values() for rule in subject(environment))


def recordings(environment: Environment) -> tuple[Recording, ...]:
    """The series that Grafana records for SLOs."""
    return tuple(
        recording
        for name, service in environment.services.items()
        for slo in slos(name, service)
        for recording in slo.recordings()
    )
