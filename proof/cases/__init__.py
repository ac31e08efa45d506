"""The cases of every rule; a module for each module of `alerts`."""

from collections.abc import Sequence

from proof.case import Case
from proof.cases import (
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

CASES: Sequence[Case] = (
    *payments_slo.CASES,
    *payments.CASES,
    *providers.CASES,
    *services.CASES,
    *runtime.CASES,
    *kubernetes.CASES,
    *delivery.CASES,
    *collectors.CASES,
    *security.CASES,
    *meta.CASES,
)
