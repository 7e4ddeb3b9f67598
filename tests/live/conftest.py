"""The sound card of wires, for every live test that asks for it."""

from live_sound import wires as wires
