"""Feeds: valid in three forms, with names that never change, and without what was withdrawn."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.website.factories import CRAFT, make_article, make_published_edition, make_published_topic, picture
from website import intake
from website.intake import CorrectionCopy

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
EVERY = [
    "latest", "section/news", "series/craft", "author/shen-zhiyao", "issue/2025-10-17", "issue/latest",
]  # fmt: skip


@pytest.fixture
def paper():
    return make_published_edition(
        articles=(
            make_article(
                id=81, headline="江堤 < 合龙", series=CRAFT, series_part=1, pictures=(picture(),), deck="副题"
            ),
            make_article(id=82, headline="水利", series=CRAFT),
        )
    )


def items(client, name, form="json"):
    response = client.get(f"/feeds/{name}.{form}")
    assert response.status_code == 200, name
    if form == "json":
        return response.json()["items"]
    root = ElementTree.fromstring(response.content)
    return root.findall(f"{ATOM}entry") if form == "atom" else root.findall("channel/item")


@pytest.mark.parametrize("name", EVERY)
def test_a_channel_has_the_same_articles_in_every_form(client, paper, name):
    assert [item["title"] for item in items(client, name)] == ["江堤 < 合龙", "水利"]
    assert [item.findtext("title") for item in items(client, name, "xml")] == ["江堤 < 合龙", "水利"]
    assert [item.findtext(f"{ATOM}title") for item in items(client, name, "atom")] == ["江堤 < 合龙", "水利"]


def test_a_feed_names_itself_and_carries_the_whole_text(client, paper):
    feed = client.get("/feeds/latest.json").json()
    assert feed["feed_url"] == "http://testserver/feeds/latest.json"
    assert feed["language"] == "zh-CN"
    first = feed["items"][0]
    assert first["url"] == "http://testserver/article/81/"
    assert "渡船明天开航" in first["content_html"]
    assert first["image"].startswith("http://testserver/media/")
    assert first["authors"] == [{"name": "沈知遥"}]
    atom = ElementTree.fromstring(client.get("/feeds/latest.atom").content)
    assert {link.get("rel") for link in atom.findall(f"{ATOM}link")} == {"alternate", "self"}
    assert "渡船明天开航" in atom.find(f"{ATOM}entry").findtext(f"{ATOM}content")


def test_programs_are_told_the_topics_of_an_article(client, paper):
    make_published_topic(81, slug="dike", name="江堤")
    assert items(client, "latest")[0]["tags"][-1] == "江堤"
    assert items(client, "latest", "xml")[0].findall("category")[-1].text == "江堤"
    assert items(client, "latest", "atom")[0].findall(f"{ATOM}category")[-1].get("term") == "江堤"
    said = machine_words(client, "/article/81/")
    assert said["about"] == [{"@type": "Thing", "name": "江堤", "url": "http://testserver/topic/dike/"}]
    assert said["keywords"] == items(client, "latest")[0]["tags"]


def test_a_correction_moves_the_moment_and_not_the_name(client, paper):
    before = items(client, "latest")[0]
    correction = CorrectionCopy(id=9, kind="self", notice="应为后天。", at=datetime(2025, 10, 18, tzinfo=UTC))
    with transaction.atomic():
        intake.correct_article(make_article(id=81, headline="江堤合龙", body="<p>后天开航。</p>"), correction)
    after = items(client, "latest")[0]
    assert after["id"] == before["id"] == "tag:testserver,2025-10-17:article-81"
    assert after["date_published"] == before["date_published"]
    assert after["date_modified"].startswith("2025-10-18")
    assert "应为后天。" in after["content_html"]
    assert items(client, "latest", "atom")[0].findtext(f"{ATOM}updated").startswith("2025-10-18")
    assert items(client, "latest", "xml")[0].find("guid").get("isPermaLink") == "false"


def test_what_was_withdrawn_is_in_no_feed(client, paper):
    with transaction.atomic():
        intake.withdraw_article(81, notice="本文已撤回。")
    for name in EVERY:
        assert [item["title"] for item in items(client, name)] == ["水利"], name


NONE = [
    *(
        "latest.rss",
        "section/nowhere.xml",
        "series/nowhere.atom",
        "author/nobody.json",
        "issue/2025-10-18.xml",
        "x.xml",
    ),
]


@pytest.mark.parametrize("address", NONE)
def test_a_feed_of_nothing_does_not_exist(client, paper, address):
    assert client.get(f"/feeds/{address}").status_code == 404


def test_a_program_that_has_the_feed_is_told_so(client, paper):
    tag = client.get("/feeds/latest.xml")["ETag"]
    assert client.get("/feeds/latest.xml", headers={"if-none-match": tag}).status_code == 304


def test_readers_find_the_feeds(client, paper):
    listed = client.get("/feeds/").content.decode()
    for name in ("latest", "section/news", "series/craft"):
        assert f'href="/feeds/{name}.xml"' in listed
    followed = {
        "/section/news/": "section/news",
        "/author/shen-zhiyao/": "author/shen-zhiyao",
        "/series/craft/": "series/craft",
        "/epaper/2025-10-17/": "issue/2025-10-17",
        "/": "latest",
    }
    for address, feed in followed.items():
        assert f'href="/feeds/{feed}.xml"' in client.get(address).content.decode()


def test_a_long_feed_asks_no_more_questions_than_a_short_one(client, paper):
    def questions():
        with CaptureQueriesContext(connection) as asked:
            items(client, "latest")
        return len(asked)

    short = questions()
    make_published_edition(articles=tuple(make_article(pictures=(picture(),)) for _ in range(40)), number_in_day=2)
    assert questions() == short
    assert len(items(client, "latest")) == 30
    assert len(items(client, "issue/2025-10-17-2")) == 40


def test_pictures_kept_by_another_house_are_named_where_they_are(client, paper, settings):
    stores = {name: dict(options) for name, options in settings.STORAGES.items()}
    elsewhere = {**stores["public"]["OPTIONS"], "base_url": "https://pictures.example/"}
    settings.STORAGES = {**stores, "public": {**stores["public"], "OPTIONS": elsewhere}}
    for address in (
        "/feeds/latest.xml", "/feeds/latest.atom", "/feeds/latest.json", "/article/81/", "/api/articles/81/",
        "/article/81/ninjs.json", "/epaper/2025-10-17/A01/",
    ):  # fmt: skip
        words = client.get(address).content.decode()
        assert "https://pictures.example/" in words or address.endswith("A01/"), address
        assert "testserverhttps" not in words.replace("&quot;", ""), address
        assert "/media/" not in words, address


# -- for search engines --------------------------------------------------------------------------------------------
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def places(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return [place.text for place in ElementTree.fromstring(response.content).iter(f"{MAP}loc")]


def test_every_readers_page_is_on_a_map(client, paper):
    maps = places(client, "/sitemap.xml")
    assert maps == ["http://testserver/sitemap-pages.xml", "http://testserver/sitemap/2025/10.xml"]
    mapped = {place for one in maps for place in places(client, one.removeprefix("http://testserver"))}
    expected = ["/", "/section/news/", "/series/craft/", "/author/shen-zhiyao/", "/corrections/", "/about/",
                "/epaper/2025-10-17/", "/epaper/2025-10-17/A01/", "/article/81/", "/article/82/"]  # fmt: skip
    assert {f"http://testserver{address}" for address in expected} <= mapped
    for place in mapped:
        assert client.get(place.removeprefix("http://testserver")).status_code == 200, place


def test_a_withdrawn_article_is_on_no_map(client, paper):
    with transaction.atomic():
        intake.withdraw_article(81, notice="本文已撤回。")
    assert "http://testserver/article/81/" not in places(client, "/sitemap/2025/10.xml")


def test_the_news_of_two_days_and_no_older(client, paper):
    assert places(client, "/sitemap-news.xml") == []
    now = datetime.now(UTC)
    make_published_edition(articles=(make_article(id=90, headline="今天 & 明天"),), date=now.date(), published_at=now)
    assert places(client, "/sitemap-news.xml") == ["http://testserver/article/90/"]
    assert "<news:title>今天 &amp; 明天</news:title>" in client.get("/sitemap-news.xml").content.decode()


def test_a_month_without_an_issue_has_no_map(client, paper):
    assert client.get("/sitemap/2025/09.xml").status_code == 404


def test_crawlers_are_told_the_maps_and_the_rules_of_the_house(client, settings, tmp_path):
    assert "Sitemap: http://testserver/sitemap.xml" in client.get("/robots.txt").content.decode()
    rules = tmp_path / "robots.txt"
    rules.write_text("User-agent: Greedy\nDisallow: /\n", encoding="utf-8")
    settings.ROBOTS_FILE = str(rules)
    text = client.get("/robots.txt").content.decode()
    assert text.startswith("User-agent: Greedy\nDisallow: /\n\nSitemap:")


def test_a_house_that_reserves_mining_says_so_everywhere(client, settings, paper):
    assert client.get("/.well-known/tdmrep.json").status_code == 404
    assert "tdm-reservation" not in client.get("/")
    settings.TDM_POLICY = "https://paper.example/terms"
    (said,) = client.get("/.well-known/tdmrep.json").json()
    assert said == {"location": "/", "tdm-reservation": 1, "tdm-policy": "https://paper.example/terms"}
    assert client.get("/article/81/")["tdm-reservation"] == "1"


def machine_words(client, address):
    page = client.get(address).content.decode()
    return json.loads(page.partition('<script type="application/ld+json">')[2].partition("</script>")[0])


def test_search_engines_are_told_what_an_article_is_and_where_it_was_printed(client, paper):
    said = machine_words(client, "/article/81/")
    assert said["@type"] == "NewsArticle"
    assert said["headline"] == "江堤 < 合龙"
    assert (said["printEdition"], said["printPage"], said["printSection"]) == ("2025-10-17", "A01", "要闻")
    assert said["isPartOf"]["issueNumber"] == paper.numbers
    author = {"@type": "Person", "name": "沈知遥", "jobTitle": "记者", "url": "http://testserver/author/shen-zhiyao/"}
    assert said["author"] == [author]
    assert said["editor"] == {"@type": "Person", "name": "周砚秋"}
    assert said["publisher"]["logo"]["url"].startswith("http://testserver/static/")
    assert said["image"][0]["creditText"] == "本报记者 邱岚 摄"
    assert said["alternativeHeadline"] == ["副题"]
    assert "correction" not in said
    correction = CorrectionCopy(id=9, kind="self", notice="应为后天。", at=datetime(2025, 10, 18, tzinfo=UTC))
    with transaction.atomic():
        intake.correct_article(make_article(id=81, genre="opinion"), correction)
    said = machine_words(client, "/article/81/")
    assert said["@type"] == "OpinionNewsArticle"
    assert said["correction"][0]["text"] == "应为后天。"
    assert said["dateModified"].startswith("2025-10-18")
