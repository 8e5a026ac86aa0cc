"""What an article is, and which ones we mean; a module for each noun."""

from articles.models.article import (
    Article,
    ArticlePhoto,
    ArticleQuerySet,
    Byline,
    BylinePosition,
    BylineRole,
    Genre,
    State,
)
from articles.models.history import (
    Contributor,
    Review,
    ReviewStage,
    StateChange,
    Verdict,
    Version,
    VersionQuerySet,
)
from articles.models.section import Section, Series

__all__ = [
    "Article",
    "ArticlePhoto",
    "ArticleQuerySet",
    "Byline",
    "BylinePosition",
    "BylineRole",
    "Contributor",
    "Genre",
    "Review",
    "ReviewStage",
    "Section",
    "Series",
    "State",
    "StateChange",
    "Verdict",
    "Version",
    "VersionQuerySet",
]
