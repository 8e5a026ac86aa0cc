"""Who may see and edit an article in which situation: the matrix, and what is derived from it.

Roles decide, not the superuser flag: an administrator has no power over the paper's text.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from articles.models import Article, Section, State, is_work_of
from articles.policy.memory import remembered
from authors.models import Role, User

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

FILERS = frozenset({Role.REPORTER, Role.PHOTOGRAPHER, Role.DESK_EDITOR, Role.SECTION_HEAD, Role.CHIEF_EDITOR})
EDITORS = frozenset({Role.DESK_EDITOR, Role.SECTION_HEAD, Role.CHIEF_EDITOR})
PAGE_PEOPLE = frozenset({Role.PROOFREADER, Role.PAGE_DESIGNER})
DESK = frozenset(Role.values)
# Who gives readers an approved article before any edition holds it, and who says whether one is to be printed.
PUBLISH_ONLINE = frozenset({Role.CHIEF_EDITOR})
CHOOSE_FOR_PRINT = frozenset({Role.CHIEF_EDITOR, Role.SECTION_HEAD})
# These see what is not published yet in their own sections only, where a section has editors of its own.
OF_A_SECTION = frozenset({Role.DESK_EDITOR, Role.SECTION_HEAD})


class Situation(StrEnum):
    """Where an article stands, as far as it decides who may see it."""

    DRAFT = "draft"  # never left its author's desk
    DROPPED = "dropped"  # spiked before anybody else had seen it
    RETURNED = "returned"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    SPIKED = "spiked"


# Instead of a role: who filed it, stands in its byline, or took a picture in it.
OWN = "own"
SEE = frozenset({"see"})
# In review: within one's own review. Of a returned or new draft: its authors, not its photographers.
EDIT = frozenset({"see", "edit"})
# The proofreader's narrow form, and the chief editor's way back, are verbs: nobody edits what is approved.

Rights = dict[str, frozenset[str]]

MATRIX: dict[Situation, Rights] = {
    Situation.DRAFT: {OWN: EDIT},
    Situation.DROPPED: {OWN: SEE},
    Situation.RETURNED: {OWN: EDIT, Role.DESK_EDITOR: SEE, Role.SECTION_HEAD: SEE, Role.CHIEF_EDITOR: SEE},
    Situation.SUBMITTED: {OWN: SEE, Role.DESK_EDITOR: EDIT, Role.SECTION_HEAD: EDIT, Role.CHIEF_EDITOR: EDIT},
    Situation.APPROVED: {
        OWN: SEE,
        Role.DESK_EDITOR: SEE,
        Role.SECTION_HEAD: SEE,
        Role.CHIEF_EDITOR: SEE,
        Role.PROOFREADER: SEE,
        Role.PAGE_DESIGNER: SEE,
    },
    Situation.PUBLISHED: {OWN: SEE, **{role.value: SEE for role in Role}},
    Situation.WITHDRAWN: {OWN: SEE, Role.DESK_EDITOR: SEE, Role.SECTION_HEAD: SEE, Role.CHIEF_EDITOR: SEE},
    Situation.SPIKED: {OWN: SEE, Role.DESK_EDITOR: SEE, Role.SECTION_HEAD: SEE, Role.CHIEF_EDITOR: SEE},
}

_IN_SITUATION: dict[Situation, Q] = {
    Situation.DRAFT: Q(state=State.DRAFT, submitted_at__isnull=True),
    Situation.DROPPED: Q(state=State.SPIKED, submitted_at__isnull=True),
    Situation.RETURNED: Q(state=State.DRAFT, submitted_at__isnull=False),
    Situation.SUBMITTED: Q(state=State.SUBMITTED),
    Situation.APPROVED: Q(state=State.APPROVED),
    Situation.PUBLISHED: Q(state=State.PUBLISHED),
    Situation.WITHDRAWN: Q(state=State.WITHDRAWN),
    Situation.SPIKED: Q(state=State.SPIKED, submitted_at__isnull=False),
}


def situation_of(article: Article) -> Situation:
    if article.state == State.DRAFT:
        return Situation.DRAFT if article.submitted_at is None else Situation.RETURNED
    if article.state == State.SPIKED:
        return Situation.DROPPED if article.submitted_at is None else Situation.SPIKED
    return Situation(article.state)


def grants(situation: Situation, right: str, roles: Iterable[str]) -> bool:
    """Whether one of these roles has the right (`see` or `edit`) in this situation."""
    return any(right in MATRIX[situation].get(role, ()) for role in roles)


def visible_to(user: User | AnonymousUser) -> QuerySet[Article]:
    """The articles that exist for this person; all others are answered like a random number."""
    if not isinstance(user, User) or not user.holds(DESK):
        return Article.objects.none()
    everywhere, in_his_sections = _seen_by_role(user)
    seen = is_work_of(user) | everywhere
    if in_his_sections:
        seen |= in_his_sections & Q(section__in=Section.objects.edited_by(user))
    return Article.objects.filter(seen)


def can_see(user: User | AnonymousUser, article: Article) -> bool:
    question = ("can see", user.pk, article.pk)
    return remembered(question, lambda: visible_to(user).filter(pk=article.pk).exists())


def _seen_by_role(user: User) -> tuple[Q, Q]:
    """What his roles show a person in every section, and what they show him only in his own."""
    everywhere, in_his_sections = Q(), Q()
    for situation, condition in _IN_SITUATION.items():
        if situation == Situation.PUBLISHED or grants(situation, "see", user.roles - OF_A_SECTION):
            everywhere |= condition
        elif grants(situation, "see", user.roles & OF_A_SECTION):
            in_his_sections |= condition
    return everywhere, in_his_sections


def edits_section(user: User, section_id: int) -> bool:
    """Whether the articles of this section are among those a desk editor or section head looks after."""
    if user.holds({Role.CHIEF_EDITOR}):
        return True
    question = ("edits section", user.pk, section_id)
    return remembered(question, lambda: Section.objects.edited_by(user).filter(pk=section_id).exists())


def is_author(user: User, article: Article) -> bool:
    """Whether the person writes this article: he filed it, or his name stands in its byline."""
    return user.pk in remembered(("authors", article.pk), article.authors)


def is_own_work(user: User, article: Article) -> bool:
    return user.pk in remembered(("people", article.pk), article.people)


def knows_the_making(user: User | AnonymousUser, article: Article) -> bool:
    """Whether the person may read how the text came to be: its earlier versions and the notes of its reviews.

    For the authors, and for the editors in whose sections it stands.
    """
    if not isinstance(user, User):
        return False
    if user.holds(EDITORS) and edits_section(user, article.section_id):
        return True
    return is_own_work(user, article)
