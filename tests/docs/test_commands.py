"""Every command of the pages is run, as far as it goes without a cloud.

A block's own shell runs it, with every program but filters stood in for; what it then calls is
tried by the program itself (make, kubectl, helm, terraform), by its help (cdktf, our modules), or
against the description of the service (aws).
"""

from pathlib import Path

import pytest

from commands.engines.build import tools
from tests.docs import programs, targets
from tests.docs.pages import Snippet, pages, snippets
from tests.docs.shell import Command, Fault, commands_of
from tests.support import ROOT
from tests.test_docs import TARGETS

OF_THE_CLUSTER = ("kubectl", "helm")
TRIED = {
    "make": programs.make_fault,
    "aws": programs.aws_fault,
    "python": programs.python_fault,
    "cdktf": programs.cdktf_fault,
}
Found = list[tuple[Command, Path]]
"""Commands, each with the folder in which its snippet ran."""


def run(texts: dict[str, str], folder: Path) -> tuple[Found, list[Fault]]:
    """The commands of pages, and faults of the shell's own."""
    found: Found = []
    faults: list[Fault] = []
    done: set[str] = set()
    for page, text in texts.items():
        for number, snippet in enumerate(snippets(page, text)):
            if snippet.span and snippet.text in done:
                continue
            done.add(snippet.text)
            place = folder / f"{page.replace('/', '-')}-{number}"
            place.mkdir()
            told = commands_of(snippet, place)
            if isinstance(told, Fault):
                faults.append(told)
            else:
                found += [(command, place) for command in told]
    return found, faults


def faults_of(found: Found) -> list[Fault]:
    """Of all commands but those that need a real program."""
    faults: list[Fault] = []
    for command, _ in found:
        program = command.argv[0]
        if (tried := TRIED.get(program)) and (why := tried(command)):
            faults.append(Fault(command.page, command.line, f"{' '.join(command.argv)}: {why}"))
        elif program not in {*TRIED, *OF_THE_CLUSTER, "terraform", *programs.UNTRIED}:
            why = f"nothing tells how {program} is tried: tests/docs/programs.py"
            faults.append(Fault(command.page, command.line, why))
    return faults


def cluster_faults(found: Found) -> list[Fault]:
    """Of kubectl and helm, by themselves."""
    real = tools(OF_THE_CLUSTER)
    return [
        Fault(command.page, command.line, f"{' '.join(command.argv)}: {why}")
        for command, folder in found
        if (name := command.argv[0]) in OF_THE_CLUSTER
        and (why := programs.cluster_fault(command, real[name], folder))
    ]


def terraform_faults(found: Found) -> list[Fault]:
    """Of Terraform, by itself."""
    return [
        Fault(command.page, command.line, f"{' '.join(command.argv)}: {why}")
        for command, folder in found
        if command.argv[0] == "terraform" and (why := programs.terraform_fault(command, folder))
    ]


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> tuple[Found, list[Fault]]:
    """What all pages run."""
    texts = {page: (ROOT / page).read_text() for page in pages()}
    return run(texts, tmp_path_factory.mktemp("pages"))


@pytest.mark.xdist_group("documents")
def test_blocks_are_shell_and_their_commands_are_right(
    documents: tuple[Found, list[Fault]],
) -> None:
    found, faults = documents
    assert {"terraform", *TRIED, *OF_THE_CLUSTER} <= {command.argv[0] for command, _ in found}
    assert not [str(fault) for fault in faults + faults_of(found)]


@pytest.mark.rules
@pytest.mark.xdist_group("documents")
def test_kubectl_and_helm_take_what_the_pages_tell(documents: tuple[Found, list[Fault]]) -> None:
    assert not [str(fault) for fault in cluster_faults(documents[0])]


@pytest.mark.skipif(not programs.terraform_is_there(), reason="there is no Terraform on PATH")
@pytest.mark.xdist_group("documents")
def test_terraform_takes_what_the_pages_tell(documents: tuple[Found, list[Fault]]) -> None:
    assert not [str(fault) for fault in terraform_faults(documents[0])]


def test_each_target_is_proven_in_one_place_or_says_why_not() -> None:
    ran = targets.in_ci((ROOT / ".ci" / "run").read_text())
    tables = [ran, set(targets.PROVEN_BY), set(targets.NOT_RUN)]
    assert tables[0] | tables[1] | tables[2] == TARGETS
    assert sum(len(table) for table in tables) == len(TARGETS)
    for where in targets.PROVEN_BY.values():
        assert not where.startswith("tests/") or (ROOT / where.split()[0]).exists()


PLANTED = {
    "make gone": "No rule to make target",
    "make STOCK=link deploy": "make reads no variable STOCK",
    "make deploy STACK=network-paris": "there is no stack network-paris",
    "aws ec2 describe-nats": "aws ec2 has no operation describe-nats",
    "aws ec3 describe-instances": "aws knows no service ec3",
    "aws ec2 describe-instances --colour red": "there is no option --colour",
    "aws acm describe-certificate --region ap-northeast-1": "--certificate-arn is required",
    "aws wafv2 list-ip-sets --scope WORLD": "--scope cannot be WORLD",
    "aws ec2 describe-instances --query 'Reservations[].Colour'": "--query asks for Colour",
    "aws ec2 describe-instances --query 'Reservations[.'": "--query Reservations[.",
    "aws eks update-kubeconfig --cluster x": "there is no option --cluster",
    ".venv/bin/python -m commands.gone": "there is no module commands.gone to run",
    ".venv/bin/python -m commands.routes --gone": "commands.routes has no option --gone",
    ".venv/bin/python -m pytest tests/test_gone.py": "there is no test tests/test_gone.py",
    "python main.py --gone": "main.py has no option --gone",
    "cdktf deploy '*' --gone": "cdktf deploy has no option --gone",
    "cdktf gone": "cdktf has no command gone",
    "frobnicate": "nothing tells how frobnicate is tried",
    'make deploy "': "unexpected EOF",
}


@pytest.mark.parametrize("text", PLANTED)
def test_a_planted_fault_is_named_with_its_page_and_line(text: str, tmp_path: Path) -> None:
    page = f"# A page\n\n```sh\nmake test\n{text}\n```\n"
    found, faults = run({"docs/planted.md": page}, tmp_path)
    told = [str(fault) for fault in faults + faults_of(found)]
    assert len(told) == 1
    assert PLANTED[text] in told[0]
    assert told[0].startswith("docs/planted.md:" + ("4" if '"' in text else "5"))


@pytest.mark.rules
@pytest.mark.parametrize(
    ("text", "why"),
    {
        "kubectl get pods --bogus": "unknown flag: --bogus",
        "kubectl --context lionpay-prod-paris get pods": "context was not found",
        "kubectl frob pods": "unknown command",
        "kubectl get": "must specify the type of resource",
        "helm list --bogus": "unknown flag: --bogus",
        "helm frob": "unknown command",
    }.items(),
)
def test_a_planted_fault_of_kubectl_or_helm_is_named(text: str, why: str, tmp_path: Path) -> None:
    found, _ = run({"docs/planted.md": f"```sh\n\n{text} | grep x\n```\n"}, tmp_path)
    told = [str(fault) for fault in cluster_faults(found)]
    assert len(told) == 1
    assert told[0].startswith("docs/planted.md:3")
    assert why in told[0]


@pytest.mark.skipif(not programs.terraform_is_there(), reason="there is no Terraform on PATH")
@pytest.mark.parametrize(
    ("text", "why"),
    {
        "terraform -chdir=cdktf.out/stacks/gone state list": "gone",
        "terraform -chdir=cdktf.out/stacks/link output gone": "no stack has an output gone",
        "terraform -chdir=cdktf.out/stacks/link apply -gone": "-gone",
        "terraform frob": "frob",
    }.items(),
)
def test_a_planted_fault_of_terraform_is_named(text: str, why: str, tmp_path: Path) -> None:
    found, _ = run({"docs/planted.md": f"Look: `{text}`."}, tmp_path)
    told = [str(fault) for fault in terraform_faults(found)]
    assert len(told) == 1
    assert why in told[0]


def test_the_shell_itself_tells_what_is_run(tmp_path: Path) -> None:
    text = """\
for region in a b; do
  aws x --region $region \\
    --query "$(date +%Y | sed 's/.*/y/')"
done
read -rs TOKEN
kubectl logs <pod> --since=1h | grep -c x || make -s "$TOKEN"  # a comment
"""
    told = commands_of(Snippet("page.md", 10, text), tmp_path)
    assert not isinstance(told, Fault)
    assert {(command.line, command.argv) for command in told} == {
        (11, ("aws", "x", "--region", "a", "--query", "y")),
        (11, ("aws", "x", "--region", "b", "--query", "y")),
        (15, ("kubectl", "logs", "example", "--since=1h")),
        (15, ("make", "-s", "typed")),
    }


def test_spans_that_only_name_a_program_are_no_commands() -> None:
    text = "`kubectl` and `aws.py`, `make`, `make\\|x`\n```toml\nmake = 1\n```\n`helm list`"
    assert [(found.line, found.text) for found in snippets("page.md", text)] == [
        (1, "make"),
        (5, "helm list"),
    ]
