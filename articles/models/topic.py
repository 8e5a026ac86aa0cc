"""Topics (专题): what the desk gathers on one subject, in groups, for as long as the subject is news."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles.models.article import Article
from photos.models import Photo

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class Topic(models.Model):
    """A subject on which articles are gathered, published ones and ones still to come; readers see the published."""

    name = models.CharField(_("name"), max_length=60)
    slug = models.SlugField(
        pgettext_lazy("on the website", "address"),
        max_length=60,
        unique=True,
        help_text=_("Readers who come by an earlier address are led on to this one."),
    )
    introduction = models.TextField(
        _("introduction"), max_length=600, blank=True, help_text=_("One paragraph: what this is about.")
    )
    lead = models.ForeignKey(
        Article,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("of a topic", "lead"),
        help_text=_("Stands above the others, with its picture. None: the newest that has a picture."),
    )
    photo = models.ForeignKey(
        Photo,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="topics",
        verbose_name=_("photo"),
        help_text=_("Stands at the head of its page, whole, with the caption and credit it has in the library."),
    )
    first_day = models.DateField(_("from"), null=True, blank=True, help_text=_("Empty: the day of its first article."))
    last_day = models.DateField(_("to"), null=True, blank=True, help_text=_("Empty: it goes on."))
    is_open = models.BooleanField(
        pgettext_lazy("topic", "open"), default=True, help_text=_("Off: it is finished and takes nothing more.")
    )
    is_public = models.BooleanField(
        _("on the website"), default=False, help_text=_("Off: readers find nothing of it, as if it had never been.")
    )
    # How often it was saved: a form that was opened before the last time overwrites nothing.
    revision = models.PositiveIntegerField(default=1, editable=False)

    if TYPE_CHECKING:
        groups: RelatedManager[TopicGroup]
        entries: RelatedManager[TopicArticle]

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["-is_open", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="articles_topic_has_a_name"),
            models.CheckConstraint(
                condition=Q(first_day__isnull=True) | Q(last_day__isnull=True) | Q(last_day__gte=F("first_day")),
                name="articles_topic_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class TopicGroup(models.Model):
    """A sub-heading of a topic, under which some of its articles stand."""

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="groups")
    name = models.CharField(_("name"), max_length=40)
    order = models.PositiveSmallIntegerField(_("order"), default=1)

    class Meta:
        verbose_name = pgettext_lazy("of a topic", "group")
        verbose_name_plural = pgettext_lazy("of a topic", "groups")
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.name


class TopicArticle(models.Model):
    """An article in a topic: under which sub-heading, and in which place there."""

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="entries")
    article = models.ForeignKey(Article, models.PROTECT, related_name="topics", verbose_name=_("article"))
    group = models.ForeignKey(
        TopicGroup,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="entries",
        verbose_name=pgettext_lazy("of a topic", "group"),
    )
    order = models.PositiveSmallIntegerField(_("order"), default=1)

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        ordering = ["group__order", "group", "order", "id"]
        constraints = [models.UniqueConstraint(fields=["topic", "article"], name="articles_once_in_a_topic")]

    def __str__(self) -> str:
        return str(self.article)
