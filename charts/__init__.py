"""What the Helm charts are given: pure values, from the settings to Kubernetes objects."""
