"""How a topic goes through the door: as the desk has it now, with its photo and those of its articles readers have."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import date

from django.db import transaction

from articles import topic_photos
from articles.models import State, Topic, TopicArticle
from articles.workflow import lock_topic
from photos import renditions
from photos.darkroom import Unreadable
from photos.models import Photo
from photos.told import of_files
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


def keep_photos_in_step() -> int:
    """Show anew the topics whose readers see another photo than they should, or other words under it; answers how many.

    Rights end with a day, and words are changed in the library: nobody saves the topic then. The press looks.
    """
    pictures, day = intake.topic_pictures(), topic_photos.today()
    headed = Topic.objects.filter(is_public=True, photo__isnull=False).order_by("pk")
    wrong = [
        topic
        for topic in headed.select_related("photo").prefetch_related("photo__photographers")
        if topic.photo and not _is_in_step(topic.photo, pictures.get(topic.pk), day)
    ]
    for topic in wrong:
        show(topic)
    return len(wrong)


def _is_in_step(photo: Photo, shown: intake.PictureCopy | None, day: date) -> bool:
    """Whether readers see what they should, or as much of it as there is."""
    if topic_photos.refusals(photo, on=day):
        return shown is None
    if shown and all(getattr(shown, name) == value for name, value in topic_photos.said(photo).items()):
        return True
    try:
        topic_photos.prepare(photo)
    except (Unreadable, OSError) as error:
        log.warning("photo %s cannot be put at the head of its topic: %s", photo.pk, error)
        return True
    return False


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
    shown = topic_photos.shown(topic.photo_id)
    if topic_photos.refusals(shown.photo):
        return None
    try:
        files = renditions.public_files(shown)
    except (renditions.NotMade, Unreadable, OSError):
        log.exception("topic %s is shown without photo %s", topic.pk, topic.photo_id)
        return None
    return intake.PictureCopy(**of_files(files), **topic_photos.said(shown.photo), after_paragraph=0)


def _place(entry: TopicArticle, topic: Topic) -> intake.TopicPlaceCopy:
    return intake.TopicPlaceCopy(
        topic_id=entry.topic_id,
        group_id=entry.group_id,
        order=entry.order,
        is_lead=entry.article_id == topic.lead_id,
    )
