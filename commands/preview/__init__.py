"""Dashboards as static pages, to be looked at before they are deployed."""
