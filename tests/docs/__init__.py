"""The documents' commands, tried without a cloud."""
