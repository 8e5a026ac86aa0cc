"""Topics (专题) as readers have them: which published articles stand in them, and where they were found before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Count, F, Max, Min, Q
from django.urls import reverse

from website.models.article import PublishedArticle

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models.fields.related_descriptors import RelatedManager

    from website.models.article import PublishedPicture

READABLE = Q(entries__article__withdrawn_at__isnull=True)


class PublishedTopicQuerySet(models.QuerySet["PublishedTopic"]):
    def with_span(self) -> Self:
        """With how many articles readers find in each, and when the first and the last of them appeared."""
        return self.annotate(
            article_count=Count("entries", filter=READABLE),
            first_at=Min("entries__article__published_at", filter=READABLE),
            last_at=Max("entries__article__published_at", filter=READABLE),
        )

    def on_front(self) -> Self:
        """Those that go on and have something to read, the one with the latest news first."""
        readable = TopicEntry.objects.filter(article__withdrawn_at__isnull=True).values("topic")
        return self.filter(is_open=True, pk__in=readable).newest_first()

    def newest_first(self) -> Self:
        """The open ones before the finished, and in each half the one with the latest news first."""
        return self.with_span().order_by("-is_open", F("last_at").desc(nulls_last=True), "-id")


class PublishedTopic(models.Model):
    """A subject on which the desk gathers articles, under the number it has there: its address may change."""

    id = models.BigIntegerField(primary_key=True)
    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=60)
    introduction = models.TextField(blank=True)
    is_open = models.BooleanField(default=True)
    first_day = models.DateField(null=True, blank=True)
    last_day = models.DateField(null=True, blank=True)

    if TYPE_CHECKING:
        groups: RelatedManager[PublishedTopicGroup]
        entries: RelatedManager[TopicEntry]
        pictures: RelatedManager[PublishedPicture]
        article_count: int
        first_at: datetime | None
        last_at: datetime | None

    objects = PublishedTopicQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("website:topic", args=[self.slug])

    @property
    def picture(self) -> PublishedPicture | None:
        """The one it stands under, if it has one."""
        return next(iter(self.pictures.all()), None)


class FormerTopicAddress(models.Model):
    """Where readers found a topic before: whoever comes there is led on."""

    slug = models.SlugField(primary_key=True, max_length=60)
    topic = models.ForeignKey(PublishedTopic, models.CASCADE, related_name="former_addresses")

    def __str__(self) -> str:
        return self.slug


class PublishedTopicGroup(models.Model):
    """A sub-heading of a topic."""

    id = models.BigIntegerField(primary_key=True)
    topic = models.ForeignKey(PublishedTopic, models.CASCADE, related_name="groups")
    name = models.CharField(max_length=40)
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.name


class TopicEntry(models.Model):
    """A published article in a topic; without a group it stands above the first sub-heading."""

    topic = models.ForeignKey(PublishedTopic, models.CASCADE, related_name="entries")
    article = models.ForeignKey(PublishedArticle, models.CASCADE, related_name="topics")
    group = models.ForeignKey(PublishedTopicGroup, models.CASCADE, null=True, blank=True, related_name="entries")
    order = models.PositiveSmallIntegerField()
    is_lead = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["topic", "article"], name="website_once_in_a_topic")]

    def __str__(self) -> str:
        return f"{self.topic} {self.order}"
