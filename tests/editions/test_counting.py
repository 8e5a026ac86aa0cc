"""Total numbers in the order of days, in whatever order the editions of those days are opened."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.models import State
from articles.workflow import Refused
from editions import counting, planning, publishing, renumbering, workflow
from editions.counting import HIGHEST, Counted, NoRoom
from editions.models import Edition, EditionState, Publication
from tests.factories import bring_to, make_article, make_plan, make_publication

FRIDAY = date(2025, 10, 17)


def day(ahead):
    return FRIDAY + timedelta(days=ahead)


def counted(ahead, first, last=None, *, fixed=False, nth=1):
    return Counted(day(ahead), nth, first, last or first, fixed)


def numbers(order):
    return {(one.day - FRIDAY).days: (one.first, one.last) for one in order}


# -- the counting itself -------------------------------------------------------------------------------------------
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 4)), min_size=1, max_size=9, unique_by=lambda one: one[0]))
def test_in_whatever_order_they_are_opened_they_count_one_by_one(opened):
    order, start = [], 18264
    for ahead, span in opened:
        placed, moved = counting.insert(Counted(day(ahead), 1, 1, span), order, next_number=start)
        now = {one.place: one for one in (*order, *moved, placed)}
        order = [now[place] for place in sorted(now)]
        start = max(start, order[-1].last + 1)
    spans = dict(opened)
    assert [one.last - one.first + 1 for one in order] == [spans[(one.day - FRIDAY).days] for one in order]
    assert all(later.first == earlier.last + 1 for earlier, later in itertools.pairwise(order))


def test_the_newest_edition_gets_what_the_imprint_says():
    placed, moved = counting.insert(counted(3, 1), [counted(0, 100)], next_number=500)
    assert (placed.first, moved) == (500, [])


def test_before_the_first_there_is_room_down_to_number_one():
    assert counting.insert(counted(0, 1), [counted(1, 2)], next_number=3)[0].first == 1
    placed, moved = counting.insert(counted(0, 1), [counted(1, 1)], next_number=2)
    assert (placed.first, numbers(moved)) == (1, {1: (2, 2)})
    with pytest.raises(NoRoom):
        counting.insert(counted(0, 1), [counted(1, 1, fixed=True)], next_number=2)


def test_above_the_highest_number_there_is_none():
    assert counting.insert(counted(1, 1), [counted(0, HIGHEST - 1)], next_number=1)[0].first == HIGHEST
    with pytest.raises(NoRoom):
        counting.insert(counted(1, 1), [counted(0, HIGHEST)], next_number=1)
    with pytest.raises(NoRoom):
        counting.insert(counted(1, 1), [counted(0, HIGHEST - 1), counted(2, HIGHEST)], next_number=1)


def test_an_earlier_day_takes_its_place_and_only_who_is_in_the_way_moves_on():
    order = [counted(0, 100), counted(2, 101), counted(3, 102, 104), counted(6, 106)]
    placed, moved = counting.insert(counted(1, 1), order, next_number=107)
    assert (placed.first, numbers(moved)) == (101, {2: (102, 102), 3: (103, 105)})


def test_in_a_gap_the_nearer_day_counts():
    """An archive of long ago beside the paper of today; a number that was left free for a day."""
    order = [Counted(date(1990, 1, 1), 1, 500, 500), counted(0, 18264)]
    assert counting.insert(counted(-1, 1), order, next_number=18265)[0].first == 18263
    order = [counted(0, 100), counted(3, 103)]
    assert [counting.insert(counted(at, 1), order, next_number=104)[0].first for at in (1, 2)] == [101, 102]


def test_what_is_out_stays_and_who_fits_before_it_moves():
    order = [counted(0, 100), counted(2, 101), counted(3, 103, fixed=True)]
    placed, moved = counting.insert(counted(1, 1), order, next_number=104)
    assert (placed.first, numbers(moved)) == (101, {2: (102, 102)})
    with pytest.raises(NoRoom):
        counting.insert(Counted(day(1), 1, 1, 2), order, next_number=104)


def test_an_extra_that_counts_comes_after_the_paper_of_its_day():
    placed, moved = counting.insert(counted(0, 1), [counted(0, 100, nth=2), counted(1, 101)], next_number=102)
    assert (placed.first, moved) == (99, [])
    assert counting.insert(counted(0, 1, nth=3), [counted(0, 100, nth=2)], next_number=101)[0].first == 101


# -- at the desk's verbs and in PostgreSQL -------------------------------------------------------------------------
@pytest.fixture
def paper(cast):
    make_plan(pages=1)
    return make_publication()


def plan(cast, ahead, **words):
    return planning.plan(day(ahead), by=cast.page_designer, **words)


def stored():
    return {(one.date - FRIDAY).days: one.numbers for one in Edition.objects.exclude(total_number=None)}


def schedule(edition, cast):
    who = {"scheduled_by": cast.chief_editor, "go_live_at": "2025-10-18T20:00Z"}
    Edition.objects.filter(pk=edition.pk).update(state=EditionState.SCHEDULED, **who)


def publish(edition, cast):
    page = edition.pages.get()
    workflow.place(page, [bring_to(State.APPROVED, make_article(by=cast.reporter), cast)], by=cast.page_designer)
    edition.pages.update(responsible_editor="周砚秋")
    publishing.publish(edition, by=cast.chief_editor)


def test_an_edition_of_an_earlier_day_gets_the_number_after_the_day_before(cast, paper):
    plan(cast, 0)
    plan(cast, 3, kind="merged", date_to=day(4))
    plan(cast, 2)
    opened = plan(cast, 1)
    assert stored() == {0: "18264", 1: "18265", 2: "18266", 3: "18267–18268"}
    assert opened.moved == [
        ("2025-10-19", "18265", "18266"),
        ("2025-10-20", "18266–18267", "18267–18268"),
    ]
    record = Edition.objects.get(date=day(3)).events.filter(verb="renumber")
    assert [event.note for event in record] == [
        "18266–18267 → 18267–18268 · 2025-10-18",
        "18265–18266 → 18266–18267 · 2025-10-19",
    ]
    assert Publication.objects.get().next_total_number == 18269
    assert plan(cast, 5).numbers == "18269"


def test_an_uncounted_extra_takes_no_number_and_moves_nobody(cast, paper):
    plan(cast, 0)
    plan(cast, 2)
    assert (plan(cast, 1, kind="extra").numbers, plan(cast, 0, kind="extra").moved) == ("", [])
    assert plan(cast, 1, kind="supplement").numbers == "18265"
    assert stored() == {0: "18264", 1: "18265", 2: "18266"}


@pytest.mark.parametrize("settle", [schedule, publish])
def test_who_keeps_his_number_is_named_and_a_free_one_offered(cast, paper, settle):
    plan(cast, 0)
    settle(plan(cast, 2), cast)
    with pytest.raises(renumbering.NumberKept, match=r"would be 18265, but 2025-10-19 has it") as kept:
        plan(cast, 1)
    assert kept.value.free == 18266
    assert plan(cast, 1, total_number=kept.value.free).numbers == "18266"


def test_a_number_given_by_hand_elsewhere_is_not_taken_twice(cast, paper):
    plan(cast, 0)
    plan(cast, 1, total_number=17000)
    plan(cast, -1, total_number=17001)
    Publication.objects.update(next_total_number=1)
    with pytest.raises(renumbering.NumberKept, match=r"would be 17001, but 2025-10-16"):
        plan(cast, 2)


def test_a_second_paper_of_a_day_is_refused_before_numbers_are_looked_for(cast, paper):
    plan(cast, 0, kind="merged", date_to=day(2))
    with pytest.raises(Refused, match="already"):
        plan(cast, 1)
    assert stored() == {0: "18264–18266"}


def test_the_later_ones_count_on_from_an_edition_put_right(cast, paper):
    editions = [plan(cast, ahead) for ahead in range(4)]
    moved = renumbering.renumber(editions[1], first=18300, last=None, name="", by=cast.page_designer, counts_on=True)
    assert stored() == {0: "18264", 1: "18300", 2: "18301", 3: "18302"}
    assert [one[0] for one in moved] == ["2025-10-19", "2025-10-20"]
    renumbering.renumber(editions[1], first=18265, last=None, name="", by=cast.page_designer, counts_on=True)
    assert stored() == {0: "18264", 1: "18265", 2: "18266", 3: "18267"}
    assert editions[3].events.filter(verb="renumber").count() == 2


def test_the_last_place_of_all_is_taken_once(cast, paper):
    Publication.objects.update(next_total_number=HIGHEST)
    assert plan(cast, 0).numbers == str(HIGHEST)
    with pytest.raises(renumbering.NumberKept, match="no total number above"):
        plan(cast, 1)
