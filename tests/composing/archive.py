"""What of the rules of PDF/A-2b (ISO 19005-2) and of tagged PDF can be read from a file itself.

A check of our own, for want of a ready one that could be installed everywhere: it knows the rules that a change of ours
could break, not all there are, and looks into no drawing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from io import BytesIO
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject, BooleanObject, DictionaryObject, StreamObject

FORBIDDEN_FILTERS = {"/LZWDecode", "/Crypt"}
FORBIDDEN_ACTIONS = {
    "/Launch", "/Sound", "/Movie", "/ResetForm", "/ImportData", "/Hide", "/SetOCGState", "/Rendition", "/Trans",
    "/GoTo3DView", "/JavaScript",
}  # fmt: skip
BASE_14 = re.compile(r"/(Helvetica|Courier|Times|Symbol|ZapfDingbats)")


def faults(pdf: bytes) -> list[str]:
    """What keeps a PDF from being what it says it is, a line each; [] where nothing was found."""
    document = PdfReader(BytesIO(pdf), strict=True)
    catalog: Any = document.root_object
    found = [*_of_the_file(pdf, document), *_of_metadata(catalog, document), *_of_colours(catalog, document)]
    for thing in _objects(document):
        found += _of_object(thing)
    return list(dict.fromkeys([*found, *_of_reading(catalog, document)]))


def _objects(document: PdfReader) -> Iterator[Any]:
    """Every object of the file that anything refers to, and what lies within it."""
    waiting, seen = [document.trailer], set()
    while waiting:
        thing = waiting.pop().get_object()
        if id(thing) in seen:
            continue
        seen.add(id(thing))
        if isinstance(thing, DictionaryObject):
            yield thing
            waiting += [thing.raw_get(key) for key in thing]
        elif isinstance(thing, ArrayObject):
            waiting += list(thing)


def _of_the_file(pdf: bytes, document: PdfReader) -> Iterator[str]:
    first, second = pdf.split(b"\n", 2)[:2]
    if not re.fullmatch(rb"%PDF-1\.[0-7]", first):
        yield "it does not begin with its version"
    if not (second.startswith(b"%") and len(second) >= 5 and all(byte > 127 for byte in second[1:5])):
        yield "its second line does not say that it is binary"
    if not pdf.rstrip(b"\r\n").endswith(b"%%EOF"):
        yield "something stands behind its end"
    if document.is_encrypted:
        yield "it is locked"
    if len(document.trailer.get("/ID", ())) != 2:
        yield "it has no identity"


def _of_metadata(catalog: Any, document: PdfReader) -> Iterator[str]:
    stream = catalog.get("/Metadata")
    if stream is None or "/Filter" in stream:
        yield "it has no plain metadata"
        return
    said = stream.get_data().decode()
    if not re.search(r"<pdfaid:part>2</pdfaid:part>\s*<pdfaid:conformance>B<", said):
        yield "it does not say PDF/A-2b of itself"
    if "<pdfuaid:part>" in said and "http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>" not in said:
        yield "its metadata do not describe what PDF/UA adds"
    info = document.trailer["/Info"]
    for key, tag in (("/Title", "dc:title"), ("/Author", "dc:creator")):
        told = re.search(rf"<{tag}>.*?<rdf:li[^>]*>(.*?)</rdf:li>", said, re.S)
        if key in info and (told is None or unescape(told[1]) != info[key]):
            yield f"{key} is not said alike twice"
    if "/Producer" in info and "<pdf:Producer>" not in said:
        yield "/Producer is not said alike twice"


def _of_colours(catalog: Any, document: PdfReader) -> Iterator[str]:
    intents = catalog.get("/OutputIntents", ())
    profiles = [one["/DestOutputProfile"] for one in intents if one.get("/S") == "/GTS_PDFA1"]
    if not profiles:
        yield "it does not say for which colours it was made"
    for profile in profiles:
        if profile.get_data()[36:40] != b"acsp":
            yield "the profile of its colours is none"
    for page in document.pages:
        if "/Group" in page and "/CS" not in page["/Group"] and not profiles:
            yield "a page is blended in no colours"


def _of_object(thing: DictionaryObject) -> Iterator[str]:
    kind = thing.get("/Type")
    if isinstance(thing, StreamObject):
        filters = thing.get("/Filter", ArrayObject())
        if FORBIDDEN_FILTERS & set(filters if isinstance(filters, ArrayObject) else [filters]):
            yield "something is packed as the archive cannot unpack it"
        if "/F" in thing:
            yield "a part of it lies outside"
    if thing.get("/S") in FORBIDDEN_ACTIONS or "/JS" in thing or "/AA" in thing:
        yield "it would do something by itself"
    if "/NeedAppearances" in thing or kind == "/Filespec" or "/EmbeddedFiles" in thing:
        yield "it has forms or files in it"
    if thing.get("/Subtype") == "/Image" and (
        thing.get("/Interpolate") == BooleanObject(True) or "/Alternates" in thing or "/OPI" in thing
    ):
        yield "a picture in it is not for the archive"
    if "/TR" in thing and kind == "/ExtGState":
        yield "a drawing changes its own tones"
    if kind == "/Font":
        yield from _of_font(thing)


def _of_font(font: Any) -> Iterator[str]:
    name = str(font.get("/BaseFont", "?"))
    if font["/Subtype"] == "/Type0":
        below = font["/DescendantFonts"][0].get_object()
        if "/ToUnicode" not in font:
            yield f"nobody can say which characters {name} shows"
        if below["/Subtype"] == "/CIDFontType2" and "/CIDToGIDMap" not in below:
            yield f"nobody can say which shapes {name} shows"
        if font["/Encoding"] not in {"/Identity-H", "/Identity-V"} and not isinstance(font["/Encoding"], StreamObject):
            yield f"{name} counts its characters in its own way"
        font = below
    if font["/Subtype"] == "/Type3":
        return
    described = font.get("/FontDescriptor", {})
    if not {"/FontFile", "/FontFile2", "/FontFile3"} & set(described):
        yield f"{'one of the 14' if BASE_14.match(name) else name} is not in the file"


def _of_reading(catalog: Any, document: PdfReader) -> Iterator[str]:
    """What whoever has it read to him needs: the tree, the language, the way from each mark to its element."""
    if catalog.get("/MarkInfo", {}).get("/Marked") != BooleanObject(True) or "/StructTreeRoot" not in catalog:
        yield "nobody can have it read to him"
        return
    if not catalog.get("/Lang"):
        yield "it does not say its language"
    if catalog.get("/ViewerPreferences", {}).get("/DisplayDocTitle") != BooleanObject(True):
        yield "it is shown under the name of its file"
    tree = catalog["/StructTreeRoot"]
    numbers = tree["/ParentTree"]["/Nums"]
    marks = {int(numbers[at]): numbers[at + 1].get_object() for at in range(0, len(numbers), 2)}
    if list(marks) != sorted(marks) or len(marks) * 2 != len(numbers):
        yield "two pages number their marks alike"
    for page in document.pages:
        begins = page.get("/StructParents")
        elements = marks.get(begins, ()) if begins is not None else ()
        if page.get("/Tabs") != "/S":
            yield "a page is walked through in another order than it is read"
        for mark in sorted({int(one) for one in re.findall(rb"/MCID (\d+)", page.get_contents().get_data())}):
            element = elements[mark].get_object() if mark < len(elements) else None
            if element is None or element.raw_get("/Pg") != page.indirect_reference:
                yield "a mark leads to no element of its page"
    yield from _of_elements(tree)


def _of_elements(tree: Any) -> Iterator[str]:
    names: set[bytes] = set()
    waiting = [(kid, tree) for kid in _below(tree)]
    while waiting:
        element, above = waiting.pop()
        if element["/P"].get_object() is not above.get_object():
            yield "an element does not know where it belongs"
        if element["/S"] == "/Figure" and not element.get("/Alt"):
            yield "a picture says nothing"
        if name := element.get("/ID"):
            if name in names:
                yield "two elements have one name"
            names.add(name)
        waiting += [(kid, element) for kid in _below(element)]


def _below(element: Any) -> Iterator[Any]:
    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, list) else [kids]:
        below = kid.get_object()
        if isinstance(below, DictionaryObject) and "/S" in below:
            yield below
