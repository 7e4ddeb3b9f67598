"""EDGE: the simulated other side of a rehearsal: scenarios that people write, and what is said next in them.

`scenario` reads the files in prompts/counterparts, `conversation` decides what they say and when: a state machine
without a clock, a voice or a screen, whom the rehearsal tells what the caller has done.
"""
