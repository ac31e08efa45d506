"""Decisions about the collectors' token, as plain values that know no Terraform."""
