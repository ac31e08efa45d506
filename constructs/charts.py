"""Releases of public charts, all installed in the same careful way."""

from collections.abc import Mapping, Sequence

from charts.escape import as_json
from charts.versions import Chart
from providers import helm
from providers.core import Construct, Precondition, TerraformResourceLifecycle

RELEASE_NAMESPACE = "kube-system"
"""Where Helm keeps its records. Our own namespace is an object of a release, so that it has its
labels, and cannot hold the record of what makes it."""

TIMEOUT = 900
"""Seconds. A roll-out over a hundred nodes, a tenth at a time, takes about three minutes."""


class ChartRelease(Construct):
    """A release that is rolled back when it does not become ready in time."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        chart: Chart,
        values: Mapping[str, object],
        namespace: str = RELEASE_NAMESPACE,
        create_namespace: bool = False,
        preconditions: Sequence[Precondition] = (),
        after: Sequence["ChartRelease"] = (),
    ) -> None:
        super().__init__(scope, id)
        lifecycle = TerraformResourceLifecycle(precondition=preconditions)
        self.release = helm.Release(
            self,
            "release",
            name=id,
            chart=chart.name,
            repository=chart.repository,
            version=chart.version,
            namespace=namespace,
            create_namespace=create_namespace,
            values=[as_json(values)],
            atomic=True,
            cleanup_on_fail=True,
            wait=True,
            timeout=TIMEOUT,
            max_history=5,
            lifecycle=lifecycle if preconditions else None,
            depends_on=[other.release for other in after],
        )
