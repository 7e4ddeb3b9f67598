"""A rehearsal: a call whose other side is simulated, and the drill of one step."""
