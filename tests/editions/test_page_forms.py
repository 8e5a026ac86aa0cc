"""The form of an edition's pages: what it says before a page is laid out anew, and which pages stay on the record."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from articles.models import State
from editions import uploaded_pages, workflow
from editions.composing.grid import Cells
from editions.models import Edition, Page, Proof, SignOff
from tests.editions import odd_pdfs
from tests.factories import bring_to, make_article, make_drawn_edition, make_drawn_template, make_edition, prose

pytestmark = pytest.mark.django_db


def form_of(edition: Edition) -> str:
    return reverse("admin:editions_edition_pages", args=[edition.pk])


def fields_of(response: Any) -> dict[str, Any]:
    """What a browser would send back without touching anything, hidden fields included."""
    formset, fields = response.context["formset"], {}
    for form in [formset.management_form, *formset.forms]:
        for bound in form:
            if bound.value() not in {None, False}:
                fields[bound.html_name] = bound.value()
            if bound.field.show_hidden_initial:
                fields[bound.html_initial_name] = bound.value() if bound.value() is not None else ""
    return fields


def told_when_removing(browser: Any, page: Page) -> str:
    """The sentence the form answers with; nothing if the page is gone."""
    fields = fields_of(browser.get(form_of(page.edition)))
    response = browser.post(form_of(page.edition), fields | {"pages-0-DELETE": "on"})
    return "" if response.status_code == 302 else " ".join(response.context["formset"].non_form_errors())


def test_the_form_says_before_that_another_template_lays_the_page_out_anew(signed_in: Any, cast: Any) -> None:
    edition = make_drawn_edition(cast)
    page = edition.pages.get()
    article = bring_to(State.APPROVED, make_article(by=cast.reporter, headline="清淤", body=prose(2)), cast)
    workflow.place(page, [article], by=cast.page_designer)
    other = make_drawn_template([("lead", "lead", 0, 0, 4, 40)], name="一条版")
    browser = signed_in("page_designer")
    shown = browser.get(form_of(edition))
    assert shown.content.decode().count("lays the page out anew") == 1  # the added row has nothing to lay out
    fields = fields_of(shown)
    browser.post(form_of(edition), fields | {"pages-0-template": other.pk})
    assert [slot.cells for slot in page.slots.all()] == [Cells(0, 0, 4, 40)]
    assert page.placements.get().slot == page.slots.get()
    workflow.undo(page, by=cast.page_designer)
    assert page.slots.count() == 4


def test_a_page_that_is_empty_and_that_nobody_has_read_is_removed_with_its_layouts(signed_in: Any, cast: Any) -> None:
    page = make_drawn_edition(cast).pages.get()
    workflow.resize(page.slots.all()[0], Cells(0, 0, 3, 30), by=cast.page_designer)
    assert told_when_removing(signed_in("page_designer"), page) == ""
    assert not Page.objects.filter(pk=page.pk).exists()


def _proof(page: Page, cast: Any) -> None:
    Proof.objects.create(page=page, round=1, reader=cast.proofreader, layout_number=0, digest="0" * 64, blocks={})


def _signature(page: Page, cast: Any) -> None:
    SignOff.objects.create(page=page, by=cast.chief_editor, layout_number=page.layout_number, digest="0" * 64)


def _mark(page: Page, cast: Any) -> None:
    workflow.mark(page, x=10, y=10, words="这里不对", by=cast.proofreader)


@pytest.mark.parametrize(
    ("leave", "sentence"), [(_proof, "read in proof"), (_mark, "read in proof"), (_signature, "signed off for print")]
)
def test_a_page_that_somebody_read_or_signed_stays_and_the_form_says_why(
    signed_in: Any, cast: Any, leave: Any, sentence: str
) -> None:
    page = make_drawn_edition(cast, rounds=1).pages.get()
    leave(page, cast)
    assert sentence in told_when_removing(signed_in("page_designer"), page)
    assert Page.objects.filter(pk=page.pk).exists()


def test_a_page_that_was_handed_in_as_a_file_stays(signed_in: Any, cast: Any) -> None:
    page = make_edition(cast).pages.get()
    sent = SimpleUploadedFile("A01.pdf", odd_pdfs.pages(), "application/pdf")
    uploaded_pages.upload(page, sent, pdf_page=None, seen=0, by=cast.page_designer)
    assert "handed in as a file" in told_when_removing(signed_in("page_designer"), page)


def test_the_publication_says_how_many_read_each_page(signed_in: Any, cast: Any) -> None:
    make_edition(cast)
    shown = signed_in("chief_editor").get("/admin/editions/publication/1/change/").content.decode()
    assert 'name="proof_rounds"' in shown
    assert "How many people read each drawn page" in shown
