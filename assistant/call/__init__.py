"""PURE: where the call is and what to say next. No I/O, no clock, no threads; values in, values out."""
