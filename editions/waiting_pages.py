"""The drawn pages that wait for one person: to be read in a round, to have marks carried out, to be signed off."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Subquery

from authors.models import User
from editions import drawing, policy
from editions.models import Drawing, Edition, LayoutChange, Page, Placement, ProofMark, Publication, SignOff
from editions.models.proof import Round
from editions.workflow import proofs

MOST = 30


@dataclass(frozen=True, slots=True)
class WaitingPage:
    """One page, and what of it waits: the round that is due, or the marks that are open."""

    page: Page
    round: Round | None = None
    marks: list[ProofMark] = field(default_factory=list)


@dataclass(slots=True)
class WaitingPages:
    """What waits for one person; a list that is None does not concern him."""

    to_read: list[WaitingPage] | None = None
    marked: list[WaitingPage] | None = None
    to_sign: list[WaitingPage] | None = None


def waiting_pages(user: User) -> WaitingPages:
    """The pages of editions in the making that wait for this person, the earliest edition first.

    Judged by their drawings, so that no page is composed for it: one that is still being drawn waits for nobody.
    """
    found = WaitingPages(
        to_read=[] if user.holds(policy.READ_PROOFS) else None,
        marked=[] if user.holds(policy.COMPOSE) else None,
        to_sign=[] if user.holds(policy.SIGN_OFF) else None,
    )
    if found.to_read is None and found.marked is None and found.to_sign is None:
        return found
    pages = _pages(user)
    drawings = drawing.latest(pages) if pages else {}
    for page in pages:
        _sort(found, page, drawings.get(page.pk), user)
    return found


def _pages(user: User) -> list[Page]:
    """The drawn pages on which something stands, each with what is asked of it: `signed` is the digest signed off."""
    open_marks = ProofMark.objects.filter(state=ProofMark.State.OPEN).select_related("by")
    here, placed = {"page": OuterRef("pk")}, Placement.objects.filter(page=OuterRef("pk"))
    signed = SignOff.objects.filter(**here, layout_number=OuterRef("layout_number")).order_by("-pk")
    rows = Page.objects.filter(Exists(placed), paper__isnull=False, edition__in=policy.visible_to(user))
    rows = rows.filter(edition__in=Edition.objects.unpublished()).annotate(
        is_own=Exists(LayoutChange.objects.filter(**here).laid_out_by(user)),
        has_unplaced=Exists(placed.filter(slot=None)),
        signed=Subquery(signed.values("digest")[:1]),
        rounds=Subquery(Publication.objects.values("proof_rounds")[:1]),
    )
    rows = rows.select_related("edition").prefetch_related("proofs", Prefetch("marks", open_marks))
    return list(rows.order_by("edition__date", "edition__number_in_day", "letter", "number")[: 8 * MOST])


def _sort(found: WaitingPages, page: Any, drawn: Drawing | None, user: User) -> None:
    """Put a page on the list on which it waits for this person, if it is on one."""
    if marks := list(page.marks.all()):
        if found.marked is not None and len(found.marked) < MOST:
            found.marked.append(WaitingPage(page, marks=marks))
        return
    if drawn is None or not _is_ready(page, drawn) or page.signed == drawn.digest:
        return
    due = proofs.reading(page, drawn.blocks, rounds=page.rounds or 0).round
    if due is None:
        if found.to_sign is not None and not page.is_own and len(found.to_sign) < MOST:
            found.to_sign.append(WaitingPage(page))
        return
    if found.to_read is None or proofs.has_read_another_round(page, user, due):
        return
    if len(found.to_read) < MOST:
        found.to_read.append(WaitingPage(page, round=due))


def _is_ready(page: Any, drawn: Drawing) -> bool:
    """Whether a page is drawn as it stands and nobody has still to lay it out."""
    is_whole = drawn.is_good and not drawn.over and not drawn.missing
    return is_whole and drawn.layout_number == page.layout_number and not page.has_unplaced
