"""A page designer hands in the PDF of another day or of another page, and is told so."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from articles.clock import database_now
from editions import preflight, uploaded_labels, uploaded_pages
from editions.models import Edition, Page, PageFile
from tests.editions import odd_pdfs
from tests.factories import make_edition

MERGED = Edition(date=date(2025, 10, 17), date_to=date(2025, 10, 18), kind="merged")
PAGE = Page(letter="A", number=5, name="文化")


def said(*texts, at=10.0, page=PAGE, edition=MERGED):
    lines = [[text, 20.0, at, 120.0, at + 4, 4.0] for text in texts]
    return list(uploaded_labels.contradictions(PageFile(height_mm=540.0, lines=lines), page, edition))


RIGHT = [
    ["2025年10月17日 星期五", "A05 文化"],
    ["2025-10-18"],
    ["二〇二五年十月十七日", "第五版"],
    ["Friday, 17 October 2025", "A 5"],
    ["Oct. 18, 2025"],
    ["05版"],
    # The contents of the paper, and how many pages it has.
    ["A02 要闻", "A03 经济", "今日8版"],
    # No day and no page.
    ["2025年13月40日", "2025-10-170", "十十版", "热线 2025-1017", "B2B", "GB2312 A4纸宽两百一十毫米高两百九十七毫米"],
    ["Chapter 12, 2025", "0000-00-00", "A00"],
    [],
]


@pytest.mark.parametrize("texts", RIGHT)
def test_a_page_that_says_what_it_is_has_nothing_said_of_it(texts):
    assert said(*texts) == []


@pytest.mark.parametrize(
    "text", ["2025年10月16日", "2024.10.17", "二〇二五年十月二十七日", "17 October 2024", "October 1, 2025"]
)
def test_another_day_is_said(text):
    assert said("云岫日报 " + text) == said(text) != []
    assert "but the edition is that of 17 October 2025" in said(text)[0]


@pytest.mark.parametrize("text", ["A06 文化", "B05", "第6版", "06版", "第十五版", "文化 A6"])
def test_another_page_is_said(text):
    (sentence,) = said(text)
    assert sentence.startswith("A05: the PDF says it is page ")


def test_what_stands_in_an_article_is_not_the_head_of_the_page():
    assert said("2024年10月16日", "B09", at=200.0) == []
    assert said("2024年10月16日", at=525.0) != []


def test_the_page_designer_is_told_and_the_pre_flight_reminds(cast, signed_in):
    page = make_edition(cast, day=database_now().date()).pages.get()
    pdf = odd_pdfs.typed((20, 10, 12, "1 May 2020"), (150, 10, 12, "B07 Sport"), (20, 80, 11, "The ferry is back."))
    address = reverse("admin:editions_edition_elsewhere", args=[page.edition_id, page.pk])
    form = {"do": "upload", "seen": "0", "file": SimpleUploadedFile("B07.pdf", pdf, "application/pdf")}
    response = signed_in("page_designer").post(address, form, follow=True)
    told = [str(message) for message in response.context["messages"]]
    assert any(sentence.startswith("A01: the PDF says 1 May 2020, but the edition is that of") for sentence in told)
    assert "A01: the PDF says it is page B07. Is it the right file?" in told
    assert response.content.decode().count("Is it the right file?") == 4
    edition = Edition.objects.with_pages().get(pk=page.edition_id)
    files = uploaded_pages.current_files(edition.pages.all())
    found = [one for one in preflight.advice(edition, files) if "right file" in one.sentence]
    assert [one.blocks for one in found] == [False, False]
