"""Where photos are used and when they ran. Asked here; the apps above say how it is answered."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from django.conf import settings
from django.utils import timezone

from authors.models import User
from photos.models import Photo, PhotoQuerySet


@dataclass(frozen=True, slots=True)
class Use:
    """A photo in an article; `day` when it appeared there, None if it has not; `page` its label, "" on the website."""

    photo: int
    article: int
    headline: str
    state: str
    day: date | None = None
    page: str = ""


@dataclass(frozen=True, slots=True)
class Used:
    """One article with a photo, and every place where readers have seen it."""

    article: int
    headline: str
    state: str
    ran: list[Use]


@dataclass(frozen=True, slots=True)
class Heading:
    """A topic at whose head a photo stands; `opens` where the person keeps topics, and may change that."""

    topic: int
    name: str
    state: str
    opens: bool


# Which photos, for whom, and since when readers must have seen them; None: all uses, of drafts too.
Answer = Callable[[Collection[int], User, date | None], Iterable[Use]]
_answers: list[Answer] = []


class Topics(Protocol):
    """What the app that keeps topics says of their photos, for what the person may see."""

    def headed(self, photo: Photo, user: User) -> list[Heading]:
        """The topics at whose head a photo stands."""
        ...

    def shown_in(self, topic: int, user: User) -> PhotoQuerySet:
        """The photos in the articles of a topic."""
        ...


_topics: list[Topics] = []


def answer_with(answer: Answer) -> None:
    """Let this function say where photos are used, for what the person may see; called once, when its app is ready."""
    _answers.append(answer)


def ask_of_topics(topics: Topics) -> None:
    """Let this module answer for topics; called once, when its app is ready."""
    _topics.append(topics)


def headings(photo: Photo, user: User) -> list[Heading]:
    """The topics at whose head a photo stands, of those this person may know of."""
    return [heading for topics in _topics for heading in topics.headed(photo, user)]


def shown_in_topic(topic: int, user: User) -> PhotoQuerySet:
    """The photos in the articles of a topic, where this person may know of both."""
    return _topics[0].shown_in(topic, user) if _topics else Photo.objects.none()


def used(photo: Photo, user: User) -> list[Used]:
    """The articles that show a photo, of those this person may see; what ran last comes first."""
    articles: dict[int, Used] = {}
    for use in _uses([photo.pk], user, since=None):
        article = articles.setdefault(use.article, Used(use.article, use.headline, use.state, []))
        if use.day:
            article.ran.append(use)
    for article in articles.values():
        article.ran.sort(key=lambda use: (use.day or date.min, use.page))
    return sorted(articles.values(), key=lambda one: one.ran[-1].day or date.max if one.ran else date.max, reverse=True)


def ran_lately(articles: Iterable[Used]) -> Use | None:
    """Where readers saw the photo of these articles last, if that was within PHOTO_REPEAT_DAYS."""
    seen = [(article.ran[-1].day or date.min, article.ran[-1]) for article in articles if article.ran]
    day, use = max(seen, key=lambda one: one[0], default=(date.min, None))
    return use if day >= _first_day(None) else None


def recent_uses(
    photos: Iterable[Photo], user: User, *, days: int | None = None, besides: int | None = None
) -> dict[int, Use]:
    """By photo, where readers saw it last within so many days; in other articles than `besides`.

    `days` is PHOTO_REPEAT_DAYS of the settings if not given.
    """
    since = _first_day(days)
    latest: dict[int, Use] = {}
    for use in _uses([photo.pk for photo in photos], user, since=since):
        if use.day is None or use.day < since or use.article == besides:
            continue
        known = latest.get(use.photo)
        if known is None or (known.day or since) < use.day:
            latest[use.photo] = use
    return latest


def repeats_from(day: date) -> date:
    """The first day from which a photo shown on that day would be one that readers have seen lately."""
    return day - timedelta(days=settings.PHOTO_REPEAT_DAYS)


def _first_day(days: int | None) -> date:
    today = timezone.localdate()
    return repeats_from(today) if days is None else today - timedelta(days=days)


def _uses(photos: list[int], user: User, *, since: date | None) -> list[Use]:
    return [use for answer in _answers for use in answer(photos, user, since)] if photos else []
