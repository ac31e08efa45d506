"""Checks a person's environment and says what to do; no secret is ever printed."""
