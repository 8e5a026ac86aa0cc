"""What people find when they open their desk, and what they do not."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from django.utils import translation

from articles.models import State
from authors.models import Role
from editions import workflow as edition_workflow
from tests.factories import (
    bring_to,
    make_article,
    make_drawn_edition,
    make_edition,
    make_photo,
    make_publication,
    make_user,
    take,
)

DESK = "/admin/"
PEOPLE = [role.value for role in Role]


def page(browser, address=DESK):
    response = browser.get(address)
    assert response.status_code == 200
    return response


def headlines(part):
    return [article.headline for article in part]


@pytest.mark.parametrize("person", PEOPLE)
def test_everybody_with_a_role_has_a_desk(signed_in, person):
    assert "My desk" in page(signed_in(person)).content.decode()


def test_who_is_not_signed_in_is_sent_to_the_sign_in_page(client, db):
    assert client.get(DESK).headers["Location"] == "/admin/login/?next=/admin/"


def test_a_reporter_finds_his_drafts_and_nobody_elses(cast, signed_in):
    make_article(by=cast.reporter, headline="我的草稿")
    make_article(by=cast.reporter2, headline="别人的草稿")
    desk = page(signed_in("reporter"))
    assert headlines(desk.context["drafts"]) == ["我的草稿"]
    assert "别人的草稿" not in desk.content.decode()
    assert desk.context["reviews"] is None
    assert desk.context["unplaced"] is None
    assert desk.context["editions"] is None


def test_a_reporter_finds_a_returned_article_with_the_note_and_the_name(cast, signed_in):
    article = bring_to(State.SUBMITTED, make_article(by=cast.reporter, headline="退回的稿"), cast)
    take("return", article, cast.desk_editor, note="数字请再核一遍。")
    desk = page(signed_in("reporter"))
    assert headlines(desk.context["returned"]) == ["退回的稿"]
    assert desk.context["drafts"] == []
    text = desk.content.decode()
    assert "数字请再核一遍。" in text
    assert "周砚秋" in text


def test_an_article_returned_twice_shows_the_newest_note(cast, signed_in):
    article = make_article(by=cast.reporter)
    for note in ("第一次的意见", "第二次的意见"):
        article = take("return", take("submit", article, cast.reporter), cast.desk_editor, note=note)
    text = page(signed_in("reporter")).content.decode()
    assert "第二次的意见" in text
    assert "第一次的意见" not in text


def test_each_editor_finds_the_reviews_of_his_own_stage_the_oldest_first(cast, signed_in):
    older = take("submit", make_article(by=cast.reporter, headline="先到"), cast.reporter)
    take("submit", make_article(by=cast.reporter2, headline="后到"), cast.reporter2)
    assert headlines(page(signed_in("desk_editor")).context["reviews"]) == ["先到", "后到"]
    assert page(signed_in("section_head")).context["reviews"] == []
    take("pass", older, cast.desk_editor)
    assert headlines(page(signed_in("desk_editor")).context["reviews"]) == ["后到"]
    assert headlines(page(signed_in("section_head")).context["reviews"]) == ["先到"]


def test_an_editor_sees_who_has_claimed_an_article(cast, signed_in):
    colleague = make_user("second_desk_editor", Role.DESK_EDITOR, name="韩路")
    take("claim", take("submit", make_article(by=cast.reporter), cast.reporter), colleague)
    assert "claimed by 韩路" in page(signed_in("desk_editor")).content.decode()


def test_the_page_designer_finds_approved_articles_until_they_are_placed(cast, signed_in):
    article = bring_to(State.APPROVED, make_article(by=cast.reporter, headline="待上版"), cast)
    assert headlines(page(signed_in("page_designer")).context["unplaced"]) == ["待上版"]
    edition = make_edition(cast)
    edition_workflow.place(edition.pages.get(), [article], by=cast.page_designer)
    assert page(signed_in("page_designer")).context["unplaced"] == []


def test_the_chief_editor_finds_the_next_editions_with_what_keeps_them_back(cast, signed_in):
    article = bring_to(State.APPROVED, make_article(by=cast.reporter), cast)
    edition = make_edition(cast, pages=2, day=date(2025, 10, 18))
    edition_workflow.place(edition.pages.order_by("number").first(), [article], by=cast.page_designer)
    edition.pages.update(responsible_editor="")  # worth a word, but it keeps nothing back
    (following,) = page(signed_in("chief_editor")).context["editions"]
    assert (following.pages, following.articles, following.obstacles) == (2, 1, 1)


def test_a_published_edition_waits_for_nobody(cast, signed_in):
    bring_to(State.PUBLISHED, make_article(by=cast.reporter), cast)
    assert page(signed_in("chief_editor")).context["editions"] == []


def test_an_administrator_without_other_roles_finds_no_articles(cast, signed_in):
    take("submit", make_article(by=cast.reporter, headline="在审"), cast.reporter)
    desk = page(signed_in("admin"))
    assert "在审" not in desk.content.decode()
    assert "Nothing waits for you." in desk.content.decode()


@pytest.mark.parametrize(
    ("person", "offered"),
    [
        ("reporter", {"articles/article", "photos/photo"}),
        ("page_designer", {"photos/photo", "editions/edition"}),
        ("chief_editor", {"articles/article", "photos/photo", "editions/edition"}),
        ("proofreader", set()),
        ("admin", set()),
    ],
)
def test_the_buttons_are_those_the_person_may_use(signed_in, person, offered):
    text = page(signed_in(person)).content.decode()
    things = {"articles/article", "photos/photo", "editions/edition"}
    assert {thing for thing in things if f'href="/admin/{thing}/add/"' in text} == offered


def test_a_fuller_desk_asks_the_database_no_more_often(cast, signed_in, django_assert_max_num_queries):
    def fill():
        article = make_article(by=cast.reporter, byline=cast.author, photo=make_photo(by=cast.photographer))
        article = bring_to(State.APPROVED, article, cast)
        edition_workflow.place(edition.pages.get(), [article], by=cast.page_designer)
        bring_to(State.APPROVED, make_article(by=cast.reporter), cast)
        for verbs in (["submit"], ["submit", "pass"]):
            waiting = make_article(by=cast.reporter2)
            for verb in verbs:
                waiting = take(verb, waiting, cast.reporter2 if verb == "submit" else cast.desk_editor)
        returned = take("submit", make_article(by=cast.chief_editor), cast.chief_editor)
        take("return", returned, cast.desk_editor)

    edition = make_edition(cast)
    browser = signed_in("chief_editor")
    fill()
    with django_assert_max_num_queries(30) as first:
        page(browser)
    fill()
    fill()
    with django_assert_max_num_queries(len(first)):
        page(browser)


def test_another_open_edition_asks_the_database_no_more_often(cast, signed_in, django_assert_max_num_queries):
    def open_one():
        article = bring_to(State.APPROVED, make_article(by=cast.reporter, photo=photo), cast)
        edition_workflow.place(make_drawn_edition(cast, pages=2).pages.all()[0], [article], by=cast.page_designer)

    photo = make_photo(by=cast.photographer)
    browser = signed_in("page_designer")
    open_one()
    with django_assert_max_num_queries(30) as first:
        page(browser)
    open_one()
    open_one()
    with django_assert_max_num_queries(len(first)):
        assert [one.articles for one in page(browser).context["editions"]] == [1, 1, 1]


def test_the_head_line_names_the_paper_the_person_and_his_roles(cast, signed_in):
    make_publication(name="云岫日报")
    text = page(signed_in("section_head")).content.decode()
    assert "云岫日报" in text
    assert "林可" in text
    assert "Section head" in text


def test_the_navigation_shows_only_what_the_person_may_open(signed_in):
    reporter = page(signed_in("reporter")).content.decode()
    assert reverse("admin:articles_article_changelist") in reporter
    assert reverse("admin:authors_user_changelist") not in reporter
    assert reverse("admin:articles_section_changelist") not in reporter
    assert reverse("admin:authors_user_changelist") in page(signed_in("admin")).content.decode()
    assert reverse("admin:articles_section_changelist") in page(signed_in("chief_editor")).content.decode()


def test_a_person_switches_the_language_and_stays_where_he_was(signed_in):
    browser = signed_in("reporter")
    answer = browser.post(reverse("set_language"), {"language": "zh-hans", "next": "/admin/articles/article/"})
    assert answer.headers["Location"] == "/admin/articles/article/"
    assert 'lang="zh-hans"' in page(browser).content.decode()


def test_nobody_signs_in_without_a_role(client, db):
    with translation.override("en"):
        make_user("newcomer", password="long-enough-7")
        answer = client.post(
            "/admin/login/", {"username": "newcomer", "password": "long-enough-7"}, headers={"accept-language": "en"}
        )
    assert "no role at the paper yet" in answer.content.decode()


def test_whoever_holds_a_role_signs_in_without_any_flag(client, db):
    person = make_user("newcomer", Role.REPORTER, password="long-enough-7")
    person.is_staff = False
    person.save()
    answer = client.post("/admin/login/?next=/admin/", {"username": "newcomer", "password": "long-enough-7"})
    assert answer.headers["Location"] == "/admin/"


def test_a_wrong_password_is_answered_with_one_sentence(client, cast):
    answer = client.post(
        "/admin/login/", {"username": "reporter", "password": "wrong"}, headers={"accept-language": "en"}
    )
    assert "Name and password do not match." in answer.content.decode()
