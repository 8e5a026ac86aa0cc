"""The list of articles when there are very many: how far it goes, and how its words are found."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Article
from authors import desk_admin
from tests.factories import make_article

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
    def changed(headline, days_ago):
        return make_article(by=cast.reporter, headline=headline, changed_at=timezone.now() - timedelta(days=days_ago))

    for number, ago in enumerate((0, 10, 700, 3000, 9000)):
        changed(f"渡口第{number}次移动", ago)
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
    assert searched[0].count('changed_at" >= ') == 2


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
