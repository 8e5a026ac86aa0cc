"""The pages behind the buttons of an article, a module for each noun.

Each module names its `addresses()`, and `beside(article, user)` what it adds to the article's own page.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern

from articles import policy, verbs
from articles.admin_views import (
    comparing,
    correcting,
    deciding,
    drafting,
    emergencies,
    noting,
    prioritizing,
    proofing,
    reading,
    style,
)
from articles.admin_views.addresses import visible
from articles.clock import database_now
from articles.richtext import character_count
from authors.models import User

__all__ = ["addresses", "desk_context", "visible"]

# What stands beside an article: each of these adds its part.
NOUNS = (reading, prioritizing, emergencies, drafting, style, noting, proofing, comparing, correcting)
PAGES = (deciding, *NOUNS)


def addresses() -> list[URLPattern]:
    return [address for noun in PAGES for address in noun.addresses()]


def desk_context(request: HttpRequest, object_id: str | None) -> dict[str, Any]:
    """What the article's page shows beside the form: where it is, who did what, which buttons there are."""
    article = visible(request, object_id) if object_id else None
    user = request.user
    if article is None or not isinstance(user, User):
        submit = verbs.BY_NAME["submit"]
        return {"verbs": [submit] if policy.can_file(user) else []}
    context = {
        "article": article,
        "verbs": verbs.open_to(article, by=user),
        "where": policy.where_it_is(article),
        "refusal_to_edit": policy.refusal_to_edit(user, article),
        "characters": character_count(article.body),
        "is_overdue": article.due_at is not None and article.due_at < policy.remembered(("now",), database_now),
    }
    for noun in NOUNS:
        context |= noun.beside(article, user)
    return context
