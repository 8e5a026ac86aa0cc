"""The published record: what readers may see, and nothing else. Written only by `website.intake`.

The readers' process logs in to PostgreSQL as a role that may read these tables and no others. So nothing that is
not meant for the public may ever be stored here: no notes, no drafts, no names of reviewers.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Prefetch, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class Masthead(models.Model):
    """The paper as it presents itself: one row, renewed with each edition."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60, blank=True)
    tagline = models.CharField(max_length=120, blank=True)
    publisher = models.CharField(max_length=120, blank=True)
    sponsor = models.CharField(max_length=120, blank=True)
    cn_number = models.CharField(max_length=20, blank=True)
    postal_code_number = models.CharField(max_length=20, blank=True)
    address = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    about = models.TextField(blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="website_one_masthead")]

    def __str__(self) -> str:
        return self.name


class PublishedSection(models.Model):
    """A department (部门/频道) with at least one published article."""

    slug = models.SlugField(primary_key=True, max_length=60)
    name = models.CharField(max_length=40)
    description = models.CharField(max_length=200, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "slug"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("website:section", args=[self.slug])


class PublishedSeries(models.Model):
    """A standing column (专栏) under whose banner articles run."""

    slug = models.SlugField(primary_key=True, max_length=60)
    name = models.CharField(max_length=60)
    description = models.TextField(blank=True)

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("website:series", args=[self.slug])


class PublishedAuthor(models.Model):
    """Somebody with a byline in print."""

    slug = models.SlugField(primary_key=True, max_length=60)
    name = models.CharField(max_length=60)
    title = models.CharField(max_length=60, blank=True)
    bio = models.TextField(blank=True)

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("website:author", args=[self.slug])


class PublishedArticleQuerySet(models.QuerySet["PublishedArticle"]):
    def readable(self) -> Self:
        """Those whose text readers may see; a withdrawn one is only a notice."""
        return self.filter(withdrawn_at__isnull=True)

    def newest_first(self) -> Self:
        return self.order_by("-published_at", "edition_order", "id")

    def with_teaser_parts(self) -> Self:
        """All that a list of teasers shows, in four queries; the text itself stays behind."""
        return (
            self.defer("body")
            .select_related("section", "series")
            .prefetch_related("bylines", "pictures", Prefetch("appearances", Appearance.objects.with_place()))
        )


class PublishedArticle(models.Model):
    """One article as it was approved, under the number it has at the desk."""

    class Genre(models.TextChoices):
        NEWS = "news", _("News")
        FEATURE = "feature", _("Feature")
        PHOTO_STORY = "photo_story", _("Photo story")
        DATA_REPORT = "data_report", _("Data report")
        OPINION = "opinion", _("Opinion")
        NOTICE = "notice", _("Notice")

    id = models.BigIntegerField(primary_key=True)
    version_number = models.PositiveIntegerField()
    content_hash = models.CharField(max_length=64)
    genre = models.CharField(max_length=20, choices=Genre.choices)
    section = models.ForeignKey(PublishedSection, models.PROTECT, related_name="articles")
    series = models.ForeignKey(PublishedSeries, models.PROTECT, null=True, blank=True, related_name="articles")
    series_part = models.PositiveSmallIntegerField(null=True, blank=True)
    kicker = models.CharField(max_length=200, blank=True)
    headline = models.CharField(max_length=200)
    deck = models.CharField(max_length=300, blank=True)
    dateline = models.CharField(max_length=60, blank=True)
    body = models.TextField(blank=True)
    teaser = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=100, blank=True)
    character_count = models.PositiveIntegerField(default=0)
    published_at = models.DateTimeField()
    # Where it stands in its edition, page by page: lists of one day follow the paper's own order.
    edition_order = models.PositiveIntegerField(default=0)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawal_notice = models.CharField(max_length=300, blank=True)

    if TYPE_CHECKING:
        bylines: RelatedManager[PublishedByline]
        pictures: RelatedManager[PublishedPicture]
        appearances: RelatedManager[Appearance]

    objects = PublishedArticleQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["section", "-published_at"], name="website_section_newest"),
            models.Index(fields=["series", "-published_at"], name="website_series_newest"),
            models.Index(fields=["-published_at"], name="website_newest"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(withdrawn_at__isnull=True) | models.Q(body="", teaser=""),
                name="website_withdrawn_has_no_text",
            ),
        ]

    def __str__(self) -> str:
        return self.headline

    def get_absolute_url(self) -> str:
        return reverse("website:article", args=[self.pk])

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None


class PublishedByline(models.Model):
    """A credit on a published article, as printed."""

    class Role(models.TextChoices):
        REPORTER = "reporter", _("Reporter")
        CHIEF_REPORTER = "chief_reporter", _("Chief reporter")
        TRAINEE = "trainee", _("Trainee")
        CORRESPONDENT = "correspondent", _("Correspondent")
        PHOTOGRAPHER = "photographer", _("Photographer")
        PHOTO_REPORTER = "photo_reporter", _("Text and pictures by")
        TEXT_AND_PHOTO = "text_and_photo", _("Words and photos")
        COMPILER = "compiler", _("Compiled by")
        TRANSLATOR = "translator", _("Translated by")
        COMMENTATOR = "commentator", _("Commentator")

    class Position(models.TextChoices):
        HEAD = "head", _("In the dateline")
        TITLE = "title", _("Under the headline")
        TAIL = "tail", _("At the end")

    article = models.ForeignKey(PublishedArticle, models.CASCADE, related_name="bylines")
    author = models.ForeignKey(PublishedAuthor, models.PROTECT, null=True, blank=True, related_name="bylines")
    name = models.CharField(max_length=60)
    role = models.CharField(max_length=20, choices=Role.choices)
    position = models.CharField(max_length=10, choices=Position.choices)
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["article", "order"], name="website_byline_order")]

    def __str__(self) -> str:
        return self.name


class PublishedPicture(models.Model):
    """A picture in a published article. `base` + "-480.jpg", "-960.jpg", "-1600.jpg" are its public files."""

    WIDTHS = (480, 960, 1600)

    article = models.ForeignKey(PublishedArticle, models.CASCADE, related_name="pictures")
    base = models.CharField(max_length=100)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    colour = models.CharField(max_length=7, default="#dddddd")
    caption = models.CharField(max_length=400)
    credit = models.CharField(max_length=100)
    alt = models.CharField(max_length=400)
    after_paragraph = models.PositiveSmallIntegerField(default=0)
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["article", "order"], name="website_picture_order")]

    def __str__(self) -> str:
        return self.caption


class PublishedEditionQuerySet(models.QuerySet["PublishedEdition"]):
    def latest_first(self) -> Self:
        return self.order_by("-date", "-number_in_day")

    def newest(self) -> PublishedEdition | None:
        return self.latest_first().first()

    def with_contents(self) -> Self:
        """Whole editions: pages in order, and on each its readable articles in order. Five queries."""
        appearances = Appearance.objects.readable().with_teasers()
        return self.prefetch_related("pages", Prefetch("pages__appearances", appearances))

    def before(self, edition: PublishedEdition) -> Self:
        """Older issues, the nearest first."""
        return self.filter(
            Q(date__lt=edition.date) | Q(date=edition.date, number_in_day__lt=edition.number_in_day)
        ).latest_first()

    def after(self, edition: PublishedEdition) -> Self:
        """Younger issues, the nearest first."""
        return self.filter(
            Q(date__gt=edition.date) | Q(date=edition.date, number_in_day__gt=edition.number_in_day)
        ).order_by("date", "number_in_day")


class PublishedEdition(models.Model):
    """One dated issue, whole."""

    id = models.BigIntegerField(primary_key=True)
    date = models.DateField()
    number_in_day = models.PositiveSmallIntegerField(default=1)
    total_number = models.PositiveIntegerField()
    name = models.CharField(max_length=60, blank=True)
    revision = models.PositiveSmallIntegerField(default=1)
    published_at = models.DateTimeField()

    if TYPE_CHECKING:
        pages: RelatedManager[PublishedPage]

    objects = PublishedEditionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["date", "number_in_day"], name="website_edition_of_day"),
            models.UniqueConstraint(fields=["total_number"], name="website_edition_total_number"),
        ]

    def __str__(self) -> str:
        return self.slug

    def get_absolute_url(self) -> str:
        return reverse("website:edition", args=[self.slug])

    @property
    def slug(self) -> str:
        """The part of the address that names this edition: 2025-10-17, a second one that day 2025-10-17-2."""
        suffix = "" if self.number_in_day == 1 else f"-{self.number_in_day}"
        return f"{self.date.isoformat()}{suffix}"


class PublishedPage(models.Model):
    """One numbered page of a published edition."""

    edition = models.ForeignKey(PublishedEdition, models.CASCADE, related_name="pages")
    label = models.CharField(max_length=8)
    name = models.CharField(max_length=40, blank=True)
    order = models.PositiveSmallIntegerField()
    responsible_editor = models.CharField(max_length=60, blank=True)
    designer = models.CharField(max_length=60, blank=True)
    proofreader = models.CharField(max_length=60, blank=True)

    if TYPE_CHECKING:
        appearances: RelatedManager[Appearance]

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "label"], name="website_page_label"),
            models.UniqueConstraint(fields=["edition", "order"], name="website_page_order"),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.name}".strip()

    def get_absolute_url(self) -> str:
        return reverse("website:page", args=[self.edition.slug, self.label])


class AppearanceQuerySet(models.QuerySet["Appearance"]):
    def readable(self) -> Self:
        return self.filter(article__withdrawn_at__isnull=True)

    def with_place(self) -> Self:
        """With page and edition: enough to say where in print an article stood."""
        return self.select_related("page__edition")

    def leads_of_editions(self, start: date, end: date) -> Self:
        """Of editions from `start` up to, not including, `end`: what leads each one's first page."""
        first = self.filter(page__order=1, order=1, page__edition__date__gte=start, page__edition__date__lt=end)
        return first.select_related("article", "page").defer("article__body")

    def with_teasers(self) -> Self:
        """With what a list of teasers shows of each article; in the order of the page."""
        return (
            self.select_related("article__section", "article__series")
            .defer("article__body")
            .prefetch_related("article__bylines", "article__pictures")
            .order_by("page_id", "order")
        )


class Appearance(models.Model):
    """Where an article stands in print: which page, and in which place on it (1 is the lead)."""

    article = models.ForeignKey(PublishedArticle, models.CASCADE, related_name="appearances")
    page = models.ForeignKey(PublishedPage, models.CASCADE, related_name="appearances")
    order = models.PositiveSmallIntegerField()

    objects = AppearanceQuerySet.as_manager()

    class Meta:
        ordering = ["page__edition__date", "page__order", "order"]
        constraints = [
            models.UniqueConstraint(fields=["page", "order"], name="website_appearance_order"),
            models.UniqueConstraint(fields=["page", "article"], name="website_appearance_once"),
        ]

    def __str__(self) -> str:
        return f"{self.page} {self.order}"


class OutboxEvent(models.Model):
    """Something that follows from a publication and must happen, however the machine dies: the press does it."""

    class Kind(models.TextChoices):
        EDITION_PUBLISHED = "edition_published", _("Edition published")
        ARTICLE_WITHDRAWN = "article_withdrawn", _("Article withdrawn")

    key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=30, choices=Kind.choices)
    subject_id = models.BigIntegerField()
    created_at = models.DateTimeField(db_default=Now())
    done_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [
            models.Index(
                fields=["next_attempt_at"],
                name="website_outbox_waiting",
                condition=models.Q(done_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return self.key


class PressHeartbeat(models.Model):
    """When the press was last seen alive: one row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="website_one_heartbeat")]

    def __str__(self) -> str:
        return self.at.isoformat()
