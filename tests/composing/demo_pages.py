"""Articles of the demo as an editor has them on the desk for one page: manuscripts, and the candidates made of them."""

import tomllib
from functools import cache
from pathlib import Path

from django.conf import settings

from editions.composing.grid import Grid
from editions.composing.manuscript import Item, Manuscript, Photo
from editions.composing.suggestion import Candidate, candidate_of

COPY = Path(settings.BASE_DIR) / "newsroom" / "demo" / "copy"
STYLES = {
    1: ("lead",),
    2: ("second", "normal"),
    3: ("normal", "second", "box"),
    4: ("normal", "small"),
    5: ("small", "box"),
    6: ("box", "small"),
}
# How much of an article a full page leaves it, in paragraphs, by priority.
PARAGRAPHS = {1: 12, 2: 5, 3: 3, 4: 3, 5: 2, 6: 1}


def candidates(grid: Grid, *pages: str, most: int = 99) -> list[Candidate]:
    """So many articles of pages like "0/A01", those that matter less cut to what a full page leaves them."""
    return [
        candidate_of(manuscript, grid, key=key, priority=priority, styles=STYLES[priority])
        for key, priority, manuscript in desk(*pages, most=most)
    ]


def desk(*pages: str, most: int = 99) -> list[tuple[str, int, Manuscript]]:
    """Key, priority and manuscript of each article."""
    found = []
    for number, article in enumerate(articles(*pages)[:most]):
        priority = rank(number, article)
        found.append((article["key"], priority, manuscript(article, PARAGRAPHS[priority])))
    return found


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


def manuscript(article: dict, paragraphs: int) -> Manuscript:
    blocks = article["body"].strip().split("\n\n")[:paragraphs]
    photos = article.get("photos", [])[:1]
    return Manuscript(
        article=1,
        version=1,
        headline=article["headline"],
        kicker=article.get("kicker", ""),
        deck=article.get("deck", ""),
        items=tuple(Item("subhead", b[3:]) if b.startswith("## ") else Item("paragraph", b) for b in blocks),
        photos=tuple(Photo(1, "photo.jpg", 1600, 1050, each["caption"], "", each["alt"]) for each in photos),
    )
