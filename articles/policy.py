"""Who may see and do what with articles. Every queryset, form, button and link of the desk asks here.

Roles decide, not the superuser flag: an administrator has no power over the paper's text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from articles.models import Article, ReviewStage, Section, Series, State
from authors.models import Role, User

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

FILERS = frozenset({Role.REPORTER, Role.PHOTOGRAPHER, Role.DESK_EDITOR, Role.SECTION_HEAD, Role.CHIEF_EDITOR})
EDITORS = frozenset({Role.DESK_EDITOR, Role.SECTION_HEAD, Role.CHIEF_EDITOR})
PAGE_PEOPLE = frozenset({Role.PROOFREADER, Role.PAGE_DESIGNER})
DESK = frozenset(Role.values)

# What each group of roles sees besides its own work. Drafts that never left the author's desk are his alone.
EDITORS_SEE = Q(submitted_at__isnull=False)
PAGE_PEOPLE_SEE = Q(state__in=[State.APPROVED, State.PUBLISHED, State.WITHDRAWN])
EVERYBODY_SEES = Q(state__in=[State.PUBLISHED, State.WITHDRAWN])


def visible_to(user: User | AnonymousUser) -> QuerySet[Article]:
    """The articles that exist for this person; all others are answered like a random number."""
    if not isinstance(user, User) or not user.holds(DESK):
        return Article.objects.none()
    seen = EVERYBODY_SEES
    if user.holds(PAGE_PEOPLE):
        seen |= PAGE_PEOPLE_SEE
    if user.holds(EDITORS):
        seen |= EDITORS_SEE
    return Article.objects.filter(seen | Q(pk__in=Article.objects.by(user).values("pk")))


def can_see(user: User | AnonymousUser, article: Article) -> bool:
    return visible_to(user).filter(pk=article.pk).exists()


def can_file(user: User | AnonymousUser) -> bool:
    """Whether the person may begin an article."""
    return isinstance(user, User) and user.holds(FILERS)


def can_keep_house(user: User | AnonymousUser) -> bool:
    """Whether the person may name sections, series and authors."""
    return isinstance(user, User) and user.holds({Role.CHIEF_EDITOR, Role.ADMIN})


def is_author(user: User, article: Article) -> bool:
    """Whether the person writes this article: he filed it, or his name stands in its byline."""
    return user.pk in article.authors()


def is_own_work(user: User, article: Article) -> bool:
    return user.pk in article.people()


def knows_the_making(user: User | AnonymousUser, article: Article) -> bool:
    """Whether the person may read how the text came to be: its earlier versions and the notes of its reviews."""
    return isinstance(user, User) and (user.holds(EDITORS) or is_own_work(user, article))


def passes(article: Article) -> int:
    """How many stages have passed the current version."""
    return article.reviews.filter(version=article.current_version_id, verdict="pass").count()


def next_stage(article: Article) -> ReviewStage | None:
    """The review the article waits for, or None when it waits for none."""
    if article.state != State.SUBMITTED:
        return None
    return ReviewStage.objects.filter(number__gt=passes(article)).first()


def waiting_for(user: User | AnonymousUser) -> QuerySet[Article]:
    """What waits for this person: his drafts, and reviews at the stages his roles give him, oldest first."""
    if not isinstance(user, User):
        return Article.objects.none()
    own = Article.objects.by(user)
    chosen = Q(pk__in=own.filter(state=State.DRAFT).values("pk"))
    for stage in ReviewStage.objects.all():
        if user.holds({stage.role}):
            chosen |= Q(pk__in=Article.objects.waiting_at(stage.number).not_the_work_of(user).values("pk"))
    return visible_to(user).filter(chosen).order_by("submitted_at", "changed_at")


def where_it_is(article: Article, stages: dict[int, str] | None = None) -> str:
    """The state in words; in review it names the stage, which takes `passes` from the annotated queryset.

    A list hands in `stage_names()`, so that they are read once and not once a row.
    """
    if article.state != State.SUBMITTED:
        if article.state == State.DRAFT and article.submitted_at is not None:
            return _("Returned")
        return article.get_state_display()
    waits_for = (stage_names() if stages is None else stages).get(getattr(article, "passes", None) or 0)
    return _("Waits for %(stage)s") % {"stage": waits_for} if waits_for else article.get_state_display()


def stage_names() -> dict[int, str]:
    """The name of the stage that comes after so many passes."""
    return {stage.number - 1: stage.name for stage in ReviewStage.objects.all()}


def refusal_to_edit(user: User, article: Article) -> str | None:
    """Why this person may not change the text, as a sentence; None if he may."""
    if article.state == State.DRAFT:
        if is_author(user, article):
            return None
        return _("This is with its author again; only he can change it.")
    if article.state == State.SUBMITTED:
        return _refusal_in_review(user, article)
    if article.state == State.APPROVED:
        if user.holds(EDITORS):
            return None
        return _("This text is approved. An editor can change it, and then it is reviewed again.")
    if article.state == State.PUBLISHED:
        return _("This text is published and stays as it was printed.")
    return _("This article is closed; its text stays as it is.")


def _refusal_in_review(user: User, article: Article) -> str | None:
    stage = next_stage(article)
    if stage is None or not user.holds({stage.role}):
        return _("This text is in review. Ask the reviewer to return it if it must be changed.")
    if is_own_work(user, article):
        return _("This is your own work; somebody else reviews it.")
    if article.claimed_by_id not in {None, user.pk}:
        return _("%(person)s is reviewing this now.") % {"person": article.claimed_by}
    return None


def sections_for_choice(article: Article | None = None) -> QuerySet[Section]:
    """The sections in use, and the one the article stands in already."""
    return Section.objects.filter(Q(is_active=True) | Q(pk=article.section_id if article else None))


def series_for_choice(article: Article | None = None) -> QuerySet[Series]:
    """The series in use, and the one the article belongs to already."""
    return Series.objects.filter(Q(is_active=True) | Q(pk=article.series_id if article else None))
