"""`callprompter models` as one meets it."""

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.cli import app
from assistant.errors import StoreError
from assistant.store import models as store

run = CliRunner()


@pytest.fixture
def real(vosk_model: Path) -> Path:
    """A Vosk model to copy."""
    return vosk_model


def test_list_names_every_model_with_size_licence_and_rates() -> None:
    """The first Vosk model is there with its published rate; what is installed is marked."""
    result = run.invoke(app, ["models", "list"])

    assert result.exit_code == 0
    assert "vosk-model-small-en-us-0.15" in result.stdout
    assert "9.85 LibriSpeech test-clean" in result.stdout
    assert "* pocketsphinx" in result.stdout, "it is what listens where nothing was chosen"
    assert "+ callprompter-en" in result.stdout
    assert "alphacephei.com/vosk/models" in result.stderr


def test_list_as_json_is_data() -> None:
    """One object a model."""
    rows = json.loads(run.invoke(app, ["models", "list", "--json"]).stdout)

    small = next(row for row in rows if row["name"] == "vosk-model-small-en-us-0.15")
    assert (small["megabytes"], small["licence"], small["installed"]) == (40, "Apache 2.0", False)


def test_use_marks_the_model_and_default_takes_it_back() -> None:
    """As the list shows."""
    assert run.invoke(app, ["models", "use", "callprompter-en"]).exit_code == 0
    listed = run.invoke(app, ["models", "list"]).stdout
    assert "* callprompter-en" in listed and "+ pocketsphinx" in listed
    assert run.invoke(app, ["models", "use", "default"]).exit_code == 0
    assert "* pocketsphinx" in run.invoke(app, ["models", "list"]).stdout


@pytest.mark.parametrize("command", ["use", "check"])
def test_a_model_that_nobody_knows_is_not_told_to_be_got(command: str) -> None:
    """Only what is in the catalogue can be got."""
    known = run.invoke(app, ["models", command, "vosk-model-small-de-0.15"]).exception
    unknown = run.invoke(app, ["models", command, "pocketsphynx"]).exception

    assert "get it with `callprompter models get vosk-model-small-de-0.15`" in str(known)
    assert str(unknown) == 'pocketsphynx: is not installed and not in the catalogue; did you mean "pocketsphinx"?'


def test_a_name_that_is_almost_right_is_guessed() -> None:
    """Did you mean."""
    result = run.invoke(app, ["models", "get", "vosk-model-small-en-us-0.16"])

    assert isinstance(result.exception, StoreError)
    assert str(result.exception) == (
        'vosk-model-small-en-us-0.16: is not in the catalogue; did you mean "vosk-model-small-en-us-0.15"?'
    )


@pytest.mark.parametrize(
    ("command", "name", "told"),
    [
        (
            "use",
            "zzz",
            "is not installed and not in the catalogue: `callprompter models list` shows what there is",
        ),
        ("get", "zzz", "is not in the catalogue: `callprompter models list` shows what there is"),
        ("get", "zzz.zip", "there is no such file"),
    ],
)
def test_a_name_that_is_like_no_other_is_told_where_the_names_are(command: str, name: str, told: str) -> None:
    """One short line, not twenty names."""
    assert str(run.invoke(app, ["models", command, name]).exception) == f"{name}: {told}"


def test_a_real_model_is_installed_from_a_file_chosen_listed_and_removed(real: Path, tmp_path: Path) -> None:
    """The whole life of a model."""
    shutil.make_archive(str(tmp_path / "vosk-carried"), "zip", real.parent, real.name)

    got = run.invoke(app, ["models", "get", str(tmp_path / "vosk-carried.zip")])
    assert got.exit_code == 0, got.exception
    assert got.stdout.strip() == str(store.models_folder() / "vosk-carried")
    assert "no checksum is published for it; recorded for next time:" in got.stderr
    assert run.invoke(app, ["models", "use", "vosk-carried"]).exit_code == 0
    assert store.used_model() == store.models_folder() / "vosk-carried"
    assert "* vosk-carried" in run.invoke(app, ["models", "list"]).stdout
    assert run.invoke(app, ["models", "remove", "vosk-carried"]).exit_code == 0
    assert store.used_model() is None


def test_check_hears_a_recording_with_a_real_model_in_another_process(real: Path) -> None:
    """Words to stdout; speed and memory to stderr."""
    result = run.invoke(app, ["models", "check", str(real)])

    assert result.exit_code == 0, result.exception
    assert len(result.stdout.split()) > 30
    assert f"vosk:{real.name}: loaded in " in result.stderr
    assert "of real time" in result.stderr


def test_check_survives_a_model_that_takes_the_process_down(real: Path, tmp_path: Path) -> None:
    """A damaged graph kills Vosk, not this program."""
    broken = tmp_path / "broken"
    shutil.copytree(real, broken, copy_function=shutil.copyfile)
    graph = broken / "graph" / "HCLr.fst"
    graph.write_bytes(graph.read_bytes()[:1000])

    result = run.invoke(app, ["models", "check", str(broken)])

    assert isinstance(result.exception, StoreError)
    assert "cannot be used:" in str(result.exception)


def test_check_of_what_is_not_there_says_how_to_get_it() -> None:
    """One line."""
    result = run.invoke(app, ["models", "check", "vosk-model-small-en-us-0.15"])

    assert str(result.exception) == (
        "vosk-model-small-en-us-0.15: is not installed: get it with `callprompter models get "
        "vosk-model-small-en-us-0.15`"
    )
