"""The article: the working copy of one piece of journalism, and which ones we mean."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, timedelta
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import connection, models, transaction
from django.db.models import Exists, ExpressionWrapper, F, Max, Min, OuterRef, Q, Subquery, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce, Now
from django.db.models.sql.where import WhereNode
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles.models import headings
from articles.models.archive import ArchiveImport
from articles.models.attached import ArticlePhoto, Byline
from articles.models.section import Section, Series
from articles.models.stages import FastLane
from articles.richtext import CleanHTMLField, body_check
from authors.models import User

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

    from articles.models.history import Contributor, Review, StateChange, Version


class State(models.TextChoices):
    """Where an article is on its way from the reporter to the reader."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("In review")
    APPROVED = "approved", _("Approved")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    SPIKED = "spiked", _("Spiked")


class Genre(models.TextChoices):
    """What kind of piece it is (体裁)."""

    NEWS = "news", _("News")
    FEATURE = "feature", _("Feature")
    PHOTO_STORY = "photo_story", _("Photo story")
    DATA_REPORT = "data_report", _("Data report")
    OPINION = "opinion", _("Opinion")
    NOTICE = "notice", _("Notice")


class OnlineFirst(models.TextChoices):
    """What became of an article that readers had on the website before any edition; "" is not one of them."""

    WAITS = "waits", _("On the website, to be printed")
    ONLY = "only", _("Kept to the website")
    PRINTED = "printed", _("On the website first, then printed")


class Priority(models.IntegerChoices):
    """How much its editors want an article in the paper: the composing room takes the smaller number first."""

    MUST_RUN = 1, _("Must run")
    NORMAL = 2, pgettext_lazy("priority", "Normal")
    CAN_WAIT = 3, _("Can wait")


MOST_TERMS = 8
# What one index names of hundred thousands of rows has room in that; else each heading of a page is cut to see.
ROOM = "32MB"
# So many headings are read before an index is asked for a single character.
BEGINNING = 5000
# Of a list of numbers PostgreSQL makes a condition on any index it may take.
ONE_BY_ONE = "SELECT unnest(%s::bigint[])"


def _spans(oldest_first: bool) -> Iterator[Sequence[int]]:
    ends = Article.objects.aggregate(first=Min("changed_at"), last=Max("changed_at"))
    if ends["first"] is None:
        return iter(())
    first, last = (end.astimezone(UTC).year for end in (ends["first"], ends["last"]))
    return headings.spans(first, last, oldest_first=oldest_first)


def is_work_of(user: User) -> Q:
    """What `Article.objects.by(user)` finds, asked of each row: a short list does not collect all his articles."""
    here = OuterRef("pk")
    pictures = ArticlePhoto.objects.filter(article=here)
    return (
        Q(created_by=user)
        | Q(Exists(Byline.objects.filter(article=here, author__user=user)))
        | Q(Exists(pictures.filter(photo__uploaded_by=user)))
        | Q(Exists(pictures.filter(photo__photographers__user=user)))
    )


class ArticleQuerySet(models.QuerySet["Article"]):
    def by(self, user: User) -> Self:
        """Those the user filed, or that carry his name or a picture of his."""
        # Each part by an index of its own: joined together they would read every byline and picture of the archive.
        credited = Byline.objects.filter(author__user=user).values("article")
        uploaded = ArticlePhoto.objects.filter(photo__uploaded_by=user).values("article")
        taken = ArticlePhoto.objects.filter(photo__photographers__user=user).values("article")
        return self.filter(
            Q(created_by=user) | Q(pk__in=credited) | Q(pk__in=uploaded) | Q(pk__in=taken),
        )

    def not_the_work_of(self, user: User) -> Self:
        """Those this person may review: he has no part in them and never had one. Of few: it asks each row."""
        contributors = apps.get_model("articles", "Contributor").objects.filter(article=OuterRef("pk"), user=user)
        return self.filter(~is_work_of(user), ~Exists(contributors))

    def in_review(self) -> Self:
        return self.filter(state=State.SUBMITTED)

    def approved(self) -> Self:
        return self.filter(state=State.APPROVED)

    def published(self) -> Self:
        return self.filter(state=State.PUBLISHED)

    def placeable(self) -> Self:
        """Those that an edition may still take: approved, or on the website first and to be printed."""
        return self.filter(Q(state=State.APPROVED) | Q(state=State.PUBLISHED, online_first=OnlineFirst.WAITS))

    def ever_submitted(self) -> Self:
        """Those that have left the author's own desk at least once."""
        return self.filter(submitted_at__isnull=False)

    def with_passed(self) -> Self:
        """Annotate `passed`: the number of the last stage that has passed the current version, 0 for none."""
        passes = apps.get_model("articles", "Review").objects.filter(
            version=OuterRef("current_version"), verdict="pass"
        )
        last = passes.order_by("-stage").values("stage_id")[:1]
        return self.annotate(passed=Coalesce(Subquery(last), 0, output_field=models.SmallIntegerField()))

    def headed(self, question: str, *, most: int = 0, section: int | None = None) -> Self:
        """Those that have all words of the question in kicker, headline or deck; see `headings`.

        With `most`, only so many, of those the list begins with. A frequent word stands in a hundredth of all articles:
        so it is looked for in the last year, then in the four before, and further only until there are so many. Who has
        narrowed the list to a section says so: one index has both.
        """
        terms = list(dict.fromkeys(question.replace("\0", " ").split()))[:MOST_TERMS]
        if not terms or not most:
            return self._headed(terms)
        if all(len(term) == 1 for term in terms):
            return self._with_characters(terms, most)
        oldest_first = "changed_at" in self.query.order_by
        # In an order that no index has: PostgreSQL would walk the list by one and cut each heading to see.
        moment = ExpressionWrapper(F("changed_at") + Value(timedelta(0)), models.DateTimeField())
        order = (moment.asc(), "pk") if oldest_first else (moment.desc(), "-pk")
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('work_mem', %s, true)", [ROOM])
            numbers: list[int] = []
            for years in _spans(oldest_first):
                # First these alone: PostgreSQL would ask another index as well for what narrows the list, which may be
                # half a million rows.
                named = Article.objects.order_by().filter(*headings.has(terms, headings.filed(years, section)))
                if candidates := list(named.values_list("pk", flat=True)):
                    found = self.filter(pk__in=RawSQL(ONE_BY_ONE, [candidates])).order_by(*order)
                    numbers += found.values_list("pk", flat=True)[: most - len(numbers)]
                if len(numbers) == most:
                    break
        # All that narrows the list was asked of each; asked again, PostgreSQL may go through an index of half a million
        # rows for it.
        rows = self.all()
        rows.query.where = WhereNode()
        return rows.filter(pk__in=numbers)

    def _with_characters(self, terms: Sequence[str], most: int) -> Self:
        """Most characters stand in so many headings that who reads where the list begins has enough."""
        order = self.query.order_by or ("-changed_at", "-pk")
        beginning = Article.objects.order_by(*order)[:BEGINNING]
        found = self.filter(*headings.reads(terms), pk__in=beginning.values("pk")).values_list("pk", flat=True)[:most]
        if len(found) < most:
            found = self._headed(terms).values_list("pk", flat=True)[:most]
        return self.filter(pk__in=list(found))

    def _headed(self, terms: Sequence[str]) -> Self:
        if not terms:
            return self
        # By themselves, so that the index is asked before any row is read.
        return self.filter(pk__in=Article.objects.order_by().filter(*headings.has(terms)).values("pk"))

    def for_list(self) -> Self:
        """With what a list shows of each; the text itself stays behind."""
        return self.with_list_parts().defer("body", "current_version__content")

    def with_list_parts(self) -> Self:
        return self.select_related("section", "series", "created_by", "current_version", "claimed_by").with_passed()


class Article(models.Model):
    """One piece of journalism: the working copy. What was approved stands in its versions."""

    TEXT_FIELDS = ("kicker", "headline", "deck", "dateline", "body", "source", "genre")

    state = models.CharField(_("state"), max_length=20, choices=State.choices, default=State.DRAFT, editable=False)
    # Without indexes of their own: PostgreSQL would ask these beside one by date, and not the one that has both.
    section = models.ForeignKey(
        Section, models.PROTECT, related_name="articles", db_index=False, verbose_name=_("section")
    )
    series = models.ForeignKey(
        Series,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="articles",
        db_index=False,
        verbose_name=_("series"),
    )
    series_part = models.PositiveSmallIntegerField(_("part"), null=True, blank=True)
    genre = models.CharField(_("genre"), max_length=20, choices=Genre.choices, default=Genre.NEWS)
    kicker = models.CharField(
        _("kicker"),
        max_length=200,
        blank=True,
        help_text=_("The line above the headline: occasion or background."),
    )
    headline = models.CharField(_("headline"), max_length=200, help_text=_("A space divides a headline of two parts."))
    deck = models.CharField(
        _("deck"),
        max_length=300,
        blank=True,
        help_text=_("The line below the headline: the result, the figure."),
    )
    dateline = models.CharField(
        _("dateline"),
        max_length=60,
        blank=True,
        help_text=_("How the text begins: from where, by whom."),
    )
    body = CleanHTMLField(_("text"), blank=True)
    source = models.CharField(
        _("source"),
        max_length=100,
        blank=True,
        help_text=_("Only when it is not our own: agency or paper."),
    )
    created_by = models.ForeignKey(
        User,
        models.PROTECT,
        related_name="filed_articles",
        editable=False,
        verbose_name=_("filed by"),
    )
    created_at = models.DateTimeField(_("filed"), db_default=Now(), editable=False)
    changed_at = models.DateTimeField(_("changed"), db_default=Now(), editable=False)
    submitted_at = models.DateTimeField(_("submitted"), null=True, editable=False)
    published_at = models.DateTimeField(_("published"), null=True, editable=False)
    online_first = models.CharField(
        _("online first"), max_length=10, choices=OnlineFirst.choices, blank=True, default="", db_default="",
        editable=False,
    )  # fmt: skip
    embargo_until = models.DateTimeField(
        _("not before"),
        null=True,
        blank=True,
        help_text=_("An edition that appears earlier cannot carry it."),
    )
    current_version = models.ForeignKey(
        "articles.Version",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("version"),
    )
    claimed_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="claimed_articles",
        verbose_name=_("claimed by"),
    )
    claimed_at = models.DateTimeField(_("claimed"), null=True, editable=False)
    due_at = models.DateTimeField(_("review due"), null=True, editable=False)
    fast_lane = models.ForeignKey(
        FastLane, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("fast lane")
    )
    priority = models.PositiveSmallIntegerField(
        _("priority"), choices=Priority.choices, default=Priority.NORMAL, db_default=Priority.NORMAL, editable=False
    )
    # Of an article of earlier years: with what it was brought in, and what it was called where it came from.
    archive = models.ForeignKey(
        ArchiveImport, models.PROTECT, null=True, editable=False, db_index=False, related_name="articles"
    )
    external_id = models.CharField(max_length=100, blank=True, db_default="", default="", editable=False)
    characters = models.PositiveIntegerField(_("characters"), default=0, editable=False)
    target_length = models.PositiveIntegerField(
        _("length wanted"), null=True, blank=True, help_text=_("In characters, as the page needs it.")
    )

    if TYPE_CHECKING:
        bylines: RelatedManager[Byline]
        photos: RelatedManager[ArticlePhoto]
        versions: RelatedManager[Version]
        fast_lanes: RelatedManager[FastLane]
        reviews: RelatedManager[Review]
        changes: RelatedManager[StateChange]
        contributors: RelatedManager[Contributor]
        passed: int

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        ordering = ["-changed_at", "-id"]
        constraints = [
            body_check("body", name="articles_body_is_clean"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="articles_known_state"),
            models.CheckConstraint(condition=Q(genre__in=Genre.values), name="articles_known_genre"),
            models.CheckConstraint(condition=Q(priority__in=Priority.values), name="articles_known_priority"),
            models.CheckConstraint(
                condition=Q(online_first__in=["", *OnlineFirst.values]), name="articles_known_online_first"
            ),
            models.CheckConstraint(condition=~Q(headline=""), name="articles_has_a_headline"),
            models.CheckConstraint(
                condition=~Q(state__in=["published", "withdrawn"]) | Q(published_at__isnull=False),
                name="articles_published_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(claimed_by__isnull=True, claimed_at__isnull=True)
                | Q(claimed_by__isnull=False, claimed_at__isnull=False),
                name="articles_claim_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(series_part__isnull=True) | Q(series__isnull=False),
                name="articles_part_of_a_series",
            ),
            models.CheckConstraint(
                condition=Q(archive__isnull=True, external_id="") | Q(archive__isnull=False) & ~Q(external_id=""),
                name="articles_archived_has_a_number",
            ),
            models.UniqueConstraint(
                fields=["external_id"], condition=~Q(external_id=""), name="articles_archived_once"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-changed_at"], name="articles_state_newest"),
            models.Index(fields=["-changed_at", "-id"], name="articles_newest"),
            models.Index(fields=["id"], condition=Q(online_first="waits"), name="articles_wait_for_print"),
            # The list by what narrows it.
            models.Index(fields=["section", "-changed_at", "-id"], name="articles_section_newest"),
            models.Index(fields=["genre", "-changed_at", "-id"], name="articles_genre_newest"),
            # A genre that is rare in its section: to count a thousand, most of the section would be read.
            models.Index(fields=["section", "genre", "-changed_at", "-id"], name="articles_genre_of_section"),
            models.Index(
                fields=["series", "-changed_at", "-id"],
                name="articles_series_newest",
                condition=Q(series__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.headline

    @property
    def is_published(self) -> bool:
        return self.state == State.PUBLISHED

    @property
    def waits_for_print(self) -> bool:
        """Readers have it on the website, and an edition is still to print it."""
        return self.is_published and self.online_first == OnlineFirst.WAITS

    @property
    def is_placeable(self) -> bool:
        return self.state == State.APPROVED or self.waits_for_print

    @property
    def appears_with_its_edition(self) -> bool:
        """Whether the next edition that holds it prints it for the first time."""
        return self.state != State.PUBLISHED or self.waits_for_print

    def people(self) -> set[int]:
        """The accounts whose own work this is, or ever was: nobody among them may review it."""
        pictures = self.photos.order_by()
        rows = self._credited().union(
            self.contributors.order_by().values_list("user"),
            pictures.values_list("photo__uploaded_by"),
            pictures.values_list("photo__photographers__user"),
        )
        return {self.created_by_id, *(user for (user,) in rows if user)}

    def authors(self) -> set[int]:
        """The accounts that write it now: who filed it, and whose names stand in its bylines."""
        return {self.created_by_id, *(user for (user,) in self._credited() if user)}

    def _credited(self) -> models.QuerySet[Byline, tuple[int | None]]:
        return self.bylines.order_by().values_list("author__user")
