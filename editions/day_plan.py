"""What is planned for a day: its weekday's pages or the exception for its date, and the editions it has already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from editions.models import Edition, PlanException, PlannedPage


@dataclass(frozen=True, slots=True)
class DayPlan:
    """One day. `pages` are those its regular edition begins with; `weekday_pages` those of its weekday, come what may.

    `editions` are all that stand for the day, a merged one also on its later days.
    """

    day: date
    exception: PlanException | None
    pages: tuple[PlannedPage, ...]
    weekday_pages: tuple[PlannedPage, ...]
    editions: tuple[Edition, ...] = ()

    @property
    def is_holiday(self) -> bool:
        return self.exception is not None and self.exception.is_holiday

    @property
    def appears(self) -> bool:
        """Whether the plan has a paper for the day."""
        return bool(self.pages)

    @property
    def regular(self) -> Edition | None:
        return next((edition for edition in self.editions if edition.is_regular), None)

    @property
    def merged_into(self) -> date | None:
        """The day that the merged issue planned for this day is dated; None where none is planned."""
        return self.exception.first_day if self.exception and self.exception.is_merged else None


def of_day(day: date) -> DayPlan:
    return of_days(day, day)[0]


def of_days(first: date, last: date) -> list[DayPlan]:
    """The plan of each day from `first` to `last`. Three queries, however many they are."""
    exceptions = list(PlanException.objects.filter(first_day__lte=last, last_day__gte=first))
    by_weekday, by_exception = _planned_pages(exceptions)
    editions = _editions_by_day(first, last)
    plans = []
    for day in each_day(first, last):
        exception = next((one for one in exceptions if one.first_day <= day <= one.last_day), None)
        pages = by_weekday[day.weekday()]
        if exception is not None:
            pages = _excepted(exception, by_weekday, by_exception)
        plans.append(DayPlan(day, exception, tuple(pages), tuple(by_weekday[day.weekday()]), tuple(editions[day])))
    return plans


def each_day(first: date, last: date) -> Iterator[date]:
    for ahead in range((last - first).days + 1):
        yield first + timedelta(days=ahead)


Pages = dict[int, list[PlannedPage]]


def _planned_pages(exceptions: Iterable[PlanException]) -> tuple[Pages, Pages]:
    by_weekday: Pages = defaultdict(list)
    by_exception: Pages = defaultdict(list)
    rows = PlannedPage.objects.filter(Q(exception=None) | Q(exception__in=list(exceptions)))
    for page in rows.select_related("template", "section").order_by("letter", "number"):
        if page.weekday is not None:
            by_weekday[page.weekday].append(page)
        elif page.exception_id is not None:
            by_exception[page.exception_id].append(page)
    return by_weekday, by_exception


def _excepted(exception: PlanException, by_weekday: Pages, by_exception: Pages) -> list[PlannedPage]:
    if exception.what == PlanException.What.OWN:
        return by_exception[exception.pk]
    if exception.what == PlanException.What.WEEKDAY and exception.weekday is not None:
        return by_weekday[exception.weekday]
    return []


def _editions_by_day(first: date, last: date) -> dict[date, list[Edition]]:
    days: dict[date, list[Edition]] = defaultdict(list)
    for edition in Edition.objects.of_days(first, last):
        for day in each_day(max(first, edition.date), min(last, edition.last_day)):
            days[day].append(edition)
    return days
