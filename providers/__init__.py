"""The only door to Terraform's bindings: `core`, `aws`, `helm` and `grafana`.

The rest of the program says `aws.Vpc(...)`; only this folder imports the bindings themselves.
"""
