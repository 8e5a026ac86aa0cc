"""What readers see of corrections: beside the article, in lists, on a page of their own; and of withdrawals nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.website.factories import make_article, make_page, make_published_edition
from website import intake
from website.models import PublishedArticle, PublishedCorrection

pytestmark = pytest.mark.django_db

AT = datetime(2025, 10, 19, 22, tzinfo=UTC)
ARTICLE = {"id": 77, "headline": "东湖水位回落"}


def correct(number=1, notice="渡船应为后天开航。", kind="self", at=AT, **article):
    copy = make_article(**{**ARTICLE, "body": "<p>渡船后天开航。</p>", **article})
    with transaction.atomic():
        intake.correct_article(copy, intake.CorrectionCopy(number, kind, notice, at))


@pytest.fixture
def page(client):
    make_published_edition(articles=[make_article(**ARTICLE), make_article()])
    return lambda address: client.get(address).content.decode()


def test_a_correction_stands_dated_beside_its_article(page):
    correct()
    html = page("/article/77/")
    assert 'role="note"' in html
    assert "渡船应为后天开航。" in html
    assert "2025年10月20日" in html
    assert "渡船后天开航。</p>" in html
    assert PublishedArticle.objects.get(pk=77).published_at < AT


def test_the_lists_of_the_issue_mark_what_was_corrected_and_other_lists_do_not(page):
    correct()
    for address in ("/epaper/2025-10-17/", "/epaper/2025-10-17/A01/"):
        assert page(address).count('class="mark-corrected" href="/article/77/#corrections"') == 1, address
    for address in ("/", "/section/news/", "/author/shen-zhiyao/"):
        assert "mark-corrected" not in page(address), address


def test_all_corrections_stand_in_one_list_newest_first_with_the_place_in_print(page, client):
    assert "corrections/" in page("/")
    assert client.get("/corrections/").status_code == 200
    for number in range(1, 33):
        correct(number, f"第{number}则更正。", at=AT + timedelta(minutes=number))
    html = page("/corrections/")
    assert html.index("第32则更正。") < html.index("第3则更正。")
    assert "第2则更正。" not in html
    assert "2025-10-17 A01 要闻" in html
    older = PublishedCorrection.objects.get(number=3).pk
    assert f"?before={older}" in html
    assert "第2则更正。" in page(f"/corrections/?before={older}")
    for odd in ("0", "x", "-1", "9" * 30, "1%00"):
        assert client.get(f"/corrections/?before={odd}").status_code == 404, odd


def test_many_corrections_take_no_more_queries_than_one(client, page):
    def queries(address):
        with CaptureQueriesContext(connection) as found:
            client.get(address)
        return len(found)

    correct(1)
    few = [queries(address) for address in ("/corrections/", "/article/77/", "/epaper/2025-10-17/A01/")]
    for number in range(2, 12):
        correct(number)
    assert [queries(address) for address in ("/corrections/", "/article/77/", "/epaper/2025-10-17/A01/")] == few


def test_a_browser_that_has_the_page_is_told_when_it_was_corrected(client, page):
    before = client.get("/article/77/")["ETag"]
    assert client.get("/article/77/", headers={"if-none-match": before}).status_code == 304
    correct()
    after = client.get("/article/77/", headers={"if-none-match": before})
    assert (after.status_code, after["ETag"] == before) == (200, False)


def test_a_withdrawn_article_leaves_no_word_of_its_corrections(page, client):
    correct()
    with transaction.atomic():
        intake.withdraw_article(77, notice="经核实，本文有误。")
    assert PublishedCorrection.objects.get().notice == ""
    for address in ("/article/77/", "/corrections/", "/epaper/2025-10-17/A01/"):
        html = page(address)
        assert "渡船应为后天开航。" not in html, address
        assert "渡船后天开航" not in html, address
        assert ">东湖水位回落<" not in html, address


def test_the_issue_page_says_where_an_article_was_withdrawn(page):
    with transaction.atomic():
        intake.withdraw_article(77, notice="经核实，本文有误。")
    html = page("/epaper/2025-10-17/A01/")
    assert 'href="/article/77/"' in html
    assert html.count("<s>") == 1


def test_a_correction_in_print_stands_in_a_box_of_its_page(page, client):
    correct(5)
    make_published_edition(
        date=date(2025, 10, 21), pages=(make_page("A01", corrections=(5,)), make_page("A02")), number_in_day=1
    )
    html = page("/epaper/2025-10-21/A01/")
    assert 'class="printed-corrections"' in html
    assert "渡船应为后天开航。" in html
    assert 'class="printed-corrections"' not in page("/epaper/2025-10-21/A02/")


def test_readmitted_words_come_back_with_their_corrections_in_their_place(page, client):
    correct()
    with transaction.atomic():
        intake.withdraw_article(77, notice="经核实，本文有误。")
    kept = PublishedArticle.objects.get(pk=77)
    with transaction.atomic():
        copy = make_article(**ARTICLE, body="<p>渡船后天开航。</p>")
        intake.readmit_article(copy, [intake.CorrectionCopy(1, "self", "渡船应为后天开航。", AT)])
    again = PublishedArticle.objects.get(pk=77)
    assert (again.published_at, again.edition_order, again.corrected_at) == (kept.published_at, kept.edition_order, AT)
    assert "渡船应为后天开航。" in page("/article/77/")
    assert client.get("/article/77/").status_code == 200
