"""A program comes through Terraform's JSON and Helm's `tpl` byte for byte."""

import hashlib
import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from alloy.roles import program, roles
from charts import escape
from charts.alloy import workload_name
from commands.kubernetes.collectors import COMPUTED, synthesized_releases
from commands.kubernetes.helm import Helm
from commands.kubernetes.literals import decode_string
from commands.kubernetes.release import HelmRelease
from policies.synthesized import Synthesized
from settings import Environment, UserError, load_environment
from tests.charts.workloads import EVERY_ROLE
from tests.kubernetes.test_helm import terraform_reads
from vocabulary.collectors import Role

pytestmark = pytest.mark.xdist_group("charts")

ENVIRONMENTS: dict[str, Environment] = {
    "prod": load_environment("prod"),
    "staging": load_environment("staging"),
    "every_role": EVERY_ROLE,
}

CASES = [
    pytest.param(name, region, role, id=f"{name}-{region}-{role}")
    for name, of in ENVIRONMENTS.items()
    for region in of.regions
    for role in roles(of)
]

Stacks = dict[str, Synthesized]


def release_of(stacks: Stacks, region: str, role: Role) -> HelmRelease:
    """A role's release, decoded as Terraform decodes it (see the last test)."""
    found = synthesized_releases(stacks[f"collectors-{region}"].json)
    return next(release for release in found if release.name == workload_name(role))


def rendered(helm: Helm, release: HelmRelease) -> str:
    return yaml.safe_load(helm.template(release))["data"]["program"]


def with_content(release: HelmRelease, content: str) -> HelmRelease:
    values = json.loads(release.values[0])
    values["alloy"]["configMap"]["content"] = content
    return replace(release, values=(json.dumps(values, ensure_ascii=False),))


@pytest.mark.engine
@pytest.mark.parametrize(("name", "region", "role"), CASES)
def test_helm_gives_back_the_program_as_it_was_composed(
    name: str, region: str, role: Role, minimal_helm: Helm, request: pytest.FixtureRequest
) -> None:
    release = release_of(request.getfixturevalue(name), region, role)
    assert rendered(minimal_helm, release) == program(ENVIRONMENTS[name], region, role)


@pytest.mark.engine
def test_a_program_that_helm_takes_for_a_template_is_seen(prod: Stacks, minimal_helm: Helm) -> None:
    text = program(ENVIRONMENTS["prod"], "seoul", Role.NODE)
    release = release_of(prod, "seoul", Role.NODE)
    with pytest.raises(UserError, match="helm template"):
        rendered(minimal_helm, with_content(release, text))
    quiet = 'template = "a{{ .Value }}b"\n'
    assert rendered(minimal_helm, with_content(release, quiet)) != quiet
    assert rendered(minimal_helm, with_content(release, escape.through_tpl(quiet))) == quiet


def test_a_program_that_terraform_takes_for_a_template_is_seen() -> None:
    text = program(ENVIRONMENTS["prod"], "seoul", Role.NODE)
    with pytest.raises(UserError, match="Terraform computes this"):
        decode_string(escape.as_json({"content": text}))
    written = escape.as_json({"content": escape.through_terraform(text)})
    assert json.loads(decode_string(written)) == {"content": text}


@pytest.mark.engine
@pytest.mark.skipif(shutil.which("terraform") is None, reason="there is no Terraform on PATH")
def test_terraform_itself_reads_a_release_as_the_tests_above(tmp_path: Path, prod: Stacks) -> None:
    # One is enough: tests/kubernetes compares a thousand strings.
    stack = prod["collectors-seoul"].json
    blocks = stack["resource"]["helm_release"].values()
    written = {b["name"]: b["values"][0] for b in blocks if b["chart"] == "alloy"}
    # What the values refer to, with the answers that `synthesized_releases` gives.
    told = {name: COMPUTED["name" if "_name_" in name else "id"] for name in stack["locals"]}
    (tmp_path / "written.tf.json").write_text(json.dumps({"locals": {**written, **told}}))
    hashed = {name: f"${{sha256(local.{name})}}" for name in written}
    read = {r.name: r.values[0] for r in synthesized_releases(stack)}
    expected = {name: hashlib.sha256(text.encode()).hexdigest() for name, text in read.items()}
    assert terraform_reads(hashed, tmp_path) == expected
