"""The total numbers of editions that are not out: making room in the order of days, and putting them right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import F, Max, Q
from django.db.models.functions import Coalesce
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.workflow import Refused
from authors.models import User
from editions import counting, policy
from editions.counting import Counted, NoRoom
from editions.models import Edition, EditionEvent, EditionState, Publication

# Readers have them, or are to have them at an hour that is set: their pages are signed off with their numbers.
FIXED = (EditionState.PUBLISHED, EditionState.REISSUE, EditionState.SCHEDULED)
Change = tuple[Edition, int | None, int | None]
# Which edition, its numbers before, and since.
Moved = tuple[str, str, str]


class NumberKept(Refused):
    """The number that the order of days asks for is another edition's, which keeps it. `free` is the next one."""

    def __init__(self, sentence: str, free: int) -> None:
        super().__init__(sentence)
        self.free = free


def order_around(day: date, number_in_day: int = 0, *, whole: bool = False) -> list[Counted]:
    """The counted editions from the one before this place on, up to the first that keeps its numbers, or all."""
    counted = Edition.objects.filter(total_number__isnull=False)
    is_earlier = Q(date__lt=day) | Q(date=day, number_in_day__lt=number_in_day)
    before = counted.filter(is_earlier).order_by("-date", "-number_in_day")[:1]
    after = counted.exclude(is_earlier).order_by("date", "number_in_day")
    kept = None if whole else after.filter(state__in=FIXED).first()
    if kept is not None:
        after = after.filter(Q(date__lt=kept.date) | Q(date=kept.date, number_in_day__lte=kept.number_in_day))
    return [_counted(one) for one in (*before, *after)]


class Upcoming:
    """The numbers that days would get if they were opened one after the other, from `today` on."""

    def __init__(self, today: date, publication: Publication | None) -> None:
        self._order = order_around(today, whole=True)
        self._next = publication.next_total_number if publication else 1
        self.can_open = publication is not None

    def open(self, day: date, span: int) -> str:
        """The numbers of the next one to be opened, of a merged one the first and the last; empty without room."""
        new = Counted(day, 1, 1, span)
        try:
            placed, moved = counting.insert(new, self._order, next_number=self._next)
        except NoRoom:
            return ""
        now = {one.place: one for one in (*self._order, *moved, placed)}
        self._order = [now[place] for place in sorted(now)]
        self._next = max(self._next, *(one.last + 1 for one in (placed, *moved)))
        return _said(placed)

    def becomes(self, edition: Edition) -> str:
        """The numbers an edition that is there would have when these days were opened; empty where it keeps its own."""
        place = edition.date, edition.number_in_day
        foreseen = next((one for one in self._order if one.edition_id and one.place == place), None)
        return _said(foreseen) if foreseen is not None and foreseen.first != edition.total_number else ""


def _said(counted: Counted) -> str:
    return str(counted.first) if counted.first == counted.last else f"{counted.first}–{counted.last}"


def make_room(new: Counted, *, publication: Publication, by: User) -> tuple[int, list[Moved]]:
    """The first number a new edition gets in the order of days, and what was done to later ones for it.

    The paper's row is locked. Raises `NumberKept` when an edition that is out or scheduled has the number.
    """
    later = Edition.objects.filter(total_number__isnull=False, date__gte=new.day).exclude(state__in=FIXED)
    list(later.select_for_update().order_by("pk"))
    try:
        order = order_around(*new.place)
        placed, moved = counting.insert(new, order, next_number=publication.next_total_number)
        _refuse_taken(placed, {one.edition_id for one in moved})
    except NoRoom as none:
        raise _kept(none) from none
    return placed.first, _store_all(_rows(moved), by=by, note=f" · {new.day.isoformat()}")


@transaction.atomic
def renumber(
    edition: Edition, *, first: int | None, last: int | None, name: str, by: User, counts_on: bool = False
) -> list[Moved]:
    """Give an edition that is not published other numbers, where one was left out or taken twice, and another name.

    `counts_on`: the later ones that are neither out nor scheduled follow it one by one. Answers what became of them.
    """
    if sentence := policy.refusal_to_compose(by, edition):
        raise Refused(sentence)
    Publication.objects.select_for_update().first()
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    if sentence := policy.refusal_to_make_new(by, edition):
        raise Refused(sentence)
    edition.name = name
    followers = _followers(edition, first, last) if counts_on and first is not None else []
    return _store_all([(edition, first, last), *_rows(followers)], by=by)[1:]


def store(edition: Edition) -> Edition:
    """Raises `Refused` with the sentence of the rule that PostgreSQL kept."""
    try:
        with transaction.atomic():
            edition.save()
    except IntegrityError as error:
        said = str(error)
        sentence = next((words for mark, words in DATABASE_SENTENCES.items() if mark in said), None)
        if sentence is None:
            raise
        raise Refused(str(sentence) % {"number": edition.numbers, "day": date_format(edition.date)}) from error
    return edition


def count_past(number: int | None) -> None:
    """Let the paper go on after this number, if it has not passed it already."""
    if number is not None and number < counting.HIGHEST:
        Publication.objects.filter(pk=1, next_total_number__lte=number).update(next_total_number=number + 1)


# What the rules in the database refuse, in words for people.
DATABASE_SENTENCES = {
    "editions_one_regular_a_day": gettext_lazy("There is an edition of %(day)s already. Make this one an extra."),
    "editions_number_in_day_once": gettext_lazy("There is an edition of %(day)s already. Make this one an extra."),
    "total_number": gettext_lazy("The total number %(number)s is taken."),
    "editions_numbers_never_twice": gettext_lazy("The total number %(number)s is taken."),
    "editions_numbers_by_kind": gettext_lazy("An edition of this kind cannot have these total numbers: %(number)s."),
}


def _counted(edition: Edition) -> Counted:
    first, last = edition.total_number or 0, edition.last_number or 0
    is_fixed = edition.state in FIXED
    return Counted(edition.date, edition.number_in_day, first, last, is_fixed, edition.pk)


def _followers(edition: Edition, first: int, last: int | None) -> list[Counted]:
    later = Edition.objects.filter(date__gte=edition.date).exclude(state__in=FIXED)
    list(later.select_for_update().order_by("pk"))
    start = Counted(edition.date, edition.number_in_day, first, last or first)
    try:
        return counting.count_on(start, [one for one in order_around(*start.place) if one.place > start.place])
    except NoRoom as none:
        raise _kept(none) from none


def _refuse_taken(placed: Counted, moving: Iterable[int]) -> None:
    """Numbers that were given by hand need not be in the order of days."""
    holders = Edition.objects.annotate(last=Coalesce(F("total_number_to"), F("total_number")))
    holder = holders.filter(total_number__lte=placed.last, last__gte=placed.first).exclude(pk__in=moving).first()
    if holder is not None:
        raise NoRoom(placed.first, _counted(holder))


def _kept(none: NoRoom) -> NumberKept:
    highest = Edition.objects.aggregate(last=Max(Coalesce(F("total_number_to"), F("total_number"))))["last"] or 0
    free = min(highest + 1, counting.HIGHEST)
    if none.kept is None:
        return NumberKept(_("There is no total number above %(number)s.") % {"number": counting.HIGHEST}, free)
    holder = Edition.objects.get(pk=none.kept.edition_id)
    sentence = _(
        "In the order of days the total number would be %(number)s, but %(edition)s has it (%(state)s) and keeps it."
        " The next free one is %(free)s."
    )
    said = {"number": none.wanted, "edition": holder, "state": holder.get_state_display(), "free": free}
    return NumberKept(sentence % said, free)


def _rows(moved: Sequence[Counted]) -> list[Change]:
    editions = Edition.objects.in_bulk([one.edition_id for one in moved])
    rows = [(editions[one.edition_id], one) for one in moved]
    return [(edition, one.first, one.last if edition.total_number_to else None) for edition, one in rows]


def _store_all(changes: Sequence[Change], *, by: User, note: str = "") -> list[Moved]:
    """Store numbers in an order in which none meets another, each change with its record; answers what was done."""
    upwards = [change for change in changes if (change[1] or 0) > (change[0].total_number or 0)]
    moved = {}
    for edition, first, last in [*reversed(upwards), *(change for change in changes if change not in upwards)]:
        before = edition.numbers
        edition.total_number, edition.total_number_to = first, last
        store(edition)
        count_past(edition.last_number)
        moved[edition.pk] = (str(edition), before, edition.numbers)
        if before != edition.numbers:
            said = f"{before} → {edition.numbers}{note}"
            EditionEvent.objects.create(edition=edition, verb="renumber", by=by, note=said)
    return [moved[edition.pk] for edition, _first, _last in changes]
