"""The rows of articles under lock, and the sentences with which a change is refused."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import notices
from articles.models import Article, StateChange, Version
from authors.models import User


class Refused(Exception):
    """A verb was refused; the message is a sentence for the person who tried."""


class OutOfReach(Refused):
    """Refused only because a store cannot be reached just now: the same may be tried again, with nothing mended."""


class StaleText(Refused):
    """Somebody saved other words since the form was opened; nothing was overwritten."""


def lock(article: Article) -> Article:
    """The article as it stands now, its row locked until the transaction ends."""
    return Article.objects.select_for_update(of=("self",)).get(pk=article.pk)


def current(article: Article) -> Version:
    """The current version; PostgreSQL lets no article be committed without one."""
    assert article.current_version is not None
    return article.current_version


def lock_in_order(articles: Iterable[int]) -> list[Article]:
    """Several at once, always in the order of their numbers: two lockers never wait for each other in a circle."""
    rows = Article.objects.select_for_update(of=("self",)).select_related("current_version")
    return list(rows.filter(pk__in=list(articles)).order_by("pk"))


def record(verb: str, article: Article, *, before: str, by: User, note: str = "") -> None:
    change = StateChange.objects.create(
        article=article,
        version=current(article),
        verb=verb,
        before=before,
        after=article.state,
        by=by,
        note=note,
    )
    notices.after(change)


def check_deferred() -> None:
    """Let PostgreSQL look at its deferred rules now, while a refusal can still be told to the person."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


# What the triggers of migration 0002 say, in words for people.
DATABASE_SENTENCES = {
    "newsroom: own work": gettext_lazy("This is your own work; somebody else reviews it."),
    "newsroom: stale version": gettext_lazy("The text has changed since; look at the newest version first."),
    "newsroom: stage not reached": gettext_lazy("Earlier reviews have not passed this version yet."),
    "newsroom: not in review": gettext_lazy("This article is not in review any more."),
    "newsroom: reviewer of another stage": gettext_lazy(
        "You have edited this text in another review; another person must do this one."
    ),
    "newsroom: proof missing": gettext_lazy(
        "It was edited in the final review: a proofreader reads it before it is published."
    ),
    "newsroom: more than typos": gettext_lazy("These are more than typos. Return the article."),
    "newsroom: not approved": gettext_lazy("This article is not approved any more."),
    "newsroom: passes missing": gettext_lazy("The current version has not passed every review."),
    "newsroom: embargoed": gettext_lazy("It is embargoed."),
    "newsroom: photo without words": gettext_lazy(
        "A photo of this article has no caption, credit or alternative text."
    ),
    "newsroom: photo not cleared": gettext_lazy("The rights of a photo of this article are not cleared yet."),
    "newsroom: photo rights ended": gettext_lazy("The rights of a photo of this article have ended."),
    "newsroom: photo shown once": gettext_lazy("A photo of this article may be shown once, and has been shown."),
    "articles_one_pass_a_stage": gettext_lazy("Somebody else has just passed this stage."),
    "articles_one_stage_a_person": gettext_lazy(
        "You have passed this version at an earlier stage; another person must do this one."
    ),
}


def database_said(error: Exception) -> str:
    text = str(error)
    for mark, sentence in DATABASE_SENTENCES.items():
        if mark in text:
            return str(sentence)
    return _("The database refused this change: %(reason)s") % {"reason": text.splitlines()[0]}
