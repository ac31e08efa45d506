"""Our cuts of providers' schemas: true to the real ones, and what is listed."""

import json
from pathlib import Path

import pytest

from commands.schemas import Kept, Schema, cut, read_kept, render, without_descriptions
from settings import UserError
from tests.support import ROOT

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
    "grafana",
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
        Kept("grafana", "s", "1.0", ("url", "no_such"), {}, {}),
        Kept("grafana", "s", "1.0", (), {"grafana_no_such": "*"}, {}),
        Kept("grafana", "s", "1.0", (), {"grafana_contact_point": ["no_such"]}, {}),
    ],
)
def test_a_listed_name_that_does_not_exist_is_told(kept: Kept) -> None:
    with pytest.raises(UserError, match="no_such"):
        cut(TINY, kept)


def test_another_version_is_told() -> None:
    with pytest.raises(UserError, match=r"is of s 1\.0; the list says 2\.0"):
        cut(TINY, Kept("grafana", "s", "2.0", (), {}, {}))


LISTS = sorted((ROOT / "schemas").glob("*.toml"))


def test_cdktf_generates_the_versions_that_are_listed() -> None:
    providers = json.loads((ROOT / "cdktf.json").read_text())["terraformProviders"]
    listed = [read_kept(path) for path in LISTS]
    assert sorted((p["name"], p["version"]) for p in providers) == [
        (kept.name, kept.version) for kept in listed
    ]
    assert all(k.source.endswith(f"/{k.name}") for k in listed)


def whole_or_cut(path: Path) -> list[Path]:
    """The committed cut, and the provider's whole schema where that is at hand."""
    whole = ROOT.parent / "shared" / "data" / f"{path.stem}-provider-schema.json"
    return [p for p in (ROOT / read_kept(path).cut_file, whole) if p.exists()]


@pytest.mark.parametrize(
    ("path", "source"), [(path, source) for path in LISTS for source in whole_or_cut(path)]
)
def test_the_committed_cut_holds_what_is_listed(path: Path, source: Path) -> None:
    kept = read_kept(path)
    committed = (ROOT / kept.cut_file).read_text()
    assert render(cut(json.loads(source.read_text()), kept)) == committed


def test_every_list_has_its_cut() -> None:
    assert all((ROOT / read_kept(path).cut_file).exists() for path in LISTS)
