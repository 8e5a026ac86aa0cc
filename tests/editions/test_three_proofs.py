"""A house with three proofs: the way of a page from the first mark to the sign-off, and what its proof then says."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from html import unescape
from typing import Any

import pypdfium2
import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from articles.clock import database_now
from articles.models import State
from authors.models import Role
from editions import publishing, workflow
from editions.composing.drawing_room import DrawingRoom
from editions.composing.grid import Cells
from editions.models import Edition, Page, ProofMark, Publication
from newsroom.roles import ensure_groups
from tests.editions.test_page_proofs import address_of, drawn
from tests.factories import bring_to, make_article, make_drawn_edition, prose
from tests.person import Person
from website.models import PublishedEdition

pytestmark = pytest.mark.django_db
READERS = ("proofreader", "desk_editor", "section_head")
WRONG, RIGHT = "清於完工", "清淤完工"


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DrawingRoom]:
    with DrawingRoom(tmp_path_factory.mktemp("three"), settings.FONTS) as room:
        yield room


@pytest.fixture
def page(cast: Any, room: DrawingRoom) -> Page:
    """Two articles, laid out by the page designer and drawn; nobody has read a proof of them."""
    page = make_drawn_edition(cast, rounds=3).pages.get()
    filed = [make_article(by=cast.reporter, headline=words, body=prose(3)) for words in (WRONG, "夜场开放")]
    workflow.place(page, [bring_to(State.APPROVED, one, cast) for one in filed], by=cast.page_designer)
    return drawn(page, room)


@pytest.fixture
def read(cast: Any, page: Page) -> Page:
    """The page, read by three people and found right."""
    return read_by_three(page, cast)


def read_by_three(page: Page, cast: Any) -> Page:
    for name in READERS:
        workflow.pass_proof(page, by=getattr(cast, name), seen=page.layout_number)
    return page


def board_of(page: Page) -> str:
    return reverse("admin:editions_edition_page", args=[page.edition_id, page.pk])


def refused(person: Person, page: Page, **form: Any) -> str:
    """What somebody is told who sends what his page has no button for."""
    shown = person.open(address_of(page)).page.context
    form = {"seen": shown["page"].layout_number, "looked_at": shown["digest"], **form}
    answer = person.client.post(f"{address_of(page)}do/", form)
    assert answer.status_code == 422
    return " ".join(str(message) for message in answer.context["messages"])


def due(person: Person, page: Page) -> tuple[int | None, set[str]]:
    """The round that is due and what it has still to read, as the proof has it."""
    reading = person.open(address_of(page)).page.context["reading"]
    return reading.round, set(reading.fresh)


def whole(page: Page) -> set[str]:
    """All that is read of a page: the blocks in which something stands, and what is around them."""
    return {"page", *page.slots.values_list("key", flat=True)}


def printed(page: Page, person: Person) -> str:
    """The words of the clean proof, as its PDF for print has them."""
    (address,) = re.findall(r'href="([^"]+/page\.pdf)"', person.open(address_of(page)).text)
    pdf = pypdfium2.PdfDocument(b"".join(person.client.get(address)))
    return "".join("".join(sheet.get_textpage().get_text_range().split()) for sheet in pdf)


def test_a_page_is_read_three_times_by_three_people_and_signed_by_a_fourth(
    cast: Any, page: Page, room: DrawingRoom, signed_in: Any
) -> None:
    names = (*READERS, "page_designer", "chief_editor")
    one, two, three, designer, chief = people = [Person(signed_in(name)) for name in names]
    first, _second = page.placements.all()
    here, board, key = address_of(page), board_of(page), page.slots.get(placements=first).key

    # In the first proof the proofreader presses on a wrong word, and nobody passes the page while the mark is open.
    assert "first proof to be read, of 3" in one.open(f"{here}?x=30&y=20").words
    one.press("do", "mark", words="“清於”应为“清淤”")
    mark = ProofMark.objects.get()
    assert (mark.round, mark.article) == (1, first.article)
    assert "A mark on this page is still open" in one.press("do", "pass", status=422).words
    assert here in designer.open("/admin/").text

    # The designer sets it right and says so; it waits again on the proofreader's desk, who passes the round.
    designer.open(board).press("do", "word", where=f"placement={first.pk}", headline=RIGHT)
    page = drawn(page, room)
    designer.open(here).press("do", "done", where=f"mark={mark.pk}", answer="标题已改")
    assert here in one.open("/admin/").text
    assert "A01: the first proof is read." in one.open(here).press("do", "pass").words

    # Nobody reads two rounds: he is shown no button for the second, and is refused when he sends it all the same.
    assert not one.open(here).sees_button("do", "pass")
    assert "another person reads this one" in one.words
    assert "another person reads this one" in refused(one, page, do="pass", round=2)
    two.open(here).press("do", "pass")
    assert not two.open(here).sees_button("do", "pass")
    assert "another person reads this one" in refused(two, page, do="pass", round=3)

    # In the third a wrong word turns up in the text: corrected in the article, reviewed, and taken onto the page.
    three.open(f"{here}?x=30&y=28").press("do", "mark", words="“一斗泥”应为“一船泥”")
    mark = ProofMark.objects.latest("pk")
    assert (mark.round, mark.article) == (3, first.article)
    assert chief.open(here).page.context["obstacles"]
    one.open(here).open(f"/admin/articles/article/{first.article_id}/typos/")
    typo: dict[str, Any] = {"form-0-field": "body", "form-0-wrong": "最后一斗泥", "form-0-right": "最后一船泥"}
    one.press(where="form-TOTAL_FORMS=10", **typo).press("send", "1")
    chief.open(f"/admin/articles/article/{first.article_id}/change/").press("_take", "approve")
    designer.open(board).press("do", "renew", where=f"placement={first.pk}")
    page = drawn(page, room)
    designer.open(here).press("do", "done", where=f"mark={mark.pk}")

    # It goes back through the rounds that saw the old word, and of the page only that article; the third reads all.
    for person, wanted in ((one, {key}), (two, {key}), (three, whole(page))):
        assert due(person, page)[1] == wanted
        assert person.text.count("<polygon") == (0 if person is three else 1)
        person.press("do", "pass")
    assert [(proof.round, proof.reader.username) for proof in page.proofs.all()] == [
        (1, "proofreader"), (1, "proofreader"), (2, "desk_editor"), (2, "desk_editor"), (3, "section_head"),
    ]  # fmt: skip

    # The clean proof has both corrections. The chief editor signs it; the designer is not asked to and may not.
    assert "all rounds are read" in chief.open(here).words
    words = printed(page, chief)
    assert RIGHT in words
    assert WRONG not in words
    assert "最后一船泥" in words
    assert not designer.open(here).sees_button("do", "sign")
    assert "does not include signing pages off" in refused(designer, page, do="sign")
    assert "frozen whole, as snapshot 1" in chief.open(here).press("do", "sign").words
    assert page.sign_offs.get().by == cast.chief_editor
    assert not any(person.open(here).sees_button("do", deed) for person in people for deed in ("pass", "sign"))


def test_who_laid_a_page_out_does_not_sign_it_whatever_else_he_is(
    cast: Any, read: Page, room: DrawingRoom, signed_in: Any
) -> None:
    cast.page_designer.groups.add(ensure_groups()[Role.SECTION_HEAD.value])
    chief = Person(signed_in("chief_editor")).open(board_of(read))
    second = read.placements.all()[1]
    chief.press("do", "word", where=f"placement={second.pk}", headline="夜场今晚开放")
    page = read_by_three(drawn(read, room), cast)
    for person in (chief, Person(signed_in("page_designer"))):
        assert "You have laid this page out" in person.open(address_of(page)).words
        assert not person.sees_button("do", "sign")
        assert "You have laid this page out" in refused(person, page, do="sign")
    assert "frozen whole" in Person(signed_in("section_head")).open(address_of(page)).press("do", "sign").words


# What is done to a signed page, and what of it is read again; the sign-off is void after each of them.
CHANGES: dict[str, tuple[Callable[[Page, Any], object], set[str]]] = {
    "another headline": (
        lambda page, cast: workflow.word(page.placements.all()[0], headline=RIGHT, deck="", by=cast.page_designer),
        {"t1"},
    ),
    "another rank": (lambda page, cast: workflow.change_slot(slot(page, "t2"), order=9, by=cast.page_designer), set()),
    "another size of an empty slot": (
        lambda page, cast: workflow.resize(slot(page, "t4"), Cells(2, 36, 2, 34), by=cast.page_designer),
        {"page", "t4"},
    ),
    "another name of the edition": (
        lambda page, cast: Edition.objects.filter(pk=page.edition_id).update(name="特刊"),
        {"page"},
    ),
}


def slot(page: Page, key: str) -> Any:
    return page.slots.get(key=key)


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_after_the_sign_off_makes_it_void_and_has_read_again_what_it_touched(
    cast: Any, read: Page, room: DrawingRoom, signed_in: Any, change: str
) -> None:
    chief = Person(signed_in("chief_editor")).open(address_of(read)).press("do", "sign")
    act, wanted = CHANGES[change]
    act(read, cast)
    page = drawn(read, room)
    assert due(chief, page) == (1 if wanted else None, wanted)
    assert "Signed off by" not in chief.words
    assert chief.sees_button("do", "sign") is not bool(wanted)
    with pytest.raises(publishing.NotReady):
        publishing.publish(page.edition, by=cast.chief_editor)


def test_a_change_that_was_taken_back_needs_no_reading_but_another_signature(
    cast: Any, read: Page, room: DrawingRoom, signed_in: Any
) -> None:
    chief = Person(signed_in("chief_editor")).open(address_of(read)).press("do", "sign")
    designer = Person(signed_in("page_designer")).open(board_of(read))
    designer.press("do", "word", where=f"placement={read.placements.all()[0].pk}", headline=RIGHT)
    drawn(read, room)
    assert due(chief, read)[0] == 1
    designer.open(board_of(read)).press("do", "undo")
    drawn(read, room)
    assert due(chief, read)[0] is None
    assert chief.press("do", "sign").sees_button("do", "sign") is False
    assert read.sign_offs.count() == 2


# -- what the proof says when the page is signed off -----------------------------------------------------------------
def schedule(page: Page, cast: Any) -> None:
    workflow.schedule(page.edition, at=database_now() + timedelta(hours=5), by=cast.chief_editor)


def publish(page: Page, cast: Any) -> None:
    publishing.publish(page.edition, by=cast.chief_editor)


def reopen(page: Page, cast: Any) -> None:
    publish(page, cast)
    edition = Edition.objects.get(pk=page.edition_id)
    workflow.reopen(edition, reason="头版标题有误，更正后重新出版。", by=cast.chief_editor)


STATES: dict[str, tuple[Callable[[Page, Any], None], str, str]] = {
    "open": (lambda _page, _cast: None, "Any change of the page makes it void.", "版面再有改动，签字即失效。"),
    "scheduled": (
        schedule,
        "The edition is scheduled with it: any change of the page makes it void, and the edition does not appear until"
        " the page is signed off again.",
        "本期已据此排定出版：版面再有改动，签字即失效，重新签付印之前本期不会出版。",
    ),
    "published": (
        publish,
        "It is published so; only a re-issue of the edition changes it.",
        "已按此出版，只有重新出版才能改动。",
    ),
    "reissue": (
        reopen,
        "Readers have what was published until the re-issue appears; any change of the page makes this sign-off void.",
        "重新出版之前，读者看到的仍是已出版的版面；版面再有改动，签字即失效。",
    ),
}


@pytest.fixture
def signed(cast: Any, read: Page) -> Page:
    workflow.sign_off(read, by=cast.chief_editor, seen=read.layout_number)
    return Page.objects.select_related("edition").get(pk=read.pk)


def said_of_signing(name: Any, page: Page, language: str) -> str:
    """What stands under 签付印 on the proof."""
    client = Client(headers={"accept-language": language})
    client.force_login(name)
    (section,) = re.findall(
        r'<section class="sign-off">(.*?)</section>', client.get(address_of(page)).content.decode(), re.S
    )
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", section)).split())


@pytest.mark.parametrize("state", STATES)
def test_the_proof_says_what_a_signature_means_in_each_state_of_the_edition(
    cast: Any, signed: Page, state: str
) -> None:
    act, english, chinese = STATES[state]
    act(signed, cast)
    assert Edition.objects.get(pk=signed.edition_id).state == state
    for language, words, person in (("en", english, "Signed off by 何守一, "), ("zh-hans", chinese, "何守一签付印，")):
        said = said_of_signing(cast.desk_editor, signed, language)
        assert said.startswith(("Sign-off for print " if language == "en" else "签付印 ") + person)
        # After who signed and when there is this one sentence.
        assert re.search(r"\d[^ ]*(?: [ap]\.m\.)?[.。]+ " + re.escape(words) + "$", said), said


def test_while_a_page_waits_the_proof_says_who_signs_it(cast: Any, page: Page, signed_in: Any) -> None:
    assert "signs this page off" in said_of_signing(cast.proofreader, page, "en")
    assert said_of_signing(cast.proofreader, page, "zh-hans") == "签付印 由总编辑或部门主任签付印。"
    assert "waits for its first proof" in said_of_signing(cast.section_head, page, "en")
    assert "signs this page off" not in said_of_signing(cast.section_head, page, "en")


def test_the_words_of_a_scheduled_edition_hold(cast: Any, signed: Page, room: DrawingRoom) -> None:
    schedule(signed, cast)
    workflow.word(signed.placements.all()[0], headline=RIGHT, deck="", by=cast.page_designer)
    drawn(signed, room)
    assert "waits for its first proof" in said_of_signing(cast.chief_editor, signed, "en")
    Edition.objects.filter(pk=signed.edition_id).update(go_live_at=database_now() - timedelta(minutes=1))
    assert publishing.publish_due() == []
    assert not PublishedEdition.objects.exists()


def test_a_published_page_stays_as_it_was_signed_when_the_paper_s_imprint_changes(
    cast: Any, signed: Page, signed_in: Any
) -> None:
    publish(signed, cast)
    Publication.objects.update(name="云岫晚报", price="每份2元")
    reader = Person(signed_in("desk_editor"))
    for address in (address_of(signed), board_of(signed)):
        assert "signed off by 何守一" in reader.open(address).words
        assert "being drawn" not in reader.words
        assert "/page.pdf" in reader.text
    assert "It is published so" in said_of_signing(cast.desk_editor, signed, "en")
