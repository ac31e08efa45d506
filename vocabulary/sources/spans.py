"""What spans can be asked by: TraceQL's intrinsics, and attributes by their scope."""

INTRINSICS = (
    "duration", "kind", "name", "nestedSetLeft", "nestedSetParent", "nestedSetRight", "parent",
    "rootName", "rootServiceName", "span:duration", "span:id", "span:kind", "span:name",
    "span:status", "span:statusMessage", "status", "statusMessage", "trace:duration", "trace:id",
    "trace:rootName", "trace:rootService", "traceDuration", "event:name", "link:spanID",
    "link:traceID",
)  # fmt: skip

RESOURCE = (
    "deployment.environment.name", "environment", "k8s.container.name", "k8s.deployment.name",
    "k8s.namespace.name", "k8s.node.name", "k8s.pod.name", "k8s.pod.uid", "process.pid",
    "process.runtime.name", "process.runtime.version", "region", "service", "service.instance.id",
    "service.name", "service.namespace", "service.version", "telemetry.distro.name",
    "telemetry.distro.version", "telemetry.sdk.language", "telemetry.sdk.name",
    "telemetry.sdk.version",
)  # fmt: skip
"""Of the process. The first of each name are ours (alloy/otlp.alloy), the others the SDK's."""

SPAN = (
    "client.address", "db.collection.name", "db.namespace", "db.operation.name", "db.query.summary",
    "db.query.text", "db.response.status_code", "db.system.name", "error.type",
    "exception.message", "exception.stacktrace", "exception.type", "http.request.method",
    "http.request.method_original", "http.request.resend_count", "http.response.status_code",
    "http.route", "messaging.batch.message_count", "messaging.client.id",
    "messaging.consumer.group.name", "messaging.destination.name",
    "messaging.destination.partition.id", "messaging.kafka.offset", "messaging.operation.name",
    "messaging.operation.type", "messaging.system", "network.peer.address", "network.peer.port",
    "network.protocol.name", "network.protocol.version", "payment.currency", "payment.provider",
    "payment.result", "peer.service", "rpc.grpc.status_code", "rpc.method", "rpc.service",
    "rpc.system", "server.address", "server.port", "thread.id", "thread.name", "url.full",
    "url.path", "url.query", "url.scheme", "user_agent.original",
)  # fmt: skip
"""By OpenTelemetry's conventions, and Lionpay's own `payment.`."""

TAKEN_OUT = ("otel.scope.*", "scope.*")
"""The mask removes all attributes of scopes."""
