"""The thin rules of a page: hairlines between one article and the next, where neither has a frame of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from editions.composing.source import Block, PageSource

# From x1, y1 to x2, y2, in millimetres on the sheet.
Rule = tuple[float, float, float, float]
Span = tuple[float, float]

# Articles further apart than this many lines are parted by white.
NEAR = 3


def rules(source: PageSource) -> tuple[Rule, ...]:
    """Every hairline of a page, once, upright ones first."""
    plain = [block for block in source.blocks if not framed(block)]
    return (*_upright(source, plain), *_level(source, plain))


def framed(block: Block) -> bool:
    """Whether a block has its own frame, which parts it from its neighbours."""
    return block.style == "box" or block.role == "advert"


def _upright(source: PageSource, blocks: list[Block]) -> Iterator[Rule]:
    grid = source.grid
    between: dict[int, list[Span]] = {}
    for left in blocks:
        for right in blocks:
            if left.cells.right != right.cells.column:
                continue
            top, bottom = max(left.cells.row, right.cells.row), min(left.cells.bottom, right.cells.bottom)
            if top < bottom:
                between.setdefault(left.cells.right, []).append((top, bottom))
    for column, spans in sorted(between.items()):
        x = grid.left_mm + column * (grid.column_mm + grid.gutter_mm) - grid.gutter_mm / 2
        # The last line's own leading is white already.
        lead = grid.line_mm - grid.cell_mm
        for begin, end in _joined(spans):
            yield x, grid.top_mm + begin * grid.line_mm, x, grid.top_mm + end * grid.line_mm - lead


def _level(source: PageSource, blocks: list[Block]) -> Iterator[Rule]:
    grid = source.grid
    at: dict[float, list[Span]] = {}
    for above in blocks:
        for below in blocks:
            gap = below.cells.row - above.cells.bottom
            left, right = max(above.cells.column, below.cells.column), min(above.cells.right, below.cells.right)
            if 0 <= gap <= NEAR and left < right:
                middle = (above.cells.bottom + below.cells.row) / 2 * grid.line_mm - (grid.line_mm - grid.cell_mm) / 2
                at.setdefault(grid.top_mm + middle, []).append((left, right))
    step = grid.column_mm + grid.gutter_mm
    for y, spans in sorted(at.items()):
        for begin, end in _joined(spans):
            yield grid.left_mm + begin * step, y, grid.left_mm + end * step - grid.gutter_mm, y


def _joined(spans: Iterable[Span]) -> Iterator[Span]:
    """Spans that touch or overlap as one."""
    (start, end), *rest = sorted(spans)
    for left, right in rest:
        if left > end:
            yield start, end
            start, end = left, right
        end = max(end, right)
    yield start, end
