"""Earlier years through the door: articles that appeared before there was this website, by the thousand."""

from __future__ import annotations

from collections.abc import Sequence

from website import search
from website.bulk import Value, copy_rows
from website.intake.articles import TEXT_FIELDS, enter_names
from website.intake.copies import ArchiveCopy, ArchivedArticleCopy, ArchivedEditionCopy, MastheadCopy
from website.intake.door import note_in_outbox, require_transaction
from website.models import (
    Appearance,
    Masthead,
    OutboxEvent,
    PublishedArticle,
    PublishedByline,
    PublishedEdition,
    PublishedPage,
)

ARTICLE_FIELDS = (
    "id",
    *TEXT_FIELDS,
    "section_id",
    "series_id",
    "published_at",
    "edition_order",
    "withdrawal_notice",
)
BYLINE_FIELDS = ("article_id", "author_id", "name", "role", "position", "order")


def accept_archive(copy: ArchiveCopy) -> None:
    """Enter a batch of earlier articles, each once, with the issues and pages on which they stood.

    They can be read and searched with the transaction that is open; one note in the outbox tells of the whole batch.
    """
    require_transaction()
    _begin_masthead(copy.masthead)
    enter_names([one.article for one in copy.articles])
    copy_rows(PublishedArticle, ARTICLE_FIELDS, map(_article, copy.articles))
    copy_rows(PublishedByline, BYLINE_FIELDS, (row for one in copy.articles for row in _bylines(one)))
    for edition in copy.editions:
        _enter_edition(edition)
    search.remember([one.article.id for one in copy.articles])
    note_in_outbox(OutboxEvent.Kind.ARCHIVE_IMPORTED, copy.id, copy.batch)


def _begin_masthead(copy: MastheadCopy) -> None:
    """A paper whose first issues are old ones has a name too; a masthead that is there stays that of the last issue."""
    fields = {field: getattr(copy, field) for field in MastheadCopy.__dataclass_fields__}
    Masthead.objects.get_or_create(id=1, defaults=fields)


def _article(one: ArchivedArticleCopy) -> list[Value]:
    copy = one.article
    same = [getattr(copy, field) for field in TEXT_FIELDS]
    series = copy.series.slug if copy.series else None
    return [copy.id, *same, copy.section.slug, series, one.published_at, one.edition_order, ""]


def _bylines(one: ArchivedArticleCopy) -> list[list[Value]]:
    return [
        [one.article.id, line.author.slug if line.author else None, line.name, line.role, line.position, place]
        for place, line in enumerate(one.article.bylines)
    ]


def _enter_edition(copy: ArchivedEditionCopy) -> None:
    """An issue, or what is added to one that was brought in before."""
    edition, _new = PublishedEdition.objects.get_or_create(
        id=copy.id,
        defaults={
            "kind": copy.kind,
            "date": copy.date,
            "number_in_day": copy.number_in_day,
            "total_number": copy.total_number,
            "name": copy.name,
            "published_at": copy.published_at,
        },
    )
    pages = {page.label: page for page in edition.pages.all()}
    new = [label for label, _name, _articles in copy.pages if label not in pages]
    names = {label: name for label, name, _articles in copy.pages}
    _enter_pages(edition, new, names, first=max((page.order for page in pages.values()), default=0) + 1)
    pages |= {page.label: page for page in edition.pages.all()}
    _enter_places([(pages[label], articles) for label, _name, articles in copy.pages])


def _enter_pages(edition: PublishedEdition, labels: Sequence[str], names: dict[str, str], *, first: int) -> None:
    PublishedPage.objects.bulk_create(
        PublishedPage(edition=edition, label=label, name=names[label], order=order)
        for order, label in enumerate(labels, start=first)
    )


def _enter_places(pages: Sequence[tuple[PublishedPage, Sequence[int]]]) -> None:
    taken: dict[int, int] = {}
    for page, order in Appearance.objects.filter(page__in=[page for page, _articles in pages]).values_list(
        "page", "order"
    ):
        taken[page] = max(taken.get(page, 0), order)
    copy_rows(
        Appearance,
        ("article_id", "page_id", "order", "is_continued"),
        (
            (article, page.pk, order, False)
            for page, articles in pages
            for order, article in enumerate(articles, start=taken.get(page.pk, 0) + 1)
        ),
    )
