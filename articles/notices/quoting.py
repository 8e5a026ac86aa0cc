"""Which of the words quoted in notices a person may still read; he was told them once, and roles change."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import F, Q
from django.db.models.functions import Coalesce

from articles import policy
from articles.models import Article, Note, Notice, Section, State
from authors.models import Role, User


def hide_words(user: User, notices: Iterable[Notice]) -> None:
    """Empty the words of those notices whose words this person may read no more. A few questions for any number."""
    quoting = [notice for notice in notices if notice.text]
    if not quoting:
        return
    articles = {notice.article_id for notice in quoting}
    own = _own(user, articles)
    edited = _edited(user, articles)
    notes = _notes(user, {number for notice in quoting if (number := _note_of(notice))}, own=own, edited=edited)
    for notice in quoting:
        number = _note_of(notice)
        if not (number in notes if number else notice.article_id in own | edited):
            notice.text = ""


def _note_of(notice: Notice) -> int | None:
    """The number of the note a notice quotes; `workflow.noting` names its events `note:<number>`."""
    return int(notice.key.removeprefix("note:")) if notice.kind == Notice.Kind.NOTE else None


def _own(user: User, articles: Iterable[int]) -> set[int]:
    """Those of these articles he has, or ever had, a part in: `policy.is_own_work` for many at once."""
    asked = Article.objects.filter(pk__in=articles)
    now, ever = asked.by(user), asked.filter(contributors__user=user)
    return {*now.values_list("pk", flat=True), *ever.values_list("pk", flat=True)}


def _edited(user: User, articles: Iterable[int]) -> set[int]:
    """Those of these articles whose making he knows as an editor: `policy.knows_the_making` for many at once."""
    if not user.holds(policy.EDITORS):
        return set()
    found = Article.objects.filter(pk__in=articles)
    if not user.holds({Role.CHIEF_EDITOR}):
        found = found.filter(section__in=Section.objects.edited_by(user))
    return set(found.values_list("pk", flat=True))


def _notes(user: User, notes: Iterable[int], *, own: set[int], edited: set[int]) -> set[int]:
    """Those of these notes whose thread `note_policy.reach` still gives him."""
    author = Q(article__created_by=user) | Q(article__bylines__author__user=user)
    addressed = Q(to_author=True) & author
    on_others_work = Q(article__in=edited)
    if user.holds({Role.PROOFREADER}):
        is_current = Q(thread_version=F("article__current_version")) | Q(thread_by=user.pk)
        on_others_work |= Q(article__state=State.APPROVED) & is_current
    rows = Note.objects.filter(pk__in=notes).annotate(
        thread_version=Coalesce("parent__version", "version"), thread_by=Coalesce("parent__by", "by")
    )
    found = rows.filter(Q(addressed, article__in=own) | (on_others_work & ~Q(article__in=own)))
    return set(found.values_list("pk", flat=True))
