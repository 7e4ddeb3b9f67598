"""EDGE: speech out: a Voice renders text to samples; playing them is a matter of its own."""
