"""The grid of a sheet: columns across, body lines down; every measure on a page is one of these two."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Rect:
    """A box on the sheet, in millimetres from its upper left corner."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height


@dataclass(frozen=True, slots=True)
class Cells:
    """A box on the grid: `column` and `row` from 0, `span` columns wide, `lines` high."""

    column: int
    row: int
    span: int
    lines: int

    @property
    def right(self) -> int:
        return self.column + self.span

    @property
    def bottom(self) -> int:
        return self.row + self.lines

    def overlaps(self, other: Cells) -> bool:
        return (
            self.column < other.right
            and other.column < self.right
            and self.row < other.bottom
            and other.row < self.bottom
        )


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet and its grid. Millimetres, but `column_chars` and `gutter_chars`, which count full-width characters.

    `cell_mm` is the body size, one full-width character; `line_mm` the step from baseline to baseline; the text area
    begins `top_mm` below the edge, has `lines` body lines and stands in the middle of the sheet's width.
    """

    name: str
    width_mm: float
    height_mm: float
    columns: int
    column_chars: float
    gutter_chars: float
    cell_mm: float
    line_mm: float
    top_mm: float
    lines: int

    @property
    def column_mm(self) -> float:
        return self.column_chars * self.cell_mm

    @property
    def gutter_mm(self) -> float:
        return self.gutter_chars * self.cell_mm

    @property
    def text_width_mm(self) -> float:
        return self.span_mm(self.columns)

    @property
    def text_height_mm(self) -> float:
        return self.lines * self.line_mm

    @property
    def left_mm(self) -> float:
        return (self.width_mm - self.text_width_mm) / 2

    def span_mm(self, span: int) -> float:
        """How wide `span` columns are, with the gutters between them."""
        return span * self.column_mm + (span - 1) * self.gutter_mm

    def rect(self, cells: Cells) -> Rect:
        """Where a box of the grid is on the sheet."""
        return Rect(
            x=self.left_mm + cells.column * (self.column_mm + self.gutter_mm),
            y=self.top_mm + cells.row * self.line_mm,
            width=self.span_mm(cells.span),
            height=cells.lines * self.line_mm,
        )

    def holds(self, cells: Cells) -> bool:
        """Whether the box lies on the text area whole."""
        return (
            cells.column >= 0
            and cells.row >= 0
            and cells.span >= 1
            and cells.lines >= 1
            and cells.right <= self.columns
            and cells.bottom <= self.lines
        )

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


# 对开 and 四开, the two sheets Chinese dailies are printed on. Sizes: GB/T 148 sheets as newspapers trim them.
BROADSHEET = Grid(
    name="broadsheet", width_mm=390, height_mm=540, columns=6, column_chars=16, gutter_chars=1.5,
    cell_mm=3.4, line_mm=5.1, top_mm=24, lines=96,
)  # fmt: skip
TABLOID = Grid(
    name="tabloid", width_mm=275, height_mm=395, columns=4, column_chars=17, gutter_chars=1.5,
    cell_mm=3.25, line_mm=4.8, top_mm=20, lines=74,
)  # fmt: skip
