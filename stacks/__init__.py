"""Which constructs share one Terraform state."""
