"""Models on this machine: got, checked, chosen, removed."""

import json
import zipfile
from pathlib import Path

import pytest
from test_models_download import Server, server

from assistant.errors import StoreError
from assistant.settings import data_folder
from assistant.store import models as store
from assistant.store.catalogue import Entry, catalogue, shipped_folder

__all__ = ["server"]


def fine(_: Path) -> str:
    return ""


def packed(folder: Path, name: str = "vosk-tiny") -> Path:
    path = folder / f"{name}.zip"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr(f"{name}/conf/model.conf", "--beam=1")
        made.writestr(f"{name}/am/final.mdl", "x" * 1000)
    return path


@pytest.fixture
def tiny(server: Server, tmp_path: Path) -> Entry:
    server.body = packed(tmp_path).read_bytes()
    return Entry("vosk-tiny", "vosk", "en-us", 1, "MIT", server.address, {}, "tests")


def test_the_catalogue_holds_what_is_needed_to_choose() -> None:
    """Secured addresses that end in the name, plausible sizes and rates; PocketSphinx's model is there already."""
    entries = catalogue()

    assert "vosk-model-small-en-us-0.15" in entries
    for entry in entries.values():
        assert entry.engine in ("vosk", "sphinx")
        assert entry.licence
        assert entry.good_for
        assert all(1 < rate < 100 for rate in entry.errors.values())
        if entry.address:
            assert entry.address == f"https://alphacephei.com/vosk/models/{entry.name}.zip"
            assert 20 < entry.megabytes < 3000
    assert not entries[store.POCKETSPHINX].address
    assert set(store.installed()) <= set(entries)


def test_a_wrong_catalogue_says_which_model_is_wrong(tmp_path: Path) -> None:
    """An unknown key, and a missing one."""
    path = tmp_path / "c.yaml"
    path.write_text("- {name: x, engine: vosk, langage: en}\n")

    with pytest.raises(StoreError, match=r"the model x has too much or too little: .*langage.*"):
        catalogue(path)


def test_getting_a_model_makes_its_folder_and_records_its_checksum(tiny: Entry) -> None:
    """The first time is told; the download itself is gone."""
    made = store.get(tiny, fine)

    assert made.first_use
    assert (made.folder / "conf" / "model.conf").is_file()
    assert json.loads((store.models_folder() / "checksums.json").read_text()) == {"vosk-tiny": made.sha256}
    assert sorted(path.name for path in store.models_folder().iterdir()) == ["checksums.json", "vosk-tiny"]
    assert store.installed()["vosk-tiny"] == made.folder


def test_the_second_download_must_agree_with_the_first(tiny: Entry, server: Server) -> None:
    """A file that changed at its address is not trusted, and not kept."""
    first = store.get(tiny, fine)
    store.remove("vosk-tiny")
    assert not store.get(tiny, fine).first_use
    store.remove("vosk-tiny")
    server.body = packed(data_folder(), "other").read_bytes()

    with pytest.raises(StoreError, match="checksum is not the one recorded when it was first got here") as error:
        store.get(tiny, fine)

    assert first.sha256[:16] in str(error.value)
    assert sorted(path.name for path in store.models_folder().iterdir()) == ["checksums.json"]


def test_a_published_checksum_is_held_to(tiny: Entry) -> None:
    """Even the first time."""
    wrong = Entry(
        tiny.name, tiny.engine, tiny.language, 1, "MIT", tiny.address, {}, "tests", "0" * 64
    )  # fmt: skip
    with pytest.raises(StoreError, match="checksum is not the catalogue's"):
        store.get(wrong, fine)
    assert store.installed().get("vosk-tiny") is None


def test_a_download_that_is_no_model_is_thrown_away(tiny: Entry) -> None:
    """So that the next try does not find it again."""
    with pytest.raises(StoreError, match=r"lacks am/final\.mdl"):
        store.get(tiny, lambda folder: f"{folder} lacks am/final.mdl")
    assert list(store.models_folder().iterdir()) == []


def test_a_model_is_not_got_twice(tiny: Entry) -> None:
    """The line says what to do instead."""
    store.get(tiny, fine)
    with pytest.raises(StoreError, match="is already installed: `callprompter models use vosk-tiny`"):
        store.get(tiny, fine)


def test_a_file_brought_here_by_other_means_is_installed_and_kept(tmp_path: Path) -> None:
    """For a computer that is never online."""
    path = packed(tmp_path, "vosk-carried")

    made = store.get_file(path, fine)

    assert made.folder == store.models_folder() / "vosk-carried"
    assert path.exists()
    with pytest.raises(StoreError, match=r"missing\.zip: there is no such file"):
        store.get_file(tmp_path / "missing.zip", fine)


def test_the_choice_is_kept_and_can_be_taken_back(tiny: Entry, tmp_path: Path) -> None:
    """By name, by folder, PocketSphinx, or none."""
    assert store.used_model() is None
    made = store.get(tiny, fine)

    store.use("vosk-tiny")
    assert store.used_model() == made.folder
    (tmp_path / "own" / "conf").mkdir(parents=True)
    store.use(str(tmp_path / "own"))
    assert store.used_model() == tmp_path / "own"
    store.use(store.POCKETSPHINX)
    assert (store.used_model(), store.used_name()) == (None, "pocketsphinx")
    store.use("")
    assert store.used_name() == ""


def test_only_what_is_installed_can_be_chosen() -> None:
    """The line says how to get it."""
    with pytest.raises(StoreError, match="is not installed: get it with `callprompter models get vosk"):
        store.use("vosk-model-en-us-0.22")


def test_removing_the_one_in_use_forgets_the_choice(tiny: Entry) -> None:
    """Its folder and every rest of a download go with it."""
    store.get(tiny, fine)
    store.use("vosk-tiny")
    (store.models_folder() / "vosk-tiny.zip.part").write_text("rest")

    store.remove("vosk-tiny")

    assert store.used_name() == ""
    assert sorted(path.name for path in store.models_folder().iterdir()) == ["checksums.json"]


@pytest.mark.parametrize("name", ["..", ".", "", "../config", "/", "checksums.json", "nothing"])
def test_nothing_but_a_model_can_be_removed(name: str, tiny: Entry) -> None:
    """Least of all the folder above."""
    store.get(tiny, fine)
    with pytest.raises(StoreError, match="is not installed"):
        store.remove(name)
    assert store.installed()["vosk-tiny"]
    assert (store.models_folder() / "checksums.json").exists()


def test_what_came_with_the_program_stays() -> None:
    """PocketSphinx's model, and the project's own where there is one."""
    own = [path.parent.name for path in shipped_folder().glob("**/conf")]
    for name in (store.POCKETSPHINX, *own):
        with pytest.raises(StoreError, match="came with the program and stays"):
            store.remove(name)


def test_a_better_model_is_mentioned_once_and_never_to_who_has_one(tiny: Entry) -> None:
    """Not a second time."""
    assert "callprompter models list" in store.better_model_hint()
    assert store.better_model_hint() == ""
    (data_folder() / "told-of-models").unlink()
    store.get(tiny, fine)
    assert store.better_model_hint() == ""
