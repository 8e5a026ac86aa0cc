"""An article's text as readers get it: the dateline and credits woven into the paragraphs, the pictures between them.

Pure functions over clean HTML, as the intake took it: they add markup of our own and escape every word they add.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from website.bylines import Position, linked_credits, placed, writes_chinese
from website.models import PublishedArticle, PublishedByline, PublishedPicture

Dress = Callable[[str], str]

VOID = frozenset({"br", "hr"})
INLINE = frozenset({"a", "br", "em", "strong", "sub", "sup"})
TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)[^>]*>")
PARAGRAPH_START = re.compile(r"<p\b[^>]*>")


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of an article from top to bottom: either some blocks of its text, or a picture."""

    html: SafeString | None = None
    picture: PublishedPicture | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """An article laid out for reading; `gallery` holds a photo story's pictures, which stand above its text."""

    blocks: Sequence[Block]
    gallery: Sequence[PublishedPicture]
    credits_under_headline: SafeString


def lay_out(article: PublishedArticle, *, dressed: Dress | None = None) -> Reading:
    """Weave an article with its bylines and pictures. All three must be loaded already.

    `dressed` makes of a block what readers are shown instead of it.
    """
    bylines, pictures = list(article.bylines.all()), list(article.pictures.all())
    blocks = list(map(dressed, blocks_of(article.body))) if dressed else blocks_of(article.body)
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
    """The blocks of a text: paragraphs, subheads, lists, quotations, tables. Loose text becomes a paragraph.

    In the record every "<" begins a tag and every ">" ends one, so no parser is needed to cut between the outermost.
    """
    blocks: list[str] = []
    start, depth, loose = 0, 0, False
    for tag in TAG.finditer(body):
        is_end, name = tag.groups()
        if depth == 0:
            loose = loose or (not body[start : tag.start()].isspace() and start < tag.start())
            if not is_end and name not in INLINE:
                # A word in <strong> between two paragraphs is loose text too; a block ends it.
                blocks.append(_block(body[start : tag.start()], loose=loose))
                start, loose = tag.start(), False
            else:
                loose = True
        depth = max(0, depth - 1) if is_end else depth + (name not in VOID)
        if depth == 0 and not loose:
            blocks.append(body[start : tag.end()])
            start = tag.end()
    blocks.append(_block(body[start:], loose=loose or depth == 0))
    return [block for block in blocks if block]


def _block(piece: str, *, loose: bool) -> str:
    """Between blocks there is only white space."""
    html = piece.strip()
    return f"<p>{html}</p>" if html and loose else html


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
    """Set each picture behind the paragraph it names; 0 is above the text, one past the end below it.

    What stands between two pictures stays in one piece.
    """
    waiting = sorted(pictures, key=lambda picture: picture.after_paragraph)
    paragraphs = 0
    run: list[str] = []
    while waiting and waiting[0].after_paragraph == 0:
        yield Block(picture=waiting.pop(0))
    for block in blocks:
        run.append(block)
        paragraphs += PARAGRAPH_START.match(block) is not None
        if waiting and waiting[0].after_paragraph <= paragraphs:
            yield _together(run)
            run = []
        while waiting and waiting[0].after_paragraph <= paragraphs:
            yield Block(picture=waiting.pop(0))
    if run:
        yield _together(run)
    yield from (Block(picture=picture) for picture in waiting)


def _together(blocks: Sequence[str]) -> Block:
    # The record is clean, and what was added above was escaped where it was made.
    return Block(html=mark_safe("\n".join(blocks)))
