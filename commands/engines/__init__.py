"""The real programs that proofs run on: found on PATH, or built from Go modules on first use."""
