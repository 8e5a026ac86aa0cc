"""The addresses of an article's pages at the desk, and who finds something there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import URLPattern, path

from articles import policy
from articles.models import Article


def desk_path(route: str, view: Callable[..., Any], *, name: str) -> URLPattern:
    """An address below /admin/articles/article/ for people signed in; reversed as `admin:articles_article_<name>`."""
    return path(route, admin.site.admin_view(view), name=f"articles_article_{name}")


def visible(request: HttpRequest, article_id: int | str) -> Article | None:
    """The article of this number, if it exists for the person who asks."""
    try:
        number = int(article_id)
    except ValueError:
        return None
    rows = policy.visible_to(request.user).with_list_parts()  # type: ignore[attr-defined]
    found: Article | None = rows.filter(pk=number).first() if number < 2**63 else None
    return found
