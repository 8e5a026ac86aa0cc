"""What the form of an article begins with, and who finds his words in it again."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from articles import policy
from articles.admin_views.addresses import visible
from articles.models import BylinePosition, BylineRole
from authors.models import Author, Role


def may_have_opened_the_form(request: HttpRequest, object_id: str | None) -> bool:
    """Whether what the form shows besides the words that were sent is nothing new to this person."""
    article = visible(request, object_id) if object_id else None
    return article is not None and policy.knows_the_making(request.user, article)


def own_byline(user: Any) -> list[dict[str, Any]]:
    """The first byline of a new article: the person who files it, if he is an author."""
    author = Author.objects.usable().filter(user=user).first()
    if author is None:
        return []
    role = BylineRole.PHOTO_REPORTER if user.holds({Role.PHOTOGRAPHER}) else BylineRole.REPORTER
    return [{"author": author.pk, "role": role, "position": BylinePosition.HEAD}]
