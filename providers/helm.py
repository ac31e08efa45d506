"""The Helm provider's bindings, name by name."""

from providers.bindings import prepare

prepare()

# ruff: noqa: E402
from cdktf_cdktf_provider_helm.provider import (
    HelmProvider,
    HelmProviderKubernetes,
    HelmProviderKubernetesExec,
)
from cdktf_cdktf_provider_helm.release import Release

__all__ = [
    "HelmProvider",
    "HelmProviderKubernetes",
    "HelmProviderKubernetesExec",
    "Release",
]
