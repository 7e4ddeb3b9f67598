"""A call that is happening: both sides heard at once, followed, prompted, kept."""
