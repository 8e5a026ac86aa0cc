"""Proofs and sign-offs: who has read which state of a page, what he marked, who let it be printed, what was frozen."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from articles.models import Article
from authors.models import User
from editions.models.edition import Edition, Page


class Round(models.IntegerChoices):
    """The rounds a page may be read in, as the trade calls them: 一校, 二校, 三校."""

    FIRST = 1, _("first proof")
    SECOND = 2, _("second proof")
    THIRD = 3, _("third proof")


class Proof(models.Model):
    """A page read in one of its rounds and found right; append-only.

    `blocks` are the digests of the blocks as they stood then: a later change reopens only what it touched.
    """

    page = models.ForeignKey(Page, models.PROTECT, related_name="proofs")
    round = models.PositiveSmallIntegerField(_("round"), choices=Round)
    reader = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("read by"))
    at = models.DateTimeField(_("read"), db_default=Now())
    layout_number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    blocks = models.JSONField()

    class Meta:
        verbose_name = _("proof")
        verbose_name_plural = _("proofs")
        ordering = ["page", "round", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(round__range=(1, 3)), name="editions_proof_round"),
            models.UniqueConstraint(fields=["page", "round", "digest"], name="editions_proof_read_once"),
        ]

    def __str__(self) -> str:
        return f"{self.page} {self.round}"


class ProofMark(models.Model):
    """A mark on the picture of a page: where, what is wrong, and what became of it."""

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        DONE = "done", _("Carried out")
        DECLINED = "declined", _("Left as it is")

    page = models.ForeignKey(Page, models.PROTECT, related_name="marks")
    round = models.PositiveSmallIntegerField(_("round"), choices=Round)
    # Percent of the picture's width and height.
    x = models.FloatField()
    y = models.FloatField()
    article = models.ForeignKey(Article, models.PROTECT, null=True, blank=True, related_name="+")
    words = models.CharField(_("what is wrong"), max_length=400)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(db_default=Now())
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    answer = models.CharField(_("answer"), max_length=400, blank=True)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("mark on a proof")
        verbose_name_plural = _("marks on proofs")
        ordering = ["page", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(x__gte=0, x__lte=100, y__gte=0, y__lte=100, round__range=(1, 3)),
                name="editions_mark_is_on_the_page",
            ),
            models.CheckConstraint(condition=~Q(words=""), name="editions_mark_has_words"),
            models.CheckConstraint(
                condition=Q(state="open", closed_by__isnull=True, closed_at__isnull=True)
                | Q(state__in=["done", "declined"], closed_by__isnull=False, closed_at__isnull=False),
                name="editions_mark_closed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.page} {self.words}"


class SignOff(models.Model):
    """签付印: one state of a page may be printed, says somebody who did not lay it out; append-only.

    `source` is the page as it was signed, byte for byte; what is printed and published is drawn from it.
    """

    page = models.ForeignKey(Page, models.PROTECT, related_name="sign_offs")
    layout_number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    source = models.TextField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("signed off by"))
    at = models.DateTimeField(_("signed off"), db_default=Now())

    class Meta:
        verbose_name = _("sign-off")
        verbose_name_plural = _("sign-offs")
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["page", "digest", "layout_number"], name="editions_signed_once")]

    def __str__(self) -> str:
        return f"{self.page} {self.digest[:8]}"


class Snapshot(models.Model):
    """An edition frozen whole: the digest of every page in it; what is published is exactly this; append-only."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="snapshots")
    number = models.PositiveSmallIntegerField(_("number"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("frozen by"))
    at = models.DateTimeField(_("frozen"), db_default=Now())
    # A list of {page, label, digest}, in the order of the paper.
    pages = models.JSONField()
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("snapshot of an edition")
        verbose_name_plural = _("snapshots of editions")
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["edition", "number"], name="editions_snapshot_number_once")]

    def __str__(self) -> str:
        return f"{self.edition} {self.number}"
