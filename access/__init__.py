"""Decisions about who gets in, as plain values that know no Terraform."""
