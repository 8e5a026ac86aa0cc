"""What people do at the desk in a rehearsal: the paper is founded, articles come out and are withdrawn."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

from articles import publishing
from articles.models import Article
from newsroom.demo import loader, manuscripts
from newsroom.demo.filing import REVIEWS, file, owner, review
from newsroom.demo.paper import Newsroom
from website.models import OutboxEvent, PublishedArticle

LONGEST = 60.0
Result = TypeVar("Result")


class Paper:
    """The demo's paper with one edition, and breaking news of it as often as they are wanted."""

    def __init__(self, newsroom: Newsroom) -> None:
        self._newsroom, self._count = newsroom, 0

    @classmethod
    def found(cls) -> Paper:
        return cls(loader.load_today(today=timezone.localdate()))

    def publish(self) -> tuple[int, str]:
        """An article filed, reviewed by three people and given to readers at once: its number and its headline."""
        self._count += 1
        manuscript = manuscripts.breaking(day=timezone.localdate())[0]
        headline = f"第{self._count}号演练稿"
        fields = {**manuscript.fields, "headline": headline}
        manuscript = replace(manuscript, key=f"rehearsed-{self._count}", fields=fields, pictures=())
        article = review(
            self._newsroom, file(self._newsroom, manuscript, by=owner(self._newsroom, manuscript)), len(REVIEWS)
        )
        publishing.publish_online(article, by=self._newsroom.people["chief_editor"])
        return article.pk, headline

    def withdraw(self, number: int) -> None:
        chief = self._newsroom.people["chief_editor"]
        publishing.withdraw(Article.objects.get(pk=number), by=chief, reason="演练", notice="本文已撤回。")

    def printed(self) -> int:
        """An article that stands on a page of the edition and was not withdrawn."""
        articles = PublishedArticle.objects.readable().filter(appearances__isnull=False).order_by("pk")
        number = articles.values_list("pk", flat=True).first()
        assert number is not None
        return number


def left_to_do() -> int:
    """How much of what follows from publications the press has still to do."""
    return OutboxEvent.objects.filter(done_at=None).count()


def persistently(deed: Callable[[], Result]) -> Result:
    """As somebody at the desk would: again after a moment while the database is away."""
    deadline = time.monotonic() + LONGEST
    while True:
        try:
            return deed()
        except (OperationalError, InterfaceError):
            connection.close()
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)
