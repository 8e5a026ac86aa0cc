"""What may happen to an edition before it is published: planned, composed, scheduled. The only place that does it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, InternalError, transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import workflow as article_workflow
from articles.clock import database_now
from articles.models import Article, State
from articles.workflow import Refused
from authors.models import User
from editions import policy
from editions.models import (
    Edition,
    EditionEvent,
    EditionState,
    Page,
    Placement,
)
from editions.planning import plan

__all__ = ["Refused", "lock", "move", "place", "plan", "remove", "renew", "schedule", "unschedule"]


@transaction.atomic
def place(page: Page, articles: Sequence[Article], *, by: User) -> list[Placement]:
    """Put the current versions of approved articles at the end of a page, in the order given."""
    _locked_for_composing(page.edition, by=by)
    locked = {article.pk: article for article in article_workflow.lock_in_order(article.pk for article in articles)}
    last = page.placements.aggregate(last=Max("order"))["last"] or 0
    placed = []
    for order, wanted in enumerate(articles, start=last + 1):
        article = locked[wanted.pk]
        if article.state != State.APPROVED:
            raise Refused(
                _("“%(article)s” is not approved (it is “%(state)s”), so it cannot be placed.")
                % {"article": article, "state": article.get_state_display()}
            )
        placed.append(_create(page, article, order, by=by))
    return placed


def _create(page: Page, article: Article, order: int, *, by: User) -> Placement:
    try:
        with transaction.atomic():
            return Placement.objects.create(
                page=page,
                article=article,
                version=article_workflow.current(article),
                order=order,
                placed_by=by,
            )
    except (IntegrityError, InternalError) as error:
        raise Refused(_database_said(error, article)) from error


@transaction.atomic
def remove(placement: Placement, *, by: User) -> None:
    """Take an article off its page; those behind it move up."""
    placement = _locked_placement(placement, by=by)
    page, order = placement.page, placement.order
    placement.delete()
    page.placements.filter(order__gt=order).update(order=F("order") - 1)


@transaction.atomic
def renew(placement: Placement, *, by: User) -> Placement:
    """Take the article's newest approved version instead of the one placed."""
    placement = _locked_placement(placement, by=by)
    article = article_workflow.lock(placement.article)
    if article.state != State.APPROVED or article.current_version is None:
        raise Refused(
            _("The new version of “%(article)s” is not approved yet: it is “%(state)s”.")
            % {"article": article, "state": article.get_state_display()}
        )
    placement.version = article.current_version
    placement.save(update_fields=["version"])
    return placement


@transaction.atomic
def move(placement: Placement, *, to: Page, order: int, by: User) -> Placement:
    """Put a placed article at `order` (1 is the lead) of a page of the same edition; the others make room."""
    placement = _locked_placement(placement, by=by)
    if to.edition_id != placement.page.edition_id:
        raise Refused(_("An article moves only within its edition."))
    if to.pk != placement.page_id and to.placements.filter(article=placement.article_id).exists():
        raise Refused(_("“%(article)s” stands on that page already.") % {"article": placement.article})
    source = placement.page
    placement.page = to
    rest = [other for other in to.placements.order_by("order") if other.pk != placement.pk]
    rest.insert(max(0, min(order - 1, len(rest))), placement)
    for number, other in enumerate(rest, start=1):
        other.order = number
    Placement.objects.bulk_update(rest, ["page", "order"])
    if source.pk != to.pk:
        _close_gaps(source)
    return placement


def _close_gaps(page: Page) -> None:
    rest = list(page.placements.order_by("order"))
    for number, placement in enumerate(rest, start=1):
        placement.order = number
    Placement.objects.bulk_update(rest, ["order"])


@transaction.atomic
def schedule(edition: Edition, *, at: datetime, by: User) -> Edition:
    """Let the press publish the edition at a moment to come."""
    edition = lock(edition)
    if sentence := policy.refusal_to_publish(by, edition):
        raise Refused(sentence)
    if at <= database_now():
        raise Refused(_("That moment has passed. Choose a later one, or publish now."))
    edition.state, edition.go_live_at, edition.scheduled_by = EditionState.SCHEDULED, at, by
    edition.save(update_fields=["state", "go_live_at", "scheduled_by"])
    record("schedule", edition, by=by, note=at.isoformat())
    return edition


@transaction.atomic
def unschedule(edition: Edition, *, by: User, note: str = "") -> Edition:
    """Take an edition out of the press's hands again."""
    edition = lock(edition)
    if sentence := policy.refusal_to_publish(by, edition):
        raise Refused(sentence)
    if edition.state == EditionState.OPEN:
        return edition
    edition.state, edition.go_live_at, edition.scheduled_by = EditionState.OPEN, None, None
    edition.save(update_fields=["state", "go_live_at", "scheduled_by"])
    record("unschedule", edition, by=by, note=note)
    return edition


def lock(edition: Edition) -> Edition:
    """The edition as it stands now, its row locked until the transaction ends."""
    return Edition.objects.select_for_update().get(pk=edition.pk)


def _locked_for_composing(edition: Edition, *, by: User) -> Edition:
    edition = lock(edition)
    if sentence := policy.refusal_to_compose(by, edition):
        raise Refused(sentence)
    return edition


def _locked_placement(placement: Placement, *, by: User) -> Placement:
    """The placement as it stands under the edition's lock: somebody may have moved it or taken it off meanwhile."""
    _locked_for_composing(placement.page.edition, by=by)
    current = Placement.objects.select_related("page__edition", "article").filter(pk=placement.pk).first()
    if current is None:
        raise Refused(_("“%(article)s” has been taken off this page meanwhile.") % {"article": placement.article})
    return current


def record(verb: str, edition: Edition, *, by: User, note: str = "") -> None:
    EditionEvent.objects.create(edition=edition, verb=verb, by=by, note=note)


# What the triggers of migration 0002 say, in words for people.
DATABASE_SENTENCES = {
    "newsroom: this page is published": gettext_lazy("This edition is published; a published page is never changed."),
    "newsroom: only an approved version is placed": gettext_lazy(
        "“%(article)s” is not approved, so it cannot be placed."
    ),
    "editions_placed_once_a_page": gettext_lazy("“%(article)s” stands on that page already."),
}


def _database_said(error: Exception, article: Article) -> str:
    text = str(error)
    for mark, sentence in DATABASE_SENTENCES.items():
        if mark in text:
            return str(sentence) % {"article": article}
    return _("The database refused this change: %(reason)s") % {"reason": text.splitlines()[0]}
