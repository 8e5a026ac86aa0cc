"""The fast lane on an article's page: why it was opened, and looking at the article again afterwards."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from articles import policy, workflow
from articles.admin_views.addresses import desk_path, visible
from articles.forms.article import NoteForm
from articles.models import Article
from authors.models import User


def addresses() -> list[URLPattern]:
    return [desk_path("<int:article_id>/look-again/<int:lane_id>/", look_again, name="look_again")]


def beside(article: Article, user: User) -> dict[str, Any]:
    """The emergencies of the article, newest first, for who may know how it was made."""
    if not getattr(article, "had_fast_lane", True) or not policy.knows_the_making(user, article):
        return {}
    lanes = list(article.fast_lanes.select_related("by", "looked_by"))
    return {
        "fast_lanes": lanes,
        "may_look_again": any(workflow.refusal_to_look_again(lane, by=user) is None for lane in lanes),
    }


@require_POST
def look_again(request: HttpRequest, article_id: int, lane_id: int) -> HttpResponse:
    """Note that somebody without a part in the emergency has read the article again, and what he found."""
    article, user, form = visible(request, article_id), request.user, NoteForm(request.POST)
    if article is None or not isinstance(user, User) or not policy.knows_the_making(user, article):
        raise Http404
    lane = get_object_or_404(article.fast_lanes, pk=lane_id)
    back = HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]))
    if not form.is_valid():
        messages.error(request, " ".join(str(sentence) for errors in form.errors.values() for sentence in errors))
        return back
    try:
        workflow.look_again(lane, by=user, finding=form.cleaned_data["note"])
    except workflow.Refused as refused:
        messages.error(request, str(refused))
        return back
    messages.success(request, _("Noted: “%(article)s” has been looked at again.") % {"article": article})
    return back
