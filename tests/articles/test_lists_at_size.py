"""The list of articles when there are very many: how far it goes, and how its words are found."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

import articles.models.article
from articles.models import Article, headings
from authors import desk_admin
from tests.factories import make_article, make_section

pytestmark = pytest.mark.django_db

LIST = "/admin/articles/article/"


def found(question):
    return sorted(Article.objects.headed(question).values_list("headline", flat=True))


def test_words_of_a_heading_are_found_whole_or_apart(cast):
    make_article(by=cast.reporter, headline="渡口移到下游", kicker="ＧＤＰ增长")
    make_article(by=cast.reporter, headline="下游水位", deck="100%_够了")
    assert found("下游") == ["下游水位", "渡口移到下游"]
    assert found("渡口 下游") == ["渡口移到下游"]
    assert found("gdp") == ["渡口移到下游"]
    assert found("渡") == ["渡口移到下游"]
    assert found("100%_") == ["下游水位"]
    assert found("口下") == found("上游") == found("下游水位渡口") == []
    assert len(found("")) == 2


def test_of_a_frequent_word_only_so_many_are_looked_for_from_where_the_list_begins(cast, monkeypatch):
    for number, year in enumerate((2025, 2025, 2023, 2017, 2001)):
        at = datetime(year, 12, 31 - number, tzinfo=UTC)
        make_article(by=cast.reporter, headline=f"渡口第{number}次移动", changed_at=at)
    newest, oldest = Article.objects.order_by("-changed_at"), Article.objects.order_by("changed_at")

    def places(rows, **options):
        return [article.headline[3] for article in rows.headed("渡口", **options)]

    assert places(newest) == ["0", "1", "2", "3", "4"]
    for most in range(1, 7):
        assert places(newest, most=most) == ["0", "1", "2", "3", "4"][:most]
        assert places(oldest, most=most) == ["4", "3", "2", "1", "0"][:most]
    with CaptureQueriesContext(connection) as asked:
        assert places(newest, most=2) == ["0", "1"]
    searched = [query["sql"] for query in asked if "newsroom_tokens" in query["sql"]]
    assert len(searched) == 1
    assert "&& ARRAY[2025]::bigint[]" in searched[0]


@pytest.mark.parametrize("beginning", [5000, 2])
def test_a_character_is_looked_for_where_the_list_begins_then_everywhere(cast, monkeypatch, beginning):
    monkeypatch.setattr(articles.models.article, "BEGINNING", beginning)
    for number, word in enumerate(("渡口", "水位", "渡船", "渡口")):
        at = datetime(2025, 12, 31 - number, tzinfo=UTC)
        make_article(by=cast.reporter, headline=f"{word}第{number}次", changed_at=at)
    newest, oldest = Article.objects.all(), Article.objects.order_by("changed_at")
    for most in (1, 2, 3, 10):
        assert [one.headline[3] for one in newest.headed("渡", most=most)] == ["0", "2", "3"][:most]
        assert [one.headline[3] for one in oldest.headed("渡", most=most)] == ["3", "2", "0"][:most]
    assert [one.headline[3] for one in newest.headed("口 渡", most=10)] == ["0", "3"]


def test_a_list_is_searched_from_its_beginning_ever_further():
    assert [list(years) for years in headings.spans(2018, 2025, oldest_first=False)] == [
        *([2025], [2024, 2023, 2022, 2021], [2020, 2019, 2018])
    ]
    assert [list(years) for years in headings.spans(2024, 2025, oldest_first=True)] == [[2024], [2025]]
    every = [year for years in headings.spans(1990, 2025, oldest_first=True) for year in years]
    assert every == list(range(1990, 2026))


def test_the_words_of_a_section_are_asked_of_one_index(cast, signed_in):
    here, elsewhere = make_section("local", "本地"), make_section("world", "国际")
    at = datetime(2025, 3, 4, tzinfo=UTC)
    make_article(by=cast.reporter, headline="渡口移到下游", section=here, changed_at=at)
    make_article(by=cast.reporter, headline="渡口关了", section=elsewhere, changed_at=at)
    browser = signed_in("reporter")
    with CaptureQueriesContext(connection) as asked:
        shown = browser.get(LIST, {"q": "渡口", "section__id__exact": here.pk}).content.decode()
    assert "渡口移到下游" in shown
    assert "渡口关了" not in shown
    assert any(f"ARRAY[{10_000 * here.pk + 2025}]" in query["sql"] for query in asked)


def test_one_index_answers_for_words_and_years():
    asked = Article.objects.order_by().filter(*headings.has(["渡口", "下游"], [2025]))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    _scan, condition = asked.explain().split("Index Cond")
    assert "newsroom_tokens" in condition
    assert "&& '{2025}'" in condition


@pytest.mark.parametrize("wrong", ["", "渡口", "9" * 30, "-1", "²"])
def test_a_section_that_is_none_narrows_no_search(cast, signed_in, wrong):
    make_article(by=cast.reporter, headline="渡口移到下游")
    answer = signed_in("reporter").get(LIST, {"q": "渡口", "section__id__exact": wrong}, follow=True)
    assert answer.status_code == 200


def test_two_sections_at_once_are_both_searched(cast, signed_in):
    here, elsewhere = make_section("local", "本地"), make_section("world", "国际")
    make_article(by=cast.reporter, headline="渡口移到下游", section=here)
    make_article(by=cast.reporter, headline="渡口关了", section=elsewhere)
    address = f"{LIST}?q=渡口&section__id__exact={here.pk}&section__id__exact={elsewhere.pk}"
    shown = signed_in("reporter").get(address).content.decode()
    assert "渡口移到下游" in shown
    assert "渡口关了" in shown


def test_a_person_finds_only_what_he_may_see(cast, signed_in):
    make_article(by=cast.reporter, headline="渡口移到下游")
    assert "渡口移到下游" in signed_in("reporter").get(LIST, {"q": "渡口"}).content.decode()
    assert "渡口移到下游" not in signed_in("reporter2").get(LIST, {"q": "渡口"}).content.decode()


def test_a_long_list_ends_where_nobody_turns_pages_and_says_so(cast, signed_in, monkeypatch):
    monkeypatch.setattr(desk_admin, "MOST_LISTED", 60)
    for number in range(62):
        make_article(by=cast.reporter, headline=f"第{number}篇稿")
    browser = signed_in("reporter")
    first, second = (browser.get(LIST, {"p": page}).content.decode() for page in (1, 2))
    assert "The first 60: narrow the list" in first
    assert first.count("篇稿</strong>") == 50
    assert second.count("篇稿</strong>") == 10
    assert "more than 60 found" in browser.get(LIST, {"q": "篇稿"}).content.decode()
    assert "1 in all" in browser.get(LIST, {"q": "第61篇"}).content.decode()


def test_an_address_puts_in_no_order_that_the_list_does_not_offer(cast, signed_in):
    for headline, body in (("长", "<p>一二三四五</p>"), ("短", "<p>一</p>")):
        make_article(by=cast.reporter, headline=headline, body=body)
    browser = signed_in("reporter")
    oldest_first = []
    for column in range(10):
        shown = browser.get(LIST, {"o": str(column)}).content.decode()
        if shown.index("<strong>长") < shown.index("<strong>短"):
            oldest_first.append(column)
    assert len(oldest_first) == 1  # by its last change; by its length the longer one would come last
