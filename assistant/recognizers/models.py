"""Which recogniser: Vosk where a model folder is found, else PocketSphinx with the model of its wheel."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

import assistant
from assistant.errors import RecognizerError
from assistant.recognizers import Engine
from assistant.recognizers.biasing import Biasing
from assistant.recognizers.telephone import PACKED
from assistant.settings import data_folder
from assistant.store.models import POCKETSPHINX, better_model_hint, own_folder, used_model, used_name

VARIABLE = "CALLPROMPTER_MODEL"
OWN = "callprompter-en"  # the project's model
TELEPHONE = "telephone"  # the project's sounds for PocketSphinx
RECOGNIZERS = ("vosk", "sphinx")
_HELP = "give a folder with a Vosk model, or none to use PocketSphinx"

_KALDI = b"\0B"  # how a binary Kaldi file begins
_FST = b"\xd6\xfd\xb2\x7e"  # how a binary OpenFst file begins


def choose_engine(
    model: Path | None = None,
    biasing: Biasing | None = None,
    recognizer: str | None = None,
    environ: Mapping[str, str] = os.environ,
) -> Engine:
    """The recogniser to use, loaded.

    model: a Vosk model's folder, or the name of an installed one; None: look for one.
    biasing: what the call is likely to hold; None: nothing is more likely than in any English.
    recognizer: "vosk" or "sphinx" where the user insists.
    Raises RecognizerError where what was asked for is not there, in one line that says what is missing.
    """
    if recognizer is not None and recognizer not in RECOGNIZERS:
        raise RecognizerError(f"{recognizer}: not a recogniser: choose one of {', '.join(RECOGNIZERS)}")
    if recognizer != "sphinx":
        found = find_model(model, environ)
        if found is not None:
            from assistant.recognizers import vosk  # only where it is used

            return vosk.load(*found)
        if recognizer == "vosk":
            places = ", ".join(str(folder) for folder in model_folders())
            raise RecognizerError(f"no Vosk model is installed: looked in {places}: {_HELP}")
        why = "no Vosk model is installed; PocketSphinx brings its own"
    else:
        why = "asked for"
    from assistant.recognizers.sphinx import SphinxEngine  # only where it is used

    return SphinxEngine(why, biasing, _numbers_model(), _telephone_sounds())


def _numbers_model() -> Path | None:
    """The project's own model, which hears numbers better than PocketSphinx; None where it did not come along."""
    folder = own_folder() / OWN
    return None if missing(folder) else folder


def _telephone_sounds() -> Path | None:
    """The folder with PocketSphinx's sounds of a telephone's band; None where it did not come along."""
    folder = own_folder() / TELEPHONE
    return folder if (folder / PACKED).is_file() else None


def announcement(engine: Engine) -> str:
    """Which recogniser listens, and why; the first time that it is PocketSphinx, that a better model can be had."""
    told = f"recogniser: {engine.name} ({engine.why})"
    hint = better_model_hint() if engine.name == "sphinx" else ""
    return f"{told}\n{hint}" if hint else told


def find_model(model: Path | None, environ: Mapping[str, str]) -> tuple[Path, str] | None:
    """The folder of the Vosk model to use and why that one; None where none is installed.

    Raises RecognizerError where the one asked for is no model.
    """
    if model is not None:
        return _asked_for(model, str(model)), "asked for with --model"
    if environ.get(VARIABLE):
        return _asked_for(Path(environ[VARIABLE]), f"{VARIABLE}={environ[VARIABLE]}"), f"{VARIABLE} names it"
    chosen = used_name()
    if chosen == POCKETSPHINX:
        return None
    used = used_model()
    if used is not None:
        return _asked_for(
            used, f"{used} (chosen with `callprompter models use`)"
        ), "chosen with `callprompter models use`"
    for folder in installed_models():
        return folder, f"found in {folder.parent}"
    return None


def model_folders() -> tuple[Path, ...]:
    """Where installed models are looked for: beside the program, then in the user's data folder."""
    package = Path(assistant.__file__).parent
    inside = package / "data" / "models"
    return (inside if inside.is_dir() else package.parent / "models", data_folder() / "models")


def installed_models() -> Iterator[Path]:
    """The folders of all complete Vosk models, those beside the program first, each place by name."""
    for place in model_folders():
        if place.is_dir():
            yield from (folder for folder in sorted(place.iterdir()) if folder.is_dir() and not missing(folder))


def missing(folder: Path) -> str:
    """What a folder lacks to be a Vosk model, in words; "" where it lacks nothing.

    Vosk ends the whole program on some incomplete models, so this is asked before it is given one. Two layouts
    exist: the older has all files in one folder.
    """
    if not folder.is_dir():
        return "is not a folder" if folder.exists() else "does not exist"
    flat = (folder / "final.mdl").is_file() and not (folder / "am").is_dir()
    acoustic, graph, conf = (folder, folder, folder) if flat else (folder / "am", folder / "graph", folder / "conf")
    lacks = [] if flat else _lacking(conf / "model.conf")
    lacks += _lacking(acoustic / "final.mdl", _KALDI)
    lacks += [] if (conf / "fbank.conf").is_file() else _lacking(conf / "mfcc.conf")
    if (graph / "HCLG.fst").is_file():
        lacks += _lacking(graph / "HCLG.fst", _FST)
    else:
        lacks += _lacking(graph / "HCLr.fst", _FST) + _lacking(graph / "Gr.fst", _FST)
        lacks += _lacking(graph / "disambig_tid.int")
    return f"is no Vosk model: {', '.join(fault.removeprefix(f'{folder}{os.sep}') for fault in lacks)}" if lacks else ""


def _lacking(path: Path, magic: bytes = b"") -> list[str]:
    """What is wrong with one file of a model: nothing, or one fault."""
    try:
        with path.open("rb") as file:
            begin = file.read(max(1, len(magic)))
    except OSError:
        return [f"{path} is missing"]
    return [] if begin and begin.startswith(magic) else [f"{path} is damaged"]


def _asked_for(model: Path, named: str) -> Path:
    """The folder of the model that the user named: by path, by name, or by the folder it was unpacked into."""
    candidates = [model, *(place / model.name for place in model_folders() if model.name == str(model))]
    if model.is_dir():
        candidates += [inner for inner in sorted(model.iterdir()) if inner.is_dir()]
    for candidate in candidates:
        if not missing(candidate):
            return candidate
    raise RecognizerError(f"{named}: {missing(model)}: {_HELP}")
