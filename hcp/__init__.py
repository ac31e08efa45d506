"""Decisions about HCP Terraform: workspaces, who reads whose state, what a run may do in AWS."""
