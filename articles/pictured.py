"""Which articles show a photo, for who may see them; the picture library asks."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone

from articles import policy
from articles.models import Article, ArticlePhoto, State
from authors.models import User
from photos import rights
from photos.models import Photo
from photos.uses import Use


@dataclass(frozen=True, slots=True)
class Shown:
    """What is said of an article that shows a photo; `published_at` is None until readers have it."""

    headline: str
    state: str
    published_at: datetime | None


@dataclass(frozen=True, slots=True)
class Lacking:
    """A photo of an article that has not all its words yet, and what is missing, in one sentence."""

    photo: Photo
    sentence: str


def photos_lacking_words(article: Article) -> list[Lacking]:
    """The photos that keep the article from being published, in their order: no caption, credit or alternative text."""
    return lacking_words([article.pk])[article.pk]


def lacking_words(articles: Collection[int]) -> dict[int, list[Lacking]]:
    """The same of several articles at once, by their numbers."""
    found: dict[int, list[Lacking]] = {number: [] for number in articles}
    for use in ArticlePhoto.objects.filter(article__in=found).select_related("photo"):
        sentence = rights.lacking(use.photo, caption=use.printed_caption, credit=use.printed_credit)
        if sentence:
            found[use.article_id].append(Lacking(use.photo, sentence))
    return found


def seen_of(articles: Iterable[int], user: User) -> dict[int, Shown]:
    """By number, those of the articles that exist for this person."""
    numbers = set(articles)
    if not numbers:
        return {}
    states = {value: str(label) for value, label in State.choices}
    rows = policy.visible_to(user).filter(pk__in=numbers).values_list("pk", "headline", "state", "published_at")
    return {number: Shown(headline, states[state], at) for number, headline, state, at in rows}


def uses(photos: Collection[int], user: User, since: date | None) -> list[Use]:
    """Each photo in each article this person may see, with the day readers got it on the website.

    With `since` only in those that readers got on that day or later.
    """
    rows = ArticlePhoto.objects.filter(photo__in=photos)
    if since:
        rows = rows.filter(article__published_at__gte=_begin(since))
    pairs = list(rows.values_list("photo", "article"))
    seen = seen_of((article for _photo, article in pairs), user)
    return [_use(photo, article, seen[article]) for photo, article in pairs if article in seen]


def _use(photo: int, article: int, shown: Shown) -> Use:
    day = timezone.localdate(shown.published_at) if shown.published_at else None
    return Use(photo, article, shown.headline, shown.state, day)


def shown_since(photos: Collection[int], since: date) -> list[tuple[int, int, date]]:
    """Photo, article and day of what readers got on that day or later: numbers only, whoever asks."""
    if not photos:
        return []
    rows = ArticlePhoto.objects.filter(photo__in=photos, article__published_at__gte=_begin(since))
    return [
        (photo, article, timezone.localdate(at))
        for photo, article, at in rows.values_list("photo", "article", "article__published_at")
    ]


def _begin(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
