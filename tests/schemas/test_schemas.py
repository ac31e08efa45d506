"""Our cut of the Grafana provider's schema: true to the real one, and what is listed."""

import json
from pathlib import Path

import pytest

from commands.schemas import Kept, Schema, cut, read_kept, render, without_descriptions
from settings import UserError
from tests.support import ROOT

WHOLE = ROOT.parent / "shared" / "data" / "grafana-provider-schema.json"

TINY: Schema = {
    "provider_schemas": {
        "s": {
            "provider": {"block": {"attributes": {"url": {}, "auth": {}, "unused": {}}}},
            "resource_schemas": {
                "grafana_folder": {"block": {"attributes": {"title": {"description": "A title"}}}},
                "grafana_contact_point": {
                    "block": {
                        "attributes": {"name": {}},
                        "block_types": {"slack": {"block": {}}, "discord": {"block": {}}},
                    }
                },
                "grafana_unused": {"block": {}},
            },
            "data_source_schemas": {},
        }
    },
    "provider_versions": {"s": "1.0"},
}
KEPT = Kept(
    "s",
    "1.0",
    ("url", "auth"),
    {"grafana_folder": "*", "grafana_contact_point": ["name", "slack"]},
    {},
)


def test_only_what_is_listed_is_kept() -> None:
    schema = cut(TINY, KEPT)["provider_schemas"]["s"]
    assert set(schema["provider"]["block"]["attributes"]) == {"url", "auth"}
    assert set(schema["resource_schemas"]) == {"grafana_folder", "grafana_contact_point"}
    point = schema["resource_schemas"]["grafana_contact_point"]["block"]
    assert (set(point["attributes"]), set(point["block_types"])) == ({"name"}, {"slack"})
    assert schema["resource_schemas"]["grafana_folder"]["block"]["attributes"] == {"title": {}}


def test_an_attribute_called_description_is_kept() -> None:
    attributes = {"description": {"type": "string", "description": "Prose"}}
    assert without_descriptions(attributes) == {"description": {"type": "string"}}


@pytest.mark.parametrize(
    "kept",
    [
        Kept("s", "1.0", ("url", "no_such"), {}, {}),
        Kept("s", "1.0", (), {"grafana_no_such": "*"}, {}),
        Kept("s", "1.0", (), {"grafana_contact_point": ["no_such"]}, {}),
    ],
)
def test_a_listed_name_that_does_not_exist_is_told(kept: Kept) -> None:
    with pytest.raises(UserError, match="no_such"):
        cut(TINY, kept)


def test_another_version_is_told() -> None:
    with pytest.raises(UserError, match=r"is of s 1\.0; the list says 2\.0"):
        cut(TINY, Kept("s", "2.0", (), {}, {}))


def test_cdktf_generates_the_version_that_is_listed() -> None:
    kept = read_kept(ROOT / "schemas" / "grafana.toml")
    (provider,) = json.loads((ROOT / "cdktf.json").read_text())["terraformProviders"]
    assert provider["version"] == kept.version
    assert kept.source.endswith(provider["source"])


COMMITTED = ROOT / read_kept(ROOT / "schemas" / "grafana.toml").cut_file


@pytest.mark.parametrize("source", [path for path in (COMMITTED, WHOLE) if path.exists()])
def test_the_committed_cut_holds_what_is_listed(source: Path) -> None:
    """Of itself, and of the provider's whole schema where that is at hand."""
    kept = read_kept(ROOT / "schemas" / "grafana.toml")
    assert render(cut(json.loads(source.read_text()), kept)) == COMMITTED.read_text()
