"""Tries a page's command as far as it goes without a cloud; each says what is wrong, or None."""

import os
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

from tests.docs import aws_model, targets
from tests.docs.shell import Command
from tests.support import ROOT
from vocabulary import stacks
from vocabulary.outputs import AccessOutput, NetworkOutput, SecretsOutput

UNTRIED = {
    "argocd": "wants an Argo CD to sign in to; its commands ask the server first",
    "cmctl": "not a package of ours",
    "curl": "would talk to the internet",
    "dig": "would talk to the internet",
    "jq": "not a package of ours",
    "openssl": "would talk to the internet",
    "whois": "would talk to the internet",
}
"""Programs of which only the shell's syntax is tried, and why."""

REGIONS = ("seoul", "tokyo", "singapore")
"""Of the environments, and the one that pages add as an example."""

STACKS: set[str] = {
    str(named(region) if callable(named) else named)
    for name, named in vars(stacks).items()
    if not name.startswith("_")
    for region in REGIONS
}
OUTPUTS = {str(name) for kind in (NetworkOutput, SecretsOutput, AccessOutput) for name in kind}
UNREACHED = (
    "connection refused",
    "was refused - did you specify",
    "no objects passed to apply",  # The command before it in the pipe had no cluster to ask.
)
NOTHING_THERE = (
    "No state file was found",
    "No outputs found",
    "not found",
    "No configuration files",
    "does not exist in the configuration",
)


def make_fault(command: Command) -> str | None:
    """A dry run, with variables that something reads, of a target that is proven somewhere."""
    argv = command.argv
    words = [word for word in argv[1:] if "=" not in word] or ["synth"]
    given = dict(word.split("=", 1) for word in argv[1:] if "=" in word)
    if unknown := sorted(set(given) - _variables()):
        return f"make reads no variable {unknown[0]}"
    if (stack := given.get("STACK")) and stack not in {*STACKS, "..."}:
        return f"there is no stack {stack}"
    ran = _run(("make", "--dry-run", *argv[1:]), ROOT)
    if ran.returncode:
        return ran.stderr.strip().splitlines()[-1]
    if untold := sorted(set(words) - targets.accounted()):
        return f"nothing tells where make {untold[0]} is proven: tests/docs/targets.py"
    return None


def python_fault(command: Command) -> str | None:
    """The module is there, and its own --help names each option."""
    argv = command.argv
    if argv[1:2] == ("main.py",):
        return _options_fault(("main.py",), argv[2:])
    if argv[1:2] != ("-m",) or len(argv) < 3:
        return f"python is run with main.py or -m, not {' '.join(argv[1:])}"
    module, arguments = argv[2], argv[3:]
    if module == "pytest":
        return _pytest_fault(arguments)
    source = _source(module)
    if source is None:
        return f"there is no module {module} to run"
    if "argparse" in source.read_text():
        return _options_fault(("-m", module), arguments)
    return f"{module} takes no arguments" if arguments else None


def cdktf_fault(command: Command) -> str | None:
    """The command exists, and its own --help names each option."""
    argv = command.argv
    told = _help((str(ROOT / "node_modules/.bin/cdktf"), argv[1], "--help"))
    if f"cdktf {argv[1]}" not in told:
        return f"cdktf has no command {argv[1]}"
    return _missing(argv[2:], told, f"cdktf {argv[1]}")


def aws_fault(command: Command) -> str | None:
    """By botocore's models. In a sentence, options that a call needs may be left out."""
    return aws_model.fault_of(command.argv, whole=not command.span)


def cluster_fault(command: Command, program: Path, folder: Path) -> str | None:
    """One of kubectl and helm itself: all is well when nothing but the connection failed.

    folder: where the command's files are. In a sentence the bare name of a command will do.
    """
    environ = {"KUBECONFIG": str(_kubeconfig(folder))}
    ran = _run((str(program), *command.argv[1:]), folder, environ)
    told = ran.stdout + ran.stderr
    if ran.returncode == 0 or any(sign in told for sign in UNREACHED):
        return None
    if command.span and all(re.fullmatch(r"[a-z]+", word) for word in command.argv[1:]):
        helped = _run((str(program), *command.argv[1:], "--help"), folder, environ)
        if re.search(rf"^\s*{' '.join(command.argv)}\b", helped.stdout, re.MULTILINE):
            return None
    return told.strip().splitlines()[0]


def terraform_fault(command: Command, folder: Path) -> str | None:
    """The real Terraform, in folders of our stacks' names in which nothing is."""
    for stack in STACKS:
        (folder / "cdktf.out/stacks" / stack).mkdir(parents=True, exist_ok=True)
    words = [word for word in command.argv[1:] if not word.startswith("-")]
    if words[0] == "output" and (unknown := sorted(set(words[1:]) - OUTPUTS)):
        return f"no stack has an output {unknown[0]}"
    ran = _terraform(command.argv, folder)
    told = ran.stdout + ran.stderr
    if ran.returncode == 0 or any(sign in told for sign in NOTHING_THERE):
        return None
    if command.span and len(words) == len(command.argv) - 1:
        helped = _terraform((*command.argv, "-help"), folder).stdout
        if f"Usage: terraform [global options] {words[0]}" in helped:
            return None
    return next(iter(re.findall(r"Error: .*", told)), told.strip().splitlines()[0])


def _source(module: str) -> Path | None:
    """The file that `python -m` runs."""
    path = ROOT.joinpath(*module.split("."))
    files = (path.with_suffix(".py"), path / "__main__.py")
    return next((file for file in files if file.exists()), None)


def _terraform(argv: tuple[str, ...], folder: Path) -> subprocess.CompletedProcess[str]:
    settings = folder / "terraform.rc"
    settings.touch()
    environ = {"TF_CLI_CONFIG_FILE": str(settings), "CHECKPOINT_DISABLE": "1", "TF_INPUT": "0"}
    return _run(
        argv, folder, {**environ, "TF_CLI_ARGS": "-no-color"} if "-help" not in argv else environ
    )


def _kubeconfig(folder: Path) -> Path:
    """Production's clusters, by the names that docs/alerts.md gives them, where nobody listens."""
    path = folder / "kubeconfig.json"
    contexts = "".join(
        f"- {{name: lionpay-prod-{region}, context: {{cluster: closed, user: nobody}}}}\n"
        for region in ("seoul", "tokyo")
    )
    path.write_text(
        "apiVersion: v1\nkind: Config\ncurrent-context: lionpay-prod-seoul\n"
        "clusters: [{name: closed, cluster: {server: 'http://127.0.0.1:1'}}]\n"
        f"users: [{{name: nobody, user: {{}}}}]\ncontexts:\n{contexts}"
    )
    return path


def _pytest_fault(arguments: tuple[str, ...]) -> str | None:
    marks = "|".join(
        re.findall(r'^    "(\w+):', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)
    )
    for word in arguments:
        if not re.fullmatch(rf"-m|{marks}", word) and not (ROOT / word).exists():
            return f"there is no test {word}"
    return None


def _options_fault(program: tuple[str, ...], arguments: tuple[str, ...]) -> str | None:
    return _missing(
        arguments, _help((str(ROOT / ".venv/bin/python"), *program, "--help")), program[-1]
    )


def _missing(arguments: tuple[str, ...], told: str, name: str) -> str | None:
    options = [word.split("=")[0] for word in arguments if word.startswith("-")]
    absent = [option for option in options if not re.search(rf"(?<![\w-]){option}(?![\w-])", told)]
    return f"{name} has no option {absent[0]}" if absent else None


@cache
def _help(argv: tuple[str, ...]) -> str:
    ran = _run(argv, ROOT, {"PATH": f"{ROOT / '.venv/bin'}:{os.environ['PATH']}", "COLUMNS": "200"})
    return ran.stdout + ran.stderr


@cache
def _variables() -> frozenset[str]:
    """Names that the Makefile, or a program that it runs, reads."""
    makefile = (ROOT / "Makefile").read_text()
    code = "".join(path.read_text() for path in (ROOT / "commands").rglob("*.py"))
    return frozenset(re.findall(r"\$\(([A-Z]+)\)", makefile) + re.findall(r'"([A-Z_]{3,})"', code))


def _run(
    argv: tuple[str, ...], folder: Path, environ: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        argv, cwd=folder, env={**os.environ, **(environ or {})}, text=True, input="",
        capture_output=True, check=False, timeout=120,
    )  # fmt: skip


def terraform_is_there() -> bool:
    """Whether Terraform is on PATH; only deploys and rehearsals need it."""
    return shutil.which("terraform") is not None
