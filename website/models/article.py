"""The published article with its credits and pictures, and where it stands in print."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from website.links import address
from website.models.names import PublishedAuthor, PublishedSection, PublishedSeries
from website.rows import Json, Part, along, loaded, made, related

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.db.models.fields.related_descriptors import RelatedManager

    from website.models.correction import PublishedCorrection
    from website.models.edition import PublishedPage
    from website.models.topic import PublishedTopic, TopicEntry


class PublishedArticleQuerySet(models.QuerySet["PublishedArticle"]):
    def readable(self) -> Self:
        """Those whose text readers may see; a withdrawn one is only a notice."""
        return self.filter(withdrawn_at__isnull=True)

    def online_first(self) -> Self:
        """Those that readers had here before any edition, the newest first: the news of the day."""
        return self.filter(is_online_first=True).order_by("-published_at", "id")

    def newest_first(self) -> Self:
        return self.order_by("-published_at", "edition_order", "id")

    def with_teaser_parts(self) -> Self:
        """All that a list of teasers shows, in one query; the text itself stays behind."""
        return self.defer("body").with_words()

    def with_words(self) -> Self:
        """All that a list of results shows, in one query: teasers, and the text in which words are marked."""
        return along(self.select_related("section", "series"), *CREDITS_AND_PICTURES, PLACES)

    def with_everything(self) -> Self:
        """All that is told of an article, in one query."""
        rows = self.select_related("section", "series")
        return along(rows, *CREDITS_AND_PICTURES, PLACES, CORRECTIONS, TOPICS)


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
    # The indexes of the lists begin with them; of their own they need none.
    section = models.ForeignKey(PublishedSection, models.PROTECT, related_name="articles", db_index=False)
    series = models.ForeignKey(
        PublishedSeries, models.PROTECT, null=True, blank=True, related_name="articles", db_index=False
    )
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
    # It came without an edition; where it stands in print may have been added since.
    is_online_first = models.BooleanField(default=False, db_default=False)
    # When readers last got newer words that put nothing right: the edition printed another version.
    updated_at = models.DateTimeField(null=True, blank=True)
    # Where it stands in its edition, page by page: lists of one day follow the paper's own order.
    edition_order = models.PositiveIntegerField(default=0)
    # When its last correction appeared; lists mark it without asking for the corrections themselves.
    corrected_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawal_notice = models.CharField(max_length=300, blank=True)

    if TYPE_CHECKING:
        bylines: RelatedManager[PublishedByline]
        corrections: RelatedManager[PublishedCorrection]
        pictures: RelatedManager[PublishedPicture]
        appearances: RelatedManager[Appearance]
        topics: RelatedManager[TopicEntry]

    objects = PublishedArticleQuerySet.as_manager()

    class Meta:
        indexes = [
            # With all that turning the pages of a long list asks for: it reads the index alone.
            models.Index(
                fields=["section", "-published_at", "edition_order", "id"],
                include=["withdrawn_at"],
                name="website_section_list",
            ),
            # As an article names what is new of its series, and as the list of a series stands.
            models.Index(
                fields=["series", "-published_at", "edition_order", "id"],
                include=["withdrawn_at"],
                condition=models.Q(series__isnull=False),
                name="website_series_newest",
            ),
            models.Index(
                fields=["series", "series_part", "published_at", "id"],
                include=["withdrawn_at"],
                condition=models.Q(series__isnull=False),
                name="website_series_list",
            ),
            models.Index(fields=["-published_at"], name="website_newest"),
            models.Index(
                fields=["-published_at"], condition=models.Q(is_online_first=True), name="website_online_first"
            ),
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
        return address("article", self.pk)

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None

    def filed_under(self, topics: Iterable[PublishedTopic]) -> list[str]:
        """The names of its section, its series and of these topics of its own, each once."""
        series = [self.series.name] if self.series else []
        return list(dict.fromkeys([self.section.name, *series, *(topic.name for topic in topics)]))

    @property
    def in_topics(self) -> list[PublishedTopic]:
        """The topics it stands in, the open ones before the finished. They are loaded."""
        found = [entry.topic for entry in self.topics.all()]
        return sorted(found, key=lambda topic: (not topic.is_open, -topic.pk))


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


def old_formats() -> list[str]:
    """What there was of every picture before it was made in several formats."""
    return ["jpg"]


def old_sizes() -> list[int]:
    return [480, 960, 1600]


class PublishedPicture(models.Model):
    """A picture in a published article, or of a topic. `base`-`size`.`format` are its public files.

    Without either it is no longer shown, and the press takes its files away.
    """

    class Ai(models.TextChoices):
        NONE = "", ""
        ASSISTED = "assisted", _("Changed with AI")
        GENERATED = "generated", _("Made by AI")

    article = models.ForeignKey(PublishedArticle, models.CASCADE, null=True, related_name="pictures")
    topic = models.ForeignKey("website.PublishedTopic", models.SET_NULL, null=True, related_name="pictures")
    base = models.CharField(max_length=100, db_index=True)
    # Width to height where it is not shown whole: "3x2".
    shape = models.CharField(max_length=10, blank=True)
    # Endings, the smallest files first; nominal widths, as the names have them; the real ones, in the same order.
    formats = ArrayField(models.CharField(max_length=5), default=old_formats)
    sizes = ArrayField(models.PositiveSmallIntegerField(), default=old_sizes)
    widths = ArrayField(models.PositiveSmallIntegerField(), default=list)
    # Of the largest file, in pixels.
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    colour = models.CharField(max_length=7, default="#dddddd")
    ai = models.CharField(max_length=20, choices=Ai.choices, default=Ai.NONE, blank=True)
    caption = models.CharField(max_length=400)
    credit = models.CharField(max_length=100)
    alt = models.CharField(max_length=400)
    # Who took it, and on which terms it may be had: told to machines, as it stands in the files themselves.
    creators = ArrayField(models.CharField(max_length=60), default=list, db_default=[])
    copyright_notice = models.CharField(max_length=200, blank=True, default="", db_default="")
    licence_url = models.URLField(max_length=200, blank=True, default="", db_default="")
    after_paragraph = models.PositiveSmallIntegerField(default=0)
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["article", "order"], name="website_picture_order"),
            models.UniqueConstraint(fields=["topic"], name="website_one_picture_of_a_topic"),
            models.CheckConstraint(
                condition=models.Q(article__isnull=True) | models.Q(topic__isnull=True),
                name="website_picture_in_one_place",
            ),
        ]
        indexes = [
            # Those of which the press has still to show other formats.
            models.Index(
                fields=["base"],
                condition=models.Q(formats=["jpg"]) & ~models.Q(widths=[]),
                name="website_pictures_in_haste",
            )
        ]

    def __str__(self) -> str:
        return self.caption

    def files(self, ending: str) -> list[tuple[str, int]]:
        """Name and real width in pixels of each file of one format, each width once."""
        widths = self.widths or [min(size, self.width) for size in self.sizes]
        real = dict(zip(reversed(widths), reversed(self.sizes), strict=True))
        return [(f"{self.base}-{size}.{ending}", width) for width, size in sorted(real.items())]


class AppearanceQuerySet(models.QuerySet["Appearance"]):
    def readable(self) -> Self:
        return self.filter(article__withdrawn_at__isnull=True)

    def withdrawn(self) -> Self:
        """What is left of withdrawn articles: their places, with the numbers under which their notices stand."""
        return self.filter(article__withdrawn_at__isnull=False).select_related("article").order_by("order")

    def of_page(self, page: PublishedPage) -> Self:
        return self.filter(page=page)

    def with_place(self) -> Self:
        """With page and edition: enough to say where in print an article stood."""
        return self.select_related("page__edition")

    def leads_of_editions(self, start: date, end: date) -> Self:
        """Of editions from `start` up to, not including, `end`: what leads each one's first page."""
        first = self.filter(page__order=1, order=1, page__edition__date__gte=start, page__edition__date__lt=end)
        return first.select_related("article", "page").defer("article__body")

    def with_teasers(self) -> Self:
        """With what a list of teasers shows of each article; in the order of the page."""
        rows = (
            self.select_related("article__section", "article__series")
            .defer("article__body")
            .order_by("page_id", "order")
        )
        return along(rows, *CREDITS_AND_PICTURES_OF_PLACES)


class Appearance(models.Model):
    """Where an article stands in print: which page, and in which place on it (1 is the lead)."""

    article = models.ForeignKey(PublishedArticle, models.CASCADE, related_name="appearances")
    page = models.ForeignKey("website.PublishedPage", models.CASCADE, related_name="appearances")
    order = models.PositiveSmallIntegerField()
    # It began on another page of the edition and goes on here.
    is_continued = models.BooleanField(default=False)

    objects = AppearanceQuerySet.as_manager()

    class Meta:
        ordering = ["page__edition__date", "page__order", "order"]
        constraints = [
            models.UniqueConstraint(fields=["page", "order"], name="website_appearance_order"),
            models.UniqueConstraint(fields=["page", "article"], name="website_appearance_once"),
        ]

    def __str__(self) -> str:
        return f"{self.page} {self.order}"


def placed(place_row: Json, page_row: Json, edition_row: Json) -> Appearance:
    """A place in print with its page and its edition, of rows as JSON."""
    place = made(Appearance, place_row)
    page: Any = Appearance._meta.get_field("page").related_model
    edition: Any = page._meta.get_field("edition").related_model
    place.page = made(page, page_row)
    place.page.edition = made(edition, edition_row)
    return place


def _places(number: str, *, inside: str = "") -> Part:
    """Every place in print of an article, in the order of days and pages; `number` and `inside` as in `related`."""

    def put(one: models.Model, rows: Iterable[tuple[Json, Json, Json]]) -> None:
        loaded(getattr(one, inside) if inside else one, "appearances", [placed(*row) for row in rows])

    rows = f"""SELECT json_agg(json_build_array(place, page, edition)
                      ORDER BY edition.date, page."order", place."order")
        FROM website_appearance place
        JOIN website_publishedpage page ON page.id = place.page_id
        JOIN website_publishededition edition ON edition.id = page.edition_id
        WHERE place.article_id = {number}"""
    return Part(rows, put)


def _topics(number: str) -> Part:
    """The places of an article in topics, each with its topic; `number` as in `related`."""

    def put(one: models.Model, rows: Iterable[tuple[Json, Json]]) -> None:
        kind: Any = one._meta.get_field("topics").related_model
        topic: Any = kind._meta.get_field("topic").related_model
        entries = []
        for entry_row, topic_row in rows:
            entry = made(kind, entry_row)
            entry.topic = made(topic, topic_row)
            entries.append(entry)
        loaded(one, "topics", entries)

    rows = f"""SELECT json_agg(json_build_array(entry, topic) ORDER BY topic.id)
        FROM website_topicentry entry JOIN website_publishedtopic topic ON topic.id = entry.topic_id
        WHERE entry.article_id = {number}"""
    return Part(rows, put)


CREDITS_AND_PICTURES = (
    related("bylines", "website_publishedbyline", "website_publishedarticle.id"),
    related("pictures", "website_publishedpicture", "website_publishedarticle.id"),
)
CREDITS_AND_PICTURES_OF_PLACES = (
    related("bylines", "website_publishedbyline", "website_appearance.article_id", inside="article"),
    related("pictures", "website_publishedpicture", "website_appearance.article_id", inside="article"),
)
CORRECTIONS = related("corrections", "website_publishedcorrection", "website_publishedarticle.id", order="id")
PLACES = _places("website_publishedarticle.id")
TOPICS = _topics("website_publishedarticle.id")
PLACES_OF_CORRECTIONS = _places("website_publishedcorrection.article_id", inside="article")
