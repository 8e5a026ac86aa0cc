"""The website's front page arranged by hand at the desk: who may, what readers get, and that nobody is overwritten."""

from __future__ import annotations

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import translation

from articles import publishing as article_publishing
from articles.clock import database_now
from articles.models import State
from articles.workflow import Refused
from editions import front_desk, front_publishing, publishing
from editions import workflow as edition_workflow
from editions.front_places import Place
from editions.models import FrontChange
from editions.workflow import fronts
from tests.factories import bring_to, make_article, make_edition
from tests.racing import at_once
from website.models import FrontArrangement, FrontPlace, OutboxEvent, PublishedEdition

pytestmark = pytest.mark.django_db
TOP, A02 = ("top", ""), ("page", "A02")


def published(cast, *pages, day=None):
    """An edition with articles of these headlines on its pages, as readers have it; and the articles by headline."""
    edition = make_edition(cast, pages=len(pages), day=day)
    articles = {}
    for page, headlines in zip(edition.pages.all(), pages, strict=True):
        for headline in headlines:
            articles[headline] = bring_to(State.APPROVED, make_article(by=cast.reporter, headline=headline), cast)
        edition_workflow.place(page, [articles[headline] for headline in headlines], by=cast.page_designer)
    return publishing.publish(edition, by=cast.chief_editor), articles


@pytest.fixture
def paper(cast):
    edition, articles = published(cast, ["头条", "二条", "三条"], ["里页一", "里页二"])
    return SimpleNamespace(edition=edition, **articles, by=cast.chief_editor)


def stands(edition, spot=TOP):
    front = front_publishing.shown(edition, fronts.places_of(fronts.latest(edition)))
    return next([article.headline for article in one.articles] for one in front.spots if (one.zone, one.page) == spot)


def readers_see(client, address="/"):
    with translation.override(None):  # the paper speaks its own language, and not on after that
        page = client.get(address)
    assert page.status_code == 200
    words = page.content.decode()
    return re.findall(r'class="headline"><a href="[^"]*">(?:<span class="part">)?([^<]+)', words)


def put(paper, article, spot, position):
    last = fronts.latest(paper.edition)
    return front_desk.put(paper.edition, article, spot, position, by=paper.by, seen=last.number if last else 0)


def publish(paper):
    return front_publishing.publish(paper.edition, by=paper.by, seen=fronts.latest(paper.edition).number)


def test_the_chief_editor_makes_another_article_the_lead_and_readers_see_it(client, paper):
    assert readers_see(client)[:2] == ["头条", "二条"]
    put(paper, paper.里页二, TOP, 1)
    assert readers_see(client)[0] == "头条"
    publish(paper)
    assert readers_see(client)[:4] == ["里页二", "头条", "二条", "三条"]
    assert readers_see(client).count("里页二") == 1


def test_the_rule_flows_around_what_was_placed_by_hand(paper):
    put(paper, paper.里页一, TOP, 2)
    assert stands(paper.edition) == ["头条", "里页一", "二条", "三条"]
    put(paper, paper.头条, TOP, 3)
    assert stands(paper.edition) == ["里页一", "二条", "头条", "三条"]
    assert stands(paper.edition, A02) == ["里页二"]


def test_what_is_taken_away_is_off_the_front_page_and_stays_in_the_paper(client, paper):
    front_desk.take_away(paper.edition, paper.二条, by=paper.by, seen=0)
    publish(paper)
    assert "二条" not in readers_see(client)
    assert client.get(f"/article/{paper.二条.pk}/").status_code == 200
    front_desk.release(paper.edition, paper.二条, by=paper.by, seen=2)
    assert stands(paper.edition) == ["头条", "二条", "三条"]


def test_an_article_of_an_earlier_issue_may_lead_today(client, cast):
    _before, old = published(cast, ["旧闻"])
    edition, _new = published(cast, ["今天"])
    front_desk.put(edition, old["旧闻"], TOP, 1, by=cast.chief_editor, seen=0)
    front_publishing.publish(edition, by=cast.chief_editor, seen=1)
    assert readers_see(client)[:2] == ["旧闻", "今天"]


def test_a_headline_of_the_front_page_holds_as_long_as_the_words_are_those_its_writer_saw(client, paper):
    front_desk.say(paper.edition, paper.头条, headline="短标题", until=None, by=paper.by, seen=0)
    publish(paper)
    page = client.get("/").content.decode()
    assert readers_see(client)[0] == "短标题"
    # The list of the issue's pages goes on calling it by its own.
    assert f'<li><a href="/article/{paper.头条.pk}/">头条</a></li>' in page
    FrontPlace.objects.update(content_hash="0" * 64)
    OutboxEvent.objects.create(key="other words", kind=OutboxEvent.Kind.ARTICLE_CORRECTED, subject_id=0)
    assert readers_see(client)[0] == "头条"


def test_a_place_ends_by_the_clock_of_the_database_and_browsers_are_told(client, paper):
    soon = database_now() + timedelta(hours=1)
    front_desk.say(paper.edition, paper.三条, headline="", until=soon, by=paper.by, seen=0)
    front_desk.put(paper.edition, paper.三条, TOP, 1, by=paper.by, seen=1)
    publish(paper)
    first = client.get("/")
    assert readers_see(client)[0] == "三条"
    FrontPlace.objects.update(until=database_now())
    again = client.get("/", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 200
    assert readers_see(client)[:3] == ["头条", "二条", "三条"]


def test_a_place_cannot_end_in_the_past(paper):
    with pytest.raises(Refused, match="time to come"):
        front_desk.say(paper.edition, paper.三条, headline="", until=database_now(), by=paper.by, seen=0)
    assert not FrontChange.objects.exists()


def test_what_is_placed_until_a_later_hour_leads_the_next_issue_too(client, paper, cast):
    front_desk.put(paper.edition, paper.里页一, TOP, 1, by=paper.by, seen=0)
    later = database_now() + timedelta(days=2)
    front_desk.say(paper.edition, paper.里页一, headline="仍在继续", until=later, by=paper.by, seen=1)
    front_desk.put(paper.edition, paper.三条, TOP, 2, by=paper.by, seen=2)
    publish(paper)
    edition, _articles = published(cast, ["明天的头条"])
    assert readers_see(client)[:2] == ["仍在继续", "明天的头条"]
    assert "三条" not in readers_see(client)
    assert edition.front_changes.get().verb == "carry"


def test_a_withdrawn_article_is_gone_from_the_front_page_at_once_and_the_rule_fills_its_place(client, paper):
    front_desk.say(paper.edition, paper.头条, headline="撤前标题", until=None, by=paper.by, seen=0)
    publish(paper)
    paper.头条.refresh_from_db()
    article_publishing.withdraw(paper.头条, by=paper.by, reason="错", notice="本文已撤回。")
    assert readers_see(client)[0] == "二条"
    assert "撤前标题" not in client.get("/").content.decode()
    assert not FrontPlace.objects.filter(headline="撤前标题").exists()
    # And it cannot be put there again.
    assert stands(paper.edition) == ["二条", "三条"]


def test_the_front_page_of_an_earlier_day_stands_as_it_was_arranged(client, paper, cast):
    put(paper, paper.里页二, TOP, 1)
    publish(paper)
    published(cast, ["次日头条"])
    assert readers_see(client)[0] == "次日头条"
    assert readers_see(client, f"/front/{paper.edition.slug}/")[0] == "里页二"


def test_how_a_front_page_stood_during_its_day_stays_browsable(client, paper, cast):
    numbers = [0]
    for article in (paper.里页二, paper.三条):
        put(paper, article, TOP, 1)
        publish(paper)
        numbers.append(FrontArrangement.objects.latest("number").number)
    places = [f"/front/{paper.edition.slug}/{number}/" for number in numbers]
    assert [readers_see(client, place)[0] for place in places[:2]] == ["头条", "里页二"]
    assert client.get(places[2])["Location"] == "/", "it stands there now"
    published(cast, ["次日头条"])
    assert [readers_see(client, place)[0] for place in places] == ["头条", "里页二", "三条"]
    page = client.get(f"/front/{paper.edition.slug}/").content.decode()
    assert [place in page for place in places] == [True, True, False], "the last one is this page"
    assert client.get(f"/front/{paper.edition.slug}/99/").status_code == 404
    paper.里页二.refresh_from_db()
    article_publishing.withdraw(paper.里页二, by=paper.by, reason="错", notice="本文已撤回。")
    assert readers_see(client, places[1])[0] == "头条"


def test_undo_goes_back_step_by_step_and_back_over_what_was_published(paper):
    put(paper, paper.三条, TOP, 1)
    put(paper, paper.里页一, TOP, 1)
    publish(paper)
    for seen, top in ((3, ["三条", "头条", "二条"]), (4, ["头条", "二条", "三条"])):
        fronts.undo(paper.edition, by=paper.by, seen=seen)
        assert stands(paper.edition) == top
    with pytest.raises(Refused, match="nothing to take back"):
        fronts.undo(paper.edition, by=paper.by, seen=5)
    publish(paper)
    assert [change.verb for change in paper.edition.front_changes.all()] == [
        "publish", "undo", "undo", "publish", "put", "put"
    ]  # fmt: skip


def test_everything_left_to_the_rule_is_the_rules_again(client, paper):
    put(paper, paper.三条, TOP, 1)
    publish(paper)
    front_desk.by_rule(paper.edition, by=paper.by, seen=2)
    assert readers_see(client)[0] == "三条"
    publish(paper)
    assert readers_see(client)[:3] == ["头条", "二条", "三条"]
    with pytest.raises(Refused, match="already"):
        publish(paper)


def test_opinion_stands_under_opinion_alone_and_pictures_where_there_are_pictures(paper):
    for spot in (("opinion", ""), ("photos", ""), ("page", "B09"), ("off", ""), ("", "")):
        with pytest.raises(Refused):
            put(paper, paper.三条, spot, 1)
    assert not FrontChange.objects.exists()


def test_who_looked_at_an_older_state_overwrites_nothing(paper):
    put(paper, paper.三条, TOP, 1)
    with pytest.raises(fronts.StaleFront, match="何守一 has changed the front page meanwhile"):
        front_desk.put(paper.edition, paper.二条, TOP, 1, by=paper.by, seen=0)
    with pytest.raises(fronts.StaleFront):
        front_publishing.publish(paper.edition, by=paper.by, seen=0)
    assert FrontChange.objects.count() == 1


def test_a_section_head_prepares_the_front_page_and_the_chief_editor_publishes_it(paper, cast):
    front_desk.put(paper.edition, paper.三条, TOP, 1, by=cast.section_head, seen=0)
    with pytest.raises(Refused, match="chief editor"):
        front_publishing.publish(paper.edition, by=cast.section_head, seen=1)
    for person in (cast.reporter, cast.desk_editor, cast.page_designer, cast.admin):
        with pytest.raises(Refused, match="role"):
            front_desk.put(paper.edition, paper.三条, TOP, 1, by=person, seen=1)
    front_publishing.publish(paper.edition, by=cast.chief_editor, seen=1)


# -- what PostgreSQL refuses ------------------------------------------------------------------------------------------
def test_the_record_of_the_front_page_is_only_added_to(paper):
    put(paper, paper.三条, TOP, 1)
    for broken in ("UPDATE editions_frontchange SET number = 9", "DELETE FROM editions_frontchange"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(broken)


def test_two_changes_cannot_follow_the_same_state(paper):
    change = put(paper, paper.三条, TOP, 1)
    with pytest.raises(IntegrityError, match="editions_front_one_after_another"), transaction.atomic():
        FrontChange.objects.create(
            edition=paper.edition, number=change.number, verb="put", by=paper.by, places=[], before=[]
        )


@pytest.mark.parametrize(
    ("columns", "rule"),
    [
        ({"position": 0}, "website_front_place_is_one"),
        ({"zone": "cellar"}, "website_front_place_is_one"),
        ({"zone": "page"}, "website_front_page_named"),
        ({"page": "A02"}, "website_front_page_named"),
    ],
)
def test_a_place_on_the_front_page_is_one_there_is(paper, columns, rule):
    put(paper, paper.三条, TOP, 1)
    publish(paper)
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        FrontPlace.objects.update(**columns)


def test_an_article_and_a_place_are_taken_once(paper):
    put(paper, paper.三条, TOP, 1)
    put(paper, paper.二条, TOP, 2)
    publish(paper)
    first, second = FrontPlace.objects.all()
    with pytest.raises(IntegrityError, match="website_front_one_in_a_place"), transaction.atomic():
        FrontPlace.objects.filter(pk=second.pk).update(position=1)
    with pytest.raises(IntegrityError, match="website_front_article_once"), transaction.atomic():
        FrontPlace.objects.filter(pk=second.pk).update(article=first.article)


# -- over HTTP ----------------------------------------------------------------------------------------------------
@pytest.fixture
def desk(client, cast):
    client.force_login(cast.chief_editor)
    return client


def send(desk, edition, **fields):
    last = fronts.latest(edition)
    form = {"edition": edition.pk, "seen": last.number if last else 0, **fields}
    return desk.post(reverse("admin:editions_edition_front_do"), form)


def test_the_desk_page_works_with_plain_forms(desk, paper):
    page = desk.get(reverse("admin:editions_edition_front")).content.decode()
    assert page.index("头条") < page.index("二条")
    for fields in (
        {"do": "put", "article": paper.里页一.pk, "spot": "top", "position": "2"},
        {"do": "up", "article": paper.里页一.pk},
        {"do": "say", "article": paper.里页一.pk, "headline": "改过的", "until": ""},
        {"do": "take_away", "article": paper.二条.pk},
        {"do": "put", "article": paper.三条.pk, "spot": "page-A02", "position": "1"},
    ):
        assert send(desk, paper.edition, **fields).status_code == 302
    assert stands(paper.edition) == ["改过的", "头条"]
    assert stands(paper.edition, A02) == ["三条", "里页二"]
    assert readers_see(desk)[0] == "头条"
    preview = desk.get(reverse("admin:editions_edition_front_preview"))
    assert re.findall(r'class="headline"><a href="[^"]*">([^<]+)', preview.content.decode())[:2] == ["改过的", "头条"]
    assert '<html lang="zh-Hans">' in preview.content.decode()
    assert send(desk, paper.edition, do="publish").status_code == 302
    assert readers_see(desk) == re.findall(r'class="headline"><a href="[^"]*">([^<]+)', preview.content.decode())


def test_a_stale_form_is_told_who_was_first_in_one_sentence(desk, paper):
    put(paper, paper.三条, TOP, 1)
    answer = send(desk, paper.edition, seen=0, do="take_away", article=paper.二条.pk)
    assert answer.status_code == 409
    assert "何守一" in answer.content.decode()
    assert stands(paper.edition) == ["三条", "头条", "二条"]


def test_a_form_for_the_issue_before_is_told_that_a_newer_one_is_out(desk, paper, cast):
    published(cast, ["次日"])
    answer = send(desk, paper.edition, do="by_rule")
    assert answer.status_code == 409
    assert not FrontChange.objects.exists()


def test_what_cannot_be_meant_is_refused_and_what_was_typed_is_still_there(desk, paper):
    answer = send(desk, paper.edition, do="say", article=paper.头条.pk, headline="打好的字", until="昨天")
    assert answer.status_code == 422
    assert 'value="打好的字"' in answer.content.decode()
    assert send(desk, paper.edition, do="put", article=paper.头条.pk, spot="top", position="-1").status_code == 422
    for fields in ({"do": "nonsense"}, {"do": "put", "article": "x"}, {"do": "lead", "article": 10**30}):
        assert send(desk, paper.edition, **fields).status_code == 404
    assert not FrontChange.objects.exists()


def test_only_published_articles_are_found_and_can_be_placed(desk, paper, cast):
    draft = make_article(by=cast.reporter, headline="未见报的稿子")
    approved = bring_to(State.APPROVED, make_article(by=cast.reporter, headline="签发未见报"), cast)
    page = desk.get(reverse("admin:editions_edition_front"), {"words": "见报"}).content.decode()
    assert "未见报" not in page
    for article in (draft, approved):
        assert send(desk, paper.edition, do="lead", article=article.pk).status_code == 404


def test_articles_are_found_by_words_section_and_day(desk, paper):
    def found(**asked):
        page = desk.get(reverse("admin:editions_edition_front"), asked).content.decode()
        return re.findall(r'id="found-\d+">([^<]+)', page)

    day = paper.edition.published_at.date().isoformat()
    assert found(words="里页 二") == ["里页二"]
    assert len(found(section=paper.头条.section.slug)) == 5
    assert len(found(day=day)) in {0, 5}
    assert found(section="nowhere") == found(day="1999-01-01") == []
    assert len(found(day="2026-99-99")) == 5


def test_before_the_first_edition_there_is_nothing_to_arrange(desk):
    assert desk.get(reverse("admin:editions_edition_front")).status_code == 200
    assert desk.get(reverse("admin:editions_edition_front_preview")).status_code == 404


# -- two at once ---------------------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_of_two_who_change_the_same_front_page_one_is_told(paper, cast):
    def press(person, article):
        return lambda: front_desk.put(paper.edition, article, TOP, 1, by=person, seen=0)

    said = at_once(press(cast.chief_editor, paper.二条), press(cast.section_head, paper.三条))
    assert sorted(isinstance(one, fronts.StaleFront) for one in said) == [False, True]
    assert not [one for one in said if isinstance(one, Exception) and not isinstance(one, fronts.StaleFront)]
    assert paper.edition.front_changes.count() == 1


def test_what_is_stored_of_a_place_is_read_as_it_was(paper):
    until = database_now() + timedelta(hours=1)
    front_desk.say(paper.edition, paper.头条, headline="短", until=until, by=paper.by, seen=0)
    assert fronts.places_of(fronts.latest(paper.edition)) == (Place(paper.头条.pk, "top", "", 1, "短", until),)
    assert PublishedEdition.objects.newest().pk == paper.edition.pk
