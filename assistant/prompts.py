"""The content that people write, found and read: outlines in `prompts/` and in the user's own folder, the profile.

In a checkout the content lies at the top of the repository, in an installed package in `assistant/data`. The core takes
text; this is the one place that knows where the text is.
"""

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.errors import CallPrompterError, NoProfileError, ProfileError, StoreError
from assistant.profile import Profile
from assistant.profile import parse as parse_profile
from assistant.settings import config_folder

if TYPE_CHECKING:
    from assistant.call.gist import Gist
    from assistant.call.manner import Manner
    from assistant.call.outline import Outline
    from assistant.events import Speaker

OWN = ("name", "phone", "email", "strengths")  # the facts of a profile that are about the caller
EXAMPLES, GIST = ".examples", ".gist"  # in the place of ".yaml": what an outline learns from, and what it learnt
BIGGEST = 2_000_000  # characters; a file that people write by hand has some fifty thousand


def folder() -> Path:
    """Where the shipped content lies."""
    packaged = Path(__file__).parent / "data" / "prompts"
    return packaged if packaged.is_dir() else Path(__file__).parent.parent / "prompts"


def read_text(path: Path, error: type[CallPrompterError] = StoreError) -> str:
    """The text of a UTF-8 file. Raises `error`, one line, where it cannot be read."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise error(f"{path}: there is no such file: check the name") from None
    except IsADirectoryError:
        raise error(f"{path}: is a folder: name a file in it") from None
    except UnicodeDecodeError as cause:
        line = path.read_bytes().count(b"\n", 0, cause.start) + 1
        raise error(f"{path}:{line}: not UTF-8 text: save the file as UTF-8") from None
    except (OSError, ValueError) as cause:
        if path.is_dir():  # what Windows calls a folder that is read
            raise error(f"{path}: is a folder: name a file in it") from None
        reason = cause.strerror if isinstance(cause, OSError) else str(cause)
        raise error(f"{path}: cannot be read ({reason}): check its name and its permissions") from None
    if len(text) > BIGGEST:
        raise error(f"{path}: is too big ({len(text):,} characters): this is no file that people write")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def outlines() -> dict[str, Path]:
    """The outlines that can be called by name: the shipped ones, and the user's own, which come first."""
    found: dict[str, Path] = {}
    for place in (folder(), config_folder() / "outlines"):
        for path in sorted([*place.glob("*.yaml"), *place.glob("*.yml")]):
            if place != folder() or _is_outline(path):
                found[path.stem] = path
    return found


def _is_outline(path: Path) -> bool:
    """Beside the shipped outlines lie other YAML files; an outline says so with its first key."""
    return re.search(r"(?m)^outline\s*:", read_text(path)) is not None


def outline_path(name: str) -> Path:
    """The file of an outline, by its name or its path. Raises StoreError where there is none."""
    path = Path(name)
    if path.suffix in (".yaml", ".yml") or path.name != name:
        return path
    known = outlines()
    if name in known:
        return known[name]
    from assistant.forms import meant, quoted

    near = meant(name, known)
    stop = "" if near.endswith("?") else "."
    raise StoreError(f"there is no outline {quoted(name)}{near}{stop} Or name a file: ./{name}.yaml")


def load_outline(name: str) -> "Outline":
    """An outline by its name or its path. Raises StoreError, OutlineError."""
    from assistant.call.outline import parse

    path = outline_path(name)
    return parse(read_text(path), shown(path))


def load_gists(outline_id: str, path: Path | None) -> "dict[Speaker, Gist]":
    """What was learnt for an outline: beside its file, else among the outlines by its id; empty where nothing was.

    Raises StoreError where the file is something else.
    """
    from assistant.store.gists import unpack

    beside = [path.with_suffix(GIST)] if path else []
    places = [place / f"{outline_id}{GIST}" for place in (config_folder() / "outlines", folder())]
    found = next((each for each in (*beside, *places) if each.is_file()), None)
    if found is None:
        return {}
    try:
        return unpack(found.read_bytes())
    except (OSError, ValueError) as error:
        raise StoreError(f"{shown(found)}: cannot be read ({error}): learn it again, or delete it") from error


def load_manner() -> "Manner":
    """The manner rules. Raises StoreError, MannerError."""
    from assistant.call.manner import parse

    path = manner_path()
    return parse(read_text(path), shown(path))


def manner_path() -> Path:
    """The file of the manner rules: the user's own `manner.yaml` beside the profile, else ours."""
    own = config_folder() / "manner.yaml"
    return own if own.is_file() else folder() / "manner.yaml"


def shown(path: Path) -> str:
    """`path` as messages name it: from the working folder where it lies in there."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def own_profile() -> Path:
    """Where the user's own profile is, or would be."""
    return config_folder() / "profile.toml"


def load_profile(path: Path | None) -> Profile:
    """The profile in `path`; where it is None that of the active job, or else the user's own.

    Raises ProfileError: what is wrong, what to do; NoProfileError where nobody has told anything yet.
    """
    own = own_profile()
    if path is not None:
        return parse_profile(read_text(path, ProfileError), shown(path))
    told = parse_profile(read_text(own, ProfileError), shown(own)) if own.is_file() else None
    active = _active_profile()
    if active is None and told is None:
        example = folder() / "profile.example.toml"
        raise NoProfileError(
            f"there is no profile yet: `callprompter start` asks for one; or copy {example} to {own} and edit it, "
            "or name one with --profile"
        )
    if active is None or told is None:
        found = active or told
    else:  # the job tells whom to call, the profile who calls, where the job does not say so itself
        found = replace(active, **{key: getattr(active, key) or getattr(told, key) for key in OWN})
    if found is None or not found.name:
        raise ProfileError('the active job lacks your name: write `callprompter job edit name="Priya Sharma"`')
    return found


def _active_profile() -> Profile | None:
    """Who calls whom about the active job, or None where there is no job."""
    from assistant.store.jobs import active_entry

    entry = active_entry()
    return entry.job.profile if entry else None
