"""What of an article can be searched, and how it is written so that equal words are found: one character for one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from html.parser import HTMLParser

from website.models import PublishedArticle

SPACES = re.compile(r"\s+")
# What is set apart in print is no phrase that runs on.
BREAK = "\n"
BLOCKS = frozenset({"p", "h2", "h3", "h4", "li", "blockquote", "td", "th", "tr", "br", "hr", "figcaption", "caption"})


def headline_of(article: PublishedArticle) -> str:
    return one_line(article.headline)


def text_of(article: PublishedArticle) -> str:
    """All words of an article that readers see, its parts on lines of their own. Bylines and pictures are loaded."""
    parts: list[str] = [article.headline, article.kicker, article.deck, article.dateline]
    parts += plain(article.body)
    parts += [byline.name for byline in article.bylines.all()]
    for picture in article.pictures.all():
        parts += [picture.caption, picture.credit]
    parts.append(article.source)
    return BREAK.join(line for line in map(one_line, parts) if line)


def one_line(text: str) -> str:
    """Text as it is stored and shown: composed characters, single spaces."""
    return SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip()


def folded(text: str) -> str:
    """As it is compared: no capitals, no full width. As long as before, so what is found there stands here."""
    return "".join(map(_folded_character, text))


@lru_cache(maxsize=65536)
def _folded_character(character: str) -> str:
    plain = unicodedata.normalize("NFKC", character).casefold()
    return plain if len(plain) == 1 else character


def plain(body: str) -> list[str]:
    """The lines of an article's text without its markup."""
    parser = _Lines()
    parser.feed(body)
    parser.close()
    return parser.lines()


class _Lines(HTMLParser):
    """Keeps the words and forgets the tags; a block begins a line."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []

    def lines(self) -> list[str]:
        return "".join(self.pieces).split(BREAK)

    def handle_starttag(self, tag: str, attrs: Iterable[tuple[str, str | None]]) -> None:
        if tag in BLOCKS:
            self.pieces.append(BREAK)

    def handle_endtag(self, tag: str) -> None:
        if tag in BLOCKS:
            self.pieces.append(BREAK)

    def handle_data(self, data: str) -> None:
        # A line break in the source is a space to whoever reads it.
        self.pieces.append(data.replace(BREAK, " "))
