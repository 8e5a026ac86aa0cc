"""Taking a verb: the one door through which an article changes its state."""

from __future__ import annotations

from datetime import timedelta

from django.db import IntegrityError, InternalError, transaction
from django.utils.translation import gettext as _

from articles import house_style, pictured, policy, versions
from articles.clock import database_now
from articles.models import Article, FastLane, OnlineFirst, Presence, Review, State, Verdict, Version
from articles.verbs import PASSING, Verb, refusal
from articles.workflow.rows import Refused, StaleText, current, database_said, lock, record
from authors.models import User


class PhotosLackWords(Refused):
    """Nothing is approved that could not be published: its photos have no caption, credit or alternative text yet."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__(" ".join(sentences))


@transaction.atomic
def take(verb: Verb, article: Article, *, by: User, note: str = "", seen_version: int | None = None) -> Article:
    """Move the article along one arrow and record who moved it.

    Locks the row first and looks again; raises `Refused` with a sentence when the policy, the state or PostgreSQL
    says no. With `seen_version` it is taken on that version only: nobody passes words he has not read. Returns the
    article as it now is.
    """
    article = lock(article)
    if seen_version is not None and current(article).number != seen_version:
        raise StaleText(_("The text has changed since; look at the newest version first."))
    note = note.strip()
    if sentence := refusal(verb, article, by=by):
        raise Refused(sentence)
    if verb.needs_note and not note:
        raise Refused(_("Say why: the others need to know."))
    _settle_house_style(verb, article)
    if verb.name == "approve" and (missing := pictured.photos_lacking_words(article)):
        raise PhotosLackWords([one.sentence for one in missing])
    before = article.state
    try:
        with transaction.atomic():
            _record_review(verb, article, by=by, note=note)
            _move(verb, article, by=by, note=note)
    except (IntegrityError, InternalError) as error:
        raise Refused(database_said(error)) from error
    record(verb.name, article, before=before, by=by, note=note)
    # He has done with it: whoever has it next is not told that he is writing there too.
    Presence.objects.filter(article=article, user=by).delete()
    return article


def _settle_house_style(verb: Verb, article: Article) -> None:
    if verb.name not in {"submit", "approve"}:
        return
    if remarks := house_style.blocking(article):
        raise Refused(_("Settle first: %(remarks)s") % {"remarks": " ".join(str(remark) for remark in remarks[:5])})


def _new_round(verb: Verb, article: Article) -> Version.Kind | None:
    """The kind of the version with which this verb begins the reviews anew; None if the version stays."""
    if verb.name == "recall":
        return Version.Kind.RECALL
    reviewed = verb.name == "submit" and article.reviews.filter(version=article.current_version_id).exists()
    return Version.Kind.ROUND if reviewed or verb.name == "restore" else None


def _record_review(verb: Verb, article: Article, *, by: User, note: str) -> None:
    if article.state != State.SUBMITTED or verb.name not in PASSING | {"return"}:
        return
    stage = policy.next_stage(article)
    assert stage is not None  # `refusal` let only the reviewer of this stage through
    verdict = Verdict.PASS if verb.name in PASSING else Verdict.RETURN
    Review.objects.create(
        article=article,
        version=current(article),
        stage_id=stage.number,
        reviewer=by,
        verdict=verdict,
        note=note,
    )


def _move(verb: Verb, article: Article, *, by: User, note: str) -> None:
    """Change the state and all that goes with it in one UPDATE: PostgreSQL looks at both together."""
    now = database_now()
    if kind := _new_round(verb, article):
        article.current_version = versions.snapshot(article, by=by, kind=kind)
    if verb.name == "approve" and article.fast_lane_id:
        FastLane.objects.filter(pk=article.fast_lane_id).update(approved_at=now)
    _keep_fast_lane(verb, article, by=by, note=note)
    article.state = verb.target
    article.changed_at = now
    if verb.name == "submit":
        article.submitted_at = now
    if verb.target == State.PUBLISHED:
        article.published_at = article.published_at or now
    article.online_first = _online_first(verb, article)
    article.claimed_by, article.claimed_at = (by, now) if verb.name == "claim" else (None, None)
    article.save(update_fields=MOVED)
    set_deadline(article, verb=verb.name)


def _online_first(verb: Verb, article: Article) -> str:
    """What an article that was on the website first becomes by this verb."""
    if article.online_first and verb.name in {"publish", "print"}:
        return OnlineFirst.PRINTED
    chosen = {
        "publish_online": OnlineFirst.WAITS,
        "keep_online": OnlineFirst.ONLY,
        "want_in_print": OnlineFirst.WAITS,
    }
    return chosen.get(verb.name, article.online_first)


MOVED = [
    "online_first",
    "state",
    "changed_at",
    "submitted_at",
    "published_at",
    "claimed_by",
    "claimed_at",
    "current_version",
    "fast_lane",
]


def _keep_fast_lane(verb: Verb, article: Article, *, by: User, note: str) -> None:
    """An article leaves the fast lane with every new beginning: back to its author, dropped, restored."""
    if verb.name == "fast_lane":
        article.fast_lane = FastLane.objects.create(article=article, by=by, reason=note)
    elif verb.target in {State.DRAFT, State.SPIKED} or verb.name == "restore":
        article.fast_lane = None


def set_deadline(article: Article, *, verb: str = "") -> None:
    """Note until when the review the article now waits for is due; claiming and releasing change nothing."""
    if verb in {"claim", "release"}:
        return
    stage = policy.next_stage(article)
    due = database_now() + timedelta(minutes=stage.minutes) if stage and stage.minutes is not None else None
    if due != article.due_at:
        article.due_at = due
        article.save(update_fields=["due_at"])


def refusal_to_look_again(lane: FastLane, *, by: User) -> str | None:
    """Why this person may not close the books on an emergency, as a sentence; None if he may."""
    article = lane.article
    if not by.holds(policy.EDITORS) or not policy.edits_section(by, article.section_id):
        return _("Your role at the paper does not include looking at it again.")
    if lane.approved_at is None:
        return _("It has not been approved in the fast lane.")
    passed = article.reviews.filter(verdict="pass", reviewer=by).exists()
    if by.pk == lane.by_id or passed or policy.is_own_work(by, article):
        return _("You had a part in it; somebody else looks at it again.")
    if lane.looked_at is not None:
        return _("%(person)s has looked at it again already.") % {"person": lane.looked_by}
    return None


@transaction.atomic
def look_again(lane: FastLane, *, by: User, finding: str = "") -> FastLane:
    """Close the books on an emergency: somebody who had no part in it has read the article again.

    `finding` is what he found, one sentence or none. Raises `Refused`.
    """
    lane = FastLane.objects.select_for_update(of=("self",)).select_related("article").get(pk=lane.pk)
    if sentence := refusal_to_look_again(lane, by=by):
        raise Refused(sentence)
    lane.looked_by, lane.looked_at, lane.finding = by, database_now(), finding.strip()
    lane.save(update_fields=["looked_by", "looked_at", "finding"])
    record("looked_again", lane.article, before=lane.article.state, by=by, note=lane.finding)
    return lane
