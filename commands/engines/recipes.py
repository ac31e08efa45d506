"""What each program is built from. `tools/README.md` says why we need it."""

from dataclasses import dataclass
from pathlib import Path

TOOLS = Path(__file__).resolve().parent.parent.parent / "tools"
"""The folder with the Go modules, one `go.mod` and `go.sum` each."""


@dataclass(frozen=True)
class Recipe:
    """How one program is built.

    name: the executable's name, on PATH and in the cache.
    version: without a leading `v`.
    module: the folder below `tools/`.
    package: the Go package of its `main`.
    asks: the arguments that make it print its version.
    says: variables that are set when it is linked, `{v}` being the version.
    takes: how long a cold build takes on two cores, in words.
    release: what the published program says that it is, where modules are numbered otherwise.
    """

    name: str
    version: str
    module: str
    package: str
    asks: tuple[str, ...] = ("--version",)
    says: tuple[str, ...] = ()
    takes: str = "about a minute"
    release: str = ""

    @property
    def told(self) -> str:
        """The version that the program itself tells."""
        return self.release or self.version

    @property
    def folder(self) -> Path:
        """Where its `go.mod` is."""
        return TOOLS / self.module

    @property
    def flags(self) -> tuple[str, ...]:
        """The arguments of `go build`, without the place of the result."""
        variables = "".join(f" -X {said.format(v=self.told)}" for said in self.says)
        linked = f"-s -w{variables}"
        return ("-mod=readonly", "-trimpath", "-buildvcs=false", "-ldflags", linked, self.package)


_KUBERNETES = tuple(
    f"{package}.{name}={value}"
    for package in ("k8s.io/component-base/version", "k8s.io/client-go/pkg/version")
    for name, value in (("gitVersion", "v{v}"), ("gitMajor", "1"), ("gitMinor", "33"))
)
"""Without these, clients cannot parse what the server says that it is."""

_PROMETHEUS = "github.com/prometheus/common/version.Version={v}"


def _kubernetes(name: str, takes: str, asks: tuple[str, ...] = ("--version",)) -> Recipe:
    package = f"k8s.io/kubernetes/cmd/{name}"
    return Recipe(name, "1.33.0", "kubernetes", package, asks, _KUBERNETES, takes)


RECIPES = {
    recipe.name: recipe
    for recipe in (
        Recipe(
            "helm",
            "3.19.0",
            "helm",
            "helm.sh/helm/v3/cmd/helm",
            ("version", "--short"),
            # As in the published executable; the last four decide what a chart sees of Kubernetes.
            (
                "helm.sh/helm/v3/internal/version.version=v{v}",
                "helm.sh/helm/v3/pkg/lint/rules.k8sVersionMajor=1",
                "helm.sh/helm/v3/pkg/lint/rules.k8sVersionMinor=34",
                "helm.sh/helm/v3/pkg/chartutil.k8sVersionMajor=1",
                "helm.sh/helm/v3/pkg/chartutil.k8sVersionMinor=34",
            ),
            "about two minutes",
        ),
        Recipe("etcd", "3.5.21", "etcd", "go.etcd.io/etcd/server/v3", takes="about half a minute"),
        Recipe("kwok", "0.6.1", "kwok", "sigs.k8s.io/kwok/cmd/kwok"),
        _kubernetes("kubectl", "about a minute", ("version", "--client")),
        _kubernetes("kube-scheduler", "about two minutes"),
        _kubernetes("kube-controller-manager", "about three minutes"),
        _kubernetes("kube-apiserver", "about three minutes"),
        Recipe(
            "kube-state-metrics",
            "2.15.0",
            "kube-state-metrics",
            "k8s.io/kube-state-metrics/v2",
            ("version",),
            ("github.com/prometheus/common/version.Version=v{v}",),
        ),
        Recipe(
            "promtool",
            "0.313.2",
            "promtool",
            "github.com/prometheus/prometheus/cmd/promtool",
            says=(_PROMETHEUS,),
            takes="about five minutes",
            release="3.13.2",
        ),
        Recipe(
            "amtool",
            "0.34.0",
            "amtool",
            "github.com/prometheus/alertmanager/cmd/amtool",
            says=(_PROMETHEUS,),
            takes="about two minutes",
        ),
        Recipe(
            "pint",
            "0.87.0",
            "pint",
            "github.com/cloudflare/pint/cmd/pint",
            ("version",),
            ("main.version={v}",),
            "about two minutes",
        ),
        Recipe(
            "loki",
            "3.7.1",
            "loki",
            "github.com/grafana/loki/v3/cmd/loki",
            # Loki copies its own variable over the one that others set.
            says=("github.com/grafana/loki/v3/pkg/util/build.Version={v}",),
            takes="about six minutes",
        ),
    )
}
"""Every program, by name."""
