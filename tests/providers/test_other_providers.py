"""The generated Grafana bindings and Helm's reach Terraform JSON through `providers`."""

import json
from pathlib import Path

from providers import grafana, helm
from providers.core import App, TerraformStack


def test_grafana_and_helm_synthesize_with_the_pinned_versions(tmp_path: Path) -> None:
    app = App(outdir=str(tmp_path))
    stack = TerraformStack(app, "trial")
    grafana.GrafanaProvider(stack, "grafana", url="https://example.com")
    folder = grafana.Folder(stack, "folder", title="Payments", prevent_destroy_if_not_empty=True)
    grafana.RuleGroup(
        stack, "rules", name="rules", folder_uid=folder.uid, interval_seconds=60, rule=[]
    )
    helm.HelmProvider(stack, "helm")
    helm.Release(stack, "alloy", name="alloy", chart="alloy", version="1.11.1")
    app.synth()
    made = json.loads((tmp_path / "stacks" / "trial" / "cdk.tf.json").read_text())
    versions = {k: v["version"] for k, v in made["terraform"]["required_providers"].items()}
    assert versions == {"grafana": "4.45.1", "helm": "3.1.1"}
    (group,) = made["resource"]["grafana_rule_group"].values()
    assert group["folder_uid"].endswith(".uid}")
