"""Where state is kept, and how one stack reads another's, with each kind of backend."""

import json
from pathlib import Path
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from tests.stacks.test_snapshots import StackFile
from tests.support import ROOT, TWO_REGIONS, changed, environment_from, synthesize

BACKENDS: dict[str, dict[str, Any]] = {
    "local": {"backend": "local"},
    "hcp": {"backend": "hcp", "organization": "example", "project": "monitoring"},
    "s3": {
        "backend": "s3",
        "bucket": "example-state",
        "region": "ap-northeast-2",
        "kms_key_id": "alias/state",
    },
}


@pytest.mark.parametrize("kind", BACKENDS)
def test_backend_and_remote_state(kind: str, tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    tables = changed(TWO_REGIONS, state=BACKENDS[kind], link={"enabled": True})
    stacks = synthesize(environment_from(tables, tmp_path), tmp_path)
    shown = {
        "network-seoul": stacks["network-seoul"].json["terraform"],
        "link": stacks["link"].json["terraform"],
        "link reads": stacks["link"].json["data"],
    }
    for part in shown.values():
        part.pop("required_providers", None)
    text = json.dumps(shown, indent=1, sort_keys=True).replace(str(ROOT), "<project>") + "\n"
    assert text == snapshot(name=f"backend-{kind}", extension_class=StackFile)


def test_hcp_needs_no_terraform_on_this_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    tables = changed(TWO_REGIONS, state=BACKENDS["hcp"])
    assert "network-seoul" in synthesize(environment_from(tables, tmp_path), tmp_path)


def test_environments_never_share_a_state(tmp_path: Path) -> None:
    paths: set[str] = set()
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        stacks = synthesize(environment_from(TWO_REGIONS, folder, name), folder)
        paths |= {s.json["terraform"]["backend"]["local"]["path"] for s in stacks.values()}
    assert len(paths) == 4
