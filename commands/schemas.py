"""Keeps our cuts of providers' schemas true to the real providers.

`make schemas` asks Terraform for the whole schemas (online), or reads those that are in the file
that `SCHEMA=file.json` names, cuts each to what `schemas/<provider>.toml` lists, and writes the
result to `schemas/<provider>@<version>.json`.
"""

import json
import os
import subprocess
import sys
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from settings.problems import Problem, UserError

SCHEMAS = Path("schemas")

Schema = dict[str, Any]
"""A provider schema in Terraform's JSON format; its depth is Terraform's to decide."""


@dataclass(frozen=True)
class Kept:
    """What is kept of a provider: `"*"` or the first-level names of each resource.

    name: what bindings and files are called, for example `grafana`.
    """

    name: str
    source: str
    version: str
    provider: tuple[str, ...]
    resources: dict[str, str | list[str]]
    data_sources: dict[str, str | list[str]]

    @property
    def cut_file(self) -> Path:
        return SCHEMAS / f"{self.name}@{self.version}.json"

    @property
    def list_file(self) -> Path:
        """Where the list is."""
        return SCHEMAS / f"{self.name}.toml"


def read_kept(path: Path) -> Kept:
    """Reads the list of what is kept."""
    raw = tomllib.loads(path.read_text())
    return Kept(
        path.stem,
        raw["source"],
        raw["version"],
        tuple(raw["provider"]),
        raw["resources"],
        raw["data_sources"],
    )


def cut(schema: Schema, kept: Kept) -> Schema:
    """The part of a whole schema that `kept` names, in Terraform's format.

    Raises UserError when the schema is of another version, or lacks something that is kept.
    """
    version = schema.get("provider_versions", {}).get(kept.source, kept.version)
    if version != kept.version:
        raise UserError(
            [
                Problem(
                    f"{kept.list_file}: version",
                    f"The schema is of {kept.source} {version}; the list says {kept.version}.",
                    "Set version here and in cdktf.json to the one you want, then try again.",
                )
            ]
        )
    whole = schema["provider_schemas"][kept.source]
    missing: list[Problem] = []

    def cut_all(kind: str, wanted: dict[str, str | list[str]]) -> Schema:
        entries: Schema = {}
        for name, names in wanted.items():
            if name not in whole[kind]:
                missing.append(_missing(kept, name))
                continue
            entry = whole[kind][name]
            entries[name] = entry if names == "*" else cut_entry(name, entry, names)
        return entries

    def cut_entry(name: str, entry: Schema, names: str | list[str]) -> Schema:
        block = entry["block"]
        found = {*block.get("attributes", {}), *block.get("block_types", {})}
        missing.extend(_missing(kept, f"{name}.{n}") for n in names if n not in found)
        parts = {
            part: {n: value for n, value in block[part].items() if n in names}
            for part in ("attributes", "block_types")
            if part in block
        }
        return {**entry, "block": {**block, **{k: v for k, v in parts.items() if v}}}

    result = {
        "format_version": "1.0",
        "provider_schemas": {
            kept.source: {
                "provider": cut_entry("provider", whole["provider"], list(kept.provider)),
                "resource_schemas": cut_all("resource_schemas", kept.resources),
                "data_source_schemas": cut_all("data_source_schemas", kept.data_sources),
            }
        },
        "provider_versions": {kept.source: kept.version},
    }
    if missing:
        raise UserError(missing)
    return without_descriptions(result)


def without_descriptions(value: Any) -> Any:
    """The plain facts of a schema: names, types and flags, without its prose."""
    if isinstance(value, dict):
        prose = ("description", "description_kind", "deprecated")
        items = cast("Schema", value)
        # An attribute may itself be called "description": then its value is an object.
        return {
            k: without_descriptions(v)
            for k, v in items.items()
            if k not in prose or isinstance(v, dict)
        }
    return value


def render(schema: Schema) -> str:
    """The text of a schema file: sorted and indented, so that its diff can be read."""
    return json.dumps(schema, indent=1, sort_keys=True) + "\n"


def whole_schema_from_terraform(kept: Kept) -> Schema:
    """Runs `terraform init` and `terraform providers schema -json` in a temporary folder."""
    _, _, source = kept.source.partition("/")
    config = {
        "terraform": {
            "required_providers": {kept.name: {"source": source, "version": kept.version}}
        }
    }
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "main.tf.json").write_text(json.dumps(config))
        print(f"terraform init: downloading {source} {kept.version}", file=sys.stderr)
        run = subprocess.run(
            ["terraform", "init", "-no-color", "-input=false"],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
        if run.returncode != 0:
            raise UserError(
                [
                    Problem(
                        "terraform init",
                        run.stderr.strip() or run.stdout.strip(),
                        "Refreshing needs the provider, so a network; or give its schema with"
                        " `make schemas SCHEMA=file.json`.",
                    )
                ]
            )
        shown = subprocess.run(
            ["terraform", "providers", "schema", "-json"],
            cwd=folder,
            capture_output=True,
            text=True,
            check=True,
        )
    return {**json.loads(shown.stdout), "provider_versions": {kept.source: kept.version}}


def _missing(kept: Kept, name: str) -> Problem:
    return Problem(
        f"{kept.list_file}: {name}",
        "The provider's schema has no such name.",
        "Take it off the list, or set version to a provider that has it.",
    )


def main() -> int:
    given = os.environ.get("SCHEMA")
    try:
        whole: Schema | None = json.loads(Path(given).read_text()) if given else None
        kept = [read_kept(path) for path in sorted(SCHEMAS.glob("*.toml"))]
        if whole:
            kept = [k for k in kept if k.source in whole["provider_schemas"]]
        texts = {k.cut_file: render(cut(whole or whole_schema_from_terraform(k), k)) for k in kept}
    except UserError as error:
        print(error, file=sys.stderr)
        return 2
    for path, text in texts.items():
        if path.exists() and path.read_text() == text:
            print(f"{path} is current.")
        else:
            path.write_text(text)
            print(f"{path} was out of date and has been written anew; review its diff.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
