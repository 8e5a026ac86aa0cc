"""The board of a page over HTTP: what it offers, what it compares, and that nobody loses what he typed."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.models import State
from editions import makeup, workflow
from editions.composing.grid import Cells
from editions.models import Page, Placement
from tests.editions.test_layout import approved, page_of, review_again
from tests.factories import (
    bring_to,
    edit_approved,
    make_article,
    make_drawn_edition,
    make_photo,
    make_section,
    make_series,
    prose,
)

pytestmark = pytest.mark.django_db


def address(page: Page, name: str = "") -> str:
    return reverse(f"admin:editions_edition_page{name}", args=[page.edition_id, page.pk])


def told(response: Any) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def fit_of(placement: Placement) -> Any:
    return makeup.make_up(placement.page.edition).fit_of(Placement.objects.get(pk=placement.pk))


@pytest.fixture
def page(cast: Any) -> Page:
    return page_of(make_drawn_edition(cast, pages=2))


@pytest.fixture
def too_long(cast: Any, page: Page) -> Placement:
    return workflow.place(page, [approved(cast, paragraphs=40)], by=cast.page_designer)[0]


# -- what would help ------------------------------------------------------------------------------------------
def ways(signed_in: Any, page: Page) -> list[Any]:
    cards = signed_in("page_designer").get(address(page)).context["cards"]
    return [way for card in cards for one in card.standing for way in one.ways]


def take(signed_in: Any, placement: Placement, way: Any) -> Any:
    page = Page.objects.get(pk=placement.page_id)
    fields = {"do": way.deed, "seen": page.layout_number, "placement": placement.pk, **way.fields}
    return signed_in("page_designer").post(address(page, "_do"), fields)


def test_a_text_that_goes_over_is_cut_at_the_end_of_a_sentence_by_one_button(signed_in, page, too_long):
    words = signed_in("page_designer").get(address(page)).content.decode()
    assert "Goes over in this sentence:" in words
    cut = next(way for way in ways(signed_in, page) if way.deed == "trim")
    assert cut.quotes.endswith("段。")
    assert take(signed_in, too_long, cut).status_code == 302
    assert fit_of(too_long).over == 0
    assert not [way for way in ways(signed_in, page) if way.deed == "trim"]


def test_a_text_that_goes_over_goes_on_on_a_page_with_room(signed_in, page, too_long):
    jump = next(way for way in ways(signed_in, page) if way.deed == "jump")
    take(signed_in, too_long, jump)
    assert Placement.objects.get(continues=too_long).page == page_of(page.edition, 2)
    assert fit_of(too_long).over == 0


def test_no_page_without_room_is_offered(signed_in, cast, page, too_long):
    for slot in list(page_of(page.edition, 2).slots.all()):
        workflow.remove_slot(slot, by=cast.page_designer)
    assert not [way for way in ways(signed_in, page) if way.deed == "jump"]


def test_a_text_that_goes_over_a_little_gets_a_smaller_headline(signed_in, cast, page):
    headline = "芦溪下游清淤提前完工三处易涝片区排水时间缩短到九十分钟沿岸居民今夏可以安心"
    (placed,) = workflow.place(page, [approved(cast, headline, paragraphs=11)], by=cast.page_designer)
    lines = next(
        lines
        for lines in range(34, 10, -1)
        if workflow.resize(placed.slot, Cells(0, 0, 3, lines), by=cast.page_designer) and fit_of(placed).over
    )
    way = next(way for way in ways(signed_in, page) if way.deed == "word")
    before = fit_of(placed).over
    take(signed_in, placed, way)
    placed.refresh_from_db()
    assert placed.headline_rows or placed.headline_step
    assert fit_of(placed).over < before
    workflow.undo(page, by=cast.page_designer)
    placed.refresh_from_db()
    assert (placed.headline_rows, placed.headline_step) == (0, 0)
    assert lines < 34


def test_white_is_filled_by_a_photo_that_is_not_shown_yet(signed_in, cast, page):
    photo = make_photo(by=cast.photographer)
    article = bring_to(State.APPROVED, make_article(by=cast.reporter, body=prose(3), photo=photo), cast)
    (placed,) = workflow.place(page, [article], by=cast.page_designer)
    free = fit_of(placed).free
    take(signed_in, placed, next(way for way in ways(signed_in, page) if way.deed == "photos"))
    assert fit_of(placed).free < free
    assert fit_of(placed).over == 0


# -- photos ------------------------------------------------------------------------------------------
@pytest.fixture
def pictured(cast: Any, page: Page) -> Placement:
    photo = make_photo(by=cast.photographer)
    article = bring_to(State.APPROVED, make_article(by=cast.reporter, body=prose(3), photo=photo), cast)
    (placed,) = workflow.place(page, [article], by=cast.page_designer)
    place = {"photo": 0, "columns": 1, "lines": 8, "corner": "top_right"}
    workflow.set_photos(placed, [place], by=cast.page_designer)
    return placed


def do(client: Any, page: Page, deed: str, **fields: Any) -> Any:
    seen = Page.objects.get(pk=page.pk).layout_number
    return client.post(address(page, "_do"), {"do": deed, "seen": seen, **fields})


def test_a_photo_is_drawn_out_on_the_grid(signed_in, page, pictured):
    do(signed_in("page_designer"), page, "photo", placement=pictured.pk, photo=0, columns=2, lines=12, corner="top")
    pictured.refresh_from_db()
    assert pictured.photo_places == [{"photo": 0, "columns": 2, "lines": 12, "corner": "top"}]


def test_a_photo_takes_the_lines_of_a_named_shape(signed_in, page, pictured):
    fields = {"placement": pictured.pk, "columns_0": 2, "lines_0": 8, "corner_0": "top_right", "shape_0": "1x1"}
    do(signed_in("page_designer"), page, "photos", **fields)
    source = makeup.make_up(page.edition).source(page)
    (photo,) = [photo for block in source.blocks for photo in block.photos]
    assert photo.width_mm / photo.picture_mm == pytest.approx(1, abs=0.06)


def test_a_photo_the_slot_would_show_is_left_out_of_this_page_and_comes_back(signed_in, page, pictured):
    workflow.change_slot(pictured.slot, by=pictured.placed_by, photo_columns=2, photo_lines=10)
    client, fields = signed_in("page_designer"), {"placement": pictured.pk, "lines_0": 0, "corner_0": "top_right"}

    def shown() -> int:
        return sum(len(block.photos) for block in makeup.make_up(page.edition).source(page).blocks)

    do(client, page, "photos", columns_0=0, **fields)
    assert shown() == 0
    do(client, page, "photos", columns_0="", **fields)
    assert shown() == 1


def test_how_a_photo_would_fit_is_said_before_it_is_let_go(signed_in, page, pictured):
    client = signed_in("page_designer")
    fields = {"slot": pictured.slot_id, "placement": pictured.pk, "photo": 0, "corner": "top", "columns": 3}
    small, large = (client.post(address(page, "_fit"), {**fields, "lines": lines}).json() for lines in (6, 24))
    assert large["holds"] < small["holds"]
    pictured.refresh_from_db()
    assert pictured.photo_places[0]["lines"] == 8


# -- what has changed ------------------------------------------------------------------------------------------
def test_a_page_designer_sees_on_the_board_what_an_article_says_otherwise(signed_in, cast, page):
    article = approved(cast)
    workflow.place(page, [article], by=cast.page_designer)
    before = signed_in("page_designer").get(address(page)).content.decode()
    assert "What has changed" not in before
    article = edit_approved(article, cast, body=prose(4).replace("枫杨", "水杉"))
    assert "What has changed" not in signed_in("page_designer").get(address(page)).content.decode()
    review_again(article, cast)
    words = signed_in("page_designer").get(address(page)).content.decode()
    assert "<ins>水杉</ins>" in words
    assert reverse("admin:articles_article_compare", args=[article.pk]) not in words


# -- two designers ------------------------------------------------------------------------------------------
@pytest.mark.parametrize("header", [{}, {"x-board": "1"}], ids=["without script", "with script"])
def test_who_comes_second_is_told_who_was_first_and_finds_his_words_again(signed_in, cast, page, too_long, header):
    seen = Page.objects.get(pk=page.pk).layout_number
    workflow.resize(too_long.slot, Cells(0, 0, 3, 30), by=cast.chief_editor)
    fields = {"do": "word", "seen": seen, "placement": too_long.pk, "slot": too_long.slot_id}
    typed = {"headline": "清淤完工", "deck": "全长十一公里"}
    response = signed_in("page_designer").post(address(page, "_do"), {**fields, **typed}, headers=header)
    assert response.status_code == 409
    assert "何守一" in told(response)[0]
    words = response.content.decode()
    assert 'value="清淤完工"' in words
    assert 'value="全长十一公里"' in words
    too_long.refresh_from_db()
    assert too_long.headline == ""


# -- the tray ------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("series=river", ["河上一日"]),
        ("length=brief", ["一句话"]),
        ("length=middle", ["长文"]),
        ("section=city", ["城事"]),
        ("length=nonsense", ["一句话", "城事", "河上一日", "长文"]),
    ],
)
def test_the_tray_is_narrowed_by_section_series_and_length(signed_in, cast, page, asked, found):
    approved(cast, "一句话", paragraphs=1)
    approved(cast, "河上一日", series=make_series())
    approved(cast, "长文", paragraphs=12)
    approved(cast, "城事", section=make_section("city", "城事"))
    for where in (address(page), reverse("admin:editions_edition_change", args=[page.edition_id])):
        rows = signed_in("page_designer").get(f"{where}?{asked}").context["tray"]["rows"]
        assert sorted(row.article.headline for row in rows) == sorted(found)


def test_the_tray_stays_narrowed_when_something_is_placed(signed_in, cast, page):
    article = approved(cast)
    fields = {"do": "place", "seen": page.layout_number, "article": article.pk}
    response = signed_in("page_designer").post(f"{address(page, '_do')}?length=middle&nonsense=1", fields)
    assert response["Location"] == f"{address(page)}?length=middle"


# -- how much it asks ------------------------------------------------------------------------------------------
def test_more_articles_on_a_page_ask_the_database_no_more_often(signed_in, cast, page):
    client = signed_in("page_designer")

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(address(page)).status_code == 200
        return len(queries)

    workflow.place(page, [approved(cast, "甲")], by=cast.page_designer)
    approved(cast, "等待的一篇")
    asked()
    few = asked()
    workflow.place(page, [approved(cast, f"第{n}篇") for n in range(5)], by=cast.page_designer)
    approved(cast, "又一篇")
    assert asked() <= few


# -- what is older, and what is missing -----------------------------------------------------------------------
def test_the_board_says_that_an_older_version_is_kept(cast: Any, page: Page, signed_in: Any) -> None:
    article = approved(cast)
    (placed,) = workflow.place(page, [article], by=cast.page_designer)
    review_again(edit_approved(article, cast, body=prose(5)), cast)
    assert "changed since it was placed" in signed_in("page_designer").get(address(page)).content.decode()
    workflow.keep(placed, by=cast.page_designer)
    board = signed_in("page_designer").get(address(page)).content.decode()
    assert "changed since it was placed" not in board
    assert "an older version is kept" in board


def test_the_board_names_the_words_that_a_photo_of_its_page_lacks(cast: Any, page: Page, signed_in: Any) -> None:
    photo = make_photo(by=cast.photographer, alt_text="渡口的灯")
    article = bring_to(State.APPROVED, make_article(by=cast.reporter, photo=photo), cast)
    workflow.place(page, [article], by=cast.page_designer)
    assert "words of a photo missing" not in signed_in("page_designer").get(address(page)).content.decode()
    photo.alt_text = ""
    photo.save(update_fields=["alt_text"])
    board = signed_in("page_designer").get(address(page)).content.decode()
    assert "words of a photo missing" in board
    assert "cannot be published without: alternative text" in board
