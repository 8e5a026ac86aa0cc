"""What "My desk" shows: everything that waits for the person who opens it, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from articles import policy as article_policy
from articles.clock import database_now
from articles.models import Article, ReviewStage, State, StateChange
from authors.models import Role, User
from editions import policy as edition_policy
from editions import preflight
from editions.models import Edition
from editions.tray import tray
from photos import policy as photo_policy

MOST = 30
NEXT_EDITIONS = 4
PLACERS = frozenset({Role.PAGE_DESIGNER, Role.CHIEF_EDITOR})


@dataclass(frozen=True, slots=True)
class NextEdition:
    """An edition in the making, and how many things keep it from being published."""

    edition: Edition
    pages: int
    articles: int
    obstacles: int


def my_desk(user: User) -> dict[str, Any]:
    """The parts of the page; a part that is None does not concern this person, an empty one has its own words.

    `returned`, `drafts`: own articles; the returned ones carry `return_note`. `reviews`: articles at the person's
    stages, oldest first, each with `stage`. `unplaced`: approved and on no page yet. `editions`: the next ones.
    """
    mine = list(article_policy.waiting_for(user).with_list_parts()[:MOST])  # type: ignore[attr-defined]
    own = [article for article in mine if article.state == State.DRAFT]
    returned = [article for article in own if article.submitted_at]
    _attach_return_notes(returned)
    return {
        "files": article_policy.can_file(user),
        "uploads": photo_policy.can_upload(user),
        "composes": edition_policy.can_compose(user),
        "returned": returned,
        "drafts": [article for article in reversed(own) if not article.submitted_at],
        "reviews": _reviews(user, mine),
        "unplaced": list(tray(user)[:MOST]) if user.holds(PLACERS) else None,
        "editions": next_editions(user) if user.holds(edition_policy.SEE) else None,
    }


def _attach_return_notes(articles: list[Article]) -> None:
    changes = StateChange.objects.filter(article__in=articles, verb="return").select_related("by")
    newest = {change.article_id: change for change in changes.order_by("at", "pk")}
    for article in articles:
        article.return_note = newest.get(article.pk)  # type: ignore[attr-defined]


def _reviews(user: User, waiting: list[Article]) -> list[Article] | None:
    """Those of the waiting articles that this person reviews; None if no stage is his."""
    stages = {stage.number: stage for stage in ReviewStage.objects.all()}
    if not any(user.holds({stage.role}) for stage in stages.values()):
        return None
    found = [article for article in waiting if article.state == State.SUBMITTED]
    for article in found:
        article.stage = stages.get(article.passes + 1)  # type: ignore[attr-defined]
    return found


def next_editions(user: User) -> list[NextEdition]:
    """The editions in the making, the earliest first, each looked over as if it appeared at its hour or now."""
    rows = edition_policy.visible_to(user).unpublished().with_pages()  # type: ignore[attr-defined]
    now = database_now()
    return [_looked_over(edition, now) for edition in rows.order_by("date", "number_in_day")[:NEXT_EDITIONS]]


def _looked_over(edition: Edition, now: datetime) -> NextEdition:
    pages = list(edition.pages.all())
    findings = preflight.check(edition, appears_at=edition.go_live_at or now)
    return NextEdition(
        edition=edition,
        pages=len(pages),
        articles=sum(len(page.placements.all()) for page in pages),
        obstacles=len(preflight.blocking(findings)),
    )
