"""What may happen to the kinds of page: their slots drawn, sized and named, a kind copied, an unused one removed."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, InternalError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.workflow import Refused
from articles.workflow.rows import check_deferred
from authors.models import User
from editions import policy
from editions.composing.grid import Cells
from editions.models import Page, PageTemplate, PlannedPage, TemplateSlot
from editions.new_pages import COPIED
from editions.workflow.rows import StaleLayout, database_said
from editions.workflow.slots import MOST_SLOTS, refuse_second_corrections

RULES = ("paper_id", "masthead_columns", "masthead_lines", "needs_lead", "needs_photo", "most_articles")
LONGEST_NAME = 40


@contextmanager
def changing_template(template: PageTemplate, *, by: User, seen: int) -> Iterator[PageTemplate]:
    """Change the slots of a kind of page: yields it as it stands, its row locked.

    `seen` is the layout number that the person looked at. What PostgreSQL refuses comes out as `Refused`.
    """
    try:
        with transaction.atomic():
            current = locked_template(template, by=by)
            refuse_stale_template(current, seen)
            yield current
            check_deferred()
    except (IntegrityError, InternalError) as error:
        raise Refused(database_said(error)) from error


def locked_template(template: PageTemplate, *, by: User) -> PageTemplate:
    _refuse_others(by)
    current = PageTemplate.objects.select_for_update(of=("self",)).select_related("paper").filter(pk=template.pk)
    if (found := current.first()) is None:
        raise Refused(_("The template “%(template)s” has been removed meanwhile.") % {"template": template})
    return found


def refuse_stale_template(template: PageTemplate, seen: int) -> None:
    if seen != template.layout_number:
        raise StaleLayout(
            _(
                "Somebody has changed the template “%(template)s” meanwhile. Look at it again; "
                "nothing of yours was written over it."
            )
            % {"template": template}
        )


# -- slots ---------------------------------------------------------------------------------------------------------
def add_template_slot(
    template: PageTemplate, cells: Cells, *, by: User, seen: int, role: str, style: str
) -> TemplateSlot:
    """Put a new slot on a kind of page; its rank is the last."""
    with changing_template(template, by=by, seen=seen) as current:
        _refuse_off_the_sheet(current, cells)
        slots = list(current.slots.all())
        if len(slots) >= MOST_SLOTS:
            raise Refused(_("A page has at most %(most)s slots.") % {"most": MOST_SLOTS})
        refuse_second_corrections(slots, role)
        rank = max((slot.order for slot in slots), default=0) + 1
        key = f"t{secrets.token_hex(4)}"
        return TemplateSlot.objects.create(
            template=current, key=key, order=rank, role=role, style=style, **_measures(cells)
        )


def resize_template_slot(slot: TemplateSlot, cells: Cells, *, by: User, seen: int) -> TemplateSlot:
    """Move a slot of a kind of page, or give it other sizes; a photo that would be too large shrinks with it."""
    with changing_template(slot.template, by=by, seen=seen) as current:
        found = _slot_of(current, slot)
        _refuse_off_the_sheet(current, cells)
        for name, value in _measures(cells).items():
            setattr(found, name, value)
        _fit_photo(found)
        found.save()
        return found


def change_template_slot(slot: TemplateSlot, *, by: User, seen: int, **fields: Any) -> TemplateSlot:
    """Say otherwise what a slot of a kind of page is: role, style, rank, text columns, the place of its photo."""
    with changing_template(slot.template, by=by, seen=seen) as current:
        found = _slot_of(current, slot)
        refuse_second_corrections(current.slots.exclude(pk=found.pk), fields.get("role", ""))
        for name, value in fields.items():
            setattr(found, name, value)
        _fit_photo(found)
        found.save()
        return found


def remove_template_slot(slot: TemplateSlot, *, by: User, seen: int) -> None:
    with changing_template(slot.template, by=by, seen=seen) as current:
        _slot_of(current, slot).delete()


def _slot_of(template: PageTemplate, slot: TemplateSlot) -> TemplateSlot:
    found = template.slots.filter(pk=slot.pk).first()
    if found is None:
        raise Refused(_("That slot has been removed meanwhile. Look at the page again."))
    return found


def _measures(cells: Cells) -> dict[str, int]:
    return {"column": cells.column, "row": cells.row, "span": cells.span, "lines": cells.lines}


def _fit_photo(slot: TemplateSlot) -> None:
    slot.photo_columns = min(slot.photo_columns, slot.text_columns or slot.span)
    slot.photo_lines = min(slot.photo_lines, slot.lines)


def _refuse_off_the_sheet(template: PageTemplate, cells: Cells) -> None:
    if template.paper is None:
        raise Refused(_("This template is a list of articles. Give it a paper size first, then slots."))
    if not template.paper.grid.holds(cells):
        raise Refused(
            _("That does not lie on the page: it has %(columns)s columns and %(lines)s lines.")
            % {"columns": template.paper.columns, "lines": template.paper.lines}
        )
    if template.masthead_cells and template.masthead_cells.overlaps(cells):
        raise Refused(_("The paper's name stands there."))


# -- whole templates -----------------------------------------------------------------------------------------------
@transaction.atomic
def copy_template(template: PageTemplate, *, by: User) -> PageTemplate:
    """A new kind of page that is like this one but for its name."""
    original = locked_template(template, by=by)
    copy = PageTemplate.objects.create(
        name=_name_for_copy(original.name), **{name: getattr(original, name) for name in RULES}
    )
    TemplateSlot.objects.bulk_create(
        TemplateSlot(template=copy, **{name: getattr(slot, name) for name in COPIED}) for slot in original.slots.all()
    )
    return copy


def _name_for_copy(name: str) -> str:
    taken = set(PageTemplate.objects.values_list("name", flat=True))
    endings = (f" {number}" for number in range(2, len(taken) + 3))
    return next(new for end in endings if (new := name[: LONGEST_NAME - len(end)] + end) not in taken)


@transaction.atomic
def remove_template(template: PageTemplate, *, by: User) -> None:
    """Take a kind of page away that no plan and no edition uses."""
    current = locked_template(template, by=by)
    if sentence := refusal_to_remove(current):
        raise Refused(sentence)
    try:
        with transaction.atomic():
            current.delete()
    except IntegrityError as error:
        raise Refused(
            _("Somebody has just begun to use the template “%(template)s”.") % {"template": current}
        ) from error


def refusal_to_remove(template: PageTemplate) -> str | None:
    """Why a kind of page stays, as a sentence; None if nothing uses it."""
    if planned := PlannedPage.objects.filter(template=template).count():
        return ngettext(
            "The plan has %(count)s page of this template, so it stays.",
            "The plan has %(count)s pages of this template, so it stays.",
            planned,
        ) % {"count": planned}
    if made := Page.objects.filter(template=template).count():
        return ngettext(
            "%(count)s page of an edition is made after this template, so it stays.",
            "%(count)s pages of editions are made after this template, so it stays.",
            made,
        ) % {"count": made}
    return None


def _refuse_others(by: User) -> None:
    if not policy.can_keep_house(by):
        raise Refused(_("Your role at the paper does not include its templates and paper sizes."))
