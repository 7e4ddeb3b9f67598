"""Which recogniser is chosen, and what a wrong model is told."""

from pathlib import Path

import pytest

from assistant.errors import RecognizerError
from assistant.recognizers.models import VARIABLE, choose_engine, find_model, missing

FST = b"\xd6\xfd\xb2\x7e rest"


def model(folder: Path) -> Path:
    """A folder with the files of a Vosk model, as far as they are looked at before loading."""
    for name, content in {
        "am/final.mdl": b"\0B<Tra",
        "conf/model.conf": b"--beam=13",
        "conf/mfcc.conf": b"--use-energy=false",
        "graph/HCLr.fst": FST,
        "graph/Gr.fst": FST,
        "graph/disambig_tid.int": b"1\n",
    }.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def test_sphinx_is_chosen_where_no_model_is_installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A fresh machine listens at once, and says with what and why."""
    monkeypatch.setattr("assistant.recognizers.models.model_folders", lambda: (tmp_path,))
    engine = choose_engine(environ={})
    assert (engine.name, engine.why) == ("sphinx", "no Vosk model is installed; PocketSphinx brings its own")


def test_sphinx_is_chosen_where_asked_for(tmp_path: Path) -> None:
    """The user's word goes before any model."""
    engine = choose_engine(recognizer="sphinx", environ={VARIABLE: str(tmp_path)})
    assert (engine.name, engine.why) == ("sphinx", "asked for")


def test_models_are_found_in_the_order_option_variable_folders(home: Path, tmp_path: Path) -> None:
    """--model goes before CALLPROMPTER_MODEL, and that before what is installed."""
    own = model(home / "data" / "models" / "installed")
    one, other = model(tmp_path / "one"), model(tmp_path / "other")
    assert find_model(one, {VARIABLE: str(other)}) == (one, "asked for with --model")
    assert find_model(None, {VARIABLE: str(other)}) == (other, f"{VARIABLE} names it")
    assert find_model(Path("installed"), {}) == (own, "asked for with --model")


def test_a_model_is_found_inside_the_folder_it_was_unpacked_into(tmp_path: Path) -> None:
    """Archives hold a folder; the one that they are unpacked into is as good."""
    inner = model(tmp_path / "unpacked" / "vosk-model")
    assert find_model(tmp_path / "unpacked", {}) == (inner, "asked for with --model")


@pytest.mark.parametrize(
    ("broken", "content", "said"),
    [
        ("am/final.mdl", None, "is no Vosk model: am/final.mdl is missing"),
        ("am/final.mdl", b"<html>", "is no Vosk model: am/final.mdl is damaged"),
        ("graph/Gr.fst", b"", "is no Vosk model: graph/Gr.fst is damaged"),
        ("conf/model.conf", None, "is no Vosk model: conf/model.conf is missing"),
    ],
)
def test_what_is_wrong_with_a_model_is_said(tmp_path: Path, broken: str, content: bytes | None, said: str) -> None:
    """Before Vosk is given it, because Vosk may end the whole program."""
    folder = model(tmp_path / "model")
    assert missing(folder) == ""
    if content is None:
        (folder / broken).unlink()
    else:
        (folder / broken).write_bytes(content)
    assert missing(folder).replace("\\", "/") == said


def test_a_folder_that_is_no_model_is_one_line(tmp_path: Path) -> None:
    """What is wrong, where, and what to do."""
    nowhere = tmp_path / "nowhere"
    with pytest.raises(RecognizerError) as caught:
        choose_engine(nowhere)
    assert str(caught.value) == (
        f"{nowhere}: does not exist: give a folder with a Vosk model, or none to use PocketSphinx"
    )
    with pytest.raises(RecognizerError, match=r"CALLPROMPTER_MODEL=.*is no Vosk model: conf.model.conf is missing"):
        choose_engine(environ={VARIABLE: str(tmp_path)})
    with pytest.raises(RecognizerError, match="whisper: not a recogniser: choose one of vosk, sphinx"):
        choose_engine(recognizer="whisper")


def test_a_model_that_vosk_cannot_read_is_one_line(tmp_path: Path) -> None:
    """Files that begin right and go on wrong."""
    with pytest.raises(RecognizerError, match="Vosk cannot read this model: download it again"):
        choose_engine(model(tmp_path / "model"))
