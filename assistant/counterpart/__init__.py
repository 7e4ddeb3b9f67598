"""EDGE: the simulated other side of a rehearsal."""
