"""Kinds of page: slots drawn on a sheet, two editors at one template, a copy, and what stays because it is in use."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from editions import workflow
from editions.composing.grid import Cells
from editions.models import PageTemplate, PlannedPage, TemplateSlot
from editions.workflow import Refused, StaleLayout
from tests.factories import make_drawn_edition, make_drawn_template, make_template

pytestmark = pytest.mark.django_db

LIST = "/admin/editions/pagetemplate/"
PLAIN = {"masthead_columns": 0, "masthead_lines": 0, "most_articles": 8}


def again(template: PageTemplate) -> PageTemplate:
    return PageTemplate.objects.get(pk=template.pk)


def do(browser: Any, template: PageTemplate, deed: str, seen: int | None = None, **fields: Any) -> Any:
    """Press a button on the template's sheet, without script."""
    number = again(template).layout_number if seen is None else seen
    return browser.post(f"{LIST}{template.pk}/do/", {"do": deed, "seen": number, **fields}, follow=True)


def told(response: Any) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def cells(column: int, row: int, span: int, lines: int) -> dict[str, int]:
    """As people count: columns and lines from 1."""
    return {"column": column, "row": row, "span": span, "lines": lines}


def test_the_database_lets_no_two_slots_of_a_template_lie_on_each_other() -> None:
    template = make_drawn_template()
    other = make_drawn_template([("lead", "lead", 0, 0, 1, 10)], name="另一版")
    TemplateSlot.objects.create(template=other, key="x", column=0, row=10, span=1, lines=5)
    with connection.cursor() as cursor, transaction.atomic():
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(IntegrityError, match="editions_template_slots_apart"):
            TemplateSlot.objects.create(template=template, key="x", column=0, row=10, span=1, lines=5)


def test_the_chief_editor_makes_a_template_and_draws_its_slots(signed_in: Any, cast: Any) -> None:
    paper = make_drawn_template().paper
    assert paper is not None
    browser = signed_in("chief_editor")
    fields = {"name": "要闻版", "paper": paper.pk, **PLAIN, "masthead_columns": 4, "masthead_lines": 12}
    browser.post(f"{LIST}add/", fields)
    template = PageTemplate.objects.get(name="要闻版")
    do(browser, template, "add", **cells(1, 14, 3, 30), role="lead", style="lead")
    do(browser, template, "add", **cells(4, 14, 1, 30), role="briefs", style="briefs")
    lead, briefs = template.slots.all()
    assert (lead.role, lead.cells, lead.order) == ("lead", Cells(0, 13, 3, 30), 1)
    do(browser, template, "change", slot=lead.pk, role="lead", style="second", order=1, photo_columns=9, photo_lines=14)
    do(browser, template, "resize", slot=briefs.pk, **cells(4, 14, 1, 40))
    lead, briefs = template.slots.all()
    assert (lead.style, lead.photo_columns, lead.photo_lines) == ("second", 3, 14)  # no wider than its slot
    assert briefs.lines == 40
    do(browser, template, "remove_slot", slot=briefs.pk)
    assert list(template.slots.all()) == [lead]


@pytest.mark.parametrize(
    ("where", "sentence"),
    [
        (cells(1, 20, 2, 10), "Two slots would lie on each other. Make room first."),
        (cells(4, 60, 2, 10), "it has 4 columns and 74 lines"),
        (cells(0, 1, 1, 10), "counted from 1"),
        ({**cells(1, 1, 1, 10), "span": "zwei"}, "not a whole number"),
    ],
)
def test_a_slot_that_has_no_room_is_refused_in_a_sentence(signed_in: Any, cast: Any, where: Any, sentence: str) -> None:
    template = make_drawn_template()
    response = do(signed_in("chief_editor"), template, "add", **where)
    assert sentence in told(response)[0]
    assert template.slots.count() == 4


def test_nothing_stands_where_the_papers_name_stands(cast: Any) -> None:
    template = make_drawn_template([("lead", "lead", 0, 12, 3, 10)], name="头版")
    PageTemplate.objects.filter(pk=template.pk).update(masthead_columns=3, masthead_lines=12)
    seen = again(template).layout_number
    with pytest.raises(Refused, match="The paper's name stands there"):
        workflow.add_template_slot(template, Cells(2, 5, 2, 10), by=cast.admin, seen=seen, role="ear", style="box")
    workflow.add_template_slot(template, Cells(3, 0, 1, 12), by=cast.admin, seen=seen, role="ear", style="box")


def test_two_editors_at_one_template_never_overwrite_each_other(signed_in: Any, cast: Any) -> None:
    template = make_drawn_template()
    hers, his = signed_in("chief_editor"), signed_in("admin")
    seen = again(template).layout_number
    first, second = template.slots.all()[:2]
    do(hers, template, "remove_slot", slot=first.pk, seen=seen)
    response = do(his, template, "remove_slot", slot=second.pk, seen=seen)
    assert "Somebody has changed the template" in told(response)[0]
    assert second in template.slots.all()
    details = {"name": "改名版", "paper": template.paper_id, **PLAIN, "seen": seen}
    response = his.post(f"{LIST}{template.pk}/change/", details)
    assert "Somebody has changed this template meanwhile." in response.content.decode()
    assert again(template).name == "画版"
    details["seen"] = again(template).layout_number
    his.post(f"{LIST}{template.pk}/change/", details)
    assert again(template).name == "改名版"
    with pytest.raises(StaleLayout):
        workflow.remove_template_slot(second, by=cast.chief_editor, seen=details["seen"])


def test_a_board_in_the_background_gets_the_sheet_with_its_sentence(signed_in: Any, cast: Any) -> None:
    template = make_drawn_template()
    browser, url = signed_in("chief_editor"), f"{LIST}{template.pk}/do/"
    sent = {"do": "add", "seen": again(template).layout_number, **cells(1, 1, 1, 10)}
    response = browser.post(url, sent, headers={"X-Board": "1"})
    assert response.status_code == 422
    assert "Two slots would lie on each other" in response.content.decode()
    response = browser.post(url, {**sent, "seen": 0}, headers={"X-Board": "1"})
    assert response.status_code == 409
    assert "<html" not in response.content.decode()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"paper": ""}, "Remove them first, then it can become a list."),
        ({"masthead_columns": 4, "masthead_lines": 10}, "The masthead would lie on the slot “Lead”."),
        ({"masthead_columns": 5, "masthead_lines": 10}, "it has 4 columns and 74 lines"),
        ({"masthead_columns": 2}, "A masthead has columns and lines"),
    ],
)
def test_rules_that_the_slots_cannot_follow_are_refused(signed_in: Any, cast: Any, change: Any, sentence: str) -> None:
    template = make_drawn_template()
    fields = {"name": "画版", "paper": template.paper_id, **PLAIN, "seen": again(template).layout_number}
    response = signed_in("chief_editor").post(f"{LIST}{template.pk}/change/", fields | change)
    assert sentence in response.content.decode()


def test_a_template_is_copied_with_all_its_slots(signed_in: Any, cast: Any) -> None:
    template = make_drawn_template()
    browser = signed_in("chief_editor")
    for name in ("画版 2", "画版 3"):
        browser.post(f"{LIST}{template.pk}/copy/")
        copy = PageTemplate.objects.get(name=name)
        assert [slot.cells for slot in copy.slots.all()] == [slot.cells for slot in template.slots.all()]
        assert copy.paper == template.paper


def test_a_template_in_use_stays_and_the_page_says_who_uses_it(signed_in: Any, cast: Any) -> None:
    edition = make_drawn_edition(cast)
    template = edition.pages.get().template
    browser = signed_in("chief_editor")
    response = browser.post(f"{LIST}{template.pk}/remove/", follow=True)
    assert told(response) == ["1 page of an edition is made after this template, so it stays."]
    PlannedPage.objects.create(weekday=2, letter="A", number=3, template=template)
    shown = browser.get(f"{LIST}{template.pk}/change/").content.decode()
    assert "<b>Wednesday</b> A03" in shown
    assert "1 page under way" in shown
    response = browser.post(f"{LIST}{template.pk}/remove/", follow=True)
    assert told(response) == ["The plan has 1 page of this template, so it stays."]
    unused = make_template(name="不用的版")
    browser.post(f"{LIST}{unused.pk}/remove/")
    assert not PageTemplate.objects.filter(pk=unused.pk).exists()


def test_a_designer_keeps_no_templates_whatever_he_sends(signed_in: Any, cast: Any) -> None:
    template = make_drawn_template()
    assert signed_in("page_designer").post(f"{LIST}{template.pk}/do/", {"do": "add"}).status_code == 404
    with pytest.raises(Refused, match="does not include its templates"):
        workflow.copy_template(template, by=cast.page_designer)


def test_a_later_template_never_touches_a_page_under_way(cast: Any) -> None:
    page = make_drawn_edition(cast).pages.get()
    slot = page.template.slots.first()
    assert slot is not None
    workflow.remove_template_slot(slot, by=cast.chief_editor, seen=again(page.template).layout_number)
    assert page.slots.count() == 4


def test_the_history_has_one_line_for_a_sitting_at_the_slots(signed_in: Any, cast: Any) -> None:
    template = make_drawn_template()
    browser = signed_in("chief_editor")
    for slot in template.slots.all():
        do(browser, template, "remove_slot", slot=slot.pk)
    shown = browser.get(f"{LIST}{template.pk}/history/").content.decode()
    assert shown.count("Changed slots.") == 1


def test_the_weekday_plan_shows_a_small_drawing_of_each_template(signed_in: Any, cast: Any) -> None:
    PlannedPage.objects.create(weekday=0, letter="A", number=1, template=make_drawn_template())
    PlannedPage.objects.create(weekday=0, letter="A", number=2, template=make_template())
    shown = signed_in("chief_editor").get(reverse("admin:editions_plannedpage_changelist")).content.decode()
    assert shown.count('<svg class="sheet-drawing is-small"') == 1
    assert shown.count("drawn-slot") == 4
