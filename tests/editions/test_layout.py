"""Laying a page out: slots, what stands in them, undoing it, and two people at one page."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, InternalError, connection, transaction

from articles.models import State
from editions import layout_suggesting, makeup, repair_offers, workflow
from editions.composing.grid import Cells
from editions.models import Edition, LayoutChange, Page, Placement, Slot
from editions.workflow import Refused, StaleLayout
from tests.factories import bring_to, edit_approved, make_article, make_drawn_edition, make_edition, prose, take

pytestmark = pytest.mark.django_db


def approved(cast: Any, headline: str = "芦溪下游清淤提前完工", paragraphs: int = 4, **fields: Any) -> Any:
    article = make_article(by=cast.reporter, headline=headline, body=prose(paragraphs), **fields)
    return bring_to(State.APPROVED, article, cast)


def at_once(sql: str, *values: Any) -> None:
    """Past all our code, with the rules that wait for the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def review_again(article: Any, cast: Any) -> Any:
    for verb, person in (("pass", cast.desk_editor), ("pass", cast.section_head), ("approve", cast.chief_editor)):
        article = take(verb, article, person)
    return article


def page_of(edition: Edition, number: int = 1) -> Page:
    return edition.pages.get(number=number)


def test_a_page_gets_the_slots_of_its_template(cast: Any) -> None:
    page = page_of(make_drawn_edition(cast))
    assert [slot.role for slot in page.slots.all()] == ["lead", "second", "article", "article"]
    assert page.is_drawn


def test_a_page_of_a_list_template_has_no_slots_and_is_not_drawn(cast: Any) -> None:
    page = page_of(make_edition(cast))
    assert not page.is_drawn
    assert not page.slots.exists()


def test_a_placed_article_takes_the_first_open_slot_and_the_next_one_the_next(cast: Any) -> None:
    page = page_of(make_drawn_edition(cast))
    first, second = workflow.place(page, [approved(cast, "甲"), approved(cast, "乙")], by=cast.page_designer)
    assert (first.slot.role, second.slot.role) == ("lead", "second")
    assert [one.order for one in page.placements.all()] == [1, 2]


def test_an_article_beyond_the_slots_stands_on_the_list_of_the_page(cast: Any) -> None:
    page = page_of(make_drawn_edition(cast))
    placed = workflow.place(page, [approved(cast, f"第{n}篇文章") for n in range(5)], by=cast.page_designer)
    assert [one.slot is None for one in placed] == [False, False, False, False, True]


def test_two_articles_change_places_when_one_is_put_where_the_other_stands(cast: Any) -> None:
    page = page_of(make_drawn_edition(cast))
    first, second = workflow.place(page, [approved(cast, "甲"), approved(cast, "乙")], by=cast.page_designer)
    workflow.fill(second, first.slot, by=cast.page_designer)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.slot.role, second.slot.role) == ("second", "lead")
    assert (first.order, second.order) == (2, 1)


def test_the_page_is_composed_from_what_stands_in_its_slots(cast: Any) -> None:
    edition = make_drawn_edition(cast)
    page = page_of(edition)
    article = approved(cast)
    workflow.place(page, [article], by=cast.page_designer)
    source = makeup.make_up(edition).source(page)
    lead = next(block for block in source.blocks if block.role == "lead")
    assert lead.articles == (article.pk,)
    assert lead.heading.headline == ("芦溪下游清淤提前完工",)
    said = "".join(line for column in lead.columns for piece in column.pieces for line in piece.lines)
    assert "芦溪下游的清淤船" in said


def test_slots_never_lie_on_each_other_not_even_by_raw_sql(cast: Any) -> None:
    page = page_of(make_drawn_edition(cast))
    lead, second, *_rest = page.slots.all()
    with pytest.raises(Refused, match=r"lie on each other|压在一起|重叠"):
        workflow.resize(lead, Cells(0, 0, 4, 20), by=cast.page_designer)
    with pytest.raises(IntegrityError), transaction.atomic():
        at_once('UPDATE editions_slot SET "column" = 0, span = 4 WHERE id = %s', second.pk)


def test_a_slot_lies_on_the_sheet(cast: Any) -> None:
    page = page_of(make_drawn_edition(cast))
    with pytest.raises(Refused):
        workflow.add_slot(page, Cells(3, 60, 2, 10), by=cast.page_designer)


def test_a_locked_slot_is_left_alone(cast: Any) -> None:
    page = page_of(make_drawn_edition(cast))
    lead = page.slots.first()
    workflow.change_slot(lead, by=cast.page_designer, locked=True)
    with pytest.raises(Refused):
        workflow.resize(lead, Cells(0, 0, 2, 20), by=cast.page_designer)
    with pytest.raises(Refused):
        workflow.remove_slot(lead, by=cast.page_designer)
    workflow.change_slot(lead, by=cast.page_designer, locked=False)
    workflow.resize(lead, Cells(0, 0, 2, 20), by=cast.page_designer)


def test_every_change_counts_the_layout_number_on_whoever_makes_it(cast: Any) -> None:
    page = page_of(make_drawn_edition(cast))
    before = page.layout_number
    Slot.objects.filter(page=page, role="lead").update(lines=20)
    page.refresh_from_db()
    assert page.layout_number > before


def test_nobody_overwrites_what_he_has_not_seen(cast: Any) -> None:
    page = page_of(make_drawn_edition(cast))
    seen = page.layout_number
    lead = page.slots.first()
    workflow.resize(lead, Cells(0, 0, 3, 30), by=cast.page_designer, seen=seen)
    with pytest.raises(StaleLayout):
        workflow.resize(lead, Cells(0, 0, 3, 20), by=cast.chief_editor, seen=seen)
    lead.refresh_from_db()
    assert lead.lines == 30


def test_what_was_changed_last_is_taken_back_and_then_what_was_before_it(cast: Any) -> None:
    page = page_of(make_drawn_edition(cast))
    article = approved(cast)
    (placed,) = workflow.place(page, [article], by=cast.page_designer)
    workflow.resize(placed.slot, Cells(0, 0, 3, 20), by=cast.page_designer)
    workflow.word(placed, headline="清淤完工", deck="", by=cast.page_designer)
    workflow.undo(page, by=cast.page_designer)
    placed.refresh_from_db()
    assert placed.headline == ""
    workflow.undo(page, by=cast.page_designer)
    placed.slot.refresh_from_db()
    assert placed.slot.lines == 34
    workflow.undo(page, by=cast.page_designer)
    assert not page.placements.exists()
    with pytest.raises(Refused):
        workflow.undo(page, by=cast.page_designer)


def test_an_article_that_was_taken_off_comes_back_into_its_slot(cast: Any) -> None:
    page = page_of(make_drawn_edition(cast))
    (placed,) = workflow.place(page, [approved(cast)], by=cast.page_designer)
    workflow.remove(placed, by=cast.page_designer)
    workflow.undo(page, by=cast.page_designer)
    assert page.placements.get().slot.role == "lead"


def test_an_article_that_stands_elsewhere_by_now_does_not_come_back(cast: Any) -> None:
    edition = make_drawn_edition(cast, pages=2)
    article = approved(cast)
    (placed,) = workflow.place(page_of(edition), [article], by=cast.page_designer)
    workflow.remove(placed, by=cast.page_designer)
    workflow.place(page_of(edition, 2), [article], by=cast.page_designer)
    with pytest.raises(Refused):
        workflow.undo(page_of(edition), by=cast.page_designer)


def test_the_record_of_layouts_is_not_rewritten(cast: Any) -> None:
    page = page_of(make_drawn_edition(cast))
    workflow.place(page, [approved(cast)], by=cast.page_designer)
    change = LayoutChange.objects.get(page=page)
    assert change.by == cast.page_designer
    with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
        LayoutChange.objects.filter(pk=change.pk).update(by=cast.chief_editor)
    with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
        LayoutChange.objects.filter(pk=change.pk).delete()


def test_a_slot_holds_one_article_unless_it_is_for_briefs(cast: Any) -> None:
    page = page_of(make_drawn_edition(cast))
    first, second = workflow.place(page, [approved(cast, "甲"), approved(cast, "乙")], by=cast.page_designer)
    with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
        at_once("UPDATE editions_placement SET slot_id = %s WHERE id = %s", first.slot_id, second.pk)
    workflow.remove(second, by=cast.page_designer)
    workflow.change_slot(first.slot, by=cast.page_designer, style="briefs", role="briefs")
    (third,) = workflow.place(page, [second.article], by=cast.page_designer, slot=first.slot)
    assert third.slot_id == first.slot_id


def test_what_finds_no_place_goes_on_on_another_page_without_gap_or_overlap(cast: Any) -> None:
    edition = make_drawn_edition(cast, pages=2)
    article = approved(cast, paragraphs=40)
    (placed,) = workflow.place(page_of(edition), [article], by=cast.page_designer)
    target = page_of(edition, 2)
    rest = workflow.jump(placed, target, target.slots.last(), by=cast.page_designer)
    made = makeup.make_up(edition)
    first, second = made.fit_of(placed), made.fit_of(rest)
    assert first.over == 0
    assert first.set_until > 0
    assert second.set_until > first.set_until
    source = made.source(page_of(edition))
    assert any("A02" in block.jump for block in source.blocks)
    assert Edition.objects.with_counts().get(pk=edition.pk).article_count == 1  # it is one article on two pages
    assert any("A01" in block.jumped for block in made.source(target).blocks)
    workflow.do_not_jump(placed, by=cast.page_designer)
    assert not Placement.objects.filter(page=target).exists()


def test_what_goes_on_here_has_its_own_headline_and_it_is_taken_back_again(cast: Any) -> None:
    edition = make_drawn_edition(cast, pages=2)
    (placed,) = workflow.place(page_of(edition), [approved(cast, paragraphs=60)], by=cast.page_designer)
    target = page_of(edition, 2)
    rest = workflow.jump(placed, target, target.slots.last(), by=cast.page_designer)
    other = workflow.place(target, [approved(cast, "渡口")], by=cast.page_designer)[0]
    workflow.word(rest, headline="清淤之后", deck="", by=cast.page_designer, step=-2, rows=1)
    assert "清淤之后" in str(makeup.make_up(edition).source(target).as_json())
    workflow.undo(target, by=cast.page_designer)
    rest.refresh_from_db()
    assert (rest.headline, rest.headline_step, rest.headline_rows) == ("", 0, 0)
    assert rest.slot == target.slots.last()
    assert target.placements.filter(pk=other.pk).exists()


def test_what_helps_a_continuation_neither_jumps_again_nor_shows_photos(cast: Any) -> None:
    edition = make_drawn_edition(cast, pages=3)
    (placed,) = workflow.place(page_of(edition), [approved(cast, paragraphs=120)], by=cast.page_designer)
    target = page_of(edition, 2)
    rest = workflow.jump(placed, target, target.slots.last(), by=cast.page_designer)
    made = makeup.make_up(edition)
    assert rest.slot is not None
    found = repair_offers.ways(made, made.pages[target.pk], made.slot(rest.slot), rest)
    assert found
    assert {way.deed for way in found} <= {"word", "trim", ""}


def test_a_layout_is_suggested_for_the_rest_of_an_article_and_not_for_all_of_it_again(cast: Any) -> None:
    edition = make_drawn_edition(cast, pages=2)
    (placed,) = workflow.place(page_of(edition), [approved(cast, paragraphs=40)], by=cast.page_designer)
    target = page_of(edition, 2)
    rest = workflow.jump(placed, target, target.slots.first(), by=cast.page_designer)
    made = makeup.make_up(edition)
    whole = made.manuscripts[placed.version_id]
    left = layout_suggesting.to_be_set(made, rest)
    assert left.characters == whole.characters - made.fit_of(placed).set_until
    assert "".join(item.text for item in whole.items).endswith("".join(item.text for item in left.items))
    assert (left.opening, left.photos, left.deck) == ("", (), "")
    assert layout_suggesting.to_be_set(made, placed) is whole


def test_a_newer_version_is_flagged_and_taken_or_kept_for_now(cast: Any) -> None:
    edition = make_drawn_edition(cast)
    page = page_of(edition)
    article = approved(cast)
    (placed,) = workflow.place(page, [article], by=cast.page_designer)
    article = review_again(edit_approved(article, cast, body=prose(5)), cast)
    placed.refresh_from_db()
    assert placed.is_stale
    workflow.keep(placed, by=cast.page_designer)
    placed.refresh_from_db()
    assert placed.kept_over_id == article.current_version_id
    renewed = workflow.renew(placed, by=cast.page_designer)
    assert renewed.version_id == article.current_version_id
    assert renewed.kept_over is None


def test_who_may_not_compose_changes_nothing(cast: Any) -> None:
    page = page_of(make_drawn_edition(cast))
    for person in (cast.reporter, cast.proofreader, cast.desk_editor, cast.section_head):
        with pytest.raises(Refused):
            workflow.resize(page.slots.first(), Cells(0, 0, 3, 20), by=person)
