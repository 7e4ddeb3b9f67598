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
from datetime import date
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "live")]

from assistant.call.script import Script  # noqa: E402
from assistant.counterpart.scenario import scenarios  # noqa: E402
from assistant.events import Speaker  # noqa: E402
from assistant.opening import open_script  # noqa: E402
from assistant.past.recordings import biasing  # noqa: E402
from assistant.recognizers.models import choose_engine  # noqa: E402
from assistant.rehearse.speaking import LATENCY  # noqa: E402
from assistant.rehearse.their_voice import TheirVoice  # noqa: E402
from tests.rehearse.by_audio import Simulated  # noqa: E402

PROFILE = ROOT / "prompts" / "demo" / "profile.toml"
VOICES = ("slt", "rms", "awb")


def figures(name: str, calls: Sequence[Simulated]) -> None:
    """One block of figures."""
    turns = [(call, turn) for call in calls for turn in call.turns if turn.cuts_in is None]
    into, delays = [], []
    for call, turn in turns:
        answers = [at for _, at in call.other.answered if at > turn.began]
        if answers and answers[0] < turn.ended:
            into.append((call.scenario, call.seed, turn.text))
        elif answers and answers[0] < min((each.began for each in call.turns if each.began > turn.ended), default=1e9):
            delays.append(answers[0] - turn.ended)
    told(name, len(turns), len(into), delays, [each + LATENCY / 2 for call in calls for each in call.reactions])
    for scenario, seed, text in into:
        print(f"      into a pause: {scenario}, seed {seed}: {text}")
    wrong = [call for call in calls if call.session.summary["outcome"] != call.other.talk.scenario.outcome]
    print(f"      outcome reached: {len(calls) - len(wrong)} of {len(calls)}"
          + "".join(f"; not {call.scenario} {call.seed}" for call in wrong))  # fmt: skip


def told(name: str, turns: int, into: int, delays: Sequence[float], reactions: Sequence[float]) -> None:
    """One line of figures; seconds as milliseconds."""
    parts = [f"{turns} turns", f"answered into a pause {into} ({100 * into / max(1, turns):.1f} %)"]
    for what, seconds in (("answer", sorted(delays)), ("reaction", sorted(reactions))):
        if seconds:
            late = seconds[min(len(seconds) - 1, round(0.95 * len(seconds)))]
            middle = statistics.median(seconds)
            parts.append(f"{what} median {middle * 1000:.0f} ms, 95th {late * 1000:.0f} ms of {len(seconds)}")
    print(f"{name}: " + "; ".join(parts), flush=True)


def by_audio(script: Script, names: Sequence[str], echo: float) -> list[Simulated]:
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
            made.append(call.run())
            print(f"      {name}: {call.clock.t:.0f} s of audio", flush=True)
    return made


def live(script: Script, names: Sequence[str]) -> None:
    """In real time, through wires."""
    from live_sound import sound_card

    from assistant.live.moment import Asked, Moment
    from assistant.rehearse.level import Level
    from assistant.rehearse.spoken import Practice, open_rehearsal
    from tests.rehearse.spoken_caller import Ears, SpokenCaller

    turns, into = 0, 0
    delays: list[float] = []
    reactions: list[float] = []
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
                print(f"      {name}: {call.session.summary['outcome']}")
            theirs = ears.stretches("speaker")
            for turn in caller.turns:
                if turn.cut is not None:
                    reactions += [end - turn.began for start, end in theirs if start < turn.began < end]
                    continue
                turns += 1
                into += any(turn.began < start < turn.ended - 0.05 for start, _ in theirs)
                after = [start for start, _ in theirs if start > turn.ended - 0.05]
                following = min((each.began for each in caller.turns if each.began > turn.ended), default=1e12)
                if after and after[0] < following:
                    delays.append(after[0] - turn.ended)
            ears.close()
    told("through a sound card of wires, real time", turns, into, delays, reactions)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scenario", action="append", choices=sorted(scenarios()))
    parser.add_argument("--live", action="store_true", help="in real time through a sound card of wires")
    asked = parser.parse_args()
    script = open_script("follow-up", PROFILE, date(2026, 11, 18))
    if asked.live:
        live(script, asked.scenario or ["pending", "filled-kind"])
        return
    names = asked.scenario or sorted(scenarios())
    figures("with headphones", by_audio(script, names, 0.0))
    figures("the loudspeaker in the microphone, 14 dB softer", by_audio(script, names[:4], 0.2))


if __name__ == "__main__":
    main()
