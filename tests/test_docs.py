"""What the documents say is what is there."""

import re
import subprocess
import tomllib

import pytest

from commands import settings_reference
from settings import Environment
from tests.support import ROOT

TARGETS = set(re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE))
COMING = {"drift"}
"""Targets that documents may name before they are there."""
TRACKED = subprocess.run(
    ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
).stdout.splitlines()
PAGES = [name for name in TRACKED if name.endswith(".md")]


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
    assert set(named) <= TARGETS | COMING


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
