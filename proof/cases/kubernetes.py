"""What rules on workloads, nodes and volumes must do."""

from proof.case import alert, fires, series, silent
from proof.lines import SEOUL

PLACE = {"cluster": "lionpay-proof-seoul", "region": SEOUL}
CLUSTER = PLACE["cluster"]


def restarts(pod: str = "a") -> str:
    """The counter of a container's restarts."""
    return series(
        "kube_pod_container_status_restarts_total",
        namespace="shop",
        pod=pod,
        container="web",
        **PLACE,
    )


def waiting(pod: str = "a", reason: str = "CrashLoopBackOff") -> str:
    """Why a container waits."""
    return series(
        "kube_pod_container_status_waiting_reason",
        namespace="shop",
        pod=pod,
        container="web",
        reason=reason,
        **PLACE,
    )


def deployment(what: str, name: str = "payment-api", namespace: str = "payments") -> str:
    """A figure of a deployment."""
    return series(f"kube_deployment_{what}", deployment=name, namespace=namespace, **PLACE)


AVAILABLE, WANTED = "status_replicas_available", "spec_replicas"


def autoscaler(what: str) -> str:
    """A figure of an autoscaler."""
    return series(
        f"kube_horizontalpodautoscaler_{what}",
        horizontalpodautoscaler="payment-api",
        namespace="payments",
        **PLACE,
    )


CURRENT, MOST, LEAST = "status_current_replicas", "spec_max_replicas", "spec_min_replicas"


def node(status: str, name: str = "n1", condition: str = "Ready") -> str:
    """A condition of a node."""
    return series(
        "kube_node_status_condition", node=name, condition=condition, status=status, **PLACE
    )


def volume(what: str, claim: str = "data") -> str:
    """A figure of a volume."""
    return series(
        f"kubelet_volume_stats_{what}_bytes",
        namespace="shop",
        persistentvolumeclaim=claim,
        node="n1",
        **PLACE,
    )


CASES = (
    fires(
        "PodCrashLooping",
        "it crashes every five minutes",
        {restarts(): "0x4 1x4 2x4 3x4 4x4", waiting(): "1x20"},
        alert(
            f"web in shop of {CLUSTER} crashes again and again",
            description="2 restarts in 15 minutes; the kubelet waits between them.",
            namespace="shop",
            container="web",
            **PLACE,
        ),
        at=11,
    ),
    silent("PodCrashLooping", "one restart", {restarts(): "0x9 1x40", waiting(): "1x60"}, at=24),
    silent(
        "PodCrashLooping",
        "restarts of a pod that waits for its image, not for its crash",
        {restarts(): "0+1x40", waiting(reason="ImagePullBackOff"): "1x40"},
        at=40,
    ),
    silent(
        "PodCrashLooping",
        "over for twenty minutes",
        {restarts(): "0+1x10 10x30", waiting(): "1x10 0x30"},
        at=30,
    ),
    silent(
        "PodCrashLooping",
        "the series vanish with the pod",
        {restarts(): "0+1x10 stale", waiting(): "1x10 stale"},
        at=40,
    ),
    fires(
        "PaymentServiceNoReplicas",
        "none of three",
        {deployment(AVAILABLE): "3x10 0x20", deployment(WANTED): "3x30"},
        alert(
            f"payment-api in {SEOUL} has no replica that can be reached",
            description=f"The deployment in {CLUSTER} wants some and has 0 available.",
            deployment="payment-api",
            service="payment-api",
            namespace="payments",
            **PLACE,
        ),
        at=13,
    ),
    silent(
        "PaymentServiceNoReplicas",
        "one of three",
        {deployment(AVAILABLE): "1x30", deployment(WANTED): "3x30"},
        at=30,
    ),
    silent(
        "PaymentServiceNoReplicas",
        "scaled to none on purpose",
        {deployment(AVAILABLE): "0x30", deployment(WANTED): "0x30"},
        at=30,
    ),
    silent(
        "PaymentServiceNoReplicas",
        "no service of ours; and one of that name in another namespace",
        {
            deployment(AVAILABLE, "search"): "0x30",
            deployment(WANTED, "search"): "3x30",
            deployment(AVAILABLE, namespace="trial"): "0x30",
            deployment(WANTED, namespace="trial"): "3x30",
        },
        at=30,
    ),
    silent(
        "PaymentServiceNoReplicas",
        "the series vanish: ServiceTelemetryAbsent tells of that",
        {deployment(AVAILABLE): "0x1 stale", deployment(WANTED): "3x1 stale"},
        at=30,
    ),
    fires(
        "HpaMaxedOut",
        "ten of ten",
        {autoscaler(CURRENT): "10x40", autoscaler(MOST): "10x40", autoscaler(LEAST): "2x40"},
        alert(
            f"payment-api in payments of {CLUSTER} cannot scale any further",
            horizontalpodautoscaler="payment-api",
            namespace="payments",
            **PLACE,
        ),
        at=15,
    ),
    silent(
        "HpaMaxedOut",
        "nine of ten",
        {autoscaler(CURRENT): "9x40", autoscaler(MOST): "10x40", autoscaler(LEAST): "2x40"},
        at=40,
    ),
    silent(
        "HpaMaxedOut",
        "it may not scale: two of two to two",
        {autoscaler(CURRENT): "2x40", autoscaler(MOST): "2x40", autoscaler(LEAST): "2x40"},
        at=40,
    ),
    silent(
        "HpaMaxedOut",
        "the series vanish",
        {
            autoscaler(CURRENT): "9x4 stale",
            autoscaler(MOST): "9x4 stale",
            autoscaler(LEAST): "1x4 stale",
        },
        at=40,
    ),
    fires(
        "NodeNotReady",
        "one of two is not ready",
        {node("true"): "0x40", node("true", "n2"): "1x40"},
        alert(f"Node n1 of {CLUSTER} is not ready", node="n1", **PLACE),
        at=10,
    ),
    silent("NodeNotReady", "nine minutes of it", {node("true"): "1x10 0x8 1x30"}, at=21),
    silent(
        "NodeNotReady",
        "other conditions are false when all is well, and so is Ready's opposite",
        {
            node("true", condition="MemoryPressure"): "0x40",
            node("false"): "0x40",
            node("true"): "1x40",
        },
        at=40,
    ),
    silent("NodeNotReady", "the series vanish with the node", {node("true"): "0x5 stale"}, at=40),
    fires(
        "PersistentVolumeFillingUp",
        "12 % free, and full in three days",
        {volume("available"): "12000-3x500", volume("capacity"): "100000x500"},
        alert(
            f"data in shop of {CLUSTER} has 11.82% left",
            namespace="shop",
            persistentvolumeclaim="data",
            **PLACE,
        ),
        at=61,
    ),
    silent(
        "PersistentVolumeFillingUp",
        "10 % free, and it stays so",
        {volume("available"): "10000x500", volume("capacity"): "100000x500"},
        at=500,
    ),
    silent(
        "PersistentVolumeFillingUp",
        "10 % free, and full in five days",
        {volume("available"): "10500-1.4x500", volume("capacity"): "100000x500"},
        at=350,
    ),
    silent(
        "PersistentVolumeFillingUp",
        "it filled seven hours ago, and no more",
        {volume("available"): "14000-40x100 10000x400", volume("capacity"): "100000x500"},
        at=490,
    ),
    silent(
        "PersistentVolumeFillingUp",
        "it fills, but 16 % are free",
        {volume("available"): "66000-100x500", volume("capacity"): "100000x500"},
        at=490,
    ),
    silent(
        "PersistentVolumeFillingUp",
        "the series vanish",
        {volume("available"): "9000-10x40 stale", volume("capacity"): "100000x40 stale"},
        at=200,
    ),
)
