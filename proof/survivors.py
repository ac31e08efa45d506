"""Wrong versions of rules that no case catches, each with the reason why that is no gap."""

from collections.abc import Mapping

_WHOLE = "it counts whole things: below a tenth is below one"
_NEVER = "its answer never fires; what it is for is its error"
_AWAY = "how long a counter may have been away: any time longer than an outage does"
_PRESENT = "what is told of is never below one; only the zero of what is absent fires, by its own"

SURVIVORS: Mapping[tuple[str, str], str] = {
    ("PaymentServiceNoReplicas", "threshold by ten"): _WHOLE,
    ("NodeNotReady", "threshold by ten"): _WHOLE,
    ("DatasourceCanary", "without its 5m"): _NEVER,
    ("PodCrashLooping", "[6h] doubled"): _AWAY,
    ("DuplicateChargeDetected", "[6h] doubled"): _AWAY,
    ("ArgoCDSyncFailed", "[6h] doubled"): _AWAY,
    ("CertificateExpiringSoon", "threshold by ten"): _WHOLE,
    ("CertificateExpiringSoon", "not by instance"): _PRESENT,
    ("CertificateExpiringSoon", "not by job"): _PRESENT,
    ("CertificateExpiringSoon", "not by probe"): _PRESENT,
    (
        "ServiceTelemetryAbsent",
        'without service="ledger"',
    ): "the proof has one .NET service only, so that Tokyo's are the ledger's",
    (
        "SpanLatencyP95High",
        'without service=~"ledger|payment-api"',
    ): "only of the count of spans, of which those with a budget are taken",
    ("SettlementBatchMissed", "[2d] doubled"): "it fires all the same, and tells an older success",
}
"""By the rule's name in the catalogue and the change."""
