"""What a page says otherwise than the article: its headline and deck, its photos, a cut, and where it goes on."""

from __future__ import annotations

from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from articles.workflow import Refused
from authors.models import User
from authors.text_line import check_text_line
from editions.composing.heading import MOST_ROWS
from editions.models import Corner, Page, Placement, Slot
from editions.workflow.layouts import changing
from editions.workflow.rows import locked_placement
from editions.workflow.slots import slot_of

MOST_PHOTOS = 6
# What is stored where the slot would show a photo and this page shows none.
LEFT_OUT: dict[str, Any] = {"photo": 0, "columns": 0, "lines": 0, "corner": Corner.TOP.value}
LONGEST_LINE = 200
SMALLEST_STEP = -6


def word(
    placement: Placement,
    *,
    headline: str,
    deck: str,
    by: User,
    seen: int | None = None,
    step: int | None = None,
    rows: int | None = None,
) -> Placement:
    """Give an article another headline or deck on this page; empty ones are the article's own.

    `step` makes the headline so many sizes smaller than fits (0 to -6), `rows` sets it on so many lines, 0 on as many
    as it needs; None leaves either as it is.
    """
    with changing(placement.page, verb="word", by=by, seen=seen):
        placement = locked_placement(placement, by=by)
        for name, text in (("headline", headline), ("deck", deck)):
            line = check_text_line(text)
            if len(line) > LONGEST_LINE:
                raise Refused(_("That line is too long: at most %(most)s characters.") % {"most": LONGEST_LINE})
            setattr(placement, name, line)
        placement.headline_step = placement.headline_step if step is None else max(SMALLEST_STEP, min(0, step))
        placement.headline_rows = placement.headline_rows if rows is None else max(0, min(MOST_ROWS, rows))
        placement.save(update_fields=["headline", "deck", "headline_step", "headline_rows"])
        return placement


def trim(placement: Placement, characters: int, *, by: User, seen: int | None = None) -> Placement:
    """Cut that many characters from the end of an article on this page; 0 sets it whole again."""
    with changing(placement.page, verb="trim", by=by, seen=seen):
        placement = locked_placement(placement, by=by)
        placement.trim = max(0, characters)
        placement.save(update_fields=["trim"])
        return placement


def set_photos(placement: Placement, places: list[dict[str, Any]], *, by: User, seen: int | None = None) -> Placement:
    """Say where the photos of an article stand in its slot; an empty list leaves it to the slot.

    A place is {photo, columns, lines, corner}: `photo` counts the version's photos from 0, sizes are those of the slot.
    A photo without a place is not on the page; `LEFT_OUT` alone leaves out all of them.
    """
    with changing(placement.page, verb="photos", by=by, seen=seen):
        placement = locked_placement(placement, by=by)
        if len(places) > MOST_PHOTOS:
            raise Refused(_("At most %(most)s photos stand in one slot.") % {"most": MOST_PHOTOS})
        placement.photo_places = [_checked(place, placement) for place in places]
        placement.save(update_fields=["photo_places"])
        return placement


def _checked(place: dict[str, Any], placement: Placement) -> dict[str, Any]:
    slot = placement.slot
    photos = placement.version.parts["photos"]
    if not 0 <= place["photo"] < len(photos):
        raise Refused(_("The article has no such photo."))
    if place["columns"] == 0:
        return dict(LEFT_OUT)
    widest, highest = (slot.text_columns or slot.span, slot.lines) if slot else (0, 0)
    refuse_photo_size(place["columns"], place["lines"], widest=widest, highest=highest)
    if place["corner"] not in Corner.values:
        raise Refused(_("Choose where the photo stands."))
    return {name: place[name] for name in ("photo", "columns", "lines", "corner")}


def refuse_photo_size(columns: int, lines: int, *, widest: int, highest: int) -> None:
    """Raise `Refused` for a photo that is larger than its slot, or too small to be one."""
    if not 1 <= columns <= widest:
        raise Refused(_("A photo is 1 to %(widest)s columns wide in this slot.") % {"widest": widest})
    if not 3 <= lines <= highest:
        raise Refused(_("A photo is at least 3 lines high and no higher than its slot."))


def jump(placement: Placement, to: Page, slot: Slot | None, *, by: User, seen: int | None = None) -> Placement:
    """Let what finds no place go on (下转) on another page of the edition, in an open slot of it."""
    with changing(placement.page, verb="jump", by=by, seen=seen):
        placement = locked_placement(placement, by=by)
        if placement.continues_id:
            raise Refused(_("A continuation does not go on again."))
        if to.pk == placement.page_id or to.edition_id != placement.page.edition_id:
            raise Refused(_("An article goes on on another page of its edition."))
        if to.placements.filter(article=placement.article_id).exists():
            raise Refused(_("“%(article)s” stands on that page already.") % {"article": placement.article})
        with changing(to, verb="continue", by=by) as page:
            Placement.objects.filter(continues=placement).delete()
            last = page.placements.aggregate(last=Max("order"))["last"] or 0
            return Placement.objects.create(
                page=page,
                article=placement.article,
                version=placement.version,
                order=last + 1,
                placed_by=by,
                slot=slot_of(page, slot) if slot else None,
                continues=placement,
            )


def do_not_jump(placement: Placement, *, by: User, seen: int | None = None) -> None:
    """Take a continuation off its page; the text has to find its place where it begins."""
    with changing(placement.page, verb="do_not_jump", by=by, seen=seen):
        placement = locked_placement(placement, by=by)
        continuation = Placement.objects.select_related("page__edition").filter(continues=placement).first()
        if continuation:
            with changing(continuation.page, verb="discontinue", by=by):
                continuation.delete()
            # The page it went on from is another page now, though none of its rows has changed.
            placement.save(update_fields=["trim"])
