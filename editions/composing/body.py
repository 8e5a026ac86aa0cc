"""The body of an article as it is set: its paragraphs broken, the dateline before them, the signature after them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from editions.composing.columns import Run, Set, Threading
from editions.composing.heading import split_at, width_of
from editions.composing.linebreaking import INDENT, break_lines, plain
from editions.composing.manuscript import Item, Kind
from editions.composing.slots import Setting
from editions.composing.source import Piece
from editions.composing.widths import CLOSING

# A subhead is set a little larger than the body.
_SUBHEAD_SIZE = 1.08
_BULLETS = {True: "●", False: "• "}


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One block of a body to be set. `lead` characters of `text` stand before its own words, `tail` after them.

    Its own words are those of the manuscript's body from `start`. The first `bold` characters are a dateline or the
    headline of a brief; `indent` is missing where the text goes on from another page.
    """

    kind: Kind
    text: str
    start: int
    lead: int = 0
    tail: int = 0
    bold: int = 0
    indent: bool = True
    placement: int = 0

    @property
    def words(self) -> int:
        return len(self.text) - self.lead - self.tail

    def body_at(self, characters: int) -> int:
        """Where in the manuscript's body one is after so many characters of the text."""
        return self.start + max(0, min(self.words, characters - self.lead))

    def lines(self, width: float, chinese: bool) -> tuple[str, ...]:
        """Broken to `width` cells."""
        if self.kind == "subhead":
            return _subhead(self.text, width / _SUBHEAD_SIZE, chinese)
        return break_lines(self.text, width, INDENT if self.indent else 0.0, self.bold, chinese)


def _subhead(text: str, width: float, chinese: bool) -> tuple[str, ...]:
    """A subhead's lines: as few as it takes, and broken where sense allows instead of leaving one character alone."""
    full = break_lines(text, width, 0.0, 0, chinese)
    if len(full) < 2:
        return full
    bounds = (0, *split_at(text, len(full), chinese), len(text))
    rows = tuple(text[first:last] for first, last in pairwise(bounds))
    return rows if all(width_of(row.strip() or " ", chinese) <= width for row in rows) else full


def paragraphs(setting: Setting, *, chinese: bool = True, brief: bool = False) -> tuple[Paragraph, ...]:
    """What of a setting is to be set on this page, from what was skipped to what was trimmed.

    A `brief` has its headline run into its first paragraph.
    """
    found = list(_own(setting, chinese))
    manuscript = setting.manuscript
    if not setting.skip:
        opening = _joined(plain(manuscript.opening), " " if not chinese else "")
        headline = plain(setting.headline or manuscript.headline).strip() if brief else ""
        found = _led(found, _joined(headline, "　" if chinese else ". ") + opening, setting.placement)
    closing = plain(manuscript.closing)
    if closing and found:
        last = found[-1] if found[-1].kind != "subhead" else None
        if last is None:
            found.append(
                Paragraph(
                    "paragraph", closing, found[-1].body_at(10**9), tail=len(closing), placement=setting.placement
                )
            )
        else:
            gap = "" if chinese else " "
            found[-1] = replace(last, text=last.text + gap + closing, tail=len(gap + closing))
    return tuple(found)


def body_length(setting: Setting) -> int:
    """Where the body ends on this page: at its end, or where the desk trims it."""
    return max(0, setting.manuscript.characters - max(0, setting.trim))


def _joined(text: str, gap: str) -> str:
    return text + gap if text and not text.endswith((" ", "　")) else text


def _own(setting: Setting, chinese: bool) -> Iterator[Paragraph]:
    """The paragraphs of the body between what is skipped and what is trimmed."""
    end = body_length(setting)
    at = 0
    for item in setting.manuscript.items:
        first, last = max(at, setting.skip), min(at + len(item.text), end)
        if first < last:
            yield _paragraph(item, item.text[first - at : last - at], first, first == at, setting.placement, chinese)
        at += len(item.text)


def _paragraph(item: Item, words: str, start: int, whole: bool, placement: int, chinese: bool) -> Paragraph:
    mark = _mark(item, chinese) if item.kind == "item" and whole else ""
    return Paragraph(item.kind, mark + plain(words), start, lead=len(mark), indent=whole, placement=placement)


def _mark(item: Item, chinese: bool) -> str:
    if not item.number:
        return _BULLETS[chinese]
    return f"{item.number}." if chinese else f"{item.number}. "


def _led(found: list[Paragraph], lead: str, placement: int) -> list[Paragraph]:
    """The dateline run into the first paragraph; before a text that begins with a subhead it stands alone."""
    if not lead:
        return found
    if not found or found[0].kind == "subhead":
        alone = Paragraph("paragraph", lead, 0, lead=len(lead), bold=len(lead.rstrip()), placement=placement)
        return [alone, *found]
    first = found[0]
    bold = len(lead.rstrip())
    return [replace(first, text=lead + first.text, lead=first.lead + len(lead), bold=bold), *found[1:]]


def broken(text: tuple[Paragraph, ...], width: float, *, chinese: bool = True) -> tuple[Set, ...]:
    """Every paragraph broken to `width` cells."""
    return tuple(Set(paragraph.kind, paragraph.lines(width, chinese)) for paragraph in text)


def pieces(text: tuple[Paragraph, ...], threading: Threading, lines: tuple[Set, ...]) -> tuple[tuple[Piece, ...], ...]:
    """The threaded text as the pieces of each column."""
    return tuple(
        tuple(piece for run in runs for piece in _pieces(text[run.paragraph], run, lines[run.paragraph].lines))
        for runs in threading.columns
    )


def _pieces(paragraph: Paragraph, run: Run, lines: tuple[str, ...]) -> Iterator[Piece]:
    """The lines of one run; a dateline longer than its first line goes on in a piece of its own."""
    first = run.first
    while first < run.last:
        before = sum(map(len, lines[:first]))
        bold = max(0, paragraph.bold - before)
        last = first + 1 if bold > len(lines[first]) else run.last
        yield Piece(
            kind=paragraph.kind,
            lines=lines[first:last],
            indent=paragraph.indent and first == 0 and paragraph.kind != "subhead",
            ends=last == len(lines),
            bold=min(bold, len(lines[first])),
            start=paragraph.body_at(before),
            placement=paragraph.placement,
        )
        first = last


def sentence_ends(text: str) -> list[int]:
    """After which characters a sentence ends: a full stop with the marks that close with it."""
    found: list[int] = []
    for index, character in enumerate(text):
        if character not in "。！？!?…." or (character == "." and text[index + 1 : index + 2].strip()):
            continue
        end = index + 1
        while end < len(text) and (text[end] in "。！？!?…" or (text[end] in CLOSING and text[end] in "”’》）」』】")):
            end += 1
        if not found or found[-1] < end:
            found.append(end)
    return found
