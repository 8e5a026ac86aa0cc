"""What search looks through: the words of every readable article, beside the article itself."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Func

from website.models.article import PublishedArticle

# A function of PostgreSQL: the section, the series and the genre of a row, each with its year, as one array.
BELONGS = "website_belongs"


class SearchText(models.Model):
    """The words of one readable article, folded, with their grams; a withdrawn article has none."""

    # Counted up when the same words would be cut otherwise: the press then makes all of them anew.
    MADE = 1

    article = models.OneToOneField(PublishedArticle, models.CASCADE, primary_key=True, related_name="search_text")
    made = models.PositiveSmallIntegerField(default=MADE)
    year = models.SmallIntegerField()
    published_at = models.DateTimeField()
    section = models.CharField(max_length=60)
    series = models.CharField(max_length=60, blank=True)
    genre = models.CharField(max_length=20)
    headline = models.TextField()
    words = models.TextField()
    headline_grams = ArrayField(models.BigIntegerField())
    grams = ArrayField(models.BigIntegerField())

    class Meta:
        indexes = [
            GinIndex(fields=["headline_grams"], name="website_headline_grams"),
            # With what search is narrowed by: else all rows of a frequent word are read to see which are of a series.
            GinIndex("grams", Func("year", "section", "series", "genre", function=BELONGS), name="website_grams"),
        ]

    def __str__(self) -> str:
        return self.headline


class SearchProgress(models.Model):
    """How far the press has looked whether search has every article, from the highest number down: one row.

    Whatever is published later keeps its words itself. With another `made` all of it is looked through again.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    made = models.PositiveSmallIntegerField()
    looked_down_to = models.BigIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="website_one_search_progress")]

    def __str__(self) -> str:
        return str(self.looked_down_to)
