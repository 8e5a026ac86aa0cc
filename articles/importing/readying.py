"""Getting an article of earlier years ready: what needs no row of the paper, so that no transaction waits for it."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError

from articles.importing.checking import cleaned, refusal
from articles.importing.copies import ImportedArticle, Ready
from articles.richtext import character_count
from articles.teasers import teaser
from website import intake


def ready(article: ImportedArticle, *, today: date) -> Ready:
    """Clean an article and cut it for search, or say why it cannot come in; asks no database."""
    try:
        clean = cleaned(article)
    except ValidationError as error:
        return Ready(article, " ".join(error.messages))
    if sentence := refusal(clean, today=today):
        return Ready(article, sentence)
    return Ready(clean, "", character_count(clean.body), teaser(clean.body), _words(clean))


def _words(article: ImportedArticle) -> intake.SearchWords:
    """As long as everybody in its bylines is called as they say; whoever enters it looks."""
    lines = (article.headline, article.kicker, article.deck, article.dateline)
    names = [line.name for line in article.bylines]
    return intake.search_words(lines, article.body, [*names, article.source], article.published_at)
