"""The corrections of a page as they are printed: one below the other in the slot that is kept for them (更正)."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.db.models import Prefetch
from django.utils import translation
from django.utils.translation import gettext as _

from articles.models import Correction
from editions.composing.manuscript import Item, Manuscript
from editions.composing.slots import Setting
from editions.composing.slots import Slot as SlotToSet
from editions.manuscripts import writes_chinese
from editions.models import Page, PrintedCorrection, Slot, SlotRole


def of_pages() -> Prefetch[str]:
    """Read with pages: what stands on each of them."""
    return Prefetch("printed_corrections", PrintedCorrection.objects.standing().select_related("correction"))


def slot_for(page: Page) -> Slot | None:
    """The slot in which a page prints its corrections: the first in rank that is kept for them."""
    return next((slot for slot in page.slots.all() if slot.role == SlotRole.CORRECTIONS), None)


def is_without_slot(page: Page) -> bool:
    """Whether corrections stand on a page that has no place to print them. Load the page `of_pages()`."""
    return slot_for(page) is None and bool(page.printed_corrections.all())


def standing_in(slot: Slot, page: Page) -> list[PrintedCorrection]:
    """The corrections that are printed in a slot; in a second one of a page none are. Load the page `of_pages()`."""
    first = slot_for(page)
    return list(page.printed_corrections.all()) if first is not None and first.pk == slot.pk else []


def slot_of(slot: Slot, standing: Sequence[PrintedCorrection]) -> SlotToSet:
    """The slot as the engine sets it: in a frame, whatever style it has, under a head in the paper's language."""
    with translation.override(settings.LANGUAGE_CODE):
        return SlotToSet(
            key=slot.key,
            role="corrections",
            style="box",
            cells=slot.cells,
            text_columns=slot.text_columns,
            settings=tuple(Setting(-one.pk, _manuscript(one.correction)) for one in standing),
            label=_("Corrections") if len(standing) > 1 else _("Correction"),
        )


def _manuscript(correction: Correction) -> Manuscript:
    """The notice word for word; what somebody concerned replies is marked as a reply."""
    opening = ""
    if correction.kind == Correction.Kind.REPLY:
        opening = f"{correction.get_kind_display()}：" if writes_chinese() else f"{correction.get_kind_display()}:"
    return Manuscript(
        article=correction.article_id,
        version=0,
        headline="",
        opening=opening,
        items=(Item("paragraph", " ".join(correction.notice.split())),),
    )
