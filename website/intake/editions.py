"""Editions through the door: whole, once, and again under the next revision."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db.models.functions import Now

from website import search
from website.intake.articles import enter_articles, enter_names, remember_corrections, with_other_words
from website.intake.copies import ArticleCopy, EditionCopy, MastheadCopy, PageCopy
from website.intake.door import OvertakenError, note_in_outbox, require_transaction
from website.intake.issue_pages import enter_regions, page_files, refuse_withdrawn, retire, show_picture
from website.models import (
    Appearance,
    Masthead,
    OutboxEvent,
    PrintedCorrection,
    PublishedArticle,
    PublishedCorrection,
    PublishedEdition,
    PublishedPage,
)


def accept_edition(copy: EditionCopy) -> PublishedEdition:
    """Enter a whole edition, with its pages, articles and credits, and note what must follow in the outbox.

    An article already on the website keeps its first date of publication and gets the text of this copy.
    """
    require_transaction()
    _renew_masthead(copy.masthead)
    articles = _articles_in_order(copy.pages)
    enter_names(articles)
    updated = with_other_words(articles)
    enter_articles(articles, published_at=copy.published_at)
    remember_corrections(article.id for article in articles)
    PublishedArticle.objects.filter(pk__in=updated).update(updated_at=copy.published_at)
    search.remember(article.id for article in articles)
    edition = PublishedEdition.objects.create(
        id=copy.id,
        kind=copy.kind,
        date=copy.date,
        date_to=copy.date_to,
        number_in_day=copy.number_in_day,
        total_number=copy.total_number,
        total_number_to=copy.total_number_to,
        name=copy.name,
        revision=copy.revision,
        published_at=copy.published_at,
        pdf=copy.pdf,
    )
    _enter_pages(edition, copy.pages)
    note_in_outbox(OutboxEvent.Kind.EDITION_PUBLISHED, copy.id, copy.revision)
    return edition


def introduce_masthead(copy: MastheadCopy) -> None:
    """Let the paper present itself before its first edition; from then on it changes with an edition."""
    require_transaction()
    if not PublishedEdition.objects.exists():
        _renew_masthead(copy)


def reissue_edition(copy: EditionCopy) -> PublishedEdition:
    """Replace a published edition by its next revision: its pages whole, its articles entered again.

    Addresses, first dates and what was said of corrections stay; so does the place of an article that was withdrawn.
    Raises OvertakenError when another revision is the next one, WithdrawnInsideError when a withdrawn article is in it.
    """
    require_transaction()
    edition = PublishedEdition.objects.select_for_update().get(pk=copy.id)
    if copy.revision != edition.revision + 1:
        raise OvertakenError(f"revision {edition.revision} of {edition} is out, {copy.revision} does not follow it")
    if not copy.reason.strip():
        raise ValueError("readers are told why an edition is issued again")
    articles = _articles_in_order(copy.pages)
    refuse_withdrawn(article.id for article in articles)
    _renew_masthead(copy.masthead)
    PublishedEdition.objects.filter(pk=edition.pk).update(
        revision=copy.revision, name=copy.name, reissued_at=Now(), reissue_reason=copy.reason
    )
    edition.refresh_from_db()
    assert edition.reissued_at is not None
    enter_names(articles)
    enter_articles(articles, published_at=edition.reissued_at)
    remember_corrections(article.id for article in articles)
    search.remember(article.id for article in articles)
    _replace_pages(edition, copy)
    note_in_outbox(OutboxEvent.Kind.EDITION_REISSUED, copy.id, copy.revision)
    return edition


def _replace_pages(edition: PublishedEdition, copy: EditionCopy) -> None:
    before = page_files(edition.pk)
    withdrawn = list(Appearance.objects.withdrawn().filter(page__edition=edition).select_related("page"))
    edition.pages.all().delete()
    edition.pdf = copy.pdf
    edition.save(update_fields=["pdf"])
    _enter_pages(edition, copy.pages)
    pages = {page.label: page for page in edition.pages.all()}
    # Behind what stands there now: the pages still tell that something was withdrawn from them.
    Appearance.objects.bulk_create(
        Appearance(
            article_id=gone.article_id, page=pages[gone.page.label], order=1000 + place, is_continued=gone.is_continued
        )
        for place, gone in enumerate(withdrawn)
        if gone.page.label in pages
    )
    retire(before)


def _renew_masthead(copy: MastheadCopy) -> None:
    Masthead.objects.update_or_create(
        id=1, defaults={field: getattr(copy, field) for field in MastheadCopy.__dataclass_fields__}
    )


def _articles_in_order(pages: Sequence[PageCopy]) -> list[ArticleCopy]:
    """Each article once, in the order of the paper, though it may stand on two pages."""
    return list({article.id: article for page in pages for article in page.articles}.values())


def _enter_pages(edition: PublishedEdition, copies: Sequence[PageCopy]) -> None:
    pages = [_page(edition, copy, order) for order, copy in enumerate(copies, start=1)]
    PublishedPage.objects.bulk_create(pages)
    Appearance.objects.bulk_create(_places(pages, copies))
    numbers = [number for copy in copies for number in copy.corrections]
    rows = PublishedCorrection.objects.filter(number__in=numbers).values_list("number", "pk")
    known = dict(rows) if numbers else {}
    PrintedCorrection.objects.bulk_create(
        PrintedCorrection(page=page, correction_id=known[number], order=order)
        for page, copy in zip(pages, copies, strict=True)
        for order, number in enumerate(copy.corrections, start=1)
    )
    for page, copy in zip(pages, copies, strict=True):
        if copy.regions:
            enter_regions(page, copy.regions)


def _page(edition: PublishedEdition, copy: PageCopy, order: int) -> PublishedPage:
    page = PublishedPage(
        edition=edition,
        label=copy.label,
        name=copy.name,
        order=order,
        responsible_editor=copy.responsible_editor,
        designer=copy.designer,
        proofreader=copy.proofreader,
        revision=copy.revision,
    )
    show_picture(page, copy.picture, copy.pdf)
    return page


def _places(pages: Sequence[PublishedPage], copies: Sequence[PageCopy]) -> Iterator[Appearance]:
    """Where each article begins, and where it goes on."""
    begun: set[int] = set()
    for page, copy in zip(pages, copies, strict=True):
        for order, article in enumerate(copy.articles, start=1):
            yield Appearance(article_id=article.id, page=page, order=order, is_continued=article.id in begun)
        begun |= {article.id for article in copy.articles}
