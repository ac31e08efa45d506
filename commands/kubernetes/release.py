"""A Helm release as a `helm_release` of Terraform's JSON describes it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from commands.kubernetes.literals import decode
from settings import Problem, UserError

Block = dict[str, Any]
"""A resource's arguments, as the synthesized JSON has them."""

_SET_FLAGS = {"": "--set", "auto": "--set", "string": "--set-string", "literal": "--set-literal"}

_SWITCHES = {
    "cleanup_on_fail": "--cleanup-on-fail",
    "create_namespace": "--create-namespace",
    "dependency_update": "--dependency-update",
    "disable_openapi_validation": "--disable-openapi-validation",
    "disable_webhooks": "--no-hooks",
    "force_update": "--force",
    "render_subchart_notes": "--render-subchart-notes",
    "reset_values": "--reset-values",
    "reuse_values": "--reuse-values",
    "skip_crds": "--skip-crds",
    "take_ownership": "--take-ownership",
}
"""Arguments that are true or false, and helm's flags for them."""

_WITHOUT_EFFECT = frozenset(
    {"//", "connection", "depends_on", "lifecycle", "lint", "provider", "upgrade_install"}
)
"""What changes nothing in the cluster beyond what `helm upgrade --install` does anyway."""

_READ = frozenset(
    {"atomic", "chart", "description", "max_history", "name", "namespace", "repository", "set"}
    | {"set_list", "timeout", "values", "version", "wait", "wait_for_jobs"}
)


@dataclass(frozen=True)
class HelmRelease:
    """What is installed, with the provider's defaults for what a block leaves out.

    values: documents (YAML or JSON); a later one outranks an earlier one.
    settings: flags and values that outrank them, as helm takes them.
    switches: other flags, without those about waiting.
    history: revisions to keep; 0 keeps all.
    timeout: seconds that the provider waits.
    """

    name: str
    chart: str
    namespace: str = "default"
    repository: str | None = None
    version: str | None = None
    values: tuple[str, ...] = ()
    settings: tuple[tuple[str, str], ...] = ()
    switches: tuple[str, ...] = ()
    history: int = 0
    timeout: int = 300
    wait: bool = True
    wait_for_jobs: bool = False
    atomic: bool = False

    @property
    def chart_name(self) -> str:
        """The chart's own name, without a repository's."""
        return self.chart.rstrip("/").split("/")[-1]

    def with_value(self, name: str, value: object) -> "HelmRelease":
        """The same with one value set over all others, in JSON.

        `with_value("controller.minReadySeconds", 0)` spares ten seconds for each batch of nodes.
        """
        setting = ("--set-json", f"{name}={json.dumps(value)}")
        return replace(self, settings=(*self.settings, setting))


def read_release(block: Block, computed: Mapping[str, str] | None = None) -> HelmRelease:
    """Reads a `helm_release` block.

    computed: see `literals.decode_string`.

    Raises UserError for an argument whose effect on the cluster is not rehearsed here.
    """
    told: Block = {k: v for k, v in decode(block, computed).items() if v is not None}
    unknown = sorted(set(told) - _READ - set(_SWITCHES) - _WITHOUT_EFFECT)
    if unknown:
        fix = "Teach it to commands/kubernetes/release.py, or leave it out."
        where = f"helm_release {told.get('name', '')}: {', '.join(unknown)}"
        raise UserError([Problem(where, "The rehearsal does not know this argument.", fix)])
    description = told.get("description")
    return HelmRelease(
        name=told["name"],
        chart=told["chart"],
        namespace=told.get("namespace", "default"),
        repository=told.get("repository"),
        version=told.get("version"),
        values=tuple(told.get("values", ())),
        settings=tuple(_settings(told)),
        switches=(
            *(flag for argument, flag in _SWITCHES.items() if told.get(argument)),
            *(("--description", description) if description else ()),
        ),
        history=told.get("max_history", 0),
        timeout=told.get("timeout", 300),
        wait=told.get("wait", True),
        wait_for_jobs=told.get("wait_for_jobs", False),
        atomic=told.get("atomic", False),
    )


def helm_releases(document: Mapping[str, Any]) -> dict[str, Block]:
    """The `helm_release` blocks of a stack's JSON, by their names in Terraform."""
    return dict(document.get("resource", {}).get("helm_release", {}))


def _settings(told: Block) -> Iterator[tuple[str, str]]:
    for one in told.get("set_list", ()):
        yield "--set", f"{one['name']}={{{','.join(one['value'])}}}"
    for one in told.get("set", ()):
        yield _SET_FLAGS[one.get("type") or ""], f"{one['name']}={one['value']}"
