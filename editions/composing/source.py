"""The page source: a composed page as data, line by line, from which every picture, PDF and region is made.

It is engine-neutral: places in columns and lines, sizes in millimetres, and every line of text as it is broken. Two
equal sources make equal pages; `digest` is what a proof and a sign-off are bound to.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Any, Literal

from editions.composing.grid import Cells, Grid
from editions.composing.manuscript import Kind
from editions.composing.slots import Role, Style

# Counts on whenever the same page would look different: sources of another number are drawn anew.
TEMPLATE_REVISION = 1


@dataclass(frozen=True, slots=True)
class Credit:
    """责任编辑 周砚秋: who answers for the page, as printed at its foot."""

    role: str
    name: str


@dataclass(frozen=True, slots=True)
class Furniture:
    """What a page carries besides articles.

    A page with a `masthead` has the paper's name and numbers in `masthead_cells`; the others have a running head.
    `numbers` and `imprint` are printed line by line as they stand: 2025年10月17日 星期五, 第18264期, CN 00-0000 …
    """

    paper: str
    label: str
    page_name: str
    date_line: str
    credits: tuple[Credit, ...]
    masthead_cells: Cells | None = None
    paper_latin: str = ""
    tagline: str = ""
    numbers: tuple[str, ...] = ()
    imprint: tuple[str, ...] = ()
    banner: str = ""
    language: str = "zh"


@dataclass(frozen=True, slots=True)
class Heading:
    """A headline block fitted to its width. `lines` of the grid it takes; sizes in millimetres, 0 where there is none.

    `headline` holds the printed lines.
    """

    lines: int
    headline: tuple[str, ...]
    headline_mm: float
    kicker: str = ""
    kicker_mm: float = 0
    deck: tuple[str, ...] = ()
    deck_mm: float = 0
    credit: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some lines of one block of a body, in one column.

    `lines` are the characters of each line in order; `indent` says whether the first is indented by two characters;
    `ends` whether the last is the paragraph's last and stays left. The first `bold` characters of the first line are
    the dateline; `start` counts characters of the manuscript's body before it.
    """

    kind: Kind
    lines: tuple[str, ...]
    indent: bool = True
    ends: bool = True
    bold: int = 0
    start: int = 0
    # Of a brief among others: which setting it belongs to, by placement.
    placement: int = 0


@dataclass(frozen=True, slots=True)
class TextColumn:
    """One column of text in a block. `x_mm` from the block's left edge, `row` lines below its top."""

    x_mm: float
    width_mm: float
    row: float
    lines: int
    pieces: tuple[Piece, ...]

    @property
    def used(self) -> int:
        return sum(piece_lines(piece) for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class PlacedPhoto:
    """A photo in a block: `x_mm` from its left edge, `row` lines below its top; `lines` with the caption.

    `part` is what of the file's picture is shown, in thousandths (left, top, width, height); it has just the shape of
    `width_mm` by `picture_mm`.
    """

    photo: int
    file: str
    x_mm: float
    width_mm: float
    row: float
    lines: int
    picture_mm: float
    caption: tuple[str, ...]
    credit: str
    alt: str
    part: tuple[int, int, int, int] = (0, 0, 1000, 1000)


@dataclass(frozen=True, slots=True)
class Fit:
    """How the text of one setting fits: `needs` and `holds` in lines; `over` characters that find no place.

    `free` lines are left. `remainder` is the exact end of the body that is not set here, with its first character's
    place in `set_until`.
    """

    needs: int
    holds: int
    over: int
    free: int
    set_until: int
    remainder: str

    @property
    def is_overset(self) -> bool:
        return self.over > 0


@dataclass(frozen=True, slots=True)
class Block:
    """One slot as it is set. `jump` is the line at its end (下转A03版), `jumped` the one at its start (上接A01版)."""

    key: str
    role: Role
    style: Style
    cells: Cells
    placements: tuple[int, ...]
    articles: tuple[int, ...]
    heading: Heading | None
    photos: tuple[PlacedPhoto, ...]
    columns: tuple[TextColumn, ...]
    fits: tuple[Fit, ...]
    padding_mm: float = 0
    jump: str = ""
    jumped: str = ""
    series: str = ""
    label: str = ""
    advert: str = ""
    artwork: str = ""


@dataclass(frozen=True, slots=True)
class PageSource:
    """A whole page."""

    grid: Grid
    furniture: Furniture
    blocks: tuple[Block, ...]
    revision: int = TEMPLATE_REVISION

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    def as_json(self) -> str:
        """The canonical text of the page: the same page is the same text, byte for byte."""
        return json.dumps(self.as_dict(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @property
    def digest(self) -> str:
        """Sixty-four hexadecimal digits that name exactly this page."""
        return hashlib.sha256(self.as_json().encode()).hexdigest()


SUBHEAD_LINES = 2


def piece_lines(piece: Piece) -> int:
    """How many body lines a piece takes: a subhead stands in the middle of two."""
    return SUBHEAD_LINES * len(piece.lines) if piece.kind == "subhead" else len(piece.lines)


@dataclass(frozen=True, slots=True)
class Region:
    """Where an article stands on the picture of its page: corners in percent of its width and height, clockwise.

    That of a correction is where the notice stands; its article is the one it puts right.
    """

    article: int
    points: tuple[tuple[float, float], ...]
    kind: Literal["article", "continued", "correction"] = "article"
