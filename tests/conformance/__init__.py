"""The harness of the conformance tests, itself under test."""
