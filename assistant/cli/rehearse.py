"""`callprompter rehearse`: a practice call against somebody who answers back."""

import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.options import Microphone, Model, NoBrowser, Outline, Port, ProfileFile, Recognizer, Speaker
from assistant.rehearse.level import Level

if TYPE_CHECKING:
    from assistant.counterpart.conversation import Reply
    from assistant.counterpart.scenario import Scenario
    from assistant.rehearse.rehearsal import Played, Rehearsal
    from assistant.rehearse.spoken import Practice
    from assistant.rehearse.their_voice import TheirVoice

KEYS = "Enter alone: say nothing · ? a hint · /next /back: move the prompter · /bye: hang up"


def rehearse(
    type_: Annotated[bool, typer.Option("--type", help="Type what you say; their lines are printed.")] = False,
    aloud: Annotated[bool, typer.Option("--aloud", help="They speak, through your speaker; you still type.")] = False,
    terminal: Annotated[bool, typer.Option("--terminal", help="Speak, prompted here and not in the browser.")] = False,
    device: Speaker = None,
    microphone: Microphone = None,
    list_: Annotated[bool, typer.Option("--list", help="List whom you can rehearse with.")] = False,
    scenario: Annotated[
        str | None, typer.Option(help="Whom to call: a name of --list, a file, or random; default: the page asks.")
    ] = None,
    seed: Annotated[int | None, typer.Option(help="The same number repeats a rehearsal exactly.")] = None,
    difficulty: Annotated[int, typer.Option(min=1, max=3, help="1 is kind, 3 asks the most of you.")] = 1,
    level: Annotated[
        Level, typer.Option(help="What is shown: the line, a cue, nothing; fading: less, the better you were.")
    ] = Level.FADING,
    outline: Outline = "follow-up",
    profile: ProfileFile = None,
    recognizer: Recognizer = None,
    model: Model = None,
    port: Port = 0,
    no_browser: NoBrowser = False,
) -> None:
    """Practise the call against somebody who answers back; then see your score, and what to practise next."""
    if list_:
        _list(outline)
        return
    from assistant.rehearse.spoken import RANDOM, Practice, chosen, level_of

    practice = Practice(
        scenario=scenario or RANDOM,
        difficulty=difficulty,
        seed=seed,
        level=level,
        microphone=microphone,
        speaker=device,
        outline=outline,
        profile=profile,
        recognizer=recognizer,
        model=model,
    )
    if terminal and not (type_ or aloud):
        _in_terminal(practice)
    elif not (type_ or aloud):
        _on_page(practice, port, browser=not no_browser, begin=scenario is not None)
    else:
        other, played = chosen(practice)
        shows = level_of(practice, played.scenario)
        if not aloud:
            _typed(other, played, shows, outline, profile, None)
            return
        from assistant.rehearse.their_voice import TheirVoice

        with TheirVoice(played.seed, device) as voice:
            _typed(other, played, shows, outline, profile, voice)


def _on_page(practice: "Practice", port: int, *, browser: bool, begin: bool) -> None:
    """Rehearse in the browser."""
    from assistant.cli.page import show_page
    from assistant.live.setup import Setup
    from assistant.rehearse.ear import find_microphone
    from assistant.rehearse.spoken import chosen

    if begin:  # what is wrong is said here, not in a browser that then opens for nothing
        chosen(practice)
        find_microphone(practice.microphone)
    setup = Setup(outline=practice.outline, profile=practice.profile)
    show_page("/live" if begin else "/rehearse", setup, port, browser, begin, practice)


def _in_terminal(practice: "Practice") -> None:
    """Rehearse by speaking, prompted in the terminal, to the end or to Ctrl-C; kept and reviewed either way."""
    from rich.console import Console

    from assistant.cli.live import stopped_by_hand
    from assistant.displays.keys import Keys
    from assistant.displays.live_terminal import LiveTerminal
    from assistant.live.moment import Asked
    from assistant.rehearse.ending import show
    from assistant.rehearse.spoken import open_rehearsal

    with open_rehearsal(practice) as call, stopped_by_hand(lambda: call.ask(Asked("stop"))):
        print(f"{call.opening}. Wear headphones if you can.", file=sys.stderr)
        with Keys(call.ask), LiveTerminal(Console()) as display:
            call.run(display.show)
        call.review()
        if call.judged is not None:
            show(call.finished(), call.judged)


def _list(outline: str) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from assistant.counterpart.scenario import load, scenarios
    from assistant.prompts import load_outline

    of = load_outline(outline)
    table = Table(box=None, padding=(0, 2, 0, 0), show_header=False)
    for _ in range(3):
        table.add_column(overflow="fold")
    for name in scenarios():
        each = load(name, of)
        table.add_row(Text(name, "bold"), Text(each.title), Text(each.practises, "dim"))
    Console().print(table)


def _typed(
    other: "Scenario", played: "Played", level: Level, outline: str, profile: Path | None, voice: "TheirVoice | None"
) -> None:
    """Rehearse by typing, to the end or to Ctrl-C; the session is kept and reviewed either way."""
    from assistant.cli.live import stopped_by_hand
    from assistant.opening import header, open_script
    from assistant.rehearse import ending
    from assistant.rehearse.kept import kept_session
    from assistant.rehearse.rehearsal import Rehearsal

    script = open_script(outline, profile, date.today())
    began = datetime.now()
    begins = header(outline, script.profile, date.today(), "typed", str(played))
    print(f"{other.title} (difficulty {played.difficulty}, seed {played.seed}). {KEYS}", file=sys.stderr)
    with kept_session(script, begins, played.scenario, began) as (session, folder):
        rehearsal = Rehearsal(session, other, played.difficulty, played.seed)
        try:
            _converse(rehearsal, level, voice)
        except KeyboardInterrupt:
            print("\nYou hung up. What was said is kept.", file=sys.stderr)
        with stopped_by_hand(lambda: None):  # a moment longer, and it is scored
            rehearsal.end()
            ended = ending.Rehearsal(session, played, other.outcome, folder, began)
            ending.show(ended, ending.judge(ended))


def _converse(rehearsal: "Rehearsal", level: Level, voice: "TheirVoice | None") -> None:
    """Turn by turn, until somebody hangs up or the input ends."""
    from assistant.events import CommandKind

    if voice is not None:
        voice.pick_up()
        if voice.trouble:
            print(f"callprompter: {voice.trouble}; their lines are printed", file=sys.stderr)
    _show(rehearsal.begin(), voice)
    prompted = ""
    while not rehearsal.over:
        view = rehearsal.session.view
        if view.step != prompted and level is not Level.NOTHING:
            print(f"    [{view.line if level is Level.LINE else view.short}]")
        prompted = view.step
        print("you: ", end="", flush=True)
        typed = sys.stdin.readline()
        if not typed:
            print("\nThe input ended; you hung up.", file=sys.stderr)
            return
        text = typed.strip()
        if text in ("?", "/hint"):
            print(f"    [{view.line}]")
        elif text in ("/next", "/back"):
            rehearsal.command(CommandKind(text[1:]))
        elif text in ("/bye", "/quit"):
            return
        else:
            _show(rehearsal.say(text) if text else rehearsal.silent(), voice)


def _show(replies: "tuple[Reply, ...]", voice: "TheirVoice | None") -> None:
    """Print what they say, and how long they took where that was long; speak it where there is a voice."""
    for reply in replies:
        if reply.delay >= 3:
            print(f"    ({reply.delay:.0f} seconds of silence)")
        if reply.text:
            print(f"them{' (cutting in)' if reply.interrupts else ''}: {reply.text}")
        if reply.sound:
            print(f"    ({reply.sound})", flush=True)
        if voice is not None:
            _speak(voice, reply)
        if reply.ends:
            print("    (they hang up)")


def _speak(voice: "TheirVoice", reply: "Reply") -> None:
    """Speak a reply; say once why that cannot be done."""
    before = voice.trouble
    voice.say(reply)
    if voice.trouble != before:
        print(f"callprompter: {voice.trouble}", file=sys.stderr)
