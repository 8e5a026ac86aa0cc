"""How a topic goes through the door: as the desk has it now, with its photo and those of its articles readers have."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.clock import database_now
from articles.models import State, Topic, TopicArticle
from articles.workflow import lock_topic
from photos import renditions, rights
from photos.darkroom import Unreadable
from photos.models import AiUse, Photo, Scope
from photos.told import told
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


def refusals_of_photo(photo: Photo) -> list[str]:
    """Why a photo cannot stand at the head of a topic today, in sentences; [] if it can."""
    if photo.scope == Scope.PRINT:
        return [_("The photo “%(photo)s” may be shown in print only.") % {"photo": photo.title}]
    if photo.scope == Scope.ONCE:
        return [_("The photo “%(photo)s” may be shown once only: keep it for an article.") % {"photo": photo.title}]
    today = timezone.localdate(database_now())
    return rights.refusals_to_publish(photo, on=today, article=None, where=frozenset({rights.Where.WEBSITE}))


def prepare_photo(photo: Photo) -> None:
    """Make its public files before anything is locked: it may take seconds. Raises Unreadable or OSError."""
    renditions.ensure_public(_shown(_with_parts(photo.pk)))


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
        picture=_picture(topic),
    )


def _picture(topic: Topic) -> intake.PictureCopy | None:
    """None without a photo, and where its rights have ended since it was chosen: then it is not shown any longer.

    The topic itself is for readers also where the files of its photo cannot be put before them.
    """
    if topic.photo_id is None:
        return None
    # Locked, so that the press does not take its public files away before readers are shown them.
    Photo.objects.select_for_update(no_key=True).get(pk=topic.photo_id)
    photo = _with_parts(topic.photo_id)
    if refusals_of_photo(photo):
        return None
    try:
        files = renditions.public_files(_shown(photo))
    except (renditions.NotMade, Unreadable, OSError):
        log.exception("topic %s is shown without photo %s", topic.pk, photo.pk)
        return None
    return intake.PictureCopy(
        **told(photo, files, credit=photo.credit),
        caption=photo.caption,
        alt=photo.alt_text,
        after_paragraph=0,
        ai="" if photo.ai_use == AiUse.NONE else photo.ai_use,
    )


def _with_parts(number: int) -> Photo:
    return Photo.objects.prefetch_related(*renditions.PARTS).get(pk=number)


def _shown(photo: Photo) -> renditions.Shown:
    return renditions.Shown(photo, photo.caption, photo.credit)


def _place(entry: TopicArticle, topic: Topic) -> intake.TopicPlaceCopy:
    return intake.TopicPlaceCopy(
        topic_id=entry.topic_id,
        group_id=entry.group_id,
        order=entry.order,
        is_lead=entry.article_id == topic.lead_id,
    )
