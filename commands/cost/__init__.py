"""`make cost`: what an environment costs in a month, before the bill and beside it."""
