"""make validate: what it asks of the real Terraform, what it leaves out, and a broken argument."""

import copy
from pathlib import Path

import pytest
import tomli_w

from commands.rehearsal.toolbox import Toolbox, find_toolbox
from commands.validate import Validator, cli_config, mirrored, on_hcp, sources, stacks_of
from policies.synthesized import Synthesized
from settings import UserError
from tests.support import changed, with_grafana


@pytest.fixture
def mirror(tmp_path: Path) -> Path:
    (tmp_path / "mirror/registry.terraform.io/hashicorp/aws/5.100.0").mkdir(parents=True)
    return tmp_path / "mirror"


def test_a_stack_without_its_providers_is_left_out_by_name(
    prod: dict[str, Synthesized], mirror: Path, tmp_path: Path
) -> None:
    here = Validator(Toolbox(Path("terraform"), mirror), tmp_path, online=False)
    assert here.missing(prod["secrets"]) == ()
    assert here.validate(prod["credentials"]).missing == ("grafana/grafana",)
    assert here.missing(prod["collectors-seoul"]) == ("hashicorp/helm",)
    online = Validator(here.toolbox, tmp_path, online=True)
    assert online.missing(prod["credentials"]) == ()


def test_the_registry_is_asked_only_when_wanted(mirror: Path) -> None:
    assert mirrored(mirror) == {"hashicorp/aws"}
    assert "direct" not in cli_config(mirror, online=False)
    assert "direct" in cli_config(mirror, online=True)
    assert cli_config(None, online=False) == ""


def test_what_hcp_terraform_changes_is_asked_as_well(tmp_path: Path) -> None:
    stacks = {stack.name: stack for stack in stacks_of("staging", tmp_path)}
    assert {"network-seoul", "link", "runners (on HCP Terraform)"} <= set(stacks)
    assert "network-seoul (on HCP Terraform)" not in stacks
    assert sources(stacks["workspaces (on HCP Terraform)"]) == {"hashicorp/tfe"}


def test_an_environment_that_hcp_terraform_would_refuse_is_made_fit_for_it(
    tmp_path: Path,
) -> None:
    cluster = {"private_endpoint": True, "access": "exec"}
    path = tmp_path / "trial.toml"
    path.write_text(tomli_w.dumps(changed(with_grafana(), regions__tokyo__cluster=cluster)))
    (tmp_path / "moved").mkdir()
    moved = on_hcp(str(path), tmp_path / "moved")
    assert moved.regions["tokyo"].cluster.access is None


@pytest.mark.parametrize("broken", [False, True], ids=["sound", "a broken argument"])
def test_the_real_terraform_sees_a_broken_argument(
    broken: bool, hcp: dict[str, Synthesized], tmp_path: Path
) -> None:
    try:
        toolbox = find_toolbox()
    except UserError as error:
        pytest.skip(str(error))
    if toolbox.mirror is None:
        pytest.skip("no mirror of providers here, and this test downloads nothing")
    stack = copy.deepcopy(hcp["runners"])
    if broken:
        next(iter(stack.json["resource"]["aws_iam_role"].values()))["nmae"] = "x"
    result = Validator(toolbox, tmp_path, online=False).validate(stack)
    assert result.valid is not broken
    assert ('"nmae"' in result.said) is broken
