"""A correction that stands on a drawn page is printed on it: set, counted, drawn, read, signed, linked, withdrawn."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings

from articles import publishing as article_publishing
from articles.clock import database_now
from articles.models import Article, Correction, State, Withdrawal
from editions import corrections, drawing, makeup, preflight, publishing, workflow
from editions.composing.drawing_room import DrawingRoom
from editions.composing.grid import Cells
from editions.composing.source import Block
from editions.models import DrawingOrder, Edition, Page, PrintedCorrection, Slot
from editions.workflow import Refused, signing
from newsroom import press
from tests.editions import test_redrawing
from tests.editions.test_printed_corrections import NOTICE, corrected
from tests.editions.test_redrawing import handle
from tests.factories import bring_to, make_article, make_drawn_edition, prose
from tests.person import Person
from website.models import OutboxEvent, PublishedEdition

pytestmark = pytest.mark.django_db
PLACE = Cells(2, 64, 2, 8)


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DrawingRoom]:
    with DrawingRoom(tmp_path_factory.mktemp("corrected"), settings.FONTS) as room:
        yield room


@pytest.fixture
def paper(cast: Any) -> SimpleNamespace:
    """A corrected article, and tomorrow's page with a place for its correction below an article."""
    wrong = bring_to(State.PUBLISHED, make_article(by=cast.reporter, headline="渡船明天开航"), cast)
    correction = corrected(wrong, cast)
    edition = make_drawn_edition(cast)
    page = edition.pages.get()
    fresh = bring_to(State.APPROVED, make_article(by=cast.reporter, headline="清淤完工", body=prose(6)), cast)
    workflow.place(page, [fresh], by=cast.page_designer)
    workflow.resize(page.slots.get(order=4), Cells(2, 36, 2, 12), by=cast.page_designer)
    slot = workflow.add_slot(page, PLACE, by=cast.page_designer, role="corrections", style="normal")
    return SimpleNamespace(edition=edition, page=page, slot=slot, wrong=wrong, fresh=fresh, correction=correction)


def block_of(page: Page, slot: Slot) -> Block:
    source = makeup.make_up(page.edition).source(page)
    return next(block for block in source.blocks if block.key == slot.key)


def printed_words(block: Block) -> str:
    return "".join(line for column in block.columns for piece in column.pieces for line in piece.lines)


def words_of(name: str) -> str:
    """The words of a public PDF, its lines joined."""
    return test_redrawing.words_of(name).replace(" ", "")


def findings(edition: Edition) -> list[preflight.Finding]:
    return preflight.check(Edition.objects.with_pages().get(pk=edition.pk), appears_at=database_now())


def sentences(edition: Edition) -> str:
    return " ".join(finding.sentence for finding in findings(edition))


def place(paper: SimpleNamespace, cast: Any) -> None:
    corrections.place(paper.correction, paper.page, by=cast.page_designer)


def test_it_is_set_in_a_frame_under_a_small_head(cast: Any, paper: SimpleNamespace) -> None:
    assert block_of(paper.page, paper.slot).heading is None
    place(paper, cast)
    block = block_of(paper.page, paper.slot)
    assert block.heading is not None
    assert (block.role, block.style, block.heading.headline) == ("corrections", "box", ("更正",))
    assert printed_words(block) == NOTICE
    assert all(not fit.is_overset for fit in block.fits)


def test_a_short_notice_stands_whole_in_one_column(cast: Any, paper: SimpleNamespace) -> None:
    place(paper, cast)
    columns = block_of(paper.page, paper.slot).columns
    assert len(columns) == 2
    assert [bool(column.pieces) for column in columns] == [True, False]


def test_the_next_notice_begins_the_next_column_where_the_first_has_no_room_for_it(
    cast: Any, paper: SimpleNamespace
) -> None:
    place(paper, cast)
    wrong = bring_to(State.PUBLISHED, make_article(by=cast.reporter, headline="错稿"), cast)
    corrections.place(corrected(wrong, cast), paper.page, by=cast.page_designer)
    high = len(block_of(paper.page, paper.slot).columns[0].pieces[0].lines)
    workflow.resize(paper.slot, Cells(2, 64, 2, 10 - PLACE.lines + high + 2), by=cast.page_designer)
    block = block_of(paper.page, paper.slot)
    assert sum(fit.over for fit in block.fits) == 0
    assert ["".join(line for piece in column.pieces for line in piece.lines) for column in block.columns] == [
        NOTICE
    ] * 2


def test_several_stand_below_one_another_and_what_finds_no_room_keeps_the_page(
    cast: Any, paper: SimpleNamespace
) -> None:
    for number in range(4):
        wrong = bring_to(State.PUBLISHED, make_article(by=cast.reporter, headline=f"错稿{number}"), cast)
        corrections.place(corrected(wrong, cast), paper.page, by=cast.page_designer)
    place(paper, cast)
    block = block_of(paper.page, paper.slot)
    assert sum(piece.indent for column in block.columns for piece in column.pieces) > 1
    assert sum(fit.over for fit in block.fits) > 0
    refused = signing.obstacles_to_signing(*_as_it_stands(paper), rounds=0)
    assert any("text that finds no place" in sentence for sentence in refused)
    workflow.resize(paper.slot, Cells(2, 50, 2, 24), by=cast.page_designer)
    block = block_of(paper.page, paper.slot)
    assert printed_words(block) == NOTICE * 5
    assert sum(fit.over for fit in block.fits) == 0


def _as_it_stands(paper: SimpleNamespace) -> tuple[Page, Any]:
    made = makeup.make_up(paper.edition)
    page = made.pages[paper.page.pk]
    return page, made.source(page)


def test_a_page_is_drawn_anew_when_a_correction_comes_moves_or_goes(cast: Any, paper: SimpleNamespace) -> None:
    def orders_after(act: Any) -> bool:
        DrawingOrder.objects.all().delete()
        before = Page.objects.get(pk=paper.page.pk).layout_number
        act()
        assert Page.objects.get(pk=paper.page.pk).layout_number > before
        return DrawingOrder.objects.filter(page=paper.page).exists()

    assert orders_after(lambda: place(paper, cast))
    assert orders_after(lambda: corrections.take_off(paper.correction, paper.edition, by=cast.page_designer))
    assert orders_after(
        lambda: PrintedCorrection.objects.create(
            correction=paper.correction, page=paper.page, placed_by=cast.page_designer
        )
    )


def test_who_places_a_correction_has_laid_the_page_out_and_does_not_sign_it(
    cast: Any, paper: SimpleNamespace, room: DrawingRoom
) -> None:
    corrections.place(paper.correction, paper.page, by=cast.chief_editor)
    page = _drawn(paper, room)
    with pytest.raises(workflow.Refused, match="You have laid this page out"):
        workflow.sign_off(page, by=cast.chief_editor, seen=page.layout_number)


def test_a_correction_placed_after_the_sign_off_opens_the_page_again(
    cast: Any, paper: SimpleNamespace, room: DrawingRoom
) -> None:
    page = _drawn(paper, room)
    workflow.sign_off(page, by=cast.section_head, seen=page.layout_number)
    assert signing.frozen_as_it_stands(paper.edition)
    place(paper, cast)
    assert signing.frozen_as_it_stands(paper.edition) is None
    assert "is being drawn" in sentences(paper.edition)
    with pytest.raises(publishing.NotReady):
        publishing.publish(paper.edition, by=cast.chief_editor)


def test_a_drawn_page_without_a_slot_for_it_is_not_printed_without_a_word(cast: Any, paper: SimpleNamespace) -> None:
    place(paper, cast)
    assert "no slot for it" not in sentences(paper.edition)
    workflow.remove_slot(paper.slot, by=cast.page_designer)
    said = [finding for finding in findings(paper.edition) if "no slot for it" in finding.sentence]
    assert [finding.blocks for finding in said] == [True]
    refused = signing.obstacles_to_signing(*_as_it_stands(paper), rounds=0)
    assert any("no slot prints it" in sentence for sentence in refused)


def test_an_empty_place_for_corrections_is_told_until_one_stands_in_it(cast: Any, paper: SimpleNamespace) -> None:
    assert "empty slots: Second lead, Article, Article, Corrections" in sentences(paper.edition)
    place(paper, cast)
    assert "Corrections" not in sentences(paper.edition)


def test_no_article_goes_into_the_place_for_corrections(cast: Any, paper: SimpleNamespace) -> None:
    standing = paper.page.placements.get()
    with pytest.raises(workflow.Refused, match="kept for corrections"):
        workflow.fill(standing, paper.slot, by=cast.page_designer)
    other = bring_to(State.APPROVED, make_article(by=cast.reporter, headline="短讯", body=prose(1)), cast)
    with pytest.raises(workflow.Refused, match="kept for corrections"):
        workflow.place(paper.page, [other], slot=paper.slot, by=cast.page_designer)
    assert paper.slot not in workflow.open_slots(paper.page)
    with pytest.raises(workflow.Refused, match="Take it off first"):
        workflow.change_slot(standing.slot, by=cast.page_designer, role="corrections")


def test_undoing_another_change_leaves_the_correction_on_the_page(cast: Any, paper: SimpleNamespace) -> None:
    workflow.change_slot(paper.slot, by=cast.page_designer, text_columns=1)
    place(paper, cast)
    workflow.undo(paper.page, by=cast.page_designer)
    paper.slot.refresh_from_db()
    assert paper.slot.text_columns == 0
    assert printed_words(block_of(paper.page, paper.slot)) == NOTICE


def test_the_designer_prints_it_from_the_board_of_the_page(cast: Any, paper: SimpleNamespace, signed_in: Any) -> None:
    address = f"/admin/editions/edition/{paper.edition.pk}/page/{paper.page.pk}/"
    designer = Person(signed_in("page_designer")).open(address)
    assert NOTICE in designer.words
    number = str(paper.correction.pk)
    browser = signed_in("page_designer")
    seen = Page.objects.get(pk=paper.page.pk).layout_number
    browser.post(f"{address}do/", {"do": "print_correction", "seen": seen, "correction": number})
    assert PrintedCorrection.objects.get().page == paper.page
    assert "needs 2 lines" in designer.open(address).words
    late = browser.post(f"{address}do/", {"do": "print_correction", "seen": seen, "correction": number})
    assert late.status_code == 409
    assert (
        browser.post(f"{address}do/", {"do": "print_correction", "seen": seen, "correction": 987654}).status_code == 404
    )
    browser.post(f"{address}do/", {"do": "omit_correction", "seen": seen + 1, "correction": number})
    assert not PrintedCorrection.objects.exists()
    other = signed_in("desk_editor")
    other.post(f"{address}do/", {"do": "print_correction", "seen": seen + 2, "correction": number})
    assert not PrintedCorrection.objects.exists()


def test_a_withdrawn_article_takes_its_correction_off_the_pages_in_the_making(
    cast: Any, paper: SimpleNamespace
) -> None:
    place(paper, cast)
    before = Page.objects.get(pk=paper.page.pk).layout_number
    _withdraw(paper.wrong, cast)
    assert not PrintedCorrection.objects.exists()
    assert Page.objects.get(pk=paper.page.pk).layout_number > before
    assert printed_words(block_of(paper.page, paper.slot)) == ""
    article_publishing.overturn(Withdrawal.objects.get(), by=cast.section_head, reason="属实")
    assert [one.correction for one in corrections.due()] == [paper.correction]


def test_readers_see_it_on_the_page_and_find_from_it_what_was_corrected(
    cast: Any, paper: SimpleNamespace, room: DrawingRoom, client: Any
) -> None:
    place(paper, cast)
    shown = _published(cast, paper, room)
    assert NOTICE in words_of(shown.pdf)
    assert {region.article_id for region in shown.regions.all()} == {paper.fresh.pk}
    page = client.get(shown.get_absolute_url()).content.decode()
    overlay = page.split("<svg", 1)[1].split("</svg>", 1)[0]
    assert f'href="/article/{paper.wrong.pk}/#corrections"' in overlay
    assert NOTICE in overlay
    assert client.get(f"{shown.get_absolute_url()}{paper.wrong.pk}/").status_code == 404


def test_what_is_withdrawn_after_publication_leaves_the_printed_correction_too(
    cast: Any, paper: SimpleNamespace, room: DrawingRoom, client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(press.DRAWING_TABLE, "room", room)
    place(paper, cast)
    shown = _published(cast, paper, room)
    OutboxEvent.objects.all().delete()
    _withdraw(paper.wrong, cast)
    shown.refresh_from_db()
    assert shown.pdf == shown.picture_base == PublishedEdition.objects.get(pk=paper.edition.pk).pdf == ""
    handle()
    shown.refresh_from_db()
    said = words_of(shown.pdf)
    assert NOTICE not in said
    assert "此处更正的稿件已撤" in said
    assert "清淤完工" in said
    assert NOTICE not in client.get(shown.get_absolute_url()).content.decode()
    article_publishing.overturn(Withdrawal.objects.get(), by=cast.section_head, reason="属实")
    handle()
    shown.refresh_from_db()
    assert NOTICE in words_of(shown.pdf)


def test_the_reply_of_somebody_concerned_is_marked_as_one(cast: Any, paper: SimpleNamespace) -> None:
    place(paper, cast)
    made = makeup.make_up(paper.edition)
    standing = made.pages[paper.page.pk].printed_corrections.all()[0]
    standing.correction.kind = Correction.Kind.REPLY
    block = next(one for one in made.source(paper.page).blocks if one.key == paper.slot.key)
    (first, *_rest) = block.columns[0].pieces
    assert printed_words(block).endswith(NOTICE)
    assert first.bold > 0


def _withdraw(article: Article, cast: Any) -> None:
    found = Article.objects.get(pk=article.pk)
    article_publishing.withdraw(found, by=cast.chief_editor, reason="失实", notice="本文已撤回。")


def _drawn(paper: SimpleNamespace, room: DrawingRoom) -> Page:
    page = Page.objects.select_related("edition").get(pk=paper.page.pk)
    drawing.draw(page, room)
    return page


def _published(cast: Any, paper: SimpleNamespace, room: DrawingRoom) -> Any:
    page = _drawn(paper, room)
    workflow.sign_off(page, by=cast.section_head, seen=page.layout_number)
    publishing.publish(paper.edition, by=cast.chief_editor)
    return PublishedEdition.objects.get(pk=paper.edition.pk).pages.get()


def test_a_page_has_one_slot_for_its_corrections(cast: Any, paper: SimpleNamespace) -> None:
    free = Cells(0, 64, 1, 8)
    with pytest.raises(Refused, match="its slot for corrections already"):
        workflow.add_slot(paper.page, free, by=cast.page_designer, role="corrections", style="normal")
    other = paper.page.slots.get(order=3)
    with pytest.raises(Refused, match="its slot for corrections already"):
        workflow.change_slot(other, by=cast.page_designer, role="corrections")
    workflow.change_slot(paper.slot, by=cast.page_designer, role="corrections", order=9)
    workflow.remove_slot(paper.slot, by=cast.page_designer)
    workflow.change_slot(other, by=cast.page_designer, role="corrections")
