"""What stands on the pages: approved versions of articles in their places."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from articles.models import Article, Version
from authors.models import User


class Placement(models.Model):
    """An approved version on a page; order 1 is the lead.

    On a drawn page it stands in a slot. What this page says otherwise than the article: another headline or deck, the
    places of its photos (`photo_places`, a list of {photo, columns, lines, corner}), `trim` characters cut from its
    end, a headline so many sizes smaller than fits (`headline_step`, 0 or below) or on so many lines (`headline_rows`).
    A continuation (转版) carries what found no place in the one it `continues`.
    """

    page = models.ForeignKey("editions.Page", models.PROTECT, related_name="placements")
    article = models.ForeignKey(Article, models.PROTECT, related_name="placements", verbose_name=_("article"))
    version = models.ForeignKey(Version, models.PROTECT, related_name="placements", verbose_name=_("version"))
    order = models.PositiveSmallIntegerField(_("order"))
    placed_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("placed by"))
    placed_at = models.DateTimeField(_("placed"), db_default=Now())
    slot = models.ForeignKey(
        "editions.Slot", models.SET_NULL, null=True, blank=True, related_name="placements", verbose_name=_("slot")
    )
    headline = models.CharField(_("headline on this page"), max_length=200, blank=True)
    deck = models.CharField(_("deck on this page"), max_length=200, blank=True)
    photo_places = models.JSONField(default=list, blank=True)
    trim = models.PositiveIntegerField(_("characters cut"), default=0)
    headline_step = models.SmallIntegerField(_("size of the headline"), default=0)
    headline_rows = models.PositiveSmallIntegerField(_("lines of the headline"), default=0)
    continues = models.OneToOneField("self", models.CASCADE, null=True, blank=True, related_name="continuation")
    # The newer version that the page designer has seen and does not take for now.
    kept_over = models.ForeignKey(Version, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("placement")
        verbose_name_plural = _("placements")
        ordering = ["page", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["page", "order"],
                name="editions_order_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.UniqueConstraint(fields=["page", "article"], name="editions_placed_once_a_page"),
            models.CheckConstraint(condition=Q(order__gt=0), name="editions_order_from_one"),
            models.CheckConstraint(
                condition=Q(headline_step__range=(-6, 0), headline_rows__lte=3),
                name="editions_headline_has_a_size",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.page} {self.order}: {self.article}"

    @property
    def is_stale(self) -> bool:
        """Whether the article has a newer version than the one placed."""
        return self.version_id != self.article.current_version_id
