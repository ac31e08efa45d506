"""Plans as `terraform show -json` writes them, cut to what is read; the form was seen in real ones.

`tests/review/plans/network-seoul.json` is one whole, with secrets planted in every part of it.
"""

import json
from pathlib import Path
from typing import Any

from tests.support import ROOT

Json = dict[str, Any]

PLANS = ROOT / "tests" / "review" / "plans"
PLANTED = "correct horse battery"
"""Stands in that plan wherever a secret can be; no form gives it away."""


def entry(address: str, *actions: str, **change: Any) -> Json:
    """One resource's change; before, after and their marks by name."""
    type_, _, name = address.partition(".")
    marks: Json = {"before_sensitive": {}, "after_sensitive": {}, "after_unknown": {}}
    return {
        "address": address,
        "mode": "managed",
        "type": type_,
        "name": name,
        "change": {"actions": list(actions), "before": {}, "after": {}, **marks, **change},
    }


def plan(*changes: Json, **more: Any) -> Json:
    """A plan of these changes."""
    return {
        "format_version": "1.2",
        "planned_values": {},
        "resource_changes": list(changes),
        **more,
    }


def write(folder: Path, **plans: Any) -> Path:
    """Writes plans into a folder, called after their stacks, `_` for the dash."""
    folder.mkdir(exist_ok=True)
    for stack, content in plans.items():
        (folder / f"{stack.replace('_', '-')}.json").write_text(json.dumps(content))
    return folder
