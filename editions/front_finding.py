"""Published articles for the front page of the website, found by words of the headline, section and day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_date

from articles import policy as article_policy
from articles import seeking
from articles.models import Article, Section, State
from authors.models import User

FOUND_AT_ONCE = 30


@dataclass(frozen=True, slots=True)
class Sought:
    """What somebody looks for; empty means everything. `section` is a slug, `day` a date as ISO writes it."""

    words: str = ""
    section: str = ""
    day: str = ""

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> Sought:
        """What an address asks for, without what is no date."""
        said = seeking.asked_for(asked, cls.__slots__)
        return cls(**{**said, "day": said["day"] if _date(said["day"]) else ""})

    @property
    def query(self) -> str:
        """The end of an address that asks for the same."""
        said = {name: value for name, value in asdict(self).items() if value}
        return f"?{urlencode(said)}" if said else ""


def published(user: User) -> QuerySet[Article]:
    """What readers have, of that which exists for this person."""
    return article_policy.visible_to(user).filter(state=State.PUBLISHED)


def found(user: User, sought: Sought) -> dict[str, Any]:
    """The newest that fit, and by what they may be narrowed."""
    rows = seeking.narrowed(published(user), words=sought.words, section=sought.section)
    if day := _date(sought.day):
        first = timezone.make_aware(dt.datetime.combine(day, dt.time.min))
        rows = rows.filter(published_at__gte=first, published_at__lt=first + dt.timedelta(days=1))
    rows = rows.select_related("section").only("headline", "genre", "published_at", "section__name")
    articles = list(rows.order_by("-published_at", "-pk")[: FOUND_AT_ONCE + 1])
    return {
        "articles": articles[:FOUND_AT_ONCE],
        "has_more": len(articles) > FOUND_AT_ONCE,
        "sections": Section.objects.order_by("order", "name"),
        "sought": sought,
    }


def _date(text: str) -> dt.date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None
