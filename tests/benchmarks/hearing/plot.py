"""Word errors as a chart of bars, SVG: a group for each kind of sound, a bar for each engine."""

from collections.abc import Mapping, Sequence

from tests.benchmarks.follow.plot import COLOURS

WIDTH, LEFT, RIGHT, TOP, BAR, GAP = 760, 240, 40, 56, 9, 10


def plot(parts: Mapping[str, Sequence[float]], engines: Sequence[str]) -> str:
    """`parts` gives for each kind of sound the word errors (0..1; what is above 1 is drawn as 1) of each engine."""
    group = BAR * len(engines) + GAP
    height = TOP + group * len(parts) + 40
    scale = WIDTH - LEFT - RIGHT
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="sans-serif" '
        'font-size="12">',
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>',
        '<text x="8" y="20" font-size="14">Words wrong, % (less is better)</text>',
    ]
    at = 8
    for number, engine in enumerate(engines):
        out.append(f'<rect x="{at}" y="30" width="10" height="10" fill="{COLOURS[number % len(COLOURS)]}"/>')
        out.append(f'<text x="{at + 14}" y="39">{engine}</text>')
        at += 34 + 7 * len(engine)
    for tenth in range(0, 11, 2):
        x = LEFT + scale * tenth / 10
        out.append(f'<path d="M{x:.1f} {TOP - 4}V{height - 32}" stroke="#ddd"/>')
        out.append(f'<text x="{x:.1f}" y="{height - 16}" text-anchor="middle">{tenth * 10}</text>')
    for row, (name, shares) in enumerate(parts.items()):
        y = TOP + row * group
        out.append(f'<text x="{LEFT - 8}" y="{y + (group - GAP) / 2 + 4:.1f}" text-anchor="end">{name}</text>')
        for number, share in enumerate(shares):
            width = scale * min(1.0, share)
            colour = COLOURS[number % len(COLOURS)]
            out.append(
                f'<rect x="{LEFT}" y="{y + number * BAR}" width="{width:.1f}" height="{BAR - 1}" fill="{colour}"/>'
            )
            out.append(
                f'<text x="{LEFT + width + 4:.1f}" y="{y + number * BAR + 8}" font-size="9">{100 * share:.0f}</text>'
            )
    return "\n".join([*out, "</svg>"]) + "\n"
