"""The typed, validated model of an environment file."""

from settings.load import load_environment
from settings.model import Environment, Region
from settings.network import ExistingNetwork, Network
from settings.problems import Problem, UserError

__all__ = [
    "Environment",
    "ExistingNetwork",
    "Network",
    "Problem",
    "Region",
    "UserError",
    "load_environment",
]
