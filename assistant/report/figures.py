"""The parts of the report's page that are figures: the number digit by digit, and how the call sounded."""

from html import escape
from itertools import accumulate

from assistant.report.tags import section
from assistant.report.transcript import UNSURE
from assistant.report.wording import band, metric_value, number, of
from assistant.review.metrics import ENOUGH_WORDS, Metric
from assistant.review.number import CLEAR_PAUSE, Digit, NumberRead
from assistant.review.review import Review

VERDICTS = {"within": "within the band", "above": "above the band", "below": "below the band", "": ""}


def number_section(review: Review) -> str:
    """How the caller read out their number; empty where none was said."""
    read = review.number
    if read is None:
        return ""
    timed = review.call.timed
    verdict = "It is your number." if read.matches else "It is not the number in your profile."
    pace = f" {number(read.pace, 1)} digits a second; about two can be written down." if read.pace and timed else ""
    pauses = f" {of(read.clear_pauses, 'clear pause').replace('0 ', 'No ')} between the digits." if timed else ""
    grouped = f" Best read as {', '.join(read.groups)}." if read.groups else ""
    inner = f'<div class="digits">{_digits(read)}</div><p>{verdict}{pace}{pauses}{grouped}</p>'
    return section("number", "Your number, digit by digit", inner)


def _digits(read: NumberRead) -> str:
    """The digits, those of a group together, so that a narrow page breaks the number between its groups."""
    ends = set(accumulate(map(len, read.groups)))
    groups, group = [], ""
    for index, digit in enumerate(read.digits):
        group += _digit(digit)
        if index < len(read.pauses):
            group += _pause(read.pauses[index], index + 1 in ends)
        if index + 1 in ends or index + 1 == len(read.digits):
            groups.append(f'<span class="group">{group}</span>')
            group = ""
    return "".join(groups)


def _digit(digit: Digit) -> str:
    kind = "" if not digit.expected else "right" if digit.digit == digit.expected else "wrong"
    unsure = " unsure" if digit.confidence < UNSURE else ""
    under = f"not {digit.expected}" if kind == "wrong" else f"{digit.end - digit.start:.1f} s"
    wrong = f", expected {digit.expected}" if kind == "wrong" else ""
    return (
        f'<button class="{kind}{unsure}" data-t="{max(0.0, digit.start - 0.1):.2f}" data-end="{digit.end + 0.1:.2f}" '
        f'aria-label="{digit.digit}{wrong}, play">{digit.digit}<small>{under}</small></button>'
    )


def _pause(seconds: float, apart: bool) -> str:
    """The silence between two digits; `apart` where a group of the number ends."""
    if seconds < CLEAR_PAUSE:
        return f'<span class="gap{" apart" if apart else ""}"></span>'
    bar = f'<i class="bar" style="width:{min(2.2, seconds):.2f}rem"></i>'
    return f'<span class="gap clear">{number(seconds, 1)} s{bar}</span>'


def numbers_section(review: Review) -> str:
    """The metrics, each with its definition, its band and whose band that is; without any, why there are none."""
    if not review.metrics:
        return section("numbers", "How it sounded", f"<p>{_why_none(review)}</p>")
    intro = (
        '<p class="soft small intro">Bands are what others publish or, where it says so, our own convention: something '
        "to compare with, not the truth.</p>"
    )
    banded = "".join(_metric(metric) for metric in review.metrics if metric.definition.reference)
    others = "".join(_metric(metric) for metric in review.metrics if not metric.definition.reference)
    inner = f'{intro}<div class="numbers">{banded}</div><div class="numbers more">{others}</div>'
    return section("numbers", "How it sounded", inner)


def _why_none(review: Review) -> str:
    if not review.words:
        return "No words were heard, so there is nothing to count."
    if all(word.speaker is None for word in review.words):
        return (
            "Who said what is not known, so your pace, your share of the talking and the like cannot be told. They can "
            "where each side has a channel of its own, as in a call followed live, or where a transcript names its "
            "speakers."
        )
    return f"You said fewer than {ENOUGH_WORDS} words: too few for numbers that mean something."


def _metric(metric: Metric) -> str:
    definition, reference = metric.definition, metric.definition.reference
    verdict = f'<p class="verdict">{VERDICTS[metric.verdict]}</p>' if metric.verdict else ""
    source = ""
    if reference is not None:
        source = f"<p>Band: {band(reference)} {escape(definition.unit)}. {escape(reference.source)}.</p>"
    return (
        f'<article class="card {metric.verdict}"><h3>{escape(definition.title)}</h3>'
        f'<p class="value">{metric_value(metric)} <small>{escape(definition.unit)}</small></p>{_scale(metric)}{verdict}'
        f"<details><summary>What this is</summary><p>{escape(definition.text)}</p>{source}</details></article>"
    )


def _scale(metric: Metric) -> str:
    """The value on a line with its band."""
    reference = metric.definition.reference
    if reference is None:
        return ""
    ends = [end for end in (reference.low, reference.high) if end is not None]
    top = max(1.5 * max(ends), 1.1 * metric.value, 1.0)
    low, high = reference.low or 0.0, top if reference.high is None else reference.high
    left, width, place = (
        100 * each / top for each in (low, max(high - low, top / 50), min(top, max(0.0, metric.value)))
    )
    band_ = f'<i style="left:{left:.1f}%;width:{width:.1f}%"></i>'
    return f'<div class="scale" aria-hidden="true">{band_}<b style="left:{place:.1f}%"></b></div>'
