"""What an issue page shows besides its words: where its articles stand on the picture; and files shown no more."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from website.models.article import PublishedArticle
from website.models.edition import PublishedPage


class PublishedRegion(models.Model):
    """A piece of a page's picture that belongs to one article: a polygon of three corners or more.

    PostgreSQL refuses corners outside the picture, and a region of an article that does not stand on the page.
    """

    class Kind(models.TextChoices):
        ARTICLE = "article", _("Article")
        CONTINUED = "continued", _("Continued from another page")

    page = models.ForeignKey(PublishedPage, models.CASCADE, related_name="regions")
    article = models.ForeignKey(PublishedArticle, models.CASCADE, related_name="regions")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.ARTICLE)
    # x, y, x, y … in percent of the picture's width and height.
    points = ArrayField(models.FloatField())
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["page", "order"], name="website_region_order")]

    def __str__(self) -> str:
        return f"{self.page} {self.article_id}"

    @property
    def corners(self) -> list[tuple[float, float]]:
        return list(zip(self.points[::2], self.points[1::2], strict=True))


class RetiredFile(models.Model):
    """A public file of an issue page that is shown no more, until the press has taken it away."""

    name = models.CharField(max_length=120, unique=True)

    def __str__(self) -> str:
        return self.name
