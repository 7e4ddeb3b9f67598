"""Whether the sound of a turn tells whose it is, where one microphone hears both sides, and what that would be worth:

    python -m tests.benchmarks.hearing.sides

First what may be won: the labelled calls for developing, word for word, followed with the side of each line told and
untold. Then what could tell it: of a turn of each side of rendered calls, how often the louder, the higher (median
pitch) or the duller (energy above 4 kHz) is the same side: 0.5 is chance, 1 is always. The caller speaks into the
microphone; the other side comes out of a loudspeaker in a room, or is mixed in as it is.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from assistant.call.follower import advance, begin
from assistant.events import Signal, Speaker, Utterance
from tests.benchmarks.calls_bench import Score, judge, script_for
from tests.benchmarks.follow.bench import table
from tests.benchmarks.hearing import sounds
from tests.benchmarks.hearing.figures import call_figures
from tests.calls import read_calls
from tests.rendered import RATE, Samples, in_a_room, telephone

VOICES = {34: ("kal16", "en-gb"), 10: ("ked", "kal16"), 8: ("kal16", "ked"), 32: ("en-us", "en-gb")}
NOISE = 30.0  # of the microphone, in steps of int16
FRAME, HOP = RATE // 25, RATE // 50  # two periods of the lowest voice
WAYS: Mapping[str, Callable[[Samples], Samples]] = {
    "loudspeaker, telephone band": lambda samples: in_a_room(telephone(samples)),
    "loudspeaker, a computer's call": in_a_room,
    "mixed into one channel": lambda samples: samples,
}


def loudness(samples: Samples) -> float:
    """Decibels."""
    return float(10 * np.log10(np.mean(samples.astype(np.float64) ** 2) + 1))


def pitch(samples: Samples) -> float:
    """The median of the pitch of its voiced frames, Hz; nan where none is."""
    found = []
    for at in range(0, len(samples) - FRAME, HOP):
        frame = samples[at : at + FRAME] - samples[at : at + FRAME].mean()
        alike = np.correlate(frame, frame, "full")[FRAME - 1 :]
        period = RATE // 350 + int(alike[RATE // 350 : RATE // 70].argmax())
        if alike[0] > 200.0**2 * FRAME and alike[period] > 0.5 * alike[0]:
            found.append(RATE / period)
    return float(np.median(found)) if found else float("nan")


def dullness(samples: Samples) -> float:
    """How far what is above 4 kHz lies below the rest, decibels."""
    whole = samples[: len(samples) - len(samples) % 512].reshape(-1, 512)
    power = (np.abs(np.fft.rfft(whole * np.hanning(512))) ** 2).mean(axis=0)
    return float(10 * np.log10(power[10:110].mean() / (power[130:].mean() + 1e-9)))


CUES = (loudness, pitch, dullness)


def apart(one: Sequence[float], two: Sequence[float]) -> float:
    """How often a value of one side is above one of the other, or below, whichever is more often."""
    above = np.nanmean([(x > y) + 0.5 * (x == y) for x in one for y in two])
    return float(max(above, 1 - above))


def cues(way: Callable[[Samples], Samples]) -> Iterator[str]:
    """For each cue, the calls' shares."""
    known, noise = {call.number: call for call in read_calls()}, np.random.default_rng(0)
    shares: dict[str, list[float]] = defaultdict(list)
    for number, (mine, theirs) in VOICES.items():
        values: dict[tuple[str, str], list[float]] = defaultdict(list)
        for line in known[number].lines:
            sound = sounds.say(line.text, mine) if line.speaker == "me" else way(sounds.say(line.text, theirs))
            sound = np.clip(sound + noise.normal(0, NOISE, len(sound)), -32768, 32767).astype(np.int16)
            for cue in CUES:
                values[cue.__name__, line.speaker].append(cue(sound))
        for cue in CUES:
            shares[cue.__name__].append(apart(values[cue.__name__, "me"], values[cue.__name__, "them"]))
    return (" ".join(f"{share:.2f}" for share in shares[cue.__name__]) for cue in CUES)


def worth(told: bool) -> Mapping[str, str]:
    """The calls for developing, followed word for word with every line's side told, or none's."""
    score = Score()
    for call in read_calls():
        if call.held_out:
            continue
        script = script_for(call.profile, call.day)
        state, _ = begin(script)
        signals: list[tuple[Signal, ...]] = []
        for line in call.lines:
            state, caused = advance(
                script, state, Utterance(line.t, Speaker(line.speaker) if told else None, line.text)
            )
            signals.append(caused)
        judge(call, script, state, signals, score)
    return dict(call_figures(score))


def main() -> None:
    """Measure and print."""
    told, untold = worth(True), worth(False)
    print("\n".join(table(["", "sides told", "untold"], [[label, told[label], untold[label]] for label in told])))
    rows = [[name, *cues(way)] for name, way in WAYS.items()]
    sounds.close()
    print("\n" + "\n".join(table(["the other side", *(cue.__name__ for cue in CUES)], rows)))


if __name__ == "__main__":
    main()
