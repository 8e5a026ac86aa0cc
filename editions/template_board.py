"""What the sheet of a page template shows: its slots in their places, what uses it, and what it may become."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from editions import sheet_drawing
from editions.composing.grid import Cells, Grid
from editions.models import Corner, EditionState, Page, PageTemplate, PlannedPage, SlotRole, SlotStyle, Weekday


def context(template: PageTemplate) -> dict[str, Any]:
    """Everything the board of a template shows."""
    return {
        "template": template,
        "grid": template.paper.grid if template.paper else None,
        "drawing": sheet_drawing.of_sheet(template.paper.grid) if template.paper else None,
        "slots": [{"slot": slot, **_place(template, slot.cells)} for slot in template.slots.all()],
        "roles": SlotRole.choices,
        "styles": SlotStyle.choices,
        "corners": Corner.choices,
    }


def used_by(template: PageTemplate) -> dict[str, Any]:
    """The planned pages of a kind by weekday, those of exceptional days, and how many pages are under way."""
    planned = list(PlannedPage.objects.filter(template=template).select_related("exception"))
    by_day = {
        day.label: [page.label for page in planned if page.weekday == day.value and page.exception is None]
        for day in Weekday
    }
    open_pages = Page.objects.filter(template=template).exclude(edition__state=EditionState.PUBLISHED)
    return {
        "weekdays": [{"name": name, "labels": labels} for name, labels in by_day.items() if labels],
        "exceptions": [page for page in planned if page.exception is not None],
        "under_way": open_pages.count(),
    }


def sheet_of_slots(template: PageTemplate) -> Iterator[str]:
    """The rules of a style sheet that puts each slot in its place: the board stands without script."""
    assert template.paper is not None
    grid = template.paper.grid
    yield f".template-sheet {{ aspect-ratio: {grid.text_width_mm:.2f} / {grid.text_height_mm:.2f}; }}"
    for slot in template.slots.all():
        yield f"#slot-{slot.pk} {{ {_rule(grid, slot.cells)} }}"
    if template.masthead_cells:
        yield f".board-masthead {{ {_rule(grid, template.masthead_cells)} }}"


def _rule(grid: Grid, cells: Cells) -> str:
    return " ".join(f"{name}: {value:.3f}%;" for name, value in _percent(grid, cells).items())


def _place(template: PageTemplate, cells: Cells) -> dict[str, float]:
    return _percent(template.paper.grid, cells) if template.paper else {}


def _percent(grid: Grid, cells: Cells) -> dict[str, float]:
    """Where a box lies, in percent of the text area."""
    rect = grid.rect(cells)
    return {
        "left": 100 * (rect.x - grid.left_mm) / grid.text_width_mm,
        "top": 100 * (rect.y - grid.top_mm) / grid.text_height_mm,
        "width": 100 * rect.width / grid.text_width_mm,
        "height": 100 * rect.height / grid.text_height_mm,
    }
