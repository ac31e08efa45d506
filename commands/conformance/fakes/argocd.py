"""Argo CD's four components, each with metrics of its own."""

from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass

from commands.conformance.exposition import Family, counter, exposition, gauge, histogram
from commands.conformance.fakes.scraped import Scraped

CONTROLLER = "argocd-application-controller"
SERVER = "argocd-server"
REPO_SERVER = "argocd-repo-server"
APPLICATION_SET = "argocd-applicationset-controller"


@dataclass(frozen=True)
class Application:
    """One application as Argo CD sees it."""

    name: str
    health: str = "Healthy"
    sync: str = "Synced"
    syncs: int = 3
    failures: int = 0


APPLICATIONS = (
    Application("checkout"),
    Application("ledger", health="Degraded", sync="OutOfSync", failures=2),
)


class ArgoCd:
    """The four of them; `addresses` is by component."""

    def __init__(self, applications: Iterable[Application] = APPLICATIONS) -> None:
        self.components = {
            name: Scraped({"/metrics": exposition(families)})
            for name, families in _components(tuple(applications)).items()
        }
        self.addresses = {name: scraped.address for name, scraped in self.components.items()}
        self._stack = ExitStack()

    def __enter__(self) -> "ArgoCd":
        for scraped in self.components.values():
            self._stack.enter_context(scraped)
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()


def _components(applications: tuple[Application, ...]) -> dict[str, list[Family]]:
    return {
        CONTROLLER: _controller(applications),
        SERVER: [
            counter("argocd_redis_request_total", ({"failed": "false", "initiator": SERVER}, 12)),
            counter("grpc_server_handled_total", ({"grpc_code": "OK", "grpc_method": "List"}, 5)),
        ],
        REPO_SERVER: [
            counter("argocd_git_request_total", ({"repo": _REPO, "request_type": "fetch"}, 9)),
            histogram(
                "argocd_git_request_duration_seconds",
                ("0.1", "0.25", "1"),
                ({"repo": _REPO, "request_type": "fetch"}, (1, 5, 9, 9), 2.5),
            ),
        ],
        APPLICATION_SET: [
            histogram(
                "argocd_appset_reconcile",
                ("0.25", "0.5", "1"),
                ({"name": "shops", "namespace": "argocd"}, (2, 4, 4, 4), 0.7),
            ),
        ],
    }


def _controller(applications: tuple[Application, ...]) -> list[Family]:
    info = (
        (
            {
                **_of(application),
                "autosync_enabled": "true",
                "dest_namespace": "shop",
                "dest_server": _SERVER,
                "health_status": application.health,
                "operation": "",
                "repo": _REPO,
                "sync_status": application.sync,
            },
            1.0,
        )
        for application in applications
    )
    syncs = (
        ({**_of(application), "dest_server": _SERVER, "phase": phase}, float(count))
        for application in applications
        for phase, count in (("Succeeded", application.syncs), ("Failed", application.failures))
    )
    reconciles = ({"dest_server": _SERVER, "namespace": "argocd"}, (4, 8, 9, 9), 3.2)
    return [
        gauge("argocd_app_info", *info),
        counter("argocd_app_sync_total", *syncs),
        histogram("argocd_app_reconcile", ("0.25", "0.5", "1"), reconciles),
        gauge("argocd_cluster_connection_status", ({"server": _SERVER}, 1)),
    ]


def _of(application: Application) -> Mapping[str, str]:
    return {"name": application.name, "namespace": "argocd", "project": "default"}


_REPO = "https://git.example/shop"
_SERVER = "https://kubernetes.default.svc"
