"""What is fuzzed: every kind of file and message that comes from outside, by the way that it comes in."""

import io
import json
import logging
import random
import shutil
import socket
import sys
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from pathlib import Path

import av
import numpy as np

from assistant import journal
from assistant.audio.recording import open_recording
from assistant.call.follower import replay
from assistant.call.manner import parse as parse_manner
from assistant.call.script import Script, write
from assistant.cli.follow import read_words
from assistant.counterpart import scenario
from assistant.desk import LiveDesk
from assistant.displays.web import app
from assistant.displays.web.answers import Facts
from assistant.displays.web.guard import LOCAL
from assistant.displays.web.server import Server
from assistant.displays.web.share import Sharing
from assistant.events import Command, CommandKind, End, Event, Partial, Speaker, Utterance, to_json
from assistant.live.setup import Setup
from assistant.opening import header, open_script
from assistant.past import reviewing
from assistant.past.recordings import Asked, reviewed
from assistant.plan import job_file, policy
from assistant.plan.decide import plan
from assistant.policies import load as load_policies
from assistant.profile import Profile
from assistant.prompts import load_manner, load_outline, load_profile, read_text
from assistant.pronunciations import lexicon
from assistant.report.html import page
from assistant.report.transcripts import read_transcript
from assistant.retention import load_keep, settings_path
from assistant.session import Session
from assistant.store.unpack import unpack
from tests.fuzz.fuzzing import Target

ROOT = Path(__file__).parent.parent.parent
PROMPTS = ROOT / "prompts"
DAY = date(2026, 11, 18)
GUESTS_AT = "127.0.0.2"  # stands for this machine's address in its network: on Linux all of 127.0.0.0/8 is its own
LONGEST = 3000  # chunks of a recording that are read


@cache
def script() -> Script:
    """The follow-up call of the demo's caller."""
    return open_script("follow-up", PROMPTS / "demo" / "profile.toml", DAY)


def targets(folder: Path) -> list[Target]:
    """Every target; `folder` is for the files that are read."""

    def by_file(name: str, feed: Callable[[Path], object]) -> Callable[[bytes], None]:
        def fed(data: bytes) -> None:
            path = folder / name
            path.write_bytes(data)
            feed(path)

        return fed

    outline = load_outline("follow-up")
    profile = (PROMPTS / "demo" / "profile.toml").read_bytes()
    policies = [path.read_bytes() for path in sorted((PROMPTS / "policies").glob("*.yaml"))]
    scenes = [path.read_bytes() for path in sorted((PROMPTS / "counterparts").glob("*.yaml"))]
    small = (ROOT / "tests" / "benchmarks" / "follow" / "outlines" / "clinic.yaml").read_bytes()
    return [
        Target("outline", [small], by_file("o.yaml", _outline)),
        Target("manner", [_head((PROMPTS / "manner.yaml").read_bytes())], by_file("m.yaml", _manner)),
        Target("scenario", scenes, by_file("s.yaml", lambda path: scenario.parse(read_text(path), "s", outline))),
        Target("policy", policies, by_file("p.yaml", lambda path: policy.parse(read_text(path), "p"))),
        Target("profile", [profile], by_file("p.toml", load_profile)),
        Target("job", [profile + JOB], by_file("j.toml", _job)),
        Target("settings", [b"[keep]\naudio = 30\ntranscript = 180\nevents = 700\n"], _settings),
        Target("words", [WORDS], by_file("w.jsonl", _words)),
        Target("journal", [_journal(folder)], _journal_in(folder)),
        *(Target(end, [text], by_file(f"t.{end}", _transcript)) for end, text in TRANSCRIPTS.items()),
        Target("archive", [_archive()], _archive_in(folder)),
        Target("media", list(_media(folder)), by_file("a.bin", _recording)),
        Target("message", [m.encode() for m in MESSAGES], _message),
        Target("http", [r.encode() for r in REQUESTS], _http),
        *([Target("guest", [r.encode() for r in REQUESTS], _guest)] if sys.platform == "linux" else []),
        Target("call", [b"0"], _call),
    ]


JOB = b"""country = "US"
timezone = "America/New_York"
promised = "within a week"
[[contacts]]
date = 2026-11-20
kind = "called"
"""
WORDS = b"""{"t": 2.0, "speaker": "them", "text": "Harbor Lights Media, Jordan Lee speaking."}
{"t": 4.0, "speaker": "me", "text": "hello jordan this is pre", "final": false}
{"t": 5.0, "speaker": null, "text": "we have decided to go with another candidate by next friday"}
"""
TRANSCRIPTS = {
    "vtt": b"WEBVTT\n\n1\n00:00:01.000 --> 00:00:04.000\n<v Priya>Hello, this is Priya.\n\n00:05.000 --> 00:09.000\n"
    b"They: hi\n",
    "srt": b"1\n00:00:01,000 --> 00:00:04,000\nme: Hello, this is Priya.\n\n2\n00:00:05,000 --> 00:00:09,000\n"
    b"them: hi\n",
    "json": b'{"segments": [{"start": 1.0, "end": 2.5, "text": " Hello", "speaker": "me", "words": [{"word": "Hello", '
    b'"start": 1.0, "end": 1.4, "probability": 0.9}]}], "text": "Hello"}\n',
    "txt": b"me: Hello, this is Priya.\nthem: Hello. We have not decided.\n[00:12] me: Thank you.\n",
}
MESSAGES = (
    '{"ask": "jump", "target": "3"}',
    '{"painted": 12}',
    '{"ask": "mark", "target": "a note"}',
    '{"ask": "stop"}',
)
REQUESTS = (
    "GET /live HTTP/1.1\r\nHost: HOST\r\nCookie: COOKIE\r\n\r\n",
    "GET /report/../../x HTTP/1.1\r\nHost: HOST\r\nCookie: COOKIE\r\n\r\n",
    "GET /enter?token=x&to=//y HTTP/1.1\r\nHost: HOST\r\n\r\n",
    "GET /enter?token=TOKEN&to=/review HTTP/1.1\r\nHost: HOST\r\n\r\n",
    "GET /static/live.js HTTP/1.1\r\nHost: HOST\r\nCookie: COOKIE\r\n\r\n",
    "POST /api/search HTTP/1.1\r\nHost: HOST\r\nOrigin: http://HOST\r\nCookie: COOKIE\r\n"
    'Content-Length: 14\r\n\r\n{"words": "a"}',
    "POST /api/after HTTP/1.1\r\nHost: HOST\r\nOrigin: http://HOST\r\nCookie: COOKIE\r\n"
    'Content-Length: 30\r\n\r\n{"outcome": "x", "who": "<b>"}',
    "POST /api/introduce HTTP/1.1\r\nHost: HOST\r\nOrigin: http://HOST\r\nCookie: COOKIE\r\n"
    'Content-Length: 15\r\n\r\n{"name": "Priy"}',
    "GET /ws HTTP/1.1\r\nHost: HOST\r\nOrigin: http://HOST\r\nCookie: COOKIE\r\n"
    "Upgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n\x81\x05hello",
)


def _head(data: bytes) -> bytes:
    """The first part of a long file, to a line that begins a key."""
    return data[: data.find(b"\n\n", 2500) + 1] or data


def _outline(path: Path) -> None:
    read = load_outline(str(path))
    Session(write(read, load_manner(), Profile("Priya Raman", phone="617-555-0142"), lexicon(), DAY))


def _manner(path: Path) -> None:
    parse_manner(read_text(path), "m")


def _job(path: Path) -> None:
    job = job_file.parse(read_text(path), "j")
    plan(job, _policies(), "balanced", DAY)


@cache
def _policies():  # type: ignore[no-untyped-def]
    return load_policies()


def _settings(data: bytes) -> None:
    settings_path().parent.mkdir(parents=True, exist_ok=True)
    settings_path().write_bytes(data)
    load_keep()


def _words(path: Path) -> None:
    session = Session(script())
    for heard in read_words(str(path)):
        session.take(heard)


def _journal(folder: Path) -> bytes:
    place = folder / "good"
    place.mkdir(exist_ok=True)
    (place / journal.NAME).unlink(missing_ok=True)
    made = script()
    # Without its outline, which has a target of its own: most mutations would fall into that.
    begins = header("follow-up", made.profile, DAY, "known", "fuzz")
    with journal.Journal(place, begins) as written:
        session = Session(made, written)
        for heard in (
            Partial(2.0, Speaker.THEM, "harbor"),
            Utterance(3.0, Speaker.THEM, "harbor lights media"),
            Utterance(6.0, Speaker.ME, "hello jordan this is priya raman"),
            Command(7.0, CommandKind.NEXT),
            Utterance(12.0, None, "we decided to go with another candidate, call me by next friday at ten"),
            End(13.0),
        ):
            session.take(heard)
    return (place / journal.NAME).read_bytes().split(b"\n", 1)[1]


def _journal_in(folder: Path) -> Callable[[bytes], None]:
    first = (folder / "good" / journal.NAME).read_bytes().split(b"\n", 1)[0] + b"\n"
    place = folder / "2026-11-18-100000-live"
    place.mkdir(exist_ok=True)
    reviewing.open_again = cache(reviewing.open_again)

    def fed(data: bytes) -> None:
        (place / journal.NAME).write_bytes(first + data)
        page(reviewing.review_session(Asked(place)).review)

    return fed


def _archive() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("model/am/final.mdl", b"abc" * 300)
        archive.writestr("model/conf/model.conf", b"--x=1\n")
    return made.getvalue()


def _archive_in(folder: Path) -> Callable[[bytes], None]:
    own = folder / "unpacking"  # nothing else is written here
    inside = own / "models"
    inside.mkdir(parents=True, exist_ok=True)

    def fed(data: bytes) -> None:
        path, to = inside / "a.zip", inside / "made"
        path.write_bytes(data)
        try:
            unpack(path, to, lambda _: "")
        finally:
            assert sum(each.stat().st_size for each in inside.rglob("*")) < 50_000_000
            assert [each.name for each in own.iterdir()] == ["models"], "something left its folder"
            shutil.rmtree(to, ignore_errors=True)

    return fed


def _media(folder: Path) -> Iterator[bytes]:
    """Half a second of every format."""
    codecs = {
        "wav": "pcm_s16le",
        "flac": "flac",
        "mp3": "libmp3lame",
        "m4a": "aac",
        "ogg": "libopus",
        "webm": "libopus",
    }
    noise = (np.random.default_rng(1).standard_normal((1, 48_000)) * 3000).astype(np.int16)
    for end, codec in codecs.items():
        path = folder / f"seed.{end}"
        with av.open(str(path), "w") as container:
            stream = container.add_stream(codec, rate=48_000, layout="stereo")
            form = stream.codec_context.format
            resampler = av.AudioResampler(form, "stereo", 48_000, frame_size=stream.codec_context.frame_size or 1024)
            frame = av.AudioFrame.from_ndarray(noise, format="s16", layout="stereo")
            frame.sample_rate, frame.pts = 48_000, 0
            for part in [*resampler.resample(frame), *resampler.resample(None)]:
                container.mux(stream.encode(part))
            container.mux(stream.encode(None))
        yield path.read_bytes()


def _transcript(path: Path) -> None:
    """Read, followed and reported."""
    session = Session(script())
    utterances = read_transcript(path).utterances
    for utterance in sorted(utterances, key=lambda each: each.t):
        session.take(utterance)
    session.take(End(max(each.t for each in utterances)))
    page(reviewed(session, "transcript", str(path), {}))


def _recording(path: Path) -> None:
    for number, chunk in enumerate(open_recording(path).chunks()):
        assert len(chunk.samples) <= 1600
        if number > LONGEST:
            break


class _Desk(LiveDesk):
    def ask(self, asked: object) -> None:
        assert isinstance(asked, app.Asked)


@cache
def _desk() -> LiveDesk:
    return _Desk(Setup())


def _painted(sent: float, painted: float) -> None:
    assert painted >= sent


def _message(data: bytes) -> None:
    app._taken(_desk(), _painted, {1: 0.0}, data.decode("utf-8", "replace"))


class _Faults(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.told: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.told.append(self.format(record))


class _Shut(_Desk):
    """What stands behind a page that is shared: a guest reaches none of it."""

    def _reached(self, *told: object) -> Facts:
        raise AssertionError(f"a guest reached the desk with {told}")

    ask = sessions = report = search = note = devices = levels = begin = rehearsals = rehearse = after = _reached  # type: ignore[assignment]


@cache
def _serving(shared: str) -> tuple[Server, _Faults]:
    """A server for this process, at this machine's own address and where asked at one that is shared."""
    desk = _Shut(Setup()) if shared else _desk()
    server, faults = Server(desk, sharing=Sharing((shared,) if shared else ())), _Faults()
    server.__enter__()
    logging.getLogger("uvicorn.error").addHandler(faults)
    return server, faults


def _http(data: bytes, shared: str = "") -> None:
    """A request as it comes over the wire: the server answers or closes, and tells of no fault.

    Through a door that is `shared` it comes from a guest who was let in.
    """
    server, faults = _serving(shared)
    address = shared or LOCAL
    port, door = server.guard.port, server.guard.doors[address]
    host, cookie = f"{address}:{port}", f"{server.guard.cookie}={door.key}"
    sent = data.replace(b"HOST", host.encode()).replace(b"COOKIE", cookie.encode())
    sent = sent.replace(b"TOKEN", door.token.encode())
    try:
        with socket.create_connection((address, port), timeout=5) as wire:
            wire.sendall(sent)
            wire.shutdown(socket.SHUT_WR)
            wire.settimeout(5)
            answer = wire.recv(200)
    except OSError:
        answer = b""
    assert not answer.startswith(b"HTTP/1.1 5"), answer
    assert not faults.told, faults.told


def _guest(data: bytes) -> None:
    _http(data, GUESTS_AT)


_VOCABULARY: list[str] = []


def _call(data: bytes) -> None:
    """Words of the outline and of nobody, cut anyhow, with any commands: the machine takes them, and replays them."""
    dice = random.Random(data)
    if not _VOCABULARY:
        lines = [step.say for step in script().outline.steps.values()]
        _VOCABULARY.extend(" ".join(map(str, lines)).lower().split())
        _VOCABULARY.extend(
            "oh zero double um not no actually sorry we they decided friday 617 5550142 @ é \u202e <b> 10:30".split()
        )
        _VOCABULARY.extend(
            "the position has been filled offer you voicemail beep hold on speaking wrong number".split()
        )
    events: list[Event] = []
    t = 0.0
    for _ in range(dice.randrange(1, 15)):
        t += dice.choice((0.0, 0.1, 1.0, 7.0, 1000.0))
        text = " ".join(dice.choices(_VOCABULARY, k=dice.choice((0, 1, 3, 8, 30, 60))))
        speaker = dice.choice((Speaker.ME, Speaker.THEM, None))
        kind = dice.randrange(8)
        if kind < 3:
            events.append(Partial(t, speaker, text))
        elif kind < 6:
            events.append(Utterance(t, speaker, text))
        else:
            steps = [*script().outline.steps, *script().outline.outcomes, "", "nowhere"]
            what = dice.choice(tuple(CommandKind))
            target = dice.choice(steps)
            known = {CommandKind.JUMP: script().outline.steps, CommandKind.OUTCOME: script().outline.outcomes}.get(what)
            if known is None or target in known:
                events.append(Command(t, what, target))
    session = Session(script())
    for event in (*events, End(t)):
        for signal in session.take(event):
            json.dumps(to_json(signal))
        _ = session.view, session.summary
    assert replay(script(), (*events, End(t)))[1] == tuple(session.signals)
