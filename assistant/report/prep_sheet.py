"""The preparation sheet drawn: one printable page of HTML, Markdown, or plain text for the terminal.

The page is made for paper: A4 and Letter alike (its width is that of the narrower, its height that of the
shorter), black on white, boxes to tick, lines to write on. It needs nothing from outside: no script, no
font, no image.
"""

from html import escape

from assistant.plan.prep_sheet import Item, Line, PrepSheet

STYLE = """ @page { margin: 12mm 13mm; } * { box-sizing: border-box; } html { background: #e9e7e1; } body {
font: 10.5pt/1.32 "Source Sans 3", "Segoe UI", "Helvetica Neue", Arial, "Noto Sans", sans-serif; color:
#111; background: #fff; max-width: 190mm; margin: 8mm auto; padding: 8mm 10mm; } h1 { font-size: 17pt; line-
height: 1.15; margin: 0 0 1mm; overflow-wrap: anywhere; } h2 { font-size: 10pt; letter-spacing: .04em; text-
transform: uppercase; margin: 3.2mm 0 .8mm; padding-bottom: .4mm; border-bottom: .3mm solid #111; break-
after: avoid; } p { margin: 0 0 1mm; } .when { font-size: 12.5pt; font-weight: 700; } .why, .source { color:
#555; } .why { font-size: 9pt; } .source { font-size: 8pt; white-space: nowrap; } .columns { display: grid;
grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); column-gap: 8mm; } .columns > * { min-width: 0; } dl {
display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .4mm 4mm; margin: 0; } dt { color:
#555; } dd { margin: 0; font-weight: 600; overflow-wrap: anywhere; } ul { list-style: none; margin: 0;
padding: 0; } ul.ticks li::before { content: ""; display: inline-block; width: 3mm; height: 3mm; border:
.3mm solid #111; margin-right: 2mm; vertical-align: -.3mm; } ul.plain { list-style: disc; padding-left:
4.5mm; } ol { margin: 0; padding: 0; list-style: none; } ol li { display: grid; grid-template-columns: 44mm
minmax(0, 1fr); column-gap: 4mm; padding: .5mm 0; border-bottom: .15mm solid #bbb; break-inside: avoid;
overflow-wrap: anywhere; } ol li b { font-weight: 600; } .silent { color: #555; font-style: italic; } .slow
{ letter-spacing: .05em; } .question { font-size: 11.5pt; font-style: italic; } .write { height: 6.2mm;
border-bottom: .2mm solid #888; } .missing { border: .3mm solid #111; padding: 1.5mm 2.5mm; margin-top: 2mm;
} @media (max-width: 150mm) { .columns { display: block; } ol li { display: block; } body { margin: 0;
padding: 5mm; } } @media print { html { background: #fff; } body { margin: 0; padding: 0; max-width: none; }
}
"""
ROWS = 4  # lines to write on: what the shortest page of the two leaves room for


def html(sheet: PrepSheet) -> str:
    """A whole page of HTML."""
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(sheet.title)}: before the call</title>\n<style>{STYLE}</style>\n</head>\n"
        f"<body>\n{fragment(sheet)}</body>\n</html>\n"
    )


def fragment(sheet: PrepSheet) -> str:
    """What stands in the body, for a page that has its own head; it is styled by STYLE."""
    facts = "".join(f"<dt>{escape(label)}</dt><dd>{escape(value)}</dd>" for label, value in sheet.facts)
    parts = [
        f"<header><h1>{escape(sheet.title)}</h1>",
        f'<p class="when">{escape(sheet.when)}</p><p class="why">{escape(sheet.why)}</p></header>',
        '<div class="columns">',
        _section("The facts", f"<dl>{facts}</dl>"),
        _section("At hand", _ticks(sheet.checklist)),
        "</div>",
        _section("To open with", f'<p class="question">{escape(sheet.question)}</p>') if sheet.question else "",
        _section("The call", _steps(sheet.lines)),
        '<div class="columns">',
        _section(f"What you bring to {sheet.strengths_for}", _list(sheet.strengths)) if sheet.strengths else "",
        _section("A doubt to clear up", _list(sheet.concerns)) if sheet.concerns else "",
        "</div>",
        _section("Should nobody answer: one message, no second", _steps(sheet.voicemail)) if sheet.voicemail else "",
        _section("Mind", _list(sheet.cautions)) if sheet.cautions else "",
        _section("From the interview", _list(sheet.notes)) if sheet.notes else "",
        _section("Note down", _ticks(sheet.note) + '<div class="write"></div>' * ROWS),
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
        parts += [f"## What you bring to {_plain(sheet.strengths_for)}", _bullets(sheet.strengths)]
    if sheet.concerns:
        parts += ["## A doubt to clear up", _bullets(sheet.concerns)]
    if sheet.voicemail:
        parts += ["## Should nobody answer: one message, no second", _numbered(sheet.voicemail)]
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
