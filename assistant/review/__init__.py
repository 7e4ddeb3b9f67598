"""PURE: what a session tells afterwards."""
