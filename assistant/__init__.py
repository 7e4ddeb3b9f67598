"""Call Prompter: listens to a follow-up call, knows its step, prompts the next line. All of it on this machine."""

__version__ = "0.1.0"
