"""Readers search the archive: what is found, in which order, and what never is."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape
from importlib import import_module

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.website.factories import (
    CRAFT,
    LOCAL,
    RUOMEI,
    byline,
    edition_copy,
    make_article,
    make_page,
    make_published_edition,
    picture,
)
from website import intake, search
from website.intake import CorrectionCopy
from website.models import PublishedArticle, SearchText
from website.search import finding, grams, narrowing, remembering, words
from website.search.asking import Asked, Cursor

pytestmark = pytest.mark.django_db


def publish(*articles, **edition):
    return make_published_edition(articles=articles, **edition)


def found(**asked):
    return [article.headline for article in search.find(Asked.read(asked), limit=100).articles]


def page_of(client, **query):
    return client.get("/search/", query)


# -- every word is found -----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "words_asked",
    [
        *(
            "水位",
            "东湖水位回落",
            "渡船明天开航。",
            "江堤",
            "引题里",
            "副题里",
            "本报讯",
            "沈知遥",
            "长桥下",
            "据云岫社",
        ),
        *("ＧＤＰ", "gdp", "GDP增长", "3.5%", "增长3", "DP"),
    ],
)
def test_a_reader_finds_an_article_by_any_words_that_stand_in_it(words_asked):
    publish(
        make_article(
            headline="江堤合龙", kicker="引题里的话", deck="副题里的话", source="据云岫社",
            pictures=(picture(caption="长桥下的船"),),
            body="<p>东湖水位<strong>回落</strong>。</p><p>渡船明天开航。全市GDP增长3.5%。</p>",
        ),
        make_article(headline="别的事", body="<p>山上下雪。</p>", dateline="", bylines=(byline(RUOMEI),)),
    )  # fmt: skip
    assert found(q=words_asked) == ["江堤合龙"]


@pytest.mark.parametrize("not_there", ["位东", "回落渡船", "水渡", "strong", "</p>", "%", "_水", "东%落", "\\", "不在"])
def test_what_no_article_says_is_not_found(not_there):
    publish(make_article(headline="江堤合龙"))
    assert found(q=not_there) == []


def test_words_that_stand_apart_are_found_together():
    publish(make_article(headline="江堤合龙"), make_article(headline="江堤巡查", body="<p>昨夜有雨。</p>"))
    assert found(q="江堤 渡船") == ["江堤合龙"]


TEXTS = st.text(st.sampled_from("江河湖海风雨GDPabe 12，。\nßé㎡𠮷ｇ"), max_size=40)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(TEXTS, min_size=1, max_size=6), data=st.data())
def test_every_piece_of_two_or_more_characters_of_every_text_is_found(texts, data):
    lines = [words.folded(words.one_line(text)) for text in texts]
    line = data.draw(st.sampled_from(lines))
    start = data.draw(st.integers(0, max(0, len(line) - 2)))
    piece = line[start : data.draw(st.integers(start, len(line)))]
    terms = piece.split()
    for one in lines:
        held = set(grams.of_text(one, 2025))
        if all(term in one for term in terms):
            assert set(grams.of_terms(terms, 2025)) <= held
    assert all(len(words.folded(text)) == len(text) for text in texts)


@settings(max_examples=200, deadline=None)
@given(st.text("江河\n湖ab3\U0002000a\U00010348\x08\x0b", max_size=140), st.sampled_from([1801, 1999, 2025]))
def test_the_pairs_of_a_text_are_those_of_its_lines_one_by_one(text, year):
    alone = {number for line in text.split("\n") for term in [line] for number in grams._pairs(term, year)}
    threes = {
        grams._gram(*grams._three(three), year) for run in grams.LATIN.findall(text) for three in grams._threes(run)
    }
    assert grams.of_text(text, year) == sorted(alone | threes)


def test_a_hundred_made_up_words_are_found_exactly_where_they_stand():
    sentences = [
        "江堤合龙后水位回落",
        "渡口的船明天开航",
        "水位落后于去年",
        "合龙的江堤",
        "船渡江",
        "API接口3.0上线",
        "api 3 接口",
    ]
    publish(*(make_article(headline=f"第{number}则", dateline="", bylines=(), body=f"<p>{text}</p>", pictures=())
              for number, text in enumerate(sentences)))  # fmt: skip
    folded = [words.folded(text) for text in sentences]
    pieces = {
        text[start:end] for text in folded for start in range(len(text)) for end in range(start + 2, len(text) + 1)
    }
    for piece in sorted(pieces):
        if " " not in piece:
            expected = {f"第{number}则" for number, text in enumerate(folded) if piece in text}
            assert set(found(q=piece)) == expected, piece


# -- in which order ----------------------------------------------------------------------------------------------
def test_headlines_come_first_and_the_newest_before_the_older():
    for year in (2023, 2025, 2024):
        moment = datetime(year, 5, 1, tzinfo=UTC)
        publish(
            make_article(headline=f"江堤{year}", body="<p>无。</p>"),
            make_article(headline=f"水利{year}", body="<p>江堤。</p>"),
            date=moment.date(),
            published_at=moment,
        )
    assert found(q="江堤") == ["江堤2025", "江堤2024", "江堤2023", "水利2025", "水利2024", "水利2023"]


def test_turning_the_pages_shows_every_result_once():
    for day in range(5):
        moment = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(days=200 * day)
        articles = [
            make_article(headline=f"{'江堤' if n % 3 else '水利'}{day}-{n}", body="<p>江堤。</p>") for n in range(70)
        ]
        publish(*articles, date=moment.date(), published_at=moment)
    seen, after = [], None
    while True:
        part = search.find(Asked(q="江堤"), after=after, limit=20)
        seen += [article.headline for article in part.articles]
        if part.more is None:
            break
        after = Cursor.read(str(part.more))
    assert seen == found(q="江堤") + seen[100:]
    assert len(seen) == len(set(seen)) == 350
    assert search.count_up_to(Asked(q="江堤"), 1001) == 350
    assert search.count_up_to(Asked(q="江堤"), 300) == 300


def test_many_that_look_alike_to_the_index_do_not_hide_the_one_that_is_meant():
    alike = [make_article(headline=f"甲{n}", body="<p>江堤，堤岸。岸线</p>") for n in range(150)]
    publish(*alike, make_article(headline="正主", body="<p>江堤岸线</p>"))
    assert found(q="江堤岸线") == ["正主"]


# -- narrowed ----------------------------------------------------------------------------------------------------
def test_a_search_is_narrowed_by_section_series_genre_author_page_and_day():
    publish(make_article(headline="旧事"), date=date(2024, 3, 1), published_at=datetime(2024, 3, 1, tzinfo=UTC))
    special = make_article(headline="要找的", section=LOCAL, series=CRAFT, genre="feature", bylines=(byline(RUOMEI),))
    with transaction.atomic():
        intake.accept_edition(
            edition_copy(pages=(make_page("A01", make_article(headline="头条")), make_page("B02", special)))
        )
    assert set(found(q="水位")) == {"旧事", "头条", "要找的"}
    for narrower in (
        {"section": "local"}, {"series": "craft"}, {"genre": "feature"}, {"author": "liu-ruomei"}, {"page": "b02"},
    ):  # fmt: skip
        assert found(q="水位", **narrower) == ["要找的"], narrower
    assert found(q="水位", until="2024-12-31") == ["旧事"]
    assert set(found(q="水位", since="2025-01-01")) == {"头条", "要找的"}
    assert found(q="水位", since="2024-03-02", until="2024-12-31") == []
    assert found(q="水位", section="nowhere") == []


@pytest.mark.parametrize("few", [500, 0])
def test_a_label_of_every_issue_is_searched_as_one_that_few_have(monkeypatch, few):
    monkeypatch.setattr(narrowing, "FEW", few)
    for day in (date(2024, 12, 30), date(2025, 1, 2), date(2025, 1, 3)):
        pages = [make_page(label, make_article(headline=f"{label} {day}")) for label in ("A01", "A02")]
        make_published_edition(date=day, published_at=datetime(day.year, day.month, day.day, tzinfo=UTC), pages=pages)
    asked = Asked(q="水位", page="a01")
    first = search.find(asked, limit=2)
    assert [article.headline for article in first.articles] == ["A01 2025-01-03", "A01 2025-01-02"]
    assert [article.headline for article in search.find(asked, after=first.more).articles] == ["A01 2024-12-30"]
    assert search.count_up_to(asked, 100) == 3
    assert search.count_up_to(Asked(q="渡船的", page="a01"), 100) == 0


def test_one_index_answers_for_words_and_what_they_are_narrowed_by():
    """Also of one article, where to read all would seem cheaper."""
    publish(make_article(section=LOCAL, series=CRAFT, genre="news"))
    plans = []

    def explained(execute, sql, params, many, context):
        if "grams @>" in sql:
            execute(f"EXPLAIN {sql}", params, many, context)
            plans.append("\n".join(row[0] for row in context["cursor"].fetchall()))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(explained):
        assert len(found(q="水位", section="local", series="craft", genre="news")) == 1
        assert search.count_up_to(Asked(q="水位", series="craft"), 100) == 1
    of_headlines, of_texts, counted = plans
    assert "Seq Scan" not in of_headlines + of_texts + counted
    assert "website_grams" in of_texts
    _before, condition = of_texts.split("Index Cond")
    assert all(word in condition for word in ("grams @>", " section local", " series craft", " genre news"))


# -- what readers may not see --------------------------------------------------------------------------------------
def test_a_withdrawn_article_is_not_found_and_no_word_of_it_is_kept(client):
    publish(make_article(id=71, headline="江堤合龙"))
    with transaction.atomic():
        intake.withdraw_article(71, notice="本文已撤回。")
    assert not SearchText.objects.filter(pk=71).exists()
    assert found(q="江堤") == []
    assert "水位" not in page_of(client, q="渡船").content.decode()


def test_even_words_left_behind_lead_to_no_article_that_is_withdrawn():
    publish(make_article(id=72, headline="江堤合龙"))
    PublishedArticle.objects.filter(pk=72).update(withdrawn_at=datetime(2025, 10, 18, tzinfo=UTC), body="", teaser="")
    assert SearchText.objects.filter(pk=72).exists()
    assert found(q="江堤") == []


def test_a_corrected_article_is_found_by_its_new_words_only():
    publish(make_article(id=73, headline="江堤合龙"))
    correction = CorrectionCopy(id=9, kind="self", notice="更正。", at=datetime(2025, 10, 18, tzinfo=UTC))
    with transaction.atomic():
        intake.correct_article(make_article(id=73, headline="江堤合龙", body="<p>渡船后天开航。</p>"), correction)
    assert found(q="明天开航") == []
    assert found(q="后天开航") == ["江堤合龙"]


def test_a_withdrawn_article_is_found_again_when_readers_get_it_back():
    publish(make_article(id=74, headline="江堤合龙"))
    with transaction.atomic():
        intake.withdraw_article(74, notice="本文已撤回。")
        intake.readmit_article(make_article(id=74, headline="江堤合龙"))
    assert found(q="江堤") == ["江堤合龙"]


def test_articles_from_before_search_are_taken_up_by_the_press():
    publish(make_article(headline="江堤合龙"), make_article(headline="江堤巡查"))
    SearchText.objects.filter(headline="江堤合龙").delete()
    SearchText.objects.update(made=0, words="")
    work = search.CatchingUp()
    work.go_on()
    work.go_on()
    assert work.is_done
    assert set(found(q="水位")) == {"江堤合龙", "江堤巡查"}


def test_the_press_looks_at_so_many_at_once_and_at_each_once(monkeypatch):
    publish(*(make_article(id=100 + number, headline=f"江堤第{number}段") for number in range(5)))
    SearchText.objects.all().delete()
    monkeypatch.setattr(remembering, "WINDOW", 2)
    steps = 0
    while remembering.catch_up(1):
        steps += 1
        assert steps < 20
    assert sorted(found(q="江堤")) == [f"江堤第{number}段" for number in range(5)]
    publish(make_article(id=90, headline="江堤巡查"), date=date(2025, 10, 18))
    assert "江堤巡查" in found(q="江堤")


def test_a_press_that_starts_again_does_not_look_through_the_archive(monkeypatch):
    publish(make_article(id=100, headline="江堤合龙"))
    before = search.CatchingUp()
    before.go_on()
    before.go_on()
    assert before.is_done
    again = search.CatchingUp()
    with CaptureQueriesContext(connection) as asked:
        again.go_on()
    assert again.is_done
    assert not any("search_text" in query["sql"] or 'website_searchtext"' in query["sql"] for query in asked)
    # Once the words are cut otherwise, all of it is looked at again.
    monkeypatch.setattr(SearchText, "MADE", 2)
    search.CatchingUp().go_on()
    assert SearchText.objects.get().made == 2


def test_results_come_with_all_they_show_in_one_question(django_assert_num_queries):
    publish(make_article(id=100, headline="江堤合龙"), make_article(id=101))
    hits = [Cursor(True, PublishedArticle.objects.get(pk=pk).published_at, pk) for pk in (101, 100)]
    with django_assert_num_queries(1):
        for article in finding._articles(hits):
            assert article.section.name
            assert article.body
            assert [line.name for line in article.bylines.all()] == ["沈知遥"]
            assert not article.pictures.all()
            assert {place.page.edition.date for place in article.appearances.all()} == {date(2025, 10, 17)}


def test_where_one_page_has_all_nobody_counts(client, monkeypatch):
    publish(make_article(id=100, headline="江堤合龙"))
    monkeypatch.setattr(search, "count_up_to", None)
    assert "江堤" in page_of(client, q="江堤").content.decode()


# -- the page ------------------------------------------------------------------------------------------------------
def test_the_words_are_marked_where_they_stand(client):
    publish(make_article(headline="Ａ江堤合龙", body="<p>" + "先是别的话。" * 20 + "江堤&lt;b&gt;到了。</p>"))
    page = page_of(client, q="江堤").content.decode()
    assert "Ａ<mark>江堤</mark>合龙" in page
    assert "<mark>江堤</mark>&lt;b&gt;到了" in page
    assert "找到1篇" in page


def test_a_single_character_is_searched_in_headlines_and_the_page_says_so(client):
    publish(make_article(headline="江堤合龙"), make_article(headline="水利", body="<p>江边。</p>"))
    page = page_of(client, q="江").content.decode()
    assert "<mark>江</mark>堤合龙" in page
    assert ">水利<" not in page
    assert "单个字只在标题中查找" in page


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "'; DROP TABLE x; --",
        "%_\\",
        "\x00\x00",
        "江" * 5000,
        "🦊🦊",
        "a b c d e f g h i j k",
    ],
)
def test_hostile_words_are_only_words(client, hostile):
    publish(make_article(headline="江堤合龙"))
    response = page_of(client, q=hostile, since="٢٠٢٥-01-01", until="9999-99-99", page=hostile, section=hostile)
    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()


@pytest.mark.parametrize("after", ["", "x1-1", "h-1", "h1", "h١-1", "h" + "9" * 40 + "-1", "t1-", "t1-1-1"])
def test_a_place_that_no_page_named_does_not_exist(client, after):
    publish(make_article(headline="江堤合龙"))
    assert page_of(client, q="江堤", after=after).status_code == 404


def test_without_words_the_page_offers_the_form(client):
    publish(make_article())
    assert 'name="q"' in page_of(client).content.decode()


def test_whatever_is_searched_for_search_engines_know_one_search_page_and_no_part_of_a_list(client):
    publish(*(make_article(headline=f"江堤{n}") for n in range(30)))
    pages = [page_of(client, **query).text for query in ({}, {"q": "江堤"}, {"q": "江堤", "section": "news"})]
    further = re.search(r'rel="next" href="([^"]+)"', pages[1])
    pages.append(client.get(f"/search/{unescape(further[1])}").text)
    assert ["noindex" in page for page in pages] == [False, False, True, True]
    for page in pages:
        assert re.search('<link rel="canonical" href="[^"?]*/search/">', page)


def test_nothing_found_says_how_to_find_more(client):
    publish(make_article())
    assert "没有找到" in page_of(client, q="不在其中").content.decode()
    assert 'href="?q=' in page_of(client, q="水位", section="nowhere").content.decode()


def test_the_number_of_questions_does_not_grow_with_the_results(client, django_assert_max_num_queries):
    publish(*(make_article(headline=f"江堤{n}") for n in range(50)))
    page_of(client, q="江堤")
    with django_assert_max_num_queries(18):
        page_of(client, q="江堤")


def test_the_planner_does_not_walk_the_archive_by_date():
    publish(*(make_article(headline=f"水利{n}") for n in range(300)), make_article(headline="江堤"))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE website_searchtext")
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            "EXPLAIN SELECT article_id FROM website_searchtext WHERE headline_grams @> %s AND year = 2025",
            [grams.of_terms(["江堤"], 2025)],
        )
        assert "website_headline_grams" in "\n".join(row[0] for row in cursor.fetchall())


# -- nothing grows with the archive -------------------------------------------------------------------------------
def test_a_page_reads_so_many_texts_and_says_where_the_next_goes_on(client, monkeypatch):
    """渡江 and 江口 stand in every text, 渡江口 in the oldest alone."""
    monkeypatch.setattr("website.search.finding.READ_AT_MOST", 60)
    articles = [make_article(id=100 + number, body="<p>渡江。江口。</p>") for number in range(80)]
    publish(make_article(id=100, body="<p>到渡江口。</p>"), *articles[1:])
    page = page_of(client, q="渡江口").content.decode()
    more, met = search.find(Asked(q="渡江口")).more, []
    while more:
        found_there = search.find(Asked(q="渡江口"), after=more)
        met, more = [*met, *(article.pk for article in found_there.articles)], found_there.more
    assert met == [100]
    assert 'rel="next"' in page


def test_no_more_texts_are_read_than_fill_the_page():
    publish(*(make_article(id=100 + number, body="<p>到渡江口。</p>") for number in range(100)))
    with CaptureQueriesContext(connection) as asked:
        assert len(search.find(Asked(q="渡江口")).articles) == 20
    read = [query["sql"] for query in asked if "words LIKE" in query["sql"]]
    assert len(read) == 1
    assert read[0].count(",") == finding.TEXTS - 1


def test_where_so_many_texts_did_not_fill_a_page_nobody_counts(client, monkeypatch):
    monkeypatch.setattr("website.search.finding.READ_AT_MOST", 60)
    articles = [make_article(id=100 + number, body="<p>渡江。江口。</p>") for number in range(80)]
    publish(make_article(id=99, body="<p>到渡江口。</p>"), *articles)
    monkeypatch.setattr(search, "count_up_to", None)
    assert 'rel="next"' in page_of(client, q="渡江口").content.decode()


def test_all_grams_of_a_year_stand_together_and_none_is_of_two():
    of_years = [grams.of_text("江堤合龙gdp，\uffff𠮷", year) for year in (1999, 2000, 2001)]
    assert max(of_years[0]) < min(of_years[1])
    assert max(of_years[1]) < min(of_years[2])


@pytest.mark.parametrize("year", [1801, 1999, 2026])
def test_what_was_kept_before_grams_began_with_their_year_is_reckoned_anew(year):
    migration = import_module("website.migrations.0017_grams_by_year")
    pairs = {first << 16 ^ second for first in (0x21, 0x4E00, 0xE0FF, 0xFFFF) for second in (0x21, 0x9FFF, 0xFFFF)}
    half = 1 << 31
    before = [(pair * migration.PAIR + year * migration.YEAR + half & migration.WHOLE) - half for pair in pairs]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {migration.PAIR_OF_IT} FROM unnest(%s) gram, (SELECT %s) y(of_year)", [before, year])
        assert {pair for (pair,) in cursor.fetchall()} == pairs


def test_what_has_two_characters_is_counted_by_the_index_alone():
    publish(*(make_article(id=100 + number, body=f"<p>第{number}道江堤。</p>") for number in range(5)))
    with CaptureQueriesContext(connection) as asked:
        search.count_up_to(Asked(q="江堤"), 101)
    assert not any("LIKE" in query["sql"] for query in asked)
    assert search.count_up_to(Asked(q="江堤"), 101) == 5
    assert search.count_up_to(Asked(q="江堤 道江"), 101) == 5
    assert search.count_up_to(Asked(q="道江堤"), 101) == 5


def test_too_many_texts_to_count_are_not_counted():
    publish(*(make_article(id=100 + number, body="<p>渡江。江口。</p>") for number in range(30)))
    assert search.count_up_to(Asked(q="渡江口"), 10) is None


def test_no_rare_character_passes_for_two_others():
    """“丂ஷ” has the gram of “一𠮷”: only of the common characters two make one gram, which no other two make."""
    publish(make_article(id=81, body="<p>写作丂ஷ的。</p>"))
    assert grams.of_text("丂ஷ", 2025) == grams.of_text("一𠮷", 2025)
    assert search.count_up_to(Asked(q="一𠮷"), 101) == 0
    assert search.count_up_to(Asked(q="丂ஷ"), 101) == 1
    assert found(q="一𠮷") == []


def test_words_of_thousands_are_gathered_before_they_go_into_the_index(monkeypatch):
    """PostgreSQL gathers 4 MB by itself, and a publication leaves it so."""
    limits = []
    monkeypatch.setattr(remembering, "copy_rows", lambda *_rows: limits.append(_gathered()))
    publish(make_article(id=81), make_article(id=82))
    monkeypatch.setattr(remembering, "AT_ONCE", 1)
    publish(make_article(id=83), make_article(id=84), date=date(2025, 10, 18))
    assert limits == ["4MB", "256MB"]


def test_whoever_publishes_does_not_wait_for_the_index_and_the_press_puts_it_in_order():
    publish(make_article(id=81, headline="渡口移到下游"))
    assert found(q="渡口") == ["渡口移到下游"]
    assert remembering.put_in_order() > 0
    publish(make_article(id=82), date=date(2025, 10, 18))
    search.CatchingUp().go_on()
    assert remembering.put_in_order() == 0
    assert found(q="渡口") == ["渡口移到下游"]


def _gathered():
    with connection.cursor() as cursor:
        cursor.execute("SHOW gin_pending_list_limit")
        return cursor.fetchone()[0]
