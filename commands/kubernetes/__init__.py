"""Real Kubernetes API servers on loopback, with nodes and pods that only kwok pretends to run."""
