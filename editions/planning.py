"""How an edition begins: its day, kind and number, and the pages that the plan of the day gives it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from articles.workflow import Refused
from authors.models import User
from editions import day_plan, policy, renumbering
from editions.counting import Counted
from editions.day_plan import DayPlan
from editions.models import Edition, EditionEvent, EditionKind, Page, PlannedPage, Publication
from editions.new_pages import copy_slots


class Holiday(Refused):
    """The paper does not appear on that day; who means it plans the edition nevertheless."""


@transaction.atomic
def plan(
    day: date,
    *,
    by: User,
    kind: str = EditionKind.ORDINARY,
    name: str = "",
    total_number: int | None = None,
    date_to: date | None = None,
    total_number_to: int | None = None,
    despite_holiday: bool = False,
) -> Edition:
    """Open an edition with the pages that the plan has for its day; an extra one begins with the first of them.

    `total_number` (总第N期) follows the edition before it in the order of days unless given; later ones that are not
    out move on for it, and are named in `moved` of what is answered. `total_number_to` is the last number of a merged
    edition, counted by the days of its range that have a paper. Raises `Holiday`, `NumberKept` or `Refused`.
    """
    publication = _publication(by)
    plans = _plans(day, date_to, kind=kind)
    if not despite_holiday and kind in (EditionKind.ORDINARY, EditionKind.MERGED):
        _refuse_holidays(plans)
    _refuse_second(plans, kind)
    number_in_day, span = _number_in_day(day, kind), numbers_of(plans) if kind == EditionKind.MERGED else 1
    first = total_number
    moved: list[renumbering.Moved] = []
    if not publication.counts(kind) and first is not None:
        raise Refused(_("By the paper's rule an edition of this kind has no total number."))
    if first is None and publication.counts(kind):
        place = Counted(day, number_in_day, 1, span)
        first, moved = renumbering.make_room(place, publication=publication, by=by)
    last = _last_number(first, total_number_to, span) if kind == EditionKind.MERGED else None
    edition = renumbering.store(
        Edition(
            kind=kind,
            date=day,
            date_to=date_to,
            number_in_day=number_in_day,
            total_number=first,
            total_number_to=last,
            name=name,
            despite_holiday=despite_holiday and any(one.is_holiday for one in plans),
        )
    )
    edition.moved = moved
    renumbering.count_past(edition.last_number)
    _copy_pages(edition, plans[0])
    EditionEvent.objects.create(edition=edition, verb="plan", by=by)
    return edition


@transaction.atomic
def plan_days(days: Iterable[date], *, by: User) -> list[Edition]:
    """Open the regular editions of several days as the plan has them, all or none, counting on day by day.

    Days that belong to one merged issue give one edition. A day that has its edition already is left as it is.
    """
    _publication(by)
    opened: list[Edition] = []
    for day in sorted(set(days)):
        one = day_plan.of_day(day)
        if one.regular is not None:
            continue
        if one.is_holiday:
            _refuse_holidays([one])
        if not one.appears:
            raise Refused(_("The plan has no pages for %(day)s.") % {"day": date_format(day)})
        if one.exception is not None and one.exception.is_merged:
            merged = one.exception
            opened.append(
                plan(merged.first_day, by=by, kind=EditionKind.MERGED, date_to=merged.last_day, name=merged.name)
            )
        else:
            opened.append(plan(day, by=by))
    return opened


def _publication(by: User) -> Publication:
    """The paper, locked: two people who plan at once get two numbers."""
    if not policy.can_compose(by):
        raise Refused(_("Your role at the paper does not include composing pages."))
    publication = Publication.objects.select_for_update().first()
    if publication is None:
        raise Refused(_("Enter the paper's imprint first: name, publisher, number."))
    return publication


def _plans(day: date, date_to: date | None, *, kind: str) -> list[DayPlan]:
    if kind == EditionKind.MERGED and (date_to is None or date_to <= day):
        raise Refused(_("A merged issue stands for several days: give a last day after the first."))
    if kind != EditionKind.MERGED and date_to is not None:
        raise Refused(_("Only a merged issue has a last day."))
    return day_plan.of_days(day, date_to or day)


def _refuse_holidays(plans: Iterable[DayPlan]) -> None:
    for one in plans:
        if one.is_holiday:
            raise Holiday(
                _("On %(day)s the paper does not appear: %(holiday)s.")
                % {"day": date_format(one.day), "holiday": one.exception}
            )


def _refuse_second(plans: Iterable[DayPlan], kind: str) -> None:
    """PostgreSQL keeps the rule; here it is told before numbers are looked for."""
    taken = next((one for one in plans if one.regular), None)
    if taken is not None and kind in (EditionKind.ORDINARY, EditionKind.MERGED):
        sentence = _("There is an edition of %(day)s already. Make this one an extra.")
        raise Refused(sentence % {"day": date_format(taken.day)})


def _last_number(first: int | None, last: int | None, span: int) -> int | None:
    """One number for each day of a merged edition, unless the last is given."""
    if first is None:
        return None
    last = last or first + span - 1
    if last <= first:
        raise Refused(_("A merged issue has several total numbers: give a last one above the first."))
    return last


def numbers_of(plans: Iterable[DayPlan]) -> int:
    """How many total numbers a merged edition of these days takes: one for each that has a paper, two at least."""
    return max(2, sum(bool(one.weekday_pages) and not one.is_holiday for one in plans))


def _number_in_day(day: date, kind: str) -> int:
    """The plain address of a day is that of its regular edition; what appears beside it is counted from two."""
    if kind in (EditionKind.ORDINARY, EditionKind.MERGED):
        return 1
    last = Edition.objects.filter(date=day).aggregate(last=Max("number_in_day"))["last"] or 1
    return int(last) + 1


def _copy_pages(edition: Edition, one: DayPlan) -> None:
    planned: tuple[PlannedPage, ...] = one.pages or one.weekday_pages
    if not edition.is_regular:
        planned = planned[:1]
    pages = Page.objects.bulk_create(
        Page(
            edition=edition,
            letter=page.letter,
            number=page.number,
            name=page.name,
            template_id=page.template_id,
            section_id=page.section_id,
        )
        for page in planned
    )
    copy_slots(pages)
