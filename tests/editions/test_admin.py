"""The composing desk in the browser: what each person finds on the edition's pages, and what he is told."""

from __future__ import annotations

import re
import threading
from datetime import date, timedelta

import pytest
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.clock import database_now
from articles.models import Article, State
from editions import publishing, workflow
from editions.admin_views.plan import next_day
from editions.models import Edition, EditionState, Page, PageTemplate, Placement, PlannedPage, Publication
from editions.tray import tray
from tests.factories import (
    bring_to,
    edit_approved,
    make_article,
    make_drawn_edition,
    make_edition,
    make_photo,
    make_plan,
    make_publication,
    make_section,
    make_template,
    make_user,
    take,
)

NOBODY = 987_654_321
LIST = "/admin/editions/edition/"


def approved(cast, **fields):
    return bring_to(State.APPROVED, make_article(by=cast.reporter, byline=cast.author, **fields), cast)


def address(edition, name="change", *more):
    return reverse(f"admin:editions_edition_{name}", args=[edition.pk, *more])


def put(cast, page, *articles):
    return workflow.place(page, articles, by=cast.page_designer)


def told(response):
    """The sentences a person reads on the page he is sent to."""
    return [str(message) for message in response.context["messages"]]


def shows(response, text):
    return text in response.content.decode()


def order_on(page):
    return list(page.placements.order_by("order").values_list("article", flat=True))


def press(browser, placement, do, **fields):
    url = address(placement.page.edition, "placement", placement.pk)
    return browser.post(url, {"do": do, "article": placement.article_id, **fields}, follow=True)


@pytest.fixture
def edition(cast):
    return make_edition(cast, pages=2)


@pytest.fixture
def first(edition):
    return edition.pages.get(number=1)


@pytest.fixture
def second(edition):
    return edition.pages.get(number=2)


# -- who finds what ------------------------------------------------------------------------------------------------
SEES = ["desk_editor", "section_head", "chief_editor", "proofreader", "page_designer"]
SEES_NOT = ["reporter", "photographer", "admin"]


@pytest.mark.parametrize("person", SEES)
def test_the_people_of_the_paper_find_the_editions(signed_in, edition, person):
    browser = signed_in(person)
    assert shows(browser.get(LIST), "2025-10-17")
    assert shows(browser.get(address(edition)), "A01")


@pytest.mark.parametrize("person", SEES_NOT)
def test_for_the_others_there_are_no_editions(signed_in, edition, first, cast, person):
    browser = signed_in(person)
    placement = put(cast, first, approved(cast))[0]
    assert browser.get(LIST).status_code == 404
    assert browser.get(address(edition)).status_code == 404
    assert browser.get(reverse("admin:editions_edition_add")).status_code == 404
    assert browser.get(address(edition, "pages")).status_code == 404
    for name in ("place", "publish", "schedule", "unschedule"):
        assert browser.post(address(edition, name), {"page": first.pk, "article": 1}).status_code == 404
    assert press(browser, placement, "remove").status_code == 404
    assert Placement.objects.exists()


def test_a_stranger_is_asked_to_sign_in(edition):
    assert Client().get(address(edition)).status_code == 302
    assert Client().post(address(edition, "publish")).status_code == 302


def test_an_edition_that_never_was_is_not_found(signed_in, edition):
    browser = signed_in("chief_editor")
    for number in (NOBODY, 0, 2**70, "x", "1x"):
        assert browser.get(f"{LIST}{number}/change/").status_code == 404
    assert browser.post(f"{LIST}{NOBODY}/publish/").status_code == 404
    assert browser.post(f"{LIST}{2**70}/publish/").status_code == 404


def test_a_proofreader_looks_but_finds_no_buttons(signed_in, cast, edition, first):
    put(cast, first, approved(cast))
    response = signed_in("proofreader").get(address(edition))
    assert response.context["tray"] is None
    assert not shows(response, address(edition, "place"))
    assert not shows(response, 'name="do"')
    assert not shows(response, address(edition, "publish"))


def test_who_may_not_compose_is_told_so_and_nothing_changes(signed_in, cast, edition, first):
    placement = put(cast, first, approved(cast))[0]
    waiting = approved(cast)
    browser = signed_in("section_head")
    response = browser.post(address(edition, "place"), {"page": first.pk, "article": waiting.pk}, follow=True)
    assert "does not include composing" in told(response)[0]
    assert "does not include composing" in told(press(browser, placement, "remove"))[0]
    assert "does not include composing" in told(browser.get(address(edition, "pages"), follow=True))[0]
    assert order_on(first) == [placement.article_id]


def test_changes_go_by_post_and_with_a_token(cast, signed_in, edition, first):
    placement = put(cast, first, approved(cast))[0]
    browser = signed_in("chief_editor")
    for url in (address(edition, "publish"), address(edition, "place"), address(edition, "placement", placement.pk)):
        assert browser.get(url).status_code == 405
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(cast.chief_editor)
    assert careful.post(address(edition, "publish")).status_code == 403
    edition.refresh_from_db()
    assert edition.state == EditionState.OPEN


def test_nobody_deletes_an_edition(signed_in, edition):
    browser = signed_in("chief_editor")
    assert browser.post(f"{LIST}{edition.pk}/delete/", {"post": "yes"}).status_code == 403
    assert Edition.objects.exists()


# -- the list ------------------------------------------------------------------------------------------------------
def test_the_list_says_how_far_each_edition_is_and_links_the_issue(signed_in, cast, edition, first, second, settings):
    settings.WEBSITE_URL = "https://paper.example"
    browser = signed_in("desk_editor")
    assert not shows(browser.get(LIST), "https://paper.example")
    put(cast, first, approved(cast))
    put(cast, second, approved(cast))
    publishing.publish(edition, by=cast.chief_editor)
    response = browser.get(LIST)
    assert shows(response, "https://paper.example/epaper/2025-10-17/")
    assert shows(response, "Friday")
    assert shows(response, "state-published")
    assert shows(response, "18264")


def test_with_both_sides_in_one_process_the_issue_is_next_door(signed_in, cast, edition, first, second):
    put(cast, first, approved(cast))
    put(cast, second, approved(cast))
    publishing.publish(edition, by=cast.chief_editor)
    assert shows(signed_in("desk_editor").get(LIST), 'href="/epaper/2025-10-17/"')


# -- a new edition -------------------------------------------------------------------------------------------------
@pytest.fixture
def new():
    return reverse("admin:editions_edition_add")


def test_the_page_designer_opens_tomorrows_edition_with_the_weekdays_pages(signed_in, cast, new):
    make_publication()
    make_plan(pages=3)
    response = signed_in("page_designer").post(new, {"date": "2025-10-17", "total_number": 18264}, follow=True)
    edition = Edition.objects.get()
    assert response.redirect_chain[-1][0] == address(edition)
    assert [page.label for page in edition.pages.all()] == ["A01", "A02", "A03"]
    assert edition.events.get().by == cast.page_designer


def test_the_form_offers_the_day_after_the_last_edition_and_the_next_number(signed_in, edition, new):
    response = signed_in("page_designer").get(new)
    assert shows(response, 'value="2025-10-18"')
    assert shows(response, 'placeholder="18265"')


def test_a_weekly_is_offered_its_next_planned_weekday(cast, edition):
    PlannedPage.objects.create(weekday=4, number=1, template=make_template())
    assert next_day(date(2030, 1, 1)) == date(2025, 10, 24)


@pytest.mark.django_db
def test_the_first_edition_of_a_paper_is_todays():
    assert next_day(date(2030, 1, 1)) == date(2030, 1, 1)


def test_the_form_shows_which_pages_each_weekday_gives(signed_in, cast, new):
    make_publication()
    PlannedPage.objects.create(weekday=2, number=1, name="周三版", template=make_template())
    response = signed_in("page_designer").get(new)
    assert shows(response, "周三版")
    assert shows(response, "no pages planned")
    assert not shows(response, reverse("admin:editions_plannedpage_weekday", args=[0]))
    assert shows(signed_in("chief_editor").get(new), reverse("admin:editions_plannedpage_weekday", args=[0]))


def test_a_day_without_a_plan_leads_on_to_adding_pages(signed_in, cast, new):
    make_publication()
    response = signed_in("page_designer").post(new, {"date": "2025-10-17", "total_number": 1}, follow=True)
    assert response.redirect_chain[-1][0] == address(Edition.objects.get(), "pages")
    assert "no pages for that weekday" in told(response)[0]


BAD_EDITIONS = [
    ({"date": "2025-02-30", "total_number": 5}, "Enter a valid date"),
    ({"date": "", "total_number": 5}, "required"),
    ({"date": "9999-12-31", "total_number": 5}, "a year ahead"),
    ({"date": "0001-01-01", "total_number": 5}, "a year ahead"),
    ({"date": "2025-10-18", "total_number": 0}, "greater than or equal to 1"),
    ({"date": "2025-10-18", "total_number": 2**31}, "less than or equal to"),
    ({"date": "2025-10-18", "total_number": 18264}, "is taken"),
    ({"date": "2025-10-18", "total_number": 5, "name": "号" * 61}, "at most 60"),
    ({"date": "2025-10-18", "total_number": 5, "name": "a\0b"}, "Null characters"),
]


@pytest.mark.parametrize(("fields", "sentence"), BAD_EDITIONS)
def test_a_mistake_in_a_new_edition_comes_back_with_its_words(signed_in, edition, new, fields, sentence):
    response = signed_in("page_designer").post(new, {"name": "号外", **fields})
    assert response.status_code == 200
    assert shows(response, sentence)
    assert fields.get("name", "号外") == response.context["form"]["name"].value()
    assert Edition.objects.count() == 1


def test_without_an_imprint_there_is_no_edition(signed_in, cast, new):
    response = signed_in("chief_editor").post(new, {"date": "2025-10-18", "total_number": 1})
    assert shows(response, "Enter the paper&#x27;s imprint first") or shows(response, "Enter the paper's imprint first")
    assert shows(response, reverse("admin:editions_publication_add"))
    assert not Edition.objects.exists()


# -- the board -----------------------------------------------------------------------------------------------------
def test_the_board_shows_what_stands_where(signed_in, cast, edition, first):
    photo = make_photo(by=cast.photographer)
    article = approved(cast, headline="古桥通车", body="<p>一二三。</p>", photo=photo)
    put(cast, first, article)
    response = signed_in("page_designer").get(address(edition))
    card = response.context["sheets"][0].cards[0]
    assert (card.headline, card.photos, card.characters) == ("古桥通车", 1, 4)
    assert card.address == reverse("admin:articles_article_change", args=[article.pk])
    assert shows(response, card.address)


def test_preflight_says_what_blocks_first_and_leads_there(signed_in, cast, edition, first, second):
    placement = put(cast, first, approved(cast, headline="未定稿"))[0]
    Page.objects.filter(pk=first.pk).update(responsible_editor="")
    edit_approved(placement.article, cast, body="<p>改。</p>")
    response = signed_in("chief_editor").get(address(edition))
    assert [len(response.context[name]) for name in ("must", "advice")] == [2, 1]
    assert shows(response, f'href="#placement-{placement.pk}"')
    assert shows(response, f'id="placement-{placement.pk}"')
    assert shows(response, f'href="#page-{second.pk}"')
    assert shows(response, "is not approved")


def test_preflight_says_when_everything_is_ready(signed_in, cast, edition, first, second):
    put(cast, first, approved(cast))
    put(cast, second, approved(cast))
    assert shows(signed_in("chief_editor").get(address(edition)), "everything ready")


def test_the_board_keeps_the_placed_words_while_others_rewrite_them(signed_in, cast, edition, first):
    placement = put(cast, first, approved(cast, headline="旧标题"))[0]
    edit_approved(placement.article, cast, headline="新标题")
    card = signed_in("page_designer").get(address(edition)).context["sheets"][0].cards[0]
    assert card.headline == "旧标题"
    assert card.is_out_of_place
    assert card.address == ""  # back in review: not for page people, so no link that leads nowhere


def test_the_edition_shows_its_record(signed_in, cast, edition, first):
    at = database_now() + timedelta(hours=1)
    workflow.schedule(edition, at=at, by=cast.chief_editor)
    Edition.objects.filter(pk=edition.pk).update(go_live_at=database_now() - timedelta(minutes=1))
    publishing.publish_due()
    response = signed_in("desk_editor").get(address(edition))
    assert [event["verb"] for event in response.context["record"]] == ["not_ready", "schedule", "plan"]
    assert shows(response, "Not published at the scheduled time")
    assert shows(response, "has no lead")
    assert shows(response, "何守一")


def test_a_published_edition_is_for_reading_only(signed_in, cast, edition, first, second):
    placement = put(cast, first, approved(cast))[0]
    put(cast, second, approved(cast))
    publishing.publish(edition, by=cast.chief_editor)
    browser = signed_in("chief_editor")
    response = browser.get(address(edition))
    assert not shows(response, '<form method="post" class="card-deeds"')
    assert not shows(response, address(edition, "publish"))
    assert shows(response, "/epaper/2025-10-17/")
    assert "never changed" in told(press(browser, placement, "remove"))[0]
    assert "never changed" in told(browser.get(address(edition, "pages"), follow=True))[0]
    assert order_on(first) == [placement.article_id]


def test_a_hostile_headline_stays_text(signed_in, cast, edition, first):
    put(cast, first, approved(cast, headline="<script>x</script>"))
    approved(cast, headline="<img src=x>")
    response = signed_in("chief_editor").get(address(edition))
    assert not shows(response, "<script>x")
    assert not shows(response, "<img src=x")


def test_a_full_edition_costs_no_more_questions_than_a_small_one(
    signed_in, cast, edition, first, second, django_assert_max_num_queries
):
    for page in (first, second):
        put(cast, page, *(approved(cast) for _ in range(3)))
    approved(cast)
    browser = signed_in("chief_editor")
    with django_assert_max_num_queries(30):
        browser.get(address(edition))


def test_more_pages_ask_the_database_no_more_often(signed_in, cast):
    browser = signed_in("page_designer")

    def asked(edition):
        for page in edition.pages.all():
            put(cast, page, approved(cast))
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(address(edition)).status_code == 200
        return len(queries)

    few = asked(make_drawn_edition(cast, pages=2))
    assert asked(make_drawn_edition(cast, pages=6)) <= few


# -- the tray ------------------------------------------------------------------------------------------------------
def test_the_tray_holds_what_is_approved_and_stands_nowhere(cast, edition, first):
    waiting, placed = approved(cast), approved(cast)
    make_article(by=cast.reporter)
    put(cast, first, placed)
    assert list(tray(cast.page_designer)) == [waiting]
    assert list(tray(cast.reporter2)) == []


def test_what_another_open_edition_carries_is_not_in_the_tray(cast, edition, first):
    put(cast, first, approved(cast))
    make_edition(cast, pages=1, day=date(2025, 10, 18))
    assert not tray(cast.page_designer).exists()


def test_the_tray_is_narrowed_by_section_and_headline(signed_in, cast, edition):
    sports = make_section("sports", "体育")
    match, bridge = approved(cast, section=sports, headline="主场取胜"), approved(cast, headline="古桥通车")
    browser = signed_in("page_designer")

    def found(**query):
        return {row.article for row in browser.get(address(edition), query).context["tray"]["rows"]}

    assert found() == {match, bridge}
    assert found(section="sports") == {match}
    assert found(words="古桥") == {bridge}
    assert found(section="sports", words="古桥") == set()
    assert found(section="nowhere\0", words="\0") == set()


def test_the_tray_offers_the_page_of_the_articles_section(signed_in, cast, edition, second):
    sports = make_section("sports", "体育")
    Page.objects.filter(pk=second.pk).update(section=sports)
    approved(cast, section=sports)
    row = signed_in("page_designer").get(address(edition)).context["tray"]["rows"][0]
    assert row.page == second


def test_several_are_placed_at_once_in_the_order_wanted(signed_in, cast, edition, first):
    one, two, three = approved(cast), approved(cast), approved(cast)
    fields = {"page": first.pk, "article": [one.pk, two.pk, three.pk], f"order_{three.pk}": "1"}
    response = signed_in("page_designer").post(address(edition, "place"), fields, follow=True)
    assert order_on(first) == [three.pk, one.pk, two.pk]
    assert told(response) == ["3 articles placed on A01."]


def test_the_filter_of_the_tray_survives_placing(signed_in, cast, edition, first):
    article = approved(cast)
    url = f"{address(edition, 'place')}?section=news&words="
    response = signed_in("page_designer").post(url, {"page": first.pk, "article": article.pk})
    assert response["Location"] == f"{address(edition)}?section=news#page-{first.pk}"


@pytest.mark.parametrize(
    ("fields", "sentence"), [({"page": ""}, "Choose the page"), ({"article": []}, "Tick at least one")]
)
def test_placing_needs_an_article_and_a_page(signed_in, cast, edition, first, fields, sentence):
    fields = {"page": first.pk, "article": approved(cast).pk, **fields}
    response = signed_in("page_designer").post(address(edition, "place"), fields, follow=True)
    assert sentence in told(response)[0]
    assert not Placement.objects.exists()


HOSTILE = ["x", "", "-1", "0", "1e3", str(NOBODY), str(2**63), "9" * 5000, "1\0", "'; --"]


@pytest.mark.parametrize("article", HOSTILE)
def test_an_article_that_is_not_there_cannot_be_placed(signed_in, cast, edition, first, article):
    fields = {"page": first.pk, "article": [approved(cast).pk, article]}
    assert signed_in("page_designer").post(address(edition, "place"), fields).status_code == 404
    assert not Placement.objects.exists()


@pytest.mark.parametrize("page", [value for value in HOSTILE if value])
def test_nothing_is_placed_on_a_page_that_is_not_there(signed_in, cast, edition, page):
    fields = {"page": page, "article": approved(cast).pk}
    assert signed_in("page_designer").post(address(edition, "place"), fields).status_code == 404
    assert not Placement.objects.exists()


def test_nothing_is_placed_on_another_editions_page(signed_in, cast, edition, first):
    other = make_edition(cast, pages=1, day=date(2025, 10, 18)).pages.get()
    article = approved(cast)
    browser = signed_in("page_designer")
    assert browser.post(address(edition, "place"), {"page": other.pk, "article": article.pk}).status_code == 404
    placement = put(cast, first, article)[0]
    assert press(browser, placement, "move", page=other.pk).status_code == 404
    url = address(other.edition, "placement", placement.pk)
    assert browser.post(url, {"do": "remove", "article": article.pk}).status_code == 404
    assert order_on(first) == [article.pk]


def test_somebody_elses_draft_is_as_unknown_as_a_random_number(signed_in, cast, edition, first):
    draft = make_article(by=cast.reporter)
    fields = {"page": first.pk, "article": draft.pk}
    assert signed_in("page_designer").post(address(edition, "place"), fields).status_code == 404


def test_an_unapproved_article_that_is_visible_is_refused_in_words(signed_in, cast, edition, first):
    own = make_article(by=cast.chief_editor)
    response = signed_in("chief_editor").post(
        address(edition, "place"), {"page": first.pk, "article": own.pk}, follow=True
    )
    assert "is not approved" in told(response)[0]


@pytest.mark.parametrize("typed", ["A02", "a2", " A2 ", "\uff21\uff10\uff12", "2"])
def test_a_page_is_named_by_its_label_as_people_type_it(signed_in, cast, edition, first, second, typed):
    placement = put(cast, first, approved(cast))[0]
    press(signed_in("page_designer"), placement, "move", label=typed)
    assert order_on(second) == [placement.article_id]


def test_the_page_that_is_typed_outdoes_the_one_that_is_offered(signed_in, cast, edition, first, second):
    article = approved(cast)
    fields = {"page": first.pk, "label": "A02", "article": article.pk}
    signed_in("page_designer").post(address(edition, "place"), fields)
    assert order_on(second) == [article.pk]
    assert not first.placements.exists()


@pytest.mark.parametrize("typed", ["A09", "B02", "front", "12345678901", "0", "2\0"])
def test_a_label_that_the_edition_does_not_have_is_refused_in_words(signed_in, cast, edition, first, typed):
    browser, placement = signed_in("page_designer"), put(cast, first, approved(cast))[0]
    assert "This edition has no page" in told(press(browser, placement, "move", label=typed))[0]
    fields = {"page": first.pk, "label": typed, "article": approved(cast).pk}
    response = browser.post(address(edition, "place"), fields, follow=True)
    assert "This edition has no page" in told(response)[0]
    assert order_on(first) == [placement.article_id]


def test_where_a_paper_has_two_sections_a_number_alone_names_no_page(signed_in, cast, edition, first):
    Page.objects.create(edition=edition, letter="B", number=2, name="\u4f53\u80b2", template=first.template)
    placement = put(cast, first, approved(cast))[0]
    assert "no page 2" in told(press(signed_in("page_designer"), placement, "move", label="2"))[0]
    assert order_on(first) == [placement.article_id]


def test_the_pages_to_choose_from_are_written_once_however_many_articles_there_are(signed_in, cast, edition, first):
    put(cast, first, approved(cast), approved(cast), approved(cast))
    approved(cast), approved(cast)
    words = signed_in("page_designer").get(address(edition)).content.decode()
    assert words.count('list="pages-here"') == 5
    assert words.count('<option value="A02">') == 1
    # The field for many at once is a list of its own.
    assert words.count("A02 要闻") <= 1


def test_what_went_back_to_review_meanwhile_is_not_placed_and_neither_is_the_rest(signed_in, cast, edition, first):
    one, two = approved(cast), approved(cast)
    edit_approved(two, cast, body="<p>改。</p>")
    fields = {"page": first.pk, "article": [one.pk, two.pk]}
    response = signed_in("page_designer").post(address(edition, "place"), fields, follow=True)
    assert "gone back to its review" in told(response)[0]
    assert not Placement.objects.exists()


def test_what_a_colleague_has_placed_meanwhile_is_not_placed_twice(signed_in, cast, edition, first, second):
    article = approved(cast, headline="古桥通车")
    put(cast, first, article)
    fields = {"page": second.pk, "article": article.pk}
    response = signed_in("page_designer").post(address(edition, "place"), fields, follow=True)
    assert told(response) == ["“古桥通车” stands on A01 of 2025-10-17 already. Nothing was placed."]
    assert not second.placements.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_people_placing_one_article_at_the_same_moment_one_does(cast, signed_in, edition, first, second):
    article = approved(cast)
    browsers = [(signed_in("page_designer"), first), (signed_in("chief_editor"), second)]
    answers = []

    def go(browser, page):
        fields = {"page": page.pk, "article": article.pk}
        answers.append(browser.post(address(edition, "place"), fields).status_code)
        connections.close_all()

    threads = [threading.Thread(target=go, args=pair) for pair in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [302, 302]
    assert Placement.objects.count() == 1


# -- what stands on a page -----------------------------------------------------------------------------------------
@pytest.fixture
def three(cast, first):
    return put(cast, first, approved(cast), approved(cast), approved(cast))


def test_the_page_designer_moves_an_article_up_and_down(signed_in, first, three):
    one, two, last = [placement.article_id for placement in three]
    browser = signed_in("page_designer")
    press(browser, three[2], "up")
    assert order_on(first) == [one, last, two]
    press(browser, three[0], "down")
    assert order_on(first) == [last, one, two]
    press(browser, three[2], "up")  # the lead already: nothing above it
    press(browser, three[1], "down")
    assert order_on(first) == [last, one, two]


def test_the_page_designer_moves_an_article_to_another_page(signed_in, first, second, three):
    response = press(signed_in("page_designer"), three[0], "move", page=second.pk)
    assert order_on(first) == [three[1].article_id, three[2].article_id]
    assert order_on(second) == [three[0].article_id]
    assert "stands on A02 now" in told(response)[0]


def test_moving_needs_a_page(signed_in, first, three):
    before = order_on(first)
    assert told(press(signed_in("page_designer"), three[0], "move")) == ["Choose the page first."]
    press(signed_in("page_designer"), three[0], "move", page=first.pk)
    assert order_on(first) == before


def test_an_article_taken_off_lies_in_the_tray_again(signed_in, cast, first, three):
    press(signed_in("page_designer"), three[0], "remove")
    assert order_on(first) == [three[1].article_id, three[2].article_id]
    assert list(tray(cast.page_designer)) == [three[0].article]


def test_of_two_people_taking_off_one_article_the_later_gets_a_sentence(signed_in, first, three):
    press(signed_in("page_designer"), three[0], "remove")
    response = press(signed_in("chief_editor"), three[0], "remove")
    assert response.status_code == 200
    assert "Somebody else has taken this article off" in told(response)[0]
    assert order_on(first) == [three[1].article_id, three[2].article_id]


def test_a_placement_that_never_was_is_not_found(signed_in, cast, edition, three):
    browser = signed_in("page_designer")
    for number in (NOBODY, 2**70):
        url = f"{LIST}{edition.pk}/placement/{number}/"
        for article in ("", "x", NOBODY):
            assert browser.post(url, {"do": "remove", "article": article}).status_code == 404
    assert press(browser, three[0], "explode").status_code == 404
    assert press(browser, three[0], "").status_code == 404
    assert Placement.objects.count() == 3


def test_the_new_version_of_a_changed_article_is_taken_when_it_is_approved(signed_in, cast, edition, first):
    placement = put(cast, first, approved(cast, headline="旧标题"))[0]
    article = edit_approved(placement.article, cast, headline="新标题")
    browser = signed_in("page_designer")
    assert not shows(browser.get(address(edition)), 'value="renew"')
    assert "is not approved yet" in told(press(browser, placement, "renew"))[0]
    for verb, person in (("pass", "desk_editor"), ("pass", "section_head"), ("approve", "chief_editor")):
        article = take(verb, article, getattr(cast, person))
    assert shows(browser.get(address(edition)), 'value="renew"')
    press(browser, placement, "renew")
    placement.refresh_from_db()
    assert placement.version == Article.objects.get(pk=article.pk).current_version
    assert not shows(browser.get(address(edition)), 'value="renew"')


# -- the details of the pages --------------------------------------------------------------------------------------
def page_fields(response):
    """What a browser would send back without touching anything, hidden fields included."""
    fields = {}
    formset = response.context["formset"]
    for form in [formset.management_form, *formset.forms]:
        for bound in form:
            value = bound.value()
            if value is not None and value is not False:
                fields[bound.html_name] = value
            if bound.field.show_hidden_initial:
                fields[bound.html_initial_name] = bound.value() if bound.value() is not None else ""
    return fields


def test_the_people_of_all_pages_are_named_in_one_form(signed_in, edition, first, second):
    browser, url = signed_in("page_designer"), address(edition, "pages")
    fields = page_fields(browser.get(url))
    fields |= {"pages-0-responsible_editor": "林可", "pages-1-designer": "陆一舟", "pages-1-name": "本地"}
    response = browser.post(url, fields, follow=True)
    assert told(response) == ["The pages are stored."]
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.responsible_editor, second.designer, second.name) == ("林可", "陆一舟", "本地")


def test_a_page_is_added(signed_in, edition):
    browser, url = signed_in("page_designer"), address(edition, "pages")
    fields = page_fields(browser.get(url))
    fields |= {"pages-2-letter": "B", "pages-2-number": "1", "pages-2-template": make_template().pk}
    browser.post(url, fields)
    assert [page.label for page in edition.pages.all()] == ["A01", "A02", "B01"]


BAD_PAGES = [
    ({"pages-2-number": "2"}, "has a page A02 already"),
    ({"pages-2-number": "100"}, "less than or equal to 99"),
    ({"pages-2-number": "0"}, "greater than or equal to 1"),
    ({"pages-2-number": "3", "pages-2-letter": "é"}, "One or two of A–Z"),
    ({"pages-2-number": "3", "pages-2-template": str(NOBODY)}, "not one of the available"),
    ({"pages-0-name": "长" * 41}, "at most 40"),
    ({"pages-0-id": str(NOBODY)}, "not one of the available"),
]


@pytest.mark.parametrize(("change", "sentence"), BAD_PAGES)
def test_a_mistake_in_the_pages_comes_back_with_all_words(signed_in, edition, change, sentence):
    browser, url = signed_in("page_designer"), address(edition, "pages")
    fields = page_fields(browser.get(url)) | {"pages-1-designer": "陆一舟"}
    if any(name.startswith("pages-2") for name in change):
        fields |= {"pages-2-template": make_template().pk}
    response = browser.post(url, fields | change)
    assert response.status_code == 200
    assert shows(response, sentence)
    assert shows(response, 'value="陆一舟"')
    assert not Page.objects.filter(designer="陆一舟").exists()
    assert edition.pages.count() == 2


def test_an_empty_page_is_removed_and_a_full_one_is_not(signed_in, cast, edition, first, second):
    put(cast, first, approved(cast))
    browser, url = signed_in("page_designer"), address(edition, "pages")
    fields = page_fields(browser.get(url))
    response = browser.post(url, fields | {"pages-0-DELETE": "on"})
    assert shows(response, "A01 is not empty")
    browser.post(url, fields | {"pages-1-DELETE": "on"})
    assert list(edition.pages.all()) == [first]


def test_two_people_naming_different_things_both_keep_their_words(signed_in, edition, first):
    url = address(edition, "pages")
    hers, his = signed_in("page_designer"), signed_in("chief_editor")
    her_form, his_form = page_fields(hers.get(url)), page_fields(his.get(url))
    hers.post(url, her_form | {"pages-0-designer": "陆一舟"})
    his.post(url, his_form | {"pages-0-proofreader": "程校之"})
    first.refresh_from_db()
    assert (first.designer, first.proofreader) == ("陆一舟", "程校之")


def test_a_stale_form_never_writes_over_a_newer_name(signed_in, edition, first):
    url = address(edition, "pages")
    hers, his = signed_in("page_designer"), signed_in("chief_editor")
    her_form, his_form = page_fields(hers.get(url)), page_fields(his.get(url))
    hers.post(url, her_form | {"pages-0-name": "头版"})
    response = his.post(url, his_form | {"pages-0-name": "封面"})
    assert shows(response, "Somebody has changed this to “头版” meanwhile.")
    assert shows(response, 'value="封面"')
    first.refresh_from_db()
    assert first.name == "头版"


def test_two_new_pages_never_get_one_label(signed_in, edition):
    browser, url = signed_in("page_designer"), address(edition, "pages")
    fields = page_fields(browser.get(url)) | {"pages-TOTAL_FORMS": "4"}
    for row in (2, 3):
        fields |= {f"pages-{row}-letter": "B", f"pages-{row}-number": "1", f"pages-{row}-template": make_template().pk}
    response = browser.post(url, fields)
    assert "Somebody else has changed these pages" in told(response)[0]
    assert edition.pages.count() == 2


def test_another_editions_page_cannot_be_changed_from_here(signed_in, cast, edition):
    other = make_edition(cast, pages=1, day=date(2025, 10, 18)).pages.get()
    browser, url = signed_in("page_designer"), address(edition, "pages")
    fields = page_fields(browser.get(url))
    browser.post(url, fields | {"pages-0-id": other.pk, "pages-0-name": "劫持"})
    browser.post(url, fields | {"pages-0-id": other.pk, "pages-0-DELETE": "on"})
    other.refresh_from_db()
    assert other.name == "要闻"


@pytest.mark.parametrize("total", ["", "-1", "x", "100000"])
def test_a_mangled_form_of_pages_changes_nothing(signed_in, edition, total):
    browser, url = signed_in("page_designer"), address(edition, "pages")
    before = list(edition.pages.values())
    fields = page_fields(browser.get(url)) | {"pages-TOTAL_FORMS": total}
    assert browser.post(url, fields, follow=True).status_code == 200
    assert list(edition.pages.values()) == before


# -- publication ---------------------------------------------------------------------------------------------------
@pytest.fixture
def ready(cast, edition, first, second):
    put(cast, first, approved(cast))
    put(cast, second, approved(cast))
    return edition


def test_the_chief_editor_publishes_and_is_shown_the_issue(signed_in, ready):
    browser = signed_in("chief_editor")
    assert shows(browser.get(address(ready)), "2 articles on 2 pages")
    response = browser.post(address(ready, "publish"), follow=True)
    assert re.fullmatch(
        r'The edition of 2025-10-17 is published\. <a href="/epaper/2025-10-17/">Read the issue</a>', told(response)[0]
    )
    ready.refresh_from_db()
    assert ready.state == EditionState.PUBLISHED
    assert browser.get("/epaper/2025-10-17/").status_code == 200


def test_pressing_publish_again_says_that_it_is_published(signed_in, ready):
    browser = signed_in("chief_editor")
    browser.post(address(ready, "publish"))
    response = browser.post(address(ready, "publish"), follow=True)
    assert told(response)[-1] == "This edition is published already."
    assert ready.events.filter(verb="publish").count() == 1


@pytest.mark.parametrize("person", ["page_designer", "section_head", "desk_editor", "proofreader"])
def test_only_the_chief_editor_publishes_or_schedules(signed_in, ready, person):
    browser = signed_in(person)
    later = {"at": "2025-10-17T06:00"}
    for name, fields in (("publish", {}), ("unschedule", {})):
        assert told(browser.post(address(ready, name), fields, follow=True)) == [
            "Only the chief editor publishes an edition."
        ]
    assert "Only the chief editor" in told(browser.post(address(ready, "schedule"), later, follow=True))[0]
    ready.refresh_from_db()
    assert ready.state == EditionState.OPEN


def test_an_edition_that_is_not_ready_stays_and_says_why(signed_in, cast, edition, first):
    put(cast, first, approved(cast))
    browser = signed_in("chief_editor")
    response = browser.get(address(edition))
    assert not shows(response, f'action="{address(edition, "publish")}"')
    assert shows(response, "One obstacle in the pre-flight must go first.")
    response = browser.post(address(edition, "publish"), follow=True)
    assert told(response) == ["Not published: Page A02 has no lead: nothing is placed on it."]
    edition.refresh_from_db()
    assert edition.state == EditionState.OPEN


def test_a_photo_whose_file_is_lost_keeps_the_edition_back_in_words(signed_in, cast, edition, first, second):
    photo = make_photo(by=cast.photographer)
    put(cast, first, approved(cast, photo=photo))
    put(cast, second, approved(cast))
    photo.original.storage.delete(photo.original.name)
    response = signed_in("chief_editor").post(address(edition, "publish"), follow=True)
    assert told(response) == [
        "The photo “老街” cannot be read or stored. Upload it again, or tell whoever keeps the server."
    ]
    edition.refresh_from_db()
    assert edition.state == EditionState.OPEN


def local(moment):
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")


def test_the_chief_editor_schedules_in_the_papers_time_and_stops_it(signed_in, ready):
    at = (timezone.now() + timedelta(days=2)).replace(second=0, microsecond=0)
    browser = signed_in("chief_editor")
    response = browser.post(address(ready, "schedule"), {"at": local(at)}, follow=True)
    ready.refresh_from_db()
    assert (ready.state, ready.go_live_at) == (EditionState.SCHEDULED, at)
    assert shows(response, "Stop the schedule")
    browser.post(address(ready, "unschedule"))
    ready.refresh_from_db()
    assert (ready.state, ready.go_live_at) == (EditionState.OPEN, None)


@pytest.mark.parametrize("at", ["", "morgen", "9999-12-31T23:59", "9999-12-31T23:59-12:00", "2025-13-01T00:00", "a\0"])
def test_a_mistake_in_the_hour_comes_back_with_the_page(signed_in, ready, at):
    response = signed_in("chief_editor").post(address(ready, "schedule"), {"at": at})
    assert response.status_code == 200
    assert response.context["schedule_form"].errors
    ready.refresh_from_db()
    assert ready.state == EditionState.OPEN


@pytest.mark.parametrize("at", ["2020-01-01T06:00", "0001-01-01T00:00+14:00"])
def test_an_hour_that_has_passed_is_refused_in_words(signed_in, ready, at):
    response = signed_in("chief_editor").post(address(ready, "schedule"), {"at": at}, follow=True)
    assert told(response) == ["That moment has passed. Choose a later one, or publish now."]


@pytest.mark.django_db(transaction=True)
def test_two_chief_editors_pressing_at_once_publish_once(cast, signed_in, ready):
    from authors.models import Role

    cast.second_chief = make_user("second_chief", Role.CHIEF_EDITOR)
    browsers = [signed_in("chief_editor"), signed_in("second_chief")]
    answers = []

    def go(browser):
        answers.append(browser.post(address(ready, "publish")).status_code)
        connections.close_all()

    threads = [threading.Thread(target=go, args=[browser]) for browser in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [302, 302]
    assert ready.events.filter(verb="publish").count() == 1


# -- the house -----------------------------------------------------------------------------------------------------
HOUSE = ["publication", "pagetemplate", "plannedpage"]


@pytest.mark.parametrize("person", ["chief_editor", "admin"])
def test_the_house_is_kept_by_the_chief_editor_and_the_administrator(signed_in, cast, person):
    make_publication()
    make_template()
    make_plan(pages=1)
    browser = signed_in(person)
    for name in HOUSE:
        assert browser.get(reverse(f"admin:editions_{name}_changelist"), follow=True).status_code == 200
    assert browser.get(reverse("admin:editions_pagetemplate_add")).status_code == 200
    assert browser.get(reverse("admin:editions_plannedpage_weekday", args=[0])).status_code == 200


@pytest.mark.parametrize("person", ["reporter", "desk_editor", "section_head", "page_designer", "proofreader"])
def test_the_others_do_not_see_the_house(signed_in, cast, person):
    make_publication()
    make_plan(pages=1)
    browser = signed_in(person)
    for name in HOUSE:
        assert browser.get(reverse(f"admin:editions_{name}_changelist")).status_code == 404
        assert browser.get(reverse(f"admin:editions_{name}_add")).status_code == 404
    assert browser.get(reverse("admin:editions_publication_change", args=[1])).status_code == 404
    template, planned = PageTemplate.objects.get(), PlannedPage.objects.first()
    assert browser.get(reverse("admin:editions_pagetemplate_change", args=[template.pk])).status_code == 404
    assert browser.get(reverse("admin:editions_plannedpage_change", args=[planned.pk])).status_code == 404
    assert browser.get(reverse("admin:editions_plannedpage_weekday", args=[0])).status_code == 404
    assert browser.post(reverse("admin:editions_plannedpage_copy", args=[0]), {"to": [1]}).status_code == 404


def test_the_publication_is_one_form_not_a_list(signed_in, cast):
    browser, url = signed_in("admin"), reverse("admin:editions_publication_changelist")
    assert browser.get(url)["Location"] == reverse("admin:editions_publication_add")
    fields = {"name": "云岫日报", "next_total_number": 18264, "proof_rounds": 1}
    browser.post(reverse("admin:editions_publication_add"), fields)
    assert Publication.objects.get().name == "云岫日报"
    change = reverse("admin:editions_publication_change", args=[1])
    assert browser.get(url)["Location"] == change
    assert browser.get(reverse("admin:editions_publication_add")).status_code == 404
    assert shows(browser.post(change, fields | {"cn_number": "11-0001"}), "Write it like CN 11-0001.")
    browser.post(change, fields | {"cn_number": "CN 11-0001"})
    assert Publication.objects.get().cn_number == "CN 11-0001"


def test_a_page_template_is_made_and_changed(signed_in, cast):
    browser, without_masthead = signed_in("chief_editor"), {"masthead_columns": 0, "masthead_lines": 0}
    browser.post(reverse("admin:editions_pagetemplate_add"), {"name": "副刊", "most_articles": 6, **without_masthead})
    template = PageTemplate.objects.get()
    assert (template.name, template.needs_lead) == ("副刊", False)


def weekday(number):
    return reverse("admin:editions_plannedpage_weekday", args=[number])


def labels(number):
    return [page.label for page in PlannedPage.objects.filter(weekday=number)]


def test_a_weekdays_pages_are_planned_in_one_form(signed_in, cast):
    make_plan(pages=2)
    browser = signed_in("chief_editor")
    fields = page_fields(browser.get(weekday(0)))
    fields |= {
        "form-0-name": "头版",
        "form-1-DELETE": "on",
        "form-2-number": "3",
        "form-2-template": make_template().pk,
    }
    response = browser.post(weekday(0), fields, follow=True)
    assert told(response) == ["The plan for Monday is stored."]
    assert labels(0) == ["A01", "A03"]
    assert PlannedPage.objects.get(weekday=0, number=1).name == "头版"
    assert labels(1) == ["A01", "A02"]


def test_a_page_planned_twice_comes_back_with_its_words(signed_in, cast):
    make_plan(pages=2)
    browser = signed_in("chief_editor")
    fields = page_fields(browser.get(weekday(0)))
    fields |= {"form-2-number": "2", "form-2-name": "第二个", "form-2-template": make_template().pk}
    response = browser.post(weekday(0), fields)
    assert shows(response, "A02 is planned twice for this day.")
    assert shows(response, 'value="第二个"')
    assert labels(0) == ["A01", "A02"]


def test_another_weekdays_page_cannot_be_changed_from_here(signed_in, cast):
    make_plan(pages=1)
    tuesday = PlannedPage.objects.get(weekday=1)
    browser = signed_in("chief_editor")
    fields = page_fields(browser.get(weekday(0)))
    browser.post(weekday(0), fields | {"form-0-id": tuesday.pk, "form-0-name": "劫持"})
    tuesday.refresh_from_db()
    assert (tuesday.weekday, tuesday.name) == (1, "要闻")


def test_mondays_pages_are_copied_to_other_days(signed_in, cast):
    make_plan(pages=1)
    PlannedPage.objects.create(weekday=0, letter="B", number=2, name="特刊", template=make_template())
    url = reverse("admin:editions_plannedpage_copy", args=[0])
    browser = signed_in("chief_editor")
    assert browser.get(url).status_code == 405
    response = browser.post(url, {"to": ["1", "4", "0"]}, follow=True)
    assert "Tuesday" in told(response)[0]
    assert labels(0) == labels(1) == labels(4) == ["A01", "B02"]
    assert labels(2) == ["A01"]
    assert shows(browser.get(reverse("admin:editions_plannedpage_changelist")), "特刊")


@pytest.mark.parametrize("to", [[], ["7"], ["x"]])
def test_a_plan_is_copied_only_to_days_of_the_week(signed_in, cast, to):
    make_plan(pages=1)
    before = list(PlannedPage.objects.values_list("pk", flat=True))
    response = signed_in("chief_editor").post(
        reverse("admin:editions_plannedpage_copy", args=[0]), {"to": to}, follow=True
    )
    assert told(response)
    assert list(PlannedPage.objects.values_list("pk", flat=True)) == before


def test_there_is_no_eighth_weekday(signed_in, cast):
    assert signed_in("chief_editor").get(weekday(7)).status_code == 404
