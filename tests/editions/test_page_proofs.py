"""The proof of a page at the desk: where marks are set, whose article they concern, what a round has to read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse

from articles.models import State
from editions import drawing, workflow
from editions.composing.drawing_room import DrawingRoom
from editions.models import Page, ProofMark
from editions.waiting_pages import waiting_pages
from editions.workflow import Refused
from tests.factories import bring_to, make_article, make_drawn_edition, prose
from tests.person import Person

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DrawingRoom]:
    with DrawingRoom(tmp_path_factory.mktemp("drawing"), settings.FONTS) as room:
        yield room


def approved(cast: Any, headline: str) -> Any:
    return bring_to(State.APPROVED, make_article(by=cast.reporter, headline=headline, body=prose(3)), cast)


@pytest.fixture
def page(cast: Any, room: DrawingRoom) -> Page:
    page = make_drawn_edition(cast, rounds=2).pages.get()
    workflow.place(page, [approved(cast, "清淤完工"), approved(cast, "夜场开放")], by=cast.page_designer)
    return drawn(page, room)


def drawn(page: Page, room: DrawingRoom) -> Page:
    page = Page.objects.select_related("edition").get(pk=page.pk)
    drawing.draw(page, room)
    return page


def address_of(page: Page) -> str:
    return reverse("admin:editions_edition_page_proof", args=[page.edition_id, page.pk])


def desk_of(person: Any) -> list[list[int] | None]:
    found = waiting_pages(person)
    return [
        None if rows is None else [one.page.pk for one in rows] for rows in (found.to_read, found.marked, found.to_sign)
    ]


def test_a_mark_belongs_to_the_article_it_is_set_on_and_on_the_white_to_none(cast: Any, page: Page) -> None:
    first, second = page.placements.all()
    assert workflow.mark(page, x=30, y=20, words="甲", by=cast.proofreader).article_id == first.article_id
    assert workflow.mark(page, x=85, y=20, words="乙", by=cast.proofreader).article_id == second.article_id
    assert workflow.mark(page, x=1, y=99, words="丙", by=cast.proofreader).article_id is None


def test_without_script_a_press_on_the_picture_becomes_a_mark_at_that_place(
    cast: Any, page: Page, signed_in: Any
) -> None:
    proofreader = Person(signed_in("proofreader")).open(address_of(page))
    (form,) = (form for form in proofreader.forms() if "height" in form.fields)
    width, height = int(form.fields["width"][0]), int(form.fields["height"][0])
    assert abs(width / height - 270 / 390) < 0.02
    proofreader.open(f"{address_of(page)}?width={width}&height={height}&at.x={width // 4}&at.y={height // 4}")
    proofreader.press("do", "mark", words="“溪”误为“奚”")
    mark = ProofMark.objects.get()
    assert (round(mark.x), round(mark.y)) == (25, 25)
    assert mark.article == page.placements.all()[0].article
    assert f'href="#mark-{mark.pk}"' in proofreader.text
    assert f'href="#pin-{mark.pk}"' in proofreader.text
    assert f"/admin/articles/article/{mark.article_id}/typos/" in proofreader.text


def test_who_corrects_no_typos_is_not_led_to_their_form(cast: Any, page: Page, signed_in: Any) -> None:
    mark = workflow.mark(page, x=25, y=20, words="字", by=cast.proofreader)
    text = Person(signed_in("section_head")).open(address_of(page)).text
    assert f"/admin/articles/article/{mark.article_id}/change/" in text
    assert "/typos/" not in text


def test_only_what_has_changed_since_it_was_read_is_framed(
    cast: Any, page: Page, room: DrawingRoom, signed_in: Any
) -> None:
    proofreader = Person(signed_in("proofreader"))
    assert "<polygon" not in proofreader.open(address_of(page)).text
    workflow.pass_proof(page, by=cast.proofreader, seen=page.layout_number)
    workflow.word(page.placements.all()[0], headline="清淤提前完工", deck="", by=cast.page_designer)
    page = drawn(page, room)
    assert proofreader.open(address_of(page)).text.count("<polygon") == 1


def test_a_page_waits_on_the_desk_of_whoever_is_to_read_to_correct_or_to_sign_it(
    cast: Any, page: Page, room: DrawingRoom
) -> None:
    assert desk_of(cast.reporter) == [None, None, None]
    assert desk_of(cast.proofreader) == [[page.pk], None, None]
    mark = workflow.mark(page, x=30, y=20, words="字", by=cast.proofreader)
    assert desk_of(cast.proofreader) == [[], None, None]
    assert desk_of(cast.page_designer) == [None, [page.pk], None]
    workflow.close_mark(mark, done=True, by=cast.page_designer)
    workflow.pass_proof(page, by=cast.proofreader, seen=page.layout_number)
    # Who has read the first round does not read the second.
    assert desk_of(cast.proofreader) == [[], None, None]
    assert desk_of(cast.section_head) == [[page.pk], None, []]
    workflow.pass_proof(page, by=cast.desk_editor, seen=page.layout_number)
    assert desk_of(cast.section_head) == [[], None, [page.pk]]
    workflow.sign_off(page, by=cast.section_head, seen=page.layout_number)
    assert desk_of(cast.section_head) == [[], None, []]


def test_nobody_is_asked_to_sign_his_own_layout(cast: Any, page: Page, room: DrawingRoom) -> None:
    workflow.change_slot(page.slots.order_by("-order")[0], by=cast.chief_editor, order=9)
    page = drawn(page, room)
    workflow.pass_proof(page, by=cast.proofreader, seen=page.layout_number)
    workflow.pass_proof(page, by=cast.desk_editor, seen=page.layout_number)
    assert desk_of(cast.chief_editor)[2] == []
    assert desk_of(cast.section_head)[2] == [page.pk]


def test_my_desk_names_the_pages_that_wait(cast: Any, page: Page, signed_in: Any) -> None:
    assert "Page proofs to read" in Person(signed_in("proofreader")).open("/admin/").text
    workflow.mark(page, x=30, y=20, words="<b>字</b>", by=cast.proofreader)
    designer = Person(signed_in("page_designer")).open("/admin/")
    assert "Pages with open marks" in designer.text
    assert "&lt;b&gt;字&lt;/b&gt;" in designer.text
    assert address_of(page) in designer.text


@pytest.mark.parametrize("place", [(float("nan"), 5), (5, float("inf")), (-1, 5), (5, 100.001)])
def test_a_mark_lies_on_the_page(cast: Any, page: Page, place: tuple[float, float]) -> None:
    with pytest.raises(Refused):
        workflow.mark(page, x=place[0], y=place[1], words="字", by=cast.proofreader)


def test_who_gives_a_round_that_somebody_else_has_given_does_not_give_the_next(
    cast: Any, page: Page, signed_in: Any
) -> None:
    screen = signed_in("desk_editor").get(address_of(page))
    assert 'name="round" value="1"' in screen.content.decode()
    workflow.pass_proof(page, by=cast.proofreader, seen=page.layout_number)
    address = reverse("admin:editions_edition_page_proof_do", args=[page.edition_id, page.pk])
    fields = {"do": "pass", "seen": page.layout_number, "round": "1"}
    told = signed_in("desk_editor").post(address, fields, follow=True).content.decode()
    assert "Somebody else has read this proof meanwhile" in told
    assert [proof.reader for proof in page.proofs.all()] == [cast.proofreader]
    signed_in("desk_editor").post(address, fields | {"round": "2"})
    assert page.proofs.count() == 2


def test_whoever_is_refused_a_mark_or_an_answer_finds_his_words_again(cast: Any, page: Page, signed_in: Any) -> None:
    address = reverse("admin:editions_edition_page_proof_do", args=[page.edition_id, page.pk])
    words = "“渡”字写成了“度”。" * 50
    refused = signed_in("proofreader").post(address, {"do": "mark", "x": "30", "y": "20", "words": words})
    assert refused.status_code == 422
    assert "at most 400 characters" in refused.content.decode()
    assert f'value="{words}"' in refused.content.decode()
    assert refused.context["place"] == {"x": 30.0, "y": 20.0}
    # From there the way leads back to the proof, not to where forms are sent.
    assert f'action="{address_of(page)}"' in refused.content.decode()
    mark = workflow.mark(page, x=30, y=20, words="错字", by=cast.proofreader)
    answer = "此处从作者原意。" * 60
    refused = signed_in("page_designer").post(address, {"do": "done", "mark": mark.pk, "answer": answer})
    assert f'value="{answer}"' in refused.content.decode()
