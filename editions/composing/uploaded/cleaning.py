"""Takes one page out of a foreign PDF and leaves everything else behind. Only the child comes here.

The page's drawing is put as a form onto a page of a new document: nothing but its content and what that content draws
with comes along, no action, annotation, attachment, form field or layer list of the document. Names of actions that a
hostile drawing still carries within its resources are then unnamed, which moves no byte of the file.
"""

from __future__ import annotations

import io
import re

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from PIL import ImageChops

from editions.composing.uploaded.limits import (
    ADVERT_RATIO,
    ADVERT_SIDE_MM,
    MAX_PAGES,
    MAX_RATIO,
    MAX_SIDE_MM,
    MIN_SIDE_MM,
)
from editions.composing.uploaded.refusals import UnreadablePage

MM = 25.4 / 72
# A trim box may reach so many points beyond its sheet by rounding.
ROUNDING = 1.0

ACTIVE = (
    b"JavaScript", b"JS", b"Launch", b"EmbeddedFiles", b"EmbeddedFile", b"EF", b"OpenAction", b"AA", b"SubmitForm",
    b"ImportData", b"GoToR", b"GoToE", b"RichMedia", b"Rendition", b"XFA", b"URI", b"Annots", b"AcroForm",
)  # fmt: skip
# What no advertisement needs. Links, the view it opens with, and comments are left behind without a word.
FORBIDDEN = frozenset({b"/" + name for name in ACTIVE} - {b"/OpenAction", b"/URI", b"/Annots", b"/AcroForm"})
_ACTIVE_NAME = re.compile(rb"/(?:" + b"|".join(ACTIVE) + rb")(?![^\s<>\[\](){}/%])")
_STREAM = re.compile(rb"stream\r?\n.*?endstream", re.S)


def cleaned(content: bytes, number: int | None) -> tuple[pdfium.PdfPage, int, bytes]:
    """The page alone, how many the PDF has, and the bytes of the new PDF; `number` counts from 1, None is the only one.

    Raises UnreadablePage.
    """
    document = _opened(content)
    pages = len(document)
    source = _chosen(document, pages, number)
    _check_size(*source.get_size(), least=MIN_SIDE_MM, ratio=MAX_RATIO)
    page, quiet = _taken_out(document, source, (number or 1) - 1)
    return page, pages, quiet


def cleaned_advert(content: bytes) -> tuple[pdfium.PdfPage, bytes]:
    """The one page of an advertisement, cut to its trim box, and the bytes of the new PDF. Raises UnreadablePage."""
    document = _opened(content)
    source = _chosen(document, len(document), None)
    _refuse_active(document)
    source = _trimmed(document, source)
    _check_size(*source.get_size(), least=ADVERT_SIDE_MM, ratio=ADVERT_RATIO)
    return _taken_out(document, source, 0)


def _taken_out(document: pdfium.PdfDocument, source: pdfium.PdfPage, index: int) -> tuple[pdfium.PdfPage, bytes]:
    # What annotations and form fields show becomes part of the drawing; the page is loaded anew to see it.
    pdfium_c.FPDFPage_Flatten(source, pdfium_c.FLAT_PRINT)
    source.close()
    written = _written(_alone(document, index, document[index].get_size()))
    quiet = disarmed(written)
    page = _opened(quiet)[0]
    if quiet != written and _differ(page, _opened(written)[0]):
        raise UnreadablePage("entangled")
    if all(drawn.type == pdfium_c.FPDF_PAGEOBJ_FORM for drawn in page.get_objects(max_depth=8)):
        raise UnreadablePage("blank")
    return page, quiet


def _opened(content: bytes) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        locked = pdfium_c.FPDF_GetLastError() in {pdfium_c.FPDF_ERR_PASSWORD, pdfium_c.FPDF_ERR_SECURITY}
        raise UnreadablePage("encrypted" if locked or "password" in str(error).lower() else "damaged") from error


def _chosen(document: pdfium.PdfDocument, pages: int, number: int | None) -> pdfium.PdfPage:
    if pdfium_c.FPDF_GetSecurityHandlerRevision(document) != -1:
        # It opens without a password, and yet forbids something: the house that made it can lift that.
        raise UnreadablePage("encrypted")
    if pages == 0:
        raise UnreadablePage("damaged")
    if pages > MAX_PAGES:
        raise UnreadablePage("too-many-pages", pages)
    if number is None and pages > 1:
        raise UnreadablePage("several-pages", pages)
    if number is not None and not 1 <= number <= pages:
        raise UnreadablePage("no-such-page", pages)
    try:
        return document[(number or 1) - 1]
    except pdfium.PdfiumError as error:
        raise UnreadablePage("damaged") from error


def _check_size(width: float, height: float, *, least: float, ratio: float) -> None:
    short, long = sorted((width * MM, height * MM))
    if not short >= least:
        raise UnreadablePage("too-small")
    if long > MAX_SIDE_MM:
        raise UnreadablePage("too-wide")
    if long > short * ratio:
        raise UnreadablePage("too-narrow")


def _refuse_active(document: pdfium.PdfDocument) -> None:
    """Who sends an advertisement with programs or files in it is asked for another: its PDF is kept as it came."""
    carried = pdfium_c.FPDFDoc_GetJavaScriptActionCount(document) or pdfium_c.FPDFDoc_GetAttachmentCount(document)
    if carried or FORBIDDEN.intersection(active_names(_written(document))):
        raise UnreadablePage("active")


def _trimmed(document: pdfium.PdfDocument, source: pdfium.PdfPage) -> pdfium.PdfPage:
    """The page cut to its trim box, where it has one on its sheet: marks and bleed around it are not printed."""
    left, bottom, right, top = box = source.get_trimbox()
    sheet = source.get_mediabox()
    across = sheet[0] - ROUNDING <= left < right <= sheet[2] + ROUNDING
    if across and sheet[1] - ROUNDING <= bottom < top <= sheet[3] + ROUNDING:
        source.set_mediabox(*box)
        source.set_cropbox(*box)
    source.close()
    return document[0]


def _alone(document: pdfium.PdfDocument, index: int, size: tuple[float, float]) -> pdfium.PdfDocument:
    """A new document with the page's drawing on a page of the same size; it is turned upright on the way."""
    alone = pdfium.PdfDocument.new()
    page = alone.new_page(*size)
    try:
        form = document.page_as_xobject(index, alone)
    except pdfium.PdfiumError as error:
        raise UnreadablePage("damaged") from error
    page.insert_obj(form.as_pageobject())
    page.gen_content()
    form.close()
    return alone


def _written(document: pdfium.PdfDocument) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def active_names(content: bytes) -> list[bytes]:
    """The names of actions and attachments that stand in a PDF as `_written` writes it, outside of its streams."""
    return _ACTIVE_NAME.findall(_STREAM.sub(b"", content))


def disarmed(content: bytes) -> bytes:
    """The same PDF with such names written otherwise, byte for byte as long: /JavaScript becomes /javascript."""
    parts = []
    end = 0
    for stream in _STREAM.finditer(content):
        parts += [_unnamed(content[end : stream.start()]), stream[0]]
        end = stream.end()
    return b"".join([*parts, _unnamed(content[end:])])


def _unnamed(text: bytes) -> bytes:
    return _ACTIVE_NAME.sub(lambda name: name[0].lower(), text)


def _differ(page: pdfium.PdfPage, other: pdfium.PdfPage) -> bool:
    """Whether two pages look different: a font or picture may have been called by such a name."""
    first, second = (one.render(scale=0.5, may_draw_forms=False).to_pil().convert("RGB") for one in (page, other))
    return ImageChops.difference(first, second).getbbox() is not None
