"""Rules, SLOs, routes, contact points, mute timings and templates as plain Python objects."""
