"""What is attached to an article: the names under it and the photos in it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from authors.models import Author
from photos.models import Photo, Shape


class BylineRole(models.TextChoices):
    """What somebody did for an article, as printed before or after the name."""

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


class BylinePosition(models.TextChoices):
    """Where the credit is printed."""

    HEAD = "head", _("In the dateline")
    TITLE = "title", _("Under the headline")
    TAIL = "tail", _("At the end")


class Byline(models.Model):
    """An author's credit on an article, in printed order."""

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="bylines")
    author = models.ForeignKey(Author, models.PROTECT, related_name="bylines", verbose_name=_("author"))
    role = models.CharField(_("role"), max_length=20, choices=BylineRole.choices, default=BylineRole.REPORTER)
    position = models.CharField(
        _("position"), max_length=10, choices=BylinePosition.choices, default=BylinePosition.HEAD
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("byline")
        verbose_name_plural = _("bylines")
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["article", "author", "role"], name="articles_byline_once"),
            models.CheckConstraint(
                condition=Q(role__in=BylineRole.values),
                name="articles_known_byline_role",
            ),
            models.CheckConstraint(
                condition=Q(position__in=BylinePosition.values),
                name="articles_known_byline_position",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.author}"


class ArticlePhoto(models.Model):
    """A photo in an article; caption and alternative text may differ from those in the library."""

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="photos")
    photo = models.ForeignKey(Photo, models.PROTECT, related_name="uses", verbose_name=_("photo"))
    caption = models.CharField(_("caption here"), max_length=400, blank=True, help_text=_("Empty: as in the library."))
    credit = models.CharField(_("credit here"), max_length=100, blank=True, help_text=_("Empty: as in the library."))
    shape = models.CharField(
        _("shape"), max_length=10, choices=Shape.choices, blank=True, help_text=_("Empty: the whole picture.")
    )
    after_paragraph = models.PositiveSmallIntegerField(
        _("after paragraph"), default=0, help_text=_("0 puts it above the text.")
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("photo in the article")
        verbose_name_plural = _("photos in the article")
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["article", "photo"], name="articles_photo_once")]

    def __str__(self) -> str:
        return str(self.photo)

    @property
    def printed_caption(self) -> str:
        return self.caption or self.photo.caption

    @property
    def printed_credit(self) -> str:
        return self.credit or self.photo.credit
