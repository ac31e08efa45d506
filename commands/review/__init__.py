"""What a change does, on one page: what it touches, what it costs, whether it is safe."""
