"""Whom each event in an article's life concerns, and what he is told."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.db.models.functions import Now

from articles import policy
from articles.models import Article, Notice, Review, State, StateChange
from articles.notices import telling
from articles.notices.telling import tell
from authors.models import Role, User

Kind = Notice.Kind
Whom = Callable[[StateChange], Iterable[int]]


def _authors(change: StateChange) -> Iterable[int]:
    return change.article.authors()


def _reviewers(change: StateChange) -> Iterable[int]:
    return policy.reviewers_of(change.article).values_list("pk", flat=True)


def _holders(*roles: Role) -> Whom:
    return lambda _change: User.objects.filter(is_active=True, groups__name__in=roles).values_list("pk", flat=True)


def _all_who_answer_for_it(change: StateChange) -> Iterable[int]:
    """Its authors, everybody who passed it, and the chief editors."""
    passed = Review.objects.filter(article=change.article, verdict="pass").values_list("reviewer", flat=True)
    return {*change.article.authors(), *passed, *_holders(Role.CHIEF_EDITOR)(change)}


def _authors_of_reviewed_text(change: StateChange) -> Iterable[int]:
    return change.article.authors() if change.before == State.SUBMITTED else ()


# For each verb of the record: what is told, to whom. Who is concerned twice is told the first of it.
TOLD: dict[str, list[tuple[Notice.Kind, Whom]]] = {
    "submit": [(Kind.SUBMITTED, _reviewers)],
    "pass": [(Kind.PASSED, _reviewers)],
    "approve": [(Kind.APPROVED, _authors), (Kind.TO_PLACE, _holders(Role.PAGE_DESIGNER))],
    "return": [(Kind.RETURNED, _authors)],
    "spike": [(Kind.SPIKED, _authors)],
    "edit": [(Kind.EDITED, _authors_of_reviewed_text)],
    "typo": [(Kind.EDITED, _authors), (Kind.CHANGED, _reviewers)],
    "publish": [(Kind.PUBLISHED, _authors)],
    "publish_online": [(Kind.PUBLISHED, _all_who_answer_for_it)],
    # Section heads too: one of them may be the second person.
    "withdraw": [(Kind.WITHDRAWN, _all_who_answer_for_it), (Kind.WITHDRAWN, _holders(Role.SECTION_HEAD))],
    "recall": [(Kind.RECALLED, _reviewers), (Kind.RECALLED, _authors)],
    "overturn": [(Kind.WITHDRAWAL_OVERTURNED, _all_who_answer_for_it)],
    "restore": [(Kind.SUBMITTED, _reviewers), (Kind.RESTORED, _all_who_answer_for_it)],
    "republish": [(Kind.PUBLISHED, _all_who_answer_for_it)],
    "correct": [(Kind.CORRECTED, _all_who_answer_for_it)],
    "fast_lane": [(Kind.FAST_LANE, _holders(Role.CHIEF_EDITOR, Role.SECTION_HEAD))],
    "looked_again": [(Kind.LOOKED_AGAIN, _holders(Role.CHIEF_EDITOR))],
}
# The words beside these are not for those who are told: page designers read no notes.
WITHOUT_WORDS = {Kind.TO_PLACE, Kind.PUBLISHED}


def after(change: StateChange) -> None:
    """Tell those concerned by a change of state."""
    if telling.is_quiet():
        return  # whom it concerns is not even asked
    for kind, whom in TOLD.get(change.verb, ()):
        text = "" if kind in WITHOUT_WORDS else change.note
        tell(kind, change.article, to=whom(change), by=change.by, key=_key(kind, change), text=text)


def _key(kind: Notice.Kind, change: StateChange) -> str:
    """The event. An editor who saves ten times within one review has done one thing to the author."""
    if kind != Kind.EDITED:
        return f"change:{change.pk}"
    article = change.article
    since = int(article.submitted_at.timestamp()) if article.submitted_at else 0
    return f"edited:{article.pk}:{since}:{change.verb}:{change.by_id}"


def remind_of_deadlines() -> int:
    """Tell the reviewers of each review whose time is over, once for each article, stage and version.

    Answers how many reviews that were.
    """
    overdue = Article.objects.in_review().filter(due_at__lte=Now()).with_passed().select_related("section")
    ways = policy.Ways()
    events = {_deadline(article, ways): article for article in overdue}
    told = set(Notice.objects.filter(key__in=events).values_list("key", flat=True).distinct())
    for key, article in events.items():
        if key not in told:
            tell(Kind.DEADLINE, article, to=policy.reviewers_of(article), by=None, key=key)
    return len(events.keys() - told)


def _deadline(article: Article, ways: policy.Ways) -> str:
    stage = ways.next(article, article.passed)
    return f"deadline:{article.pk}:{article.current_version_id}:{stage.number if stage else 0}"
