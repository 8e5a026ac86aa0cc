"""Brings in photos that stand in no article yet, each with something to know: rights that end, a missing caption."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import transaction

from newsroom.demo import manuscripts
from newsroom.demo.filing import bring_in
from newsroom.demo.manuscripts import Picture
from newsroom.demo.paper import Newsroom
from photos.models import AiUse, Licence, Photo, Scope

PLAIN = ("persons", "keywords", "place", "source", "rights_note")


def fill_the_library(newsroom: Newsroom, *, today: date) -> None:
    """Those that are missing; one that is there already stays as it is."""
    for words in manuscripts.library(day=today):
        if (words["scene"], words["seed"]) not in newsroom.photos:
            _bring_in(newsroom, words, today=today)


@transaction.atomic
def _bring_in(newsroom: Newsroom, words: dict[str, Any], *, today: date) -> None:
    picture = Picture(
        scene=words["scene"],
        seed=words["seed"],
        title=words["title"],
        caption=words.get("caption", ""),
        alt=words.get("alt", ""),
        photographer=words["photographer"],
        after=0,
    )
    photo = bring_in(newsroom, picture)
    Photo.objects.filter(pk=photo.pk).update(
        **{name: words[name] for name in PLAIN if name in words},
        licence=Licence(words["licence"]),
        scope=Scope(words.get("scope", Scope.EVERYWHERE)),
        ai_use=AiUse(words.get("ai", AiUse.NONE)),
        taken_on=today + timedelta(days=words["taken"]),
        usable_until=today + timedelta(days=words["until"]) if "until" in words else None,
    )
