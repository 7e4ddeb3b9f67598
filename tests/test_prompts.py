"""The content that ships, and where it is found."""

import re
from pathlib import Path

import pytest
import yaml

from assistant import prompts
from assistant.call.outline import Delivery, parse
from assistant.call.phrases import count
from assistant.errors import ProfileError, StoreError
from assistant.profile import Profile
from assistant.settings import config_folder

SHORT = "outline: mine\ntitle: Mine\npath: [a]\nsteps:\n  a:\n    title: A\n    say: [A]\n    heard: [a b c]\n"
README = prompts.folder() / "README.md"


def test_the_follow_up_call_has_every_step_and_outcome_that_is_promised() -> None:
    outline = prompts.load_outline("follow-up")
    promised = (
        "greet ask-for remind ask-status reiterate strengths concerns next-steps gracious feedback other-openings "
        "keep-in-mind accept offer-next-steps voicemail-number best-time close"
    )
    assert set(promised.split()) <= set(outline.steps)
    assert list(outline.outcomes) == ["pending", "filled", "offered", "voicemail", "unavailable"]
    assert outline.path[:4] == ("greet", "remind", "ask-status", "listen")
    assert outline.steps["ask-for"].then == "greet"
    assert outline.steps["voicemail-number"].delivery is Delivery.SLOW
    assert outline.outcomes["voicemail"].path == ("greet", "remind", "ask-status", "voicemail-number", "close")
    assert all(outcome.path[-1] == "close" for outcome in outline.outcomes.values())


def test_every_step_and_outcome_of_the_follow_up_call_is_heard_in_many_ways_and_has_a_source() -> None:
    """Paraphrases are heard only where they are written; a step of a hundred ways has some thirty phrases."""
    outline = prompts.load_outline("follow-up")
    for step in outline.steps.values():
        assert step.sources, step.id
        assert sum(count(phrase.template, ways=1) for phrase in step.heard) >= 60, step.id
    for outcome in outline.outcomes.values():
        assert outcome.sources, outcome.id
        assert sum(count(phrase.template, ways=1) for phrase in outcome.heard) >= 400, outcome.id


@pytest.mark.parametrize("name", ["follow-up", "voicemail"])
def test_a_profile_of_a_name_alone_is_prompted_through_every_step(name: str) -> None:
    from assistant.call.outline import line_to_say

    for step in prompts.load_outline(name).steps.values():
        assert "{" not in line_to_say(step, Profile("Priya"))


def test_the_example_profile_is_a_profile_with_every_field() -> None:
    profile = prompts.load_profile(prompts.folder() / "profile.example.toml")
    assert all(getattr(profile, field) for field in Profile.__slots__)


def test_the_readme_shows_an_outline_that_can_be_followed() -> None:
    example = re.search(r"```yaml\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    assert example
    assert list(parse(example[1], "README.md").outcomes) == ["decided"]


def test_the_readme_tells_of_every_key() -> None:
    """Of those that the shipped outlines use, that is of all."""
    told = set(re.findall(r"`([a-z-]+)`", README.read_text(encoding="utf-8")))
    written = yaml.load((prompts.folder() / "follow-up.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506
    used = {*written, *(key for part in ("steps", "outcomes") for each in written[part].values() for key in each)}
    assert used - told == set()


def test_the_users_own_outline_is_found_by_name_and_comes_first() -> None:
    own = config_folder() / "outlines"
    own.mkdir(parents=True)
    (own / "mine.yaml").write_text(SHORT, encoding="utf-8")
    (own / "follow-up.yaml").write_text(SHORT, encoding="utf-8")
    assert prompts.load_outline("mine").title == "Mine"
    assert prompts.load_outline("follow-up").title == "Mine"


def test_an_outline_is_found_by_its_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also from the working folder; messages name it from there."""
    (tmp_path / "x.yaml").write_text(SHORT, encoding="utf-8")
    assert prompts.load_outline(str(tmp_path / "x.yaml")).id == "mine"
    monkeypatch.chdir(tmp_path)
    assert prompts.load_outline("x.yaml").source == "x.yaml"


def test_only_outlines_can_be_called_by_name() -> None:
    """Whatever other YAML lies beside them."""
    assert list(prompts.outlines()) == ["follow-up", "voicemail"]


def test_an_unknown_name_says_what_there_is() -> None:
    with pytest.raises(StoreError) as error:
        prompts.load_outline("folow-up")
    assert (
        str(error.value) == 'there is no outline "folow-up"; did you mean "follow-up"? Or name a file: ./folow-up.yaml'
    )


def test_a_file_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    latin = tmp_path / "latin.yaml"
    latin.write_bytes("title: ok\nname: Zo\u00eb".encode("latin-1"))
    cases = {
        tmp_path / "none.yaml": "there is no such file: check the name",
        tmp_path: "is a folder: name a file in it",
    }
    for path, message in cases.items():
        with pytest.raises(StoreError) as error:
            prompts.read_text(path)
        assert str(error.value) == f"{path}: {message}"
    with pytest.raises(StoreError) as error:
        prompts.read_text(latin)
    assert str(error.value) == f"{latin}:2: not UTF-8 text: save the file as UTF-8"


def test_a_name_that_the_system_refuses_says_so() -> None:
    with pytest.raises(StoreError) as error:
        prompts.read_text(Path("a\0b.yaml"))
    assert str(error.value).endswith(": cannot be read (embedded null byte): check its name and its permissions")


def test_a_byte_order_mark_and_windows_line_ends_are_no_part_of_the_text(tmp_path: Path) -> None:
    path = tmp_path / "w.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: b\r\nc: d\r\n")
    assert prompts.read_text(path) == "a: b\nc: d\n"


def test_without_a_profile_the_message_says_how_to_make_one() -> None:
    with pytest.raises(ProfileError) as error:
        prompts.load_profile(None)
    example, own = prompts.folder() / "profile.example.toml", config_folder() / "profile.toml"
    assert str(error.value) == (
        f"there is no profile yet: `callprompter start` asks for one; or copy {example} to {own} and edit it, "
        "or name one with --profile"
    )


def test_the_users_own_profile_is_read() -> None:
    config_folder().mkdir(parents=True)
    (config_folder() / "profile.toml").write_text('name = "Priya"\n', encoding="utf-8")
    assert prompts.load_profile(None) == Profile("Priya")


def test_a_profile_that_is_not_there_is_a_profile_error(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match="there is no such file"):
        prompts.load_profile(tmp_path / "none.toml")
