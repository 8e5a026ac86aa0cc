"""The paper's calendar at the desk: what each day has, exceptions changed in place, several editions opened at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from articles.clock import database_now
from editions import planning
from editions.models import Edition, PlanException, PlannedPage, Publication
from tests.factories import make_plan, make_publication

CALENDAR = "admin:editions_planexception_changelist"


@pytest.fixture
def today(cast):
    make_publication()
    make_plan(pages=2)
    return timezone.localdate(database_now())


def shown(response):
    return response.content.decode()


def told(response):
    return [str(message) for message in response.context["messages"]]


def open_day(day):
    return reverse("admin:editions_planexception_day", args=[day.isoformat()])


def fields(first, last=None, **words):
    return {"first_day": first.isoformat(), "last_day": (last or first).isoformat(), "name": "", **words}


def cells(response):
    return {cell.plan.day: cell for week in response.context["weeks"] for cell in week}


def test_the_calendar_shows_what_each_day_has(signed_in, cast, today):
    PlanException.objects.create(
        first_day=today + timedelta(days=3), last_day=today + timedelta(days=4), what="none", name="湖灯节"
    )
    planning.plan(today, by=cast.page_designer)
    response = signed_in("page_designer").get(reverse(CALENDAR))
    days = cells(response)
    assert days[today].plan.regular.numbers == "18264"
    assert [days[today + timedelta(days=ahead)].number for ahead in range(1, 6)] == ["18265", "18266", "", "", "18267"]
    assert shown(response).count("湖灯节") == 2
    assert "/day/" not in shown(response)
    assert open_day(today) in shown(signed_in("chief_editor").get(reverse(CALENDAR)))


def test_a_holiday_is_entered_in_place(signed_in, cast, today):
    browser, day = signed_in("chief_editor"), today + timedelta(days=5)
    assert 'id="day-form"' in shown(browser.get(open_day(day)))
    response = browser.post(
        open_day(day), fields(day, day + timedelta(days=2), what="none", name="湖灯节"), follow=True
    )
    assert told(response) == ["The calendar is stored."]
    assert [cells(response)[day + timedelta(days=ahead)].plan.is_holiday for ahead in range(4)] == [True] * 3 + [False]


def test_a_day_gets_pages_of_its_own_that_begin_as_its_weekdays(signed_in, cast, today):
    browser = signed_in("chief_editor")
    response = browser.post(open_day(today), fields(today, what="own", name="创刊纪念"), follow=True)
    exception = PlanException.objects.get()
    pages = reverse("admin:editions_planexception_pages", args=[exception.pk])
    assert response.redirect_chain[-1][0] == pages
    rows = list(exception.pages.order_by("number"))
    data = {"form-TOTAL_FORMS": 3, "form-INITIAL_FORMS": 2, "form-MIN_NUM_FORMS": 0, "form-MAX_NUM_FORMS": 99}
    for place, row in enumerate(rows):
        data |= {f"form-{place}-{name}": getattr(row, name) for name in ("id", "letter", "number", "name")}
        data[f"form-{place}-template"] = row.template_id
    data |= {"form-1-DELETE": "on", "form-2-letter": "T", "form-2-number": 1, "form-2-template": rows[0].template_id}
    browser.post(pages, data)
    edition = planning.plan(today, by=cast.page_designer)
    assert [page.label for page in edition.pages.all()] == ["A01", "T01"]
    assert PlannedPage.objects.filter(weekday=today.weekday()).count() == 2


def test_an_exception_is_changed_and_taken_back(signed_in, cast, today):
    browser = signed_in("admin")
    browser.post(open_day(today), fields(today, what="own"))
    browser.post(open_day(today), fields(today, what="weekday", weekday="6"))
    exception = PlanException.objects.get()
    assert (exception.what, exception.weekday, exception.pages.count()) == ("weekday", 6, 0)
    url = reverse("admin:editions_planexception_remove", args=[exception.pk])
    assert browser.get(url).status_code == 405
    assert told(browser.post(url, follow=True))[-1] == "The weekday plan holds again for these days."
    assert not PlanException.objects.exists()


def test_a_holiday_over_an_open_edition_says_that_it_stays(signed_in, cast, today):
    planning.plan(today, by=cast.page_designer)
    response = signed_in("chief_editor").post(open_day(today), fields(today, what="none", name="湖灯节"), follow=True)
    assert f"The edition of {today} is open already and keeps its pages as they are." in told(response)


WRONG = [
    ({"what": "none"}, 0, "Say which holiday it is"),
    ({"what": "weekday"}, 0, "Choose the weekday"),
    ({"what": "weekday", "weekday": "9"}, 0, "Select a valid choice"),
    ({"what": "own", "is_merged": "on"}, 0, "stands for several days"),
    ({"what": "own"}, -1, "lies before the first"),
    ({"what": "own"}, 60, "at most 60 days"),
    ({"what": "own"}, 8, "is an exception already: 湖灯节"),
    ({"what": "odd"}, 0, "Select a valid choice"),
]


@pytest.mark.parametrize(("words", "longer", "sentence"), WRONG)
def test_a_mistake_comes_back_with_a_sentence(signed_in, cast, today, words, longer, sentence):
    taken = today + timedelta(days=8)
    PlanException.objects.create(first_day=taken, last_day=taken, what="none", name="湖灯节")
    response = signed_in("chief_editor").post(
        open_day(today), fields(today, today + timedelta(days=longer), **words), follow=True
    )
    assert sentence in shown(response)
    assert PlanException.objects.count() == 1


def test_the_numbers_of_days_that_were_passed_over_are_foreseen_and_given(signed_in, cast, today):
    browser, days = signed_in("page_designer"), [today + timedelta(days=ahead) for ahead in range(4)]
    planning.plan(days[0], by=cast.page_designer)
    planning.plan(days[2], by=cast.page_designer)
    foreseen = cells(browser.get(reverse(CALENDAR)))
    assert [foreseen[days[at]].number for at in (1, 3)] == ["18265", "18267"]
    ticked = {"day": [days[1].isoformat(), days[3].isoformat()]}
    response = browser.post(reverse("admin:editions_edition_open_days"), ticked, follow=True)
    assert told(response) == [
        f"Opened: {days[1]} (18265), {days[3]} (18267).",
        f"Numbered anew: {days[2]} (18265 → 18266).",
    ]


def test_an_open_edition_says_which_numbers_it_would_move_on_to(signed_in, cast, today):
    planning.plan(today + timedelta(days=2), by=cast.page_designer)
    response = signed_in("page_designer").get(reverse(CALENDAR))
    days = cells(response)
    (issue,) = days[today + timedelta(days=2)].issues
    assert (issue.edition.numbers, issue.becomes) == ("18264", "18265")
    assert "then 18265" in shown(response)
    planning.plan_days([today, today + timedelta(days=1)], by=cast.page_designer)
    (issue,) = cells(signed_in("page_designer").get(reverse(CALENDAR)))[today + timedelta(days=2)].issues
    assert (issue.edition.numbers, issue.becomes) == ("18265", "")


def test_the_ticked_days_are_opened_at_once(signed_in, cast, today):
    url = reverse("admin:editions_edition_open_days")
    days = [(today + timedelta(days=ahead)).isoformat() for ahead in range(3)]
    browser = signed_in("page_designer")
    response = browser.post(url, {"day": days}, follow=True)
    assert told(response) == [f"Opened: {days[0]} (18264), {days[1]} (18265), {days[2]} (18266)."]
    assert "18264" in shown(response)
    assert told(browser.post(url, {"day": days}, follow=True)) == ["These days have their editions already."]
    assert told(browser.post(url, follow=True)) == ["Tick at least one day."]
    assert "valid choice" in told(browser.post(url, {"day": ["2001-01-01"]}, follow=True))[0]
    assert Edition.objects.count() == 3


def test_a_holiday_among_the_ticked_days_opens_none(signed_in, cast, today):
    PlanException.objects.create(first_day=today, last_day=today, what="none", name="湖灯节")
    days = [(today + timedelta(days=ahead)).isoformat() for ahead in range(2)]
    response = signed_in("page_designer").post(reverse("admin:editions_edition_open_days"), {"day": days}, follow=True)
    assert told(response)[0].startswith("No edition was opened. On")
    assert not Edition.objects.exists()


@pytest.mark.parametrize("day", ["2025-13-01", "20251001", "9999-01-01", "x"])
def test_a_day_that_no_calendar_shows_does_not_exist(signed_in, cast, today, day):
    browser = signed_in("chief_editor")
    assert browser.get(reverse(CALENDAR), {"from": day}).status_code == 404
    assert browser.get(reverse("admin:editions_planexception_day", args=[day])).status_code == 404


# -- one edition ---------------------------------------------------------------------------------------------------
def test_a_merged_issue_is_opened_in_the_form(signed_in, cast, today):
    last = today + timedelta(days=1)
    form = {"kind": "merged", "date": today, "date_to": last, "total_number": 18264, "name": "双节"}
    signed_in("page_designer").post(reverse("admin:editions_edition_add"), form)
    edition = Edition.objects.get()
    assert (edition.numbers, edition.date_to, edition.name) == ("18264–18265", last, "双节")
    page = shown(signed_in("page_designer").get(reverse("admin:editions_edition_changelist")))
    assert "Merged issue" in page
    assert "18264–18265" in page


def test_a_number_that_another_keeps_is_said_with_one_that_is_free(signed_in, cast, today):
    browser, days = signed_in("page_designer"), [today + timedelta(days=ahead) for ahead in range(3)]
    planning.plan(days[0], by=cast.page_designer)
    later = planning.plan(days[2], by=cast.page_designer)
    hour = {"state": "scheduled", "scheduled_by": cast.chief_editor, "go_live_at": database_now() + timedelta(days=2)}
    Edition.objects.filter(pk=later.pk).update(**hour)
    form = {"kind": "ordinary", "date": days[1], "total_number": ""}
    response = browser.post(reverse("admin:editions_edition_add"), form)
    assert f"would be 18265, but {days[2]} has it (Scheduled)" in shown(response)
    assert response.context["form"]["total_number"].value() == "18266"
    browser.post(reverse("admin:editions_edition_add"), form | {"total_number": "18266"})
    assert Edition.objects.get(date=days[1]).numbers == "18266"


def test_an_uncounted_extra_takes_no_number_though_the_form_offers_one(signed_in, cast, today):
    form = {"kind": "extra", "date": today, "date_to": today, "total_number": 18264}
    signed_in("page_designer").post(reverse("admin:editions_edition_add"), form)
    assert Edition.objects.get().numbers == ""
    assert Publication.objects.get().next_total_number == 18264


def test_an_edition_on_a_holiday_is_refused_with_a_way_on(signed_in, cast, today):
    PlanException.objects.create(first_day=today, last_day=today, what="none", name="湖灯节")
    browser, new = signed_in("page_designer"), reverse("admin:editions_edition_add")
    form = {"kind": "ordinary", "date": today, "total_number": 18264}
    assert "despite_holiday" not in shown(browser.get(new))
    response = browser.post(new, form)
    assert "the paper does not appear: 湖灯节" in shown(response)
    assert 'name="despite_holiday"' in shown(response)
    browser.post(new, form | {"despite_holiday": "on"})
    assert Edition.objects.get().despite_holiday


def test_numbers_are_put_right_while_the_edition_is_open(signed_in, cast, today):
    edition = planning.plan(today, by=cast.page_designer, total_number=18270)
    url = reverse("admin:editions_edition_numbers", args=[edition.pk])
    browser = signed_in("page_designer")
    assert 'value="18270"' in shown(browser.get(url))
    assert "cannot have these total numbers" in shown(browser.post(url, {"total_number": "", "name": ""}))
    browser.post(url, {"total_number": 18264, "name": ""})
    edition.refresh_from_db()
    assert edition.numbers == "18264"
    planning.plan(today + timedelta(days=1), by=cast.page_designer)
    response = browser.post(url, {"total_number": 18300, "name": "", "counts_on": "on"}, follow=True)
    assert told(response) == [f"Numbered anew: {today + timedelta(days=1)} (18271 → 18301)."]
    assert told(signed_in("desk_editor").get(url, follow=True)) == [
        "Your role at the paper does not include composing pages."
    ]
