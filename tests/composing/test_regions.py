"""Regions: each article has its own place on the picture, and that is where it is printed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO
from itertools import combinations

import pytest
from PIL import Image, ImageChops

from editions.composing.fonts import find
from editions.composing.grid import BROADSHEET, Cells
from editions.composing.regions import regions
from editions.composing.source import Block, PageSource, Piece, Region, TextColumn
from editions.composing.typesetting import Press
from tests.composing.setting import Text, block, page
from tests.composing.test_typesetting import MARKET, RIVER

G = BROADSHEET


def spread() -> PageSource:
    return page(
        block(G, "lead", Cells(0, 0, 4, 40), Text(1, "芦溪下游清淤完工", RIVER * 8), role="lead", style="lead"),
        block(G, "box", Cells(4, 0, 2, 20), Text(2, "菜场的地是干的", MARKET * 5), style="box"),
        block(G, "low", Cells(4, 22, 2, 18), Text(3, "桂花里的早晨", MARKET * 9)),
        briefs(),
    )


def briefs() -> Block:
    """Three short articles in one flow over two columns; the second runs on in the second column."""

    def said(placement: int, lines: int) -> Piece:
        return Piece("paragraph", tuple("桂花里市场今天重新开门迎客" for _ in range(lines)), placement=placement)

    columns = (
        TextColumn(0, G.column_mm, 2, 10, (said(41, 4), said(42, 6))),
        TextColumn(G.column_mm + G.gutter_mm, G.column_mm, 2, 10, (said(42, 3), said(43, 5))),
    )
    made = block(G, "briefs", Cells(0, 44, 2, 12), Text(4), role="briefs", style="briefs")
    return replace(made, placements=(41, 42, 43), articles=(4, 5, 6), columns=columns)


def box(region: Region) -> tuple[float, float, float, float]:
    across, down = [x for x, _ in region.points], [y for _, y in region.points]
    return min(across), min(down), max(across), max(down)


def test_every_article_has_its_region_the_lead_first() -> None:
    found = regions(spread())
    assert [region.article for region in found] == [1, 2, 3, 4, 5, 5, 6]


def test_no_region_overlaps_another_or_leaves_the_page() -> None:
    boxes = [box(region) for region in regions(spread())]
    assert all(0 <= left < right <= 100 and 0 <= top < bottom <= 100 for left, top, right, bottom in boxes)
    for one, other in combinations(boxes, 2):
        apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
        assert apart, (one, other)


@pytest.mark.parametrize("article", [1, 2, 3, 4, 5, 6])
def test_an_article_is_printed_in_its_region_and_nowhere_else(press: Press, article: int) -> None:
    source = spread()
    with picture(press, source) as whole, picture(press, without(source, article)) as rest:
        changed = ImageChops.difference(whole.convert("L"), rest.convert("L")).point(lambda shade: 255 * (shade > 40))
        mask = Image.new("L", whole.size)
        mine = [box(region) for region in regions(source) if region.article == article]
        for left, top, right, bottom in mine:
            at = (left * whole.width, top * whole.height, right * whole.width, bottom * whole.height)
            mask.paste(255, tuple(round(edge / 100) + grow for edge, grow in zip(at, (-1, -1, 1, 1), strict=True)))
        assert ImageChops.subtract(changed, mask).getbbox() is None
        edges = changed.getbbox()
    assert edges is not None
    width = max(right for *_, right, _ in mine) - min(left for left, *_ in mine)
    assert (edges[2] - edges[0]) / whole.width * 100 > 0.8 * width


def picture(press: Press, source: PageSource) -> Image.Image:
    png = press.draw(source, files={}, day=date(2025, 10, 17), title="校样", pdf=False, width=1000).png
    return Image.open(BytesIO(png))


def without(source: PageSource, article: int) -> PageSource:
    """The same page with other characters, as dark as can be, wherever the article has some."""
    blocks = []
    for made in source.blocks:
        if article in made.articles:
            placement = made.placements[made.articles.index(article)]
            heading = made.heading and replace(
                made.heading, headline=tuple("龘" * len(h) for h in made.heading.headline)
            )
            columns = tuple(replace(column, pieces=_dark(column, placement)) for column in made.columns)
            made = replace(made, heading=heading, columns=columns)
        blocks.append(made)
    return replace(source, blocks=tuple(blocks))


def _dark(column: TextColumn, placement: int) -> tuple[Piece, ...]:
    return tuple(
        replace(piece, lines=tuple("龘" * len(line) for line in piece.lines)) if piece.placement == placement else piece
        for piece in column.pieces
    )


@pytest.fixture(scope="module")
def press() -> Press:
    return Press(find())
