"""An article's text as readers get it: the dateline and credits woven into the paragraphs, the pictures between them.

Pure functions over clean HTML, as the intake took it: they add markup of our own and escape every word they add.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from website.bylines import Position, linked_credits, placed, writes_chinese
from website.models import PublishedArticle, PublishedByline, PublishedPicture

VOID = frozenset({"br", "hr"})
INLINE = frozenset({"a", "br", "em", "strong", "sub", "sup"})
PARAGRAPH_START = re.compile(r"<p\b[^>]*>")


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of an article from top to bottom: either a block of its text, or a picture."""

    html: SafeString | None = None
    picture: PublishedPicture | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """An article laid out for reading; `gallery` holds a photo story's pictures, which stand above its text."""

    blocks: Sequence[Block]
    gallery: Sequence[PublishedPicture]
    credits_under_headline: SafeString


def lay_out(article: PublishedArticle) -> Reading:
    """Weave an article with its bylines and pictures. All three must be loaded already."""
    bylines, pictures = list(article.bylines.all()), list(article.pictures.all())
    blocks = blocks_of(article.body)
    blocks = with_opening(blocks, opening(article.dateline, bylines))
    blocks = with_closing(blocks, closing(bylines))
    gallery = pictures if article.genre == article.Genre.PHOTO_STORY else []
    between = [] if gallery else pictures
    return Reading(
        blocks=list(with_pictures(blocks, between)),
        gallery=gallery,
        credits_under_headline=linked_credits(placed(bylines, *under_headline())),
    )


def under_headline() -> tuple[str, ...]:
    """The positions whose credits stand under the headline: an English paper has no credits in its dateline."""
    if writes_chinese():
        return (Position.TITLE,)
    return (Position.HEAD, Position.TITLE)


def opening(dateline: str, bylines: Sequence[PublishedByline]) -> SafeString:
    """What runs into the first paragraph: 本报讯（记者 沈知遥）, or YUNXIU — in an English paper."""
    if not writes_chinese():
        return format_html('<b class="dateline">{} —</b> ', dateline) if dateline else SafeString("")
    head = linked_credits(placed(bylines, Position.HEAD))
    bracket = format_html("（{}）", head) if head else SafeString("")
    if not (dateline or bracket):
        return SafeString("")
    return format_html('<b class="dateline">{}{}</b>', dateline, bracket)


def closing(bylines: Sequence[PublishedByline]) -> SafeString:
    """What ends the last paragraph: （记者 沈知遥）."""
    credits = linked_credits(placed(bylines, Position.TAIL))
    if not credits:
        return SafeString("")
    form = '<span class="signature">（{}）</span>' if writes_chinese() else ' <i class="signature">({})</i>'
    return format_html(form, credits)


def blocks_of(body: str) -> list[str]:
    """The blocks of a text: paragraphs, subheads, lists, quotations, tables. Loose text becomes a paragraph."""
    parser = _TopLevel()
    parser.feed(body)
    parser.close()
    parser.cut()
    return parser.blocks


def with_opening(blocks: Sequence[str], start: str) -> list[str]:
    """Run `start` into the first paragraph; a text that begins otherwise gets a paragraph for it."""
    if not start:
        return list(blocks)
    if blocks and (tag := PARAGRAPH_START.match(blocks[0])):
        first = f"{tag.group()}{start}{blocks[0][tag.end() :]}"
        return [first, *blocks[1:]]
    return [f"<p>{start}</p>", *blocks]


def with_closing(blocks: Sequence[str], end: str) -> list[str]:
    """Put `end` behind the last paragraph's last word; behind a list or a table it stands by itself."""
    if not end:
        return list(blocks)
    if blocks and PARAGRAPH_START.match(blocks[-1]) and blocks[-1].endswith("</p>"):
        return [*blocks[:-1], f"{blocks[-1][:-4]}{end}</p>"]
    return [*blocks, f'<p class="signed">{end}</p>']


def with_pictures(blocks: Sequence[str], pictures: Sequence[PublishedPicture]) -> Iterator[Block]:
    """Set each picture behind the paragraph it names; 0 is above the text, one past the end below it."""
    waiting = sorted(pictures, key=lambda picture: picture.after_paragraph)
    paragraphs = 0
    while waiting and waiting[0].after_paragraph == 0:
        yield Block(picture=waiting.pop(0))
    for block in blocks:
        # The record is clean, and what was added above was escaped where it was made.
        yield Block(html=mark_safe(block))
        paragraphs += PARAGRAPH_START.match(block) is not None
        while waiting and waiting[0].after_paragraph <= paragraphs:
            yield Block(picture=waiting.pop(0))
    yield from (Block(picture=picture) for picture in waiting)


class _TopLevel(HTMLParser):
    """Cuts HTML between its outermost elements and changes no character inside them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.blocks: list[str] = []
        self.depth = 0
        self.piece: list[str] = []
        self.loose = False

    def cut(self) -> None:
        """End the piece at hand; between blocks there is only white space."""
        html = "".join(self.piece).strip()
        self.piece.clear()
        if html:
            self.blocks.append(f"<p>{html}</p>" if self.loose else html)
        self.loose = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.depth == 0:
            self._outermost(tag)
        self.piece.append(self.get_starttag_text() or "")
        if tag not in VOID:
            self.depth += 1
        elif self.depth == 0 and not self.loose:
            self.cut()

    def handle_endtag(self, tag: str) -> None:
        self.piece.append(f"</{tag}>")
        self.depth = max(0, self.depth - 1)
        if self.depth == 0 and not self.loose:
            self.cut()

    def handle_data(self, data: str) -> None:
        if self.depth == 0 and data.strip():
            self.loose = True
        self.piece.append(data)

    def handle_entityref(self, name: str) -> None:
        self.handle_data(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.handle_data(f"&#{name};")

    def _outermost(self, tag: str) -> None:
        """A word in <strong> between two paragraphs is loose text too; a block ends it."""
        if tag in INLINE:
            self.loose = True
        else:
            self.cut()
