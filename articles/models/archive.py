"""Earlier years brought in: who did it, when, and from what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from authors.models import User

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

    from articles.models.article import Article


class ArchiveImport(models.Model):
    """One bringing-in of articles that appeared before this house worked with this system; append-only.

    What comes in with it is published without our reviews, for it was reviewed by others in its day. So only an
    archivist begins one, and nothing in it appeared on the day itself or later: PostgreSQL sees to both.
    """

    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), db_default=Now())
    source = models.CharField(_("source"), max_length=200)

    if TYPE_CHECKING:
        articles: RelatedManager[Article]

    class Meta:
        verbose_name = _("import of earlier articles")
        verbose_name_plural = _("imports of earlier articles")
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return self.source
