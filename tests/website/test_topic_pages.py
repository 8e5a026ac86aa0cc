"""A topic as readers have it: its groups, its lead, its days page by page, and nothing that is hidden."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from tests.website.factories import make_article, make_published_edition, make_published_topic, picture
from website import intake
from website.intake import OutsideTransactionError, TopicCopy
from website.models import PublishedArticle, PublishedTopic
from website.topics import IN_A_GROUP, IN_THE_DAYS

pytestmark = pytest.mark.django_db


def page_of(client, address="/topic/old-town/"):
    answer = client.get(address, headers={"accept-language": "zh-Hans"})
    assert answer.status_code == 200
    return answer.content.decode()


def publish(*articles, **more):
    make_published_edition(articles=articles, **more)


def test_articles_stand_under_their_headings_in_the_order_of_the_desk(client):
    publish(*(make_article(id=number, headline=f"第{number}篇稿") for number in (71, 72, 73)))
    make_published_topic(groups={"现场": [73, 71], "对话": [72], "空着的": []})
    words = page_of(client).partition('class="topic-days"')[0]
    assert re.findall("第7[123]篇稿|现场|对话|空着的", re.sub(r"<script.*?</script>|<meta[^>]*>", "", words)) == [
        "现场", "第73篇稿", "第71篇稿", "对话", "第72篇稿",
    ]  # fmt: skip


def test_the_lead_stands_above_with_its_picture_and_once(client):
    publish(make_article(id=71), make_article(id=72, headline="领头的一篇", pictures=(picture(base="lead1"),)))
    make_published_topic(71, 72)
    words = page_of(client).partition('class="topic-days"')[0]
    assert words.count(">领头的一篇<") == 1
    assert words.index("lead1-960") < words.index('class="topic-group"')
    make_published_topic(71, lead=71, slug="second")
    assert "topic-lead" in page_of(client, "/topic/second/")


def test_an_article_that_is_withdrawn_leaves_the_topic(client):
    publish(make_article(id=71, headline="留下的"), make_article(id=72, headline="撤下的"))
    make_published_topic(71, 72, lead=72)
    with transaction.atomic():
        intake.withdraw_article(72, notice="本文已撤回。")
    for address in ("/topic/old-town/", "/topic/", "/feeds/topic/old-town.json", "/search/?q=撤下&topic=old-town"):
        assert "撤下的" not in page_of(client, address)
    assert "1篇" in page_of(client)


def test_an_article_readers_do_not_have_is_not_in_the_record_of_a_topic(client):
    publish(make_article(id=71))
    number = make_published_topic(71, 999)
    topic = PublishedTopic.objects.get(pk=number)
    assert list(topic.entries.values_list("article", flat=True)) == [71]


def test_a_long_topic_goes_on_below_day_by_day_and_misses_nothing(client):
    start, count = datetime(2025, 9, 1, 6, tzinfo=UTC), 2 * IN_THE_DAYS + 7
    publish(*(make_article(id=1000 + n) for n in range(count)))
    for n in range(count):  # two at every moment
        PublishedArticle.objects.filter(pk=1000 + n).update(published_at=start + timedelta(hours=n // 2))
    make_published_topic(*range(1000, 1000 + count))
    address, seen = "/topic/old-town/", []
    words = page_of(client, address)
    assert len(re.findall('<article class="teaser', words)) == IN_A_GROUP
    while address:
        words = page_of(client, address)
        days = words.partition('class="topic-days"')[2]
        seen += [int(found) for found in re.findall(r'<a href="/article/(\d+)/', days.partition("</section>")[0])]
        more = re.search(r'rel="next" href="([^"]+)"', days)
        address = more and more[1]
    assert seen == list(range(1000 + count - 1, 999, -1))


@pytest.mark.parametrize("query", ["before=x", "before=0", "before=71", "before=99999999999999999999", "before="])
def test_a_place_where_nothing_goes_on_does_not_exist(client, query):
    publish(make_article(id=71))
    make_published_topic(71)
    assert client.get(f"/topic/old-town/?{query}").status_code == 404


def test_machines_are_told_of_a_collection_with_its_parts(client):
    publish(make_article(id=71, headline="“引号”</script>"))
    make_published_topic(71, introduction="七条老巷。")
    said = re.search(r'<script type="application/ld\+json">(.*?)</script>', page_of(client))
    told = json.loads(said[1])
    assert told["@type"] == "CollectionPage"
    assert told["description"] == "七条老巷。"
    assert told["mainEntity"]["itemListElement"] == [
        {"@type": "ListItem", "url": "http://testserver/article/71/", "name": "“引号”</script>", "position": 1}
    ]
    words = page_of(client, "/sitemap-pages.xml")
    assert "http://testserver/topic/old-town/" in words
    assert "http://testserver/topic/<" in words


def test_an_article_leads_to_its_topics_and_the_paper_to_all_of_them(client):
    publish(make_article(id=71))
    assert 'href="/topic/"' not in page_of(client, "/")
    make_published_topic(71)
    make_published_topic(slug="empty", name="还没有稿子")
    assert 'href="/topic/old-town/"' in page_of(client, "/article/71/")
    assert 'href="/topic/"' in page_of(client, "/article/71/")
    front = page_of(client, "/")
    assert 'href="/topic/old-town/"' in front
    assert "还没有稿子" not in front
    assert "还没有稿子" in page_of(client, "/topic/")
    assert "topic/old-town.xml" in page_of(client, "/feeds/")


def test_open_topics_come_before_finished_ones(client):
    publish(make_article(id=71))
    make_published_topic(71, name="收官的", slug="done", is_open=False)
    make_published_topic(name="进行中的", slug="on")
    words = page_of(client, "/topic/")
    assert words.index("进行中的") < words.index("收官的")


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ({}, "2025年10月17日起"),
        ({"is_open": False}, "2025年10月17日"),
        ({"first_day": "2025-10-01", "last_day": "2025-10-20"}, "2025年10月1日—10月20日"),
        ({"first_day": "2025-12-01", "last_day": "2026-01-20"}, "2025年12月1日—2026年1月20日"),
    ],
)
def test_a_topic_says_from_when_to_when_it_was_news(client, days, said):
    publish(make_article(id=71))
    make_published_topic(71, **days)
    assert f"<span>{said}</span>" in page_of(client)


def test_a_search_can_be_narrowed_to_a_topic(client):
    publish(make_article(id=71, headline="老巷一号"), make_article(id=72, headline="老巷二号"))
    make_published_topic(72)
    words = re.sub("</?mark>", "", page_of(client, "/search/?q=老巷&topic=old-town"))
    assert "老巷二号" in words
    assert "老巷一号" not in words


def test_nothing_comes_in_but_by_the_transaction_that_publishes(transactional_db):
    copy = TopicCopy(1, "old-town", "旧城更新", "", True, None, None, (), {})
    with pytest.raises(OutsideTransactionError):
        intake.accept_topic(copy)
    with pytest.raises(OutsideTransactionError):
        intake.remove_topic(1)
