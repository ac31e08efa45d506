"""Kubernetes objects as JSON, as far as discovery reads them."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from commands.conformance.fakes.cluster import Pod

Object = dict[str, Any]
"""An object in JSON; its `kind` and `metadata` are always there."""


def pod_object(pod: Pod) -> Object:
    """A pod that runs, is ready, and has a status for each container."""
    ports = [{"name": name, "containerPort": port} for name, port in pod.ports.items()]
    return {
        **_head("v1", "Pod", pod.name, pod.namespace, pod.labels, pod.annotations, pod.uid),
        "spec": {
            "nodeName": pod.node,
            "containers": [
                {
                    "name": name,
                    "image": f"registry.example/{name}:1.0",
                    "ports": ports if name == pod.containers[0] else [],
                }
                for name in pod.containers
            ],
        },
        "status": {
            "phase": pod.phase,
            "podIP": pod.ip,
            "hostIP": "127.0.0.1",
            "conditions": [{"type": "Ready", "status": "True"}],
            "containerStatuses": [
                {
                    "name": name,
                    "ready": True,
                    "restartCount": 0,
                    "containerID": f"containerd://{pod.uid}-{name}",
                }
                for name in pod.containers
            ],
        },
    }


def node_object(name: str, kubelet_port: int = 10250, ip: str = "127.0.0.1") -> Object:
    """A node whose kubelet listens at a port of loopback."""
    return {
        **_head("v1", "Node", name, "", {"kubernetes.io/hostname": name}),
        "spec": {"providerID": f"aws:///ap-northeast-2a/{name}"},
        "status": {
            "addresses": [
                {"type": "InternalIP", "address": ip},
                {"type": "Hostname", "address": name},
            ],
            "daemonEndpoints": {"kubeletEndpoint": {"Port": kubelet_port}},
            "conditions": [{"type": "Ready", "status": "True"}],
        },
    }


def namespace_object(name: str, labels: Mapping[str, str] | None = None) -> Object:
    """A namespace."""
    return {**_head("v1", "Namespace", name, "", labels), "status": {"phase": "Active"}}


def service_object(
    namespace: str,
    name: str,
    ports: Mapping[str, int],
    labels: Mapping[str, str] | None = None,
    annotations: Mapping[str, str] | None = None,
) -> Object:
    """A service with ports by name."""
    return {
        **_head("v1", "Service", name, namespace, labels, annotations),
        "spec": {
            "type": "ClusterIP",
            "clusterIP": "127.0.0.1",
            "ports": [
                {"name": port, "port": number, "protocol": "TCP"} for port, number in ports.items()
            ],
        },
    }


def endpoint_slice_object(
    namespace: str,
    service: str,
    ports: Mapping[str, int],
    pods: Sequence[Pod] = (),
    labels: Mapping[str, str] | None = None,
) -> Object:
    """The ready endpoints of a service: its pods, or loopback itself."""
    endpoints = [_endpoint(pod.ip, pod) for pod in pods] or [_endpoint("127.0.0.1", None)]
    return {
        **_head(
            "discovery.k8s.io/v1",
            "EndpointSlice",
            f"{service}-abcde",
            namespace,
            {"kubernetes.io/service-name": service, **(labels or {})},
        ),
        "addressType": "IPv4",
        "endpoints": endpoints,
        "ports": [
            {"name": port, "port": number, "protocol": "TCP"} for port, number in ports.items()
        ],
    }


def event_object(namespace: str, name: str, reason: str, message: str, about: Pod) -> Object:
    """An event about a pod."""
    stamp = "2026-01-01T00:00:00Z"
    return {
        **_head("v1", "Event", name, namespace),
        "involvedObject": {
            "kind": "Pod",
            "namespace": about.namespace,
            "name": about.name,
            "uid": about.uid,
        },
        "reason": reason,
        "message": message,
        "type": "Warning",
        "firstTimestamp": stamp,
        "lastTimestamp": stamp,
        "count": 1,
        "source": {"component": "kubelet"},
    }


LINE = "Line"
"""What the kubelet keeps of a container's output; no kind of the API, so no list has it."""


def line_object(pod: Pod, container: str, line: str, number: int) -> Object:
    """A line of a container's output, with the time that the API writes before it."""
    labels = {"pod": pod.name, "container": container}
    stamp = f"{dt.datetime.now(dt.UTC):%Y-%m-%dT%H:%M:%S.%f}000Z"
    return {**_head("v1", LINE, str(number), pod.namespace, labels), "line": f"{stamp} {line}"}


def _endpoint(address: str, pod: Pod | None) -> Object:
    endpoint: Object = {"addresses": [address], "conditions": {"ready": True}}
    if pod:
        endpoint["nodeName"] = pod.node
        endpoint["targetRef"] = {"kind": "Pod", "namespace": pod.namespace, "name": pod.name}
    return endpoint


def _head(  # noqa: PLR0917
    version: str,
    kind: str,
    name: str,
    namespace: str,
    labels: Mapping[str, str] | None = None,
    annotations: Mapping[str, str] | None = None,
    uid: str = "",
) -> Object:
    metadata: Object = {
        "name": name,
        "uid": uid or f"uid-of-{namespace}-{name}",
        "labels": dict(labels or {}),
        "annotations": dict(annotations or {}),
        "creationTimestamp": "2026-01-01T00:00:00Z",
    }
    if namespace:
        metadata["namespace"] = namespace
    return {"apiVersion": version, "kind": kind, "metadata": metadata}
