"""Composed pages for tests: an article in a slot in one line, set by the composing room itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from editions.composing.blocks import set_block
from editions.composing.grid import BROADSHEET, Cells, Grid
from editions.composing.manuscript import Item, Manuscript
from editions.composing.slots import Role, Setting, Slot, Style
from editions.composing.source import Block, Furniture, PageSource, PlacedPhoto


@dataclass(frozen=True)
class Text:
    """An article for a slot: its headline and (kind, text) pairs. `photos` are put where they say, over the text."""

    article: int
    headline: str = ""
    body: Sequence[tuple[str, str]] = ()
    kicker: str = ""
    credit: str = ""
    opening: str = ""
    photos: tuple[PlacedPhoto, ...] = ()


def block(grid: Grid, key: str, cells: Cells, text: Text, *, role: Role = "article", style: Style = "normal") -> Block:
    """One article in its slot, in a text column for each column of the grid."""
    manuscript = Manuscript(
        text.article, 1, text.headline, kicker=text.kicker, opening=text.opening, under_headline=text.credit,
        items=tuple(Item(kind, words) for kind, words in text.body),  # type: ignore[arg-type]
    )  # fmt: skip
    made = set_block(grid, Slot(key, role, style, cells, settings=(Setting(text.article, manuscript),)))
    return replace(made, photos=text.photos)


FURNITURE = Furniture(paper="云岫日报", label="A02", page_name="本地", date_line="2025年10月17日 星期五", credits=())


def page(*blocks: Block, grid: Grid = BROADSHEET, furniture: Furniture = FURNITURE) -> PageSource:
    return PageSource(grid=grid, furniture=furniture, blocks=blocks)
