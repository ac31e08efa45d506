"""Programs: whether each is there, and in the version that this project wants."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from commands.doctor.check import Answer, Check, Need, fail, ok, skipped, warn
from commands.engines.alloy import VERSION as ALLOY_VERSION
from commands.engines.build import cache_folder, says_version
from commands.engines.recipes import RECIPES
from settings import Environment
from stacks.base import TERRAFORM_VERSION
from stacks.collectors import default_access

TIMEOUT = 4
"""Seconds that a program may take to tell its version."""

Version = tuple[int, ...]


@dataclass(frozen=True)
class Ran:
    """What a program did: its exit code, None when it is not there or did not end; what it said."""

    code: int | None
    said: str = ""


Runner = Callable[[Sequence[str]], Ran]


@dataclass(frozen=True)
class Tool:
    """A program. asks: what makes it tell its version. least: the oldest that will do.

    optional: whether everything works without it.
    """

    name: str
    need: Need
    asks: tuple[str, ...]
    least: Version
    install: str
    optional: bool = False


def runner(environ: Mapping[str, str]) -> Runner:
    """Runs programs of the environment's PATH, with nothing that could ask a person or phone."""

    def run(command: Sequence[str]) -> Ran:
        found = shutil.which(command[0], path=environ.get("PATH", ""))
        if found is None:
            return Ran(None)
        quiet = {**environ, "CHECKPOINT_DISABLE": "1", "GOTOOLCHAIN": "local", "AWS_PAGER": ""}
        try:
            done = subprocess.run(
                [found, *command[1:]],
                env=quiet,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                errors="replace",
                check=False,
                timeout=TIMEOUT,
            )
        except (OSError, subprocess.TimeoutExpired):
            return Ran(1)
        return Ran(done.returncode, done.stdout + done.stderr)

    return run


MINIMUM_TERRAFORM: Version = tuple(int(part) for part in TERRAFORM_VERSION.lstrip(">= ").split("."))

TOOLS = (
    Tool("bash", Need.TEST, ("--version",), (3, 2), "Install bash."),
    # Older ones know no .SHELLFLAGS; macOS brings 3.81.
    Tool("make", Need.TEST, ("--version",), (3, 82), "Install GNU make 4 (macOS: `gmake`)."),
    # Not the person's own: what make put into .venv.
    Tool("node", Need.TEST, ("--version",), (22,), "Run `make setup`, which brings Node 22."),
    Tool(
        "terraform",
        Need.DEPLOY,
        ("version", "-json"),
        MINIMUM_TERRAFORM,
        f"Install Terraform {'.'.join(map(str, MINIMUM_TERRAFORM))} or newer from HashiCorp.",
    ),
    Tool(
        "kubectl", Need.DEPLOY, ("version", "--client"), (1, 30), "Install kubectl 1.30 or newer."
    ),
    Tool(
        "helm",
        Need.DEPLOY,
        ("version", "--short"),
        (3, 14),
        "Only to look at releases by hand: install Helm 3. Terraform brings its own.",
        optional=True,
    ),
    Tool("go", Need.PROOFS, ("version",), (1, 26), "Install Go 1.26 or newer; it builds engines."),
    Tool(
        "chromium",
        Need.PROOFS,
        ("--version",),
        (100,),
        "Only for pictures of dashboards: apt-get install -y chromium.",
    ),
)

AWS_CLI = Tool(
    "aws",
    Need.DEPLOY,
    ("--version",),
    (1, 24),
    'Install the AWS CLI 2, or write access = "ephemeral" for the clusters (docs/collectors.md).',
)


def tool_checks(environment: Environment, run: Runner, environ: Mapping[str, str]) -> list[Check]:
    """A check for each program."""
    tools = [*TOOLS, *([AWS_CLI] if signs_in_by_exec(environment) else [])]

    def probing(tool: Tool) -> Callable[[], Answer]:
        return lambda: found_tool(tool, run((tool.name, *tool.asks)))

    return [
        Check("python", Need.TEST, lambda: found_python(sys.version_info[:3])),
        Check("cdktf", Need.TEST, lambda: found_cdktf(Path("node_modules"), Path("package.json"))),
        *(Check(tool.name, tool.need, probing(tool)) for tool in tools),
        Check("alloy", Need.PROOFS, lambda: found_alloy(run, environ)),
        Check("engines", Need.PROOFS, lambda: found_engines(run, environ)),
    ]


def signs_in_by_exec(environment: Environment) -> bool:
    """Whether Terraform runs the AWS CLI to sign in to a cluster."""
    usual = default_access(environment)
    regions = environment.regions.values()
    used = {region.cluster.access or usual for region in regions}
    return environment.grafana is not None and "exec" in used


def version_in(said: str) -> Version | None:
    """The first version in what a program said; only numbers ever leave it."""
    told = re.search(r"(?<![\d.])(\d+(?:\.\d+){0,3})", said)
    return tuple(int(part) for part in told[1].split(".")) if told else None


def dotted(version: Version) -> str:
    """A version as people write it."""
    return ".".join(map(str, version))


def found_tool(tool: Tool, ran: Ran) -> Answer:
    """What is to be said of a program that was asked for its version."""
    missing = fail if tool.need is Need.TEST else skipped
    if ran.code is None and tool.optional:
        return skipped(f"not on PATH. {tool.install}")
    if ran.code is None:
        return missing("not on PATH", tool.install)
    version = version_in(ran.said)
    if ran.code or version is None:
        return fail("it does not tell its version", tool.install)
    # What is not told is not compared: version 22 is no older than 22.20.
    if version < tool.least[: len(version)]:
        wanted = f"{dotted(version)}; {dotted(tool.least)} or newer is wanted"
        return fail(wanted, tool.install)
    if tool.name == "node" and version[0] != tool.least[0]:
        return fail(f"{dotted(version)}; only 22 works with cdktf", tool.install)
    return ok(dotted(version))


def found_python(version: Version) -> Answer:
    """The Python that runs this."""
    if version < (3, 11):
        return fail(dotted(version), "Install Python 3.11 or newer, `make clean`, then `make`.")
    return ok(dotted(version))


def found_cdktf(modules: Path, package: Path) -> Answer:
    """The cdktf command line, by what npm installed: to start it takes seconds."""
    wanted: str = json.loads(package.read_text())["dependencies"]["cdktf-cli"]
    installed = modules / "cdktf-cli" / "package.json"
    if not installed.is_file():
        return fail("not installed", "Run `make setup`.")
    version = version_in(str(json.loads(installed.read_text())["version"])) or ()
    if dotted(version) != wanted:
        return fail(f"{dotted(version)}; {wanted} is wanted", "Run `make setup`.")
    return ok(wanted)


def found_alloy(run: Runner, environ: Mapping[str, str]) -> Answer:
    """The real Alloy, where `make conformance` looks for it. It is not built here."""
    install = f"Install Grafana Alloy {ALLOY_VERSION}, or name it in $ALLOY."
    named = environ.get("ALLOY")
    ran = run((named or "alloy", "--version"))
    if says_version(ALLOY_VERSION, ran.said):
        return ok(ALLOY_VERSION)
    if not named and any(cache_folder(environ).glob("alloy-*")):
        return ok(f"{ALLOY_VERSION}, built here before")
    if ran.code is None:
        return fail("$ALLOY names no program", install) if named else skipped("not found", install)
    told = version_in(ran.said)
    return fail(f"{dotted(told) if told else 'unknown'}; {ALLOY_VERSION} is wanted", install)


def found_engines(run: Runner, environ: Mapping[str, str]) -> Answer:
    """The other engines: on PATH in our version, built before, or still to be built."""
    cache = cache_folder(environ)
    to_build = [
        recipe.name
        for recipe in RECIPES.values()
        if not any(cache.glob(f"{recipe.name}-*"))
        and not says_version(recipe.told, run((recipe.name, *recipe.asks)).said)
    ]
    if not to_build:
        return ok(f"all {len(RECIPES)} are at hand")
    fix = "Run `make tools`: it builds them once, which takes a while."
    return warn(f"to be built at first use: {', '.join(sorted(to_build))}", fix)
