"""The page on which articles are looked for and put into a topic."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from articles import seeking, topic_pages, workflow
from articles.models import Article, Section, State, Topic
from articles.policy.topics import GATHERED, can_keep_topics, gatherable_by, refusal_to_gather
from authors.models import User

SHOWS = 50
STATES = {state.value: state for state in State if state in GATHERED}


@dataclass(frozen=True, slots=True)
class Sought:
    """Which articles somebody looks for; empty means any."""

    q: str = ""
    section: str = ""
    state: str = ""

    @classmethod
    def of(cls, request: HttpRequest) -> Sought:
        said = seeking.asked_for(request.GET, cls.__slots__)
        return cls(said["q"], said["section"], said["state"] if said["state"] in STATES else "")

    def among(self, articles: QuerySet[Article]) -> QuerySet[Article]:
        articles = seeking.narrowed(articles, words=self.q, section=self.section)
        return articles.filter(state=self.state) if self.state else articles


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, topic_id: int) -> HttpResponse:
    """Look for articles by headline, section and state; what is ticked goes into the topic."""
    user = request.user
    if not isinstance(user, User) or not can_keep_topics(user) or topic_id >= 2**63:
        raise Http404
    topic = get_object_or_404(Topic, pk=topic_id)
    if request.method == "POST":
        return _put_in(request, topic, user)
    sought = Sought.of(request)
    rows = sought.among(gatherable_by(user, topic)).select_related("section").defer("body")
    found = list(rows.order_by("-changed_at", "-pk")[: SHOWS + 1])
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "opts": Topic._meta,
        "title": str(topic),
        "topic": topic,
        "sought": sought,
        "found": found[:SHOWS],
        "has_more": len(found) > SHOWS,
        "refused": refusal_to_gather(user, topic),
        "all_sections": Section.objects.filter(is_active=True),
        "states": [(value, state.label) for value, state in STATES.items()],
    }
    return render(request, "admin/articles/topic/gather.html", context)


def _put_in(request: HttpRequest, topic: Topic, user: User) -> HttpResponse:
    """Put in what was ticked, and let readers find it; back to the same search, where the rest is."""
    wanted = [int(text) for text in request.POST.getlist("article") if _is_number(text)]
    chosen = request.POST.get("group", "")
    group = topic.groups.filter(pk=int(chosen)).first() if _is_number(chosen) else None
    try:
        count = workflow.gather(topic, wanted[:SHOWS], group=group, by=user)
        topic_pages.show(topic)
    except workflow.Refused as refused:
        messages.error(request, str(refused))
    else:
        said = ngettext("%(count)s article is in the topic now.", "%(count)s articles are in the topic now.", count)
        messages.success(request, said % {"count": count})
    back = "admin:articles_topic_gather" if "_more" in request.POST else "admin:articles_topic_change"
    return HttpResponseRedirect(reverse(back, args=[topic.pk]))


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19
