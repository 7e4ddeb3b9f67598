"""What each number of a call is, in what band others are, and whose band that is."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reference:
    """A band somebody publishes for a number: either end may be open. `source` says who; `judged` whether we do."""

    low: float | None
    high: float | None
    source: str
    judged: bool = True


@dataclass(frozen=True, slots=True)
class Definition:
    """What a number is: `unit` follows it, `digits` are behind its point."""

    id: str
    title: str
    unit: str
    text: str
    digits: int = 0
    reference: Reference | None = None


OWN = "a convention of this program, not a published figure: compare it with your own other calls"
DEFINITIONS = {
    each.id: each
    for each in (
        Definition(
            "talk_share",
            "Your share of the talking",
            "%",
            "Your seconds of speech out of both sides'. The other side should have room to tell you things.",
            reference=Reference(
                50,
                70,
                "miniti, for a candidate in a whole interview, who says that no share is right for all; "
                "a status call asks for less",
                judged=False,
            ),
        ),
        Definition(
            "words_per_minute",
            "Pace",
            "words/min",
            "Your words over your speaking time, which includes your pauses of up to two seconds.",
            reference=Reference(120, 175, "120 to 150 is usually given for talk; Read.ai gives 130 to 175"),
        ),
        Definition(
            "articulation_rate",
            "Pace apart from pauses",
            "words/min",
            "Your words over the time in which you made sound: every pause of a quarter of a second or more "
            "is left out (Goldman-Eisler 1968).",
        ),
        Definition(
            "pause_share",
            "Pauses",
            "%",
            "How much of your speaking time is pauses of a quarter of a second or more.",
        ),
        Definition(
            "longest_turn",
            "Your longest turn",
            "s",
            "The longest you spoke before the other side took the floor; a short mm-hm does not take it.",
            reference=Reference(None, 45, OWN),
        ),
        Definition(
            "into_silence",
            "You spoke into the silence",
            "times",
            "Questions of yours after which you spoke again before they had answered. Silence brings the information.",
            reference=Reference(None, 0, "M. Chulaw, Four steps to a good call: ask, then be silent"),
        ),
        Definition(
            "answer_wait",
            "Until your questions were answered",
            "s",
            "The middle one (median) of the silences between your questions and their answers.",
            1,
        ),
        Definition(
            "response_time",
            "How soon you answer",
            "s",
            "The middle one (median) of the times from the end of their turns to the start of yours; "
            "below zero you began before they ended.",
            2,
            Reference(0.0, 1.5, "people answer one another after about 0.2 s on the whole; the band is this program's"),
        ),
        Definition(
            "their_response_time",
            "How soon they answer",
            "s",
            "The same from your turns to theirs.",
            2,
        ),
        Definition(
            "interruptions",
            "You cut in",
            "times",
            "You began while they had been speaking for half a second, they went on, "
            "and you kept the floor for a second.",
            reference=Reference(None, 1, OWN),
        ),
        Definition(
            "interrupted",
            "They cut in",
            "times",
            "The same by the other side.",
        ),
        Definition(
            "fillers",
            "Fillers",
            "per 100 words",
            "um, uh, you know and their like among your words. Clusters matter more than single ones.",
            1,
            Reference(None, 4, "Read.ai: under 4 % of the words"),
        ),
        Definition(
            "unheard_fillers",
            "Sounds without words",
            "times",
            "Voiced sounds of 0.2 to 1.5 s within your speech for which no word was recognised: mostly an um that the "
            "recogniser left out, sometimes a word that it missed.",
        ),
        Definition(
            "hedges",
            "Hedges",
            "per 100 words",
            "maybe, I think, sort of, just wondering and their like: some are polite, many sound unsure.",
            1,
            Reference(None, 4, OWN),
        ),
        Definition(
            "pitch_variation",
            "Melody of your voice",
            "semitones",
            "The standard deviation of your pitch. Low is flat, high is lively.",
            1,
            Reference(2.0, None, OWN),
        ),
        Definition(
            "pitch",
            "Your pitch",
            "Hz",
            "The middle one (median) of your pitch.",
        ),
        Definition(
            "loudness_variation",
            "Ups and downs in loudness",
            "dB",
            "The standard deviation of your loudness over half seconds of speech.",
            1,
        ),
        Definition(
            "number_pace",
            "Pace of your phone number",
            "digits/s",
            "Its digits over the time from the first to the last. Slow enough to be written down is about two.",
            1,
            Reference(None, 2.2, OWN),
        ),
        Definition(
            "time_to_purpose",
            "Time to your purpose",
            "s",
            "From your first word to the question you called for.",
            reference=Reference(None, 45, OWN),
        ),
    )
}
