"""What the samplers need besides their chart: a service that names each of them."""

from typing import Any

from charts.alloy import workload_name
from settings import Environment
from vocabulary.collectors import PORTS, Role


def samplers_service(environment: Environment) -> dict[str, Any]:
    """A headless service: its DNS answer lists the samplers that are ready, one address each."""
    name = workload_name(Role.SAMPLER)
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": f"{name}-peers", "namespace": environment.collectors.namespace},
        "spec": {
            "clusterIP": "None",
            "selector": {"app.kubernetes.io/instance": name},
            "ports": [{"name": "otlp-grpc", "port": PORTS.sampler, "protocol": "TCP"}],
        },
    }
