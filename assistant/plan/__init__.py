"""PURE: when to call, whether to call, what to have at hand."""
