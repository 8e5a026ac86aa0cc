"""A small drawing of a sheet: its margins, columns and the slots that stand on it, in millimetres, for SVG."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from editions.composing.grid import Cells, Grid, Rect
from editions.models import PageTemplate, PaperSize
from editions.models.slot import Place


@dataclass(frozen=True, slots=True)
class DrawnPlace:
    """One slot of the drawing."""

    rect: Rect
    role: str
    name: str
    order: int


@dataclass(frozen=True, slots=True)
class SheetDrawing:
    """What the template `admin/editions/_sheet_drawing.html` draws; all in millimetres of the sheet."""

    grid: Grid
    columns: list[Rect]
    masthead: Rect | None
    places: list[DrawnPlace]

    @property
    def height_of_lines(self) -> list[float]:
        """Where every tenth line ends, to count by."""
        grid = self.grid
        return [grid.top_mm + line * grid.line_mm for line in range(10, grid.lines, 10)]

    @property
    def text_right(self) -> float:
        return self.grid.left_mm + self.grid.text_width_mm

    @property
    def foot_mm(self) -> float:
        return self.grid.height_mm - self.grid.top_mm - self.grid.text_height_mm

    @property
    def says(self) -> str:
        """What stands on it, for those who do not see it: the slots in their rank."""
        return ", ".join(place.name for place in self.places)


def of_sheet(grid: Grid, places: Iterable[Place] = (), masthead: Cells | None = None) -> SheetDrawing:
    """A sheet with slots on it; what does not lie on its grid is left out."""
    return SheetDrawing(
        grid=grid,
        columns=[grid.rect(Cells(column, 0, 1, grid.lines)) for column in range(grid.columns)],
        masthead=grid.rect(masthead) if masthead and grid.holds(masthead) else None,
        places=[
            DrawnPlace(grid.rect(place.cells), place.role, str(place.get_role_display()), place.order)
            for place in places
            if grid.holds(place.cells)
        ],
    )


def of_paper(paper: PaperSize) -> SheetDrawing:
    return of_sheet(paper.grid)


def of_template(template: PageTemplate) -> SheetDrawing | None:
    """A kind of page with its slots; None for a list, which has no sheet."""
    if template.paper is None:
        return None
    return of_sheet(template.paper.grid, template.slots.all(), template.masthead_cells)
