"""What a difference between two texts is, and how their words are compared: plain strings, never HTML."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from articles.alignment import Block, Budget, align
from articles.paragraphs import Run

LONGEST_PARAGRAPH = 50_000

# A Latin word or a number with its marks, white space, a flag, or one character with what belongs to it.
_CJK = (
    "\u1100-\u11ff\u2e80-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff"
)
_TOKEN = re.compile(
    rf"[^\W{_CJK}]+(?:['\u2019.,:/@&%+-][^\W{_CJK}]+)*%?|\s+|[\U0001f1e6-\U0001f1ff]{{2}}"
    r"|.(?:[\u0300-\u036f\ufe0f\U0001f3fb-\U0001f3ff]|\u200d.)*",
    re.S,
)

Kind = Literal["same", "del", "ins"]


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words that stayed, went or came; `style` as in `Paragraph.runs`."""

    kind: Kind
    text: str
    style: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One line, paragraph, byline or photo of the old version beside what stands in its place in the new one.

    `mark` and `old_mark` say what kind of paragraph it is and was; `note` is a remark on the whole row.
    """

    kind: Literal["same", "changed", "del", "ins"]
    pieces: tuple[Piece, ...]
    mark: str = ""
    old_mark: str = ""
    note: str = ""

    @property
    def old(self) -> list[Piece]:
        return [piece for piece in self.pieces if piece.kind != "ins"]

    @property
    def new(self) -> list[Piece]:
        return [piece for piece in self.pieces if piece.kind != "del"]

    @property
    def old_text(self) -> str:
        return "".join(piece.text for piece in self.old)

    @property
    def new_text(self) -> str:
        return "".join(piece.text for piece in self.new)


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """One field of an article in two versions. `is_coarse`: too long to be compared word by word."""

    name: str
    label: str
    rows: tuple[Row, ...]
    is_coarse: bool = False
    note: str = ""

    @property
    def changed(self) -> bool:
        return bool(self.note) or self.changed_paragraphs > 0

    @property
    def changed_paragraphs(self) -> int:
        """How many lines, paragraphs, bylines or photos are not what they were."""
        return sum(row.kind != "same" for row in self.rows)


def compare_words(old: Sequence[Run], new: Sequence[Run], budget: Budget) -> tuple[Row, bool]:
    """The row of two texts, and whether it was compared word by word."""
    if tuple(old) == tuple(new):
        return Row("same", tuple(Piece("same", text, style) for text, style in new if text)), True
    length = sum(len(text) for text, _style in (*old, *new))
    if length > LONGEST_PARAGRAPH or budget.steps <= 0:
        return Row("changed", (*_pieces("del", old), *_pieces("ins", new))), False
    before, after = _tokens(old), _tokens(new)
    blocks, is_exact = align(before, after, budget)
    pieces: list[Piece] = []
    for block in _readable(blocks, before):
        if block.is_same:
            pieces += _pieces("same", after[block.j1 : block.j2])
        else:
            pieces += _pieces("del", before[block.i1 : block.i2]) + _pieces("ins", after[block.j1 : block.j2])
    stayed = sum(len(piece.text.strip()) for piece in pieces if piece.kind == "same")
    if 8 * stayed < length:  # less than a quarter: two sentences that share some characters
        pieces = _pieces("del", before) + _pieces("ins", after)
    return Row("changed", tuple(pieces)), is_exact


def _tokens(runs: Sequence[Run]) -> list[Run]:
    return [(token, style) for text, style in runs for token in _TOKEN.findall(text)]


def _pieces(kind: Kind, runs: Sequence[Run]) -> list[Piece]:
    """Neighbours of one style as one piece."""
    joined: list[tuple[list[str], str]] = []
    for text, style in runs:
        if not joined or joined[-1][1] != style:
            joined.append(([], style))
        joined[-1][0].append(text)
    return [Piece(kind, "".join(texts), style) for texts, style in joined if any(texts)]


def _readable(blocks: list[Block], tokens: list[Run]) -> list[Block]:
    """Swallow small equal islands between changes, so that a reader sees words and not confetti."""
    kept: list[Block] = []
    for at, block in enumerate(blocks):
        is_island = block.is_same and 0 < at < len(blocks) - 1 and _is_small(block, kept[-1], blocks[at + 1], tokens)
        if kept and not kept[-1].is_same and (is_island or not block.is_same):
            before = kept.pop()
            kept.append(Block(False, before.i1, block.i2, before.j1, block.j2))
        else:
            kept.append(block)
    return kept


def _is_small(island: Block, before: Block, after: Block, tokens: list[Run]) -> bool:
    length = len("".join(text for text, _style in tokens[island.i1 : island.i2]).strip())
    around = min(max(edit.i2 - edit.i1, edit.j2 - edit.j1) for edit in (before, after))
    return length < 2 or 3 * (island.i2 - island.i1) <= around
