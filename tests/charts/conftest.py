"""What the charts' tests render with: the real helm, and stacks in which every role runs."""

from pathlib import Path

import pytest

from commands.engines.alloy import alloy_chart
from commands.engines.build import tool
from commands.kubernetes.helm import Helm
from policies.synthesized import Synthesized
from tests.charts.workloads import EVERY_ROLE
from tests.support import synthesize


@pytest.fixture(scope="session")
def every_role(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Synthesized]:
    """The stacks of staging with all four roles, by name."""
    return synthesize(EVERY_ROLE, tmp_path_factory.mktemp("every-role"))


@pytest.fixture(scope="session")
def chart() -> Path:
    """The real chart of Alloy; a plain clone has none, and then this is said."""
    found = alloy_chart()
    if found is None:
        pytest.skip("there is no chart of Alloy on this machine; $ALLOY_CHART may name one")
    return found


@pytest.fixture
def minimal_helm(tmp_path: Path) -> Helm:
    """The real helm with a chart that does to a program only what the real one does: `tpl`."""
    chart = tmp_path / "minimal"
    (chart / "templates").mkdir(parents=True)
    (chart / "Chart.yaml").write_text("apiVersion: v2\nname: alloy\nversion: 0.0.0\n")
    (chart / "templates" / "program.yaml").write_text(
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: program\n"
        "data:\n  program: {{ tpl .Values.alloy.configMap.content . | toJson }}\n"
    )
    return Helm(tool("helm"), tmp_path, {"alloy": chart})
