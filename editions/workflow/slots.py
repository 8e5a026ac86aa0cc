"""The places of a page: taken over from its template, filled, moved, sized, locked; all through `changing`."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from articles.models import Genre, Version
from articles.richtext import character_count
from articles.workflow import Refused
from authors.models import User
from editions.composing.grid import Cells
from editions.models import NO_ARTICLE, Page, Placement, Slot, SlotRole, SlotStyle, TemplateSlot
from editions.new_pages import copy_slots
from editions.workflow.layouts import changing

# A short text is one that runs among briefs.
BRIEF_CHARACTERS = 250
MOST_SLOTS = 60


def adopt_template(page: Page, *, by: User, seen: int | None = None) -> None:
    """Lay the page out as its template says, anew: its articles take the slots in the order they have."""
    with changing(page, verb="adopt", by=by, seen=seen) as page:
        articles = list(page.placements.select_related("version").order_by("order"))
        page.placements.update(slot=None, photo_places=[])
        page.slots.all().delete()
        copy_slots([page])
        for placement in articles:
            placement.slot = open_slot_for(placement.version, page)
            placement.save(update_fields=["slot"])


def open_slots(page: Page) -> list[Slot]:
    """Slots that still take an article, in their rank: empty ones, and briefs always."""
    taken = set(page.placements.exclude(slot=None).values_list("slot", flat=True))
    return [
        slot
        for slot in page.slots.all()
        if slot.role not in NO_ARTICLE and (slot.pk not in taken or slot.style == SlotStyle.BRIEFS)
    ]


def open_slot_for(version: Version, page: Page) -> Slot | None:
    """The slot that suits a version best among the open ones of a page; None if there is none, or no slots at all."""
    parts = version.parts
    suits = [(_misfit(slot, parts), slot.order, slot) for slot in open_slots(page)]
    best = min((one for one in suits if one[0] is not None), key=lambda one: (one[0], one[1]), default=None)
    return best[2] if best else None


def _misfit(slot: Slot, parts: dict[str, Any]) -> int | None:
    """How badly a slot suits: 0 is made for it; None if it cannot stand there."""
    is_short = character_count(parts["body"]) <= BRIEF_CHARACTERS
    if slot.role == SlotRole.PICTURE:
        if not parts["photos"]:
            return None
        return 0 if parts["genre"] == Genre.PHOTO_STORY else 2
    if slot.style == SlotStyle.BRIEFS:
        return 1 if is_short else None
    if slot.role == SlotRole.OPINION:
        return 0 if parts["genre"] == Genre.OPINION else 3
    return 1


# -- one slot ------------------------------------------------------------------------------------------------------
def slot_of(page: Page, slot: Slot | int) -> Slot:
    """A slot as it stands on the page now; raises `Refused` if it has gone."""
    number = slot.pk if isinstance(slot, Slot) else slot
    found = page.slots.filter(pk=number).first()
    if found is None:
        raise Refused(_("That slot has been removed meanwhile. Look at the page again."))
    return found


def add_slot(page: Page, cells: Cells, *, by: User, seen: int | None = None, **fields: Any) -> Slot:
    """Put a new, empty slot on free ground."""
    with changing(page, verb="add_slot", by=by, seen=seen) as page:
        refuse_off_the_sheet(page, cells)
        if page.slots.count() >= MOST_SLOTS:
            raise Refused(_("A page has at most %(most)s slots.") % {"most": MOST_SLOTS})
        refuse_second_corrections(page.slots.all(), fields.get("role", ""))
        rank = max((slot.order for slot in page.slots.all()), default=0) + 1
        fields = {"order": rank, "key": f"s{secrets.token_hex(4)}", **_measures(cells), **fields}
        return Slot.objects.create(page=page, **fields)


def refuse_second_corrections(others: Iterable[Slot | TemplateSlot], role: str) -> None:
    """The corrections of a page stand together: a second place for them would stay empty."""
    if role == SlotRole.CORRECTIONS and any(one.role == SlotRole.CORRECTIONS for one in others):
        raise Refused(_("The page has its slot for corrections already; all of them are printed there."))


def remove_slot(slot: Slot, *, by: User, seen: int | None = None) -> None:
    """Take a slot away; what stood in it stays on the page's list."""
    with changing(slot.page, verb="remove_slot", by=by, seen=seen) as page:
        found = slot_of(page, slot)
        _refuse_locked(found)
        found.delete()


def resize(slot: Slot, cells: Cells, *, by: User, seen: int | None = None) -> Slot:
    """Move a slot to other columns and lines, or give it other sizes."""
    with changing(slot.page, verb="resize", by=by, seen=seen) as page:
        found = slot_of(page, slot)
        _refuse_locked(found)
        refuse_off_the_sheet(page, cells)
        for name, value in _measures(cells).items():
            setattr(found, name, value)
        found.photo_columns = min(found.photo_columns, found.text_columns or cells.span)
        found.save()
        return found


def change_slot(slot: Slot, *, by: User, seen: int | None = None, **fields: Any) -> Slot:
    """Say otherwise what a slot is: role, style, rank, text columns, photo, advert, artwork, locked."""
    with changing(slot.page, verb="change_slot", by=by, seen=seen) as page:
        found = slot_of(page, slot)
        if set(fields) - {"locked"}:
            _refuse_locked(found)
        for name, value in fields.items():
            setattr(found, name, value)
        if found.style != SlotStyle.BRIEFS and found.placements.count() > 1:
            raise Refused(_("Several briefs stand in this slot. Take all but one off first."))
        if found.role == SlotRole.CORRECTIONS and found.placements.exists():
            raise Refused(_("An article stands in this slot. Take it off first; the slot is for corrections then."))
        refuse_second_corrections(page.slots.exclude(pk=found.pk), fields.get("role", ""))
        found.save()
        return found


def fill(placement: Placement, slot: Slot | None, *, by: User, seen: int | None = None) -> None:
    """Stand a placed article in a slot of its page; one that stands there already takes the other's place."""
    with changing(placement.page, verb="fill", by=by, seen=seen) as page:
        mine = page.placements.filter(pk=placement.pk).select_related("slot").first()
        if mine is None:
            raise Refused(_("“%(article)s” has been taken off this page meanwhile.") % {"article": placement.article})
        target = slot_of(page, slot) if slot else None
        for one in filter(None, (target, mine.slot)):
            _refuse_locked(one)
        if target:
            refuse_kept_slot(target)
        if target and target.style != SlotStyle.BRIEFS:
            page.placements.filter(slot=target).update(slot=mine.slot, photo_places=[])
        mine.slot, mine.photo_places = target, []
        mine.save(update_fields=["slot", "photo_places"])


def arrange(
    page: Page, places: Sequence[tuple[Slot | None, dict[str, Any], Placement | None]], *, by: User, seen: int | None
) -> None:
    """Lay a page out anew at one stroke: each place with its fields, and the placement that stands there.

    Slots that are not named go, unless they are locked. The placements not named stay on the list.
    """
    with changing(page, verb="arrange", by=by, seen=seen) as page:
        kept = {slot.pk for slot, _fields, _placement in places if slot}
        page.slots.filter(locked=False).exclude(pk__in=kept).delete()
        unlocked = page.placements.exclude(slot__locked=True)
        unlocked.update(slot=None, photo_places=[])
        for slot, fields, placement in places:
            row = slot_of(page, slot) if slot else Slot(page=page, key=f"s{secrets.token_hex(4)}")
            _refuse_locked(row)
            photo_places = fields.pop("photo_places", [])
            for name, value in fields.items():
                setattr(row, name, value)
            refuse_off_the_sheet(page, row.cells)
            row.save()
            if placement is not None:
                page.placements.filter(pk=placement.pk).update(slot=row, photo_places=photo_places)


def _measures(cells: Cells) -> dict[str, int]:
    return {"column": cells.column, "row": cells.row, "span": cells.span, "lines": cells.lines}


def refuse_kept_slot(slot: Slot) -> None:
    """Raise `Refused` for a slot that takes no article."""
    if slot.role == SlotRole.ADVERT:
        raise Refused(_("This slot is kept for an advertisement."))
    if slot.role == SlotRole.CORRECTIONS:
        raise Refused(_("This slot is kept for corrections."))


def _refuse_locked(slot: Slot) -> None:
    if slot.locked:
        raise Refused(_("This slot is locked. Unlock it first."))


def refuse_off_the_sheet(page: Page, cells: Cells) -> None:
    """Raise `Refused` for a place that does not lie on a page's sheet, or lies on the paper's name."""
    if page.paper is None:
        raise Refused(_("Page %(page)s has no paper size, so it has no slots.") % {"page": page.label})
    if not page.paper.grid.holds(cells):
        raise Refused(
            _("That does not lie on the page: it has %(columns)s columns and %(lines)s lines.")
            % {"columns": page.paper.columns, "lines": page.paper.lines}
        )
    if page.has_masthead and Cells(0, 0, page.masthead_columns, page.masthead_lines).overlaps(cells):
        raise Refused(_("The paper's name stands there."))


__all__ = [
    "add_slot",
    "adopt_template",
    "arrange",
    "change_slot",
    "fill",
    "open_slot_for",
    "open_slots",
    "refuse_kept_slot",
    "refuse_off_the_sheet",
    "remove_slot",
    "resize",
    "slot_of",
]
