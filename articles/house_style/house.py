"""The rules and words of this house, as the chief editor keeps them, and what they have to say of an article."""

from __future__ import annotations

from functools import lru_cache

from django.utils import timezone

from articles.clock import database_now
from articles.house_style.checking import check
from articles.house_style.remark import Remark
from articles.house_style.rules import HouseStyle
from articles.house_style.words import Word, WordList
from articles.models import Article, StyleRule, StyleWord
from articles.policy import remembered
from articles.versions import content_of

Row = tuple[str, str, str, str, str]


def of_the_house() -> HouseStyle:
    """The rules and words in force now."""
    rows = StyleWord.objects.in_use().values_list("pattern", "suggestion", "severity", "exceptions", "note")
    return HouseStyle(
        severities=dict(StyleRule.objects.values_list("code", "severity")),
        words=_word_list(tuple(rows)),
        today=timezone.localdate(remembered(("now",), database_now)),
    )


@lru_cache(maxsize=2)
def _word_list(rows: tuple[Row, ...]) -> WordList:
    """The list made ready; the same rows are made ready once, and other rows are another list."""
    return WordList(
        Word(pattern, suggestion, severity, tuple(exceptions.split()), note)
        for pattern, suggestion, severity, exceptions, note in rows
    )


def remarks_on(article: Article) -> list[Remark]:
    """What the house style has to say of the article's saved words."""
    version = article.current_version
    return check(version.parts if version else content_of(article), of_the_house())


def blocking(article: Article) -> list[Remark]:
    """The remarks that must be settled before the article goes on; each is a sentence as `str(remark)`."""
    return [remark for remark in remarks_on(article) if remark.is_blocking]
