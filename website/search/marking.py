"""Where the words asked for stand in an article: its headline and a piece of its text with marks."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from website.models import PublishedArticle
from website.search.words import BREAK, folded, headline_of, text_of

# Characters shown before the first word that was found, and in all.
BEFORE, SHOWN = 24, 110
SENTENCE_END = "。！？；.!?;"


def marked_headline(article: PublishedArticle, terms: Sequence[str]) -> SafeString:
    return _marked(headline_of(article), terms)


def snippet(article: PublishedArticle, terms: Sequence[str]) -> SafeString:
    """A piece of the text around the first of the words in it, or its beginning where only the headline has them."""
    lines = text_of(article).split(BREAK)[1:]
    line, start = _first(lines, terms)
    if line is None:
        return _marked(article.teaser, terms)
    begin = _begin(line, start)
    piece = line[begin : begin + SHOWN]
    before, after = "…" if begin else "", "…" if begin + SHOWN < len(line) else ""
    return format_html("{}{}{}", before, _marked(piece, terms), after)


def _first(lines: Sequence[str], terms: Sequence[str]) -> tuple[str | None, int]:
    for term in sorted(terms, key=len, reverse=True):
        for line in lines:
            if (place := folded(line).find(term)) >= 0:
                return line, place
    return None, 0


def _begin(line: str, found: int) -> int:
    """Where to begin: with its sentence if that begins near enough, else a little before."""
    if found <= BEFORE:
        return 0
    sentence = max(line.rfind(mark, found - BEFORE, found) for mark in SENTENCE_END) + 1
    return sentence or found - BEFORE // 2


def _marked(text: str, terms: Sequence[str]) -> SafeString:
    """The text with the terms marked, every word of it escaped."""
    if not terms:
        return format_html("{}", text)
    longest_first = sorted(terms, key=len, reverse=True)
    pattern, pieces, rest = re.compile("|".join(map(re.escape, longest_first))), [], 0
    for hit in pattern.finditer(folded(text)):
        pieces.append((text[rest : hit.start()], text[hit.start() : hit.end()]))
        rest = hit.end()
    marked = format_html_join("", "{}<mark>{}</mark>", pieces)
    return format_html("{}{}", marked, text[rest:])
