"""Who reads, writes and settles notes in the margin. Nobody else learns that there are any."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from articles import policy
from articles.models import Article, ArticlePhoto, Byline, Contributor, Note, NoteQuerySet, Section, State
from authors.models import Role, User

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class Reach(IntEnum):
    """Which threads of one article a person has to do with."""

    NONE = 0
    # Those addressed to the author: he answers them and says when they are done.
    ADDRESSED = 1
    # Those on the version that is current, and his own: what a review struck out stays out of the proofreader's sight.
    CURRENT = 2
    ALL = 3


def reach(user: User | AnonymousUser, article: Article) -> Reach:
    """What this person has to do with the notes on an article that exists for him.

    Who has a part in an article is no reviewer of it, whatever else he is at the paper.
    """
    if not isinstance(user, User):
        return Reach.NONE
    if not user.holds(policy.EDITORS | {Role.PROOFREADER}) or policy.is_own_work(user, article):
        return Reach.ADDRESSED if policy.is_author(user, article) else Reach.NONE
    if user.holds(policy.EDITORS) and policy.knows_the_making(user, article):
        return Reach.ALL
    if user.holds({Role.PROOFREADER}) and article.state == State.APPROVED:
        return Reach.CURRENT
    return Reach.NONE


def writes(reach: Reach) -> bool:
    """Whether somebody with this reach begins threads; an author only answers."""
    return reach >= Reach.CURRENT


def reopens(reach: Reach) -> bool:
    return reach >= Reach.CURRENT


def threads(user: User | AnonymousUser, article: Article, reach: Reach) -> NoteQuerySet:
    """The threads on this article that somebody with this reach may read, without their answers."""
    found = Note.objects.threads().filter(article=article)
    if reach == Reach.ALL:
        return found
    if reach == Reach.CURRENT:
        return found.filter(Q(version=article.current_version_id) | Q(by=user.pk))
    return found.filter(to_author=True) if reach == Reach.ADDRESSED else found.none()


def in_reach(users: Iterable[User], thread: Note) -> list[User]:
    """Those among these people who may read the thread; whether they see the article is asked as well."""
    article = thread.article
    return [
        user
        for user in users
        if policy.can_see(user, article) and threads(user, article, reach(user, article)).filter(pk=thread.pk).exists()
    ]


def open_threads_for(user: User | AnonymousUser) -> NoteQuerySet:
    """The unresolved threads that wait for this person, the newest word first, with its `article`.

    They are his own that somebody answered, and those addressed to him as the author whose last word is not his.
    """
    if not isinstance(user, User):
        return Note.objects.none()
    own = _is_own_work(user)
    addressed = Q(to_author=True) & (Q(article__created_by=user) | _in_byline(user))
    begun = Q(by=user) & ~own & _writes_notes(user)
    waiting = Note.objects.threads().filter(addressed | begun, article__in=policy.visible_to(user)).unresolved()
    return waiting.last_word_not_by(user).select_related("article")


def _writes_notes(user: User) -> Q:
    if user.holds({Role.CHIEF_EDITOR}):
        return Q()
    if user.holds(policy.EDITORS):
        return Q(article__section__in=Section.objects.edited_by(user))
    return Q(article__state=State.APPROVED) if user.holds({Role.PROOFREADER}) else Q(pk__in=[])


def _in_byline(user: User) -> Q:
    return Q(Exists(Byline.objects.filter(article=OuterRef("article"), author__user=user)))


def _is_own_work(user: User) -> Q:
    """The question `policy.is_own_work` asks, of the few articles at hand instead of all his."""
    pictures = ArticlePhoto.objects.filter(article=OuterRef("article"))
    his = pictures.filter(Q(photo__uploaded_by=user) | Q(photo__photographers__user=user))
    ever = Contributor.objects.filter(article=OuterRef("article"), user=user)
    return Q(article__created_by=user) | _in_byline(user) | Q(Exists(ever)) | Q(Exists(his))
