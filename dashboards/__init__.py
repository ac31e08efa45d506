"""Dashboards as plain Python objects, one module for each."""
