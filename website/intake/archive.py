"""Earlier years through the door: articles that appeared before there was this website, by the thousand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

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
    _enter_editions(copy.editions)
    search.keep([_searched(one) for one in sorted(copy.articles, key=lambda one: (one.published_at, one.article.id))])
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


def _searched(one: ArchivedArticleCopy) -> list[Value]:
    copy, words = one.article, one.words
    if words is None:
        lines = (copy.headline, copy.kicker, copy.deck, copy.dateline)
        names = [line.name for line in copy.bylines]
        words = search.words_of(lines, copy.body, [*names, copy.source], one.published_at)
    series = copy.series.slug if copy.series else ""
    return search.row(copy.id, words, one.published_at, section=copy.section.slug, series=series, genre=copy.genre)


def _enter_editions(copies: Sequence[ArchivedEditionCopy]) -> None:
    """Issues, or what is added to those that were brought in before; all that is new of a kind is one statement."""
    there = PublishedEdition.objects.in_bulk([copy.id for copy in copies])
    PublishedEdition.objects.bulk_create(_edition(copy) for copy in copies if copy.id not in there)
    pages: defaultdict[int, dict[str, PublishedPage]] = defaultdict(dict)
    for page in PublishedPage.objects.filter(edition__in=there):
        pages[page.edition_id][page.label] = page
    new = [page for copy in copies for page in _new_pages(copy, pages[copy.id])]
    PublishedPage.objects.bulk_create(new)
    for page in new:
        pages[page.edition_id][page.label] = page
    _enter_places([(pages[copy.id][label], articles) for copy in copies for label, _name, articles in copy.pages])


def _edition(copy: ArchivedEditionCopy) -> PublishedEdition:
    return PublishedEdition(
        id=copy.id,
        kind=copy.kind,
        date=copy.date,
        number_in_day=copy.number_in_day,
        total_number=copy.total_number,
        name=copy.name,
        published_at=copy.published_at,
    )


def _new_pages(copy: ArchivedEditionCopy, there: dict[str, PublishedPage]) -> Iterable[PublishedPage]:
    last = max((page.order for page in there.values()), default=0)
    new = [(label, name) for label, name, _articles in copy.pages if label not in there]
    for order, (label, name) in enumerate(new, start=last + 1):
        yield PublishedPage(edition_id=copy.id, label=label, name=name, order=order)


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
