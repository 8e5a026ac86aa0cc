"""The pages of topics: their list, and one topic with its groups and its articles day by day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import InvalidPage, Paginator
from django.db.models import F, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import patch_cache_control

from website.conditional import readers_page
from website.models import (
    FormerTopicAddress,
    PublishedArticle,
    PublishedTopic,
    PublishedTopicGroup,
    TopicEntry,
)
from website.templatetags.newspaper import first_picture

TOPICS_PER_LIST = 24
# Under one sub-heading; all the others stand in the days below.
IN_A_GROUP = 8
IN_THE_DAYS = 40


@dataclass(slots=True)
class Group:
    """A sub-heading with the articles under it; without one they stand above the first."""

    group: PublishedTopicGroup | None
    articles: list[PublishedArticle] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Contents:
    """What the first page of a topic shows: every article once; `left_over` stand in the days only."""

    lead: PublishedArticle | None
    groups: list[Group]
    left_over: int

    @property
    def articles(self) -> list[PublishedArticle]:
        return [*([self.lead] if self.lead else []), *(one for group in self.groups for one in group.articles)]


@readers_page
def topics(request: HttpRequest) -> HttpResponse:
    """The open topics, the one with the latest news first; then the finished ones."""
    paginator = Paginator(PublishedTopic.objects.newest_first().prefetch_related("pictures"), TOPICS_PER_LIST)
    try:
        listing = paginator.page(request.GET.get("page", "1"))
    except InvalidPage as error:
        raise Http404 from error
    return render(request, "website/topics.html", {"listing": listing, "all_topics": True})


@readers_page
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """One topic; `before` is the last article of the days on the page before."""
    topic = PublishedTopic.objects.with_span().filter(slug=slug).prefetch_related("pictures").first()
    if topic is None:
        return led_on(slug, "website:topic")
    rows = PublishedArticle.objects.filter(topics__topic=topic)
    context: dict[str, Any] = {"topic": topic, "is_continued": "before" in request.GET}
    days = rows.readable().select_related("section").defer("body").order_by("-published_at", "-pk")
    if context["is_continued"]:
        last = get_object_or_404(rows, pk=_number_or_404(request.GET["before"]))
        days = days.filter(Q(published_at=last.published_at, pk__lt=last.pk) | Q(published_at__lt=last.published_at))
    else:
        context["contents"] = contents_of(topic)
        # What goes with a link to it elsewhere.
        context["shared"] = topic.picture or first_picture(context["contents"].lead)
    found = list(days[: IN_THE_DAYS + 1])
    if not found and context["is_continued"]:
        raise Http404
    context["days"] = found[:IN_THE_DAYS]
    context["older_than"] = found[IN_THE_DAYS - 1].pk if len(found) > IN_THE_DAYS else None
    return render(request, "website/topic.html", context)


def led_on(slug: str, name: str, *more: str) -> HttpResponse:
    """To the address a topic has now, from one it had before; 404 from where there never was one."""
    former = get_object_or_404(FormerTopicAddress.objects.select_related("topic"), slug=slug)
    answer = HttpResponsePermanentRedirect(reverse(name, args=[former.topic.slug, *more]))
    # The desk may go back to the old address: browsers ask each time.
    patch_cache_control(answer, public=True, max_age=0, must_revalidate=True)
    return answer


def contents_of(topic: PublishedTopic) -> Contents:
    """The lead and the groups in the desk's order, in five queries however many there are."""
    rows = TopicEntry.objects.filter(topic=topic, article__withdrawn_at__isnull=True).select_related("group")
    entries = list(rows.order_by(F("group__order").asc(nulls_first=True), "group", "order", "pk"))
    shown: list[TopicEntry] = []
    for group in _by_group(entries):
        # One more than is shown: the lead may be taken from among them.
        shown += group[: IN_A_GROUP + 1]
    numbers = {entry.article_id for entry in shown} | {entry.article_id for entry in entries if entry.is_lead}
    found = PublishedArticle.objects.readable().with_teaser_parts().in_bulk(numbers)
    lead = _lead(entries, found)
    groups: list[Group] = []
    for same in _by_group(shown):
        articles = [found[one.article_id] for one in same if one.article_id in found]
        others = [article for article in articles if article != lead][:IN_A_GROUP]
        if others:
            groups.append(Group(same[0].group, others))
    in_sight = sum(len(group.articles) for group in groups) + bool(lead)
    return Contents(lead, groups, len(entries) - in_sight)


def _lead(entries: Iterable[TopicEntry], found: dict[int, PublishedArticle]) -> PublishedArticle | None:
    """What the desk chose; else the newest in sight that has a picture."""
    chosen = next((entry.article_id for entry in entries if entry.is_lead and entry.article_id in found), None)
    if chosen is not None:
        return found[chosen]
    pictured = [article for article in found.values() if article.pictures.all()]
    return max(pictured, key=lambda article: (article.published_at, article.pk), default=None)


def _by_group(entries: Iterable[TopicEntry]) -> list[list[TopicEntry]]:
    rows: dict[int | None, list[TopicEntry]] = {}
    for entry in entries:
        rows.setdefault(entry.group_id, []).append(entry)
    return list(rows.values())


def _number_or_404(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise Http404
    return int(text)
