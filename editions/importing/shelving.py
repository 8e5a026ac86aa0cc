"""The issues of a batch: made or added to at the desk, and their copies for readers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import groupby

from django.utils.translation import gettext as _

from articles.importing import Entered
from articles.models import ArchiveImport
from editions.importing.checking import Issue, place_of
from editions.importing.copies import ImportedPlace
from editions.models import Edition, EditionEvent, EditionKind, EditionState, Page, PageTemplate, Placement
from website import intake

PLACEMENT_FIELDS = (
    *("page_id", "article_id", "version_id", "order", "placed_by_id", "headline", "deck", "photo_places", "trim"),
    *("headline_step", "headline_rows"),
)

Placed = tuple[ImportedPlace, Entered]


class Shelf:
    """What came in with a place, put on its pages; all that is new of a kind is one statement."""

    def __init__(self, archive: ArchiveImport, placed: Sequence[Placed]) -> None:
        self.archive = archive
        self.articles: list[intake.ArchivedArticleCopy] = []
        self.copies: list[intake.ArchivedEditionCopy] = []
        if not placed:
            return
        issues = {issue: list(group) for issue, group in groupby(placed, _issue)}
        self.editions: dict[Issue, Edition] = {}
        self.pages: defaultdict[Issue, dict[str, Page]] = defaultdict(dict)
        # How many stand on a page already.
        self.standing: dict[int, int] = {}
        self._find(issues)
        self._make_editions(issues)
        self._make_pages(issues)
        rows = [row for issue, group in issues.items() for row in self._put(issue, group)]
        intake.copy_rows(Placement, PLACEMENT_FIELDS, rows)

    def _find(self, issues: dict[Issue, list[Placed]]) -> None:
        there = Edition.objects.filter(date__in={day for day, _number in issues})
        for edition in there.prefetch_related("pages__placements"):
            issue = (edition.date, edition.number_in_day)
            self.editions[issue] = edition
            for page in edition.pages.all():
                self.pages[issue][page.label] = page
                self.standing[page.pk] = len(page.placements.all())

    def _make_editions(self, issues: dict[Issue, list[Placed]]) -> None:
        new = {issue: self._edition(issue, placed) for issue, placed in issues.items() if issue not in self.editions}
        by, note = self.archive.by, self.archive.source
        Edition.objects.bulk_create(new.values())
        EditionEvent.objects.bulk_create(
            EditionEvent(edition=edition, verb="import", by=by, note=note) for edition in new.values()
        )
        self.editions |= new

    def _edition(self, issue: Issue, placed: Sequence[Placed]) -> Edition:
        day, number_in_day = issue
        return Edition(
            kind=EditionKind.ORDINARY if number_in_day == 1 else EditionKind.SUPPLEMENT,
            date=day,
            number_in_day=number_in_day,
            # The total number is said by any article of an issue.
            total_number=next((place.total_number for place, _article in placed if place.total_number), None),
            # In earlier years the holidays of this one do not count.
            despite_holiday=True,
            state=EditionState.PUBLISHED,
            published_at=min(article.published_at for _place, article in placed),
            published_by=self.archive.by,
            archive=self.archive,
        )

    def _make_pages(self, issues: dict[Issue, list[Placed]]) -> None:
        template, new = _template(), []
        for issue, placed in issues.items():
            for place, _article in placed:
                if place.label in self.pages[issue]:
                    continue
                letter, number = place_of(place.label)
                page = Page(
                    edition=self.editions[issue],
                    letter=letter,
                    number=number,
                    name=place.page_name,
                    template=template,
                )
                self.pages[issue][place.label] = page
                new.append(page)
        Page.objects.bulk_create(new)

    def _put(self, issue: Issue, placed: list[Placed]) -> list[list[intake.Value]]:
        """The rows of an issue's places; its articles and its copy are noted."""
        pages, shown = self.pages[issue], []
        rows: list[list[intake.Value]] = []
        before = sum(self.standing.get(page.pk, 0) for page in pages.values())
        for label, group in groupby(placed, lambda one: one[0].label):
            page, here = pages[label], [one for _place, one in group]
            rows += [
                [page.pk, one.number, one.version, order, self.archive.by_id, "", "", "[]", 0, 0, 0]
                for order, one in enumerate(here, start=1 + self.standing.get(page.pk, 0))
            ]
            shown.append((page.label, page.name, tuple(one.number for one in here)))
        self.articles += [one.copied(before + order) for order, (_place, one) in enumerate(placed)]
        self.copies.append(_copy(self.editions[issue], tuple(shown)))
        return rows


def _issue(one: Placed) -> Issue:
    return one[0].day, one[0].number_in_day


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
