"""Topics at the desk: who keeps them, what goes into them, and that readers get of them what is published, no more."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.core.files.storage import storages
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from articles import publishing, topic_pages, topic_photos, workflow
from articles.admin import photo_choice
from articles.clock import database_now
from articles.models import State, Topic, TopicArticle, Withdrawal
from newsroom import press
from photos.models import Photo
from tests.factories import (
    bring_to,
    make_article,
    make_author,
    make_photo,
    make_section,
    make_topic,
    publish_alone,
    take,
)
from website import outbox
from website.models import OutboxEvent, PublishedPicture, PublishedTopic, TopicEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader():
    return Client(headers={"accept-language": "zh-Hans"})


def handle_all():
    """The press does what follows."""
    while outbox.handle_next(press.HANDLERS):
        pass


def public_files():
    """What lies in the public store: the names without their endings."""
    return {file.stem for file in Path(storages["public"].path("")).rglob("*.*")}


def words_of(topic, **more):
    """The form of a topic as a browser sends it."""
    rows = [*topic.entries.order_by("pk")]
    form = {
        "name": topic.name,
        "slug": topic.slug,
        "introduction": topic.introduction,
        "photo": topic.photo_id,
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


def test_a_photo_stands_at_the_head_of_a_topic_with_its_words(cast, signed_in, reader):
    topic = make_topic(slug="old-town")
    shan = make_author("山岚")
    words = {"caption": "巷口的老樟树。", "credit": "山岚", "alt_text": "一棵大树", "copyright_notice": "© 山岚"}
    photo = make_photo(by=cast.photographer, ai_use="assisted", licence_url="https://licence.example/by", **words)
    photo.photographers.add(shan)
    assert save(signed_in("section_head"), topic, photo=photo.pk).status_code == 302
    page = reader.get("/topic/old-town/").content.decode()
    assert all(said in page for said in ("巷口的老樟树。", "山岚 摄", 'alt="一棵大树"', "AI"))
    (told,) = reader.get("/api/topics/").json()["items"]
    named = {"creators": ["山岚"], "copyright_notice": "© 山岚", "licence": "https://licence.example/by"}
    assert {name: told["picture"][name] for name in named} == named
    (file,) = PublishedPicture.objects.values_list("base", flat=True)
    assert f'<meta property="og:image" content="http://testserver/media/{file}-' in page
    assert all(reader.get(urlsplit(one["url"]).path).status_code == 200 for one in told["picture"]["renditions"])


def test_words_of_a_photo_are_taken_up_when_the_topic_is_saved_and_its_files_stay(cast, signed_in, reader):
    photo, browser = make_photo(by=cast.photographer), signed_in("section_head")
    topic = make_topic(slug="old-town", photo=photo)
    photo.caption = "改过的说明。"
    photo.save()
    save(browser, topic)
    assert PublishedPicture.objects.exclude(topic=None).get().caption == "改过的说明。"
    handle_all()
    assert "改过的说明。" in reader.get("/topic/old-town/").content.decode()
    (shown,) = PublishedPicture.objects.values_list("base", flat=True)
    assert {name.rpartition("-")[0] for name in public_files()} == {shown}


@pytest.mark.parametrize(
    "fields",
    [
        {"licence": "unclear"},
        {"scope": "print"},
        {"scope": "once"},
        {"usable_until": date(2020, 1, 1)},
        {"alt_text": ""},
        {"credit": ""},
    ],
)
def test_a_photo_that_no_article_could_show_stands_at_the_head_of_no_topic(cast, signed_in, reader, fields):
    topic = make_topic(slug="old-town")
    kept, photo = (make_photo(by=cast.photographer, **more) for more in ({}, fields))
    answer = save(signed_in("chief_editor"), topic, photo=photo.pk)
    assert answer.status_code == 200
    assert "老街" in answer.content.decode()
    assert not PublishedPicture.objects.exists()
    assert Topic.objects.get().photo is None
    # Chosen before its rights ended, it goes with the next time the topic is shown.
    Photo.objects.filter(pk=photo.pk).update(**{name: getattr(kept, name) for name in fields})
    Topic.objects.filter(pk=topic.pk).update(photo=photo)
    Photo.objects.filter(pk=photo.pk).update(**fields)
    topic_pages.show(topic)
    assert "<figure" not in reader.get("/topic/old-town/").content.decode()


def test_a_photo_that_is_taken_from_a_topic_is_gone_everywhere(cast, signed_in, reader):
    first, second = (make_photo(by=cast.photographer, caption=said) for said in ("先前的。", "后来的。"))
    article = bring_to(State.PUBLISHED, make_article(by=cast.reporter, photo=first), cast)
    topic = make_topic(articles=[article], slug="old-town")
    browser = signed_in("section_head")
    save(browser, topic, photo=first.pk)
    topic.refresh_from_db()
    of_topic = PublishedPicture.objects.get(topic=topic.pk).base
    save(browser, topic, photo=second.pk)
    topic.refresh_from_db()
    handle_all()
    page = reader.get("/topic/old-town/").content.decode()
    assert "后来的。" in page
    shown = set(PublishedPicture.objects.values_list("base", flat=True))
    assert {name.rpartition("-")[0] for name in public_files()} == shown
    assert of_topic in shown  # the article still shows it, with the same words
    topic.is_public = False
    save(browser, topic)
    handle_all()
    assert {name.rpartition("-")[0] for name in public_files()} == {of_topic}
    assert reader.get("/topic/old-town/").status_code == 404


def test_of_a_topic_that_is_not_for_readers_no_file_is_made_public(cast, signed_in, reader):
    topic, photo = make_topic(slug="old-town", is_public=False), make_photo(by=cast.photographer)
    browser = signed_in("section_head")
    save(browser, topic, photo=photo.pk)
    assert Topic.objects.get().photo == photo
    assert public_files() == set()
    topic.refresh_from_db()
    topic.is_public = True
    save(browser, topic)
    assert "<figure" in reader.get("/topic/old-town/").content.decode()
    assert public_files() != set()


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


# -- a photo whose rights end, or whose words change ----------------------------------------------------------------
def yesterday():
    return timezone.localdate(database_now()) - timedelta(days=1)


@pytest.mark.parametrize(
    "fields", [{"usable_until": date(2020, 1, 1)}, {"licence": "unclear"}, {"scope": "print"}, {"alt_text": ""}]
)
def test_a_photo_whose_rights_end_leaves_its_topic_without_anybody_at_the_desk(cast, reader, fields):
    photo = make_photo(by=cast.photographer, caption="巷口的老樟树。")
    make_topic(slug="old-town", photo=photo)
    handle_all()
    assert topic_pages.keep_photos_in_step() == 0
    before = OutboxEvent.objects.count()
    Photo.objects.filter(pk=photo.pk).update(**fields)
    assert topic_pages.keep_photos_in_step() == 1
    assert OutboxEvent.objects.filter(kind="topic_changed", done_at=None).exists()
    handle_all()
    assert "巷口的老樟树。" not in reader.get("/topic/old-town/").content.decode()
    assert public_files() == set()
    # Told once: what follows pages and networks is not woken every minute.
    after = OutboxEvent.objects.count()
    assert after > before
    assert topic_pages.keep_photos_in_step() == 0
    assert OutboxEvent.objects.count() == after


def test_the_last_day_of_its_rights_is_over_when_the_day_is(cast, reader):
    photo = make_photo(by=cast.photographer, usable_until=yesterday() + timedelta(days=1))
    make_topic(slug="old-town", photo=photo)
    assert topic_pages.keep_photos_in_step() == 0
    Photo.objects.update(usable_until=yesterday())
    assert topic_pages.keep_photos_in_step() == 1
    Photo.objects.update(usable_until=None)
    assert topic_pages.keep_photos_in_step() == 1
    handle_all()
    assert "<figure" in reader.get("/topic/old-town/").content.decode()


def test_words_changed_in_the_library_come_to_the_topic_and_a_hidden_topic_is_left_alone(cast, reader):
    photo = make_photo(by=cast.photographer)
    make_topic(slug="old-town", photo=photo)
    hidden = make_topic(slug="hidden", is_public=False)
    Topic.objects.filter(pk=hidden.pk).update(photo=photo)
    Photo.objects.update(caption="改过的说明。", copyright_notice="© 山岚")
    assert topic_pages.keep_photos_in_step() == 1
    assert "改过的说明。" in reader.get("/topic/old-town/").content.decode()
    assert topic_pages.keep_photos_in_step() == 0


def test_a_photo_that_cannot_be_read_wakes_nobody_every_minute(cast, monkeypatch):
    photo = make_photo(by=cast.photographer)
    topic = make_topic(is_public=False)
    Topic.objects.filter(pk=topic.pk).update(photo=photo, is_public=True)

    def broken(_photo):
        raise OSError("no such file")

    monkeypatch.setattr(topic_photos, "prepare", broken)
    assert topic_pages.keep_photos_in_step() == 0
    assert not OutboxEvent.objects.exists()


def test_the_press_looks_at_the_photos_of_topics():
    assert topic_pages.keep_photos_in_step in press.ROUNDS.chores


def test_the_keeper_is_told_on_the_topics_page(cast, signed_in):
    photo = make_photo(by=cast.photographer, title="灯", usable_until=yesterday() + timedelta(days=3))
    topic = make_topic(photo=photo)
    browser, page = signed_in("section_head"), f"/admin/articles/topic/{topic.pk}/change/"
    assert "The photo “灯” may be published until" in browser.get(page).content.decode()
    Photo.objects.update(usable_until=yesterday())
    said = browser.get(page).content.decode()
    assert "could be published until" in said
    assert "Readers see the topic without it." in said


@pytest.mark.parametrize(
    ("mark", "fields"),
    [
        ("photo not cleared", {"licence": "unclear"}),
        ("photo rights ended", {"usable_until": date(2020, 1, 1)}),
        ("photo not for topics", {"scope": "print"}),
        ("photo not for topics", {"scope": "once"}),
        ("photo without words", {"alt_text": ""}),
    ],
)
def test_the_database_puts_no_such_photo_at_the_head_of_a_topic(cast, mark, fields):
    photo = make_photo(by=cast.photographer, **fields)
    topic = make_topic()
    with pytest.raises(IntegrityError, match=f"newsroom: {mark}"), transaction.atomic():
        Topic.objects.filter(pk=topic.pk).update(photo=photo)
    with pytest.raises(IntegrityError, match=f"newsroom: {mark}"), transaction.atomic():
        Topic.objects.create(name="另一个", slug="other", photo=photo, is_public=True)
    Topic.objects.filter(pk=topic.pk).update(photo=photo, is_public=False)
    with pytest.raises(IntegrityError, match=f"newsroom: {mark}"), transaction.atomic():
        Topic.objects.filter(pk=topic.pk).update(is_public=True)


# -- choosing it, without script ------------------------------------------------------------------------------------
def test_a_photo_that_the_list_does_not_hold_is_named(cast, signed_in, monkeypatch):
    monkeypatch.setattr(photo_choice, "NEWEST", 1)
    old, _new = make_photo(by=cast.photographer, title="旧照"), make_photo(by=cast.photographer, title="新照")
    topic, browser = make_topic(), signed_in("section_head")
    page = browser.get(f"/admin/articles/topic/{topic.pk}/change/").content.decode()
    assert "旧照" not in page
    assert 'name="photo-named"' in page
    assert save(browser, topic, **{"photo-named": f"photo：{old.pk}"}).status_code == 302
    topic.refresh_from_db()
    assert topic.photo == old
    for wrong in ("photo:987654321", "那张照片"):
        assert "There is no such photo." in save(browser, topic, **{"photo-named": wrong}).content.decode()


def test_of_the_photos_of_its_articles_only_a_keeper_hears(cast, signed_in):
    shown, other = make_photo(by=cast.photographer, title="巷口"), make_photo(by=cast.photographer, title="别处")
    article = bring_to(State.SUBMITTED, make_article(by=cast.reporter, photo=shown), cast)
    topic = make_topic(articles=[article], is_public=False)
    asked = f"/admin/photos/photo/choose/?whose=topic&topic={topic.pk}"
    found = signed_in("section_head").get(asked).content.decode()
    assert shown.title in found
    assert other.title not in found
    for name in ("reporter", "desk_editor", "photographer"):
        assert shown.title not in signed_in(name).get(asked).content.decode(), name
