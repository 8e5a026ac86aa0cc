"""Which days have a paper, and how editions are counted: ordinary, merged, additional and extra ones."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from articles.models import State
from editions import day_plan, planning, preflight, publishing, renumbering, workflow
from editions.models import Edition, EditionKind, PlanException, PlannedPage, Publication
from tests.factories import bring_to, make_article, make_edition, make_plan, make_publication, make_template
from website.models import PublishedEdition

FRIDAY = date(2025, 10, 17)


def day(ahead):
    return FRIDAY + timedelta(days=ahead)


@pytest.fixture
def paper(cast):
    make_plan(pages=2)
    return make_publication()


def plan(cast, ahead=0, **words):
    return planning.plan(day(ahead), by=cast.page_designer, **words)


def holiday(first=0, last=0, name="重阳节"):
    return PlanException.objects.create(first_day=day(first), last_day=day(last), what="none", name=name)


def labels(edition):
    return [page.label for page in edition.pages.all()]


# -- counting ------------------------------------------------------------------------------------------------------
def test_ordinary_editions_count_one_by_one(cast, paper):
    assert [plan(cast, ahead).numbers for ahead in range(3)] == ["18264", "18265", "18266"]


def test_a_merged_edition_counts_one_for_each_of_its_days(cast, paper):
    merged = plan(cast, kind="merged", date_to=day(2))
    assert (merged.numbers, merged.slug) == ("18264–18266", "2025-10-17")
    assert plan(cast, 3).numbers == "18267"


def test_a_merged_edition_counts_only_days_that_have_a_paper(cast, paper):
    PlannedPage.objects.filter(weekday=day(1).weekday()).delete()
    assert plan(cast, kind="merged", date_to=day(2)).numbers == "18264–18265"


def test_the_last_number_of_a_merged_edition_may_be_given(cast, paper):
    assert plan(cast, kind="merged", date_to=day(2), total_number=18300, total_number_to=18301).numbers == "18300–18301"
    with pytest.raises(workflow.Refused, match="last one above the first"):
        plan(cast, 5, kind="merged", date_to=day(6), total_number=18310, total_number_to=18310)


@pytest.mark.parametrize(("kind", "counted"), [("supplement", "18265"), ("extra", "")])
def test_whether_an_additional_edition_counts_is_the_papers_own_rule(cast, paper, kind, counted):
    plan(cast)
    beside = plan(cast, kind=kind)
    assert (beside.numbers, beside.slug) == (counted, "2025-10-17-2")
    Publication.objects.update(counts_extras=True, counts_supplements=False)
    assert plan(cast, kind=kind).numbers == ("" if counted else "18265")


def test_what_the_paper_does_not_count_takes_no_number(cast, paper):
    with pytest.raises(workflow.Refused, match="has no total number"):
        plan(cast, kind="extra", total_number=18264)


def test_an_extra_leaves_the_plain_address_to_the_paper_of_its_day(cast, paper):
    assert plan(cast, kind="extra").slug == "2025-10-17-2"
    assert plan(cast).slug == "2025-10-17"


def test_an_extra_begins_with_one_page(cast, paper):
    assert labels(plan(cast, kind="extra")) == ["A01"]


def test_a_day_has_one_paper(cast, paper):
    plan(cast, kind="merged", date_to=day(2))
    for ahead in range(3):
        with pytest.raises(workflow.Refused, match="already"):
            plan(cast, ahead)
    assert plan(cast, 1, kind="extra").slug == "2025-10-18-2"


@pytest.mark.parametrize("words", [{"kind": "merged"}, {"kind": "merged", "date_to": FRIDAY}, {"date_to": day(1)}])
def test_only_a_merged_edition_has_a_last_day(cast, paper, words):
    with pytest.raises(workflow.Refused, match="last day"):
        plan(cast, **words)


def test_a_number_inside_a_merged_range_is_taken(cast, paper):
    plan(cast, kind="merged", date_to=day(2))
    with pytest.raises(workflow.Refused, match="18265 is taken"):
        plan(cast, 3, total_number=18265)


def test_an_open_edition_is_numbered_anew_and_the_record_says_so(cast, paper):
    edition = plan(cast, total_number=18270)
    renumbering.renumber(edition, first=18264, last=None, name="", by=cast.page_designer)
    edition.refresh_from_db()
    assert edition.numbers == "18264"
    assert edition.events.first().note == "18270 → 18264"
    with pytest.raises(workflow.Refused, match="composing"):
        renumbering.renumber(edition, first=1, last=None, name="", by=cast.reporter)
    with pytest.raises(workflow.Refused, match="cannot have these total numbers"):
        renumbering.renumber(edition, first=None, last=None, name="", by=cast.page_designer)


# -- what PostgreSQL refuses ---------------------------------------------------------------------------------------
ROWS = [
    ({"kind": "special", "total_number": 1}, "editions_known_kind"),
    ({"total_number": None}, "editions_numbers_by_kind"),
    ({"total_number": 1, "total_number_to": 2}, "editions_numbers_by_kind"),
    ({"kind": "merged", "date_to": day(1), "total_number": 5}, "editions_numbers_by_kind"),
    ({"kind": "merged", "date_to": day(1), "total_number": 5, "total_number_to": 5}, "editions_numbers_by_kind"),
    ({"kind": "merged", "total_number": 5, "total_number_to": 6}, "editions_only_merged_has_last_day"),
    (
        {"kind": "merged", "date_to": FRIDAY, "total_number": 5, "total_number_to": 6},
        "editions_only_merged_has_last_day",
    ),
    ({"date_to": day(1), "total_number": 5}, "editions_only_merged_has_last_day"),
    ({"kind": "extra", "number_in_day": 1}, "editions_regular_is_first"),
    ({"number_in_day": 2, "total_number": 5}, "editions_regular_is_first"),
    ({"date": day(1), "total_number": 5}, "editions_one_regular_a_day"),
    ({"date": day(9), "total_number": 18265}, "editions_numbers_never_twice"),
    ({"kind": "supplement", "number_in_day": 2, "total_number": 18265}, "editions_numbers_never_twice"),
]


@pytest.mark.parametrize(("row", "rule"), ROWS)
def test_the_database_keeps_days_and_numbers_right(cast, paper, row, rule):
    plan(cast, kind="merged", date_to=day(2))
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        Edition.objects.create(**{"date": day(7), **row})


def test_the_database_refuses_an_edition_on_a_holiday_unless_it_is_meant(cast, paper):
    holiday(0, 2)
    for row in ({"date": day(1)}, {"date": day(-1), "kind": "merged", "date_to": day(0), "total_number_to": 6}):
        with pytest.raises(IntegrityError, match="no paper on that day"), transaction.atomic():
            Edition.objects.create(**{"total_number": 5, **row})
    Edition.objects.create(date=day(1), total_number=5, despite_holiday=True)
    Edition.objects.create(date=day(2), kind=EditionKind.EXTRA, number_in_day=2)


EXCEPTIONS = [
    ({"what": "none"}, "editions_holiday_has_a_name"),
    ({"what": "odd"}, "editions_known_exception"),
    ({"what": "weekday"}, "editions_exception_has_weekday"),
    ({"what": "weekday", "weekday": 7}, "editions_exception_has_weekday"),
    ({"what": "own", "weekday": 1}, "editions_exception_has_weekday"),
    ({"what": "own", "last_day": day(6)}, "editions_exception_in_order"),
    ({"what": "own", "is_merged": True}, "editions_merged_days_are_several"),
    ({"what": "none", "name": "休", "is_merged": True, "last_day": day(9)}, "editions_merged_days_are_several"),
    ({"what": "own", "first_day": day(0), "last_day": day(9)}, "editions_one_exception_a_day"),
]


@pytest.mark.parametrize(("row", "rule"), EXCEPTIONS)
def test_the_database_keeps_the_exceptions_right(cast, paper, row, rule):
    holiday(0, 2)
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        PlanException.objects.create(**{"first_day": day(7), "last_day": day(7), **row})


def test_a_planned_page_belongs_to_a_weekday_or_to_exceptional_days(cast, paper):
    exception = PlanException.objects.create(first_day=day(0), last_day=day(0), what="own")
    for row in ({}, {"weekday": 1, "exception": exception}):
        with pytest.raises(IntegrityError, match="planned_for_one_kind_of_day"), transaction.atomic():
            PlannedPage.objects.create(letter="B", number=1, template=make_template(), **row)


# -- the plan of a day ---------------------------------------------------------------------------------------------
def test_a_holiday_has_no_paper_and_says_its_name(cast, paper):
    holiday()
    one = day_plan.of_day(FRIDAY)
    assert (one.is_holiday, one.appears, str(one.exception)) == (True, False, "重阳节")
    with pytest.raises(planning.Holiday, match="17 October 2025 the paper does not appear: 重阳节"):
        plan(cast)
    assert labels(plan(cast, despite_holiday=True)) == ["A01", "A02"]


def test_a_day_may_have_the_pages_of_another_weekday_or_its_own(cast, paper):
    PlannedPage.objects.filter(weekday=6, number=2).delete()
    PlanException.objects.create(first_day=day(0), last_day=day(1), what="weekday", weekday=6)
    special = PlanException.objects.create(first_day=day(2), last_day=day(2), what="own", name="创刊纪念")
    PlannedPage.objects.create(exception=special, letter="T", number=1, name="特刊", template=make_template())
    assert [labels(plan(cast, ahead)) for ahead in range(4)] == [["A01"], ["A01"], ["T01"], ["A01", "A02"]]


def test_the_plan_of_many_days_costs_no_more_than_that_of_one(cast, paper, django_assert_num_queries):
    holiday(0, 2)
    with django_assert_num_queries(3):
        assert len(day_plan.of_days(day(0), day(41))) == 42


def test_the_coming_days_are_opened_at_once(cast, paper):
    PlanException.objects.create(first_day=day(2), last_day=day(3), what="weekday", weekday=6, is_merged=True)
    plan(cast)
    opened = planning.plan_days([day(4), day(3), day(2), day(1), day(0)], by=cast.page_designer)
    assert [(one.slug, one.numbers) for one in opened] == [
        ("2025-10-18", "18265"),
        ("2025-10-19", "18266–18267"),
        ("2025-10-21", "18268"),
    ]


def test_all_the_coming_days_are_opened_or_none(cast, paper):
    holiday(1, 1)
    with pytest.raises(planning.Holiday):
        planning.plan_days([day(0), day(1)], by=cast.page_designer)
    assert not Edition.objects.exists()
    assert Publication.objects.get().next_total_number == 18264
    PlannedPage.objects.filter(weekday=6).delete()
    with pytest.raises(workflow.Refused, match="no pages for 19 October"):
        planning.plan_days([day(2)], by=cast.page_designer)


# -- does it follow ------------------------------------------------------------------------------------------------
def remarks(edition):
    return [finding.sentence for finding in preflight.advice(edition, {})]


def test_an_edition_that_follows_has_nothing_said_of_it(cast, paper):
    plan(cast, kind="merged", date_to=day(1))
    plan(cast, 1, kind="extra")
    assert remarks(plan(cast, 2)) == []


def test_a_number_that_does_not_follow_is_told(cast, paper):
    plan(cast)
    assert remarks(plan(cast, 1, total_number=18270)) == [
        "Total number 18270 does not follow the edition before it: 2025-10-17 has number 18264."
    ]


def test_days_left_out_are_told_but_not_holidays(cast, paper):
    plan(cast)
    holiday(2, 2)
    assert remarks(plan(cast, 4)) == [
        "Left out since the edition before it, though the plan has a paper: 18 October, 20 October."
    ]


def test_a_weekday_without_a_paper_and_a_holiday_are_told(cast, paper):
    PlannedPage.objects.filter(weekday=5).delete()
    assert remarks(plan(cast, 1)) == ["18 October 2025 is a Saturday: the plan has no paper for that weekday."]
    holiday(2, 2)
    assert remarks(plan(cast, 2, despite_holiday=True)) == ["On 19 October 2025 the paper does not appear: 重阳节."]


def test_a_fourth_day_of_extras_is_told(cast, paper):
    extras = [plan(cast, ahead, kind="extra") for ahead in range(4)]
    assert remarks(extras[2]) == []
    assert remarks(extras[3]) == ["Extras have appeared on 3 days in a row; more than that is not allowed."]


# -- to the readers ------------------------------------------------------------------------------------------------
def test_readers_get_the_kind_the_days_and_the_numbers(cast):
    make_edition(cast)
    merged = planning.plan(day(1), by=cast.page_designer, kind="merged", date_to=day(2))
    page = merged.pages.create(letter="A", number=1, template=make_template(), responsible_editor="周砚秋")
    workflow.place(page, [bring_to(State.APPROVED, make_article(by=cast.reporter), cast)], by=cast.page_designer)
    publishing.publish(merged, by=cast.chief_editor)
    public = PublishedEdition.objects.get()
    assert (public.kind, public.date, public.date_to, public.numbers) == ("merged", day(1), day(2), "18265–18266")
