"""PDFs made to burst, to turn in circles or to lie: refused in a sentence, and nothing is left of them."""

from __future__ import annotations

import zlib
from pathlib import Path
from typing import Any

import pytest

from editions.composing.uploaded import UnreadablePage, limits, read_page
from editions.composing.uploaded.orders import PageRead
from tests.editions import odd_pdfs
from tests.editions.odd_pdfs import FONT, HELLO, pdf, stream

CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"
TREE = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 780 1080]/Contents 4 0 R/Resources<</XObject<</X 5 0 R>>>>>>"


ITSELF = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 5 0 R>>>>"


def nested(times: int, content: bytes) -> bytes:
    for _ in range(times):
        content = zlib.compress(content, 9)
    return content


def deflated(content: bytes, head: bytes = b"") -> bytes:
    return stream(zlib.compress(content, 9), head + b"/Filter/FlateDecode")


def bomb() -> bytes:
    """A hundred and forty megabytes of operators in a few kilobytes."""
    return pdf([CATALOG, TREE, PAGE, deflated(b"0 0 1 1 re f " * 12_000_000), FONT])


def bomb_of_bombs() -> bytes:
    """Filters upon filters."""
    content = nested(3, b" " * 60_000_000)
    filters = b"/Filter[/FlateDecode/FlateDecode/FlateDecode]"
    return pdf([CATALOG, TREE, PAGE, stream(content, filters), FONT])


def picture(width: int, height: int, bits: int = 8) -> bytes:
    head = b"/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceRGB/BitsPerComponent %d"
    return pdf(
        [CATALOG, TREE, PAGE, stream(b"700 0 0 700 9 9 cm /X Do"), deflated(b"\0" * 9999, head % (width, height, bits))]
    )


def looped_table() -> bytes:
    """A table of places that says it continues in itself."""
    plain = odd_pdfs.pages()
    at = plain.rindex(b"startxref\n") + 10
    place = plain[at:].split(b"\n")[0]
    return plain.replace(b"/Root 1 0 R ", b"/Root 1 0 R /Prev " + place)


REFUSED = {
    "ten thousand pages": (lambda: odd_pdfs.pages(10_000), "too-many-pages"),
    "a page that is its own parent": (
        lambda: pdf([CATALOG, b"<</Type/Pages/Kids[2 0 R]/Count 1>>", PAGE, stream(HELLO), FONT]),
        None,
    ),
    "pages counted to the moon": (
        lambda: pdf([CATALOG, b"<</Type/Pages/Kids[3 0 R]/Count 999999999>>", PAGE, stream(HELLO), FONT]),
        None,
    ),
    "less than no pages": (
        lambda: pdf([CATALOG, b"<</Type/Pages/Kids[3 0 R]/Count -5>>", PAGE, stream(HELLO), FONT]),
        None,
    ),
    "a sheet of no numbers": (lambda: odd_pdfs.pages(box=b"[0 0 NaN Infinity]"), None),
    "a sheet as wide as the town": (lambda: odd_pdfs.pages(box=b"[0 0 1e30 1e30]"), None),
    "a sheet inside out": (lambda: odd_pdfs.pages(box=b"[-1e9 -1e9 1e9 1e9]"), None),
    "a sheet with a larger unit": (lambda: odd_pdfs.pages(more=b"/UserUnit 5000"), None),
    "operators without end": (bomb, None),
    "filters upon filters": (bomb_of_bombs, None),
    "a picture of three and a half gigapixels": (lambda: picture(60_000, 60_000), None),
    "a picture of no size": (lambda: picture(0, 0), None),
    "a picture of sixty-four bits": (lambda: picture(100, 100, 64), None),
    "a table in a circle": (looped_table, None),
    "lists in lists in lists": (
        lambda: pdf([CATALOG, TREE, PAGE, stream(HELLO), b"[" * 500_000 + b"]" * 500_000]),
        None,
    ),
    "a form in itself": (
        lambda: pdf([CATALOG, TREE, PAGE, stream(b"/X Do"), stream(b"/X Do", ITSELF)]),
        None,
    ),
    "a length that points at itself": (
        lambda: pdf([CATALOG, TREE, PAGE, b"<</Length 4 0 R>>\nstream\n" + HELLO + b"\nendstream", FONT]),
        None,
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_hostile_pdf_is_refused_in_a_sentence_or_read_as_a_page(what: str, tmp_path: Path, settings: Any) -> None:
    settings.STATE_DIR = tmp_path / "state"
    make, reason = REFUSED[what]
    path, out = tmp_path / "page.pdf", tmp_path / "out"
    out.mkdir()
    path.write_bytes(make())
    refusal, found = taken(path, out)
    if refusal is not None:
        assert str(refusal).endswith(".")
        assert not list(out.iterdir())
        assert reason in {None, refusal.reason}
        return
    assert found is not None
    assert reason is None
    assert found.width_mm <= limits.MAX_SIDE_MM
    assert sorted(one.name for one in out.iterdir()) == [
        "page-1000.webp", "page-1600.webp", "page-480.webp", "page.pdf",
    ]  # fmt: skip


def taken(path: Path, out: Path) -> tuple[UnreadablePage | None, PageRead | None]:
    try:
        return None, read_page(path, out, page=None)
    except UnreadablePage as refusal:
        return refusal, None
