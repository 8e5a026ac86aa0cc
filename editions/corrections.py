"""The corrections that print owes its readers: which are due, where they stood, and on which page they will stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from articles import policy as article_policy
from articles.models import Correction
from articles.workflow import Refused
from authors.models import User
from editions import policy, workflow
from editions.models import OUT, Edition, Page, Placement, PrintedCorrection
from editions.workflow import layouts

MOST = 100


@dataclass(frozen=True, slots=True)
class Place:
    """Where an article stood in print; `order` 1 is the lead."""

    day: date
    page: Page
    order: int


@dataclass(frozen=True, slots=True)
class DueCorrection:
    """A correction to be printed: where its article stood first, and the page it stands on now, if any.

    `missed` are the editions that have appeared since it was published and did not carry it.
    """

    correction: Correction
    stood: Place | None
    page: Page | None
    missed: int

    @property
    def ranks_below(self) -> bool:
        """Whether its page is a lesser one than that of the article it corrects (同等版位)."""
        return self.page is not None and self.stood is not None and rank(self.page) > rank(self.stood.page)


def rank(page: Page) -> tuple[str, int]:
    """The front page first."""
    return page.letter, page.number


def due() -> list[DueCorrection]:
    """The published corrections that no published edition carries, the longest known error first.

    Those of articles withdrawn since are not printed: there is nothing left to be put right. Nor are those of articles
    that were on the website first and went into print with the right words, or have not been printed yet.
    """
    rows = _owed()
    rows = rows.exclude(printed__page__edition__state__in=OUT)
    # The article's headline is the published one; its words stand in the correction.
    found = list(
        rows.select_related("article__section", "article__created_by", "printed__page__edition").order_by(
            "found_at", "pk"
        )[:MOST]
    )
    stood, editions = _first_places(found), _appeared_since(found)
    return [
        DueCorrection(
            correction,
            stood.get(correction.article_id),
            printed.page if (printed := getattr(correction, "printed", None)) else None,
            sum(moment > correction.published_at for moment in editions if correction.published_at),
        )
        for correction in found
    ]


def _owed() -> QuerySet[Correction]:
    """The published corrections of articles that were in print before they were corrected."""
    printed = Placement.objects.filter(article=OuterRef("article"), page__edition__state__in=OUT)
    had_it_wrong = Exists(printed.filter(page__edition__published_at__lte=OuterRef("published_at")))
    return Correction.objects.published().of_readable_articles().filter(Q(article__online_first="") | had_it_wrong)


def due_corrections(user: User, known: Sequence[DueCorrection] | None = None) -> list[DueCorrection] | None:
    """For "My desk": what is due (`known`, if it was read already) and on no page; None for who composes no pages."""
    if not policy.can_compose(user):
        return None
    return [one for one in (due() if known is None else known) if one.page is None]


def to_print(edition: Edition, known: Sequence[DueCorrection] | None = None) -> list[DueCorrection]:
    """What this unpublished edition could carry, or carries: all that is due and stands in no other edition.

    `known` is what `due()` has answered before.
    """
    rows = due() if known is None else known
    return [one for one in rows if one.page is None or one.page.edition_id == edition.pk]


def printed_on(edition: Edition) -> dict[int, list[PrintedCorrection]]:
    """The corrections on the pages of an edition, by the number of the page, in the order of placing."""
    found: dict[int, list[PrintedCorrection]] = {}
    rows = PrintedCorrection.objects.filter(page__edition=edition).select_related("correction", "page")
    for printed in rows.order_by("pk"):
        found.setdefault(printed.page_id, []).append(printed)
    return found


def is_next(edition: Edition) -> bool:
    """Whether this is the edition that appears next: the earliest of those in the making."""
    earlier = Q(date__lt=edition.date) | Q(date=edition.date, number_in_day__lt=edition.number_in_day)
    return not edition.is_out and not Edition.objects.unpublished().filter(earlier).exists()


@transaction.atomic
def place(correction: Correction, page: Page, *, by: User, seen: int | None = None) -> PrintedCorrection:
    """Put a due correction on a page, or move it there from another page of an edition in the making."""
    edition = workflow.lock(page.edition)
    if sentence := policy.refusal_to_make_new(by, edition):
        raise Refused(sentence)
    # Locked, so that two people never place it on two pages.
    Correction.objects.select_for_update().get(pk=correction.pk)
    printed = PrintedCorrection.objects.filter(correction=correction).select_related("page__edition").first()
    if printed and printed.page.edition_id != edition.pk:
        raise Refused(
            _("This correction stands on %(page)s of %(edition)s already.")
            % {"page": printed.page.label, "edition": printed.page.edition}
        )
    if not _owed().filter(pk=correction.pk).exists():
        raise Refused(_("Only a published correction is printed."))
    if printed and printed.page_id != page.pk:
        _take_off(printed, by=by)
    with layouts.changing(page, verb=layouts.CORRECTIONS, by=by, seen=seen) as page:
        placed, _is_new = PrintedCorrection.objects.update_or_create(
            correction=correction, defaults={"page": page, "placed_by": by}
        )
    return placed


@transaction.atomic
def take_off(correction: Correction, edition: Edition, *, by: User) -> None:
    """Take a correction off its page of this edition; it is due again."""
    edition = workflow.lock(edition)
    if sentence := policy.refusal_to_make_new(by, edition):
        raise Refused(sentence)
    printed = PrintedCorrection.objects.filter(correction=correction, page__edition=edition).select_related("page")
    if here := printed.first():
        _take_off(here, by=by)


def _take_off(printed: PrintedCorrection, *, by: User) -> None:
    with layouts.changing(printed.page, verb=layouts.CORRECTIONS, by=by):
        printed.delete()


def visible_due(user: User, number: int) -> Correction | None:
    """A published correction of this number, for whoever may see its article."""
    rows = Correction.objects.published().filter(article__in=article_policy.visible_to(user))
    return rows.select_related("article").filter(pk=number).first()


def _first_places(corrections: list[Correction]) -> dict[int, Place]:
    """Where each article stood first in print."""
    if not corrections:
        return {}
    rows = Placement.objects.filter(
        article__in=[correction.article_id for correction in corrections],
        page__edition__state__in=OUT,
    ).select_related("page__edition")
    latest_first = rows.order_by("-page__edition__date", "-page__letter", "-page__number")
    return {row.article_id: Place(row.page.edition.date, row.page, row.order) for row in latest_first}


def _appeared_since(corrections: list[Correction]) -> list[datetime]:
    """When editions appeared since the first of these corrections was published."""
    known = [correction.published_at for correction in corrections if correction.published_at]
    if not known:
        return []
    rows = Edition.objects.filter(published_at__gt=min(known))
    return [moment for moment in rows.values_list("published_at", flat=True) if moment]
