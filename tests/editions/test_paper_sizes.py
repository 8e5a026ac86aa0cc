"""The sheets of the paper: a sheet that does not hold its columns is refused in words; a new measure redraws pages."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from articles.models import State
from editions import publishing, workflow
from editions.composing.grid import Cells
from editions.models import DrawingOrder, PaperSize, SignOff, TemplateSlot
from tests.factories import (
    bring_to,
    make_article,
    make_drawn_edition,
    make_drawn_template,
    make_edition,
    make_paper,
    prose,
)

pytestmark = pytest.mark.django_db

LIST = "/admin/editions/papersize/"
MEASURES = {
    "width_mm": 275, "height_mm": 395, "columns": 4, "column_chars": 17, "gutter_chars": 1.5, "cell_mm": 3.25,
    "line_mm": 4.8, "top_mm": 20, "lines": 74,
}  # fmt: skip


def test_a_new_sheet_begins_from_one_of_the_two_dailies_use(signed_in: Any, cast: Any) -> None:
    browser = signed_in("chief_editor")
    plain = browser.get(f"{LIST}add/").content.decode()
    assert 'href="?from=broadsheet"' in plain
    begun = browser.get(f"{LIST}add/?from=broadsheet&name=zq&width_mm=77").content.decode()
    assert 'value="390"' in begun
    assert 'value="zq"' not in begun  # no other word of the address
    assert "Text area 351.9 × 489.6 mm" in begun
    browser.post(f"{LIST}add/", {"name": "四开", **MEASURES})
    assert PaperSize.objects.get().grid.text_width_mm == pytest.approx(235.625)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"columns": 6}, "Together the columns are 355.9 mm wide, the sheet only 275.0 mm."),
        ({"lines": 90}, "The upper margin and the lines are 452.0 mm high, the sheet only 395.0 mm."),
        ({"line_mm": 3}, "The lines would stand on each other"),
        ({"columns": 0}, "greater than or equal to 1"),
        ({"cell_mm": "nan"}, "Enter a number"),
    ],
)
def test_a_sheet_that_does_not_fit_is_refused_in_words(signed_in: Any, cast: Any, change: Any, sentence: str) -> None:
    response = signed_in("admin").post(f"{LIST}add/", {"name": "四开", **MEASURES, **change})
    shown = response.content.decode()
    assert sentence in shown
    assert "is violated" not in shown  # the database's own words
    assert not PaperSize.objects.exists()


def test_other_measures_have_the_pages_drawn_anew_that_are_not_published(signed_in: Any, cast: Any) -> None:
    page = make_drawn_edition(cast).pages.get()
    article = bring_to(State.APPROVED, make_article(by=cast.reporter, headline="清淤", body=prose(2)), cast)
    workflow.place(page, [article], by=cast.page_designer)
    page.refresh_from_db()
    SignOff.objects.create(page=page, by=cast.chief_editor, layout_number=page.layout_number, digest="0" * 64)
    DrawingOrder.objects.all().delete()
    browser, url = signed_in("admin"), f"{LIST}{page.paper_id}/change/"
    shown = browser.get(url).content.decode()
    assert "1 page that is not published stands on this sheet." in shown
    browser.post(url, {"name": "四开", **MEASURES})
    assert not DrawingOrder.objects.exists()  # the same measures
    response = browser.post(url, {"name": "四开", **MEASURES, "top_mm": 18}, follow=True)
    told = [str(message) for message in response.context["messages"]]
    assert any("1 page is drawn anew by the press" in sentence for sentence in told)
    assert DrawingOrder.objects.get().page == page
    number = page.layout_number
    page.refresh_from_db()
    assert page.layout_number == number + 1  # so the sign-off of the page as it was no longer counts


def test_other_measures_stand_in_the_record_of_the_page_by_name(cast: Any) -> None:
    page = make_drawn_edition(cast).pages.get()
    paper, number = make_paper(), page.layout_number
    paper.top_mm = 18
    workflow.measure_anew(paper, by=cast.chief_editor)
    change = page.layout_changes.get()
    assert (change.verb, change.by, change.number) == ("measures", cast.chief_editor, number + 1)
    with pytest.raises(workflow.StaleLayout, match=str(cast.chief_editor)):
        workflow.add_slot(page, Cells(0, 60, 1, 5), by=cast.page_designer, seen=number)
    # It is taken back where it was made, and the designer's undoing goes past it.
    with pytest.raises(workflow.Refused, match="nothing to take back"):
        workflow.undo(page, by=cast.page_designer)


def test_who_measured_the_sheet_anew_laid_out_no_page(signed_in: Any, cast: Any) -> None:
    page = make_drawn_edition(cast).pages.get()
    paper = make_paper()
    paper.top_mm = 18
    workflow.measure_anew(paper, by=cast.chief_editor)
    page.refresh_from_db()
    SignOff.objects.create(page=page, by=cast.chief_editor, layout_number=page.layout_number, digest="0" * 64)
    workflow.remove_slot(page.slots.last(), by=cast.chief_editor)
    page.refresh_from_db()
    with pytest.raises(IntegrityError, match="own layout"), transaction.atomic():
        SignOff.objects.create(page=page, by=cast.chief_editor, layout_number=page.layout_number, digest="1" * 64)


def test_what_stood_on_a_larger_sheet_is_not_put_back_beside_the_smaller_one(cast: Any) -> None:
    page = make_drawn_edition(cast, slots=[("article", "normal", 0, 0, 4, 74)], name="整版").pages.get()
    workflow.resize(page.slots.get(), Cells(0, 0, 4, 60), by=cast.page_designer)
    TemplateSlot.objects.all().delete()
    paper = make_paper()
    paper.lines = 60
    workflow.measure_anew(paper, by=cast.chief_editor)
    with pytest.raises(workflow.Refused, match="has no room on it"):
        workflow.undo(page, by=cast.page_designer)
    assert page.slots.get().lines == 60


def test_undoing_a_template_gives_the_page_its_sheet_back(cast: Any) -> None:
    page = make_drawn_edition(cast).pages.get()
    sheet = page.paper_id
    other = PaperSize.objects.create(name="小报", **MEASURES)
    page.template.paper, page.template.masthead_columns, page.template.masthead_lines = other, 4, 8
    page.template.save()
    TemplateSlot.objects.all().delete()
    workflow.adopt_template(page, by=cast.page_designer)
    page.refresh_from_db()
    assert (page.paper, page.masthead_lines) == (other, 8)
    workflow.undo(page, by=cast.page_designer)
    page.refresh_from_db()
    assert (page.paper_id, page.masthead_lines) == (sheet, 0)
    assert page.slots.count() == 4


def test_a_published_page_is_not_drawn_anew(signed_in: Any, cast: Any) -> None:
    edition = make_edition(cast)
    paper, page = make_paper(), edition.pages.get()
    article = bring_to(State.APPROVED, make_article(by=cast.reporter), cast)
    workflow.place(page, [article], by=cast.page_designer)
    publishing.publish(edition, by=cast.chief_editor)
    assert workflow.pages_on(paper) == []
    paper.top_mm = 18
    assert workflow.measure_anew(paper, by=cast.chief_editor) == 0
    assert not DrawingOrder.objects.exists()


def test_a_sheet_never_becomes_too_small_for_what_stands_on_it(signed_in: Any, cast: Any) -> None:
    template = make_drawn_template()
    browser, url = signed_in("chief_editor"), f"{LIST}{template.paper_id}/change/"
    response = browser.post(url, {"name": "四开", **MEASURES, "columns": 3})
    assert "The slot “Second lead” of 画版 would no longer lie on the sheet." in response.content.decode()
    assert make_paper().columns == 4


def test_a_sheet_on_which_something_stands_stays(signed_in: Any, cast: Any) -> None:
    template = make_drawn_template()
    browser = signed_in("chief_editor")
    browser.post(f"{LIST}{template.paper_id}/remove/")
    assert PaperSize.objects.filter(pk=template.paper_id).exists()
    spare = PaperSize.objects.create(name="小报", **MEASURES)
    browser.post(f"{LIST}{spare.pk}/remove/")
    assert not PaperSize.objects.filter(pk=spare.pk).exists()
