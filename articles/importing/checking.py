"""What keeps an article of earlier years out, each with one plain sentence; and how its words are cleaned."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import body_photos
from articles.importing.copies import ImportedArticle, ImportedByline
from articles.models import Article, BylinePosition, BylineRole, Genre
from articles.richtext import check_text_line, clean_html
from authors.models import Author

LINES = ("kicker", "headline", "deck", "dateline", "source")
LONGEST = {field.name: field.max_length or 0 for field in Article._meta.fields if field.name in {"external_id", *LINES}}
# Before this year there were no newspapers.
FIRST_YEAR, A_DAY = 1600, timedelta(days=1)
LONGEST_NAME = Author._meta.get_field("name").max_length or 0


def refusal_of_signs(words: object) -> str | None:
    """Why what comes in is no text that can be kept: half a character, or a NUL, in any of its words."""
    for text in _texts(words):
        if "\0" in text or not _can_be_written(text):
            return _("There is a sign in it that is no character.")
    return None


def _texts(words: object) -> Iterator[str]:
    if isinstance(words, str):
        yield words
    elif isinstance(words, tuple):
        for one in words:
            yield from _texts(one)


def _can_be_written(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def cleaned(article: ImportedArticle) -> ImportedArticle:
    """As the forms of the desk would have it: lines without what nobody sees, and clean HTML.

    Its number is no line: it is what another program calls it, and is compared sign by sign.
    """
    if sentence := refusal_of_signs(_words_of(article)):
        raise ValidationError(sentence)
    lines: dict[str, Any] = {line: check_text_line(getattr(article, line)) for line in LINES}
    bylines = tuple(replace(line, name=check_text_line(line.name)) for line in article.bylines)
    return replace(article, **lines, bylines=bylines, body=clean_html(article.body))


def _words_of(article: ImportedArticle) -> tuple[object, ...]:
    bylines = tuple((line.name, line.role, line.position, line.author) for line in article.bylines)
    belongs = (article.external_id, article.section, article.series, article.genre)
    return (*belongs, *(getattr(article, line) for line in LINES), article.body, bylines)


def refusal(article: ImportedArticle, *, today: date) -> str | None:
    """Why an article as it is cannot come in, as a sentence; None if it can."""
    return _refusal_of_lines(article) or _refusal_of_the_rest(article, today) or _refusal_of_bylines(article.bylines)


def _refusal_of_lines(article: ImportedArticle) -> str | None:
    for line, longest in LONGEST.items():
        if len(getattr(article, line)) > longest:
            return _("“%(field)s” is longer than %(longest)s characters.") % {"field": line, "longest": longest}
    if check_text_line(article.external_id) != article.external_id:
        return _("Its number has spaces around it, or signs that nobody sees.")
    if not article.external_id:
        return _("It has no number of its own.")
    if not article.headline:
        return _("It has no headline.")
    if not article.body:
        return _("It has no text.")
    if body_photos.numbers(article.body):
        return _("Its text names photos of this house.")
    return None


def _refusal_of_the_rest(article: ImportedArticle, today: date) -> str | None:
    if article.genre not in Genre.values:
        return _("There is no genre “%(name)s”.") % {"name": article.genre}
    if article.series_part is not None and not (article.series and 0 <= article.series_part < 2**15):
        return _("A part belongs to a series, and is a small number.")
    if timezone.is_naive(article.published_at):
        return _("Its hour has no time zone.")
    if article.published_at.year < FIRST_YEAR:
        return _("It is of a day before %(year)s.") % {"year": FIRST_YEAR}
    if article.published_at.date() > today + A_DAY:
        return _("It is of today or later: such an article goes through the reviews.")
    if timezone.localdate(article.published_at) >= today:
        return _("It is of today or later: such an article goes through the reviews.")
    return None


def _refusal_of_bylines(bylines: Sequence[ImportedByline]) -> str | None:
    for line in bylines:
        if not 0 < len(line.name) <= LONGEST_NAME:
            return _("A name in a byline has one to %(longest)s characters.") % {"longest": LONGEST_NAME}
        if line.role not in BylineRole.values or line.position not in BylinePosition.values:
            return _("There is no byline “%(role)s, %(position)s”.") % {"role": line.role, "position": line.position}
    if len({(line.author or line.name, line.role) for line in bylines}) < len(bylines):
        return _("Somebody stands in its bylines twice in the same role.")
    return None
