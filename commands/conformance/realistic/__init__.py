"""Expositions of a cluster of a usual size, and what of them must arrive."""
