"""Asks the real Terraform whether every stack of ENV is valid, without a state and without AWS.

Also the same environment as it would be in HCP Terraform, where that makes other JSON. Providers
come from a mirror on this machine if there is one; ONLINE=1 gets those that it lacks.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomli_w

from commands.rehearsal.toolbox import PASSED_ON, REGISTRY, Toolbox, find_toolbox
from policies.synthesized import Synthesized, read_synthesized
from settings import Environment, Problem, UserError, load_environment
from settings.files import environment_file, read_toml
from settings.hcp import HcpState
from stacks.app import build_app

ON_HCP = {
    "backend": "hcp",
    "organization": "example",
    "project": "monitoring",
    "create_workspaces": True,
    "create_roles": True,
    "run_triggers": True,
}
"""State and runs in HCP Terraform, with all that this program can make of it."""


@dataclass(frozen=True)
class Result:
    """What Terraform said of one stack; missing: providers that cannot be had here."""

    stack: str
    seconds: float = 0
    said: str = ""
    missing: tuple[str, ...] = ()

    @property
    def valid(self) -> bool:
        return not self.said and not self.missing


@dataclass(frozen=True)
class Validator:
    """Runs Terraform in a folder of its own, with none of a person's credentials."""

    toolbox: Toolbox
    folder: Path
    online: bool

    def missing(self, stack: Synthesized) -> tuple[str, ...]:
        """The stack's providers that cannot be had here."""
        if self.online or self.toolbox.mirror is None:
            return ()
        return tuple(sorted(sources(stack) - mirrored(self.toolbox.mirror)))

    def validate(self, stack: Synthesized) -> Result:
        """Validates one stack, or says what is missing for it."""
        missing = self.missing(stack)
        if missing:
            return Result(stack.name, missing=missing)
        started = time.monotonic()
        folder = Path(tempfile.mkdtemp(dir=self.folder, prefix=f"{stack.name}-"))
        (folder / "cdk.tf.json").write_text(json.dumps(stack.json))
        said = self._run(folder, "init", "-backend=false", "-input=false")
        said = said or self._run(folder, "validate")
        return Result(stack.name, time.monotonic() - started, said)

    def _run(self, folder: Path, *arguments: str) -> str:
        """What Terraform complains about, if it does."""
        run = subprocess.run(
            [self.toolbox.terraform, *arguments, "-no-color"],
            cwd=folder,
            env=self._environ(),
            capture_output=True,
            text=True,
            check=False,
        )
        return "" if run.returncode == 0 else (run.stderr or run.stdout).strip()

    def _environ(self) -> dict[str, str]:
        config = self.folder / "terraform.rc"
        config.write_text(cli_config(self.toolbox.mirror, online=self.online))
        cache = self.folder / "plugins"
        cache.mkdir(exist_ok=True)
        return {
            **{name: os.environ[name] for name in PASSED_ON if name in os.environ},
            "CHECKPOINT_DISABLE": "1",
            "HOME": str(self.folder),
            "TF_CLI_CONFIG_FILE": str(config),
            "TF_IN_AUTOMATION": "1",
            "TF_PLUGIN_CACHE_DIR": str(cache),
            "TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE": "1",
        }


def sources(stack: Synthesized) -> set[str]:
    """The providers that a stack requires, for example `hashicorp/aws`."""
    required: Mapping[str, Any] = stack.json["terraform"].get("required_providers", {})
    named = (provider["source"].removeprefix(f"{REGISTRY}/") for provider in required.values())
    return {name if "/" in name else f"hashicorp/{name}" for name in named}


def mirrored(mirror: Path) -> set[str]:
    """The providers that a mirror holds."""
    return {f"{p.parent.name}/{p.name}" for p in (mirror / REGISTRY).glob("*/*") if p.is_dir()}


def cli_config(mirror: Path | None, *, online: bool) -> str:
    """A Terraform CLI configuration of our own: the mirror, and the registry if asked for it."""
    if mirror is None:
        return ""
    here = json.dumps([f"{REGISTRY}/{source}" for source in sorted(mirrored(mirror))])
    rest = f"  direct {{\n    exclude = {here}\n  }}\n" if online else ""
    return (
        "provider_installation {\n"
        f"  filesystem_mirror {{\n    path    = {json.dumps(str(mirror))}\n"
        f"    include = {here}\n  }}\n{rest}}}\n"
    )


def stacks_of(name: str, folder: Path) -> Iterator[Synthesized]:
    """The environment's stacks, and what differs of them in HCP Terraform."""
    environment = load_environment(name)
    made = _synthesized(environment, folder / "as-it-is")
    yield from made
    if isinstance(environment.state, HcpState):
        return
    seen = {stack.name: _without_state(stack) for stack in made}
    for stack in _synthesized(on_hcp(name, folder), folder / "on-hcp"):
        if seen.get(stack.name) != _without_state(stack):
            yield Synthesized(f"{stack.name} (on HCP Terraform)", stack.json, stack.dependencies)


def on_hcp(name: str, folder: Path) -> Environment:
    """The environment as it would be with state and runs in HCP Terraform."""
    path = environment_file(name)
    tables = read_toml(path)
    tables["state"] = {**ON_HCP, "agent_pools": dict.fromkeys(tables["regions"], "example")}
    for region in tables["regions"].values():
        # Runs there have no AWS CLI.
        region.get("cluster", {}).pop("access", None)
    moved = folder / path.name
    moved.write_text(tomli_w.dumps(tables))
    return load_environment(str(moved))


def _synthesized(environment: Environment, outdir: Path) -> tuple[Synthesized, ...]:
    outdir.mkdir()
    build_app(environment, outdir).synth()
    return read_synthesized(outdir)


def _without_state(stack: Synthesized) -> dict[str, Any]:
    """What Terraform validates of a stack: with `-backend=false`, not where states are."""
    parts = {key: value for key, value in stack.json.items() if key not in ("//", "terraform")}
    data = {k: v for k, v in parts.get("data", {}).items() if k != "terraform_remote_state"}
    return {**parts, "data": data}


def _tell(result: Result) -> None:
    if result.valid:
        print(f"  valid     {result.stack} ({result.seconds:.1f} s)")
    elif result.missing:
        print(f"  left out  {result.stack}: no {', '.join(result.missing)} on this machine")
    else:
        print(f"  INVALID   {result.stack}")


def main() -> int:
    name = os.environ.get("ENV", "prod")
    results: list[Result] = []
    try:
        with tempfile.TemporaryDirectory(prefix="lionpay-validate-") as temporary:
            folder = Path(temporary)
            validator = Validator(find_toolbox(), folder, bool(os.environ.get("ONLINE")))
            for stack in stacks_of(name, folder):
                results.append(validator.validate(stack))
                _tell(results[-1])
        problems = [
            Problem(f"stack {r.stack}", r.said, "Mend what Terraform names, then try again.")
            for r in results
            if r.said
        ]
        if problems:
            raise UserError(problems)
        if not any(result.valid for result in results):
            fix = "Name a mirror in TERRAFORM_PROVIDER_MIRROR, or get providers with ONLINE=1."
            raise UserError([Problem(name, "No stack could be validated.", fix)])
    except UserError as error:
        print(error, file=sys.stderr)
        return 2
    left = sum(bool(result.missing) for result in results)
    more = f"; {left} left out, ONLINE=1 gets their providers" if left else ""
    print(f"{name}: {sum(r.valid for r in results)} stacks are valid{more}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
