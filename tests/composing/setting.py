"""Composed pages for tests: a plain compositor that breaks lines by counting squares, with the marks kept in."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from editions.composing.grid import BROADSHEET, Cells, Grid
from editions.composing.slots import Role, Style
from editions.composing.source import Block, Furniture, Heading, PageSource, Piece, PlacedPhoto, TextColumn

_NOT_FIRST = set("、。，．；：！？）》」』】”’％…—·")
_NOT_LAST = set("（《「『【“‘")
_TOKEN = re.compile(r"[0-9A-Za-z]+(?:[.,:+\-][0-9A-Za-z]+)*[%/]?|——|……|.", re.DOTALL)


def _width(token: str) -> float:
    return sum(1 if unicodedata.east_asian_width(c) in "WFA" else 0.62 for c in token)


def lines(text: str, squares: float, indent: float = 2) -> list[str]:
    """The lines of a paragraph: nothing forbidden at their heads or ends, words whole."""
    done: list[str] = []
    words: list[str] = []
    room = squares - indent
    for token in _TOKEN.findall(text):
        if words and sum(map(_width, words)) + _width(token) > room:
            carry: list[str] = []
            while len(words) > 1 and (words[-1][0] in _NOT_LAST or (token[0] in _NOT_FIRST and not carry)):
                carry.insert(0, words.pop())
            done.append("".join(words))
            words, room = carry, squares
        words.append(token)
    return [*done, "".join(words)]


@dataclass
class Text:
    """An article for a slot: (kind, text) pairs, and what stands above them."""

    article: int
    headline: tuple[str, ...] = ()
    body: Sequence[tuple[str, str]] = ()
    headline_mm: float = 8
    heading_lines: int = 4
    kicker: str = ""
    deck: tuple[str, ...] = ()
    credit: str = ""
    dateline: int = 0
    photos: tuple[PlacedPhoto, ...] = ()
    photo_lines: dict[int, int] = field(default_factory=dict)
    more: dict[str, object] = field(default_factory=dict)


def block(
    grid: Grid, key: str, cells: Cells, text: Text, *, role: Role = "article", style: Style = "normal", above: float = 0
) -> Block:
    """One article in its slot, a text column for each grid column; `above` lines are left free over the heading.

    `photo_lines` says how many lines a photo takes at the head of which column.
    """
    padding = grid.cell_mm if style == "box" else 0
    many = cells.span
    width = (grid.span_mm(many) - 2 * padding - (many - 1) * grid.gutter_mm) / many
    head = above + text.heading_lines + (0.5 if style == "box" else 0)
    pieces = _pieces(text, width / grid.cell_mm)
    columns = []
    for number in range(many):
        down = text.photo_lines.get(number, 0)
        row = head + down
        high = int(cells.lines - row)
        got, pieces = _fill(pieces, high)
        columns.append(TextColumn(padding + number * (width + grid.gutter_mm), width, row, high, tuple(got)))
    heading = Heading(
        lines=text.heading_lines, headline=text.headline, headline_mm=text.headline_mm, kicker=text.kicker,
        kicker_mm=text.headline_mm * 0.42 if text.kicker else 0, deck=text.deck,
        deck_mm=text.headline_mm * 0.42 if text.deck else 0, credit=text.credit,
    )  # fmt: skip
    return Block(
        key=key, role=role, style=style, cells=cells, placements=(text.article,), articles=(text.article,),
        heading=heading if text.headline else None, photos=text.photos, columns=tuple(columns), fits=(),
        padding_mm=padding, **text.more,
    )  # type: ignore[arg-type]  # fmt: skip


def _pieces(text: Text, squares: float) -> list[Piece]:
    found = []
    for number, (kind, words) in enumerate(text.body):
        said = (words,) if kind == "subhead" else tuple(lines(words, squares))
        bold = text.dateline if number == 0 else 0
        found.append(Piece(kind=kind, lines=said, bold=bold, placement=text.article))  # type: ignore[arg-type]
    return found


def _fill(pieces: list[Piece], room: int) -> tuple[list[Piece], list[Piece]]:
    got: list[Piece] = []
    rest = list(pieces)
    while rest and room > 0:
        piece = rest.pop(0)
        if piece.kind == "subhead":
            if room < 4:
                return got, [piece, *rest]
            got.append(piece)
            room -= 2
        elif len(piece.lines) <= room:
            got.append(piece)
            room -= len(piece.lines)
        else:
            got.append(_part(piece, piece.lines[:room], head=True))
            rest.insert(0, _part(piece, piece.lines[room:], head=False))
            room = 0
    return got, rest


def _part(piece: Piece, said: tuple[str, ...], *, head: bool) -> Piece:
    return Piece(
        kind=piece.kind, lines=said, indent=head and piece.indent, ends=piece.ends and not head,
        bold=piece.bold if head else 0, placement=piece.placement,
    )  # fmt: skip


FURNITURE = Furniture(
    paper="云岫日报", label="A02", page_name="本地", date_line="2025年10月17日 星期五", credits=(),
)  # fmt: skip


def page(*blocks: Block, grid: Grid = BROADSHEET, furniture: Furniture = FURNITURE) -> PageSource:
    return PageSource(grid=grid, furniture=furniture, blocks=blocks)
