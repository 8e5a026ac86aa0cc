"""Reading the proofs of a page in rounds (一校, 二校, 三校): marks on its picture, and a pass for what stands there."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from django.db import IntegrityError, InternalError, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from articles.workflow import Refused
from authors.models import User
from authors.text_line import check_text_line
from editions import policy
from editions.composing.regions import article_at
from editions.composing.source import PageSource
from editions.makeup import MakeUp, make_up
from editions.models import Edition, Page, Proof, ProofMark
from editions.models.proof import Round
from editions.workflow.layouts import refuse_other_words, refuse_stale
from editions.workflow.rows import database_said, lock

LONGEST_MARK = 400


@dataclass(frozen=True, slots=True)
class Reading:
    """How far a page has been read: `round` is the one to be read next, None when all are.

    `fresh` are the keys of the blocks that this round has still to read; "page" means head, foot and credits.
    """

    round: Round | None
    fresh: frozenset[str]
    rounds: int


def digests(source: PageSource) -> dict[str, str]:
    """What of a page is read for itself: each block by its key, and "page" for everything around them."""
    parts = {block.key: asdict(block) for block in source.blocks}
    # Where a block stands is the page's affair: one that was only moved has been read.
    found = {key: _digest({**part, "cells": None}) for key, part in parts.items()}
    places = {key: part["cells"] for key, part in parts.items()}
    return {**found, "page": _digest([asdict(source.furniture), source.grid.as_dict(), places])}


def _digest(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def reading(page: Page, now: Mapping[str, str], *, rounds: int) -> Reading:
    """The round that is due: the first that has not read everything that stands on the page `now`, by its `digests`."""
    read: dict[int, set[str]] = {}
    for proof in page.proofs.all():
        read.setdefault(proof.round, set()).update(proof.blocks)
    for number in range(1, rounds + 1):
        if fresh := {key for key, digest in now.items() if digest not in read.get(number, set())}:
            return Reading(Round(number), frozenset(fresh), rounds)
    return Reading(None, frozenset(), rounds)


def has_read_another_round(page: Page, by: User, due: int) -> bool:
    """Whether the round that is due is not for this person: he has read the page in another one."""
    return any(read.reader_id == by.pk and read.round != due for read in page.proofs.all())


def pass_proof(page: Page, *, by: User, seen: int, round: int | None = None, looked_at: str | None = None) -> Proof:
    """Say that the page as it stands has been read and is right, for the round that is due.

    Refused while a mark is open, to a reader of another round, and when the page has changed since it was looked at;
    also when it is not that `round` which is due, because somebody else has read it meanwhile. `seen` is its layout
    then, `looked_at` the digest of what it showed.
    """
    with transaction.atomic():
        page, made = _locked_for_reading(page, by=by, seen=seen)
        due = reading(page, digests(source := made.source(page)), rounds=made.publication.proof_rounds)
        refuse_other_words(page, source.digest, looked_at)
        if due.round is None:
            raise Refused(_("All rounds of this page have been read."))
        if round not in {None, due.round}:
            raise Refused(_("Somebody else has read this proof meanwhile. Look at the page again."))
        if page.marks.filter(state=ProofMark.State.OPEN).exists():
            raise Refused(_("A mark on this page is still open. Have it carried out, or leave it as it is."))
        try:
            with transaction.atomic():
                return Proof.objects.create(
                    page=page,
                    round=due.round,
                    reader=by,
                    layout_number=page.layout_number,
                    digest=source.digest,
                    blocks=sorted(digests(source).values()),
                )
        except (IntegrityError, InternalError) as error:
            raise Refused(database_said(error)) from error


def mark(page: Page, *, x: float, y: float, words: str, by: User) -> ProofMark:
    """Mark what is wrong at a place of the page's picture, in percent of its width and height.

    The mark belongs to the article that stands there, if one does.
    """
    words = check_text_line(words)
    if not words:
        raise Refused(_("Say what is wrong."))
    if len(words) > LONGEST_MARK:
        raise Refused(_("That line is too long: at most %(most)s characters.") % {"most": LONGEST_MARK})
    if not (0 <= x <= 100 and 0 <= y <= 100):
        raise Refused(_("The mark does not lie on the page."))
    with transaction.atomic():
        page, made = _locked_for_reading(page, by=by, seen=None)
        source = made.source(page)
        due = reading(page, digests(source), rounds=made.publication.proof_rounds)
        # After the last round whoever signs off may still find something.
        number = due.round or max(1, made.publication.proof_rounds)
        article = article_at(source, x, y)
        return ProofMark.objects.create(page=page, round=number, x=x, y=y, words=words, by=by, article_id=article)


def close_mark(mark: ProofMark, *, done: bool, by: User, answer: str = "") -> ProofMark:
    """Say that a mark was carried out, or that it is left as it is; the second needs a reason."""
    answer = check_text_line(answer)
    if not done and not answer:
        raise Refused(_("Say why it is left as it is."))
    if len(answer) > LONGEST_MARK:
        raise Refused(_("That line is too long: at most %(most)s characters.") % {"most": LONGEST_MARK})
    with transaction.atomic():
        edition = lock(mark.page.edition)
        if sentence := policy.refusal_to_close_marks(by, edition):
            raise Refused(sentence)
        mark = ProofMark.objects.select_for_update().get(pk=mark.pk)
        if mark.state != ProofMark.State.OPEN:
            raise Refused(_("This mark has been dealt with already."))
        mark.state = ProofMark.State.DONE if done else ProofMark.State.DECLINED
        mark.answer, mark.closed_by = answer, by
        mark.closed_at = Now()
        mark.save(update_fields=["state", "answer", "closed_by", "closed_at"])
        mark.refresh_from_db()
        return mark


def _locked_for_reading(page: Page, *, by: User, seen: int | None) -> tuple[Page, MakeUp]:
    edition: Edition = lock(page.edition)
    if sentence := policy.refusal_to_read_proofs(by, edition):
        raise Refused(sentence)
    made = make_up(edition)
    if page.pk not in made.pages:
        raise Refused(_("Page %(page)s is not drawn, so there is no proof of it.") % {"page": page.label})
    current = made.pages[page.pk]
    refuse_stale(current, seen)
    return current, made
