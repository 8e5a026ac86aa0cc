"""How wide type is: advances and kerning of the body faces, and how far the marks of Chinese are squeezed.

All widths are thousandths of the type size; a full-width character is `FULL`. The tables in `faces/` are made by
`measuring`. The squeeze of marks is that of the Requirements for Chinese Text Layout (clreq), 3.1.6, as the page engine
carries it out for mainland China: every mark but 破折号 and 省略号 has an empty half, or two quarters, that may go.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from typing import NamedTuple

FULL = 1000

QUOTES = frozenset("“”‘’")
# Empty on the left: 开 marks. A line never ends with one and squeezes it at its start.
OPENING = frozenset("“‘《（『「【〖〔〈［｛")
# Empty on the right. A line squeezes these at its end.
CLOSING = frozenset("”’，。．、：；？！》）』」】〗〕〉］｝")
CENTRED = frozenset("·・")
MARKS = OPENING | CLOSING | CENTRED


class Width(NamedTuple):
    """A run of characters: `natural` width, what it loses at a line's start (`lead`) and end (`trail`).

    `trimmed` is the width without the spaces at its end, which a broken line does not count. `in_han` says whether what
    follows joins a run of Chinese.
    """

    natural: float
    trimmed: float
    lead: float
    trail: float
    in_han: bool


@dataclass(frozen=True)
class Face:
    """One face: widths of what is not full-width, and of pairs set closer or wider."""

    family: str
    advances: Mapping[str, int]
    kerning: Mapping[str, int]

    def kern(self, pair: str, *, in_han: bool) -> int:
        """How much two neighbours move apart. `in_han`: the run of type before the second is Chinese."""
        if in_han and pair[1].isalpha() and not pair[0].isalpha():
            # The mark is of the Chinese run; a letter begins a run of its own, and nothing is kerned across.
            return 0
        return self.kerning.get(pair, 0)

    def advance(self, character: str) -> int:
        width = self.advances.get(character)
        if width is not None:
            return width
        return 0 if _ignorable(character) else FULL


@cache
def face(name: str) -> Face:
    """`serif` is 宋, the body; `sans` is 黑, the dateline."""
    table = json.loads((Path(__file__).parent / "faces" / f"{name}.json").read_text(encoding="utf-8"))
    return Face(
        family=table["family"],
        advances=_advances(table["advances"]),
        kerning=_pairs(table["kerning"]),
    )


def _advances(groups: Mapping[str, str]) -> dict[str, int]:
    return {character: int(width) for width, characters in groups.items() for character in characters}


def _pairs(groups: Mapping[str, str]) -> dict[str, int]:
    return {
        "".join(pair): int(kern)
        for kern, characters in groups.items()
        for pair in zip(islice(characters, 0, None, 2), islice(characters, 1, None, 2), strict=True)
    }


def script(character: str) -> str:
    """`han` and `latin` begin a run of type; marks, digits and spaces ("") join the run before them."""
    if character.isalpha() or character == "〇":
        return "han" if is_han(character) else "latin"
    return ""


def first_script(text: str) -> str:
    """The script of the run a text begins with: marks before its first letter belong to it."""
    return next(filter(None, map(script, text)), "")


def is_han(character: str) -> bool:
    return character >= "⺀" and unicodedata.east_asian_width(character) in "WF" and not "Ａ" <= character <= "ｚ"


@cache
def _ignorable(character: str) -> bool:
    """What has no width and no glyph: joiners, marks of direction, variation selectors."""
    return unicodedata.category(character) in ("Cf", "Cc", "Mn", "Me")


@dataclass(slots=True)
class _Glyph:
    """A character as it is squeezed: what is left of its width, and of its empty sides."""

    character: str
    width: float
    left: float = 0
    right: float = 0

    @property
    def is_mark(self) -> bool:
        # A quotation mark counts as Chinese only while it is full-width: the engine tells them apart by that.
        return self.character in MARKS and (self.character not in QUOTES or self.width == FULL)


def _glyph(character: str, width: float) -> _Glyph:
    if character in QUOTES and width != FULL:
        return _Glyph(character, width)
    if character in OPENING:
        return _Glyph(character, width, left=width / 2)
    if character in CLOSING:
        return _Glyph(character, width, right=width / 2)
    if character in CENTRED:
        return _Glyph(character, width, left=width / 4, right=width / 4)
    return _Glyph(character, width)


def _squeeze(first: _Glyph, second: _Glyph) -> None:
    """Two marks side by side give up half a character between them (clreq 3.1.6.1)."""
    half = first.width / 2
    if not (first.is_mark and second.is_mark and first.right + second.left >= half):
        return
    given = min(first.right, half)
    first.width -= given
    first.right -= given
    second.width -= half - given
    second.left -= half - given


def measure(text: str, name: str = "serif", *, in_han: bool = True) -> Width:
    """The width of characters that stand in one line. `in_han`: they follow Chinese, not Latin."""
    type_face = face(name)
    glyphs: list[_Glyph] = []
    kerns = 0.0
    for index, character in enumerate(text):
        begins = script(character)
        if index:
            kerns += type_face.kern(text[index - 1 : index + 1], in_han=in_han)
        in_han = begins == "han" if begins else in_han
        glyphs.append(_glyph(character, type_face.advance(character)))
        if index:
            _squeeze(glyphs[-2], glyphs[-1])
    natural = sum(glyph.width for glyph in glyphs) + kerns
    kept = len(text.rstrip())
    blank = sum(glyph.width for glyph in glyphs[kept:])
    lead = glyphs[0].left if glyphs[0].character in OPENING else 0
    last = glyphs[kept - 1] if kept else glyphs[-1]
    trail = last.right if last.character in CLOSING and kept else 0
    return Width(natural, natural - blank, lead, trail, in_han)


def between(first: str, second: str, name: str = "serif", *, in_han: bool) -> float:
    """What two neighbours gain or lose when a line is not broken between them."""
    if first in MARKS and second in MARKS:
        pair = measure(first + second, name, in_han=in_han).natural
        return pair - measure(first, name, in_han=in_han).natural - measure(second, name, in_han=in_han).natural
    return face(name).kern(first + second, in_han=in_han)
