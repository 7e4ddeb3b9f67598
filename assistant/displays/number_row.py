"""A telephone number being read, as a row of a terminal: a light that goes from digit to digit, ticks for the heard."""

from rich.text import Text

from assistant.live.moment import NumberReading

AGAIN_SECONDS = 1.5  # from one reading of the number to the next


class NumberRow:
    """Keeps the beat: it begins with the first draw of a number, and anew after `begin`."""

    def __init__(self) -> None:
        self._groups: tuple[str, ...] = ()
        self._since = 0.0

    def begin(self) -> None:
        """The next draw is at the first digit."""
        self._groups = ()

    def drawn(self, number: NumberReading, now: float) -> Text:
        """The number in its groups: ticked as far as it was heard, the digit of the beat at `now` (s) in reverse."""
        if number.groups != self._groups:
            self._groups, self._since = number.groups, now
        at, text, place = beat(number, now - self._since), Text(" "), 0
        for group in number.groups:
            for digit in group:
                ticked, wrong = place < len(number.heard), number.wrong and place == len(number.heard)
                style = "bold green" if ticked else "bold red" if wrong else "bold"
                text.append(f" {digit} ", f"{style} reverse" if place == at else style)
                place += 1
            text.append("  ")
        return text.append(reading_note(number), "dim")


def reading_note(number: NumberReading) -> str:
    """How the reading of the number goes, in words."""
    whole = len(number.heard) == sum(map(len, number.groups))
    if number.wrong:
        return "That digit was heard differently. Say the number once more."
    if whole or number.times:
        return "Heard twice, every digit." if number.times > 1 else "Heard, every digit. Say it once more."
    return "One digit with each light, and a breath between the groups."


def beat(number: NumberReading, seconds: float) -> int:
    """Which digit's turn it is, `seconds` after the beginning; -1 in the pause before it begins again."""
    ends, t = [], 0.0
    for group in number.groups:
        for place in range(len(group)):
            t += number.digit_seconds + (number.pause_seconds if place == len(group) - 1 else 0.0)
            ends.append(t)
    at = seconds % (t + AGAIN_SECONDS)
    return next((place for place, end in enumerate(ends) if at < end), -1)
