"""The whole issue as one PDF: the pages as they were printed, with a bookmark for each and its label as its number."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

import pypdfium2

_TRAILER = re.compile(rb"trailer\s*<<.*?>>\s*startxref\s*(\d+)\s*%%EOF\s*\Z", re.DOTALL)
_ID = re.compile(rb"/ID\s*\[<[0-9A-F]+><[0-9A-F]+>\]")
_MADE = re.compile(rb"(3 0 obj\s*<</CreationDate\(D:)\d{14}(\+)")
_SIZE = re.compile(rb"/Size (\d+)")


class NotJoined(ValueError):
    """One of the pages is not a PDF that can be joined to others. str() names it."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page of the issue: its label (A01), its name (要闻), and its PDF."""

    label: str
    name: str
    pdf: bytes


def join(sheets: Sequence[Sheet], *, title: str, paper: str, language: str = "zh-CN") -> bytes:
    """The issue as one PDF; the same pages make the same bytes. Raises NotJoined.

    The pages' own drawing is copied as it is. Their structure for reading aloud stays in the PDF of each page.
    """
    joined, kids = _copied(sheets)
    trailer = _TRAILER.search(joined)
    size = trailer and _SIZE.search(trailer[0])
    if trailer is None or size is None:
        raise NotJoined("the pages were joined to something that is no PDF")
    number = hashlib.sha256(b"".join(sheet.pdf for sheet in sheets) + title.encode()).hexdigest()[:32].upper()
    identity = f"/ID[<{number}><{number}>]".encode()
    # The clock and the dice of the library that joins: the same pages shall make the same file.
    joined = _MADE.sub(rb"\g<1>20000101000000\g<2>", _ID.sub(identity, joined, count=1), count=1)
    added = _Addition(joined, first=int(size[1]))
    outline = _outline(added, sheets, kids)
    labels = " ".join(f"{index} <</P {_text(sheet.label)}>>" for index, sheet in enumerate(sheets))
    info = added.put(f"<</Title {_text(title)} /Author {_text(paper)}>>")
    added.replace(
        1,
        f"<</Type/Catalog /Pages 2 0 R /Outlines {outline} 0 R /PageMode/UseOutlines /PageLabels <</Nums [{labels}]>> "
        f"/Lang {_text(language)} /ViewerPreferences <</DisplayDocTitle true>>>>",
    )
    return added.closed(info=info, previous=int(trailer[1]), identity=identity)


def _copied(sheets: Sequence[Sheet]) -> tuple[bytes, list[int]]:
    """The pages in one file whose catalog is object 1 and whose tree of pages is object 2, and the pages' objects."""
    whole = pypdfium2.PdfDocument.new()
    try:
        for sheet in sheets:
            try:
                with pypdfium2.PdfDocument(sheet.pdf) as one:
                    whole.import_pages(one, pages=[0])
            except pypdfium2.PdfiumError as error:
                raise NotJoined(f"{sheet.label}: {error}") from error
        file = BytesIO()
        whole.save(file, version=17)
    finally:
        whole.close()
    content = file.getvalue()
    tree = re.search(rb"\n2 0 obj\s*<<.*?/Kids\s*\[(.*?)\]", content, re.DOTALL)
    kids = [int(number) for number in re.findall(rb"(\d+) 0 R", tree[1])] if tree else []
    if len(kids) != len(sheets):
        raise NotJoined("the joined file does not have the pages it was made of")
    return content, kids


def _outline(added: _Addition, sheets: Sequence[Sheet], kids: Sequence[int]) -> int:
    """One bookmark a page: A01 要闻. Gives the object of the outline."""
    root = added.next
    for index, (sheet, page) in enumerate(zip(sheets, kids, strict=True)):
        here = root + 1 + index
        links = f"/Prev {here - 1} 0 R " * (index > 0) + f"/Next {here + 1} 0 R " * (index < len(sheets) - 1)
        title = _text(f"{sheet.label} {sheet.name}".strip())
        added.replace(here, f"<</Title {title} /Parent {root} 0 R {links}/Dest [{page} 0 R /Fit]>>")
    added.replace(root, f"<</Type/Outlines /First {root + 1} 0 R /Last {root + len(sheets)} 0 R /Count {len(sheets)}>>")
    added.next = root + 1 + len(sheets)
    return root


def _text(said: str) -> str:
    """A text of a PDF, in the one form that holds every character and needs no escaping."""
    return f"<{said.encode('utf-16-be', 'replace').hex()}>".replace("<", "<feff", 1)


class _Addition:
    """Objects written behind the end of a PDF, as the format provides for changes."""

    def __init__(self, content: bytes, *, first: int) -> None:
        self._content = bytearray(content)
        self._places: dict[int, int] = {}
        self.next = first

    def put(self, said: str) -> int:
        self.next += 1
        self.replace(self.next - 1, said)
        return self.next - 1

    def replace(self, number: int, said: str) -> None:
        self._places[number] = len(self._content)
        self._content += f"{number} 0 obj\n{said}\nendobj\n".encode("ascii")

    def closed(self, *, info: int, previous: int, identity: bytes) -> bytes:
        start = len(self._content)
        self._content += b"xref\n"
        for number, place in sorted(self._places.items()):
            self._content += f"{number} 1\n{place:010d} 00000 n \n".encode("ascii")
        trailer = f"/Root 1 0 R /Info {info} 0 R /Size {self.next} /Prev {previous} ".encode("ascii")
        self._content += b"trailer\n<<" + trailer + identity + f">>\nstartxref\n{start}\n%%EOF\n".encode("ascii")
        return bytes(self._content)
