"""A paragraph broken into its lines, exactly as the page engine would break it, with no engine and no font.

First fit: each line takes what it can hold at natural width, marks squeezed (`widths`), and ends where a line may end
(`breakpoints`). Widths are in cells, full-width characters of the body size.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from editions.composing.breakpoints import may_begin, opportunities
from editions.composing.widths import FULL, Width, between, first_script, measure

# How far over a line may be and still fit: a hundred-thousandth of a character, the engine's own tolerance.
TOLERANCE = 0.01
INDENT = 2.0

_BLANKS = str.maketrans(dict.fromkeys("\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029", " "))
_measured = lru_cache(maxsize=65536)(measure)
_joined = lru_cache(maxsize=65536)(between)


def plain(text: str) -> str:
    """The text as it is set: a line break inside a block is a space."""
    return text.translate(_BLANKS)


@lru_cache(maxsize=8192)
def break_lines(text: str, width: float, indent: float = 0.0, bold: int = 0, chinese: bool = True) -> tuple[str, ...]:
    """The lines of a paragraph `width` cells wide whose first is indented by `indent`.

    Together they are the text, character for character; the spaces at the end of a line are not printed. The first
    `bold` characters are a dateline, set in 黑. A word wider than the whole measure is cut where the measure ends.
    """
    if not text:
        return ()
    starts = _Paragraph(plain(text), bold, chinese).starts(width * FULL + TOLERANCE, indent * FULL)
    return tuple(text[first:last] for first, last in pairwise((*starts, len(text))))


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """A text to be broken, with the faces it is set in. Widths in thousandths of a character."""

    text: str
    bold: int
    chinese: bool

    def starts(self, limit: float, indent: float) -> list[int]:
        """Where each line begins."""
        text = self.text
        starts = [0]
        used = indent
        previous = 0
        in_han = first_script(text) == "han"
        for end in (*opportunities(text, chinese=self.chinese), len(text)):
            size = self.size(previous, end, in_han)
            if previous > starts[-1]:
                gap = self.gap(previous, in_han)
                if used + gap + size.trimmed - size.trail <= limit:
                    used += gap + size.natural
                    in_han, previous = size.in_han, end
                    continue
                starts.append(previous)
                used = 0.0
            # An indent stands before the mark: nothing is squeezed at the start of an indented line.
            lead = 0.0 if used else size.lead
            if used + size.trimmed - lead - size.trail > limit and (cuts := self.cuts(previous, end, limit, used)):
                starts += cuts
                size = self.size(cuts[-1], end, in_han)
                used = lead = 0.0
            used += size.natural - lead
            in_han, previous = size.in_han, end
        return starts

    def face_at(self, index: int) -> str:
        face = "sans" if index < self.bold else "serif"
        return face if self.chinese else f"{face}-en"

    def gap(self, at: int, in_han: bool) -> float:
        """What the characters on both sides of a place gain or lose by standing in one line."""
        if at == self.bold:
            return 0.0
        return _joined(self.text[at - 1], self.text[at], self.face_at(at), in_han=in_han)

    def size(self, start: int, end: int, in_han: bool) -> Width:
        """The width of a piece; where the dateline ends inside it, that of both parts."""
        bold = self.bold
        if not start < bold < end:
            return _measured(self.text[start:end], self.face_at(start), in_han=in_han)
        first = self.size(start, bold, in_han)
        rest = self.size(bold, end, first_script(self.text[bold:end]) != "latin")
        return Width(first.natural + rest.natural, first.natural + rest.trimmed, first.lead, rest.trail, rest.in_han)

    def cuts(self, start: int, end: int, limit: float, used: float) -> list[int]:
        """Where a word wider than the measure is cut: where a line is full, between letters and digits."""
        cuts: list[int] = []
        first = best = start
        for index in range(start, end):
            if index > first and may_begin(self.text, index):
                best = index
            piece = self.size(first, index + 1, True)
            if used + piece.natural - piece.trail > limit and best > first:
                cuts.append(best)
                first, used = best, 0.0
        return cuts
