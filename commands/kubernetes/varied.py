"""An object of each kind that no service here has, so that kube-state-metrics tells all it can."""

from commands.kubernetes.cluster import Manifest
from commands.kubernetes.workloads import namespace

NAMESPACE = "varied"
_NAMED = {"namespace": NAMESPACE}
_POD: Manifest = {
    "restartPolicy": "Never",
    "initContainers": [
        {
            "name": "prepare",
            "image": "registry.example.com/prepare:1",
            "resources": {"requests": {"cpu": "10m"}, "limits": {"memory": "16Mi"}},
        }
    ],
    "containers": [{"name": "app", "image": "registry.example.com/app:1"}],
    "volumes": [{"name": "data", "persistentVolumeClaim": {"claimName": "data"}}],
}

VARIED: tuple[Manifest, ...] = (
    namespace(NAMESPACE),
    {
        "apiVersion": "v1",
        "kind": "PersistentVolume",
        "metadata": {"name": "varied-data"},
        "spec": {
            "capacity": {"storage": "1Gi"},
            "accessModes": ["ReadWriteOnce"],
            "storageClassName": "manual",
            "hostPath": {"path": "/data"},
        },
    },
    {
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        "metadata": {"name": "data", **_NAMED},
        "spec": {
            "accessModes": ["ReadWriteOnce"],
            "storageClassName": "manual",
            "resources": {"requests": {"storage": "1Gi"}},
        },
    },
    {
        "apiVersion": "v1",
        "kind": "ResourceQuota",
        "metadata": {"name": "quota", **_NAMED},
        "spec": {"hard": {"pods": "10"}},
    },
    {
        "apiVersion": "policy/v1",
        "kind": "PodDisruptionBudget",
        "metadata": {"name": "budget", **_NAMED},
        "spec": {"minAvailable": 1, "selector": {"matchLabels": {"app": "varied"}}},
    },
    {
        "apiVersion": "autoscaling/v2",
        "kind": "HorizontalPodAutoscaler",
        "metadata": {"name": "scaler", **_NAMED},
        "spec": {
            "minReplicas": 1,
            "maxReplicas": 3,
            "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "varied"},
            "metrics": [
                {
                    "type": "Resource",
                    "resource": {
                        "name": "cpu",
                        "target": {"type": "Utilization", "averageUtilization": 80},
                    },
                }
            ],
        },
    },
    {
        "apiVersion": "batch/v1",
        "kind": "CronJob",
        "metadata": {"name": "nightly", **_NAMED},
        "spec": {
            "schedule": "0 3 * * *",
            "timeZone": "Asia/Seoul",
            "startingDeadlineSeconds": 600,
            "jobTemplate": {"spec": {"template": {"spec": _POD}}},
        },
    },
    {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": {"name": "once", **_NAMED},
        "spec": {"activeDeadlineSeconds": 600, "template": {"spec": _POD}},
    },
)
"""To be applied to a cluster; kwok runs the Job's pod."""
