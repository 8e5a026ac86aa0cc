"""The order a page is read in: by whoever hears its PDF, in the list of its articles, and when it is checked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from editions.composing.slots import Role
from editions.composing.source import Block, PageSource

# What is not named here is read after it, from the top left; adverts come last.
_RANK: dict[Role, int] = {"lead": 0, "second": 1, "ear": 2, "briefs": 4, "corrections": 5, "advert": 6}


def in_reading_order(source: PageSource) -> tuple[Block, ...]:
    """The blocks of a page, the lead first."""
    return tuple(
        sorted(source.blocks, key=lambda block: (_RANK.get(block.role, 3), block.cells.row, block.cells.column))
    )


def texts(source: PageSource) -> Iterator[tuple[int, str]]:
    """Every printed text of a page with the article it belongs to; 0 for the page's furniture, which comes last."""
    for block in in_reading_order(source):
        yield from _of_block(block)
    for text in _strings(source.furniture):
        yield 0, text


def _of_block(block: Block) -> Iterator[tuple[int, str]]:
    owner = dict(zip(block.placements, block.articles, strict=False))
    first = block.articles[0] if block.articles else 0
    head = block.heading
    if head is not None:
        for text in _strings((head.kicker, head.headline, head.deck, head.credit)):
            yield first, text
    for photo in block.photos:
        yield first, "".join(photo.caption)
        yield first, photo.credit
    for text in (block.series, block.jumped, block.jump, block.label, block.advert):
        yield first, text
    for column in block.columns:
        for piece in column.pieces:
            # A character at the end of a line is seen with the beginning of the next.
            yield owner.get(piece.placement, first), "".join(piece.lines)


def _strings(thing: Any) -> Iterator[str]:
    if isinstance(thing, str):
        yield thing
    elif isinstance(thing, tuple):
        for part in thing:
            yield from _strings(part)
    elif hasattr(thing, "__dataclass_fields__"):
        for name in thing.__dataclass_fields__:
            yield from _strings(getattr(thing, name))
