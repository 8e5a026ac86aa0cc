"""Putting approved articles on the pages of an edition, moving them, taking their new versions, taking them off."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import IntegrityError, InternalError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from articles import workflow as article_workflow
from articles.models import Article
from articles.workflow import Refused
from authors.models import User
from editions.models import Page, Placement, Slot
from editions.workflow.layouts import changing
from editions.workflow.rows import database_said, locked_placement
from editions.workflow.slots import open_slot_for, refuse_kept_slot, slot_of


def place(
    page: Page, articles: Sequence[Article], *, by: User, slot: Slot | None = None, seen: int | None = None
) -> list[Placement]:
    """Put the current versions of approved articles on a page, in the order given.

    On a drawn page each goes into `slot`, or into the open slot that suits it best; one that finds none stands on the
    page's list until somebody makes room.
    """
    with changing(page, verb="place", by=by, seen=seen) as page:
        locked = {article.pk: article for article in article_workflow.lock_in_order(one.pk for one in articles)}
        last = page.placements.aggregate(last=Max("order"))["last"] or 0
        return [
            _create(page, locked[wanted.pk], order, by=by, slot=slot)
            for order, wanted in enumerate(articles, start=last + 1)
        ]


def _create(page: Page, article: Article, order: int, *, by: User, slot: Slot | None) -> Placement:
    if not article.is_placeable:
        raise Refused(
            _("“%(article)s” is not approved (it is “%(state)s”), so it cannot be placed.")
            % {"article": article, "state": article.get_state_display()}
        )
    version = article_workflow.current(article)
    place = slot_of(page, slot) if slot else open_slot_for(version, page)
    if place:
        refuse_kept_slot(place)
    try:
        with transaction.atomic():
            return Placement.objects.create(
                page=page, article=article, version=version, order=order, placed_by=by, slot=place
            )
    except (IntegrityError, InternalError) as error:
        raise Refused(database_said(error, article)) from error


def remove(placement: Placement, *, by: User, seen: int | None = None) -> None:
    """Take an article off its page; those behind it move up, and what continued it goes with it."""
    with changing(placement.page, verb="remove", by=by, seen=seen):
        locked_placement(placement, by=by).delete()


def renew(placement: Placement, *, by: User, seen: int | None = None) -> Placement:
    """Take the article's newest approved version instead of the one placed."""
    with changing(placement.page, verb="renew", by=by, seen=seen):
        placement = locked_placement(placement, by=by)
        article = article_workflow.lock(placement.article)
        if not placement.page.edition.may_take(article) or article.current_version is None:
            raise Refused(
                _("The new version of “%(article)s” is not approved yet: it is “%(state)s”.")
                % {"article": article, "state": article.get_state_display()}
            )
        placement.version, placement.kept_over = article.current_version, None
        placement.save(update_fields=["version", "kept_over"])
        Placement.objects.filter(continues=placement).update(version=article.current_version)
        return placement


def keep(placement: Placement, *, by: User, seen: int | None = None) -> Placement:
    """Leave the version that was placed where it is for now, knowing of the newer one; the next one is said again."""
    with changing(placement.page, verb="keep", by=by, seen=seen):
        placement = locked_placement(placement, by=by)
        placement.kept_over = placement.article.current_version
        placement.save(update_fields=["kept_over"])
        return placement


@transaction.atomic
def move(placement: Placement, *, to: Page, order: int, by: User, seen: int | None = None) -> Placement:
    """Put a placed article at `order` (1 is the lead) of a page of the same edition; the others make room.

    On another page it takes the open slot that suits it best. On a drawn page the slots decide the order.
    """
    placement = locked_placement(placement, by=by)
    if to.edition_id != placement.page.edition_id:
        raise Refused(_("An article moves only within its edition."))
    if to.pk == placement.page_id:
        with changing(to, verb="move", by=by, seen=seen) as page:
            _reorder(placement, page, order)
        return placement
    if to.placements.filter(article=placement.article_id).exists():
        raise Refused(_("“%(article)s” stands on that page already.") % {"article": placement.article})
    with changing(placement.page, verb="move_out", by=by, seen=seen), changing(to, verb="move", by=by) as page:
        placement.slot, placement.photo_places = open_slot_for(placement.version, page), []
        _reorder(placement, page, order)
    return placement


def _reorder(placement: Placement, page: Page, order: int) -> None:
    rest = [other for other in page.placements.order_by("order") if other.pk != placement.pk]
    placement.page = page
    rest.insert(max(0, min(order - 1, len(rest))), placement)
    for number, other in enumerate(rest, start=1):
        other.order = number
    Placement.objects.bulk_update(rest, ["page", "order", "slot", "photo_places"])
