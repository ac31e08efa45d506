"""A real deploy to an emulated AWS on loopback: the parts of `make rehearse`."""
