"""Measures synthesis, as ratios within one run, and writes docs/performance.md."""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomli_w

from commands import bench_telemetry
from commands.benchmarks.report import BEGIN
from settings import load_environment

PAGE = Path("docs/performance.md")
REGION_COUNTS = (2, 10, 50)
WARM_RUNS = 3

OURS = "import runpy, sys; sys.argv = ['main.py']; runpy.run_path('main.py', run_name='__main__')"
STOCK = f"import cdktf_cdktf_provider_aws; {OURS}"
"""The same program after the ordinary import of the AWS package, which then stays as it is."""


@dataclass(frozen=True)
class Line:
    """One claim: what is compared, the ratio that was measured, and the ratio that is allowed."""

    what: str
    ratio: float
    limit: float

    @property
    def holds(self) -> bool:
        """Whether the claim held in this run."""
        return self.ratio <= self.limit


@dataclass(frozen=True)
class Growth:
    """One size: milliseconds per resource of each step, and kilobytes per resource."""

    regions: int
    resources: int
    build: float
    synth: float
    policies: float
    memory: float


def seconds(command: Sequence[str], environ: dict[str, str]) -> float:
    """How long a whole process takes."""
    started = time.monotonic()
    subprocess.run(command, env=environ, check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - started


def startup() -> list[Line]:
    """Whole-process synthesis of prod against the stock import, on a first run and warm."""
    python = sys.executable
    with tempfile.TemporaryDirectory() as temporary:
        figures: dict[str, tuple[float, float]] = {}
        for name, code, options in (("ours", OURS, ["-O"]), ("stock", STOCK, [])):
            _progress(f"synthesis of prod, {name}")
            environ = {
                **os.environ,
                "ENV": "prod",
                "CDKTF_OUTDIR": f"{temporary}/{name}/cdktf.out",
                "PYTHONDONTWRITEBYTECODE": "",
                # An empty place for compiled modules: as after an install.
                "PYTHONPYCACHEPREFIX": f"{temporary}/{name}/pycache",
            }
            first = seconds([python, *options, "-c", code], environ)
            warm = statistics.median(
                seconds([python, *options, "-c", code], environ) for _ in range(WARM_RUNS)
            )
            figures[name] = (first, warm)
    return [
        Line(
            "first run after install, to the stock import",
            figures["ours"][0] / figures["stock"][0],
            1 / 10,
        ),
        Line("warm run, to the stock import", figures["ours"][1] / figures["stock"][1], 1 / 3),
    ]


def second_make() -> Line:
    """A `make` with nothing to do against the bare program."""
    _progress("a second make")
    environ = {k: v for k, v in os.environ.items() if k not in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS")}
    environ |= {"ENV": "prod", "PYTHONDONTWRITEBYTECODE": ""}
    subprocess.run(["make", "synth"], env=environ, check=True, stdout=subprocess.DEVNULL)
    made = statistics.median(seconds(["make", "synth"], environ) for _ in range(WARM_RUNS))
    bare = statistics.median(
        seconds([sys.executable, "main.py"], environ) for _ in range(WARM_RUNS)
    )
    return Line("a second make, to bare python main.py", made / bare, 1.5)


def growth(count: int) -> Growth:
    """Synthesizes `count` made-up regions in a process of its own."""
    _progress(f"{count} regions")
    run = subprocess.run(
        [sys.executable, "-O", "-m", "commands.bench", "--regions", str(count)],
        check=True,
        capture_output=True,
        text=True,
    )
    return Growth(**json.loads(run.stdout))


def grow(count: int) -> Growth:
    """Builds, synthesizes and checks `count` made-up regions, and measures each step."""
    from policies import POLICIES, enforce, read_synthesized  # noqa: PLC0415
    from stacks.app import build_app  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        names = [f"made-up-{n}" for n in range(count)]
        table = {name: {"azs": [f"{name}{letter}" for letter in "abc"]} for name in names}
        (folder / "regions.toml").write_text(tomli_w.dumps(table))
        (folder / "growth.toml").write_text(tomli_w.dumps(_environment(names)))
        environment = load_environment(str(folder / "growth.toml"), folder / "regions.toml")
        outdir = folder / "out"
        outdir.mkdir()
        before, started = _kilobytes(), time.monotonic()
        app = build_app(environment, outdir)
        built = time.monotonic()
        app.synth()
        synthesized = time.monotonic()
        memory = _kilobytes() - before
        stacks = read_synthesized(outdir)
        checking = time.monotonic()
        enforce(POLICIES, stacks)
        checked = time.monotonic()
        total = sum(len(stack.resources()) for stack in stacks)
    return Growth(
        regions=count,
        resources=total,
        build=1000 * (built - started) / total,
        synth=1000 * (synthesized - built) / total,
        policies=1000 * (checked - checking) / total,
        memory=memory / total,
    )


def _environment(names: Sequence[str]) -> dict[str, Any]:
    return {
        "tags": {"owner": "bench", "cost_center": "bench"},
        "regions": {
            name: {
                "aws_region": name,
                "role": "hub" if position == 0 else "spoke",
                "network": {"cidr": f"10.{position}.0.0/16"},
            }
            for position, name in enumerate(names)
        },
    }


def _kilobytes() -> int:
    """The most memory that this process has held, and where /proc tells, jsii's Node with it."""
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return own + sum(_peak(status) for status in Path("/proc").glob("[0-9]*/status"))


def _peak(status: Path) -> int:
    """The peak of a process in KiB when it is a child of this one, otherwise 0."""
    try:
        lines = (line.partition(":") for line in status.read_text().splitlines())
    except OSError:  # It has ended meanwhile.
        return 0
    facts = {key: value.split() for key, _, value in lines}
    ours = facts.get("PPid") == [str(os.getpid())]
    return int(facts["VmHWM"][0]) if ours and "VmHWM" in facts else 0


def report(lines: Sequence[Line], sizes: Sequence[Growth]) -> str:
    """The text of docs/performance.md."""
    rows = "\n".join(
        f"| {line.what} | {line.ratio:.3f} | {line.limit:.3f} | {'yes' if line.holds else 'NO'} |"
        for line in lines
    )
    grown = "\n".join(
        f"| {g.regions} | {g.resources} | {g.build:.2f} | {g.synth:.2f} | {g.policies:.3f} | {g.memory:.1f} |"  # noqa: E501
        for g in sizes
    )
    return f"""<!-- Generated by `make bench`; do not edit. -->
# Performance

Ratios from one run on one machine; absolute times on shared machines mean little. The stock import
is the same program after `import cdktf_cdktf_provider_aws`
(docs/decisions/0002-fast-aws-bindings.md says what is different).

| what | ratio | at most | holds |
| --- | --- | --- | --- |
{rows}

Growth, with made-up regions of three zones each. A step's milliseconds are for each resource, and
what starting costs once is in them: it weighs on the smallest size. Memory is by how much the peaks
of Python and Node grow.

| regions | resources | build, ms | synth, ms | policies, ms | memory, KiB |
| --- | --- | --- | --- | --- | --- |
{grown}
"""


def _growth_lines(sizes: Sequence[Growth]) -> list[Line]:
    small, large = sizes[0], sizes[-1]

    def time_of(size: Growth) -> float:
        return size.build + size.synth + size.policies

    more = large.resources - small.resources
    slowest = max(
        (large.resources * after - small.resources * before) / more
        for after, before in (
            (large.build, small.build),
            (large.synth, small.synth),
            (large.policies, small.policies),
        )
    )
    between = f"{large.regions} regions to {small.regions}"
    return [
        Line(f"time per resource, {between}", time_of(large) / time_of(small), 1.3),
        Line(f"memory per resource, {between}", large.memory / small.memory, 1.3),
        Line("the slowest step, to 2 ms for each further resource", slowest / 2, 1.0),
    ]


def _progress(what: str) -> None:
    print(f"measuring: {what}", file=sys.stderr)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--regions", type=int, help="measure this many regions, as JSON")
    options = parser.parse_args()
    if options.regions:
        print(json.dumps(grow(options.regions).__dict__))
        return 0
    sizes = [growth(count) for count in REGION_COUNTS]
    lines = [*startup(), second_make(), *_growth_lines(sizes)]
    _progress("what is collected")
    cost = bench_telemetry.added()
    derived = [bench_telemetry.derived(size) for size in bench_telemetry.SIZES]
    _, marker, collectors = PAGE.read_text().partition(BEGIN)
    ours = report(lines, sizes) + bench_telemetry.part(cost, derived)
    PAGE.write_text(ours + (f"\n{marker}{collectors}" if marker else ""))
    print(PAGE.read_text())
    held = all(line.holds for line in lines) and bench_telemetry.holds(cost, derived)
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
