"""The names that everything shares; plain data."""
