"""The figures as a picture: a bar for each target, as long as its requests a second on a scale of powers of ten."""

from __future__ import annotations

from collections.abc import Sequence
from math import log10
from xml.sax.saxutils import escape

from newsroom.benching.rounds import Row

WIDTH, NAMES, LINE, MARGIN = 860, 330, 34, 16
INK, PAPER, BAR, LIMIT = "#1d1b16", "#f8f5ed", "#8c2f1b", "#9a9281"
FACE = "Georgia, 'Noto Serif SC', serif"


def drawn(rows: Sequence[Row], title: str) -> str:
    """An SVG that stands by itself; the first row is the limit."""
    height = MARGIN * 2 + LINE * (len(rows) + 1)
    # A tenth of the slowest is where the scale begins, so that its bar is to be seen.
    low = log10(min(row.corrected for row in rows)) - 0.5
    span = log10(max(row.corrected for row in rows)) - low
    longest = WIDTH - NAMES - 150
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" font-family="{FACE}">',
        f"<title>{escape(title)}</title>",
        f'<rect width="{WIDTH}" height="{height}" fill="{PAPER}"/>',
        _text(MARGIN, MARGIN + 16, title, size=16),
    ]
    for place, row in enumerate(rows, start=1):
        top = MARGIN + LINE * place
        length = max(2.0, (log10(row.corrected) - low) / span * longest)
        parts += [
            _text(NAMES - 10, top + 20, row.name, anchor="end"),
            f'<rect x="{NAMES}" y="{top + 6}" width="{length:.0f}" height="20" fill="{LIMIT if place == 1 else BAR}"/>',
            _text(NAMES + length + 8, top + 20, f"{row.corrected:,.0f}/s · {row.part:.1%}"),
        ]
    return "\n".join([*parts, "</svg>", ""])


def _text(x: float, y: float, words: str, *, size: int = 13, anchor: str = "start") -> str:
    return f'<text x="{x:.0f}" y="{y}" font-size="{size}" fill="{INK}" text-anchor="{anchor}">{escape(words)}</text>'
