"""What somebody asks of a page's board: the page he may see, and the fields of his form, read as what they must be."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from authors.models import User
from editions import workflow
from editions.admin_views.asking import edition_of, number, person
from editions.composing.grid import Cells
from editions.models import Corner, Edition, Page, Placement, Slot, SlotRole, SlotStyle, TemplateSlot
from editions.whole_numbers import MOST_DIGITS, positive, whole


def asked(request: HttpRequest, edition_id: int, page_id: int) -> tuple[Edition, Page]:
    edition = edition_of(request, edition_id)
    page = edition.pages.select_related("paper", "template", "edition").filter(pk=number(page_id)).first()
    if page is None:
        raise Http404
    return edition, page


class Wish:
    """What somebody asks of the board: the fields of his form, read as what they must be."""

    def __init__(self, request: HttpRequest, edition: Edition, page: Page) -> None:
        self.request, self.edition, self.page = request, edition, page
        self.by: User = person(request)

    @property
    def seen(self) -> int:
        return self.count("seen")

    def text(self, name: str) -> str:
        return str(self.request.POST.get(name, "")).replace("\0", "")

    def count(self, name: str, default: int | None = None) -> int:
        """A whole number from 0; raises `Refused` for anything else, unless there is a default for nothing at all."""
        text = self.text(name).strip()
        if not text and default is not None:
            return default
        try:
            return whole(text)
        except ValueError:
            sentence = _("“%(text)s” is not a whole number of at most %(most)s digits.")
            raise workflow.Refused(sentence % {"text": text[:20], "most": MOST_DIGITS}) from None

    def choice(self, name: str, among: type[Any], default: str) -> str:
        value = self.text(name) or default
        if value not in among.values:
            raise Http404
        return value

    def cells(self) -> Cells:
        """Columns and lines are counted from 1 by people, from 0 by the grid."""
        column, row = self.count("column"), self.count("row")
        if not column or not row:
            raise workflow.Refused(_("Columns and lines are counted from 1."))
        return Cells(column - 1, row - 1, self.count("span"), self.count("lines"))

    def settings_of(self, slot: Slot | TemplateSlot) -> dict[str, Any]:
        """What the form says a slot of a page or a template is for; what it does not say stays as it is."""
        return {
            "role": self.choice("role", SlotRole, slot.role),
            "style": self.choice("style", SlotStyle, slot.style),
            "order": min(99, max(1, self.count("order", slot.order))),
            "text_columns": min(24, self.count("text_columns", slot.text_columns)),
            "photo_columns": min(12, self.count("photo_columns", slot.photo_columns)),
            "photo_lines": min(slot.lines, self.count("photo_lines", slot.photo_lines)),
            "photo_corner": self.choice("photo_corner", Corner, slot.photo_corner),
        }

    def slot(self) -> Slot:
        found = self.page.slots.select_related("page__edition").filter(pk=number(self.text("slot"))).first()
        if found is None:
            raise workflow.Refused(_("That slot has been removed meanwhile. Look at the page again."))
        return found

    def slot_or_none(self) -> Slot | None:
        return self.slot() if self.text("slot") else None

    def placement(self) -> Placement:
        rows = Placement.objects.select_related("page__edition", "article__current_version", "version", "slot")
        found = rows.filter(pk=number(self.text("placement")), page__edition=self.edition).first()
        if found is None or found.page_id != self.page.pk:
            raise workflow.Refused(_("That article has been moved or taken off meanwhile. Look at the page again."))
        return found

    def article(self) -> int:
        try:
            return positive(self.text("article"))
        except ValueError:
            raise Http404 from None
