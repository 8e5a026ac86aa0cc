"""The page engine asked how it would break paragraphs, as the standard that copyfit is held to."""

from __future__ import annotations

import ctypes
import json
import re
from pathlib import Path
from typing import NamedTuple

import pylopdf_fonts_zh_cn
import pypdfium2
import pypdfium2.raw as raw
import typst

FONTS = Path(pylopdf_fonts_zh_cn.__file__).parent
LINE = 15  # points from baseline to baseline

_SOURCE = """
#let cases = json(bytes(sys.inputs.cases))
#set page(width: 2000pt, height: auto, margin: 20pt)
#set text(
  font: "Noto Serif SC", size: 10pt, lang: sys.inputs.lang, region: "cn", top-edge: .88em, bottom-edge: -.12em,
  cjk-latin-spacing: none, hyphenate: false, features: if sys.inputs.lang == "zh" { () } else { ("pwid",) },
)
#set par(leading: 5pt, spacing: 5pt, justify: true, linebreaks: "simple")
#for case in cases {
  page(block(width: case.width * 10pt, par(first-line-indent: (amount: case.indent * 1em, all: true), {
    text(font: "Noto Sans SC", case.dateline)
    case.text
  })))
}
"""


class Case(NamedTuple):
    """A paragraph to break: `width` and `indent` in characters, `bold` characters of dateline."""

    text: str
    width: float
    indent: float = 2
    bold: int = 0


def engine_lines(cases: list[Case], *, language: str = "zh") -> list[list[int]]:
    """How many characters that leave ink the engine sets in each line of each case."""
    told = [
        {
            "dateline": _told(case.text[: case.bold]),
            "text": _told(case.text[case.bold :]),
            "width": case.width,
            "indent": case.indent,
        }
        for case in cases
    ]
    pdf = typst.compile(
        _SOURCE.encode(),
        font_paths=typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS]),
        sys_inputs={"cases": json.dumps(told), "lang": language},
        format="pdf",
    )
    return [_rows(page) for page in pypdfium2.PdfDocument(pdf)]


def _told(text: str) -> str:
    """The text with our stricter rules said aloud: a word joiner before what never begins a line."""
    return re.sub("(?=[·～])|(?<!—)(?=—(?!—))", "\u2060", text)


def _rows(page: pypdfium2.PdfPage) -> list[int]:
    letters = page.get_textpage()
    x, y = ctypes.c_double(), ctypes.c_double()
    rows: dict[int, int] = {}
    for index in range(raw.FPDFText_CountChars(letters.raw)):
        character = chr(raw.FPDFText_GetUnicode(letters.raw, index))
        if raw.FPDFText_IsGenerated(letters.raw, index) or not inked(character):
            continue
        raw.FPDFText_GetCharOrigin(letters.raw, index, x, y)
        row = round(-y.value / LINE)
        rows[row] = rows.get(row, 0) + 1
    return [rows[row] for row in sorted(rows)]


def inked(character: str) -> bool:
    return not character.isspace() and character not in "\u2060\x00"


def inked_lines(lines: tuple[str, ...]) -> list[int]:
    """The same of lines that were broken by us."""
    return [count for count in (sum(map(inked, line)) for line in lines) if count]
