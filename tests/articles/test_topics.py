"""Topics at the desk: who keeps them, what goes into them, and that readers get of them what is published, no more."""

from __future__ import annotations

import pytest
from django.db import IntegrityError
from django.test import Client

from articles import publishing, topic_pages, workflow
from articles.models import State, Topic, TopicArticle, Withdrawal
from tests.factories import bring_to, make_article, make_section, make_topic, publish_alone, take
from website.models import OutboxEvent, PublishedTopic, TopicEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader():
    return Client(headers={"accept-language": "zh-Hans"})


def words_of(topic, **more):
    """The form of a topic as a browser sends it."""
    rows = [*topic.entries.order_by("pk")]
    form = {
        "name": topic.name,
        "slug": topic.slug,
        "introduction": topic.introduction,
        "seen": Topic.objects.get(pk=topic.pk).revision,
        "is_open": "on" if topic.is_open else "",
        "is_public": "on" if topic.is_public else "",
        "groups-TOTAL_FORMS": 0,
        "groups-INITIAL_FORMS": 0,
        "entries-TOTAL_FORMS": len(rows),
        "entries-INITIAL_FORMS": len(rows),
    }
    for number, row in enumerate(rows):
        form |= {
            f"entries-{number}-id": row.pk,
            f"entries-{number}-topic": topic.pk,
            f"entries-{number}-order": row.order,
        }
    return {name: value for name, value in {**form, **more}.items() if value not in (None, "")}


def save(browser, topic, **more):
    return browser.post(f"/admin/articles/topic/{topic.pk}/change/", words_of(topic, **more))


def test_a_section_head_makes_a_topic_and_readers_find_it(cast, signed_in, reader):
    browser, article = signed_in("section_head"), bring_to(State.PUBLISHED, make_article(by=cast.reporter), cast)
    new = {"name": "旧城更新", "slug": "old-town", "introduction": "一段\n两行。", "is_open": "on", "is_public": "on"}
    rows = {"groups-TOTAL_FORMS": 1, "groups-INITIAL_FORMS": 0, "groups-0-name": "现场", "groups-0-order": 1}
    answer = browser.post("/admin/articles/topic/add/", {**new, **rows, "seen": 0})
    topic = Topic.objects.get()
    assert answer.url == f"/admin/articles/topic/{topic.pk}/gather/"
    page = browser.get(answer.url, {"q": article.headline}).content.decode()
    assert article.headline in page
    assert "现场" in page
    browser.post(answer.url, {"article": [article.pk], "group": topic.groups.get().pk})
    shown = reader.get("/topic/old-town/").content.decode()
    assert all(words in shown for words in ("旧城更新", "一段 两行。", "现场", article.headline))


@pytest.mark.parametrize("name", ["reporter", "desk_editor", "proofreader", "page_designer", "admin"])
def test_nobody_else_keeps_topics_or_hears_of_what_is_to_come(cast, signed_in, name):
    article = bring_to(State.SUBMITTED, make_article(by=cast.reporter), cast)
    topic = make_topic(articles=[article])
    with pytest.raises(workflow.Refused, match="keep the topics"):
        workflow.gather(topic, [article.pk], group=None, by=getattr(cast, name))
    browser, missing = signed_in(name), topic.pk + 1000
    for address in ("change", "history", "gather"):
        answers = {browser.get(f"/admin/articles/topic/{pk}/{address}/").status_code for pk in (topic.pk, missing)}
        assert answers in ({403}, {404}), address  # for him every number is alike


def test_what_is_to_come_shows_with_its_publication_and_not_a_moment_before(cast, reader):
    out, coming = (make_article(by=cast.reporter) for _ in range(2))
    bring_to(State.PUBLISHED, out, cast)
    bring_to(State.APPROVED, coming, cast)
    make_topic(articles=[out, coming], slug="old-town")
    assert coming.headline not in reader.get("/topic/old-town/").content.decode()
    assert not TopicEntry.objects.filter(article=coming.pk).exists()
    coming.refresh_from_db()
    publishing.publish_online(coming, by=cast.chief_editor)
    assert coming.headline in reader.get("/topic/old-town/").content.decode()


def test_an_edition_brings_its_articles_into_their_topics(cast, reader):
    coming = bring_to(State.APPROVED, make_article(by=cast.reporter), cast)
    topic = make_topic(articles=[coming], slug="old-town")
    Topic.objects.filter(pk=topic.pk).update(lead=coming)
    publish_alone(coming, cast)
    assert TopicEntry.objects.get().is_lead
    assert coming.headline in reader.get("/topic/old-town/").content.decode()


def test_a_withdrawn_article_leaves_the_topic_and_comes_back_to_its_place(cast, reader):
    article = bring_to(State.PUBLISHED, make_article(by=cast.reporter), cast)
    make_topic(articles=[article], slug="old-town")
    article.refresh_from_db()
    publishing.withdraw(article, by=cast.chief_editor, reason="失实", notice="本文已撤回。")
    for address in ("/topic/old-town/", "/feeds/topic/old-town.json", "/search/?topic=old-town&q=正文"):
        assert article.headline not in reader.get(address).content.decode(), address
    publishing.overturn(Withdrawal.objects.get(), by=cast.section_head, reason="核实无误")
    assert article.headline in reader.get("/topic/old-town/").content.decode()


def test_a_topic_that_is_not_for_readers_does_not_exist(cast, signed_in, reader):
    article = bring_to(State.PUBLISHED, make_article(by=cast.reporter), cast)
    topic = make_topic(articles=[article], slug="old-town")
    assert reader.get("/topic/old-town/").status_code == 200
    topic.is_public = False
    assert save(signed_in("chief_editor"), topic).status_code == 302
    for address in ("/topic/old-town/", "/feeds/topic/old-town.xml"):
        assert reader.get(address).status_code == 404
    assert "old-town" not in reader.get(f"/article/{article.pk}/").content.decode()
    assert not PublishedTopic.objects.exists()


def test_readers_who_come_by_an_earlier_address_are_led_on(cast, signed_in, reader):
    topic = make_topic(slug="old-town")
    browser = signed_in("chief_editor")
    assert save(browser, topic, slug="seven-lanes").status_code == 302
    assert reader.get("/topic/old-town/").headers["Location"] == "/topic/seven-lanes/"
    assert reader.get("/feeds/topic/old-town.atom").headers["Location"] == "/feeds/topic/seven-lanes.atom"
    other = make_topic(slug="other")
    assert "by this address" in save(browser, other, slug="old-town").content.decode()
    save(browser, topic, slug="old-town")
    assert reader.get("/topic/old-town/").status_code == 200
    assert reader.get("/topic/seven-lanes/").headers["Location"] == "/topic/old-town/"


def test_a_stale_form_overwrites_nothing(cast, signed_in):
    topic = make_topic(name="旧城更新")
    stale = words_of(topic, name="别的名字")
    save(signed_in("section_head"), topic, introduction="新写的引言。")
    answer = signed_in("chief_editor").post(f"/admin/articles/topic/{topic.pk}/change/", stale)
    assert "changed this topic meanwhile" in answer.content.decode()
    topic.refresh_from_db()
    assert (topic.name, topic.introduction) == ("旧城更新", "新写的引言。")


def test_what_a_section_head_may_not_see_stays_in_the_topic_and_out_of_his_sight(cast, signed_in):
    closed = make_section("closed", "内参")
    closed.editors.add(cast.desk_editor)
    hidden = bring_to(State.SUBMITTED, make_article(by=cast.reporter, section=closed), cast)
    topic = make_topic(articles=[hidden])
    Topic.objects.filter(pk=topic.pk).update(lead=hidden)
    browser = signed_in("section_head")
    page = browser.get(f"/admin/articles/topic/{topic.pk}/change/").content.decode()
    assert hidden.headline not in page
    assert hidden.headline not in browser.get(f"/admin/articles/topic/{topic.pk}/gather/").content.decode()
    none = {"entries-TOTAL_FORMS": 0, "entries-INITIAL_FORMS": 0}
    assert save(browser, topic, **{**none, "name": "改名"}).status_code == 302
    topic.refresh_from_db()
    assert (topic.name, topic.lead_id, topic.entries.get().article_id) == ("改名", hidden.pk, hidden.pk)
    assert workflow.gather(make_topic(), [hidden.pk], group=None, by=cast.section_head) == 0


def test_drafts_are_not_gathered_and_nothing_stands_there_twice(cast):
    draft, out = make_article(by=cast.section_head), make_article(by=cast.reporter)
    bring_to(State.PUBLISHED, out, cast)
    topic = make_topic()
    assert workflow.gather(topic, [draft.pk, out.pk, out.pk], group=None, by=cast.section_head) == 1
    assert workflow.gather(topic, [out.pk], group=None, by=cast.chief_editor) == 0
    with pytest.raises(IntegrityError):
        TopicArticle.objects.create(topic=topic, article=out)


def test_a_finished_topic_takes_nothing_more(cast, signed_in):
    article = bring_to(State.PUBLISHED, make_article(by=cast.reporter), cast)
    topic = make_topic(is_open=False)
    page = signed_in("chief_editor").get(f"/admin/articles/topic/{topic.pk}/gather/").content.decode()
    assert "This topic is finished" in page
    assert article.headline not in page
    with pytest.raises(workflow.Refused, match="finished"):
        workflow.gather(topic, [article.pk], group=None, by=cast.chief_editor)


def test_each_change_of_a_topic_is_told_and_an_untold_one_changes_nothing(cast):
    topic = make_topic()
    topic_pages.show(topic)
    assert OutboxEvent.objects.filter(kind="topic_changed").count() == 2
    Topic.objects.filter(pk=topic.pk).update(is_public=False)
    topic_pages.show(topic)
    topic_pages.show(topic)
    assert OutboxEvent.objects.filter(kind="topic_changed").count() == 3


def test_articles_go_behind_those_that_stand_under_the_same_heading(cast, signed_in):
    articles = [bring_to(State.PUBLISHED, make_article(by=cast.reporter), cast) for _ in range(3)]
    topic = make_topic(articles=articles[:1])
    workflow.gather(topic, [one.pk for one in articles[1:]], group=None, by=cast.chief_editor)
    assert [entry.order for entry in topic.entries.order_by("order")] == [1, 2, 3]
    save(signed_in("section_head"), topic, **{"entries-0-order": 9})
    assert list(topic.entries.order_by("order").values_list("article", flat=True))[-1] == articles[0].pk


def test_an_article_returned_to_its_author_stays_in_the_topic_for_later(cast, signed_in):
    article = bring_to(State.SUBMITTED, make_article(by=cast.reporter), cast)
    topic = make_topic(articles=[article])
    take("return", article, cast.desk_editor, "再核实一遍。")
    page = signed_in("chief_editor").get(f"/admin/articles/topic/{topic.pk}/change/").content.decode()
    assert article.headline in page
