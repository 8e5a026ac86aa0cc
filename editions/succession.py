"""Whether an edition follows the one before it in number and in day, and whether the plan has a paper for its day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from editions import day_plan
from editions.models import Edition, EditionKind, PlannedPage

# So many editions back the one before it is looked for, and so many days between them are looked at.
BACK = 8
MOST_DAYS = 60
MOST_NAMED = 5
EXTRAS_IN_A_ROW = 3


def remarks(edition: Edition) -> Iterator[str]:
    """Sentences about its number, its weekday, and days that were left out; none of them keeps it back."""
    is_earlier = Q(date__lt=edition.date) | Q(date=edition.date, number_in_day__lt=edition.number_in_day)
    before = list(Edition.objects.filter(is_earlier).order_by("-date", "-number_in_day")[:BACK])
    yield from _number(edition, before)
    if edition.is_regular:
        yield from _days(edition, before)
    elif edition.kind == EditionKind.EXTRA:
        yield from _extras(edition, before)


def _number(edition: Edition, before: list[Edition]) -> Iterator[str]:
    last = next((one for one in before if one.total_number is not None), None)
    if edition.total_number is None or last is None or last.last_number is None:
        return
    if edition.total_number != last.last_number + 1:
        yield _("Total number %(number)s does not follow the edition before it: %(edition)s has number %(before)s.") % {
            "number": edition.total_number,
            "edition": last,
            "before": last.numbers,
        }


def _days(edition: Edition, before: list[Edition]) -> Iterator[str]:
    last = next((one for one in before if one.is_regular), None)
    first_open = last.last_day + timedelta(days=1) if last else edition.date
    first_open = max(first_open, edition.date - timedelta(days=MOST_DAYS))
    plans = day_plan.of_days(min(first_open, edition.date), edition.date)
    own = plans[-1]
    if own.is_holiday:
        yield _("On %(day)s the paper does not appear: %(holiday)s.") % {
            "day": date_format(edition.date),
            "holiday": own.exception,
        }
    elif not own.appears and PlannedPage.objects.exists():
        yield _("%(day)s is a %(weekday)s: the plan has no paper for that weekday.") % {
            "day": date_format(edition.date),
            "weekday": date_format(edition.date, "l"),
        }
    skipped = [date_format(one.day, "MONTH_DAY_FORMAT") for one in plans[:-1] if one.appears]
    if skipped:
        more = "" if len(skipped) <= MOST_NAMED else " …"
        yield _("Left out since the edition before it, though the plan has a paper: %(days)s.") % {
            "days": _(", ").join(skipped[:MOST_NAMED]) + more
        }


def _extras(edition: Edition, before: list[Edition]) -> Iterator[str]:
    """Extras are for an event; on the fourth day in a row it is a paper of its own."""
    days = {one.date for one in before if one.kind == EditionKind.EXTRA} | {edition.date}
    row = [edition.date - timedelta(days=back) for back in range(EXTRAS_IN_A_ROW + 1)]
    if days.issuperset(row):
        yield _("Extras have appeared on %(count)s days in a row; more than that is not allowed.") % {
            "count": EXTRAS_IN_A_ROW
        }
