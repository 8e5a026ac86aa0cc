"""What machines read keeps the rules of its formats: feeds in RSS 2.0, Atom 1.0 and JSON Feed 1.1, sitemaps, news."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from django.db import transaction
from django.utils import timezone

from tests.website.factories import CRAFT, LOCAL, byline, make_article, make_page, make_published_edition, picture
from website import intake
from website.intake import CorrectionCopy

pytestmark = pytest.mark.django_db

CHANNELS = ["latest", "section/news", "series/craft", "author/shen-zhiyao", "issue/2025-10-17", "issue/latest"]
A, DC = "{http://www.w3.org/2005/Atom}", "{http://purl.org/dc/elements/1.1/}"
MAP, NEWS = "{http://www.sitemaps.org/schemas/sitemap/0.9}", "{http://www.google.com/schemas/sitemap-news/0.9}"
# RFC 3339 with seconds and a zone; what the W3C's note on dates and times allows is more.
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", re.ASCII)
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z]{2,8})*")
BODY = '<p>见<a href="/article/82/" rel="noopener noreferrer">前文</a> &amp; 后文。</p><h2>小标题</h2><p>又一段。</p>'


@pytest.fixture(autouse=True)
def paper():
    """Articles with all that a feed may carry, and one without a credit, a picture or a teaser."""
    full = make_article(
        id=81, headline="江堤 < 合龙 & 通水", deck="副题", series=CRAFT, series_part=1, body=BODY, source="新华社",
        pictures=(picture(1), picture(2)), bylines=(byline("江照野", "correspondent"), byline("柳 & 若眉")),
    )  # fmt: skip
    bare = make_article(id=83, headline="启事", genre="notice", bylines=(), teaser="", dateline="")
    by_zhiyao = make_article(id=82, headline="水利", series=CRAFT)
    make_published_edition(pages=(make_page("A01", full, by_zhiyao), make_page("A02", bare)))
    said = CorrectionCopy(id=9, kind="self", notice="应为 < 后天。", at=datetime(2025, 10, 18, tzinfo=UTC))
    with transaction.atomic():
        intake.correct_article(by_zhiyao, said)


def tree(client, address):
    return ElementTree.fromstring(client.get(address).content)


def is_whole(address):
    return urlsplit(address).scheme in {"http", "https"} and bool(urlsplit(address).netloc)


def only(element, *names):
    """Each of these once, and with words in it."""
    return [name for name in names if len(element.findall(name)) != 1 or not (element.findtext(name) or "").strip()]


class Leading(HTMLParser):
    """Where a piece of HTML leads and what it shows."""

    def __init__(self, words):
        super().__init__()
        self.addresses = []
        self.feed(words)

    def handle_starttag(self, tag, attributes):
        assert tag not in {"script", "style", "iframe", "object", "form"}, tag
        self.addresses += [value for name, value in attributes if name in {"href", "src"}]


def leads_everywhere(words):
    """A reader's program knows no page on which an address could be completed."""
    return all(is_whole(address) for address in Leading(words).addresses)


@pytest.mark.parametrize("name", CHANNELS)
def test_rss_keeps_its_rules(client, name):
    root = tree(client, f"/feeds/{name}.xml")
    assert (root.tag, root.get("version"), [one.tag for one in root]) == ("rss", "2.0", ["channel"])
    channel = root.find("channel")
    assert only(channel, "title", "link", "description", "language", "lastBuildDate") == []
    assert is_whole(channel.findtext("link"))
    assert LANGUAGE.fullmatch(channel.findtext("language"))
    assert parsedate_to_datetime(channel.findtext("lastBuildDate")).tzinfo
    (own,) = [link for link in channel.findall(f"{A}link") if link.get("rel") == "self"]
    assert own.get("href") == f"http://testserver/feeds/{name}.xml"
    items = channel.findall("item")
    assert items
    guids = [item.findtext("guid") for item in items]
    assert len(set(guids)) == len(guids)
    for item in items:
        assert only(item, "title", "link", "guid", "pubDate") == []
        assert is_whole(item.findtext("link"))
        assert item.find("guid").get("isPermaLink") == "false"
        assert parsedate_to_datetime(item.findtext("pubDate")).tzinfo
        # An author of RSS is an address of mail, which nobody gives away: names stand in Dublin Core.
        assert item.find("author") is None
        assert all(name.text for name in item.findall(f"{DC}creator"))
        assert len(item.findall("enclosure")) <= 1
        for one in item.findall("enclosure"):
            assert is_whole(one.get("url"))
            assert one.get("length").isdigit()
            assert one.get("type") == "image/jpeg"


@pytest.mark.parametrize("name", CHANNELS)
def test_atom_keeps_its_rules(client, name):
    feed = tree(client, f"/feeds/{name}.atom")
    assert feed.tag == f"{A}feed"
    assert only(feed, f"{A}id", f"{A}title", f"{A}updated") == []
    links = Counter(
        (link.get("rel", "alternate"), link.get("type"), link.get("hreflang")) for link in feed.findall(f"{A}link")
    )
    assert links[("alternate", None, None)] == 1
    assert {rel for rel, _type, _language in links} == {"self", "alternate"}
    entries = feed.findall(f"{A}entry")
    assert entries
    moments, ids = [], []
    for entry in entries:
        assert only(entry, f"{A}id", f"{A}title", f"{A}updated", f"{A}published") == []
        assert len(entry.findall(f"{A}content")) == 1
        assert entry.find(f"{A}content").get("type") == "html"
        assert leads_everywhere(entry.findtext(f"{A}content"))
        # Who wrote it, or at least whose feed it is.
        authors = entry.findall(f"{A}author") or feed.findall(f"{A}author")
        assert authors
        assert all(only(author, f"{A}name") == [] for author in authors)
        assert all(one.get("term") for one in entry.findall(f"{A}category"))
        assert [
            is_whole(link.get("href"))
            for link in entry.findall(f"{A}link")
            if link.get("rel", "alternate") == "alternate"
        ] == [True]
        ids.append(entry.findtext(f"{A}id"))
        moments.append(datetime.fromisoformat(entry.findtext(f"{A}updated")))
    assert all(re.fullmatch(r"tag:testserver,2025-10-17:article-\d+", one) for one in ids)
    assert len(set(ids)) == len(ids)
    written = [one.text for one in feed.iter() if one.tag in {f"{A}updated", f"{A}published"}]
    assert all(MOMENT.fullmatch(one) for one in written)
    assert datetime.fromisoformat(feed.findtext(f"{A}updated")) == max(moments)


@pytest.mark.parametrize("name", CHANNELS)
def test_json_feed_keeps_its_rules(client, name):
    answer = client.get(f"/feeds/{name}.json")
    assert answer["Content-Type"].startswith("application/feed+json")
    feed = answer.json()
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"]
    assert feed["feed_url"] == f"http://testserver/feeds/{name}.json"
    assert is_whole(feed["home_page_url"])
    assert LANGUAGE.fullmatch(feed["language"])
    assert len({item["id"] for item in feed["items"]}) == len(feed["items"]) > 0
    for item in feed["items"]:
        assert isinstance(item["id"], str)
        assert item["content_html"]
        assert leads_everywhere(item["content_html"])
        assert is_whole(item["url"])
        assert is_whole(item.get("image", item["url"]))
        assert MOMENT.fullmatch(item["date_published"])
        assert MOMENT.fullmatch(item["date_modified"])
        # Who has no name to tell is left out: an author without one is none.
        assert item.get("authors", [{"name": "x"}])
        assert all(author["name"] for author in item.get("authors", []))
        assert all(isinstance(tag, str) and tag for tag in item["tags"])


def test_an_article_has_one_name_in_all_feeds_and_for_good(client):
    def names():
        found = {}
        for channel in CHANNELS:
            for item in client.get(f"/feeds/{channel}.json").json()["items"]:
                found.setdefault(item["url"], set()).add(item["id"])
            for item in tree(client, f"/feeds/{channel}.xml").iter("item"):
                found.setdefault(item.findtext("link"), set()).add(item.findtext("guid"))
            for entry in tree(client, f"/feeds/{channel}.atom").iter(f"{A}entry"):
                found.setdefault(entry.find(f"{A}link").get("href"), set()).add(entry.findtext(f"{A}id"))
        return found

    before = names()
    assert all(len(one) == 1 for one in before.values())
    later = make_article(id=82, headline="水利工程完工", section=LOCAL, series=None)
    with transaction.atomic():
        said = CorrectionCopy(id=10, kind="self", notice="又一次。", at=datetime(2025, 10, 20, tzinfo=UTC))
        intake.correct_article(later, said)
    make_published_edition(date=date(2025, 10, 21), articles=(make_article(id=84),))
    assert {place: name for place, name in names().items() if place in before} == before


def test_a_text_leads_to_the_same_places_wherever_it_is_read(client):
    for address in ("/api/articles/81/", "/article/81/ninjs.json"):
        content = client.get(address).json()
        marked_up = [one["value"] for one in content.get("bodies", ()) if one["contentType"] == "text/html"]
        for words in (content.get("body_html"), *marked_up):
            assert words is None or "http://testserver/article/82/" in Leading(words).addresses
            assert words is None or leads_everywhere(words)


def test_a_photo_story_has_its_pictures_in_a_feed(client):
    one, two = picture(0, caption="开船 & 靠岸", ai="generated"), picture(0, caption="收网")
    story = make_article(id=95, genre="photo_story", pictures=(one, two))
    make_published_edition(date=date(2025, 10, 22), articles=(story,))
    (item,) = client.get("/feeds/issue/2025-10-22.json").json()["items"]
    assert [f"{base}-960.jpg" in item["content_html"] for base in (one.base, two.base)] == [True, True]
    assert "<small>AI制作</small> 开船 &amp; 靠岸 本报记者 邱岚 摄" in item["content_html"]


# -- for search engines -----------------------------------------------------------------------------------------------
def moment_of(text):
    """A date or a moment, as the note of the W3C has them."""
    assert MOMENT.fullmatch(text) or re.fullmatch(r"\d{4}-\d\d-\d\d", text), text
    return datetime.fromisoformat(text)


def test_maps_keep_their_rules(client):
    index = tree(client, "/sitemap.xml")
    assert index.tag == f"{MAP}sitemapindex"
    assert {one.tag for one in index} == {f"{MAP}sitemap"}
    files = [one.findtext(f"{MAP}loc") for one in index]
    assert len(set(files)) == len(files) <= 50_000
    for file in [*files, "http://testserver/sitemap-news.xml"]:
        answer = client.get(file.removeprefix("http://testserver"))
        assert answer["Content-Type"].startswith("application/xml")
        assert len(answer.content) < 50 * 1024 * 1024
        urls = ElementTree.fromstring(answer.content)
        assert urls.tag == f"{MAP}urlset"
        assert {one.tag for one in urls} <= {f"{MAP}url"}
        places = [one.findtext(f"{MAP}loc") for one in urls]
        assert len(set(places)) == len(places) <= 50_000
        assert all(urlsplit(place)[:2] == ("http", "testserver") and len(place) < 2048 for place in places)
        for url in urls:
            parts = [part.tag for part in url if part.tag.startswith(MAP)]
            assert parts in ([f"{MAP}loc"], [f"{MAP}loc", f"{MAP}lastmod"])
            if url.find(f"{MAP}lastmod") is not None:
                moment_of(url.findtext(f"{MAP}lastmod"))


def test_the_map_of_news_keeps_its_rules_to_the_minute(client):
    now = timezone.now()
    for number, age in ((91, timedelta(days=1, hours=23, minutes=50)), (92, timedelta(days=2, minutes=10))):
        with transaction.atomic():
            intake.accept_article(make_article(id=number, headline="今天 & <明天>"), published_at=now - age)
    urls = tree(client, "/sitemap-news.xml")
    assert [url.findtext(f"{MAP}loc") for url in urls] == ["http://testserver/article/91/"]
    (news,) = urls[0].findall(f"{NEWS}news")
    assert [part.tag for part in news] == [f"{NEWS}publication", f"{NEWS}publication_date", f"{NEWS}title"]
    assert [part.tag for part in news[0]] == [f"{NEWS}name", f"{NEWS}language"]
    assert (news[0][0].text, news[0][1].text) == ("云岫日报", "zh-cn")
    assert moment_of(news[1].text) < now
    assert news[2].text == "今天 & <明天>"


def test_of_very_much_news_the_newest_thousand_are_told(client):
    now = timezone.now()
    with transaction.atomic():
        for number in range(5):
            intake.accept_article(make_article(id=500 + number), published_at=now - timedelta(minutes=number))
    from website import sitemaps

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sitemaps, "MOST_NEWS", 3)
        places = [url.findtext(f"{MAP}loc") for url in tree(client, "/sitemap-news.xml")]
    assert places == [f"http://testserver/article/{number}/" for number in (500, 501, 502)]
    assert sitemaps.MOST_NEWS == 1000
