"""Print owes its readers each correction: in the next edition, on a page as good as the one it corrects."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from articles import publishing as article_publishing
from articles import workflow as article_workflow
from articles.clock import database_now
from articles.models import Correction, State
from editions import corrections, preflight, publishing, workflow
from editions.models import Edition, PrintedCorrection
from tests.editions.test_publishing import at_once
from tests.factories import bring_to, make_article, make_edition
from tests.person import Person
from website.models import PrintedCorrection as PublicPrintedCorrection

NOTICE = "本文初稿称渡船明天开航，应为后天。"


@pytest.fixture
def correction(cast):
    return corrected(bring_to(State.PUBLISHED, make_article(by=cast.reporter), cast), cast)


def corrected(article, cast):
    found = article_workflow.ask_for_correction(article, by=cast.section_head, reason="日期写错了")
    words = {name: getattr(article, name) for name in Correction.TEXT_FIELDS} | {"notice": NOTICE}
    found = article_workflow.write_correction(found, words, by=cast.reporter, seen_revision=1, file=True)
    found = article_workflow.check_correction(found, by=cast.desk_editor, seen_revision=2)
    return article_publishing.correct(found, by=cast.chief_editor, seen_revision=2)


def make_tomorrow(cast, pages=2, day=date(2025, 10, 18)):
    edition = make_edition(cast, pages=pages, day=day)
    for page in edition.pages.all():
        workflow.place(page, [bring_to(State.APPROVED, make_article(by=cast.reporter), cast)], by=cast.page_designer)
    return edition


def remarks(edition):
    found = preflight.check(Edition.objects.with_pages().get(pk=edition.pk), appears_at=database_now())
    assert not preflight.blocking(found)
    return " ".join(finding.sentence for finding in found if "correction" in finding.sentence)


def test_a_correction_is_due_in_the_next_edition_and_where_its_article_stood(cast, correction):
    tomorrow, later = make_tomorrow(cast), make_tomorrow(cast, day=date(2025, 10, 19))
    (one,) = corrections.due_corrections(cast.page_designer)
    assert (one.stood.page.label, one.stood.order, one.page, one.missed) == ("A01", 1, None, 0)
    assert "is due in this edition" in remarks(tomorrow)
    assert remarks(later) == ""
    assert corrections.due_corrections(cast.desk_editor) is None


def test_who_composes_the_pages_finds_on_his_desk_what_is_owed_to_print(cast, correction, signed_in):
    desk = signed_in("page_designer").get("/admin/")
    assert [one.correction for one in desk.context["due_corrections"]] == [correction]
    assert "stood on A01" in desk.content.decode()
    corrections.place(correction, make_tomorrow(cast).pages.first(), by=cast.page_designer)
    assert not signed_in("page_designer").get("/admin/").context["due_corrections"]
    assert signed_in("desk_editor").get("/admin/").context["due_corrections"] is None


def test_a_lesser_page_is_remarked_and_an_equal_one_is_not(cast, correction):
    tomorrow = make_tomorrow(cast)
    first, second = tomorrow.pages.all()
    corrections.place(correction, second, by=cast.page_designer)
    assert "A02 ranks below A01" in remarks(tomorrow)
    corrections.place(correction, first, by=cast.chief_editor)
    assert remarks(tomorrow) == ""
    assert PrintedCorrection.objects.get().page == first
    corrections.take_off(correction, tomorrow, by=cast.page_designer)
    assert "is due" in remarks(tomorrow)


def test_the_printed_page_carries_it_and_it_is_due_no_more(cast, correction, client):
    tomorrow = make_tomorrow(cast)
    corrections.place(correction, tomorrow.pages.first(), by=cast.page_designer)
    publishing.publish(tomorrow, by=cast.chief_editor)
    assert PublicPrintedCorrection.objects.get().page.label == "A01"
    assert NOTICE in client.get("/epaper/2025-10-18/A01/").content.decode()
    assert corrections.due() == []


def test_an_edition_that_appears_without_it_is_counted(cast, correction):
    publishing.publish(make_tomorrow(cast), by=cast.chief_editor)
    assert corrections.due()[0].missed == 1


def test_what_is_withdrawn_is_not_corrected_in_print(cast, correction):
    correction.article.refresh_from_db()
    article_publishing.withdraw(correction.article, by=cast.chief_editor, reason="失实", notice="本文已撤回。")
    assert corrections.due() == []
    with pytest.raises(workflow.Refused, match="Only a published correction"):
        corrections.place(correction, make_tomorrow(cast).pages.first(), by=cast.page_designer)


def test_who_composes_no_pages_places_no_correction(cast, correction):
    page = make_tomorrow(cast).pages.first()
    for person in (cast.desk_editor, cast.section_head, cast.proofreader, cast.admin):
        with pytest.raises(workflow.Refused, match="does not include composing"):
            corrections.place(correction, page, by=person)


def test_a_published_page_takes_no_correction_and_gives_none_back_even_by_raw_sql(cast, correction):
    tomorrow = make_tomorrow(cast, pages=1)
    printed = corrections.place(correction, tomorrow.pages.get(), by=cast.page_designer)
    publishing.publish(tomorrow, by=cast.chief_editor)
    later = make_tomorrow(cast, day=date(2025, 10, 19)).pages.first()
    for change in (
        printed.delete,
        lambda: PrintedCorrection.objects.update(page=later),
    ):
        with pytest.raises(IntegrityError, match="this page is published"), transaction.atomic():
            change()
    article = bring_to(State.PUBLISHED, make_article(by=cast.reporter), cast)
    unready = article_workflow.ask_for_correction(article, by=cast.reporter, reason="错")
    with pytest.raises(IntegrityError, match="only a published correction"), transaction.atomic():
        PrintedCorrection.objects.create(correction=unready, page=later, placed_by=cast.admin)
    with pytest.raises(IntegrityError, match="this page is published"), transaction.atomic():
        PrintedCorrection.objects.create(correction=unready, page=tomorrow.pages.get(), placed_by=cast.admin)


def test_the_designer_places_it_from_the_page_of_the_edition(cast, correction, signed_in):
    tomorrow = make_tomorrow(cast)
    address = f"/admin/editions/edition/{tomorrow.pk}/change/"
    designer = Person(signed_in("page_designer")).open(address)
    assert "Correction to print here" in designer.words
    assert NOTICE in designer.words
    designer.press(to="/correction/", page=str(tomorrow.pages.last().pk))
    assert "A02 ranks below A01" in designer.words
    designer.press(to="/correction/", page="")
    assert not PrintedCorrection.objects.exists()
    post = f"/admin/editions/edition/{tomorrow.pk}/correction/"
    browser = signed_in("page_designer")
    for odd in ("987654321", "x", "", "9" * 30):
        assert browser.post(post, {"correction": odd}).status_code == 404
    assert browser.post(post, {"correction": correction.pk, "page": 987654321}).status_code == 404


def test_corrections_take_the_board_no_more_queries_with_many_of_them(cast, correction, signed_in):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    tomorrow, browser = make_tomorrow(cast, pages=1), signed_in("page_designer")
    address = f"/admin/editions/edition/{tomorrow.pk}/change/"

    def queries():
        with CaptureQueriesContext(connection) as found:
            assert browser.get(address).status_code == 200
        return len(found)

    few = queries()
    for _another in range(3):
        corrected(bring_to(State.PUBLISHED, make_article(by=cast.reporter), cast), cast)
    assert queries() == few <= 30


@pytest.mark.django_db(transaction=True)
def test_two_designers_at_once_place_it_on_one_page(cast, correction):
    tomorrow, later = make_tomorrow(cast, pages=1), make_tomorrow(cast, pages=1, day=date(2025, 10, 19))
    pages = [tomorrow.pages.get(), later.pages.get()]
    results = at_once(
        *[lambda page=page: corrections.place(correction, page, by=cast.page_designer) for page in pages * 3]
    )
    assert {type(result).__name__ for result in results} == {"PrintedCorrection", "Refused"}
    assert PrintedCorrection.objects.count() == 1
