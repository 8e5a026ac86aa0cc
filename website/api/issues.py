"""Issues in JSON: their numbers and files, their pages, and on each its articles with the regions they fill."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TypeVar

from django.urls import reverse

from website.api.described import (
    Json,
    api_address,
    article_summary,
    correction_of_article,
    moment,
    withdrawal,
)
from website.models import (
    Appearance,
    PrintedCorrection,
    PublishedCorrection,
    PublishedEdition,
    PublishedPage,
    PublishedRegion,
)
from website.public_files import whole_address

Row = TypeVar("Row", PublishedRegion, Appearance)


def issue_summary(edition: PublishedEdition, root: str) -> Json:
    """An issue as lists have it."""
    return {
        "id": edition.slug,
        "url": f"{root}{edition.get_absolute_url()}",
        "api": api_address("api_issue", root, edition.slug),
        "kind": edition.kind,
        "date": edition.date.isoformat(),
        "date_to": edition.date_to.isoformat() if edition.date_to else None,
        "number_in_day": edition.number_in_day,
        "total_number": edition.total_number,
        "total_number_to": edition.total_number_to,
        "name": edition.name,
        "revision": edition.revision,
        "published_at": moment(edition.published_at),
        "reissued_at": moment(edition.reissued_at) if edition.reissued_at else None,
        "reissue_reason": edition.reissue_reason or None,
        "pdf": f"{root}{reverse('website:issue_pdf', args=[edition.slug])}" if edition.pdf else None,
        "page_labels": [page.label for page in edition.pages.all()],
    }


def whole_issue(edition: PublishedEdition, root: str) -> Json:
    """An issue loaded `with_contents()`, page by page. Three more queries, however many pages it has."""
    pages = list(edition.pages.all())
    regions = _by_page(PublishedRegion.objects.filter(page__in=pages, article__withdrawn_at__isnull=True))
    gone = _by_page(Appearance.objects.filter(page__in=pages).withdrawn())
    printed = _printed(pages)
    return {
        **issue_summary(edition, root),
        "ninjs": f"{root}{reverse('website:issue_ninjs', args=[edition.slug])}",
        "pages": [
            {
                **_page(page, root),
                "articles": [_standing(one, regions.get(page.pk, ()), root) for one in page.appearances.all()],
                "withdrawn": [withdrawal(one.article, root) for one in gone.get(page.pk, ())],
                "corrections": [correction_of_article(one, root) for one in printed.get(page.pk, ())],
            }
            for page in pages
        ],
    }


def _page(page: PublishedPage, root: str) -> Json:
    kept = f"{root}{page.get_absolute_url()}"
    return {
        "label": page.label,
        "name": page.name,
        "order": page.order,
        "url": kept,
        "responsible_editor": page.responsible_editor,
        "designer": page.designer,
        "proofreader": page.proofreader,
        "pdf": f"{root}{reverse('website:page_pdf', args=[page.edition.slug, page.label])}" if page.pdf else None,
        "renditions": [
            {
                "url": whole_address(name, root),
                "type": "image/webp",
                "width": width,
                "height": round(width * page.picture_height / page.picture_width),
            }
            for name, width in page.picture_files()
        ],
    }


def _standing(appearance: Appearance, regions: Iterable[PublishedRegion], root: str) -> Json:
    """An article where it stands; corners in percent of the picture's width and height."""
    own = [region for region in regions if region.article_id == appearance.article_id]
    return {
        **article_summary(appearance.article, root),
        "place": appearance.order,
        "is_continued": appearance.is_continued,
        "regions": [[list(corner) for corner in region.corners] for region in own],
    }


def _by_page(rows: Iterable[Row]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.page_id].append(row)
    return found


def _printed(pages: list[PublishedPage]) -> dict[int, list[PublishedCorrection]]:
    """The corrections of earlier issues that stand in print on these pages, in their order."""
    rows = PrintedCorrection.objects.filter(page__in=pages).order_by("order").values_list("page", "correction")
    corrections = PublishedCorrection.objects.readable().with_places().in_bulk([number for _page, number in rows])
    found: dict[int, list[PublishedCorrection]] = defaultdict(list)
    for page, number in rows:
        if number in corrections:
            found[page].append(corrections[number])
    return found
