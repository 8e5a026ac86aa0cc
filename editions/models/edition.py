"""The dated issue: the edition with its pages, and the record of what was done to it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Count, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Coalesce, Now
from django.utils.translation import gettext_lazy as _

from articles.models import ArchiveImport, Article, Section
from authors.models import User
from editions.models.numbering import IS_REGULAR, REGULAR, RULES, EditionKind
from editions.models.placement import Placement
from editions.models.plan import PageLabel
from editions.models.sheet import Drawn

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

    from editions.models.drawing import Drawing
    from editions.models.layout import LayoutChange
    from editions.models.proof import Proof, ProofMark, SignOff, Snapshot
    from editions.models.reissue import Reissue
    from editions.models.slot import Slot
    from editions.models.uploaded import PageFile, PageRegion, RegionChange


class EditionState(models.TextChoices):
    """How far a dated issue is."""

    OPEN = "open", _("In the making")
    SCHEDULED = "scheduled", _("Scheduled")
    PUBLISHED = "published", _("Published")
    # Readers keep what they have until the next revision comes out.
    REISSUE = "reissue", _("Being re-issued")


OUT = (EditionState.PUBLISHED, EditionState.REISSUE)


class EditionQuerySet(models.QuerySet["Edition"]):
    def unpublished(self) -> Self:
        """Those that readers do not have yet."""
        return self.exclude(state__in=OUT)

    def in_the_making(self) -> Self:
        """Those whose pages the desk may change: not yet published, or being issued again."""
        return self.exclude(state=EditionState.PUBLISHED)

    def regular(self) -> Self:
        """The paper of its days, without what appears beside it."""
        return self.filter(IS_REGULAR)

    def of_days(self, first: dt.date, last: dt.date) -> Self:
        """Those of these days, a merged one with any of its days, in the order of the paper."""
        reaches = Q(date_to__isnull=True, date__gte=first) | Q(date_to__gte=first)
        return self.filter(reaches, date__lte=last).order_by("date", "number_in_day")

    def due(self, *, since: dt.timedelta = dt.timedelta()) -> Self:
        """Scheduled ones whose hour has come, and passed by so much, by the database's clock."""
        return self.filter(state=EditionState.SCHEDULED, go_live_at__lte=Now() - since).order_by("go_live_at", "pk")

    def with_counts(self) -> Self:
        """Annotate `page_count` and `article_count`, an article on two pages once. Counted for those that are shown."""
        pages = Page.objects.order_by().filter(edition=OuterRef("pk")).values("edition")
        placed = Placement.objects.order_by().filter(page__edition=OuterRef("pk")).values("page__edition")
        return self.annotate(
            page_count=Coalesce(Subquery(pages.annotate(n=Count("pk")).values("n")), 0),
            article_count=Coalesce(Subquery(placed.annotate(n=Count("article", distinct=True)).values("n")), 0),
        )

    def with_pages(self) -> Self:
        """Everything that the edition's own page at the desk shows, in a fixed number of queries."""
        # The words are those of the version that stands there; of the newest one it is enough to know which it is.
        placed = Placement.objects.select_related("version", "article")
        placed = placed.prefetch_related("article__photos__photo", "article__bylines__author")
        pages = Page.objects.select_related("template", "section").prefetch_related(Prefetch("placements", placed))
        return self.prefetch_related(Prefetch("pages", pages))


class Edition(models.Model):
    """One dated issue of the paper; published whole or not at all."""

    kind = models.CharField(_("kind"), max_length=20, choices=EditionKind.choices, default=EditionKind.ORDINARY)
    date = models.DateField(_("date"))
    date_to = models.DateField(_("last day"), null=True, blank=True)
    number_in_day = models.PositiveSmallIntegerField(_("number that day"), default=1)
    total_number = models.PositiveIntegerField(
        _("total number"),
        unique=True,
        null=True,
        blank=True,
        help_text=_("Counted on from the first edition of the paper."),
    )
    total_number_to = models.PositiveIntegerField(_("last total number"), null=True, blank=True)
    name = models.CharField(_("name"), max_length=60, blank=True, help_text=_("Only for an extra edition."))
    despite_holiday = models.BooleanField(_("appears on a day without a paper"), default=False, editable=False)
    state = models.CharField(
        _("state"),
        max_length=20,
        choices=EditionState.choices,
        default=EditionState.OPEN,
        editable=False,
    )
    revision = models.PositiveSmallIntegerField(_("revision"), default=1, editable=False)
    go_live_at = models.DateTimeField(_("appears at"), null=True, blank=True, editable=False)
    scheduled_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("scheduled by"),
    )
    published_at = models.DateTimeField(_("published"), null=True, editable=False)
    published_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("published by"),
    )
    # Of an issue of earlier years: with what it was brought in.
    archive = models.ForeignKey(ArchiveImport, models.PROTECT, null=True, editable=False, related_name="+")

    if TYPE_CHECKING:
        pages: RelatedManager[Page]
        events: RelatedManager[EditionEvent]
        snapshots: RelatedManager[Snapshot]
        reissues: RelatedManager[Reissue]
        page_count: int
        article_count: int
        # Of one that was opened just now: the later ones that moved on for it, with their numbers before and since.
        moved: list[tuple[str, str, str]]

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        ordering = ["-date", "-number_in_day"]
        constraints = [
            models.UniqueConstraint(fields=["date", "number_in_day"], name="editions_number_in_day_once"),
            models.CheckConstraint(condition=Q(state__in=EditionState.values), name="editions_known_state"),
            models.CheckConstraint(
                condition=Q(state__in=OUT, published_at__isnull=False, published_by__isnull=False)
                | (~Q(state__in=OUT) & Q(published_at__isnull=True, published_by__isnull=True)),
                name="editions_published_has_time_and_name",
            ),
            models.CheckConstraint(
                condition=~Q(state="scheduled") | Q(go_live_at__isnull=False, scheduled_by__isnull=False),
                name="editions_scheduled_has_time_and_name",
            ),
            *RULES,
        ]

    def __str__(self) -> str:
        return self.slug

    @property
    def slug(self) -> str:
        suffix = "" if self.number_in_day == 1 else f"-{self.number_in_day}"
        return f"{self.date.isoformat()}{suffix}"

    @property
    def is_published(self) -> bool:
        return self.state == EditionState.PUBLISHED

    @property
    def is_being_reissued(self) -> bool:
        return self.state == EditionState.REISSUE

    @property
    def is_out(self) -> bool:
        """Whether readers have it, be it as the desk sees it or as it was before."""
        return self.state in OUT

    def may_take(self, article: Article) -> bool:
        """Whether this article, as it is now, may stand here: of what readers have in print, only in a re-issue."""
        return article.is_placeable or (article.is_published and self.is_being_reissued)

    @property
    def is_regular(self) -> bool:
        """Whether it is the paper of its days, not one beside it."""
        return self.kind in REGULAR

    @property
    def is_ordinary(self) -> bool:
        return self.kind == EditionKind.ORDINARY

    @property
    def last_day(self) -> dt.date:
        return self.date_to or self.date

    @property
    def last_number(self) -> int | None:
        return self.total_number_to or self.total_number

    @property
    def numbers(self) -> str:
        """The total number, of a merged edition the first and the last: 18264–18265; empty where it has none."""
        if self.total_number is None:
            return ""
        return str(self.total_number) if not self.total_number_to else f"{self.total_number}–{self.total_number_to}"


class Page(PageLabel, Drawn):
    """A numbered page of one edition, and who answers for it.

    `layout_number` counts on by itself with every change of what stands on the page and where; who changes a page says
    which number he saw, so nobody overwrites what he has not seen. `issued_as` is the sign-off of what readers have.
    """

    class Source(models.TextChoices):
        """Who sets it: this house's composing room, or other software that hands in a PDF."""

        COMPOSED = "composed", _("composed here")
        UPLOADED = "uploaded", _("set elsewhere")

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="pages", verbose_name=_("edition"))
    section = models.ForeignKey(
        Section, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("section")
    )
    responsible_editor = models.CharField(_("responsible editor"), max_length=60, blank=True)
    designer = models.CharField(_("page design"), max_length=60, blank=True)
    proofreader = models.CharField(_("proofreading"), max_length=60, blank=True)
    source = models.CharField(max_length=10, choices=Source.choices, default=Source.COMPOSED, editable=False)
    layout_number = models.PositiveIntegerField(default=0, editable=False)
    revision = models.PositiveSmallIntegerField(default=1, editable=False)
    issued_as = models.ForeignKey(
        "editions.SignOff", models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )

    if TYPE_CHECKING:
        placements: RelatedManager[Placement]
        files: RelatedManager[PageFile]
        regions: RelatedManager[PageRegion]
        region_changes: RelatedManager[RegionChange]
        slots: RelatedManager[Slot]
        drawings: RelatedManager[Drawing]
        layout_changes: RelatedManager[LayoutChange]
        proofs: RelatedManager[Proof]
        marks: RelatedManager[ProofMark]
        sign_offs: RelatedManager[SignOff]

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")
        ordering = ["edition", "letter", "number"]
        constraints = [models.UniqueConstraint(fields=["edition", "letter", "number"], name="editions_label_once")]

    def __str__(self) -> str:
        return f"{self.label} {self.name}".strip()

    @property
    def is_uploaded(self) -> bool:
        return self.source == self.Source.UPLOADED

    @property
    def is_drawn(self) -> bool:
        """Whether this house draws it: it has a paper size, and was not set elsewhere."""
        return self.paper_id is not None and not self.is_uploaded

    @property
    def needs_sign_off(self) -> bool:
        """Whether readers get a picture of it; a page that is a list needs no sign-off."""
        return self.is_drawn or self.is_uploaded


class EditionEvent(models.Model):
    """Who planned, scheduled, stopped or published an edition, and when; append-only."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="events")
    verb = models.CharField(max_length=20)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    note = models.TextField(blank=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("event of an edition")
        verbose_name_plural = _("events of an edition")
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.verb} {self.edition}"
