"""The one door into the published record: frozen copies come in, rows of `website_*` come out.

Nothing else writes these tables. Every function here must be called inside the transaction that publishes, so that
readers get all of it or nothing; none of them opens one of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.db.models import QuerySet
from django.db.models.functions import Now

from website.models import (
    Appearance,
    Masthead,
    OutboxEvent,
    PrintedCorrection,
    PublishedArticle,
    PublishedAuthor,
    PublishedByline,
    PublishedCorrection,
    PublishedEdition,
    PublishedPage,
    PublishedPicture,
    PublishedSection,
    PublishedSeries,
)


@dataclass(frozen=True, slots=True)
class MastheadCopy:
    name: str
    name_en: str
    tagline: str
    publisher: str
    sponsor: str
    cn_number: str
    postal_code_number: str
    address: str
    phone: str
    about: str


@dataclass(frozen=True, slots=True)
class SectionCopy:
    slug: str
    name: str
    description: str
    order: int


@dataclass(frozen=True, slots=True)
class SeriesCopy:
    slug: str
    name: str
    description: str


@dataclass(frozen=True, slots=True)
class AuthorCopy:
    slug: str
    name: str
    title: str
    bio: str


@dataclass(frozen=True, slots=True)
class BylineCopy:
    """`author` is None for a name without a page of its own; `name` is what is printed."""

    name: str
    role: str
    position: str
    author: AuthorCopy | None


@dataclass(frozen=True, slots=True)
class PictureCopy:
    """`base`-`size`.`format` are the public files; width and height are those of the largest one, in pixels.

    `sizes` are the nominal widths and `widths` the real ones of a picture that is narrower, in the same order; `shape`
    is empty for the whole picture; `ai` a `PublishedPicture.Ai`.
    """

    base: str
    width: int
    height: int
    colour: str
    caption: str
    credit: str
    alt: str
    after_paragraph: int
    shape: str = ""
    formats: tuple[str, ...] = ("jpg",)
    sizes: tuple[int, ...] = (480, 960, 1600)
    widths: tuple[int, ...] = ()
    ai: str = ""


@dataclass(frozen=True, slots=True)
class ArticleCopy:
    id: int
    version_number: int
    content_hash: str
    genre: str
    section: SectionCopy
    series: SeriesCopy | None
    series_part: int | None
    kicker: str
    headline: str
    deck: str
    dateline: str
    body: str
    teaser: str
    source: str
    character_count: int
    bylines: tuple[BylineCopy, ...]
    pictures: tuple[PictureCopy, ...]


@dataclass(frozen=True, slots=True)
class CorrectionCopy:
    """What readers are told of a correction; `id` is its number at the desk, `kind` a `PublishedCorrection.Kind`."""

    id: int
    kind: str
    notice: str
    at: datetime


@dataclass(frozen=True, slots=True)
class PageCopy:
    """`articles` in reading order; the first is the lead. `corrections`: numbers of the corrections printed on it."""

    label: str
    name: str
    responsible_editor: str
    designer: str
    proofreader: str
    articles: tuple[ArticleCopy, ...]
    corrections: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class EditionCopy:
    id: int
    date: date
    number_in_day: int
    total_number: int
    name: str
    revision: int
    published_at: datetime
    masthead: MastheadCopy
    pages: tuple[PageCopy, ...]


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


class OutsideTransactionError(RuntimeError):
    """The intake was called without the transaction that makes a publication whole."""


def accept_edition(copy: EditionCopy) -> PublishedEdition:
    """Enter a whole edition, with its pages, articles and credits, and note what must follow in the outbox.

    An article already on the website keeps its first date of publication and gets the text of this copy.
    """
    _require_transaction()
    _renew_masthead(copy.masthead)
    articles = _articles_in_order(copy.pages)
    _enter_names(articles)
    for place, article in enumerate(articles):
        _enter_article(article, published_at=copy.published_at, edition_order=place)
    edition = PublishedEdition.objects.create(
        id=copy.id,
        date=copy.date,
        number_in_day=copy.number_in_day,
        total_number=copy.total_number,
        name=copy.name,
        revision=copy.revision,
        published_at=copy.published_at,
    )
    _enter_pages(edition, copy.pages)
    _note_in_outbox(OutboxEvent.Kind.EDITION_PUBLISHED, copy.id, copy.revision)
    return edition


def correct_article(copy: ArticleCopy, correction: CorrectionCopy) -> None:
    """Give a readable article other words, and readers the notice that says so. Its first date and its place stay."""
    _require_transaction()
    article = PublishedArticle.objects.readable().select_for_update().get(pk=copy.id)
    PublishedCorrection.objects.create(
        number=correction.id, article=article, kind=correction.kind, notice=correction.notice, at=correction.at
    )
    _enter_again(copy, article)
    PublishedArticle.objects.filter(pk=article.pk).update(corrected_at=correction.at)
    _note_in_outbox(OutboxEvent.Kind.ARTICLE_CORRECTED, article.pk, correction.id)


def readmit_article(copy: ArticleCopy, corrections: Iterable[CorrectionCopy] = ()) -> None:
    """Give readers a withdrawn article back, under its first date and in its place, with what was corrected in it."""
    _require_transaction()
    article = PublishedArticle.objects.select_for_update().get(pk=copy.id, withdrawn_at__isnull=False)
    _enter_again(copy, article)
    for correction in corrections:
        PublishedCorrection.objects.filter(number=correction.id, article=article).update(notice=correction.notice)
        PublishedArticle.objects.filter(pk=article.pk).update(corrected_at=correction.at)
    _note_in_outbox(OutboxEvent.Kind.ARTICLE_READMITTED, article.pk, _next_revision("article_readmitted", article.pk))


def withdraw_article(article_id: int, *, notice: str) -> None:
    """Leave nothing of an article but the notice. Its public picture files go when the press empties the outbox."""
    _require_transaction()
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
    # What is said of an error says it once more.
    PublishedCorrection.objects.filter(article_id=article_id).update(notice="")
    _note_in_outbox(OutboxEvent.Kind.ARTICLE_WITHDRAWN, article_id, _next_revision("article_withdrawn", article_id))


def public_picture_bases(article_id: int) -> list[str]:
    """The names of the public files of an article, without size and ending."""
    return list(PublishedPicture.objects.filter(article_id=article_id).values_list("base", flat=True))


def bases_in_use(bases: Iterable[str]) -> set[str]:
    """Those of `bases` that an article still readable shows."""
    shown = _shown_pictures().filter(base__in=list(bases))
    return set(shown.values_list("base", flat=True))


def is_any_in_use(beginning: str) -> bool:
    """Whether an article still readable shows a picture whose name begins so."""
    return _shown_pictures().filter(base__startswith=beginning).exists()


def dropped_picture_bases() -> list[str]:
    """The names of public files that a correction or a new edition left without an article."""
    return sorted(set(PublishedPicture.objects.filter(article=None).values_list("base", flat=True)))


def forget_dropped_pictures(bases: Iterable[str]) -> None:
    """Their files are gone, or another article shows them."""
    _require_transaction()
    PublishedPicture.objects.filter(article=None, base__in=list(bases)).delete()


def bases_in_jpeg_only() -> list[str]:
    """The names of the whole pictures that were published before their other formats were made."""
    hasty = _shown_pictures().filter(formats=["jpg"], shape="").exclude(widths=[])
    return sorted(set(hasty.values_list("base", flat=True)))


def tell_formats(base: str, formats: Iterable[str]) -> None:
    """Offer readers more formats of a picture. A page that somebody has kept is as right as before: no event."""
    _require_transaction()
    PublishedPicture.objects.filter(base=base).update(formats=list(formats))


def _shown_pictures() -> QuerySet[PublishedPicture]:
    return PublishedPicture.objects.filter(article__isnull=False, article__withdrawn_at__isnull=True)


def _require_transaction() -> None:
    if not connection.in_atomic_block:
        raise OutsideTransactionError("the intake works only inside the transaction that publishes")


def _renew_masthead(copy: MastheadCopy) -> None:
    Masthead.objects.update_or_create(
        id=1, defaults={field: getattr(copy, field) for field in MastheadCopy.__dataclass_fields__}
    )


def _articles_in_order(pages: Sequence[PageCopy]) -> list[ArticleCopy]:
    """Each article once, in the order of the paper, though it may stand on two pages."""
    return list({article.id: article for page in pages for article in page.articles}.values())


def _enter_names(articles: Sequence[ArticleCopy]) -> None:
    """Enter sections, series and authors in the order of their slugs: two publications never wait in a circle."""
    sections = {article.section.slug: article.section for article in articles}
    for _slug, section in sorted(sections.items()):
        PublishedSection.objects.update_or_create(
            slug=section.slug,
            defaults={
                "name": section.name,
                "description": section.description,
                "order": section.order,
            },
        )
    series = {article.series.slug: article.series for article in articles if article.series}
    for _slug, one in sorted(series.items()):
        PublishedSeries.objects.update_or_create(
            slug=one.slug, defaults={"name": one.name, "description": one.description}
        )
    credits = (byline.author for article in articles for byline in article.bylines)
    authors = {author.slug: author for author in credits if author}
    for _slug, author in sorted(authors.items()):
        PublishedAuthor.objects.update_or_create(
            slug=author.slug,
            defaults={"name": author.name, "title": author.title, "bio": author.bio},
        )


def _enter_again(copy: ArticleCopy, article: PublishedArticle) -> None:
    _enter_names([copy])
    _enter_article(copy, published_at=article.published_at, edition_order=article.edition_order)


def _enter_article(copy: ArticleCopy, *, published_at: datetime, edition_order: int) -> None:
    same = {field: getattr(copy, field) for field in TEXT_FIELDS}
    belongs = {"section_id": copy.section.slug, "series_id": copy.series.slug if copy.series else None}
    # Whatever comes through the door is readable, also what was withdrawn before.
    text = {**same, **belongs, "withdrawn_at": None, "withdrawal_notice": "", "corrected_at": None}
    first = {**text, "published_at": published_at, "edition_order": edition_order}
    article, _new = PublishedArticle.objects.update_or_create(id=copy.id, defaults=text, create_defaults=first)
    article.bylines.all().delete()
    # The press takes their files away, unless they are shown again below or elsewhere.
    article.pictures.update(article=None)
    PublishedByline.objects.bulk_create(_byline(article, byline, place) for place, byline in enumerate(copy.bylines))
    PublishedPicture.objects.bulk_create(
        _picture(article, picture, place) for place, picture in enumerate(copy.pictures)
    )


def _byline(article: PublishedArticle, copy: BylineCopy, place: int) -> PublishedByline:
    return PublishedByline(
        article=article,
        author_id=copy.author.slug if copy.author else None,
        name=copy.name,
        role=copy.role,
        position=copy.position,
        order=place,
    )


def _picture(article: PublishedArticle, copy: PictureCopy, place: int) -> PublishedPicture:
    same = {field: getattr(copy, field) for field in PictureCopy.__dataclass_fields__}
    lists = {field: list(same[field]) for field in ("formats", "sizes", "widths")}
    return PublishedPicture(article=article, order=place, **{**same, **lists})


def _enter_pages(edition: PublishedEdition, pages: Sequence[PageCopy]) -> None:
    for place, copy in enumerate(pages, start=1):
        page = PublishedPage.objects.create(
            edition=edition,
            label=copy.label,
            name=copy.name,
            order=place,
            responsible_editor=copy.responsible_editor,
            designer=copy.designer,
            proofreader=copy.proofreader,
        )
        Appearance.objects.bulk_create(
            Appearance(article_id=article.id, page=page, order=order)
            for order, article in enumerate(copy.articles, start=1)
        )
        numbers = PublishedCorrection.objects.filter(number__in=copy.corrections).values_list("number", "pk")
        printed = dict(numbers)
        PrintedCorrection.objects.bulk_create(
            PrintedCorrection(page=page, correction_id=printed[number], order=order)
            for order, number in enumerate(copy.corrections, start=1)
        )


def _note_in_outbox(kind: OutboxEvent.Kind, subject_id: int, revision: int) -> None:
    OutboxEvent.objects.create(key=f"{kind}:{subject_id}:{revision}", kind=kind, subject_id=subject_id)


def _next_revision(kind: str, subject_id: int) -> int:
    """The how-manieth event of its kind this is for a thing; who enters it holds the thing's row at the desk."""
    return 1 + OutboxEvent.objects.filter(key__startswith=f"{kind}:{subject_id}:").count()


__all__ = [
    "ArticleCopy",
    "AuthorCopy",
    "BylineCopy",
    "CorrectionCopy",
    "EditionCopy",
    "MastheadCopy",
    "OutsideTransactionError",
    "PageCopy",
    "PictureCopy",
    "SectionCopy",
    "SeriesCopy",
    "accept_edition",
    "bases_in_jpeg_only",
    "bases_in_use",
    "correct_article",
    "dropped_picture_bases",
    "forget_dropped_pictures",
    "is_any_in_use",
    "public_picture_bases",
    "readmit_article",
    "tell_formats",
    "withdraw_article",
]
