"""What the look over an edition reads from the database: once for all of them where several are looked over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, prefetch_related_objects

from articles import pictured
from articles.workflow import proofing
from editions import corrections, drawing, printed_notices
from editions.corrections import DueCorrection
from editions.models import Drawing, Edition, Slot
from photos import uses


@dataclass(frozen=True, slots=True)
class Known:
    """`due`: the corrections that print owes. `unread`: the articles no proofreader has read since the final review.

    `shown`: photo, article and day of what readers have seen lately. `drawings`: the newest good one of each page,
    `failed`: the newest that could not be made.
    """

    due: Sequence[DueCorrection]
    unread: set[int]
    shown: list[tuple[int, int, date]]
    drawings: dict[int, Drawing]
    failed: dict[int, Drawing]


def read(editions: Sequence[Edition], *, due: Sequence[DueCorrection] | None = None) -> Known:
    """Read it for editions that were loaded `with_pages()`; `due`, where the caller knows it already."""
    pages = [page for edition in editions for page in edition.pages.all()]
    printed = [page for page in pages if page.needs_sign_off]
    slots = Prefetch("slots", Slot.objects.select_related("artwork_file"))
    prefetch_related_objects(printed, slots, "sign_offs", printed_notices.of_pages())
    articles = {one.article_id: one.article for page in pages for one in page.placements.all()}
    new = (article for article in articles.values() if article.appears_with_its_edition)
    photos = {use.photo_id for article in new for use in article.photos.all()}
    first = min((edition.date for edition in editions), default=None)
    drawings, failed = drawing.lately(page for page in printed if page.is_drawn) if printed else ({}, {})
    if due is None:
        due = corrections.due() if any(not edition.is_out for edition in editions) else []
    return Known(
        due=due,
        unread=proofing.unproved(articles) if articles else set(),
        shown=pictured.shown_since(photos, uses.repeats_from(first)) if first else [],
        drawings=drawings,
        failed=failed,
    )
