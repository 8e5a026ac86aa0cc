"""Looking for articles by what an address asks for: words of the headline, a section, and what a page adds to these."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db.models import QuerySet

from articles.models import Article

LONGEST = 60


def asked_for(address: Mapping[str, str], names: Iterable[str]) -> dict[str, str]:
    """What an address has under these names, as short plain texts; empty where it has nothing."""
    return {name: address.get(name, "").replace("\0", "").strip()[:LONGEST] for name in names}


def narrowed(articles: QuerySet[Article], *, words: str, section: str) -> QuerySet[Article]:
    """Those whose headline has all of these words, of the section with this slug; empty means any."""
    for word in words.split():
        articles = articles.filter(headline__icontains=word)
    return articles.filter(section__slug=section) if section else articles
