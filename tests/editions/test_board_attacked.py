"""The board of a page under forms that no board of ours sends: refused in a sentence, and nothing changes."""

from __future__ import annotations

from typing import Any

import pytest

from editions import workflow
from editions.admin_views.page_board import DEEDS
from editions.models import Page, Placement
from editions.whole_numbers import positive, whole
from editions.workflow.layouts import layout_of
from tests.editions.test_layout import approved, page_of
from tests.editions.test_page_board import address
from tests.factories import make_drawn_edition, make_photo

pytestmark = pytest.mark.django_db
NO_NUMBERS = ["-1", "+7", "1_0", "1e3", "7.5", "0x10", "²", "٧", "７", "NaN", "\u200b7", "1" * 10, "9" * 5000]


@pytest.fixture
def page(cast: Any) -> Page:
    return page_of(make_drawn_edition(cast, pages=2))


@pytest.fixture
def placed(cast: Any, page: Page) -> Placement:
    article = approved(cast, photo=make_photo(by=cast.photographer))
    return workflow.place(page, [article], by=cast.page_designer)[0]


def state_of(page: Page) -> tuple[Any, ...]:
    page.refresh_from_db()
    return (page.layout_number, layout_of(page))


def form(on: Page, placed: Placement, **fields: Any) -> dict[str, Any]:
    """A form that any deed on the board could do with."""
    seen = Page.objects.values_list("layout_number", flat=True).get(pk=on.pk)
    whole_form = {
        "seen": seen, "placement": placed.pk, "slot": placed.slot_id, "column": 1, "row": 1, "span": 1, "lines": 20,
        "order": 1, "characters": 5, "photo": 0, "columns": 1, "columns_0": 1, "lines_0": 6, "headline": "改题",
    }  # fmt: skip
    return whole_form | fields


# -- numbers -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("text", [*NO_NUMBERS, "", " "])
def test_only_a_short_row_of_plain_digits_is_a_whole_number(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        whole(text)


def test_a_row_s_number_is_one_of_those_a_row_can_have() -> None:
    assert (whole(" 007 "), positive("7"), positive(2**63 - 1)) == (7, 7, 2**63 - 1)
    for text in ("0", str(2**63), "٧", "-1"):
        with pytest.raises(ValueError):  # noqa: PT011
            positive(text)


@pytest.mark.parametrize(
    ("deed", "field"),
    [
        ("resize", "column"), ("resize", "lines"), ("add", "span"), ("change", "order"), ("change", "photo_lines"),
        ("trim", "characters"), ("word", "rows"), ("word", "smaller"), ("photo", "columns"), ("photos", "lines_0"),
        ("undo", "seen"),
    ],
)  # fmt: skip
def test_what_is_no_whole_number_is_told_in_one_sentence(
    signed_in: Any, page: Page, placed: Placement, deed: str, field: str
) -> None:
    client, before = signed_in("page_designer"), state_of(page)
    for text in NO_NUMBERS:
        response = client.post(address(page, "_do"), form(page, placed, do=deed, **{field: text}))
        assert response.status_code == 422, text
        assert "is not a whole number of at most 9 digits" in response.content.decode()
    assert state_of(page) == before


def test_a_rank_beyond_all_ranks_is_the_last(signed_in: Any, page: Page, placed: Placement) -> None:
    signed_in("page_designer").post(address(page, "_do"), form(page, placed, do="change", order="99999"))
    assert page.slots.get(order=99).pk == placed.slot_id


@pytest.mark.parametrize(
    "fields",
    [
        {"lines": "99999"},
        {"span": "99999"},
        {"column": "999999999"},
        {"row": "80"},
        {"columns": "1", "lines": "999999999", "span": ""},
        {"columns": "99999", "lines": "10", "span": ""},
        {"columns": "0", "lines": "10", "span": ""},
    ],
)
def test_nobody_has_a_slot_as_high_as_a_tower_measured(
    signed_in: Any, page: Page, placed: Placement, fields: dict[str, str]
) -> None:
    response = signed_in("proofreader").post(address(page, "_fit"), form(page, placed, **fields))
    assert response.status_code == 422
    assert response.json()["state"] == "refused"


@pytest.mark.parametrize("field", ["seed", "take"])
@pytest.mark.parametrize("text", ["²", "٣", "9" * 5000, "-1", ""])
def test_a_suggestion_that_was_never_made_does_not_exist(
    signed_in: Any, page: Page, placed: Placement, field: str, text: str
) -> None:
    fields = {"seed": "5", "take": "0", "seen": placed.page.layout_number} | {field: text}
    assert signed_in("page_designer").post(address(page, "_suggest"), fields).status_code == 404


# -- what belongs to others --------------------------------------------------------------------------------------
def test_rows_of_another_page_and_edition_are_none_of_this_page(
    signed_in: Any, cast: Any, page: Page, placed: Placement
) -> None:
    strange_page = page_of(make_drawn_edition(cast))
    strange = workflow.place(strange_page, [approved(cast, "他版")], by=cast.page_designer)[0]
    client, before, there = signed_in("page_designer"), state_of(page), state_of(strange_page)
    forged = {"slot": strange.slot_id, "placement": strange.pk, "page": strange_page.pk}
    for deed in sorted(DEEDS):
        for field, number in forged.items():
            wish = form(page, placed, do=deed, **{field: number})
            if deed in TAKES.get(field, ()):
                assert client.post(address(page, "_do"), wish).status_code in {404, 422}, (deed, field)
    assert state_of(page) == before
    assert state_of(strange_page) == there


TAKES = {
    "slot": {"fill", "resize", "change", "lock", "unlock", "remove_slot", "place"},
    "placement": {
        "fill", "remove", "renew", "keep", "word", "trim", "photos", "photo", "jump", "do_not_jump",
    },
    "page": {"jump"},
}  # fmt: skip


# -- who may -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("desk_editor", 422), ("section_head", 422), ("proofreader", 422),
        ("reporter", 404), ("reporter2", 404), ("photographer", 404), ("admin", 404),
    ],
)  # fmt: skip
def test_nobody_else_does_any_deed_of_the_board(
    signed_in: Any, cast: Any, page: Page, placed: Placement, name: str, answer: int
) -> None:
    spare, other = approved(cast, "另一篇"), page.edition.pages.get(number=2)
    client, before, there = signed_in(name), state_of(page), state_of(other)
    wish = form(page, placed, article=spare.pk, page=other.pk)
    for deed in sorted(DEEDS):
        assert client.post(address(page, "_do"), {**wish, "do": deed}).status_code in {answer, 404}, deed
    assert state_of(page) == before
    assert state_of(other) == there


def test_who_composes_can_do_every_deed_of_that_table(signed_in: Any, cast: Any, page: Page, placed: Placement) -> None:
    """The same form, so that the refusals above are those of the person and not of the form."""
    spare, other = approved(cast, "另一篇"), page.edition.pages.get(number=2)
    done = set()
    for deed in sorted(set(DEEDS) - {"adopt", "remove", "remove_slot"}):
        wish = form(page, placed, do=deed, article=spare.pk, page=other.pk, column=4, row=70)
        if signed_in("chief_editor").post(address(page, "_do"), wish).status_code == 302:
            done.add(deed)
    assert done >= {"change", "word", "trim", "lock", "unlock", "jump", "photo", "photos", "undo", "renew", "keep"}
