"""Headings as they are drawn: every part of one in its own place, over the text and clear of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import pypdfium2
import pytest

from editions.composing.compose import compose
from editions.composing.fonts import find
from editions.composing.grid import BROADSHEET, TABLOID, Cells, Grid
from editions.composing.manuscript import Item, Manuscript
from editions.composing.slots import Setting, Slot, Style
from editions.composing.typesetting import Press
from tests.composing.setting import FURNITURE

PARTS = ("大河之问", "七个月三十八万立方米", "芦溪下游清淤提前完工", "明年汛前再拓三处卡口", "□ 方既白")
STYLES: tuple[Style, ...] = ("lead", "second", "normal", "small", "box", "picture")


@dataclass(frozen=True)
class Place:
    top: float
    bottom: float
    left: float
    right: float


@pytest.fixture(scope="module")
def press() -> Press:
    return Press(find())


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("grid", [BROADSHEET, TABLOID])
@pytest.mark.parametrize("jumped", ["", "A01"])
def test_the_parts_of_a_heading_follow_one_another_over_the_text(
    press: Press, style: Style, grid: Grid, jumped: str
) -> None:
    series, kicker, headline, deck, credit = PARTS
    manuscript = Manuscript(
        1, 1, headline, kicker=kicker, deck=deck, series=series, under_headline=credit,
        items=(Item("paragraph", "望远镜和记录本是全部装备。" * 6),),
    )  # fmt: skip
    slot = Slot("x", "article", style, Cells(1, 3, 2, 40), settings=(Setting(1, manuscript, jump_from=jumped),))
    source = compose(grid, FURNITURE, [slot])
    parts = (series, headline, f"上接{jumped}版") if jumped else PARTS
    wanted = [*parts, "望远镜和记录本"]
    drawn = press.draw(source, files={}, day=date(2025, 10, 17), title="校样", width=0)
    assert drawn.warnings == ()
    with pypdfium2.PdfDocument(drawn.pdf) as document:
        places = [found(document[0], text) for text in wanted]
    cells = grid.rect(slot.cells)
    assert places[0].top > cells.y - 0.2
    for above, below in pairwise(places):
        assert above.bottom < below.top + 0.1, wanted
    for place in places:
        assert cells.x - 0.3 < place.left
        assert place.right < cells.right + 0.3


def found(page: pypdfium2.PdfPage, said: str) -> Place:
    """Where the ink of a text stands, in millimetres from the upper left."""
    text = page.get_textpage()
    hit = text.search(said).get_next()
    assert hit is not None, said
    boxes = [text.get_charbox(index) for index in range(hit[0], hit[0] + hit[1])]
    mm = 25.4 / 72
    height = page.get_height()
    return Place(
        top=(height - max(box[3] for box in boxes)) * mm,
        bottom=(height - min(box[1] for box in boxes)) * mm,
        left=min(box[0] for box in boxes) * mm,
        right=max(box[2] for box in boxes) * mm,
    )
