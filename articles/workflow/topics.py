"""Gathering articles into a topic. What readers see of it is brought up to date by `articles.topic_pages`."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from articles.models import Article, Topic, TopicArticle, TopicGroup
from articles.policy.topics import MOST_ARTICLES, gatherable_by, refusal_to_gather
from articles.workflow.rows import Refused
from authors.models import User


def lock_topic(topic: Topic, *, besides: Iterable[int] = ()) -> Topic:
    """The topic as it stands now, locked until the transaction ends, with the articles in it and those `besides`.

    Publications hold the articles they publish: so either they find what is gathered here, or it finds them published.
    """
    topic = Topic.objects.select_for_update().get(pk=topic.pk)
    numbers = {*topic.entries.values_list("article", flat=True), *besides}
    # In the order of their numbers, as whoever publishes several does.
    rows = Article.objects.select_for_update(of=("self",)).filter(pk__in=numbers).order_by("pk")
    list(rows.values_list("pk", flat=True))
    return topic


@transaction.atomic
def gather(topic: Topic, articles: Iterable[int], *, group: TopicGroup | None, by: User) -> int:
    """Put articles into a topic, behind those that stand under the same sub-heading; answers how many.

    What this person may not see, or stands there already, is passed over. Raises `Refused` with a sentence.
    """
    wanted = list(dict.fromkeys(articles))
    topic = lock_topic(topic, besides=wanted)
    if sentence := refusal_to_gather(by, topic):
        raise Refused(sentence)
    found = set(gatherable_by(by, topic).filter(pk__in=wanted).values_list("pk", flat=True))
    if topic.entries.count() + len(found) > MOST_ARTICLES:
        raise Refused(_("A topic holds at most %(most)s articles. Begin another one.") % {"most": MOST_ARTICLES})
    last = topic.entries.filter(group=group).aggregate(last=Max("order"))["last"] or 0
    chosen = [number for number in wanted if number in found]
    TopicArticle.objects.bulk_create(
        TopicArticle(topic=topic, article_id=number, group=group, order=min(last + place, 32767))
        for place, number in enumerate(chosen, start=1)
    )
    note_topic_saved(topic)
    return len(chosen)


def note_topic_saved(topic: Topic) -> None:
    """Whoever has the form of a topic open since before will be told."""
    Topic.objects.filter(pk=topic.pk).update(revision=F("revision") + 1)
