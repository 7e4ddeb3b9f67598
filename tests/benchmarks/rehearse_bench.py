"""How the other side of a rehearsal takes its turns: `make bench-rehearse`.

Part one is on the clock of the audio, faster than real: whole rehearsals with the real recogniser, the caller's voice
with the pauses that people make (0.3 to 0.6 s at commas and full stops, 0.5 to 1 s after a little word in a quarter of
the clauses, up to 1.5 s within a number), word for word and in other words; with headphones, and with the loudspeaker
in the microphone. Part two (`--live`) is in real time through a sound card of wires. Told are:

    answered into a pause   of all turns, those in which they began to speak before the caller's last sound
    answer                  from the last sound of a turn (above -50 dB) to the first of the answer
    reaction                from the first sound of an interruption to the last of theirs
"""

import argparse
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "live")]

from assistant.call.script import Script  # noqa: E402
from assistant.counterpart.scenario import load, scenarios  # noqa: E402
from assistant.events import Speaker  # noqa: E402
from assistant.opening import open_script  # noqa: E402
from assistant.past.recordings import biasing  # noqa: E402
from assistant.profile import fill  # noqa: E402
from assistant.recognizers.models import choose_engine  # noqa: E402
from assistant.rehearse.their_voice import TheirVoice  # noqa: E402
from tests.benchmarks.interruptions import ROOMS, interrupted  # noqa: E402
from tests.rehearse.by_audio import Simulated  # noqa: E402

PROFILE = ROOT / "prompts" / "demo" / "profile.toml"
ADDED = ("turns", "into", "delays", "reactions", "reached", "calls")
VOICES = ("slt", "rms", "awb")
ABORTED = 0.02  # s until a playback that is ended is over, as measured (voices.playing)
HEAD = """# How the other side of a rehearsal takes its turns

Written by `make bench-rehearse`; the code says how each thing is measured. Times in ms: median, 95th percentile, and of
how many. Targets: answered into a pause under 3 %, answer under 900 ms, reaction to an interruption under 250 ms.

"""
HEADS = "| scenario | answered into a pause | answer | reaction | outcome reached |\n|---|---|---|---|---|"
ROOM_HEADS = """## Interruptions, by the room

Who talks into a reply is told by the level of the microphone alone, against what may come back of the reply itself.
`never told`: not before the reply was over. `by itself`: replies that were cut by their own echo.

| room | reaction | never told | by itself |
|---|---|---|---|"""


@dataclass
class Figures:
    """What was counted; times in seconds."""

    name: str
    turns: int = 0
    into: int = 0
    delays: list[float] = field(default_factory=list)
    reactions: list[float] = field(default_factory=list)
    reached: int = 0
    calls: int = 0

    def __add__(self, other: "Figures") -> "Figures":
        counts = {each: getattr(self, each) + getattr(other, each) for each in ADDED}
        return Figures(self.name, **counts)

    def row(self) -> str:
        """One row of the table."""
        share = f"{self.into} of {self.turns} ({100 * self.into / max(1, self.turns):.1f} %)"
        outcome = f"{self.reached} of {self.calls}"
        return f"| {self.name} | {share} | {times(self.delays)} | {times(self.reactions)} | {outcome} |"


def times(seconds: Sequence[float]) -> str:
    """Median and 95th percentile in ms, and of how many."""
    if not seconds:
        return "-"
    late = sorted(seconds)[min(len(seconds) - 1, round(0.95 * len(seconds)))]
    return f"{statistics.median(seconds) * 1000:.0f}, {late * 1000:.0f} ({len(seconds)})"


def figures(call: Simulated) -> Figures:
    """Of one rehearsal by audio."""
    found = Figures(call.scenario, calls=1, reactions=[each + ABORTED for each in call.reactions])
    for turn in call.turns:
        if turn.cuts_in is not None:
            continue
        found.turns += 1
        answers = [at for _, at in call.other.answered if at > turn.began]
        following = min((each.began for each in call.turns if each.began > turn.ended), default=1e9)
        if answers and answers[0] < turn.ended:
            found.into += 1
            print(f"      into a pause: {call.scenario}, seed {call.seed}: {turn.text}")
        elif answers and answers[0] < following:
            found.delays.append(answers[0] - turn.ended)
    found.reached = int(call.session.summary["outcome"] == call.other.talk.scenario.outcome)
    return found


def by_audio(script: Script, names: Sequence[str], echo: float) -> list[Figures]:
    """One rehearsal of each scenario."""
    engine = choose_engine(None, biasing(script))
    made = []
    with TheirVoice(1) as voice:
        if voice.trouble:
            raise SystemExit(f"rehearse_bench: {voice.trouble}")
        for at, name in enumerate(names):
            call = Simulated(
                script, name, 1 + at % 3, at, engine.open(Speaker.ME), voice.words, paraphrases=at % 2 == 1,
                interrupts=at % 3 != 1, echo=echo, voice=VOICES[at % len(VOICES)],
            )  # fmt: skip
            made.append(figures(call.run()))
            print(made[-1].row(), flush=True)
    return made


def in_rooms(script: Script, seeds: Sequence[int]) -> list[str]:
    """How soon an interruption is told, room by room: rows."""
    with TheirVoice(1) as voice:
        ways = [load(name, script.outline).lines.values() for name in scenarios()]
        texts = sorted({fill(say, script.profile) for lines in ways for line in lines for say in line.say})
        theirs = [voice.words(text) for text in texts if len(text.split()) > 6]
    rows = []
    for room in ROOMS:
        told = [interrupted(room, theirs, seed) for seed in seeds]
        reactions = [each + ABORTED for one in told for each in one.reactions]
        missed, mistaken = sum(one.missed for one in told), sum(one.mistaken for one in told)
        replies = sum(one.replies for one in told)
        rows.append(f"| {room.name} | {times(reactions)} | {missed} | {mistaken} of {replies} |")
        print(rows[-1], flush=True)
    return rows


def live(script: Script, names: Sequence[str]) -> Figures:
    """In real time, through wires."""
    from live_sound import sound_card

    from assistant.live.moment import Asked, Moment
    from assistant.rehearse.level import Level
    from assistant.rehearse.spoken import Practice, open_rehearsal
    from tests.rehearse.spoken_caller import Ears, SpokenCaller

    found = Figures("real time, through a sound card of wires")
    for name in names:
        with tempfile.TemporaryDirectory() as folder, sound_card(Path(folder)) as card:
            ears = Ears()
            practice = Practice(scenario=name, seed=2, level=Level.LINE, profile=PROFILE, day=script.day)
            with open_rehearsal(practice) as call:
                caller = SpokenCaller(call, card, ears, Path(folder), cuts_in=True)
                thread = threading.Thread(target=caller.run)
                thread.start()
                limit = time.monotonic() + 150

                def show(moment: Moment, call=call, limit=limit) -> None:  # type: ignore[no-untyped-def]
                    if time.monotonic() > limit and not moment.view.ended:
                        call.ask(Asked("stop"))

                call.run(show)
                caller.over.set()
                thread.join()
                found.calls += 1
                found.reached += call.session.summary["outcome"] == call.other.talk.scenario.outcome
            theirs = ears.stretches("speaker")
            for turn in caller.turns:
                if turn.cut is not None:
                    found.reactions += [end - turn.began for start, end in theirs if start < turn.began < end]
                    continue
                found.turns += 1
                found.into += any(turn.began < start < turn.ended - 0.05 for start, _ in theirs)
                after = [start for start, _ in theirs if start > turn.ended - 0.05]
                following = min((each.began for each in caller.turns if each.began > turn.ended), default=1e12)
                if after and after[0] < following:
                    found.delays.append(after[0] - turn.ended)
            ears.close()
    return found


def table(title: str, found: Sequence[Figures]) -> str:
    """A table of rehearsals, and their sum."""
    whole = replace(sum(found[1:], found[0]), name="**all**")
    rows = [each.row() for each in found] + ([whole.row()] if len(found) > 1 else [])
    return "\n".join([f"## {title}\n", HEADS, *rows, ""])


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scenario", action="append", choices=sorted(scenarios()))
    parser.add_argument("--live", action="store_true", help="in real time through a sound card of wires; print only")
    parser.add_argument("--seeds", type=int, default=3, help="calls in each room")
    parser.add_argument("--no-write", action="store_true", help="print only")
    asked = parser.parse_args()
    script = open_script("follow-up", PROFILE, date(2026, 11, 18))
    names = asked.scenario or sorted(scenarios())
    if asked.live:
        print(table("In real time", [live(script, asked.scenario or ["pending", "filled-kind"])]))
        return
    parts = [
        ROOM_HEADS, *in_rooms(script, range(asked.seeds)), "",
        table("With headphones", by_audio(script, names, 0.0)),
        table("Over a loudspeaker that the microphone hears 14 dB softer", by_audio(script, names, 0.2)),
    ]  # fmt: skip
    if not asked.no_write:
        few = "" if not asked.scenario else f"This run was of {len(names)} of the {len(scenarios())} scenarios.\n\n"
        (Path(__file__).parent / "REHEARSE.md").write_text(HEAD + few + "\n".join(parts), encoding="utf-8")


if __name__ == "__main__":
    main()
