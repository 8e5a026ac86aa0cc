"""The demo's paper sizes, and its kinds of page with the slots that every page of a kind begins with."""

from __future__ import annotations

import tomllib
from dataclasses import asdict
from typing import Any

from editions.composing.grid import BROADSHEET, TABLOID, Grid
from editions.models import PageTemplate, PaperSize, TemplateSlot
from newsroom.demo.layouts import FOLDER

# What 《云岫日报》 is printed on: a tabloid in five columns.
SHEET = Grid(
    name="四开五栏", width_mm=275, height_mm=395, columns=5, column_chars=14, gutter_chars=1.5,
    cell_mm=3.1, line_mm=4.6, top_mm=21, lines=77,
)  # fmt: skip


def make_templates() -> dict[str, PageTemplate]:
    """The paper sizes a house chooses from, and the templates of the demo's paper, by what they are for."""
    sizes = {name: _paper(grid, name) for name, grid in (("对开", BROADSHEET), ("四开", TABLOID), ("四开五栏", SHEET))}
    copy = tomllib.loads((FOLDER / "templates.toml").read_text(encoding="utf-8"))
    return {key: _template(fields, sizes["四开五栏"]) for key, fields in copy.items()}


def _paper(grid: Grid, name: str) -> PaperSize:
    return PaperSize.objects.get_or_create(name=name, defaults=asdict(grid) | {"name": name})[0]


def _template(fields: dict[str, Any], paper: PaperSize) -> PageTemplate:
    slots = fields.pop("slots")
    template = PageTemplate.objects.create(paper=paper, **fields)
    TemplateSlot.objects.bulk_create(
        TemplateSlot(template=template, key=f"t{order}", order=order, **_slot(slot))
        for order, slot in enumerate(slots, start=1)
    )
    return template


def _slot(words: dict[str, Any]) -> dict[str, Any]:
    column, row, span, lines = words.pop("at")
    if photo := words.pop("photo", None):
        words |= {"photo_columns": photo[0], "photo_lines": photo[1], "photo_corner": photo[2]}
    return {**words, "column": column, "row": row, "span": span, "lines": lines}
