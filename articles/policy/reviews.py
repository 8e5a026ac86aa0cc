"""Who reviews what: the stages of an article, the one it waits for, and for whom it waits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from articles.models import FINAL, Article, OnlineFirst, ReviewStage, Section, SectionStage, State, is_work_of
from articles.policy.matrix import EDITORS, OF_A_SECTION, visible_to
from articles.policy.memory import remembered
from authors.models import Role, User

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


@dataclass(frozen=True, slots=True)
class Stage:
    """One review of an article: its number (1 is the first), its name, who may give it, and its minutes or None."""

    number: int
    name: str
    roles: frozenset[str]
    minutes: int | None

    def __str__(self) -> str:
        return self.name


class Ways:
    """All ways of review the house knows, read once: a list of articles asks for each of many."""

    def __init__(self) -> None:
        self.stages: list[ReviewStage] = []
        self.own: dict[tuple[int, int], SectionStage] = {}
        rows = ReviewStage.objects.order_by("number").values_list(
            "number", "name", "role", "minutes", "is_asked",
            "in_sections__section", "in_sections__role", "in_sections__minutes", "in_sections__is_asked",
        )  # fmt: skip
        for number, name, role, minutes, is_asked, section, own_role, own_minutes, own_is_asked in rows:
            if not self.stages or self.stages[-1].number != number:
                self.stages.append(ReviewStage(number, name, role, minutes, is_asked))
            if section is not None:
                self.own[section, number] = SectionStage(
                    section_id=section, stage_id=number, role=own_role, minutes=own_minutes, is_asked=own_is_asked
                )

    def of(self, section_id: int | None, *, is_fast: bool = False) -> list[Stage]:
        """The reviews of an article in this section, in order; in the fast lane the first by any editor, and the last.

        PostgreSQL counts the same ones: `newsroom_stages()` of migration 0011.
        """
        asked = [stage for stage in self.stages if self._is_asked(section_id, stage)]
        if not is_fast:
            return [self._stage(section_id, stage) for stage in asked]
        ends = asked[:1] + asked[-1:] if len(asked) > 1 else asked
        found = [self._stage(section_id, stage) for stage in ends]
        return [
            stage if stage.number == FINAL else Stage(stage.number, stage.name, EDITORS, stage.minutes)
            for stage in found
        ]

    def next(self, article: Article, passed: int) -> Stage | None:
        """The review after the last passed one; None if the article waits for none."""
        if article.state != State.SUBMITTED:
            return None
        way = self.of(article.section_id, is_fast=article.fast_lane_id is not None)
        return next((stage for stage in way if stage.number > passed), None)

    def waiting_for(self, user: User) -> Q:
        """Which articles in review wait for one of the user's roles; takes `passed` from the annotated queryset."""
        sections = {section for section, _stage in self.own}
        found = Q(pk__in=[])
        for section in [None, *sorted(sections)]:
            where = Q(section=section) if section else ~Q(section__in=sections)
            for is_fast in (False, True):
                here = where & Q(fast_lane__isnull=not is_fast)
                found |= here & self._next_is_his(user, self.of(section, is_fast=is_fast))
        return found

    def _next_is_his(self, user: User, way: list[Stage]) -> Q:
        found, before = Q(pk__in=[]), 0
        for stage in way:
            if user.holds(stage.roles):
                found |= Q(passed__gte=before, passed__lt=stage.number)
            before = stage.number
        return found

    def _is_asked(self, section_id: int | None, stage: ReviewStage) -> bool:
        own = self.own.get((section_id or 0, stage.number))
        return stage.is_asked and (own is None or own.is_asked)

    def _stage(self, section_id: int | None, stage: ReviewStage) -> Stage:
        own = self.own.get((section_id or 0, stage.number))
        role = own.role if own and own.role else stage.role
        minutes = own.minutes if own and own.minutes is not None else stage.minutes
        return Stage(stage.number, stage.name, frozenset({role}), minutes)


def last_passed(article: Article) -> int:
    """The number of the last stage that has passed the current version; 0 for none."""
    passes = article.reviews.filter(version=article.current_version_id, verdict="pass").order_by("-stage")
    question = ("last passed", article.pk, article.current_version_id)
    return remembered(question, lambda: passes.values_list("stage", flat=True).first() or 0)


def next_stage(article: Article) -> Stage | None:
    """The review the article waits for, or None when it waits for none."""
    if article.state != State.SUBMITTED:
        return None
    return remembered(("ways",), Ways).next(article, last_passed(article))


def waiting_for(user: User | AnonymousUser, ways: Ways | None = None) -> QuerySet[Article]:
    """What waits for this person: his drafts, and the reviews that he may give, the earliest deadline first."""
    if not isinstance(user, User):
        return Article.objects.none()
    chosen = (Q(state=State.DRAFT) & is_work_of(user)) | Q(pk__in=to_review(user, ways).values("pk"))
    found = visible_to(user).filter(chosen, state__in=(State.DRAFT, State.SUBMITTED))  # few; the archive is not read
    return found.order_by(F("due_at").asc(nulls_last=True), "submitted_at", "changed_at")


def to_review(user: User, ways: Ways | None = None) -> QuerySet[Article]:
    """The articles whose next review this person may give."""
    if not user.holds(EDITORS):
        return Article.objects.none()
    his = (ways or remembered(("ways",), Ways)).waiting_for(user)
    waiting = Article.objects.in_review().with_passed().filter(his).not_the_work_of(user)
    passed_it = Q(reviews__reviewer=user, reviews__verdict="pass", reviews__version=F("current_version"))
    ever = Article.objects.in_review().filter(passed_it)
    waiting = waiting.exclude(pk__in=ever.values("pk"))
    if user.holds({Role.CHIEF_EDITOR}):
        return waiting
    return waiting.filter(section__in=Section.objects.edited_by(user))


def reviewers_of(article: Article) -> QuerySet[User]:
    """The active people who may give the review the article waits for; nobody when it waits for none."""
    stage = next_stage(article)
    if stage is None:
        return User.objects.none()
    roles = set(stage.roles)
    chiefs = Q(groups__name=Role.CHIEF_EDITOR.value) if Role.CHIEF_EDITOR in roles else Q(pk__in=[])
    others = Q(groups__name__in=[str(role) for role in roles - {Role.CHIEF_EDITOR}])
    if OF_A_SECTION & roles and article.section.editors.exists():
        others &= Q(pk__in=article.section.editors.values("pk"))
    passed = article.reviews.filter(version=article.current_version_id, verdict="pass").values("reviewer")
    active = User.objects.filter(is_active=True).exclude(pk__in=article.people()).exclude(pk__in=passed)
    return active.filter(chiefs | others).distinct()


def where_it_is(article: Article, ways: Ways | None = None) -> str:
    """The state in words; in review it names the stage, for which a list annotates `passed` and hands in `Ways()`."""
    if article.state != State.SUBMITTED:
        if article.state == State.DRAFT and article.submitted_at is not None:
            return _("Returned")
        if article.is_published and article.online_first in {OnlineFirst.WAITS, OnlineFirst.ONLY}:
            return article.get_online_first_display()
        return article.get_state_display()
    passed = getattr(article, "passed", None)
    stage = (ways or remembered(("ways",), Ways)).next(article, last_passed(article) if passed is None else passed)
    return _("Waits for %(stage)s") % {"stage": stage} if stage else article.get_state_display()
