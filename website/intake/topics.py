"""Topics through the door: as the desk has them now, and each article's places in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from website.intake.copies import PictureCopy, TopicCopy, TopicPlaceCopy
from website.intake.door import next_revision, note_in_outbox, require_transaction
from website.intake.pictures import columns_of, copy_of
from website.models import (
    FormerTopicAddress,
    OutboxEvent,
    PublishedArticle,
    PublishedPicture,
    PublishedTopic,
    PublishedTopicGroup,
    TopicEntry,
)

OWN_FIELDS = ("slug", "name", "introduction", "is_open", "first_day", "last_day")


def accept_topic(copy: TopicCopy) -> None:
    """Show readers a topic as it is now, with those of its articles that they have; an earlier address leads on."""
    require_transaction()
    before = PublishedTopic.objects.select_for_update().filter(pk=copy.id).values_list("slug", flat=True).first()
    PublishedTopic.objects.update_or_create(id=copy.id, defaults={field: getattr(copy, field) for field in OWN_FIELDS})
    if before and before != copy.slug:
        FormerTopicAddress.objects.update_or_create(slug=before, defaults={"topic_id": copy.id})
    FormerTopicAddress.objects.filter(slug=copy.slug).delete()
    _enter_picture(copy.id, copy.picture)
    TopicEntry.objects.filter(topic=copy.id).delete()
    PublishedTopicGroup.objects.filter(topic=copy.id).delete()
    PublishedTopicGroup.objects.bulk_create(
        PublishedTopicGroup(id=group.id, topic_id=copy.id, name=group.name, order=group.order) for group in copy.groups
    )
    # Also those withdrawn: given back, they stand where they stood.
    known = PublishedArticle.objects.filter(pk__in=copy.places).values_list("pk", flat=True)
    TopicEntry.objects.bulk_create(_entry(article, copy.places[article]) for article in known.order_by("pk"))
    _note(copy.id)


def remove_topic(topic_id: int) -> None:
    """Leave readers nothing of a topic; what they did not have does not change."""
    require_transaction()
    _enter_picture(topic_id, None)
    if PublishedTopic.objects.filter(pk=topic_id).delete()[0]:
        _note(topic_id)


def is_topic_address_given(slug: str, *, besides: int | None) -> bool:
    """Whether readers know another topic, now or before, under this address: it stays that one's for good."""
    now = PublishedTopic.objects.filter(slug=slug).exclude(pk=besides or 0)
    before = FormerTopicAddress.objects.filter(slug=slug).exclude(topic=besides or 0)
    return now.exists() or before.exists()


def topic_pictures() -> dict[int, PictureCopy]:
    """What readers see at the head of topics, by the topic's number."""
    rows = PublishedPicture.objects.filter(topic__isnull=False)
    return {row.topic_id: copy_of(row) for row in rows if row.topic_id}


def enter_places(places: Mapping[int, Iterable[TopicPlaceCopy]]) -> None:
    """Put articles that come through the door, by their numbers, into those of their topics that readers have."""
    TopicEntry.objects.filter(article__in=places).delete()
    wanted = {(place.topic_id, article): place for article, some in places.items() for place in some}
    topics = {topic for topic, _article in wanted}
    known = set(PublishedTopic.objects.filter(pk__in=topics).values_list("pk", flat=True)) if topics else set()
    TopicEntry.objects.bulk_create(
        _entry(article, place) for (topic, article), place in wanted.items() if topic in known
    )


def _entry(article_id: int, place: TopicPlaceCopy) -> TopicEntry:
    return TopicEntry(
        topic_id=place.topic_id,
        article_id=article_id,
        group_id=place.group_id,
        order=place.order,
        is_lead=place.is_lead,
    )


def _enter_picture(topic_id: int, copy: PictureCopy | None) -> None:
    """The one it had before stays in the record without a place until the press has taken its files away."""
    shown = PublishedPicture.objects.filter(topic=topic_id)
    if copy and shown.filter(base=copy.base).update(**columns_of(copy)):
        return
    shown.update(topic=None)
    if copy:
        PublishedPicture.objects.create(topic_id=topic_id, order=0, **columns_of(copy))


def _note(topic_id: int) -> None:
    kind = OutboxEvent.Kind.TOPIC_CHANGED
    note_in_outbox(kind, topic_id, next_revision(kind, topic_id))
