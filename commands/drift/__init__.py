"""What was changed by hand, as Terraform's plans tell it, and in Grafana also beside them."""
