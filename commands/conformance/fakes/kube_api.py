"""As much of the Kubernetes API as discovery needs: list and watch, over plain HTTP."""

import itertools
import json
import threading
from pathlib import Path

from commands.conformance.fakes.cluster import Pod
from commands.conformance.fakes.kube_http import handler
from commands.conformance.fakes.kube_objects import Object, line_object
from commands.conformance.fakes.kube_store import KubeStore
from commands.conformance.loopback import HttpServer


class KubeApi:
    """A cluster's API; put objects into it (`kube_objects` makes them) before or while it runs."""

    def __init__(self, *objects: Object) -> None:
        self._store = KubeStore()
        self._store.put(*objects)
        self._lines = itertools.count()
        self._lock = threading.Lock()
        self._asked: list[str] = []
        self._server = HttpServer(handler(self._store, self._note))
        self.address = self._server.address
        self.url = self._server.url
        """For `api_server`."""

    def __enter__(self) -> "KubeApi":
        self._server.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._store.close()
        self._server.close()

    def put(self, *objects: Object) -> None:
        """Adds or changes objects; who watches is told."""
        self._store.put(*objects)

    def delete(self, found: Object) -> None:
        """Takes an object away; who watches is told."""
        self._store.delete(found)

    def write(self, pod: Pod, *lines: str, container: str = "") -> None:
        """Lets a container, by default the pod's first, write lines; who follows it is told."""
        name = container or pod.containers[0]
        self._store.put(*(line_object(pod, name, each, next(self._lines)) for each in lines))

    def asked(self) -> tuple[str, ...]:
        """Path and query of every request so far."""
        with self._lock:
            return tuple(self._asked)

    def write_kubeconfig(self, path: Path) -> Path:
        """Writes a kubeconfig that leads here; it is JSON, which is YAML too."""
        config = {
            "apiVersion": "v1",
            "kind": "Config",
            "clusters": [{"name": "fake", "cluster": {"server": self.url}}],
            "users": [{"name": "fake", "user": {"token": "not-a-secret"}}],
            "contexts": [{"name": "fake", "context": {"cluster": "fake", "user": "fake"}}],
            "current-context": "fake",
        }
        path.write_text(json.dumps(config))
        return path

    def _note(self, path: str) -> None:
        with self._lock:
            self._asked.append(path)
