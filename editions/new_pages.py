"""What a new page begins with: the sheet, the masthead and the slots of its template."""

from __future__ import annotations

from collections.abc import Iterable

from editions.models import Page, Slot

COPIED = (
    "key", "order", "role", "style", "column", "row", "span", "lines", "text_columns", "photo_columns", "photo_lines",
    "photo_corner",
)  # fmt: skip


def copy_slots(pages: Iterable[Page]) -> None:
    """Give new pages the sheet, masthead and slots of their templates; a later template never touches them."""
    for page in pages:
        template = page.template
        page.paper_id = template.paper_id
        page.masthead_columns, page.masthead_lines = template.masthead_columns, template.masthead_lines
        page.save(update_fields=["paper", "masthead_columns", "masthead_lines"])
        Slot.objects.bulk_create(
            Slot(page=page, **{name: getattr(slot, name) for name in COPIED}) for slot in template.slots.all()
        )
