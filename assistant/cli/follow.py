"""`callprompter follow`: words in, events out, as JSON lines; no sound."""

import json
import sys
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, TextIO

import typer

from assistant.errors import WordsError
from assistant.events import Heard, Partial, Speaker, Utterance

KEYS = {"t", "speaker", "text", "final"}


def follow(
    words: Annotated[
        str, typer.Argument(metavar="[WORDS]", help="A file of JSON lines, or - for standard input.")
    ] = "-",
    outline: Annotated[str, typer.Option(help="An outline's name or file.")] = "follow-up",
    profile: Annotated[Path | None, typer.Option(help="Your facts (TOML); default: your own profile.")] = None,
    day: Annotated[
        datetime | None, typer.Option("--date", formats=["%Y-%m-%d"], help="The call's day; default: today.")
    ] = None,
) -> None:
    """Follow the words of a call and print each step, cue, outcome, warning and note as it happens."""
    from assistant.events import End, Signal, to_json
    from assistant.opening import open_known
    from assistant.session import Session

    script = open_known(outline, profile, day.date() if day else date.today())
    lines = read_words(words)

    def tell(signals: tuple[Signal, ...] | list[Signal]) -> None:
        for signal in signals:
            print(json.dumps(to_json(signal), ensure_ascii=False, default=str), flush=True)

    session = Session(script)
    tell(session.signals)
    t = 0.0
    for heard in lines:
        t = max(t, heard.t)
        tell(session.take(heard))
    tell(session.take(End(t)))
    print(json.dumps({"event": "summary", "t": t, **session.summary}, ensure_ascii=False), flush=True)


def read_words(name: str) -> Iterator[Heard]:
    """Open a words file, to be read line by line. Raises WordsError: here where there is no such file, later where a
    line is not what it should be."""
    if name == "-":
        return _lines(sys.stdin, "<stdin>")
    try:
        return _lines(Path(name).open(encoding="utf-8"), name)  # closed when its lines have been read
    except OSError as error:
        raise WordsError(f"{name}: cannot be read ({error.strerror}): name a file of JSON lines, or -") from error


def _lines(file: TextIO, source: str) -> Iterator[Heard]:
    with file:
        number = 0
        try:
            for number, line in enumerate(file, start=1):  # noqa: B007  # the faults below name it
                if line.strip():
                    yield _heard(json.loads(line.strip()))
        except UnicodeDecodeError as error:
            raise WordsError(f"{source}: is not UTF-8 text: save it as UTF-8") from error
        except json.JSONDecodeError as error:
            raise WordsError(
                f"{source}:{number}: is not JSON ({error.msg} at column {error.colno}): write one object a line, "
                '{"t": 3.2, "speaker": "me", "text": "hello"}'
            ) from error
        except RecursionError as error:
            raise WordsError(f"{source}:{number}: is JSON nested too deep: write one object a line") from error
        except ValueError as error:
            raise WordsError(f"{source}:{number}: {error}") from error
        except OSError as error:  # a folder opens, and cannot be read
            raise WordsError(f"{source}: cannot be read ({error.strerror}): name a file of JSON lines, or -") from error


def _heard(data: Any) -> Heard:
    """One line's words. Raises ValueError that says what is wrong with it."""
    if not isinstance(data, dict):
        raise ValueError('is not an object: write {"t": 3.2, "speaker": "me", "text": "hello"}')
    unknown = sorted(set(data) - KEYS)
    if unknown:
        raise ValueError(f'unknown key "{unknown[0]}": the keys are t, speaker, text, final')
    t, text, final, speaker = data.get("t"), data.get("text"), data.get("final", True), data.get("speaker")
    if isinstance(t, bool) or not isinstance(t, int | float) or not 0 <= t < 1e9:
        raise ValueError('"t" must be the seconds at the end of the text, as 3.2')
    if not isinstance(text, str):
        raise ValueError('"text" must be the words that were heard')
    if not isinstance(final, bool):
        raise ValueError('"final" must be true or false')
    if speaker not in ("me", "them", None):
        raise ValueError(f'"speaker" cannot be {speaker!r}: it is "me", "them" or null')
    who = Speaker(speaker) if speaker else None
    return Utterance(float(t), who, text) if final else Partial(float(t), who, text)
