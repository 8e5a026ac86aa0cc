"""How issues of earlier years come in: their articles, the pages on which these stood, and all of it through the door.

`bring_in` takes a batch and is one transaction; the same articles again change nothing. So whoever was interrupted
begins once more from the start.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import importing
from articles.importing import Entered, ImportedArticle, ImportedByline, begin
from articles.importing.checking import FIRST_YEAR, refusal_of_signs
from articles.models import ArchiveImport
from editions.models import (
    Edition,
    EditionEvent,
    EditionKind,
    EditionState,
    Page,
    PageTemplate,
    Placement,
    Publication,
)
from website import intake

__all__ = ["Imported", "ImportedArticle", "ImportedByline", "ImportedPlace", "Outcome", "begin", "bring_in"]

LABEL = re.compile(r"([A-Z]{1,2})([0-9]{1,3})", re.ASCII)
LONGEST_BATCH = "10min"
MOST_IN_A_DAY, HIGHEST_TOTAL = 100, 2**31 - 1
LONGEST_PAGE_NAME = Page._meta.get_field("name").max_length or 0
PLACEMENT_FIELDS = (
    *("page_id", "article_id", "version_id", "order", "placed_by_id", "headline", "deck", "photo_places", "trim"),
    *("headline_step", "headline_rows"),
)


@dataclass(frozen=True, slots=True)
class ImportedPlace:
    """Where an article stood: on page `label` ("A01") of the issue of a day, as the `order`-th; 1 is the lead.

    A second issue of that day has `number_in_day` 2. `total_number` is None where nobody knows it.
    """

    day: date
    label: str
    order: int = 1
    page_name: str = ""
    number_in_day: int = 1
    total_number: int | None = None


@dataclass(frozen=True, slots=True)
class Imported:
    """An article, and its place in print where it is known."""

    article: ImportedArticle
    place: ImportedPlace | None = None


@dataclass(slots=True)
class Outcome:
    """What became of a batch: how many came in and how many were in before; why the others were not taken."""

    entered: int = 0
    known: int = 0
    refused: dict[str, str] = field(default_factory=dict)


Issue = tuple[date, int]
Placed = tuple[ImportedPlace, Entered]


@transaction.atomic
def bring_in(batch: Sequence[Imported], *, archive: ArchiveImport, number: int) -> Outcome:
    """Bring in a batch whole: at the desk, and on the website with search; `number` counts the batches of an import.

    What cannot be taken is left out, with a sentence that says why, by the article's `external_id`.
    """
    _take_time()
    refused = dict(_refusals(batch, today=timezone.localdate(archive.at)))
    taken = [one.article for one in batch if one.article.external_id not in refused]
    articles = importing.enter(taken, archive=archive)
    placed, loose = _sorted_out(batch, articles.entered)
    editions = _Shelf(archive, placed)
    if articles.entered:
        intake.accept_archive(
            intake.ArchiveCopy(
                id=archive.pk,
                batch=number,
                masthead=_masthead(),
                articles=(
                    *(intake.ArchivedArticleCopy(one.copy, one.published_at, 0) for one in loose),
                    *editions.articles,
                ),
                editions=tuple(editions.copies),
            )
        )
    return Outcome(len(articles.entered), len(articles.known), {**refused, **articles.refused})


def _take_time() -> None:
    """Thousands of texts are cleaned and cut while the transaction is open: longer than others may leave one idle."""
    with connection.cursor() as cursor:
        for setting in ("idle_in_transaction_session_timeout", "statement_timeout"):
            cursor.execute("SELECT set_config(%s, %s, true)", [setting, LONGEST_BATCH])


def _refusals(batch: Sequence[Imported], *, today: date) -> Iterable[tuple[str, str]]:
    """Places that there cannot be, or that this house's own issues have."""
    fitting = []
    for one in batch:
        if sentence := _refusal_of_place(one, today):
            yield one.article.external_id, sentence
        elif one.place:
            fitting.append((one.article.external_id, one.place))
    places = [place for _number, place in fitting]
    there = Edition.objects.filter(date__in={place.day for place in places})
    own = {(one.date, one.number_in_day) for one in there if one.archive_id is None}
    numbers = {place.total_number for place in places} - {None}
    taken = {
        edition.total_number: (edition.date, edition.number_in_day)
        for edition in Edition.objects.filter(total_number__in=numbers)
    }
    for number, place in fitting:
        if sentence := _refusal_of_issue(place, own, taken):
            yield number, sentence


def _refusal_of_place(one: Imported, today: date) -> str | None:
    place = one.place
    if sentence := refusal_of_signs((one.article.external_id, *((place.label, place.page_name) if place else ()))):
        return sentence
    if place is None:
        return None
    found = LABEL.fullmatch(place.label)
    if not found or found[2] != f"{int(found[2]):02d}" or int(found[2]) < 1 or place.order < 1:
        return _("There is no such place on a page: %(label)s, %(order)s.") % {
            "label": place.label,
            "order": place.order,
        }
    if not 1 <= place.number_in_day < MOST_IN_A_DAY or not 1 <= (place.total_number or 1) <= HIGHEST_TOTAL:
        return _("There is no issue with that number.")
    if place.day.year < FIRST_YEAR or place.day >= today:
        return _("Its issue is not of earlier days.")
    if len(place.page_name) > LONGEST_PAGE_NAME:
        return _("“%(field)s” is longer than %(longest)s characters.") % {
            "field": "page_name",
            "longest": LONGEST_PAGE_NAME,
        }
    return None


def _refusal_of_issue(place: ImportedPlace, own: set[Issue], taken: dict[int | None, Issue]) -> str | None:
    issue = (place.day, place.number_in_day)
    if issue in own:
        return _("The issue of %(day)s was made in this house.") % {"day": place.day.isoformat()}
    if place.total_number is not None and taken.setdefault(place.total_number, issue) != issue:
        return _("Another issue has the total number %(number)s.") % {"number": place.total_number}
    return None


def _sorted_out(batch: Sequence[Imported], entered: dict[str, Entered]) -> tuple[list[Placed], list[Entered]]:
    """What came in with its place, in the order of the paper, and what came in without one."""
    here = [(one.place, entered[one.article.external_id]) for one in batch if one.article.external_id in entered]
    placed = [(place, article) for place, article in here if place]
    placed.sort(key=lambda one: (one[0].day, one[0].number_in_day, _place_of(one[0].label), one[0].order))
    return placed, [article for place, article in here if place is None]


def _place_of(label: str) -> tuple[str, int]:
    found = LABEL.fullmatch(label)
    assert found is not None  # refused before
    return found[1], int(found[2])


class _Shelf:
    """The issues of a batch: made or added to at the desk, and their copies for readers."""

    def __init__(self, archive: ArchiveImport, placed: Sequence[Placed]) -> None:
        self.archive = archive
        self.articles: list[intake.ArchivedArticleCopy] = []
        self.copies: list[intake.ArchivedEditionCopy] = []
        self.rows: list[list[intake.Value]] = []
        if not placed:
            return
        # The total number is said by any article of an issue.
        days = {place.day for place, _article in placed}
        there = Edition.objects.filter(date__in=days).prefetch_related("pages__placements")
        self.editions = {(one.date, one.number_in_day): one for one in there}
        self.template = _template()
        for issue, group in groupby(placed, lambda one: (one[0].day, one[0].number_in_day)):
            self._put(issue, list(group))
        intake.copy_rows(Placement, PLACEMENT_FIELDS, self.rows)

    def _put(self, issue: Issue, placed: list[Placed]) -> None:
        edition = self.editions.get(issue)
        pages = {page.label: page for page in edition.pages.all()} if edition else {}
        before = sum(len(page.placements.all()) for page in pages.values())
        if edition is None:
            edition = self._new_edition(issue, placed)
        pages |= self._new_pages(edition, [place for place, _article in placed if place.label not in pages])
        shown = []
        for label, group in groupby(placed, lambda one: one[0].label):
            page, here = pages[label], [one for _place, one in group]
            first = 1 + len(page.placements.all()) if before else 1
            self.rows += [
                [page.pk, one.number, one.version, order, self.archive.by_id, "", "", "[]", 0, 0, 0]
                for order, one in enumerate(here, start=first)
            ]
            shown.append((page.label, page.name, tuple(one.number for one in here)))
        self.articles += [
            intake.ArchivedArticleCopy(one.copy, one.published_at, before + order)
            for order, (_place, one) in enumerate(placed)
        ]
        self.copies.append(_copy(edition, tuple(shown)))

    def _new_edition(self, issue: Issue, placed: Sequence[Placed]) -> Edition:
        day, number_in_day = issue
        edition = Edition.objects.create(
            kind=EditionKind.ORDINARY if number_in_day == 1 else EditionKind.SUPPLEMENT,
            date=day,
            number_in_day=number_in_day,
            total_number=next((place.total_number for place, _article in placed if place.total_number), None),
            # In earlier years the holidays of this one do not count.
            despite_holiday=True,
            state=EditionState.PUBLISHED,
            published_at=min(article.published_at for _place, article in placed),
            published_by=self.archive.by,
            archive=self.archive,
        )
        EditionEvent.objects.create(edition=edition, verb="import", by=self.archive.by, note=self.archive.source)
        return edition

    def _new_pages(self, edition: Edition, places: Iterable[ImportedPlace]) -> dict[str, Page]:
        made: dict[str, Page] = {}
        for place in places:
            letter, number = _place_of(place.label)
            made.setdefault(
                place.label,
                Page(edition=edition, letter=letter, number=number, name=place.page_name, template=self.template),
            )
        Page.objects.bulk_create(made.values())
        return made


def _template() -> PageTemplate:
    """The kind of page that earlier ones are of: a list."""
    known = PageTemplate.objects.filter(
        pk__in=Page.objects.filter(edition__archive__isnull=False).values("template")[:1]
    )
    new = {"needs_lead": False, "most_articles": 100}
    return known.first() or PageTemplate.objects.get_or_create(name=_("Page of the archive"), defaults=new)[0]


def _copy(edition: Edition, pages: tuple[tuple[str, str, tuple[int, ...]], ...]) -> intake.ArchivedEditionCopy:
    assert edition.published_at is not None  # a CHECK of the table says so
    return intake.ArchivedEditionCopy(
        id=edition.pk,
        date=edition.date,
        number_in_day=edition.number_in_day,
        total_number=edition.total_number,
        name=edition.name,
        kind=edition.kind,
        published_at=edition.published_at,
        pages=pages,
    )


def _masthead() -> intake.MastheadCopy:
    publication = Publication.objects.first() or Publication()
    return intake.MastheadCopy(
        **{name: getattr(publication, name) for name in intake.MastheadCopy.__dataclass_fields__}
    )
