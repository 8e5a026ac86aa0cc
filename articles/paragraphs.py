"""The text of an article as paragraphs of plain words, with what each of them is, instead of HTML."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles.html import MAX_TAGS

# What a paragraph is, in words; "" is ordinary text.
MARKS: dict[str, str | Promise] = {
    "": pgettext_lazy("kind of paragraph", "Text"),
    "h2": _("Subhead"),
    "h3": _("Minor subhead"),
    "ul": _("List item"),
    "ol": _("Numbered item"),
    "tr": _("Table row"),
    "caption": _("Table heading"),
    "blockquote": _("Quotation"),
    "hr": _("Dividing line"),
}
STYLES = frozenset({"strong", "em", "sub", "sup"})
# Told from the words of the text by this style, so that a link's address is shown but never followed.
ADDRESS = "address"

_PART = re.compile(r"<(/?)([a-z][a-z0-9]*)([^<>]*)>|([^<]+|<)", re.I)
_ANY_TAG = re.compile(r"<[^<>]*>")
_HREF = re.compile(r'href="([^"]*)"', re.I)
_BLOCKS = frozenset({"p", "h2", "h3", "hr", "ul", "ol", "li", "blockquote", "table", "caption", "thead", "tbody", "tr"})

Run = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph, list item or table row: `mark` is a key of MARKS, `runs` are (words, styles) in turn.

    The styles of a run are names from STYLES, sorted, with a space between them.
    """

    mark: str
    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        return "".join(words for words, _style in self.runs)


def paragraphs_of(html: str) -> list[Paragraph]:
    """The paragraphs of clean HTML; anything may be handed in, and takes time in step with its length."""
    reader = _Reader()
    if html.count("<") > 2 * MAX_TAGS:  # nothing that clean_html() has seen
        html = _ANY_TAG.sub(" ", html).replace("<", " ")
    for closing, tag, attributes, text in _PART.findall(html):
        if tag:
            reader.tag(tag.lower(), attributes, closes=bool(closing))
        else:
            reader.words(unescape(text).replace("\n", " "))
    reader.end_paragraph()
    return reader.found


@dataclass(slots=True)
class _Reader:
    found: list[Paragraph] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    blocks: list[str] = field(default_factory=list)
    styles: list[str] = field(default_factory=list)
    address: str = ""
    cells: int = 0

    def words(self, text: str) -> None:
        if text.strip() or self.runs:
            self.runs.append((text, " ".join(sorted(set(self.styles)))))

    def tag(self, tag: str, attributes: str, *, closes: bool) -> None:
        if tag == "p" and "tr" in self.blocks[-8:]:
            self.words(" ")
        elif tag in _BLOCKS:
            self._block(tag, closes=closes)
        elif tag in {"td", "th"} and not closes:
            self.runs += [(" │ ", "")] if self.cells else []
            self.cells += 1
        elif tag == "br":
            self.runs.append(("\n", ""))
        elif tag in STYLES:
            self._style(tag, closes=closes)
        elif tag == "a":
            self._link(attributes, closes=closes)

    def _block(self, tag: str, *, closes: bool) -> None:
        self.end_paragraph()
        if tag == "hr":
            self.found.append(Paragraph("hr", ()))
        elif not closes:
            self.blocks.append(tag)
        elif tag in self.blocks[-8:]:
            # What was left open inside it ends with it.
            while self.blocks.pop() != tag:
                pass

    def _style(self, tag: str, *, closes: bool) -> None:
        if not closes:
            self.styles = [*self.styles, tag][-20:]
        elif tag in self.styles:
            self.styles.remove(tag)

    def _link(self, attributes: str, *, closes: bool) -> None:
        if closes and self.address:
            self.runs.append((f" 〔{self.address}〕", ADDRESS))
        found = None if closes else _HREF.search(attributes)
        self.address = unescape(found[1]) if found else ""

    def end_paragraph(self) -> None:
        runs = _joined(self.runs)
        if runs:
            self.found.append(Paragraph(self._mark(), runs))
        self.runs, self.cells = [], 0

    def _mark(self) -> str:
        """What the innermost block says; text in an item or a quotation is what it stands in."""
        return next((tag for tag in self.blocks[:-9:-1] if tag in MARKS), "")


def _joined(runs: list[Run]) -> tuple[Run, ...]:
    """Runs of one style as one; empty if there are no words in them."""
    joined: list[tuple[list[str], str]] = []
    for words, style in runs:
        if not joined or joined[-1][1] != style:
            joined.append(([], style))
        joined[-1][0].append(words)
    whole = tuple(("".join(words), style) for words, style in joined)
    return whole if any(words.strip() for words, _style in whole) else ()
