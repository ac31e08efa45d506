"""Failure drills: what is lost, late or twice when something breaks, with the real engine."""
