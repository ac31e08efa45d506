"""CDK for Terraform itself, name by name."""

from providers.bindings import prepare

prepare()

# ruff: noqa: E402
from cdktf import (
    App,
    CloudBackend,
    Fn,
    LocalBackend,
    NamedCloudWorkspace,
    S3Backend,
    TerraformBackend,
    TerraformElement,
    TerraformOutput,
    TerraformRemoteState,
    TerraformResourceLifecycle,
    TerraformStack,
    Token,
)

from constructs import Construct, IConstruct

__all__ = [
    "App",
    "CloudBackend",
    "Construct",
    "Fn",
    "IConstruct",
    "LocalBackend",
    "NamedCloudWorkspace",
    "S3Backend",
    "TerraformBackend",
    "TerraformElement",
    "TerraformOutput",
    "TerraformRemoteState",
    "TerraformResourceLifecycle",
    "TerraformStack",
    "Token",
]
