"""What rules on delivery must do. Time begins at zero in a test: a certificate ends at seconds."""

from proof.case import alert, fires, series, silent
from proof.lines import SEOUL

SHOP = "https://pay.example.com"
DAY = 86_400


def certificate(probe: str = "Seoul") -> str:
    """When the certificate of a check ends, as one probe sees it."""
    return series("probe_ssl_earliest_cert_expiry", job="checkout", instance=SHOP, probe=probe)


def application(health: str, sync: str, name: str = "payments") -> str:
    """An application of Argo CD."""
    return series(
        "argocd_app_info",
        name=name,
        project="shop",
        region=SEOUL,
        health_status=health,
        sync_status=sync,
    )


def syncs(phase: str) -> str:
    """The counter of syncs that ended so."""
    return series(
        "argocd_app_sync_total", name="payments", project="shop", region=SEOUL, phase=phase
    )


WARNING, CRITICAL = "CertificateExpiringSoon (warning)", "CertificateExpiringSoon (critical)"
UNSEEN = "CertificateExpiringSoon (not seen)"

CASES = (
    fires(
        WARNING,
        "two probes see it; the earlier end counts",
        {certificate(): f"{14 * DAY + 1800}x60", certificate("Tokyo"): f"{90 * DAY}x60"},
        alert(f"The certificate of {SHOP} ends in 14.0 days", job="checkout", instance=SHOP),
        at=41,
    ),
    silent(WARNING, "15 days", {certificate(): f"{15 * DAY}x100"}, at=100),
    silent(WARNING, "the series vanish", {certificate(): f"{DAY}x5 stale"}, at=30),
    fires(
        CRITICAL,
        "three days",
        {certificate(): f"{3 * DAY + 1800}x60"},
        alert(f"The certificate of {SHOP} ends in 3.0 days", job="checkout", instance=SHOP),
        at=41,
    ),
    silent(CRITICAL, "four days", {certificate(): f"{4 * DAY}x100"}, at=100),
    silent(CRITICAL, "the series vanish", {certificate(): f"{DAY}x5 stale"}, at=30),
    fires(
        UNSEEN,
        "the check is gone: no probe read it for an hour",
        {certificate(): f"{90 * DAY}x5 stale", certificate("Tokyo"): f"{90 * DAY}x5 stale"},
        alert(f"Nobody sees the certificate of {SHOP}", job="checkout", instance=SHOP),
        at=70,
    ),
    silent(
        UNSEEN,
        "one probe still reads it",
        {certificate(): f"{90 * DAY}x5 stale", certificate("Tokyo"): f"{90 * DAY}x120"},
        at=120,
    ),
    silent(UNSEEN, "half an hour without", {certificate(): f"{90 * DAY}x5 _x55 {DAY}x60"}, at=120),
    fires(
        "ArgoCDAppUnhealthy",
        "degraded",
        {application("Degraded", "Synced"): "1x40", application("Healthy", "Synced", "b"): "1x40"},
        alert(
            "Argo CD's application payments is Degraded and Synced",
            description="For 15 minutes, in the project shop.",
            name="payments",
            project="shop",
            region=SEOUL,
            health_status="Degraded",
            sync_status="Synced",
        ),
        at=15,
    ),
    fires(
        "ArgoCDAppUnhealthy",
        "out of sync",
        {application("Healthy", "OutOfSync"): "1x40"},
        alert(
            "Argo CD's application payments is Healthy and OutOfSync",
            name="payments",
            project="shop",
            region=SEOUL,
            health_status="Healthy",
            sync_status="OutOfSync",
        ),
        at=15,
    ),
    silent("ArgoCDAppUnhealthy", "well", {application("Healthy", "Synced"): "1x40"}, at=40),
    silent(
        "ArgoCDAppUnhealthy",
        "on its way",
        {application("Progressing", "Synced"): "1x40"},
        at=40,
    ),
    silent(
        "ArgoCDAppUnhealthy",
        "out of sync for ten minutes: somebody deploys",
        {
            application("Healthy", "OutOfSync"): "1x10 stale",
            application("Healthy", "Synced"): "_x10 1x30",
        },
        at=16,
    ),
    fires(
        "ArgoCDSyncFailed",
        "the first failure ever: its counter begins with it",
        {syncs("Failed"): "_x5 1x30", syncs("Succeeded"): "3x30"},
        alert("Argo CD could not sync payments", name="payments", project="shop", region=SEOUL),
        at=5,
    ),
    fires(
        "ArgoCDSyncFailed",
        "one more error",
        {syncs("Error"): "2x20 3x20"},
        alert("Argo CD could not sync payments", name="payments", project="shop", region=SEOUL),
        at=21,
    ),
    silent("ArgoCDSyncFailed", "they succeed", {syncs("Succeeded"): "0+1x40"}, at=40),
    silent("ArgoCDSyncFailed", "twelve minutes ago", {syncs("Failed"): "2x20 3x40"}, at=34),
    silent("ArgoCDSyncFailed", "the series vanish", {syncs("Failed"): "1x2 stale"}, at=30),
)
