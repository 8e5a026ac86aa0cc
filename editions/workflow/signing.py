"""Signing pages off for print (签付印), and freezing the edition whole once every page is signed."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.db import IntegrityError, InternalError, transaction
from django.utils.translation import gettext as _

from articles.workflow import Refused
from authors.models import User
from editions import page_states, policy, printed_notices, uploaded_faults
from editions.composing.source import PageSource
from editions.makeup import MakeUp, make_up
from editions.models import Drawing, Edition, Page, ProofMark, SignOff, Snapshot
from editions.page_states import PageState
from editions.workflow.layouts import refuse_other_words, refuse_stale
from editions.workflow.proofs import digests, reading
from editions.workflow.rows import database_said, lock, record


def sign_off(page: Page, *, by: User, seen: int, looked_at: str | None = None) -> SignOff:
    """Let a page be printed as it stands; with the last page of an edition the edition is frozen.

    Refused to who laid it out, before all rounds of proofs, with an open mark, without a good drawing of just this
    state, with text or characters that would not be printed, and when the page has changed since it was looked at:
    `seen` is its layout then, `looked_at` the digest of what it showed.
    """
    with transaction.atomic():
        edition = lock(page.edition)
        if sentence := policy.refusal_to_sign_off(by, edition):
            raise Refused(sentence)
        made = make_up(edition)
        state = page_states.state(made, page)
        if state is None:
            raise Refused(_("Page %(page)s is not drawn, so it needs no sign-off.") % {"page": page.label})
        page = state.page
        refuse_stale(page, seen)
        refuse_other_words(page, state.digest, looked_at)
        if obstacles := obstacles_of(state, rounds=made.publication.proof_rounds):
            raise Refused(" ".join(obstacles))
        signed = _sign(state, by=by)
        record("sign_off", edition, by=by, note=page.label)
        if is_signed_whole(made):
            freeze(made, by=by)
        return signed


def _sign(state: PageState, *, by: User) -> SignOff:
    page = state.page
    try:
        with transaction.atomic():
            return SignOff.objects.create(
                page=page, layout_number=page.layout_number, digest=state.digest, source=state.text, by=by
            )
    except (IntegrityError, InternalError) as error:
        raise Refused(database_said(error)) from error


def obstacles_of(state: PageState, *, rounds: int) -> list[str]:
    """Why a page cannot be signed off; one that was set elsewhere was proofed there, and needs its regions."""
    page = state.page
    if state.source is not None:
        return obstacles_to_signing(page, state.source, rounds=rounds)
    if state.file is None:
        return [_("Page %(page)s was set elsewhere, and there is no PDF of it yet.") % {"page": page.label}]
    return [sentence for sentence, _page, _placement in uploaded_faults.faults([page])]


def obstacles_to_signing(page: Page, source: PageSource, *, rounds: int) -> list[str]:
    """Why the page cannot be signed off as it stands, in sentences."""
    names = {"page": page.label}
    found = []
    due = reading(page, digests(source), rounds=rounds)
    if due.round is not None:
        found.append(_("Page %(page)s waits for its %(round)s.") % {**names, "round": due.round.label})
    if page.marks.filter(state=ProofMark.State.OPEN).exists():
        found.append(_("Page %(page)s has open marks on its proof.") % names)
    return [*found, *_not_as_drawn(page, source)]


def _not_as_drawn(page: Page, source: PageSource) -> list[str]:
    names = {"page": page.label}
    drawing = drawing_of(page, source.digest)
    found = []
    if any(fit.is_overset for block in source.blocks for fit in block.fits):
        found.append(_("Page %(page)s has text that finds no place.") % names)
    if any(placement.slot_id is None for placement in page.placements.all()):
        found.append(_("Page %(page)s has an article that stands in no slot.") % names)
    if printed_notices.is_without_slot(page):
        found.append(_("A correction stands on page %(page)s and no slot prints it.") % names)
    if drawing is None:
        return [*found, _("Page %(page)s is being drawn. Wait a moment.") % names]
    if drawing.failure:
        return [*found, _("Page %(page)s could not be drawn: %(reason)s") % {**names, "reason": drawing.failure}]
    if drawing.missing:
        characters = "".join(dict.fromkeys(one["character"] for one in drawing.missing))
        found.append(
            _("Page %(page)s has characters that no font has: %(characters)s") % {**names, "characters": characters}
        )
    return found


def drawing_of(page: Page, digest: str) -> Drawing | None:
    """The drawing of just this state of a page."""
    return next((one for one in page.drawings.all() if one.digest == digest), None)


# -- the whole edition ------------------------------------------------------------------------------------------------
def signed(page: Page, digest: str) -> SignOff | None:
    """The sign-off that holds for the page as it stands, if there is one."""
    return next(
        (one for one in page.sign_offs.all() if one.digest == digest and one.layout_number == page.layout_number), None
    )


def is_signed_whole(made: MakeUp) -> bool:
    found = page_states.states(made)
    return bool(found) and all(signed(one.page, one.digest) for one in found)


def freeze(made: MakeUp, *, by: User) -> Snapshot:
    """Freeze the edition as it stands; the caller holds its lock. The same state is frozen once."""
    pages = state_of(made)
    digest = hashlib.sha256(json.dumps(pages, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
    last = made.edition.snapshots.first()
    if last is not None and last.digest == digest:
        return last
    snapshot = Snapshot.objects.create(
        edition=made.edition, number=last.number + 1 if last else 1, by=by, pages=pages, digest=digest
    )
    record("freeze", made.edition, by=by, note=str(snapshot.number))
    return snapshot


def frozen_as_it_stands(edition: Edition) -> Snapshot | None:
    """The snapshot in which the edition is just what it is now, if there is one."""
    snapshot = edition.snapshots.first()
    if snapshot is None or changed_since(snapshot, make_up(edition)):
        return None
    return snapshot


def state_of(made: MakeUp) -> list[dict[str, Any]]:
    """Every page with what stands on it: the digest of one that readers see, the versions of one that is a list."""
    edition: Edition = made.edition
    digests_of = {one.page.pk: one.digest for one in page_states.states(made)}
    rows = edition.pages.prefetch_related("placements").order_by("letter", "number")
    return [
        {
            "page": page.pk,
            "label": page.label,
            "digest": digests_of.get(page.pk, ""),
            "versions": [one.version_id for one in page.placements.all()],
        }
        for page in rows
    ]


def changed_since(snapshot: Snapshot, made: MakeUp) -> list[str]:
    """The labels of the pages that are not as they were frozen."""
    before = {one["page"]: one for one in snapshot.pages}
    now = state_of(made)
    gone = [one["label"] for number, one in before.items() if number not in {page["page"] for page in now}]
    return [one["label"] for one in now if before.get(one["page"]) != one] + gone


__all__ = [
    "changed_since",
    "drawing_of",
    "freeze",
    "frozen_as_it_stands",
    "is_signed_whole",
    "make_up",
    "obstacles_of",
    "obstacles_to_signing",
    "sign_off",
    "signed",
    "state_of",
]
