"""Decisions about a region's network, as plain values that know no Terraform."""
