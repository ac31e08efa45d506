"""Decisions about an EKS cluster of our own, as plain values that know no Terraform."""
