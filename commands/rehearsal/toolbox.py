"""Terraform and its AWS provider: where they are, and the environment that they run in."""

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from settings import Problem, UserError

REGISTRY = "registry.terraform.io"
"""The folder that every provider mirror is named after."""

MIRROR_VARIABLE = "TERRAFORM_PROVIDER_MIRROR"
USUAL_PLACES = ("/opt", "/usr/share", "/usr/local/share", "~/.terraform.d", "~/.local/share")
MINIMUM = (1, 11)

PASSED_ON = ("HTTPS_PROXY", "HTTP_PROXY", "LANG", "NO_PROXY", "PATH", "SSL_CERT_FILE", "TERM")
"""All that a rehearsal takes over from the person's environment. No credential is among it."""


@dataclass(frozen=True)
class Toolbox:
    """Where Terraform is, and the folder of a provider mirror if there is one."""

    terraform: Path
    mirror: Path | None


def find_toolbox() -> Toolbox:
    """Raises UserError when there is no Terraform of the version that we need."""
    found = shutil.which("terraform")
    if found is None:
        raise UserError(
            [
                Problem(
                    "terraform",
                    "It is not on PATH.",
                    "Install Terraform 1.11 or newer from HashiCorp, then try again.",
                )
            ]
        )
    run = subprocess.run(
        [found, "version", "-json"],
        capture_output=True,
        text=True,
        check=True,
        env={"PATH": os.environ["PATH"], "CHECKPOINT_DISABLE": "1"},
    )
    version: str = json.loads(run.stdout)["terraform_version"]
    major, minor = version.split(".")[:2]
    if (int(major), int(minor)) < MINIMUM:
        raise UserError(
            [Problem(found, f"It is version {version}.", "Install Terraform 1.11 or newer.")]
        )
    return Toolbox(Path(found), find_mirror(os.environ))


def find_mirror(environ: Mapping[str, str]) -> Path | None:
    """A local mirror that holds the AWS provider: the one that is named, or in a usual place."""
    named = environ.get(MIRROR_VARIABLE)
    if named:
        if not (Path(named) / REGISTRY).is_dir():
            fix = f"Name the folder that holds {REGISTRY}/, or leave the variable out."
            raise UserError([Problem(MIRROR_VARIABLE, f"{named} is no mirror.", fix)])
        return Path(named)
    for place in USUAL_PLACES:
        base = Path(place).expanduser()
        for pattern in (REGISTRY, f"*/{REGISTRY}"):
            for registry in sorted(base.glob(pattern)):
                if (registry / "hashicorp" / "aws").is_dir():
                    return registry.parent
    return None


def cli_config(mirror: Path | None) -> str:
    """A Terraform CLI configuration of our own: from the mirror what it has, the rest online."""
    if mirror is None:
        return ""
    return (
        "provider_installation {\n"
        f'  filesystem_mirror {{\n    path    = "{mirror}"\n'
        f'    include = ["{REGISTRY}/hashicorp/aws"]\n  }}\n'
        f'  direct {{\n    exclude = ["{REGISTRY}/hashicorp/aws"]\n  }}\n'
        "}\n"
    )


def rehearsal_environ(
    endpoint: str, home: Path, toolbox: Toolbox, environ: Mapping[str, str]
) -> dict[str, str]:
    """The whole environment that cdktf and Terraform run in during a rehearsal.

    It is built from nothing: made-up credentials, a home of its own, and an AWS endpoint that must
    be on loopback. Raises UserError when it is not.
    """
    host = urlsplit(endpoint).hostname or ""
    try:
        loopback = ip_address(host).is_loopback
    except ValueError:
        loopback = False
    if not loopback:
        raise UserError(
            [
                Problem(
                    f"AWS endpoint {endpoint}",
                    "It is not on loopback, so this could be a real AWS.",
                    "A rehearsal only talks to 127.0.0.1.",
                )
            ]
        )
    config = home / "terraform.rc"
    config.write_text(cli_config(toolbox.mirror))
    return {
        **{name: environ[name] for name in PASSED_ON if name in environ},
        "AWS_ACCESS_KEY_ID": "rehearsal",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_SECRET_ACCESS_KEY": "rehearsal",
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "CHECKPOINT_DISABLE": "1",
        "CI": "1",
        "HOME": str(home),
        "TF_CLI_CONFIG_FILE": str(config),
        "TF_IN_AUTOMATION": "1",
        "TF_INPUT": "0",
    }
