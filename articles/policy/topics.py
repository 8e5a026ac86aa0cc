"""Who gathers articles into topics, and which articles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from articles.models import Article, State, Topic
from articles.policy.matrix import visible_to
from authors.models import Role, User

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

KEEPERS = frozenset({Role.SECTION_HEAD, Role.CHIEF_EDITOR})
# What is published, and what is on its way there: nobody announces what is still its author's.
GATHERED = frozenset({State.SUBMITTED, State.APPROVED, State.PUBLISHED})
MOST_ARTICLES = 300


def can_keep_topics(user: User | AnonymousUser) -> bool:
    """Whether the person makes topics, gathers articles in them, and puts them before readers."""
    return isinstance(user, User) and user.holds(KEEPERS)


def topics_known_to(user: User) -> QuerySet[Topic]:
    """All for who keeps them; for everybody else those that readers have: the others name what is still to come."""
    return Topic.objects.all() if can_keep_topics(user) else Topic.objects.filter(is_public=True)


def gatherable_by(user: User, topic: Topic) -> QuerySet[Article]:
    """What this person may still put into a topic: he sees it, and it does not stand there yet."""
    rows = visible_to(user).filter(state__in=GATHERED)
    return rows.exclude(pk__in=topic.entries.values("article"))


def refusal_to_gather(user: User, topic: Topic) -> str | None:
    """Why nothing may be put into this topic, as a sentence; None if something may."""
    if not can_keep_topics(user):
        return _("Section heads and the chief editor keep the topics.")
    if not topic.is_open:
        return _("This topic is finished. Open it again to put articles into it.")
    return None
