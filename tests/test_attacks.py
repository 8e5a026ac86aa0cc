"""What people with bad luck or bad intentions send, and how the desk and the website stand it."""

from __future__ import annotations

import threading
from time import process_time
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import storages
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from articles import publishing, workflow
from articles.html import clean_html
from articles.models import State
from articles.verbs import BY_NAME
from tests.factories import bring_to, edit, make_article, make_edition, make_photo, make_section, publish_alone, take
from tests.person import Person
from website.models import PublishedPicture

pytestmark = pytest.mark.django_db


def change(article: Any) -> str:
    return reverse("admin:articles_article_change", args=[article.pk])


@pytest.fixture
def submitted(cast):
    return bring_to(State.SUBMITTED, make_article(by=cast.reporter, byline=cast.author), cast)


# -- addresses ---------------------------------------------------------------------------------------------------
ODD_QUESTIONS = [
    "articles/article/?state=%00",
    "articles/article/?genre__exact=%00",
    "articles/article/?body__contains=1%00",
    "editions/edition/?state__exact=%00",
    "editions/edition/?date__year=999999999999999999999",
    "editions/edition/?date__year=2026&date__month=999999999999999999999",
    "autocomplete/?app_label=articles&model_name=byline&field_name=author&term=%00",
]


@pytest.mark.parametrize("question", ODD_QUESTIONS)
def test_a_list_asked_something_impossible_answers_without_a_crash(signed_in, question):
    assert signed_in("chief_editor").get(f"/admin/{question}", follow=True).status_code == 200


def test_a_link_from_outside_puts_no_words_into_a_new_article(signed_in, cast):
    make_section()
    page = Person(signed_in("reporter")).open("/admin/articles/article/add/?headline=stolen+words&embargo_until=x")
    assert "stolen words" not in page.text


# -- what is sent ------------------------------------------------------------------------------------------------
def test_thousands_of_rows_are_not_made_because_a_request_asks_for_them(signed_in, cast):
    make_section()
    page = Person(signed_in("reporter")).open("/admin/articles/article/add/")
    page.press("_continue", headline="many", **{"bylines-TOTAL_FORMS": "2000"})
    assert "bylines-5-author" in page.text
    assert "bylines-101-author" not in page.text


@pytest.mark.parametrize("html", ["<sub>" * 99 + "<p>" * 4000, "<strong>" * 99 + "<p>x" * 4000])
def test_bold_that_never_ends_does_not_keep_the_machine_busy(html):
    before = process_time()
    with pytest.raises(ValidationError):
        clean_html(html)
    # Not how fast, but that it does not grow with the square: it took half a minute.
    assert process_time() - before < 10


def test_a_credit_cannot_turn_the_words_of_the_page_round(signed_in, cast):
    photo = make_photo(by=cast.reporter)
    page = Person(signed_in("reporter")).open(reverse("admin:photos_photo_change", args=[photo.pk]))
    page.press("_save", credit="沈\u202e知遥\u200b", caption="one\r\ntwo", title="mine")
    photo.refresh_from_db()
    assert (photo.credit, photo.caption) == ("沈知遥", "one two")


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_an_embargo_in_a_year_nobody_means_is_asked_for_again(signed_in, cast, day):
    make_section()
    page = Person(signed_in("reporter")).open("/admin/articles/article/add/")
    page.press("_continue", headline="far away", embargo_until_0=day, embargo_until_1="00:00:00")
    assert "Enter a valid date." in page.words
    page.press("_continue", embargo_until_0="2026-12-01", embargo_until_1="08:00:00")
    assert "Enter a valid date." not in page.words


def test_a_note_that_is_too_long_is_told_and_costs_no_words(signed_in, cast, submitted):
    page = Person(signed_in("desk_editor")).open(change(submitted))
    page.press("_take", "return", headline="better", note="x" * 3000)
    submitted.refresh_from_db()
    assert (submitted.headline, submitted.state) == ("better", State.SUBMITTED)
    assert "at most 2000 characters" in page.words


# -- two at once -------------------------------------------------------------------------------------------------
def test_who_saves_after_somebody_has_decided_keeps_his_words_and_stores_nothing(signed_in, cast, submitted):
    late = Person(signed_in("desk_editor")).open(change(submitted))
    words = next(form.fields for form in late.forms() if "headline" in form.fields)
    take("pass", submitted, cast.desk_editor)
    late.page = late.client.post(change(submitted), {**words, "headline": "two hours of work"})
    assert late.page.status_code == 200
    assert "two hours of work" in late.text
    assert "This text is in review." in late.words
    submitted.refresh_from_db()
    assert submitted.headline != "two hours of work"


def test_who_never_could_change_an_article_is_refused_as_before(signed_in, cast):
    approved = bring_to(State.APPROVED, make_article(by=cast.reporter), cast)
    answer = signed_in("proofreader").post(change(approved), {"headline": "mine", "seen_version": 1})
    assert answer.status_code == 403


def test_a_pass_is_taken_on_the_version_that_was_read_or_not_at_all(cast, submitted):
    edit(submitted, by=cast.desk_editor, headline="other words")
    with pytest.raises(workflow.StaleText):
        workflow.take(BY_NAME["pass"], submitted, by=cast.desk_editor, seen_version=1)
    workflow.take(BY_NAME["pass"], submitted, by=cast.desk_editor, seen_version=2)
    assert submitted.reviews.get().version.number == 2


def test_a_schedule_that_was_never_made_is_not_recorded_as_stopped(signed_in, cast):
    edition = make_edition(cast)
    signed_in("chief_editor").post(reverse("admin:editions_edition_unschedule", args=[edition.pk]))
    assert not edition.events.filter(verb="unschedule").exists()


def test_a_photo_whose_public_files_went_with_a_withdrawal_is_never_shown_without_them(cast):
    photo = make_photo(by=cast.reporter)
    first, second = (
        bring_to(State.APPROVED, make_article(by=cast.reporter, byline=cast.author, photo=photo), cast) for _ in "ab"
    )
    publish_alone(first, cast)
    first.refresh_from_db()
    # The next edition has its pictures ready; before it is published the press clears up behind a withdrawal.
    publishing.prepare_photos([second.current_version])
    publishing.withdraw(first, by=cast.chief_editor, reason="失实", notice="本文已撤回。")
    publishing.remove_withdrawn_pictures(first.pk)
    publish_alone(second, cast)
    (picture,) = PublishedPicture.objects.filter(article=second.pk)
    assert all(storages["public"].exists(name) for ending in picture.formats for name, _width in picture.files(ending))


@pytest.mark.django_db(transaction=True)
def test_a_pass_that_waits_for_somebody_elses_save_does_not_cover_his_words(signed_in, cast):
    article = bring_to(State.SUBMITTED, make_article(by=cast.reporter, byline=cast.author), cast)
    browser, answers = signed_in("desk_editor"), []

    def press() -> None:
        address = reverse("admin:articles_article_take", args=[article.pk, "pass"])
        answers.append(browser.post(address, {"seen_version": 1}))
        connection.close()

    with transaction.atomic():
        edit(article, by=cast.desk_editor, headline="words nobody else has read")
        passing = threading.Thread(target=press)
        passing.start()
        _until_somebody_waits()
    passing.join()
    assert answers[0].status_code == 302
    assert not article.reviews.exists()


def _until_somebody_waits() -> None:
    """Return when another connection waits for a row that this one holds."""
    with connection.cursor() as cursor:
        while True:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return


@pytest.mark.parametrize("address", ["/admin/login/", "/language/"])
def test_a_form_in_an_alphabet_nobody_can_read_gets_a_page_and_not_a_crash(db, address):
    browser = Client(enforce_csrf_checks=True, raise_request_exception=False)
    browser.cookies["csrftoken"] = "a" * 32  # only then is the form read before it is refused
    answer = browser.post(address, b"a=1", content_type="application/x-www-form-urlencoded; charset=utf-16")
    assert answer.status_code == 400
    assert b"<h1" in answer.content
