"""A composed page without some of its articles: what stood there is blank but for a line that says so."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace

from editions.composing.blocks import set_block
from editions.composing.compose import is_chinese
from editions.composing.manuscript import Item, Manuscript
from editions.composing.slots import Setting, Slot
from editions.composing.source import Block, Fit, PageSource, TextColumn

# By whether a correction stood there, and whether the paper is Chinese.
NOTICES = {
    (False, True): "本版此处稿件已撤",
    (False, False): "The article that stood here has been withdrawn.",
    (True, True): "此处更正的稿件已撤",
    (True, False): "The article that was corrected here has been withdrawn.",
}


def without(source: PageSource, articles: Set[int]) -> PageSource:
    """The same page with nothing left of these articles; everything else stands where it stood."""
    blocks = tuple(
        _block(source, block, articles) if articles & set(block.articles) else block for block in source.blocks
    )
    return replace(source, blocks=blocks)


def _block(source: PageSource, block: Block, articles: Set[int]) -> Block:
    if set(block.articles) <= articles:
        return _blank(source, block)
    return _fewer(block, articles)


def _blank(source: PageSource, block: Block) -> Block:
    """The slot with the notice at its head, set by the engine: it is broken like any other line."""
    chinese = is_chinese(source.furniture.language)
    notice = NOTICES[block.role == "corrections", chinese]
    style = block.style if block.style == "box" else "normal"
    manuscript = Manuscript(0, 0, "", items=(Item("paragraph", notice),))
    slot = Slot(block.key, block.role, style, block.cells, len(block.columns), (Setting(0, manuscript),))
    made = set_block(source.grid, slot, chinese=chinese)
    return replace(made, placements=(), articles=(), fits=(), label=block.label)


def _fewer(block: Block, articles: Set[int]) -> Block:
    """Briefs without some of them: those behind move up within their column."""
    kept = [place for place, article in enumerate(block.articles) if article not in articles]
    placements = tuple(block.placements[place] for place in kept)
    return replace(
        block,
        placements=placements,
        articles=tuple(block.articles[place] for place in kept),
        fits=tuple(_free_of_text(block.fits[place]) for place in kept if place < len(block.fits)),
        columns=tuple(_column(column, set(placements)) for column in block.columns),
    )


def _free_of_text(fit: Fit) -> Fit:
    return replace(fit, remainder="")


def _column(column: TextColumn, placements: Set[int]) -> TextColumn:
    return replace(column, pieces=tuple(piece for piece in column.pieces if piece.placement in placements))
