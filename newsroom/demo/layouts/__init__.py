"""How the pages of the demo's week are laid out, page by page: which article stands where, in which style."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from editions.composing.grid import Cells

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Place:
    """One slot of a page: an article of the copy by its key, a poster by its theme, or an advert in words.

    `photos` are places as a placement keeps them; `jump` is the page on which the article goes on.
    """

    cells: Cells
    role: str
    style: str
    text_columns: int
    article: str
    poster: str
    advert: str
    photos: tuple[dict[str, Any], ...]
    jump: str


def layouts(name: str) -> dict[str, list[Place]]:
    """The places of every page, by its label: `day0` is the demo's first edition, `desk` the one still being made."""
    pages = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    return {label: [_place(words) for words in page["slots"]] for label, page in pages.items()}


def _place(words: dict[str, Any]) -> Place:
    style = words.get("style", "normal")
    is_advert = "poster" in words or "advert" in words
    return Place(
        cells=Cells(*words["at"]),
        role=words.get(
            "role", "advert" if is_advert else style if style in {"lead", "second", "picture"} else "article"
        ),
        style=style,
        text_columns=words.get("text_columns", 0),
        article=words.get("article", ""),
        poster=words.get("poster", ""),
        advert=words.get("advert", ""),
        photos=tuple(
            dict(zip(("photo", "columns", "lines", "corner"), photo, strict=True)) for photo in words.get("photos", ())
        ),
        jump=words.get("jump", ""),
    )
