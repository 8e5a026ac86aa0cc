"""Articles through the door: entered, corrected, withdrawn, published again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db.models import Model, OuterRef, Subquery
from django.db.models.functions import Now

from website import search
from website.intake.copies import (
    ArticleCopy,
    AuthorCopy,
    BylineCopy,
    CorrectionCopy,
    SectionCopy,
    SeriesCopy,
)
from website.intake.door import next_revision, note_in_outbox, require_transaction
from website.intake.issue_pages import take_down_pages_of
from website.intake.pictures import columns_of
from website.intake.topics import enter_places
from website.models import (
    FrontPlace,
    OutboxEvent,
    PublishedArticle,
    PublishedAuthor,
    PublishedByline,
    PublishedCorrection,
    PublishedPicture,
    PublishedSection,
    PublishedSeries,
)

# The columns of a published article that are copied as they are.
TEXT_FIELDS = (
    "version_number",
    "content_hash",
    "genre",
    "series_part",
    "kicker",
    "headline",
    "deck",
    "dateline",
    "body",
    "teaser",
    "source",
    "character_count",
)
# What another text of it replaces.
RENEWED = (*TEXT_FIELDS, "section", "series", "withdrawn_at", "withdrawal_notice", "corrected_at")


def accept_article(copy: ArticleCopy, *, published_at: datetime) -> None:
    """Enter an article that no edition holds yet. Whatever prints it later finds it here, and adds its place."""
    require_transaction()
    enter_names([copy])
    enter_article(copy, published_at=published_at, edition_order=0, is_online_first=True)
    search.remember([copy.id])
    note_in_outbox(OutboxEvent.Kind.ARTICLE_PUBLISHED, copy.id, next_revision("article_published", copy.id))


def correct_article(copy: ArticleCopy, correction: CorrectionCopy) -> None:
    """Give a readable article other words, and readers the notice that says so. Its first date and its place stay."""
    require_transaction()
    article = PublishedArticle.objects.readable().select_for_update().get(pk=copy.id)
    PublishedCorrection.objects.create(
        number=correction.id, article=article, kind=correction.kind, notice=correction.notice, at=correction.at
    )
    _enter_again(copy, article)
    PublishedArticle.objects.filter(pk=article.pk).update(corrected_at=correction.at)
    note_in_outbox(OutboxEvent.Kind.ARTICLE_CORRECTED, article.pk, correction.id)


def update_article(copy: ArticleCopy, update: CorrectionCopy) -> None:
    """Give a readable article newer words that put nothing right; readers see when that was. Its first date stays."""
    require_transaction()
    article = PublishedArticle.objects.readable().select_for_update().get(pk=copy.id)
    corrected_at = article.corrected_at
    _enter_again(copy, article)
    PublishedArticle.objects.filter(pk=article.pk).update(corrected_at=corrected_at, updated_at=update.at)
    note_in_outbox(OutboxEvent.Kind.ARTICLE_CORRECTED, article.pk, update.id)


def readmit_article(copy: ArticleCopy, corrections: Iterable[CorrectionCopy] = ()) -> None:
    """Give readers a withdrawn article back, under its first date and in its place, with what was corrected in it."""
    require_transaction()
    article = PublishedArticle.objects.select_for_update().get(pk=copy.id, withdrawn_at__isnull=False)
    _enter_again(copy, article)
    for correction in corrections:
        PublishedCorrection.objects.filter(number=correction.id, article=article).update(notice=correction.notice)
        PublishedArticle.objects.filter(pk=article.pk).update(corrected_at=correction.at)
    note_in_outbox(OutboxEvent.Kind.ARTICLE_READMITTED, article.pk, next_revision("article_readmitted", article.pk))


def withdraw_article(article_id: int, *, notice: str) -> None:
    """Leave nothing of an article but the notice. Its public picture files go when the press empties the outbox.

    So do the pictures and PDFs of the pages on which it stands, until they are drawn without it.
    """
    require_transaction()
    take_down_pages_of(article_id)
    changed = PublishedArticle.objects.readable().filter(pk=article_id)
    changed.update(
        withdrawn_at=Now(),
        withdrawal_notice=notice,
        body="",
        teaser="",
        kicker="",
        deck="",
        dateline="",
        corrected_at=None,
    )
    search.forget([article_id])
    FrontPlace.objects.filter(article=article_id).update(headline="")
    # What is said of an error says it once more.
    PublishedCorrection.objects.filter(article_id=article_id).update(notice="")
    note_in_outbox(OutboxEvent.Kind.ARTICLE_WITHDRAWN, article_id, next_revision("article_withdrawn", article_id))


def remember_corrections(articles: Iterable[int]) -> None:
    """Mark those that were corrected before they came through the door again."""
    told = PublishedCorrection.objects.exclude(notice="").filter(article=OuterRef("pk")).order_by("-at")
    PublishedArticle.objects.filter(pk__in=list(articles)).update(corrected_at=Subquery(told.values("at")[:1]))


def with_other_words(articles: Sequence[ArticleCopy]) -> list[int]:
    """Those that readers have on the website already, in other words than these."""
    numbers = [article.id for article in articles]
    known = PublishedArticle.objects.readable().online_first().filter(pk__in=numbers)
    shown = dict(known.values_list("pk", "content_hash"))
    return [copy.id for copy in articles if shown.get(copy.id, copy.content_hash) != copy.content_hash]


def enter_names(articles: Iterable[ArticleCopy]) -> None:
    """Enter sections, series and authors in the order of their slugs: two publications never wait in a circle.

    Those that are there as they are stay untouched, so that nobody waits for them at all.
    """
    articles = list(articles)
    credits = (byline.author for article in articles for byline in article.bylines)
    _enter(PublishedSection, (article.section for article in articles))
    _enter(PublishedSeries, (article.series for article in articles if article.series))
    _enter(PublishedAuthor, (author for author in credits if author))


def _enter(model: type[Model], copies: Iterable[SectionCopy | SeriesCopy | AuthorCopy]) -> None:
    named = {copy.slug: asdict(copy) for copy in copies}
    fields = [field.name for field in model._meta.fields]
    there = {row["slug"]: row for row in model._default_manager.filter(pk__in=named).values(*fields)}
    rows = [model(**fields) for slug, fields in sorted(named.items()) if there.get(slug) != fields]
    model._default_manager.bulk_create(
        rows, update_conflicts=True, unique_fields=["slug"], update_fields=[name for name in fields if name != "slug"]
    )


def _enter_again(copy: ArticleCopy, article: PublishedArticle) -> None:
    enter_names([copy])
    enter_article(copy, published_at=article.published_at, edition_order=article.edition_order)
    search.remember([article.pk])


def enter_article(
    copy: ArticleCopy, *, published_at: datetime, edition_order: int, is_online_first: bool = False
) -> None:
    enter_articles([copy], published_at=published_at, first_place=edition_order, is_online_first=is_online_first)


def enter_articles(
    copies: Sequence[ArticleCopy], *, published_at: datetime, first_place: int = 0, is_online_first: bool = False
) -> None:
    """Enter articles with what belongs to them, in the order in which they stand in the paper.

    All of an edition in a few statements, their rows in the order of their numbers: two publications never wait in a
    circle. What readers have already keeps its first date and its place.
    """
    rows = [
        PublishedArticle(
            id=copy.id, **_text(copy), published_at=published_at, edition_order=place, is_online_first=is_online_first
        )
        for place, copy in enumerate(copies, start=first_place)
    ]
    PublishedArticle.objects.bulk_create(
        sorted(rows, key=lambda row: row.pk), update_conflicts=True, unique_fields=["id"], update_fields=RENEWED
    )
    numbers = [copy.id for copy in copies]
    PublishedByline.objects.filter(article__in=numbers).delete()
    # The press takes their files away, unless they are shown again below or elsewhere.
    PublishedPicture.objects.filter(article__in=numbers).update(article=None)
    PublishedByline.objects.bulk_create(
        _byline(copy.id, byline, place) for copy in copies for place, byline in enumerate(copy.bylines)
    )
    PublishedPicture.objects.bulk_create(
        PublishedPicture(article_id=copy.id, order=place, **columns_of(picture))
        for copy in copies
        for place, picture in enumerate(copy.pictures)
    )
    enter_places({copy.id: copy.topics for copy in copies})


def _text(copy: ArticleCopy) -> dict[str, Any]:
    """What an article gets each time it comes through the door: then it is readable, also if it was withdrawn."""
    return {
        **{field: getattr(copy, field) for field in TEXT_FIELDS},
        "section_id": copy.section.slug,
        "series_id": copy.series.slug if copy.series else None,
        "withdrawn_at": None,
        "withdrawal_notice": "",
        "corrected_at": None,
    }


def _byline(article_id: int, copy: BylineCopy, place: int) -> PublishedByline:
    return PublishedByline(
        article_id=article_id,
        author_id=copy.author.slug if copy.author else None,
        name=copy.name,
        role=copy.role,
        position=copy.position,
        order=place,
    )
