"""The pictures of the page in this folder: `python docs/pictures/make.py` draws them anew with Chromium.

Nothing is faked but the ears: the words of a bundled call are told to the running program as if a recogniser had heard
them, up to a moment, and the browser is photographed.
"""

import os
import struct
import sys
import tempfile
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import yaml

ROOT = Path(__file__).parent.parent.parent
sys.path.insert(0, str(ROOT))

from assistant.audio.devices import Device, Kind, Put  # noqa: E402
from assistant.desk import LiveDesk  # noqa: E402
from assistant.displays.web.server import Server  # noqa: E402
from assistant.events import Heard, Partial, Speaker, Utterance  # noqa: E402
from assistant.live.call import LiveCall  # noqa: E402
from assistant.live.hearing import Hearing  # noqa: E402
from assistant.live.moment import Asked  # noqa: E402
from assistant.live.setup import Call, Setup  # noqa: E402
from assistant.opening import open_script  # noqa: E402
from assistant.recognizers import Deaf  # noqa: E402
from assistant.rehearse.desk import RehearsalDesk  # noqa: E402
from assistant.rehearse.level import Level  # noqa: E402
from assistant.rehearse.spoken import Practice, SpokenRehearsal  # noqa: E402
from assistant.session import Session  # noqa: E402
from assistant.store.progress import Rehearsed, keep  # noqa: E402

if TYPE_CHECKING:
    from playwright.sync_api import Browser

DEMO = ROOT / "prompts" / "demo"
CHROMIUM = "/usr/bin/chromium"
DEVICES = (
    Device("me", "Headset Microphone", Kind.MICROPHONE, "told", True),
    Device("them", "what Headphones plays", Kind.LOOPBACK, "told", True),
)
SHOTS = (  # name, call, seconds into it, width, height, dark
    ("call", "pending", 14.4, 1280, 760, False),
    ("silence", "pending", 26.2, 1280, 760, False),
    ("dark", "pending", 58.0, 1280, 760, True),
    ("voicemail", "voicemail", 34.6, 1280, 760, False),
    ("phone", "pending", 14.4, 360, 740, False),
    ("small", "voicemail", 34.6, 320, 640, True),
)


class Murmur:
    """A device on which a voice murmurs: the one that speaks at the moment of the picture."""

    rate, gone = 16_000, ""

    def __init__(self, device: Device, put: Put) -> None:
        self._closed = threading.Event()
        self._loud = 2600 if device.id == "me" else 12
        self._thread = threading.Thread(target=self._murmur, args=(put,))
        self._thread.start()

    def _murmur(self, put: Put) -> None:
        noise = np.random.default_rng(1)
        while not self._closed.wait(0.05):
            put((noise.standard_normal(800) * self._loud).astype(np.int16))

    def close(self) -> None:
        """Be silent."""
        self._closed.set()
        self._thread.join()


class Words:
    """Tells a live call what is said in a bundled recording, up to a moment."""

    def __init__(self, name: str, until: float) -> None:
        lines = yaml.safe_load((DEMO / f"{name}.yaml").read_text(encoding="utf-8"))["lines"]
        self.lines = [line for line in lines if "text" in line and line["start"] < until]
        self.until = until

    def heard(self) -> Iterator[Heard]:
        """Each line as an utterance; the last, if it goes on, as far as it was said."""
        for line in self.lines:
            speaker, words = Speaker(line["speaker"]), plain(line["text"]).split()
            if line["end"] <= self.until:
                yield Utterance(line["end"], speaker, " ".join(words))
            else:
                share = (self.until - line["start"]) / (line["end"] - line["start"])
                yield Partial(self.until, speaker, " ".join(words[: max(1, round(share * len(words)))]))


def plain(text: str) -> str:
    """The words as a recogniser writes them."""
    return "".join(sign for sign in text.lower() if sign.isalnum() or sign in " '")


@contextmanager
def told(words: Words) -> Iterator[Call]:
    """A live call that hears `words`."""
    session = Session(open_script("follow-up", DEMO / "profile.toml", date(2026, 11, 18)))

    def sides(tell: Callable[[Heard], None]) -> list[Hearing]:
        for heard in words.heard():
            tell(heard)
        return [Hearing(Speaker(device.id), device, lambda _: Deaf(), tell, open_device=Murmur) for device in DEVICES]

    live = LiveCall(session, sides, kept=False)
    live.began = words.until
    yield Call(live, session, Path(tempfile.gettempdir()), "told", Path)


def until_told(desk: LiveDesk) -> None:
    """Wait until all words were taken; the lamp then shows what is usual: these words had no sound to be late after."""
    while desk._live is None or desk._live.live._inbox.qsize() or not desk._live.live.latencies:
        time.sleep(0.05)
    time.sleep(0.5)
    desk._live.live.latencies = [0.38]


def shrink(path: Path) -> None:
    """Write the picture again with a palette: a page of text has few colours."""
    film([path], path)


def film(paths: Sequence[Path], path: Path, seconds: float = 2.0) -> None:
    """Write pictures of one size as one that moves (APNG), `seconds` each, with one palette; one alone stands still."""
    pixels = np.stack([_pixels(each) for each in paths])
    for step in (4, 8, 12, 16, 24, 32):
        rough = np.minimum((pixels + step // 2) // step * step, 255)
        colours, places = np.unique(rough[..., 0] << 16 | rough[..., 1] << 8 | rough[..., 2], return_inverse=True)
        if len(colours) <= 256:
            break
    else:
        return
    count, height, width = pixels.shape[:3]
    rows = np.pad(
        places.reshape(count, height, width).astype(np.uint8), ((0, 0), (0, 0), (1, 0))
    )  # each row begins with its filter: 0
    parts = [
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
        (b"PLTE", b"".join(int(colour).to_bytes(3, "big") for colour in colours)),
    ]
    if count == 1:
        parts.append((b"IDAT", zlib.compress(rows[0].tobytes(), 9)))
    else:
        parts.append((b"acTL", struct.pack(">II", count, 0)))
        number = 0
        for at, frame in enumerate(rows):
            place = (number, width, height, 0, 0, round(seconds * 100), 100, 0, 0)
            parts.append((b"fcTL", struct.pack(">IIIIIHHBB", *place)))
            data = zlib.compress(frame.tobytes(), 9)
            parts.append((b"fdAT", struct.pack(">I", number + 1) + data) if at else (b"IDAT", data))
            number += 2 if at else 1
    chunks = (
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in (*parts, (b"IEND", b""))
    )
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(chunks))


def _pixels(path: Path) -> np.ndarray:
    """A picture's colours, shape (height, width, 3)."""
    import av

    with av.open(str(path)) as container:
        return next(container.decode(video=0)).to_ndarray(format="rgb24").astype(np.uint32)


REHEARSED = (  # what is typed into the rehearsal that is photographed
    "Hello Jordan Lee, this is Priya Raman.",
    "I interviewed with you for the junior data analyst position on Tuesday, November 10.",
    "I'm very excited about the position, and I wanted to ask where you are with the decision.",
    "I'm still very interested in the position. If you have any questions, please call me any time.",
    "Thank you for your time. I look forward to hearing from you. Have a great day!",
)


def draw_rehearsal(browser: "Browser", folder: Path) -> None:
    """Film a rehearsal on the page, turn by turn, and photograph its score; it is typed, and counts for nobody."""
    with tempfile.TemporaryDirectory() as home:
        os.environ["CALLPROMPTER_HOME"] = home
        for at, points in enumerate((52, 61, 58, 74, 83)):
            keep(Rehearsed(f"2026-11-1{at}T10:00:00", "pending", 1, at, "spoken", "pending", points, ""))
        practice = Practice(
            "pending", 1, 1, Level.CUE, True, True, profile=DEMO / "profile.toml", day=date(2026, 11, 18)
        )
        desk = LiveDesk(Setup(), practice=RehearsalDesk(practice))
        frames: list[Path] = []
        with Server(desk) as server:
            page = browser.new_page(viewport={"width": 1000, "height": 620})

            def frame() -> None:
                frames.append(Path(home) / f"{len(frames)}.png")
                page.screenshot(path=frames[-1])

            desk.practise(practice)
            page.goto(server.link("/live"))
            page.wait_for_selector("#steps button", timeout=30_000)
            for at, line in enumerate(REHEARSED):
                their_turn_is_over(desk)
                page.locator("#said").fill(line)
                frame()
                page.locator("#said").press("Enter")
                if at == 2:
                    page.locator("#outcome", has_text="No decision yet").wait_for(timeout=15_000)
            page.wait_for_selector("#result:not([hidden])", timeout=30_000)
            page.wait_for_selector("#chart circle")
            frame()
            page.set_viewport_size({"width": 1280, "height": 760})
            page.screenshot(path=folder / "score.png")
            page.close()
            desk.close()
        film(frames, folder / "rehearsal.png")
    shrink(folder / "score.png")


def their_turn_is_over(desk: LiveDesk) -> None:
    """Wait until they have said something, and wait for the caller."""
    while True:
        time.sleep(0.3)
        call = desk._live
        if isinstance(call, SpokenRehearsal) and call.other.talk.replies and not (
            call.other.mouth.saying or call.other.mouth.waiting or call.other._turn
        ):  # fmt: skip
            return


def draw(names: Sequence[str], folder: Path) -> None:
    """Photograph each of `names`, or all."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for name, call, until, width, height, dark in SHOTS:
            if names and name not in names:
                continue
            desk = LiveDesk(Setup(), lambda _, call=call, until=until: told(Words(call, until)))
            with Server(desk) as server:
                desk.start(Setup())
                until_told(desk)
                page = browser.new_page(
                    viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light"
                )
                page.on("console", lambda message: print("console:", message.text))
                page.on("pageerror", lambda error: print("error:", error))
                page.goto(server.link("/live"))
                page.wait_for_selector("#steps button")
                time.sleep(2.4 if call == "voicemail" else 1.2)
                page.screenshot(path=folder / f"{name}.png")
                shrink(folder / f"{name}.png")
                page.close()
                desk.ask(Asked("stop"))
                desk.close()
        if not names or {"rehearsal", "score"} & set(names):
            draw_rehearsal(browser, folder)
        browser.close()


if __name__ == "__main__":
    draw(sys.argv[1:], Path(__file__).parent)
