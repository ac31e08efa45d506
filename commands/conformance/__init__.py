"""The real Alloy engine between fakes on loopback: the parts of `make conformance`."""
