"""What of an article can be searched, and how it is written so that equal words are found: one character for one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from html import unescape

from website.models import PublishedArticle

SPACES = re.compile(r"\s+")
# What is set apart in print is no phrase that runs on.
BREAK = "\n"
BLOCK = re.compile(r"</?(?:p|h[2-4]|li|blockquote|t[dhr]|[bh]r|figcaption|caption)(?: [^>]*)?>")
TAG = re.compile(r"<[^>]*>")


def headline_of(article: PublishedArticle) -> str:
    return one_line(article.headline)


def text_of(article: PublishedArticle) -> str:
    """All words of an article that readers see, its parts on lines of their own. Bylines and pictures are loaded."""
    names = [byline.name for byline in article.bylines.all()]
    said = [words for picture in article.pictures.all() for words in (picture.caption, picture.credit)]
    lines = (article.headline, article.kicker, article.deck, article.dateline)
    return text_of_parts(lines, article.body, [*names, *said, article.source])


def text_of_parts(lines: Iterable[str], body: str, end: Iterable[str]) -> str:
    """The same of an article that is no row yet: `lines` are headline, kicker, deck, dateline; `body` is clean HTML."""
    return BREAK.join(line for line in map(one_line, [*lines, *plain(body), *end]) if line)


def one_line(text: str) -> str:
    """Text as it is stored and shown: composed characters, single spaces."""
    return SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip()


def folded(text: str) -> str:
    """As it is compared: no capitals, no full width. As long as before, so what is found there stands here."""
    # A text has hundreds of different characters, nearly all of which were met before and stay as they are.
    for character in set(text).difference(_STAY):
        plain = _folded_character(character)
        if plain == character:
            _STAY.add(character)
            continue
        if _folded_character(plain) != plain:  # what it becomes could be taken for another that is to be folded
            return "".join(map(_folded_character, text))
        text = text.replace(character, plain)
    return text


_STAY: set[str] = set()


@lru_cache(maxsize=65536)
def _folded_character(character: str) -> str:
    plain = unicodedata.normalize("NFKC", character).casefold()
    return plain if len(plain) == 1 else character


def plain(body: str) -> list[str]:
    """The lines of an article's text without its markup; the record has clean HTML, in which each "<" begins a tag."""
    # A line break in the source is a space to whoever reads it, also one that is written as a reference.
    lines = BLOCK.sub(BREAK, body.replace(BREAK, " ")).split(BREAK)
    return [unescape(TAG.sub("", line)).replace(BREAK, " ") for line in lines]
