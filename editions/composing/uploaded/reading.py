"""Reads the type of a page: characters with their places become lines, whatever order they were drawn in."""

from __future__ import annotations

import ctypes
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import groupby
from math import log
from typing import Any, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from editions.composing.uploaded import limits
from editions.composing.uploaded.cleaning import MM

# Wider gaps, in sizes, part a line: columns of a newspaper stand one and a half characters apart, of which the half
# may be taken by the empty half of a mark that opens the next line.
GAP = 0.8
# The step between two sizes that count as different.
STEP = log(1.12)
# A picture under the whole page is its paper, not an illustration.
LARGEST_PICTURE = 0.6


class Letter(NamedTuple):
    """One character: its baseline, its box in points from the upper left corner, and its size in points."""

    text: str
    base: float
    left: float
    top: float
    right: float
    bottom: float
    size: float


def read(page: pdfium.PdfPage) -> dict[str, Any]:
    """Lines, pictures and missing fonts of a cleaned page, as the child tells them; lengths in mm."""
    width, height = page.get_size()
    lines = [_line(letters) for letters in lines_of(_letters(page, height))]
    pictures, fonts = _drawn(page, width, height)
    return {
        "width": width * MM,
        "height": height * MM,
        "lines": [line for line in lines if line[0]][: limits.MAX_LINES],
        "pictures": pictures[: limits.MAX_PICTURES],
        "fonts": sorted(fonts)[: limits.MAX_FONTS],
    }


def _letters(page: pdfium.PdfPage, height: float) -> Iterator[Letter]:
    text = page.get_textpage()
    x, y = ctypes.c_double(), ctypes.c_double()
    box, matrix = pdfium_c.FS_RECTF(), pdfium_c.FS_MATRIX()
    for index in range(min(text.count_chars(), limits.MAX_CHARACTERS)):
        code = pdfium_c.FPDFText_GetUnicode(text, index)
        character = chr(code) if 32 < code < 0x110000 and not 0xD800 <= code < 0xE000 else ""
        if not character or character.isspace() or unicodedata.category(character) in {"Cc", "Cf", "Cn"}:
            continue
        if pdfium_c.FPDFText_IsGenerated(text, index) == 1:
            continue
        if not pdfium_c.FPDFText_GetLooseCharBox(text, index, box):
            continue
        pdfium_c.FPDFText_GetCharOrigin(text, index, x, y)
        pdfium_c.FPDFText_GetMatrix(text, index, matrix)
        size = pdfium_c.FPDFText_GetFontSize(text, index) * (abs(matrix.d) or abs(matrix.b) or 1)
        if not 0.5 < size < 2000 or box.right <= box.left:
            continue
        yield Letter(character, height - y.value, box.left, height - box.top, box.right, height - box.bottom, size)


def lines_of(letters: Iterable[Letter]) -> Iterator[list[Letter]]:
    """Letters of one size on one baseline, parted where a gap is wider than a gutter may be."""

    def step(letter: Letter) -> int:
        return round(log(letter.size) / STEP)

    for _size, group in groupby(sorted(letters, key=lambda letter: (step(letter), letter.base)), key=step):
        row: list[Letter] = []
        for letter in group:
            if row and letter.base - row[0].base > 0.3 * letter.size:
                yield from _parted(row)
                row = []
            row.append(letter)
        yield from _parted(row)


def _parted(row: list[Letter]) -> Iterator[list[Letter]]:
    row.sort(key=lambda letter: letter.left)
    part: list[Letter] = []
    for letter in row:
        if part and letter.left - part[-1].right > GAP * letter.size:
            yield part
            part = []
        if part and letter.text == part[-1].text and letter.left - part[-1].left < 0.2 * letter.size:
            # Bold that is made by drawing a character twice.
            continue
        part.append(letter)
    if part:
        yield part


def _line(letters: list[Letter]) -> tuple[str, float, float, float, float, float]:
    text = ""
    for before, letter in zip([None, *letters], letters, strict=False):
        if (
            before
            and letter.left - before.right > 0.15 * letter.size
            and before.text.isascii()
            and letter.text.isascii()
        ):
            text += " "
        text += letter.text
    # The body of the type, not of the font: fonts differ in how far their boxes reach beyond it.
    size = max(letter.size for letter in letters)
    base = letters[0].base
    edges = (letters[0].left, base - 0.88 * size, letters[-1].right, base + 0.12 * size)
    left, top, right, bottom = (round(edge * MM, 2) for edge in edges)
    return text[: limits.MAX_LINE_CHARACTERS], left, top, right, bottom, round(size * MM, 2)


def _drawn(page: pdfium.PdfPage, width: float, height: float) -> tuple[list[tuple[float, ...]], set[str]]:
    """The boxes of the pictures in mm, and the names of fonts that the PDF uses without carrying them."""
    pictures: list[tuple[float, ...]] = []
    fonts: set[str] = set()
    for count, item in enumerate(page.get_objects(max_depth=8)):
        if count >= limits.MAX_OBJECTS:
            break
        if item.type == pdfium_c.FPDF_PAGEOBJ_TEXT:
            fonts |= _missing_font(item)
        elif item.type == pdfium_c.FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = _on_the_page(item)
            left, right = max(0.0, left), min(width, right)
            top, bottom = max(0.0, height - top), min(height, height - bottom)
            area = (right - left) * (bottom - top)
            if right > left and bottom > top and area < LARGEST_PICTURE * width * height:
                pictures.append(tuple(round(edge * MM, 2) for edge in (left, top, right, bottom)))
    return pictures, fonts


def _missing_font(item: Any) -> set[str]:
    font = pdfium_c.FPDFTextObj_GetFont(item)
    if not font or pdfium_c.FPDFFont_GetIsEmbedded(font) != 0:
        return set()
    name = ctypes.create_string_buffer(100)
    pdfium_c.FPDFFont_GetBaseFontName(font, name, 100)
    plain = name.value.decode("utf-8", "replace")
    return {"".join(letter for letter in plain if letter.isprintable())[:80]} - {""}


def _on_the_page(item: Any) -> tuple[float, float, float, float]:
    """The bounds of an object on the page, which its own are not where it stands in a form."""
    left, bottom, right, top = item.get_bounds()
    corners = [(left, bottom), (left, top), (right, bottom), (right, top)]
    around = item.container
    while around is not None:
        matrix = around.get_matrix()
        corners = [matrix.on_point(*corner) for corner in corners]
        around = around.container
    across, down = zip(*corners, strict=True)
    return min(across), min(down), max(across), max(down)
