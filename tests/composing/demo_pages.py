"""Articles of the demo as candidates for a page, with a rough shape curve: enough to lay out, not to print."""

import tomllib
from functools import cache, partial
from math import ceil
from pathlib import Path

from django.conf import settings

from editions.composing.grid import Grid
from editions.composing.suggestion import Candidate, PhotoRange, forms_of

COPY = Path(settings.BASE_DIR) / "newsroom" / "demo" / "copy"
STYLES = {
    1: ("lead",),
    2: ("second", "normal"),
    3: ("normal", "second", "box"),
    4: ("normal", "small"),
    5: ("small", "box"),
    6: ("small", "box"),
}
# How much of an article a full page leaves it, in paragraphs, by priority.
PARAGRAPHS = {1: 12, 2: 5, 3: 3, 4: 3, 5: 2, 6: 1}
# Headlines, in characters of the body.
LARGEST = {"lead": 7.2, "second": 4.2, "normal": 3.0, "small": 2.4, "box": 2.6, "picture": 3.0}
SMALLEST = {"lead": 4.2, "second": 2.6, "normal": 2.1, "small": 1.7, "box": 1.8, "picture": 2.0}


def candidates(grid: Grid, *pages: str, most: int = 99) -> list[Candidate]:
    """So many articles of pages like "0/A01", those that matter less cut to what a full page leaves them."""
    return [candidate(grid, article, rank(n, article)) for n, article in enumerate(articles(*pages)[:most])]


@cache
def _copy(day: str) -> dict:
    return tomllib.loads((COPY / f"day{day}.toml").read_text())


def articles(*pages: str) -> list[dict]:
    wanted = [name.split("/") for name in pages]
    return [
        article
        for day, label in wanted
        for page in _copy(day)["page"]
        if page["label"] == label
        for article in page["article"]
    ]


def rank(number: int, article: dict) -> int:
    if number < 2:
        return number + 1
    if article["genre"] == "notice":
        return 6
    return 3 if article.get("photos") else 4 if len(article["body"]) > 420 else 5


def candidate(grid: Grid, article: dict, priority: int) -> Candidate:
    paragraphs = article["body"].strip().split("\n\n")[: PARAGRAPHS[priority]]
    photo = PhotoRange(aspect=0.64) if article.get("photos") else None
    styles = ("box", "small") if article["genre"] == "notice" else STYLES[priority]
    curve = partial(shape, grid, article, paragraphs, photo)
    return Candidate(article["key"], priority, forms_of(grid, curve, styles, photo))


def shape(
    grid: Grid, article: dict, paragraphs: list[str], photo: PhotoRange | None, style: str, scale: float
) -> dict[int, int]:
    width = grid.column_chars - (1 if style == "box" else 0)
    body = sum(ceil((len(text) + 2) / width) + text.startswith("##") for text in paragraphs)
    curve = {}
    for span in range(1, grid.columns + 1):
        place = photo.place(grid, span, scale) if photo else None
        lines = ceil((body + (place.columns * place.lines if place else 0)) / span)
        if place and place.columns < span:
            lines = max(lines, place.lines + 4)
        curve[span] = heading(grid, article, style, span) + lines + (style == "box")
    return curve


def heading(grid: Grid, article: dict, style: str, span: int) -> int:
    cells = grid.span_mm(span) / grid.cell_mm
    for rows in (1, 2, 3):
        size = min(LARGEST[style], cells / (ceil(len(article["headline"]) / rows) + 0.3))
        if size >= SMALLEST[style]:
            break
    high = rows * size * 1.18
    small = 1.9 if style == "lead" else 1.25
    if article.get("kicker"):
        high += small * 1.6
    if article.get("deck"):
        high += min(small, cells / (len(article["deck"]) + 0.3)) * 1.9
    return ceil(high * grid.cell_mm / grid.line_mm + 0.5)
