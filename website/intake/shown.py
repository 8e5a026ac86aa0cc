"""What readers are shown of issues already published, for whoever has to draw a page of them anew."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from website.models import Appearance, PrintedCorrection, PublishedPage


@dataclass(frozen=True, slots=True)
class ShownPage:
    """One page of a published issue: its public PDF ("" without one), and what on it is withdrawn.

    `withdrawn` are articles that stand there, and those whose correction is printed there.
    """

    edition_id: int
    label: str
    name: str
    revision: int
    pdf: str
    withdrawn: frozenset[int]


def pages_showing(article_id: int) -> QuerySet[PublishedPage]:
    """The pages on which an article stands, and those in whose picture its correction does, withdrawn or not."""
    standing = Appearance.objects.filter(article_id=article_id).values("page")
    corrected = PrintedCorrection.objects.in_picture().filter(correction__article=article_id).values("page")
    return PublishedPage.objects.filter(Q(pk__in=standing) | Q(pk__in=corrected))


def pages_of_article(article_id: int) -> list[ShownPage]:
    """Every page of an issue on which an article or its correction stands, withdrawn or not, by issue."""
    return _shown(pages_showing(article_id).order_by("edition", "order"))


def pages_of_issue(edition_id: int) -> list[ShownPage]:
    """The pages of an issue in their order."""
    return _shown(PublishedPage.objects.filter(edition=edition_id).order_by("order"))


def _shown(pages: Iterable[PublishedPage]) -> list[ShownPage]:
    rows = list(pages)
    gone: dict[int, set[int]] = {}
    for page, article in Appearance.objects.withdrawn().filter(page__in=rows).values_list("page", "article"):
        gone.setdefault(page, set()).add(article)
    corrected = PrintedCorrection.objects.in_picture().withdrawn().filter(page__in=rows)
    for page, article in corrected.values_list("page", "correction__article"):
        gone.setdefault(page, set()).add(article)
    return [
        ShownPage(page.edition_id, page.label, page.name, page.revision, page.pdf, frozenset(gone.get(page.pk, ())))
        for page in rows
    ]
