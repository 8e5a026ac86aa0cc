"""How much an article is wanted: what its page shows of it, and changing it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from articles import workflow
from articles.admin_views.addresses import desk_path, visible
from articles.models import Article, Priority
from articles.policy.priorities import WANTED, refusal_to_prioritize
from authors.models import User

BY_VALUE = {str(value): value for value in Priority.values}


def addresses() -> list[URLPattern]:
    return [desk_path("<int:article_id>/priority/", prioritize, name="priority")]


def beside(article: Article, user: User) -> dict[str, Any]:
    """The priorities to choose from, for who may choose; nothing where there is nothing left to choose."""
    if article.state not in WANTED:
        return {}
    may = refusal_to_prioritize(user, article) is None
    return {"has_priority": may or article.priority != Priority.NORMAL, "priorities": Priority.choices if may else []}


@require_POST
def prioritize(request: HttpRequest, article_id: int) -> HttpResponse:
    """Set the priority of an article and go back to its page."""
    article, user, wanted = visible(request, article_id), request.user, request.POST.get("priority", "")
    if article is None or not isinstance(user, User):
        raise Http404
    try:
        article = workflow.set_priority(article, BY_VALUE.get(wanted, 0), by=user)
    except workflow.Refused as refused:
        messages.error(request, str(refused))
    else:
        said = {"article": article, "priority": article.get_priority_display()}
        messages.success(request, _("“%(article)s”: priority “%(priority)s”.") % said)
    return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article_id]))
