"""The addresses of an article's pages at the desk, and who finds something there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.urls import URLPattern, path

from articles import policy
from articles.models import Article, FastLane


def desk_path(route: str, view: Callable[..., Any], *, name: str) -> URLPattern:
    """An address below /admin/articles/article/ for people signed in; reversed as `admin:articles_article_<name>`."""
    return path(route, admin.site.admin_view(view), name=f"articles_article_{name}")


def visible(request: HttpRequest, article_id: int | str) -> Article | None:
    """The article of this number, if it exists for the person who asks."""
    try:
        number = int(article_id)
    except ValueError:
        return None
    question = ("visible", request.user.pk, number)
    return policy.remembered(question, lambda: _find(request, number)) if number < 2**63 else None


def _find(request: HttpRequest, number: int) -> Article | None:
    lanes = FastLane.objects.filter(article=OuterRef("pk"))
    rows = policy.visible_to(request.user).with_list_parts().annotate(had_fast_lane=Exists(lanes))  # type: ignore[attr-defined]
    found: Article | None = rows.filter(pk=number).first()
    if found is not None:
        policy.remembered(("can see", request.user.pk, found.pk), lambda: True)
        policy.remembered(("last passed", found.pk, found.current_version_id), lambda: found.passed)
    return found
