"""A small line chart as SVG: shares over the rate of word errors."""

from collections.abc import Mapping, Sequence

WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 640, 380, 56, 40, 120, 48
COLOURS = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00")  # told apart by the colour-blind


def plot(rates: Sequence[float], curves: Mapping[str, Sequence[float]]) -> str:
    """`curves` are shares in 0..1, one for each of `rates`; the last curve is drawn thick."""

    def x(rate: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * (rate - rates[0]) / max(1e-9, rates[-1] - rates[0])

    def y(share: float) -> float:
        return TOP + (HEIGHT - TOP - BOTTOM) * (1 - share)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" '
        'font-size="12">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        f'<text x="{LEFT}" y="22" font-size="14">Step right, % of spoken words (all rows, unseen outlines)</text>',
    ]
    for tenth in range(0, 11, 2):
        at = y(tenth / 10)
        parts.append(f'<path d="M{LEFT} {at:.1f}H{WIDTH - RIGHT}" stroke="#ddd"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{at + 4:.1f}" text-anchor="end">{tenth * 10}</text>')
    for rate in rates:
        parts.append(f'<text x="{x(rate):.1f}" y="{HEIGHT - 26}" text-anchor="middle">{rate:.0%}</text>')
    parts.append(f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 8}" text-anchor="middle">word errors</text>')
    last = float("-inf")
    for number, (name, shares) in sorted(enumerate(curves.items()), key=lambda each: -each[1][1][-1]):
        colour = COLOURS[number % len(COLOURS)]
        points = " ".join(f"{x(rate):.1f},{y(share):.1f}" for rate, share in zip(rates, shares, strict=True))
        thick = 3 if number == len(curves) - 1 else 1.5
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="{thick}"/>')
        last = max(last + 15, y(shares[-1]) + 4)  # labels do not cover each other
        parts.append(f'<text x="{WIDTH - RIGHT + 8}" y="{last:.1f}" fill="{colour}">{name}</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"
