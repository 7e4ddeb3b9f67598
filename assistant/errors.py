"""What the user can act on.

    CallPrompterError            one line: what is wrong, where, what to do; the command exits with 1
    +-- ProfileError             the caller's own facts
    |   +-- NoProfileError       nobody has told them yet
    +-- OutlineError             an outline: every fault at once
    +-- MannerError              the manner rules
    +-- ScenarioError            somebody to rehearse with: every fault at once
    +-- PolicyError              a timing policy: every fault at once
    +-- WordsError               a words file: the line that is not what it should be
    +-- AudioError               a recording or a device
    |   +-- NoInputError         no microphone, or nothing that hears the other side
    +-- RecognizerError          a recogniser or its model
    +-- VoiceError               text-to-speech
    +-- JournalError             a session's journal
    +-- PlanError                jobs, contacts, days
    |   +-- RefusedError         against a rule of the articles; the user may insist
    +-- StoreError               files and folders of the program's own

Any other exception that leaves the program is a bug and keeps its traceback.
"""

from collections.abc import Sequence
from dataclasses import dataclass


class CallPrompterError(Exception):
    """The user can act: the message is one line that says what is wrong, where, and what to do."""


class ProfileError(CallPrompterError):
    """The profile lacks something, or has something that cannot be."""


class NoProfileError(ProfileError):
    """There is no profile yet: a call can be followed without one, its names unknown."""


class WordsError(CallPrompterError):
    """A words file has a line that is not what it should be."""


class AudioError(CallPrompterError):
    """A recording cannot be read, or a sound device cannot be used."""


class NoInputError(AudioError):
    """This machine has nothing of a kind to hear with: `theirs` tells whether it is the other side's sound."""

    def __init__(self, message: str, *, theirs: bool) -> None:
        self.theirs = theirs
        super().__init__(message)


class RecognizerError(CallPrompterError):
    """A recogniser, or the model it needs, cannot be used."""


class VoiceError(CallPrompterError):
    """Text-to-speech cannot be used."""


class JournalError(CallPrompterError):
    """A session's journal cannot be read or written."""


class PlanError(CallPrompterError):
    """A job, its contacts or a day is not what it should be."""


class RefusedError(PlanError):
    """A contact that a rule speaks against: it is logged only where the user insists."""


class StoreError(CallPrompterError):
    """A file or folder of the program's own cannot be read or written."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in a file that somebody wrote: the line counts from 1."""

    line: int
    message: str


class FaultyFileError(CallPrompterError):
    """A file that somebody wrote is wrong: every fault at once, a line each."""

    def __init__(self, source: str, faults: Sequence[Fault]) -> None:
        self.source = source
        self.faults = tuple(sorted(faults, key=lambda fault: fault.line))
        super().__init__("\n".join(f"{source}:{fault.line}: {fault.message}" for fault in self.faults))


class OutlineError(FaultyFileError):
    """An outline cannot be followed."""


class MannerError(FaultyFileError):
    """The manner rules cannot be used."""


class ScenarioError(FaultyFileError):
    """Somebody to rehearse with cannot be played."""


class PolicyError(FaultyFileError):
    """A timing policy cannot be used."""
