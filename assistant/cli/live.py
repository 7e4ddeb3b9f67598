"""`callprompter live`: a call that is happening, followed and prompted."""

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.options import Model, NoBrowser, Outline, Port, ProfileFile, Recognizer
from assistant.cli.page import SHARE, SHARE_KEYS, shared
from assistant.live.moment import Consent, TheirWords

if TYPE_CHECKING:
    from assistant.displays.web.share import Sharing
    from assistant.live.moment import Moment
    from assistant.live.setup import Call, Setup


def live(
    terminal: Annotated[bool, typer.Option("--terminal", help="Show the call here, not in the browser.")] = False,
    device: Annotated[str | None, typer.Option(help="Your microphone, by name; see `callprompter devices`.")] = None,
    them: Annotated[str | None, typer.Option(help="What plays the other side, by name.")] = None,
    speaker_phone: Annotated[
        bool, typer.Option("--speaker-phone", help="One microphone hears both: a telephone on its loudspeaker.")
    ] = False,
    no_audio: Annotated[bool, typer.Option("--no-audio", help="Hear nothing; your keys move the call.")] = False,
    outline: Outline = "follow-up",
    profile: ProfileFile = None,
    recognizer: Recognizer = None,
    model: Model = None,
    record: Annotated[bool, typer.Option("--record", help="Keep the call's sound, as --consent says.")] = False,
    consent: Annotated[
        Consent, typer.Option(help="Before the sound is kept: they must agree, you are reminded to ask, or nothing.")
    ] = Consent.REQUIRE,
    their_words: Annotated[
        TheirWords, typer.Option(help="What stays of their words: all, those that moved the call, or none.")
    ] = TheirWords.ALL,
    speak: Annotated[bool, typer.Option("--speak", help="Say the short cues in your pauses; wear headphones.")] = False,
    speak_on: Annotated[str | None, typer.Option(help="The speaker for spoken cues, by name.")] = None,
    port: Port = 0,
    no_browser: NoBrowser = False,
    share: Annotated[bool, typer.Option("--share", help=SHARE)] = False,
    share_keys: Annotated[bool, typer.Option("--share-keys", help=SHARE_KEYS)] = False,
) -> None:
    """Prompt you through a call that is happening: the line to say now, the steps ticked as they are said."""
    from assistant.live.setup import Setup

    setup = Setup(
        microphone=device,
        them=them,
        speaker_phone=speaker_phone,
        silent=no_audio,
        outline=outline,
        profile=profile,
        day=date.today(),
        recognizer=recognizer,
        model=model,
        record=record,
        consent=consent,
        their_words=their_words,
        speak=speak,
        speak_on=speak_on,
    )
    if not terminal:
        from assistant.cli.page import show_page

        show_page("/live", setup, port, browser=not no_browser, begin=True, share=shared(share, share_keys))
        return
    _in_terminal(setup, port, shared(share, share_keys))


def _in_terminal(setup: "Setup", port: int, share: "Sharing | None") -> None:
    """Follow the call in the terminal, to its end; where it is shared, other devices are shown it, too."""
    from rich.console import Console

    from assistant.cli.card import confirm_card
    from assistant.displays.keys import Keys
    from assistant.displays.live_terminal import LiveTerminal
    from assistant.displays.summary import show_summary
    from assistant.live.moment import Asked
    from assistant.live.setup import open_call

    console = Console()
    with open_call(setup) as call, _mirrored(call, port, share) as mirror:
        print(call.opening, file=sys.stderr)
        with (
            Keys(call.ask),
            LiveTerminal(console) as display,
            stopped_by_hand(lambda: call.ask(Asked("stop"))),
        ):

            def show(moment: "Moment") -> None:
                display.show(moment)
                mirror(moment)

            call.run(show)
        page = call.review()
    show_summary(console, call.session)
    print(f"review: {page}", file=sys.stderr)
    if setup.profile is None:  # else it was about somebody else than the active job
        confirm_card(call.session)


@contextmanager
def _mirrored(call: "Call", port: int, share: "Sharing | None") -> "Iterator[Callable[[Moment], None]]":
    """What shows the call on the devices it is shared with."""
    if share is None:
        yield lambda _: None
        return
    from assistant.cli.page import show_shared
    from assistant.displays.web.desk import Mirror
    from assistant.displays.web.server import Server

    mirror = Mirror(call.ask)
    with Server(mirror, port, sharing=share) as server:
        show_shared(server)
        if sys.stdin.isatty():
            input("Scan it, then press Enter. ")  # the call's own frame pushes the code out of sight
        yield mirror.show


@contextmanager
def stopped_by_hand(stop: Callable[[], None]) -> Iterator[None]:
    """Within it, Ctrl+C and a polite end from outside stop the call as the key does: the session is closed well."""
    names = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(name, lambda *_: stop()) for name in names]
    try:
        yield
    finally:
        for name, handler in zip(names, before, strict=True):
            signal.signal(name, handler)
