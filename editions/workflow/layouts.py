"""Changing a page's layout: one at a time, on what was seen, recorded whole, and taken back again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, InternalError, transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from articles import workflow as article_workflow
from articles.workflow import Refused
from articles.workflow.rows import check_deferred
from authors.models import User
from editions.composing.grid import Cells
from editions.models import Edition, LayoutChange, Page, Placement, Slot
from editions.models.layout import MEASURES
from editions.workflow.rows import StaleLayout, database_said, locked_page

SLOT_FIELDS = (
    "key", "order", "role", "style", "column", "row", "span", "lines", "text_columns", "photo_columns", "photo_lines",
    "photo_corner", "locked", "advert", "artwork_id", "artwork_file_id",
)  # fmt: skip
PLACEMENT_FIELDS = (
    "version_id", "order", "placed_by_id", "slot_id", "headline", "deck", "photo_places", "trim", "kept_over_id",
    "headline_step", "headline_rows",
)  # fmt: skip

# What the page stands on: a template that is taken over brings its own.
SHEET_FIELDS = ("paper_id", "masthead_columns", "masthead_lines")

# Of what goes on here the text is decided where it begins.
CONTINUATION_FIELDS = ("order", "slot_id", "headline", "trim", "headline_step", "headline_rows")

# The verb of a change to a page set elsewhere, which is undone where its regions are.
ELSEWHERE = "elsewhere"
# That of a correction placed or taken off, which is undone by placing it otherwise.
CORRECTIONS = "corrections"


@contextmanager
def changing(page: Page, *, verb: str, by: User, seen: int | None = None) -> Iterator[Page]:
    """Change a page under its edition's lock: yields it as it stands, and records how it was before.

    `seen` is the layout number that the person looked at; `StaleLayout` is raised if the page has another one by now.
    What PostgreSQL refuses comes out as `Refused`, with nothing changed.
    """
    try:
        with transaction.atomic():
            page = locked_page(page, by=by)
            refuse_stale(page, seen)
            before = layout_of(page)
            yield page
            _settle(page)
            check_deferred()
            number = Page.objects.values_list("layout_number", flat=True).get(pk=page.pk)
            if number != page.layout_number:
                _note(page, number, verb=verb, by=by, before=before)
    except (IntegrityError, InternalError) as error:
        raise Refused(database_said(error)) from error


def refuse_other_words(page: Page, digest: str, looked_at: str | None) -> None:
    """Refuse what is said of a page as somebody saw it, when by other words, numbers or names it is another by now."""
    if looked_at is not None and looked_at != digest:
        raise StaleLayout(
            _("Page %(page)s does not read as it did when you looked at it. Look at it again.") % {"page": page.label}
        )


def refuse_stale(page: Page, seen: int | None) -> None:
    if seen is not None and seen != page.layout_number:
        last = page.layout_changes.select_related("by").first()
        raise StaleLayout(
            _("%(person)s has changed page %(page)s meanwhile. Look at it again; nothing of yours was written over it.")
            % {"person": last.by if last else _("Somebody"), "page": page.label}
        )


def _note(
    page: Page, number: int, *, verb: str, by: User, before: dict[str, Any], undoes: LayoutChange | None = None
) -> None:
    LayoutChange.objects.create(page=page, number=number, verb=verb, by=by, before=before, undoes=undoes)
    page.layout_number = number


def _settle(page: Page) -> None:
    """Number what stands on the page from 1: on a drawn page in the rank of the slots, the rest behind them."""
    placed = list(page.placements.select_related("slot").order_by("order"))
    if page.is_drawn:
        placed.sort(key=lambda one: (one.slot is None, one.slot.order if one.slot else 0))
    changed = []
    for number, placement in enumerate(placed, start=1):
        if placement.order != number:
            placement.order = number
            changed.append(placement)
    Placement.objects.bulk_update(changed, ["order"])


def layout_of(page: Page) -> dict[str, Any]:
    """Everything of a page that can be undone: its slots by number, its placements and what goes on here by article."""
    return {
        "sheet": {name: getattr(page, name) for name in SHEET_FIELDS},
        "slots": {str(slot.pk): {name: getattr(slot, name) for name in SLOT_FIELDS} for slot in page.slots.all()},
        "placements": {
            str(placement.article_id): {name: getattr(placement, name) for name in PLACEMENT_FIELDS}
            for placement in page.placements.order_by("order")
            if placement.continues_id is None
        },
        "continuations": {
            str(placement.article_id): {name: getattr(placement, name) for name in CONTINUATION_FIELDS}
            for placement in page.placements.order_by("order")
            if placement.continues_id is not None
        },
    }


@transaction.atomic
def undo(page: Page, *, by: User, seen: int | None = None) -> LayoutChange:
    """Take back the last change of a page that has not been taken back; again, and the one before it goes too."""
    page = locked_page(page, by=by)
    refuse_stale(page, seen)
    last = undoable(page).select_related("page").first()
    if last is None:
        raise Refused(_("There is nothing to take back on page %(page)s.") % {"page": page.label})
    before = layout_of(page)
    try:
        with transaction.atomic():
            _restore(page, last.before)
            _settle(page)
            check_deferred()
    except (IntegrityError, InternalError) as error:
        raise Refused(database_said(error)) from error
    number = Page.objects.values_list("layout_number", flat=True).get(pk=page.pk)
    _note(page, number, verb="undo", by=by, before=before, undoes=last)
    return last


def undoable(page: Page) -> QuerySet[LayoutChange]:
    """The changes of a page that an undoing would take back, the last one first."""
    return page.layout_changes.filter(undoes=None, undone_by=None).exclude(verb__in=[ELSEWHERE, CORRECTIONS, MEASURES])


def note_measures(pages: Sequence[Page], *, by: User) -> None:
    """Record that the sheet of these pages has other measures: each counts as changed, by the person who said so.

    It is taken back where the sheet is measured; undoing on the page goes past it.
    """
    for page in pages:
        Page.objects.filter(pk=page.pk).update(layout_number=F("layout_number") + 1)
        _note(page, page.layout_number + 1, verb=MEASURES, by=by, before=layout_of(page))


def _refuse_off_the_sheet(page: Page, slots: dict[int, dict[str, Any]]) -> None:
    """The sheet may have been measured anew since: what stood on it then may lie beside it now."""
    cells = [Cells(one["column"], one["row"], one["span"], one["lines"]) for one in slots.values()]
    if page.paper is not None and not all(page.paper.grid.holds(one) for one in cells):
        raise Refused(
            _("The sheet has other measures now, and page %(page)s as it was has no room on it. Change it by hand.")
            % {"page": page.label}
        )


def _restore(page: Page, layout: dict[str, Any]) -> None:
    if sheet := layout.get("sheet"):
        Page.objects.filter(pk=page.pk).update(**sheet)
        page.refresh_from_db(fields=["paper", "masthead_columns", "masthead_lines"])
    slots = {int(number): fields for number, fields in layout["slots"].items()}
    placements = {int(number): fields for number, fields in layout["placements"].items()}
    _refuse_off_the_sheet(page, slots)
    page.placements.exclude(article__in=placements).filter(continues=None).delete()
    page.slots.exclude(pk__in=slots).delete()
    there = {slot.pk: slot for slot in page.slots.all()}
    for number, fields in slots.items():
        slot = there.get(number) or Slot(pk=number, page=page)
        _set(slot, fields)
        slot.save(force_insert=number not in there)
    standing = {placement.article_id: placement for placement in page.placements.all()}
    _refuse_what_may_not_return(set(placements) - set(standing), page)
    for article, fields in placements.items():
        placement = standing.get(article) or Placement(page=page, article_id=article)
        _set(placement, fields)
        placement.save()
    for article, fields in layout.get("continuations", {}).items():
        if (rest := standing.get(int(article))) and rest.continues_id is not None:
            _set(rest, fields)
            rest.save()


def _set(row: Slot | Placement, fields: dict[str, Any]) -> None:
    for name, value in fields.items():
        setattr(row, name, value)


def _refuse_what_may_not_return(articles: set[int], page: Page) -> None:
    """An article that was taken off comes back only as long as it is approved and stands nowhere else."""
    for article in article_workflow.lock_in_order(articles):
        if not page.edition.may_take(article):
            raise Refused(
                _("“%(article)s” is no longer approved, so it cannot be put back. Change the page by hand.")
                % {"article": article}
            )
        elsewhere = Placement.objects.filter(article=article, page__edition__in=Edition.objects.in_the_making())
        if taken := elsewhere.select_related("page__edition").first():
            raise Refused(
                _("“%(article)s” stands on %(page)s of %(edition)s by now. Change the page by hand.")
                % {"article": article, "page": taken.page.label, "edition": taken.page.edition}
            )
