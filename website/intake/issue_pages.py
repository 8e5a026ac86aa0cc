"""Pictures, regions and PDFs of issue pages through the door, and the files that are shown no more."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from website.addresses import PAGE_SIZES
from website.intake.copies import PagePictureCopy, RegionCopy
from website.intake.door import (
    OvertakenError,
    WithdrawnInsideError,
    next_revision,
    note_in_outbox,
    require_transaction,
)
from website.intake.shown import pages_showing
from website.models import (
    Appearance,
    OutboxEvent,
    PrintedCorrection,
    PublishedArticle,
    PublishedEdition,
    PublishedPage,
    PublishedRegion,
    RetiredFile,
)

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}", re.ASCII)
# The kind of a region that belongs to a printed correction.
CORRECTION = "correction"
# Of a hundred; finer than any screen shows.
DECIMALS = 3


def accept_page_picture(
    edition_id: int,
    label: str,
    picture: PagePictureCopy | None,
    pdf: str,
    regions: Sequence[RegionCopy],
    *,
    revision: int | None = None,
) -> None:
    """Show readers the picture, PDF and regions of a published page; what it had before is shown no more.

    Names of files are given once: never to another picture, nor again to one that was taken away. With `revision`, a
    page that has been issued again since the picture was drawn raises OvertakenError. WithdrawnInsideError where a
    region is that of a withdrawn article: the page has to be drawn without it.
    """
    require_transaction()
    edition = PublishedEdition.objects.select_for_update().get(pk=edition_id)
    page = edition.pages.get(label=label)
    if revision not in {None, page.revision}:
        raise OvertakenError(f"{edition} {label} is at revision {page.revision}, not {revision}")
    refuse_withdrawn({region.article_id for region in regions})
    before = _files([page], [])
    show_picture(page, picture, pdf)
    page.save(update_fields=["picture_base", "picture_sizes", "picture_width", "picture_height", "pdf"])
    enter_regions(page, regions)
    retire(before)
    note_in_outbox(OutboxEvent.Kind.PAGE_DRAWN, edition.pk, next_revision(OutboxEvent.Kind.PAGE_DRAWN, edition.pk))


def accept_issue_pdf(edition_id: int, pdf: str, *, pages: Sequence[str] | None = None) -> None:
    """Offer readers the whole issue as one file.

    `pages` are the names of the page files it was bound from. OvertakenError where readers are shown others by now,
    or where a page waits to be drawn without an article that was withdrawn.
    """
    require_transaction()
    edition = PublishedEdition.objects.select_for_update().get(pk=edition_id)
    shown = [page.pdf for page in edition.pages.all()]
    undrawn = edition.pages.filter(pdf="")
    waiting = Appearance.objects.withdrawn().filter(page__in=undrawn)
    corrected = PrintedCorrection.objects.in_picture().withdrawn().filter(page__in=undrawn)
    if waiting.exists() or corrected.exists() or (pages is not None and list(pages) != shown):
        raise OvertakenError(f"the pages of {edition} are others by now")
    before = _files([], [edition])
    edition.pdf = _pdf_name(pdf)
    edition.save(update_fields=["pdf"])
    retire(before)
    kind = OutboxEvent.Kind.ISSUE_PDF_MADE
    note_in_outbox(kind, edition.pk, next_revision(kind, edition.pk))


def take_down_pages_of(article_id: int) -> None:
    """Show no picture and no PDF any more on which an article or its correction stands.

    The editions stay locked until the end.
    """
    shown = pages_showing(article_id)
    editions = list(PublishedEdition.objects.filter(pk__in=shown.values("edition")).select_for_update().order_by("pk"))
    pages = PublishedPage.objects.filter(pk__in=shown.values("pk"))
    before = _files(pages, editions)
    PublishedRegion.objects.filter(page__in=pages).delete()
    pages.update(picture_base="", picture_sizes=[], picture_width=0, picture_height=0, pdf="")
    PublishedEdition.objects.filter(pk__in=[edition.pk for edition in editions]).update(pdf="")
    retire(before)


def show_picture(page: PublishedPage, picture: PagePictureCopy | None, pdf: str) -> None:
    """Set, without saving it, what of a page is shown as files."""
    page.pdf = _pdf_name(pdf)
    if picture is None:
        page.picture_base, page.picture_sizes, page.picture_width, page.picture_height = "", [], 0, 0
        return
    if not NAME.fullmatch(picture.base) or not set(picture.sizes) <= PAGE_SIZES:
        raise ValueError(f"readers cannot ask for {picture.base} in the sizes {picture.sizes}")
    page.picture_base, page.picture_sizes = picture.base, sorted(picture.sizes)
    page.picture_width, page.picture_height = picture.width, picture.height


def enter_regions(page: PublishedPage, regions: Iterable[RegionCopy]) -> None:
    """Replace the regions of a page. An article that only goes on there is marked so."""
    regions = list(regions)
    page.regions.all().delete()
    _enter_places_of_corrections(page, [copy for copy in regions if copy.kind == CORRECTION])
    rows = [
        PublishedRegion(
            page=page,
            article_id=copy.article_id,
            kind=copy.kind,
            points=_points(copy),
            order=place,
        )
        for place, copy in enumerate(copy for copy in regions if copy.kind != CORRECTION)
    ]
    PublishedRegion.objects.bulk_create(rows)
    of_kind = {kind: {row.article_id for row in rows if row.kind == kind} for kind in PublishedRegion.Kind}
    begun, continued = of_kind[PublishedRegion.Kind.ARTICLE], of_kind[PublishedRegion.Kind.CONTINUED]
    page.appearances.filter(article__in=continued - begun).update(is_continued=True)
    page.appearances.filter(article__in=begun).update(is_continued=False)


def _enter_places_of_corrections(page: PublishedPage, places: Sequence[RegionCopy]) -> None:
    """Note where the printed corrections of each article stand. One without a place keeps what it had.

    So a page is found again on which nothing is seen of it for now, because its article is withdrawn.
    """
    by_article: dict[int, list[list[float]]] = {}
    for copy in places:
        by_article.setdefault(copy.article_id, []).append(_points(copy))
    for article, polygons in by_article.items():
        page.printed_corrections.filter(correction__article=article).update(polygons=polygons)


def _points(copy: RegionCopy) -> list[float]:
    return [round(number, DECIMALS) for corner in copy.points for number in corner]


def refuse_withdrawn(articles: Iterable[int]) -> None:
    """Articles stay locked until the end; raises WithdrawnInsideError when one of them is withdrawn."""
    rows = PublishedArticle.objects.filter(pk__in=list(articles)).select_for_update(no_key=True).order_by("pk")
    if withdrawn := [pk for pk, since in rows.values_list("pk", "withdrawn_at") if since]:
        raise WithdrawnInsideError(f"withdrawn: {withdrawn}")


def page_files(edition_id: int) -> set[str]:
    """The names of all public files that an edition shows of its pages and of itself."""
    return _files(PublishedPage.objects.filter(edition=edition_id), PublishedEdition.objects.filter(pk=edition_id))


def retire(names: set[str]) -> None:
    """Hand those of these files to the press that no page and no edition shows."""
    RetiredFile.objects.bulk_create(
        [RetiredFile(name=name) for name in sorted(names - files_in_use(names))], ignore_conflicts=True
    )


def files_in_use(names: Iterable[str]) -> set[str]:
    """Those of these files that readers are shown."""
    wanted = set(names)
    bases = {name.rpartition("-")[0] for name in wanted if name.endswith(".webp")}
    pages = PublishedPage.objects.filter(picture_base__in=bases) | PublishedPage.objects.filter(pdf__in=wanted)
    return wanted & _files(pages, PublishedEdition.objects.filter(pdf__in=wanted))


def retired_files() -> list[str]:
    """The names of public files that are shown no more, locked against another press."""
    require_transaction()
    names = RetiredFile.objects.select_for_update(skip_locked=True).order_by("pk").values_list("name", flat=True)
    return list(names)


def forget_retired_files(names: Iterable[str]) -> None:
    """Their files are gone, or are shown again."""
    require_transaction()
    RetiredFile.objects.filter(name__in=list(names)).delete()


def _files(pages: Iterable[PublishedPage], editions: Iterable[PublishedEdition]) -> set[str]:
    names = {edition.pdf for edition in editions}
    for page in pages:
        names |= {page.pdf, *(name for name, _width in page.picture_files())}
    return names - {""}


def _pdf_name(name: str) -> str:
    if name and not (name.endswith(".pdf") and NAME.fullmatch(name.removesuffix(".pdf"))):
        raise ValueError(f"no name of a public PDF: {name}")
    return name
