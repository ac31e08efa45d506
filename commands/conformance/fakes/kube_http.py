"""The fake Kubernetes API's HTTP: which path means what, lists, and watches
and logs that stay open.
"""

import json
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qsl, urlsplit

from commands.conformance.fakes.kube_objects import LINE, Object
from commands.conformance.fakes.kube_store import ADDED, KubeStore, Selection
from commands.conformance.loopback import QuietHandler, is_open

_KINDS = {
    "pods": ("v1", "Pod"),
    "nodes": ("v1", "Node"),
    "services": ("v1", "Service"),
    "namespaces": ("v1", "Namespace"),
    "events": ("v1", "Event"),
    "endpointslices": ("discovery.k8s.io/v1", "EndpointSlice"),
    "replicasets": ("apps/v1", "ReplicaSet"),
}
_COLLECTION = re.compile(
    r"^/(?:api/v1|apis/[\w.]+/v1)(?:/namespaces/(?P<namespace>[^/]+))?/(?P<plural>[a-z]+)$"
)
_OBJECT = re.compile(
    r"^/api/v1/(?:namespaces/(?P<namespace>[^/]+)/)?(?P<plural>pods|nodes|namespaces)/(?P<name>[^/]+)$"
)
_LOG = re.compile(r"^/api/v1/namespaces/(?P<namespace>[^/]+)/pods/(?P<pod>[^/]+)/log$")
_DISCOVERY: Mapping[str, Object] = {
    "/version": {"major": "1", "minor": "34", "gitVersion": "v1.34.0"},
    "/api": {"kind": "APIVersions", "versions": ["v1"]},
    "/apis": {"kind": "APIGroupList", "apiVersion": "v1", "groups": []},
    "/api/v1": {
        "kind": "APIResourceList",
        "groupVersion": "v1",
        "resources": [
            {"name": plural, "kind": kind, "namespaced": kind not in ("Node", "Namespace")}
            for plural, (version, kind) in _KINDS.items()
            if version == "v1"
        ],
    },
}
"""What a client asks for that does not know which kinds there are."""
_WATCH_SECONDS = 300.0
_LOOK_EVERY = 1.0
"""Seconds after which a watch looks whether its client is there."""
_JSON = "application/json"


@dataclass(frozen=True)
class _Watch:
    selection: Selection
    version: str
    after: int
    with_initial_events: bool
    seconds: float


def handler(store: KubeStore, note: Callable[[str], None]) -> type[BaseHTTPRequestHandler]:
    """A handler for a store's objects; `note` hears the path of each request."""

    class Handler(QuietHandler):
        def do_GET(self) -> None:  # noqa: N802
            note(self.path)
            url = urlsplit(self.path)
            query = dict(parse_qsl(url.query))
            if url.path in _DISCOVERY:
                self._json(200, _DISCOVERY[url.path])
            elif found := _LOG.match(url.path):
                labels = f"pod={found['pod']},container={query.get('container', '')}"
                self._follow(Selection(LINE, found["namespace"], labels=labels))
            elif found := _OBJECT.match(url.path):
                self._one(_selection(found, {"fieldSelector": f"metadata.name={found['name']}"}))
            elif not (found := _COLLECTION.match(url.path)) or found["plural"] not in _KINDS:
                self._json(404, _status(404, f"the fake has no {url.path}"))
            elif query.get("watch") in ("1", "true"):
                self._watch(_watch(found, query))
            else:
                self._list(_selection(found, query), _KINDS[found["plural"]][0])

        def _one(self, selection: Selection) -> None:
            objects, _ = store.selected(selection)
            if objects:
                self._json(200, objects[0])
            else:
                self._json(404, _status(404, f"no such {selection.kind}"))

        def _list(self, selection: Selection, version: str) -> None:
            objects, at = store.selected(selection)
            head = {"apiVersion": version, "kind": f"{selection.kind}List"}
            self._json(200, {**head, "metadata": {"resourceVersion": str(at)}, "items": objects})

        def _follow(self, selection: Selection) -> None:
            self._open("text/plain")
            after = 0
            while store.is_open and is_open(self.connection):
                changes, after = store.changes(selection, after, _LOOK_EVERY)
                for change in changes:
                    self._chunk(change.object["line"].encode() + b"\n")
                self.wfile.flush()
            self.wfile.write(b"0\r\n\r\n")

        def _watch(self, watch: _Watch) -> None:
            self._open(_JSON)
            after = watch.after
            if watch.with_initial_events:
                objects, after = store.selected(watch.selection)
                for found in objects:
                    self._event(ADDED, found)
                self._event("BOOKMARK", _initial_events_end(watch, after))
            self.wfile.flush()
            deadline = time.monotonic() + watch.seconds
            while store.is_open and time.monotonic() < deadline and is_open(self.connection):
                changes, after = store.changes(watch.selection, after, _LOOK_EVERY)
                for change in changes:
                    self._event(change.type, change.object)
                self.wfile.flush()
            self.wfile.write(b"0\r\n\r\n")

        def _event(self, kind: str, found: Object) -> None:
            self._chunk(json.dumps({"type": kind, "object": found}).encode() + b"\n")

        def _open(self, content_type: str) -> None:
            self.send_response(200)
            self.send_header("Content-Type", content_type)
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()

        def _chunk(self, line: bytes) -> None:
            self.wfile.write(b"%x\r\n%s\r\n" % (len(line), line))

        def _json(self, status: int, found: Object) -> None:
            self.answer(status, json.dumps(found).encode(), _JSON)

    return Handler


def _selection(found: re.Match[str], query: Mapping[str, str]) -> Selection:
    return Selection(
        kind=_KINDS[found["plural"]][1],
        namespace=found.groupdict().get("namespace") or "",
        fields=query.get("fieldSelector", ""),
        labels=query.get("labelSelector", ""),
    )


def _watch(found: re.Match[str], query: Mapping[str, str]) -> _Watch:
    return _Watch(
        selection=_selection(found, query),
        version=_KINDS[found["plural"]][0],
        after=int(query.get("resourceVersion") or 0),
        with_initial_events=query.get("sendInitialEvents") == "true",
        seconds=float(query.get("timeoutSeconds") or _WATCH_SECONDS),
    )


def _initial_events_end(watch: _Watch, version: int) -> Object:
    """What ends the list with which a watch begins (client-go's WatchList)."""
    return {
        "apiVersion": watch.version,
        "kind": watch.selection.kind,
        "metadata": {
            "resourceVersion": str(version),
            "annotations": {"k8s.io/initial-events-end": "true"},
        },
    }


def _status(code: int, message: str) -> Object:
    return {
        "apiVersion": "v1",
        "kind": "Status",
        "metadata": {},
        "status": "Failure",
        "message": message,
        "reason": "NotFound",
        "code": code,
    }
