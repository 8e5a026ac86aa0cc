"""What keeps a place in print out, each with one plain sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from django.utils.translation import gettext as _

from articles.importing.checking import FIRST_YEAR, refusal_of_signs
from editions.importing.copies import ImportedPlace, ReadyToComeIn
from editions.models import Edition, Page

LABEL = re.compile(r"([A-Z]{1,2})([0-9]{1,3})", re.ASCII)
MOST_IN_A_DAY, HIGHEST_TOTAL = 100, 2**31 - 1
LONGEST_PAGE_NAME = Page._meta.get_field("name").max_length or 0

Issue = tuple[date, int]


def refusals(batch: Sequence[ReadyToComeIn], *, today: date) -> Iterable[tuple[str, str]]:
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


def _refusal_of_place(one: ReadyToComeIn, today: date) -> str | None:
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


def place_of(label: str) -> tuple[str, int]:
    found = LABEL.fullmatch(label)
    assert found is not None  # refused before
    return found[1], int(found[2])
