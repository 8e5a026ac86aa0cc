"""What the paper and its parts are called: masthead, sections, series, authors."""

from __future__ import annotations

from django.db import models

from website.links import address


class Masthead(models.Model):
    """The paper as it presents itself: one row, renewed with each edition."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60, blank=True)
    tagline = models.CharField(max_length=120, blank=True)
    publisher = models.CharField(max_length=120, blank=True)
    authority = models.CharField(max_length=120, blank=True)
    sponsor = models.CharField(max_length=120, blank=True)
    cn_number = models.CharField(max_length=20, blank=True)
    postal_code_number = models.CharField(max_length=20, blank=True)
    address = models.CharField(max_length=200, blank=True)
    postcode = models.CharField(max_length=20, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    website = models.CharField(max_length=200, blank=True)
    editor_in_chief = models.CharField(max_length=60, blank=True)
    printer = models.CharField(max_length=200, blank=True)
    distribution = models.CharField(max_length=120, blank=True)
    price = models.CharField(max_length=60, blank=True)
    advertising_licence = models.CharField(max_length=60, blank=True)
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
        return address("section", self.slug)


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
        return address("series", self.slug)


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
        return address("author", self.slug)
