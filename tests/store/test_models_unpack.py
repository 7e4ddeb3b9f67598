"""A ZIP file that somebody else made can do no harm."""

import io
import stat
import struct
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.errors import StoreError
from assistant.store.unpack import unpack


def archive(tmp_path: Path, files: dict[str, bytes]) -> Path:
    path = tmp_path / "m.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(name, content)
    return path


def everything(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")}


def fine(_: Path) -> str:
    return ""


def test_one_folder_that_holds_everything_is_left_out(tmp_path: Path) -> None:
    """As Vosk's models are packed."""
    unpack(archive(tmp_path, {"vosk-x/am/final.mdl": b"a", "vosk-x/conf/model.conf": b"b"}), tmp_path / "x", fine)

    assert everything(tmp_path / "x") == {"am", "am/final.mdl", "conf", "conf/model.conf"}


def test_files_at_the_top_stay_where_they_are(tmp_path: Path) -> None:
    """As some pack them."""
    unpack(archive(tmp_path, {"am/final.mdl": b"a", "README": b"b"}), tmp_path / "x", fine)

    assert everything(tmp_path / "x") == {"am", "am/final.mdl", "README"}


@pytest.mark.parametrize(
    "name",
    ["../out", "a/../../out", "/etc/out", "C:/out", "C:out", "..\\out", "a\\..\\..\\out", "\\\\host\\out", "a:b"],
)
def test_a_name_that_leads_out_is_refused_and_nothing_is_written(tmp_path: Path, name: str) -> None:
    """On any system: an archive is refused on Linux for what it would do on Windows."""
    inner = tmp_path / "inner"
    inner.mkdir()
    made = archive(tmp_path, {"fine": b"1", name: b"2"})

    with pytest.raises(StoreError, match="leads out of its folder"):
        unpack(made, inner / "x", fine)

    assert everything(tmp_path) == {"inner", "m.zip"}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
@given(names=st.lists(st.text(alphabet="a./\\:~ \x00é", min_size=1, max_size=8), min_size=1, max_size=4, unique=True))
def test_whatever_the_names_are_all_is_inside_or_nothing_is_there(
    tmp_path_factory: pytest.TempPathFactory, names: list[str]
) -> None:
    """Names of dots, slashes, colons and zeros in any order."""
    outer = tmp_path_factory.mktemp("outer")
    inner = outer / "inner"
    inner.mkdir()
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as opened:
        for name in names:
            opened.writestr(zipfile.ZipInfo(name.replace("\x00", "\ufffd")), b"content")
    path = outer / "m.zip"
    path.write_bytes(made.getvalue().replace("\ufffd".encode(), b"\x00\x00\x00"))

    try:
        unpack(path, inner / "x", fine)
    except StoreError:
        assert everything(outer) == {"inner", "m.zip"}
    else:
        assert all(name.startswith("inner/x") for name in everything(outer) - {"inner", "m.zip"})


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFCHR, stat.S_IFIFO, stat.S_IFSOCK])
def test_a_link_or_a_device_is_refused(tmp_path: Path, kind: int) -> None:
    """A link could lead the next file anywhere."""
    path = tmp_path / "m.zip"
    with zipfile.ZipFile(path, "w") as made:
        info = zipfile.ZipInfo("link")
        info.external_attr = (kind | 0o777) << 16
        made.writestr(info, "/etc/passwd")

    with pytest.raises(StoreError, match="'link' in it is a link, a device or locked: not unpacked"):
        unpack(path, tmp_path / "x", fine)
    assert everything(tmp_path) == {"m.zip"}


def test_a_bomb_is_refused_before_it_goes_off(tmp_path: Path) -> None:
    """60 MB of zeros in 60 kB."""
    path = archive(tmp_path, {"x/zeros": bytes(60_000_000)})

    with pytest.raises(StoreError, match="would swell to 60 MB: this is no model"):
        unpack(path, tmp_path / "x", fine)


def test_a_bomb_that_lies_about_its_size_is_stopped_at_what_it_said(tmp_path: Path) -> None:
    """Its directory says 100 bytes."""
    path = archive(tmp_path, {"zeros": bytes(5_000_000)})
    data = path.read_bytes()
    path.write_bytes(data.replace(struct.pack("<I", 5_000_000), struct.pack("<I", 100)))

    with pytest.raises(StoreError, match="is damaged, or no ZIP file: get it again"):
        unpack(path, tmp_path / "x", fine)
    assert everything(tmp_path) == {"m.zip"}


def test_thousands_of_files_are_no_model(tmp_path: Path) -> None:
    """A model has some thirty."""
    with pytest.raises(StoreError, match="has 2001 files: this is no model"):
        unpack(archive(tmp_path, {f"x/{i}": b"" for i in range(2001)}), tmp_path / "x", fine)


def test_names_that_meet_on_other_systems_are_refused(tmp_path: Path) -> None:
    """Macs and Windows take README for readme."""
    with pytest.raises(StoreError, match="two files of one name"):
        unpack(archive(tmp_path, {"README": b"1", "readme": b"2"}), tmp_path / "x", fine)


def test_a_cut_file_leaves_nothing(tmp_path: Path) -> None:
    """Any beginning of a good archive."""
    whole = archive(tmp_path, {"x/a": b"1" * 5000, "x/b": b"2" * 5000}).read_bytes()
    for length in (0, 10, len(whole) // 2, len(whole) - 5):
        (tmp_path / "m.zip").write_bytes(whole[:length])
        with pytest.raises(StoreError, match="is damaged, or no ZIP file: get it again"):
            unpack(tmp_path / "m.zip", tmp_path / "x", fine)
        assert everything(tmp_path) == {"m.zip"}


def test_damage_in_the_middle_is_found(tmp_path: Path) -> None:
    """By the archive's own checksums."""
    path = archive(tmp_path, {"x/a": bytes(i % 251 for i in range(9000))})
    data = bytearray(path.read_bytes())
    data[60] ^= 0xFF
    path.write_bytes(data)

    with pytest.raises(StoreError):
        unpack(path, tmp_path / "x", fine)
    assert everything(tmp_path) == {"m.zip"}


def test_what_is_no_model_does_not_appear(tmp_path: Path) -> None:
    """The complaint names the model, not the folder it was unpacked in."""
    with pytest.raises(StoreError, match=r"m\.zip: x is no Vosk model: get it again"):
        unpack(archive(tmp_path, {"a": b"1"}), tmp_path / "x", lambda folder: f"{folder} is no Vosk model")
    assert everything(tmp_path) == {"m.zip"}
