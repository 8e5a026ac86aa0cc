"""Many people at one page at once, on real connections: nothing is overwritten, torn, or published by halves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from articles import publishing as article_publishing
from articles.models import Article, State
from editions import drawing, layout_suggesting, publishing, workflow
from editions.composing.drawing_room import DrawingRoom
from editions.composing.grid import Cells
from editions.drawing import DrawingTable
from editions.models import Drawing, DrawingOrder, Edition, LayoutChange, Page, Placement
from editions.workflow import Refused, StaleLayout
from newsroom import press
from tests.editions.test_killed import public_files, shown_files, words_readers_could_get
from tests.editions.test_layout import approved, review_again
from tests.editions.test_page_board import address
from tests.editions.test_publishing import at_once
from tests.factories import edit_approved, make_drawn_edition, make_user
from website import outbox
from website.models import PublishedArticle, PublishedEdition, PublishedPage

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def rooms(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[DrawingRoom]]:
    folder = tmp_path_factory.mktemp("drawing")
    with DrawingRoom(folder, settings.FONTS) as one, DrawingRoom(folder, settings.FONTS) as two:
        yield [one, two]


@pytest.fixture
def page(cast: Any) -> Page:
    page = make_drawn_edition(cast).pages.get()
    workflow.place(page, [approved(cast, "甲文清淤完工"), approved(cast, "乙文面包涨价")], by=cast.page_designer)
    return again(page)


def again(page: Page) -> Page:
    return Page.objects.select_related("edition").get(pk=page.pk)


def lead(page: Page) -> Placement:
    return page.placements.select_related("page__edition", "article", "version", "slot").order_by("order")[0]


def kinds(results: list[Any]) -> list[str]:
    return sorted(type(one).__name__ for one in results)


def draw_and_sign(page: Page, room: DrawingRoom, cast: Any) -> None:
    drawing.draw(again(page), room)
    workflow.sign_off(page, by=cast.section_head, seen=again(page).layout_number)


# -- laying out --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("_round", range(3))
def test_of_two_designers_who_change_one_page_at_once_the_second_overwrites_nothing(
    cast: Any, page: Page, _round: int
) -> None:
    seen, one = page.layout_number, lead(page)
    results = at_once(
        lambda: workflow.word(one, headline="甲的题", deck="", by=cast.page_designer, seen=seen),
        lambda: workflow.word(lead(page), headline="乙的题", deck="", by=cast.chief_editor, seen=seen),
    )
    assert kinds(results) == ["Placement", "StaleLayout"]
    won = next(result for result in results if isinstance(result, Placement))
    assert lead(page).headline == won.headline
    assert LayoutChange.objects.filter(page=page, verb="word").count() == 1


def test_over_http_the_second_is_answered_409_and_keeps_his_words(cast: Any, page: Page) -> None:
    one, browsers = lead(page), []
    for name in ("page_designer", "chief_editor"):
        browser = Client(headers={"accept-language": "en"})
        browser.force_login(getattr(cast, name))
        browsers.append(browser)
    common = {"do": "word", "seen": page.layout_number, "placement": one.pk, "slot": one.slot_id}
    titles = ["甲的题目", "乙的题目"]
    answers = at_once(
        *(
            lambda browser=browser, title=title: browser.post(address(page, "_do"), common | {"headline": title})
            for browser, title in zip(browsers, titles, strict=True)
        )
    )
    assert sorted(answer.status_code for answer in answers) == [302, 409]
    lost = next(place for place, answer in enumerate(answers) if answer.status_code == 409)
    assert f'value="{titles[lost]}"' in answers[lost].content.decode()
    assert lead(page).headline == titles[1 - lost]


def test_two_who_take_back_at_once_take_back_one_change(cast: Any, page: Page) -> None:
    for headline in ("一改", "二改"):
        workflow.word(lead(page), headline=headline, deck="", by=cast.page_designer)
    seen = again(page).layout_number
    results = at_once(
        lambda: workflow.undo(page, by=cast.page_designer, seen=seen),
        lambda: workflow.undo(page, by=cast.chief_editor, seen=seen),
    )
    assert kinds(results) == ["LayoutChange", "StaleLayout"]
    assert lead(page).headline == "一改"


def test_a_suggestion_for_a_page_that_has_changed_is_not_taken(cast: Any, page: Page) -> None:
    seen = page.layout_number
    proposal = layout_suggesting.propose(page.edition, page, seed=5)
    one = lead(page)
    results = at_once(
        lambda: layout_suggesting.take(proposal, proposal.suggestions[0], by=cast.page_designer, seen=seen),
        lambda: workflow.remove(one, by=cast.chief_editor, seen=seen),
    )
    assert kinds(results) == ["NoneType", "StaleLayout"]
    if isinstance(results[0], StaleLayout):
        assert page.placements.count() == 1
    else:
        assert page.placements.count() == 2


def test_one_article_placed_on_two_pages_at_once_stands_where_both_put_it_or_on_one(cast: Any) -> None:
    first, second = make_drawn_edition(cast, pages=2).pages.order_by("number")
    article = approved(cast)
    at_once(
        lambda: workflow.place(first, [article], by=cast.page_designer),
        lambda: workflow.place(first, [article], by=cast.chief_editor),
        lambda: workflow.place(second, [article], by=cast.chief_editor),
    )
    assert first.placements.count() == 1
    assert [one.order for one in first.placements.all()] == [1]


# -- drawing -----------------------------------------------------------------------------------------------------
def test_two_presses_draw_one_page_once(page: Page, rooms: list[DrawingRoom]) -> None:
    tables = [DrawingTable(), DrawingTable()]
    for table, room in zip(tables, rooms, strict=True):
        table.room = room
    results = at_once(*(table.draw_next for table in tables))
    assert sorted(results) in ([False, True], [True, True])
    assert Drawing.objects.filter(page=page).count() == 1
    assert Drawing.objects.get(page=page).is_good
    assert not DrawingOrder.objects.exists()


def test_a_change_while_the_page_is_drawn_has_it_drawn_once_more(
    cast: Any, page: Page, rooms: list[DrawingRoom]
) -> None:
    table = DrawingTable()
    table.room = rooms[0]
    one = lead(page)
    at_once(table.draw_next, lambda: workflow.word(one, headline="画着改", deck="", by=cast.page_designer))
    while table.draw_next():
        pass
    latest = drawing.latest([page])[page.pk]
    assert latest.layout_number == again(page).layout_number
    draw_and_sign(page, rooms[0], cast)


# -- reading and signing -----------------------------------------------------------------------------------------
@pytest.mark.parametrize("_round", range(3))
def test_a_sign_off_and_a_change_at_once_never_let_an_unread_page_through(
    cast: Any, page: Page, rooms: list[DrawingRoom], _round: int
) -> None:
    drawing.draw(page, rooms[0])
    seen, one = again(page).layout_number, lead(page)
    results = at_once(
        lambda: workflow.sign_off(page, by=cast.section_head, seen=seen),
        lambda: workflow.word(one, headline="抢着改", deck="", by=cast.page_designer, seen=seen),
    )
    assert isinstance(results[1], Placement)
    assert kinds(results[:1]) in (["SignOff"], ["StaleLayout"])
    with pytest.raises(publishing.NotReady):
        publishing.publish(page.edition, by=cast.chief_editor)
    assert not PublishedEdition.objects.exists()


def test_two_who_give_one_round_at_once_give_it_once(cast: Any) -> None:
    page = make_drawn_edition(cast, rounds=2).pages.get()
    workflow.place(page, [approved(cast)], by=cast.page_designer)
    seen, other = again(page).layout_number, make_user("corrector", "proofreader")
    results = at_once(
        lambda: workflow.pass_proof(page, by=cast.proofreader, seen=seen, round=1),
        lambda: workflow.pass_proof(page, by=other, seen=seen, round=1),
    )
    assert kinds(results) == ["Proof", "Refused"]
    assert [proof.round for proof in page.proofs.all()] == [1]


# -- publishing --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("_round", range(3))
@pytest.mark.parametrize("change", ["word", "remove", "resize", "renew"])
def test_publishing_and_a_change_at_once_publish_what_was_signed_or_nothing(
    cast: Any, page: Page, rooms: list[DrawingRoom], change: str, _round: int
) -> None:
    draw_and_sign(page, rooms[0], cast)
    one = lead(page)
    assert one.slot is not None
    acts = {
        "word": lambda: workflow.word(one, headline="抢着改", deck="", by=cast.page_designer),
        "remove": lambda: workflow.remove(one, by=cast.page_designer),
        "resize": lambda: workflow.resize(one.slot, Cells(0, 0, 3, 20), by=cast.page_designer),
        "renew": lambda: workflow.renew(one, by=cast.page_designer),
    }
    published, changed = at_once(lambda: publishing.publish(page.edition, by=cast.chief_editor), acts[change])
    if Edition.objects.get(pk=page.edition_id).is_published:
        assert isinstance(published, Edition)
        signed = page.sign_offs.get()
        assert again(page).issued_as == signed
        assert again(page).layout_number == signed.layout_number
        assert change == "renew" or isinstance(changed, Refused)
        assert PublishedArticle.objects.count() == 2
    else:
        assert isinstance(published, Refused)
        assert not isinstance(changed, Exception)
        assert not PublishedEdition.objects.exists()
    assert public_files() == shown_files()


def test_publishing_while_a_new_version_is_approved_brings_the_signed_one_or_nothing(
    cast: Any, page: Page, rooms: list[DrawingRoom]
) -> None:
    draw_and_sign(page, rooms[0], cast)
    article = edit_approved(Article.objects.get(pk=lead(page).article_id), cast, headline="新题")
    at_once(
        lambda: publishing.publish(page.edition, by=cast.chief_editor),
        lambda: review_again(article, cast),
    )
    assert Article.objects.get(pk=article.pk).state == State.APPROVED
    assert not PublishedEdition.objects.exists()
    assert public_files() == set()


def test_a_drawn_edition_published_by_four_at_once_is_published_once_and_leaves_no_second_files(
    cast: Any, page: Page, rooms: list[DrawingRoom]
) -> None:
    draw_and_sign(page, rooms[0], cast)
    chiefs = [make_user(f"chief{number}", "chief_editor") for number in range(4)]
    results = at_once(*(lambda by=by: publishing.publish(page.edition, by=by) for by in chiefs))
    assert kinds(results) == ["Edition"] * 4
    assert page.edition.events.filter(verb="publish").count() == 1
    assert public_files() == shown_files() != set()


# -- issued again ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("_round", range(3))
def test_a_re_issue_and_a_withdrawal_at_once_never_show_what_was_withdrawn(
    cast: Any, page: Page, rooms: list[DrawingRoom], monkeypatch: pytest.MonkeyPatch, _round: int
) -> None:
    draw_and_sign(page, rooms[0], cast)
    edition = publishing.publish(page.edition, by=cast.chief_editor)
    workflow.reopen(edition, reason="标题有误", by=cast.chief_editor)
    workflow.word(lead(page), headline="", deck="另一副题", by=cast.page_designer)
    draw_and_sign(page, rooms[0], cast)
    article = Article.objects.get(headline="甲文清淤完工")
    published, withdrawn = at_once(
        lambda: publishing.publish(Edition.objects.get(pk=edition.pk), by=cast.chief_editor),
        lambda: article_publishing.withdraw(article, by=cast.chief_editor, reason="失实", notice="本文已撤回。"),
    )
    assert isinstance(withdrawn, Article)
    assert isinstance(published, (Edition, Refused))
    assert PublishedPage.objects.get().pdf == ""
    monkeypatch.setattr(press.DRAWING_TABLE, "room", rooms[0])
    while outbox.handle_next(press.HANDLERS):
        pass
    said = words_readers_could_get().replace("\r\n", "")
    assert "甲文清淤完工" not in said
    assert "乙文面包涨价" in said
    assert public_files() == shown_files()


def test_an_edition_opened_again_by_two_at_once_is_opened_once(cast: Any, page: Page, rooms: list[DrawingRoom]) -> None:
    draw_and_sign(page, rooms[0], cast)
    edition = publishing.publish(page.edition, by=cast.chief_editor)
    other = make_user("chief2", "chief_editor")
    at_once(
        lambda: workflow.reopen(edition, reason="甲因", by=cast.chief_editor),
        lambda: workflow.reopen(edition, reason="乙因", by=other),
    )
    assert edition.reissues.count() == 1
    at_once(
        lambda: workflow.cancel_reissue(edition, by=cast.chief_editor),
        lambda: workflow.cancel_reissue(edition, by=other),
        lambda: publishing.publish(Edition.objects.get(pk=edition.pk), by=other),
    )
    assert Edition.objects.get(pk=edition.pk).state == "published"
    assert edition.reissues.get().outcome == "cancelled"
