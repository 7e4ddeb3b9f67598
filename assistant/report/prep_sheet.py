"""The preparation sheet drawn: one printable page of HTML, Markdown, or plain text for the terminal.

The page is made for paper: A4 and Letter alike (its width is that of the narrower, its height that of the
shorter), black on white, boxes to tick, lines to write on. It needs nothing from outside: no script, no
font, no image.
"""

from collections.abc import Iterable
from html import escape

from assistant.plan.prep_sheet import Item, Line, PrepSheet

STYLE = """
@page { margin: 11mm 13mm; }
* { box-sizing: border-box; }
html { background: #e9e7e1; }
body { font: 9.6pt/1.3 "Source Sans 3", "Segoe UI", "Helvetica Neue", Arial, "Noto Sans", sans-serif; color: #111;
  background: #fff; max-width: 190mm; min-height: 250mm; margin: 8mm auto; padding: 9mm 11mm;
  display: flex; flex-direction: column; gap: 2.6mm; }
body.dense { font-size: 8.6pt; line-height: 1.24; gap: 1.9mm; }
body.denser { font-size: 7.6pt; line-height: 1.2; gap: 1.4mm; }
h1 { font-size: 1.75em; line-height: 1.15; margin: 0 0 .6mm; overflow-wrap: anywhere; }
h2 { font-size: 1em; margin: 0 0 .7mm; padding-bottom: .4mm; border-bottom: .3mm solid #111; break-after: avoid; }
p { margin: 0; }
.when { font-size: 1.2em; font-weight: 700; }
.why, .source, dt { color: #555; }
.why { font-size: .87em; }
.source { font-size: .77em; white-space: nowrap; }
.columns { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 2.6mm 8mm; }
.columns > :last-child:nth-child(odd) { grid-column: 1 / -1; }
dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .3mm 4mm; margin: 0; }
dd { margin: 0; font-weight: 600; overflow-wrap: anywhere; }
ul, ol { list-style: none; margin: 0; padding: 0; }
li { overflow-wrap: anywhere; }
ul.ticks li::before { content: ""; display: inline-block; width: 2.7mm; height: 2.7mm; border: .3mm solid #111;
  margin-right: 2mm; vertical-align: -.2mm; }
ul.plain { list-style: disc; padding-left: 4.2mm; }
ol li { display: grid; grid-template-columns: 58mm minmax(0, 1fr); column-gap: 4mm; padding: .45mm 0;
  border-bottom: .15mm solid #ccc; break-inside: avoid; }
ol li:last-child { border: 0; }
ol li b { font-weight: 600; font-size: .9em; }
.silent { color: #555; font-style: italic; }
.slow { font-weight: 700; letter-spacing: .03em; }
.question { font-size: 1.1em; font-style: italic; }
.notes { flex: 1; display: flex; flex-direction: column; min-height: 26mm; }
.notes ul { display: grid; grid-template-columns: 1fr 1fr; column-gap: 8mm; }
.write { flex: 1; min-height: 14mm; position: relative; }
.write div { position: absolute; inset: 0; overflow: hidden; }
.write i { display: block; height: 7mm; border-bottom: .2mm solid #999; }
.missing { border: .3mm solid #111; padding: 1.5mm 2.5mm; }
@media (max-width: 150mm) {
  body { margin: 0; padding: 5mm; }
  .columns, .notes ul { grid-template-columns: minmax(0, 1fr); }
  ol li { display: block; }
  ol li b { display: block; }
}
@media print {
  html { background: #fff; }
  body { margin: 0; padding: 0; max-width: none; min-height: 98vh; }
}
"""


# Lines of text that fit on a Letter page beside the fixed parts, in plain and in dense letters; found by printing
# in DejaVu Sans, than which hardly any letters are wider.
PLAIN, DENSE = 36, 48
RULES = 32  # lines to write on; those that the page has no room for are not seen
WIDE, NARROW, CALL = 125, 58, 82  # characters to a line: across the page, in a column, beside a step's title


def html(sheet: PrepSheet) -> str:
    """A whole page of HTML; where there is much to say the letters are smaller, so that it stays one printed page."""
    lines = _height(sheet)
    density = "" if lines <= PLAIN else ' class="dense"' if lines <= DENSE else ' class="denser"'
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(sheet.title)}: before the call</title>\n<style>{STYLE}</style>\n</head>\n"
        f"<body{density}>\n{fragment(sheet)}</body>\n</html>\n"
    )


def _height(sheet: PrepSheet) -> int:
    """About how many lines the sheet has when it is printed in the plain letters."""

    def rows(texts: Iterable[str], width: int) -> int:
        return sum(-(-len(text) // width) or 1 for text in texts)

    facts = rows((value for _, value in sheet.facts), NARROW // 2)
    steps = rows((line.say for line in sheet.lines), CALL)
    spoken = rows([" ".join(line.say for line in sheet.voicemail)], WIDE) + 2 if sheet.voicemail else 0
    lists = [list_ for list_ in (sheet.strengths, sheet.concerns, sheet.notes, sheet.cautions) if list_]
    heights = [rows(list_, NARROW) + 2 for list_ in lists]
    pairs = sum(max(heights[n : n + 2]) for n in range(0, len(heights), 2))
    missing = rows((each.ask for each in sheet.missing), WIDE) + 3 if sheet.missing else 0
    head = rows([sheet.title, sheet.when, sheet.why], WIDE) + max(facts, len(sheet.checklist))
    return head + steps + spoken + pairs + missing


def fragment(sheet: PrepSheet) -> str:
    """What stands in the body, for a page that has its own head; it is styled by STYLE."""
    facts = "".join(f"<dt>{escape(label)}</dt><dd>{escape(value)}</dd>" for label, value in sheet.facts)
    lines = f'<div class="write"><div>{"<i></i>" * RULES}</div></div>'
    parts = [
        f"<header><h1>{escape(sheet.title)}</h1>",
        f'<p class="when">{escape(sheet.when)}</p><p class="why">{escape(sheet.why)}</p></header>',
        '<div class="columns">',
        _section("The facts", f"<dl>{facts}</dl>"),
        _section("At hand", _ticks(sheet.checklist)),
        "</div>",
        _section("To open with", f'<p class="question">{escape(sheet.question)}</p>') if sheet.question else "",
        _section("The call", _steps(sheet.lines)),
        _section("Should nobody answer: one message, no second", _message(sheet.voicemail)) if sheet.voicemail else "",
        '<div class="columns">',
        _section(bring(sheet), _list(sheet.strengths)) if sheet.strengths else "",
        _section("A doubt to clear up", _list(sheet.concerns)) if sheet.concerns else "",
        _section("From the interview", _list(sheet.notes)) if sheet.notes else "",
        _section("Mind", _list(sheet.cautions)) if sheet.cautions else "",
        "</div>",
        f'<section class="notes"><h2>Note down</h2>{_ticks(sheet.note)}{lines}</section>',
    ]
    if sheet.missing:
        asks = _list(tuple(each.ask for each in sheet.missing))
        parts.append(f'<section class="missing"><h2>Still to be told</h2>{asks}</section>')
    return "\n".join(filter(None, parts)) + "\n"


def _section(title: str, body: str) -> str:
    return f"<section><h2>{escape(title)}</h2>{body}</section>"


def _ticks(items: tuple[Item, ...]) -> str:
    rows = (f'<li>{escape(item.text)} <span class="source">{escape(item.source)}</span></li>' for item in items)
    return f'<ul class="ticks">{"".join(rows)}</ul>'


def _list(texts: tuple[str, ...]) -> str:
    return f'<ul class="plain">{"".join(f"<li>{escape(text)}</li>" for text in texts)}</ul>'


def bring(sheet: PrepSheet) -> str:
    """The heading over the strengths, tied to the role."""
    return f"What you bring to the {sheet.role} position" if sheet.role else "What you bring"


def _message(lines: tuple[Line, ...]) -> str:
    """A voicemail as it is spoken, in one go; the number stands out."""
    said = (f'<span class="{"slow" if line.slow else "said"}">{_unbroken(line)}</span>' for line in lines if line.say)
    return f"<p>{' '.join(said)}</p>"


def _unbroken(line: Line) -> str:
    """The line, its numbers kept from breaking over two lines."""
    return escape(line.say.replace("-", "\N{NON-BREAKING HYPHEN}") if line.slow else line.say)


def _steps(lines: tuple[Line, ...]) -> str:
    rows = []
    for line in lines:
        kind = "silent" if line.silent else "slow" if line.slow else "said"
        rows.append(f'<li><b>{escape(line.title)}</b><span class="{kind}">{escape(_spoken(line))}</span></li>')
    return f"<ol>{''.join(rows)}</ol>"


def _spoken(line: Line) -> str:
    if line.silent:
        return line.say or "(say nothing, let them talk)"
    return f"{line.say} (slowly)" if line.slow else line.say


def markdown(sheet: PrepSheet) -> str:
    """The sheet as Markdown."""
    parts = [f"# {_plain(sheet.title)}", f"**{_plain(sheet.when)}**", _plain(sheet.why)]
    parts += ["## The facts", "\n".join(f"- {label}: **{_plain(value)}**" for label, value in sheet.facts)]
    parts += ["## At hand", _tick_list(sheet.checklist)]
    if sheet.question:
        parts += ["## To open with", f"*{_plain(sheet.question)}*"]
    parts += ["## The call", _numbered(sheet.lines)]
    if sheet.strengths:
        parts += [f"## {_plain(bring(sheet))}", _bullets(sheet.strengths)]
    if sheet.concerns:
        parts += ["## A doubt to clear up", _bullets(sheet.concerns)]
    if sheet.voicemail:
        message = " ".join(f"**{_plain(line.say)}**" if line.slow else _plain(line.say) for line in sheet.voicemail)
        parts += ["## Should nobody answer: one message, no second", message]
    if sheet.cautions:
        parts += ["## Mind", _bullets(sheet.cautions)]
    if sheet.notes:
        parts += ["## From the interview", _bullets(sheet.notes)]
    parts += ["## Note down", _tick_list(sheet.note)]
    if sheet.missing:
        parts += ["## Still to be told", _bullets(tuple(each.ask for each in sheet.missing))]
    return "\n\n".join(part for part in parts if part) + "\n"


def _tick_list(items: tuple[Item, ...]) -> str:
    return "\n".join(f"- [ ] {_plain(item.text)} ({item.source})" for item in items)


def _bullets(texts: tuple[str, ...]) -> str:
    return "\n".join(f"- {_plain(text)}" for text in texts)


def _numbered(lines: tuple[Line, ...]) -> str:
    return "\n".join(f"{n}. {line.title}: {_plain(_spoken(line))}" for n, line in enumerate(lines, 1))


def _plain(text: str) -> str:
    """Text in which nothing is Markdown's own sign."""
    for sign in "\\`*_[]<>#|":
        text = text.replace(sign, f"\\{sign}")
    return text
