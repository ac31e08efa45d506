"""CDK for Terraform itself, name by name."""

from providers.bindings import prepare

prepare()

# ruff: noqa: E402
from cdktf import (
    App,
    CloudBackend,
    Fn,
    ITerraformDependable,
    LocalBackend,
    NamedCloudWorkspace,
    Precondition,
    S3Backend,
    TerraformBackend,
    TerraformElement,
    TerraformLocal,
    TerraformOutput,
    TerraformProvider,
    TerraformRemoteState,
    TerraformResourceLifecycle,
    TerraformStack,
    TerraformVariable,
    Token,
)

from constructs import Construct, IConstruct

__all__ = [
    "App",
    "CloudBackend",
    "Construct",
    "Fn",
    "IConstruct",
    "ITerraformDependable",
    "LocalBackend",
    "NamedCloudWorkspace",
    "Precondition",
    "S3Backend",
    "TerraformBackend",
    "TerraformElement",
    "TerraformLocal",
    "TerraformOutput",
    "TerraformProvider",
    "TerraformRemoteState",
    "TerraformResourceLifecycle",
    "TerraformStack",
    "TerraformVariable",
    "Token",
]
