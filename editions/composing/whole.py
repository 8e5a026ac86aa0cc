"""The whole issue as one PDF: the pages as they were printed, with a bookmark for each and its label as its number."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from io import BytesIO

from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    ByteStringObject,
    DictionaryObject,
    Fit,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

from editions.composing.structure import Structure

# What the PDF of a page says of itself, where it keeps to the rules of the archive and to those of reading aloud.
ARCHIVAL = re.compile(rb"<pdfaid:part>2</pdfaid:part>")
ACCESSIBLE = re.compile(rb"<pdfuaid:part>1</pdfuaid:part>")
# What a damaged PDF makes of a library that reads it.
UNREADABLE = (PyPdfError, ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)


class NotJoined(ValueError):
    """One of the pages is not a PDF that can be joined to others. str() names it."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page of the issue: its label (A01), its name (要闻), and its PDF."""

    label: str
    name: str
    pdf: bytes

    @property
    def heading(self) -> str:
        return f"{self.label} {self.name}".strip()


def join(sheets: Sequence[Sheet], *, title: str, paper: str, language: str = "zh-CN") -> bytes:
    """The issue as one PDF; the same pages make the same bytes. Raises NotJoined.

    The pages' own drawing is copied as it is, and their trees for reading aloud become one. It promises to keep to
    PDF/A-2b and to PDF/UA-1 where every page does: one that was set elsewhere promises neither, and has no tree.
    """
    issue = PdfWriter()
    issue.pdf_header = "%PDF-1.7"
    issue.metadata = {"/Title": title, "/Author": paper}
    structure, sources = Structure(issue), []
    for sheet in sheets:
        try:
            sources.append(_bring_in(issue, sheet, structure))
        except UNREADABLE as error:
            raise NotJoined(f"{sheet.label}: {error}") from error
    structure.close()
    promised = [_said(one) for one in sources]
    is_archival, is_accessible = (all(map(promise.search, promised)) for promise in (ARCHIVAL, ACCESSIBLE))
    if is_archival:
        intents = sources[0].root_object["/OutputIntents"]
        issue.root_object[NameObject("/OutputIntents")] = intents.clone(issue)
    _describe(issue, sheets, language, is_whole=all("/StructTreeRoot" in one.root_object for one in sources))
    said = _metadata(title, paper, language, is_archival=is_archival, is_accessible=is_accessible)
    issue.root_object[NameObject("/Metadata")] = issue._add_object(_stream(said))
    return _written(issue, sheets, title)


def _bring_in(issue: PdfWriter, sheet: Sheet, structure: Structure) -> PdfReader:
    source = PdfReader(BytesIO(sheet.pdf))
    page = issue.add_page(source.pages[0])
    if not structure.take(page, source, label=sheet.heading):
        page.pop("/StructParents", None)
    _bookmark(issue, sheet, page, source)
    return source


def _bookmark(issue: PdfWriter, sheet: Sheet, page: PageObject, source: PdfReader) -> None:
    """One bookmark for the page, and below it those of its articles."""
    here = issue.add_outline_item(title=sheet.heading, page_number=page, fit=Fit.fit(), is_open=False)
    for mark in source.outline:
        if not isinstance(mark, list) and mark.title:
            place = Fit.xyz(left=mark.left, top=mark.top)
            issue.add_outline_item(title=mark.title, page_number=page, parent=here, fit=place)


def _describe(issue: PdfWriter, sheets: Sequence[Sheet], language: str, *, is_whole: bool) -> None:
    """What a reader program is told: the labels of the pages, the language, how to open it, whether it can be read."""
    labels = ArrayObject()
    for number, sheet in enumerate(sheets):
        labels += [NumberObject(number), DictionaryObject({NameObject("/P"): TextStringObject(sheet.label)})]
    catalog = issue.root_object
    catalog[NameObject("/PageLabels")] = DictionaryObject({NameObject("/Nums"): labels})
    catalog[NameObject("/Lang")] = TextStringObject(language)
    catalog[NameObject("/PageMode")] = NameObject("/UseOutlines")
    shown = DictionaryObject({NameObject("/DisplayDocTitle"): BooleanObject(True)})
    catalog[NameObject("/ViewerPreferences")] = shown
    if "/StructTreeRoot" in catalog:
        marked = DictionaryObject({NameObject("/Marked"): BooleanObject(True)})
        if not is_whole:  # there are pages among them that nobody can have read to him
            marked[NameObject("/Suspects")] = BooleanObject(True)
        catalog[NameObject("/MarkInfo")] = marked


def _said(source: PdfReader) -> bytes:
    """What a PDF says of itself."""
    found = source.root_object.get("/Metadata")
    stream = found.get_object() if found is not None else None
    return bytes(stream.get_data()) if isinstance(stream, StreamObject) else b""


def _stream(content: bytes) -> StreamObject:
    stream = StreamObject()
    stream.update({NameObject("/Type"): NameObject("/Metadata"), NameObject("/Subtype"): NameObject("/XML")})
    stream.set_data(content)
    return stream


def _written(issue: PdfWriter, sheets: Sequence[Sheet], title: str) -> bytes:
    # Of what is in it, not of the clock: the same pages shall make the same file.
    number = hashlib.sha256(b"".join(sheet.pdf for sheet in sheets) + title.encode()).digest()[:16]
    issue._ID = ArrayObject([ByteStringObject(number), ByteStringObject(number)])
    issue.compress_identical_objects(remove_duplicates=False, remove_unreferenced=True)
    file = BytesIO()
    issue.write(file)
    return file.getvalue()


# -- what it says of itself -------------------------------------------------------------------------------------------
_PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{paper}</rdf:li></rdf:Seq></dc:creator>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
</rdf:Description>
{promises}</rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""
_PROMISES_ARCHIVE = """<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance></rdf:Description>
"""
# The archive wants every property described that it does not know by itself.
_PROMISES_READING = """<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfuaid:part>1</pdfuaid:part>
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""


def _metadata(title: str, paper: str, language: str, *, is_archival: bool, is_accessible: bool) -> bytes:
    promises = is_archival * _PROMISES_ARCHIVE + is_accessible * _PROMISES_READING
    said = {"title": escape(title), "paper": escape(paper), "language": escape(language)}
    return _PACKET.format(**said, promises=promises).encode()
