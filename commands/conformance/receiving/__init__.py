"""The parts of the receiver: how data arrives, how it fails, how it is read."""
