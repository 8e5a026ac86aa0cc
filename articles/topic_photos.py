"""The photo at the head of a topic: whether it may stand there, what is said of it, and which topics have it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from articles import policy
from articles.clock import database_now
from articles.models import ArticlePhoto
from articles.policy.topics import can_keep_topics, topics_known_to
from authors.models import User
from photos import renditions, rights
from photos.models import AiUse, Photo, PhotoQuerySet, Scope
from photos.told import terms
from photos.uses import Heading


def refusals(photo: Photo, *, on: date | None = None) -> list[str]:
    """Why a photo cannot stand at the head of a topic on a day, today if not given, in sentences; [] if it can."""
    if photo.scope == Scope.PRINT:
        return [_("The photo “%(photo)s” may be shown in print only.") % {"photo": photo.title}]
    if photo.scope == Scope.ONCE:
        return [_("The photo “%(photo)s” may be shown once only: keep it for an article.") % {"photo": photo.title}]
    return rights.refusals_to_publish(photo, on=on or today(), article=None, where=frozenset({rights.Where.WEBSITE}))


def warnings(photo: Photo) -> list[str]:
    """What whoever keeps the topic should know of its photo, in sentences."""
    return refusals(photo) or [sentence for sentence in [rights.warning_of(photo, on=today())] if sentence]


def shown(number: int) -> renditions.Shown:
    """The photo of that number with the words it has now, whole, with all that its files are made from."""
    photo = Photo.objects.prefetch_related(*renditions.PARTS).get(pk=number)
    return renditions.Shown(photo, photo.caption, photo.credit)


def prepare(photo: Photo) -> None:
    """Make its public files before anything is locked: it may take seconds. Raises Unreadable or OSError."""
    renditions.ensure_public(shown(photo.pk))


def said(photo: Photo) -> dict[str, Any]:
    """What readers are told of it at the head of a topic, all but its files. Its photographers are loaded."""
    ai = "" if photo.ai_use == AiUse.NONE else str(photo.ai_use)
    return {**terms(photo, credit=photo.credit), "caption": photo.caption, "alt": photo.alt_text, "ai": ai}


def today() -> date:
    return timezone.localdate(database_now())


# -- what the library asks -------------------------------------------------------------------------------------------
def headed(photo: Photo, user: User) -> list[Heading]:
    """The topics at whose head a photo stands: for their keepers all, for everybody else those that readers have."""
    opens = can_keep_topics(user)
    return [
        Heading(topic.pk, topic.name, _("on the website") if topic.is_public else _("not on the website"), opens)
        for topic in topics_known_to(user).filter(photo=photo).order_by("-is_public", "-pk")
    ]


def shown_in(topic: int, user: User) -> PhotoQuerySet:
    """The photos in the articles of a topic, where this person sees both."""
    if not can_keep_topics(user):
        return Photo.objects.none()
    articles = policy.visible_to(user).filter(topics__topic=topic).order_by()
    return Photo.objects.filter(pk__in=ArticlePhoto.objects.filter(article__in=articles.values("pk")).values("photo"))
