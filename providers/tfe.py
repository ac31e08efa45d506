"""The bindings of HCP Terraform's own provider, name by name; `cdktf get` makes them."""

from providers.bindings import prepare

prepare()

# ruff: noqa: E402
from tfe.data_tfe_agent_pool import DataTfeAgentPool
from tfe.data_tfe_project import DataTfeProject
from tfe.provider import TfeProvider
from tfe.run_trigger import RunTrigger
from tfe.variable import Variable
from tfe.variable_set import VariableSet
from tfe.workspace import Workspace
from tfe.workspace_settings import WorkspaceSettings
from tfe.workspace_variable_set import WorkspaceVariableSet

__all__ = [
    "DataTfeAgentPool",
    "DataTfeProject",
    "RunTrigger",
    "TfeProvider",
    "Variable",
    "VariableSet",
    "Workspace",
    "WorkspaceSettings",
    "WorkspaceVariableSet",
]
