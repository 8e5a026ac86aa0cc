"""How a topic goes through the door: as the desk has it now, with those of its articles that readers have."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from django.db import transaction

from articles.models import State, Topic, TopicArticle
from articles.workflow import lock_topic
from website import intake

log = logging.getLogger("newsroom.publishing")

# Readers have them, or have what is left of them; whatever else stands in a topic comes with its publication.
OUT = frozenset({State.PUBLISHED, State.WITHDRAWN})


@transaction.atomic
def show(topic: Topic) -> None:
    """Let readers find the topic as it is now, or nothing of it if it is not for them."""
    topic = lock_topic(topic)
    if topic.is_public:
        intake.accept_topic(_copy(topic))
    else:
        intake.remove_topic(topic.pk)
    log.info("topic %s %s", topic.pk, "shown" if topic.is_public else "not shown")


def is_address_given(slug: str, *, besides: Topic | None) -> bool:
    """Whether readers know another topic under this address, or knew one."""
    return intake.is_topic_address_given(slug, besides=besides.pk if besides else None)


def places_of(articles: Iterable[int]) -> dict[int, tuple[intake.TopicPlaceCopy, ...]]:
    """In which topics for readers these articles stand, by the article's number; one query."""
    found: dict[int, tuple[intake.TopicPlaceCopy, ...]] = {}
    rows = TopicArticle.objects.filter(article__in=list(articles), topic__is_public=True).select_related("topic")
    for entry in rows.order_by("topic_id"):
        found[entry.article_id] = (*found.get(entry.article_id, ()), _place(entry, entry.topic))
    return found


def _copy(topic: Topic) -> intake.TopicCopy:
    entries = topic.entries.filter(article__state__in=OUT).order_by("article_id")
    return intake.TopicCopy(
        id=topic.pk,
        slug=topic.slug,
        name=topic.name,
        introduction=topic.introduction,
        is_open=topic.is_open,
        first_day=topic.first_day,
        last_day=topic.last_day,
        groups=tuple(intake.TopicGroupCopy(group.pk, group.name, group.order) for group in topic.groups.all()),
        places={entry.article_id: _place(entry, topic) for entry in entries},
    )


def _place(entry: TopicArticle, topic: Topic) -> intake.TopicPlaceCopy:
    return intake.TopicPlaceCopy(
        topic_id=entry.topic_id,
        group_id=entry.group_id,
        order=entry.order,
        is_lead=entry.article_id == topic.lead_id,
    )
