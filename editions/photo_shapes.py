"""Where the photos of a placed article stand when one of them is drawn out, or given a named shape."""

from __future__ import annotations

from typing import Any

from editions import makeup
from editions.composing import photos
from editions.composing.blocks import measure_of
from editions.composing.slots import PhotoPlace
from editions.composing.slots import Slot as SlotToSet
from editions.manuscripts import manuscripts, writes_chinese
from editions.models import Placement
from photos.models import Shape


def with_place(placement: Placement, wanted: dict[str, Any]) -> list[dict[str, Any]]:
    """The places of all its photos with one of them as wanted, as `workflow.set_photos` takes them."""
    slot = placement.slot
    manuscript = manuscripts([placement.version])[placement.version_id]
    now = makeup.photo_places(placement, slot, manuscript) if slot else ()
    others = [
        {"photo": one.photo, "columns": one.columns, "lines": one.lines, "corner": one.corner}
        for one in now
        if one.photo != wanted["photo"]
    ]
    return sorted([*others, wanted], key=lambda one: int(one["photo"]))


def lines_for(placement: Placement, fields: dict[str, Any], shape: Shape) -> int:
    """How many lines a photo takes, with its caption, to be shown in a shape as wide as `fields` say."""
    slot = placement.slot
    manuscript = manuscripts([placement.version])[placement.version_id]
    if slot is None or fields["photo"] >= len(manuscript.photos):
        return int(fields["lines"])
    grid, photo = makeup.grid_of(placement.page), manuscript.photos[fields["photo"]]
    to_set = SlotToSet(
        slot.key, slot.role, slot.style, slot.cells, text_columns=slot.text_columns  # type: ignore[arg-type]
    )  # fmt: skip
    measure, _padding = measure_of(grid, to_set)

    def misses(lines: int) -> float:
        place = PhotoPlace(fields["columns"], lines, fields["corner"], fields["photo"])
        shown = photos.placed(photo, place, 0, grid, measure, chinese=writes_chinese())
        return abs(shown.width_mm / shown.picture_mm - shape.ratio)

    return min(range(photos.LEAST_LINES, slot.lines + 1), key=misses, default=photos.LEAST_LINES)
