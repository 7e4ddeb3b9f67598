"""EDGE: where a frame of the call is shown: the terminal, the page."""
