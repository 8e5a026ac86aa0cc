"""What "My desk" shows: everything that waits for the person who opens it, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, Q, QuerySet, When

from articles import policy as article_policy
from articles.clock import database_now
from articles.models import Article, FastLane, State, StateChange
from articles.policy.corrections import corrections_waiting_for, unconfirmed_withdrawals
from articles.policy.notes import open_threads_for
from articles.policy.proofs import to_proof
from articles.workflow import refusal_to_look_again
from articles.workflow.drafting import unfiled_drafts
from authors import policy as account_policy
from authors.models import Role, User
from editions import corrections as edition_corrections
from editions import policy as edition_policy
from editions import preflight, preflight_known
from editions.corrections import DueCorrection
from editions.findings import together
from editions.models import Edition
from editions.preflight_known import Known
from editions.tray import tray
from editions.waiting_pages import waiting_pages
from photos import policy as photo_policy
from photos.models import Photo

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

    `role_requests`: what administrators have asked for themselves and another one answers.
    `returned`, `drafts`: own articles; the returned ones carry `return_note`. `unfiled`: what he began and never
    filed. `reviews`: articles he may review, the earliest deadline first, each with `stage` and `is_overdue`.
    `withdrawals`, `fast_lanes`, `corrections`, `threads`, `to_proof`: what waits for his word. `unplaced`: approved
    and on no page yet. `photos`: those he brought in that the press has still to make or could not. `due_corrections`:
    owed to print and on no page yet. `pages`: those to read, to correct and to sign off. `editions`: the next ones.
    """
    ways = article_policy.Ways()
    mine = list(article_policy.waiting_for(user, ways).for_list()[:MOST])  # type: ignore[attr-defined]
    own = [article for article in mine if article.state == State.DRAFT]
    returned = [article for article in own if article.submitted_at]
    _attach_return_notes(returned)
    is_editor = user.holds(article_policy.EDITORS)
    due = edition_corrections.due() if user.holds(edition_policy.SEE) else []
    return {
        "files": article_policy.can_file(user),
        "uploads": photo_policy.can_upload(user),
        "composes": edition_policy.can_compose(user),
        "photos": list(unready_photos(user)[:MOST]),
        "role_requests": account_policy.requests_to_answer(user),
        "returned": returned,
        "drafts": [article for article in reversed(own) if not article.submitted_at],
        "unfiled": list(unfiled_drafts(user)[:MOST]) if article_policy.can_file(user) else [],
        "reviews": _reviews(mine, ways) if is_editor else None,
        "withdrawals": list(unconfirmed_withdrawals(user)[:MOST]),
        "fast_lanes": _fast_lanes(user) if is_editor else [],
        "corrections": corrections_waiting_for(user),
        "threads": list(open_threads_for(user)[:MOST]),
        "to_proof": list(to_proof(user)[:MOST]) if user.holds({Role.PROOFREADER}) else None,
        "unplaced": list(tray(user).defer("body", "current_version__content")[:MOST]) if user.holds(PLACERS) else None,
        "due_corrections": edition_corrections.due_corrections(user, due),
        "pages": waiting_pages(user),
        "editions": next_editions(user, due) if user.holds(edition_policy.SEE) else None,
    }


def unready_photos(user: User) -> QuerySet[Photo]:
    """The photos somebody brought in that are not ready for print and website, those that failed first."""
    unready = Photo.objects.filter(Q(rendered="") | ~Q(render_failure=""), uploaded_by=user)
    return unready.order_by(Case(When(render_failure="", then=1), default=0), "-pk")


def _attach_return_notes(articles: list[Article]) -> None:
    changes = StateChange.objects.filter(article__in=articles, verb="return").select_related("by")
    newest = {change.article_id: change for change in changes.order_by("at", "pk")}
    for article in articles:
        article.return_note = newest.get(article.pk)  # type: ignore[attr-defined]


def _reviews(waiting: list[Article], ways: article_policy.Ways) -> list[Article]:
    """Those of the waiting articles that are reviews, with the stage they wait for and whether it is late."""
    now = database_now()
    found = [article for article in waiting if article.state == State.SUBMITTED]
    for article in found:
        article.stage = ways.next(article, article.passed)  # type: ignore[attr-defined]
        article.is_overdue = article.due_at is not None and article.due_at < now  # type: ignore[attr-defined]
    return found


def _fast_lanes(user: User) -> list[FastLane]:
    """The emergencies this person may look at again, the oldest first."""
    rows = FastLane.objects.to_look_at_again().filter(article__in=article_policy.visible_to(user))
    chosen = (
        rows.select_related("article__section", "article__created_by", "by")
        .defer("article__body")
        .order_by("at")[:MOST]
    )
    return [lane for lane in chosen if refusal_to_look_again(lane, by=user) is None]


def next_editions(user: User, due: list[DueCorrection]) -> list[NextEdition]:
    """The editions in the making, the earliest first, each looked over as if it appeared at its hour or now."""
    rows = edition_policy.visible_to(user).in_the_making().with_pages()  # type: ignore[attr-defined]
    now, chosen = database_now(), list(rows.order_by("date", "number_in_day")[:NEXT_EDITIONS])
    known = preflight_known.read(chosen, due=due)
    return [_looked_over(edition, now, known) for edition in chosen]


def _looked_over(edition: Edition, now: datetime, known: Known) -> NextEdition:
    pages = list(edition.pages.all())
    findings = preflight.check(edition, appears_at=edition.go_live_at or now, known=known)
    return NextEdition(
        edition=edition,
        pages=len(pages),
        articles=sum(len(page.placements.all()) for page in pages),
        obstacles=len(together(preflight.blocking(findings))),
    )
