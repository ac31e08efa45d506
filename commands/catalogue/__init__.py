"""The catalogue for people: every alert rule in one table, and a runbook for each name."""
