"""Characters and faces: what no face of the house can print, said before anybody signs the page."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from fontTools.ttLib import TTCollection, TTFont

from editions.composing.fonts import Hands
from editions.composing.order import texts
from editions.composing.source import PageSource

# 〓, what compositors have always set for a sort they do not have.
GETA = "\u3013"
# Selectors of variant forms print nothing themselves.
_VARIANTS = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))


@dataclass(frozen=True, slots=True)
class Missing:
    """A character no face has. `article` 0 is the page's furniture; `around` is a piece of the text it stands in."""

    character: str
    article: int
    around: str

    @property
    def code(self) -> str:
        return f"U+{ord(self.character):04X}"


def missing(source: PageSource, hands: Hands) -> tuple[Missing, ...]:
    """Every character of a page that would come out as 〓, once an article, in reading order."""
    have = printable(hands)
    found: dict[tuple[str, int], Missing] = {}
    for article, text in texts(source):
        for place, character in enumerate(text):
            if ord(character) not in have and not _invisible(character):
                here = Missing(character, article, text[max(0, place - 8) : place + 9])
                found.setdefault((character, article), here)
    return tuple(found.values())


def printable(hands: Hands) -> frozenset[int]:
    """The code points some face of the house has."""
    return _printable(tuple((face.path, face.index) for face in hands.faces))


@cache
def _printable(faces: tuple[tuple[Path, int], ...]) -> frozenset[int]:
    return frozenset().union(*(_characters(path, index) for path, index in faces))


def _characters(path: Path, index: int) -> Iterable[int]:
    if path.suffix.lower() in {".ttc", ".otc"}:
        with TTCollection(path, lazy=True) as collection:
            return set(collection.fonts[index].getBestCmap())
    with TTFont(path, lazy=True) as font:
        return set(font.getBestCmap())


def _invisible(character: str) -> bool:
    """Whether a character prints nothing: controls, joiners, marks of direction, selectors of variants."""
    code = ord(character)
    return unicodedata.category(character) in {"Cc", "Cf", "Zl", "Zp"} or any(code in span for span in _VARIANTS)


def clear(data: Any, have: frozenset[int]) -> Any:
    """The same data with every text fit to be set: no control or direction mark, 〓 for what no face has.

    A separator of lines or a tab becomes a space, for the source alone says where a line ends; a stray mark of
    direction would turn the rest of its line around.
    """
    if isinstance(data, str):
        return "".join(_clear(character, have) for character in data)
    if isinstance(data, dict):
        return {key: clear(value, have) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [clear(value, have) for value in data]
    return data


def _clear(character: str, have: frozenset[int]) -> str:
    if _invisible(character):
        return " " if character in "\t\n\v\f\r\x85\u2028\u2029" else ""
    return character if ord(character) in have else GETA
