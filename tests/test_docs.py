"""What the documents say is what is there."""

import posixpath
import re
import subprocess
import tomllib
from collections.abc import Mapping

import pytest

from commands import settings_reference
from settings import Environment
from tests.support import ROOT
from vocabulary import stacks

TARGETS = set(re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE))
TRACKED = subprocess.run(
    ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
).stdout.splitlines()
PAGES = [name for name in TRACKED if name.endswith(".md")]


def unreached(texts: Mapping[str, str]) -> set[str]:
    """Pages to which no way of links leads from the README; a link to a folder leads to all in it.

    Generated tables of tests are no pages to read.
    """
    waiting, seen = ["README.md"], {"README.md"}
    while waiting:
        page = waiting.pop()
        for link in re.findall(r"\]\((?!https?:)([^)#]+)", texts[page]):
            to = posixpath.normpath(posixpath.join(posixpath.dirname(page), link))
            found = {name for name in texts if name == to or posixpath.dirname(name) == to}
            waiting += found - seen
            seen |= found
    return {page for page in texts if not page.startswith(("tests/", "tools/"))} - seen


def test_the_readme_lists_every_target() -> None:
    readme = (ROOT / "README.md").read_text()
    listed = set(re.findall(r"^\| `make ?([a-z]*)", readme, re.MULTILINE))
    assert {name or "synth" for name in listed} == TARGETS


@pytest.mark.parametrize("page", PAGES)
def test_links_and_targets_of_a_page_exist(page: str) -> None:
    text = (ROOT / page).read_text()
    links = re.findall(r"\]\((?!https?:)([^)#]+)", text)
    assert not [link for link in links if not (ROOT / page).parent.joinpath(link).exists()]
    named = re.findall(r"`make ([a-z]+)", text)
    assert set(named) <= TARGETS


@pytest.mark.parametrize("name", ["README.md", "README.ko.md"])
def test_the_readmes_list_the_stacks_that_there_are(name: str) -> None:
    _, _, table = (ROOT / name).read_text().partition("| --- | --- |\n| `network-")
    listed = re.findall(r"^\| `([a-z<>-]+)` \|", f"| `network-{table.split(chr(10) * 2)[0]}", re.M)
    names = [named for name, named in vars(stacks).items() if not name.startswith("_")]
    made = {named("<region>") if callable(named) else named for named in names}
    assert set(listed) == made
    assert len(listed) == len(made)


def test_every_page_is_reached_from_the_readme() -> None:
    assert not unreached({page: (ROOT / page).read_text() for page in PAGES})


def test_a_page_that_nobody_links_to_is_named() -> None:
    texts = {"README.md": "[a](docs/a.md)", "docs/a.md": "[b](b.md#x)", "docs/b.md": ""}
    assert not unreached(texts)
    assert unreached({**texts, "docs/c.md": "[a](a.md)"}) == {"docs/c.md"}


def test_the_settings_reference_is_current() -> None:
    assert (ROOT / settings_reference.PAGE).read_text() == settings_reference.page()


def test_every_toml_block_of_the_documents_is_an_environments() -> None:
    known = set(Environment.model_fields) - {"name"}
    for page in PAGES:
        for block in re.findall(r"```toml\n(.*?)```", (ROOT / page).read_text(), re.DOTALL):
            assert set(tomllib.loads(block)) <= known


@pytest.mark.parametrize("name", ["requirements.txt", "package-lock.json"])
def test_locks_have_hashes_and_no_addresses(name: str) -> None:
    text = (ROOT / name).read_text()
    assert text.count("sha256:" if name.endswith(".txt") else '"integrity"') > 90
    assert not re.search(r"(--(extra-)?index-url|\"resolved\"|://[^\"]*\.(whl|tgz))", text)
