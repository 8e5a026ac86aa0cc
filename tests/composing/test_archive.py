"""The PDFs that readers keep: what a page and an issue promise of themselves they hold, and no more is promised."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from io import BytesIO
from shutil import which
from subprocess import run
from typing import Any

import pypdfium2
import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, BooleanObject, DictionaryObject, NameObject, NumberObject, TextStringObject

from editions.composing.fonts import find
from editions.composing.typesetting import Press
from editions.composing.whole import Sheet, join
from tests.composing.archive import faults
from tests.composing.setting import page
from tests.composing.test_typesetting import two_articles


@pytest.fixture(scope="module")
def printed() -> bytes:
    return Press(find()).draw(two_articles(), files={}, day=date(2025, 10, 17), title="A01", width=0).pdf


@pytest.fixture(scope="module")
def issue(printed: bytes) -> bytes:
    second = Press(find()).draw(page(), files={}, day=date(2025, 10, 17), title="A03", width=0).pdf
    sheets = [Sheet("A01", "要闻", printed), Sheet("A02", "本地", printed), Sheet("A03", "", second)]
    return join(sheets, title="《云岫日报》 <1> & 2", paper="云岫日报")


@pytest.fixture(scope="module")
def elsewhere() -> bytes:
    """A page as another program makes it: it says nothing of itself."""
    with pypdfium2.PdfDocument.new() as document:
        document.new_page(400, 600)
        file = BytesIO()
        document.save(file)
    return file.getvalue()


def test_a_printed_page_is_what_it_says(printed: bytes) -> None:
    assert faults(printed) == []


def test_an_issue_of_printed_pages_is_what_it_says(issue: bytes) -> None:
    assert faults(issue) == []


def test_whoever_has_the_issue_read_to_him_goes_from_page_to_page(issue: bytes, printed: bytes) -> None:
    tree: Any = PdfReader(BytesIO(issue)).root_object["/StructTreeRoot"]
    document = tree["/K"][0]
    assert document["/S"] == "/Document"
    assert [(part.get_object()["/S"], part.get_object()["/T"]) for part in document["/K"]] == [
        ("/Part", "A01 要闻"), ("/Part", "A02 本地"), ("/Part", "A03"),
    ]  # fmt: skip
    alone: Any = PdfReader(BytesIO(printed)).root_object["/StructTreeRoot"]
    assert kinds(document["/K"][1].get_object()) == ["/Part", *kinds(alone["/K"][0].get_object())[1:]]
    assert kinds(document["/K"][1].get_object()).count("/H1") == 2


def test_an_issue_with_a_page_set_elsewhere_promises_nothing_for_it(printed: bytes, elsewhere: bytes) -> None:
    mixed = join([Sheet("A01", "要闻", printed), Sheet("A02", "专版", elsewhere)], title="报", paper="报")
    catalog: Any = PdfReader(BytesIO(mixed)).root_object
    said = catalog["/Metadata"].get_data()
    assert b"pdfaid:part" not in said
    assert b"pdfuaid:part" not in said
    assert "/OutputIntents" not in catalog
    # What can be read of it is read, and who reads it out knows that it is not all.
    assert catalog["/MarkInfo"] == {"/Marked": True, "/Suspects": True}
    assert [part.get_object()["/T"] for part in catalog["/StructTreeRoot"]["/K"][0]["/K"]] == ["A01 要闻"]


def test_an_issue_of_pages_set_elsewhere_says_that_nobody_can_have_it_read(elsewhere: bytes) -> None:
    catalog = PdfReader(BytesIO(join([Sheet("A01", "", elsewhere)], title="报", paper="报"))).root_object
    assert "/MarkInfo" not in catalog
    assert "/StructTreeRoot" not in catalog


@pytest.mark.skipif(which("qpdf") is None, reason="qpdf is not installed")
def test_qpdf_finds_nothing_wrong_with_the_issue(issue: bytes, tmp_path: Any) -> None:
    (tmp_path / "issue.pdf").write_bytes(issue)
    told = run(["qpdf", "--check", tmp_path / "issue.pdf"], capture_output=True, text=True, check=False)
    assert (told.returncode, told.stderr) == (0, "")


# -- the check itself -------------------------------------------------------------------------------------------------
def _font_taken_out(catalog: Any, document: PdfWriter) -> None:
    font = next(iter(document.pages[0]["/Resources"]["/Font"].values())).get_object()
    described = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
    for key in ("/FontFile2", "/FontFile3"):
        described.pop(key, None)


def _opens_something(catalog: Any, document: PdfWriter) -> None:
    action = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert(1)")}
    catalog[NameObject("/OpenAction")] = DictionaryObject(action)


def _no_colours(catalog: Any, document: PdfWriter) -> None:
    del catalog["/OutputIntents"]


def _no_language(catalog: Any, document: PdfWriter) -> None:
    del catalog["/Lang"]


def _other_title(catalog: Any, document: PdfWriter) -> None:
    document.add_metadata({"/Title": "别的"})


def _marks_of_another_page(catalog: Any, document: PdfWriter) -> None:
    document.pages[0][NameObject("/StructParents")] = NumberObject(1)


def _not_marked(catalog: Any, document: PdfWriter) -> None:
    catalog[NameObject("/MarkInfo")] = DictionaryObject({NameObject("/Marked"): BooleanObject(False)})


def _silent_picture(catalog: Any, document: PdfWriter) -> None:
    part = catalog["/StructTreeRoot"]["/K"][0]["/K"][0].get_object()
    part["/K"][0].get_object()[NameObject("/S")] = NameObject("/Figure")


def _no_characters(catalog: Any, document: PdfWriter) -> None:
    next(iter(document.pages[0]["/Resources"]["/Font"].values())).get_object().pop("/ToUnicode")


def _something_attached(catalog: Any, document: PdfWriter) -> None:
    document.add_attachment("list.txt", b"1")


def _one_name_twice(catalog: Any, document: PdfWriter) -> None:
    part = catalog["/StructTreeRoot"]["/K"][0]["/K"][0].get_object()
    for kid in ArrayObject(part["/K"])[:2]:
        kid.get_object()[NameObject("/ID")] = TextStringObject("a")


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (_font_taken_out, "is not in the file"),
        (_opens_something, "would do something by itself"),
        (_no_colours, "for which colours"),
        (_no_language, "does not say its language"),
        (_other_title, "/Title is not said alike"),
        (_marks_of_another_page, "a mark leads to no element"),
        (_not_marked, "nobody can have it read"),
        (_silent_picture, "a picture says nothing"),
        (_no_characters, "which characters"),
        (_something_attached, "forms or files"),
        (_one_name_twice, "two elements have one name"),
    ],
)
def test_the_check_finds_what_is_wrong(issue: bytes, spoil: Callable[[Any, PdfWriter], None], said: str) -> None:
    spoiled = PdfWriter(clone_from=BytesIO(issue))
    spoil(spoiled.root_object, spoiled)
    file = BytesIO()
    spoiled.write(file)
    assert re.search(re.escape(said), "\n".join(faults(file.getvalue())))


def kinds(element: Any) -> list[str]:
    below = element.get("/K", [])
    kids = (kid.get_object() for kid in (below if isinstance(below, list) else [below]))
    return [element["/S"], *(one for kid in kids if isinstance(kid, dict) and "/S" in kid for one in kinds(kid))]
