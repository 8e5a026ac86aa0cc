"""Correcting what is published: asked for, written, checked and approved by different people, step by step."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, InternalError, transaction
from django.utils.translation import gettext as _

from articles import notices, verbs, versions
from articles.clock import database_now
from articles.html import character_count, clean_html
from articles.models import Article, Correction, CorrectionState, CorrectionStep, Notice, Version
from articles.policy import corrections as correction_policy
from articles.typo_limits import more_than_typos
from articles.workflow.rows import Refused, StaleText, check_deferred, current, database_said, lock, record
from authors.models import User

Verb = CorrectionStep.Verb


@transaction.atomic
def ask_for_correction(
    article: Article,
    *,
    by: User,
    reason: str,
    kind: Correction.Kind = Correction.Kind.SELF,
    found_at: datetime | None = None,
    is_typo: bool = False,
) -> Correction:
    """Begin a correction on the words as they are published. `found_at` is now unless it was found earlier."""
    article = lock(article)
    if sentence := correction_policy.refusal_to_ask(by, article, is_typo=is_typo):
        raise Refused(sentence)
    if kind == Correction.Kind.UPDATE and (sentence := _refusal_to_update(article, is_typo=is_typo)):
        raise Refused(sentence)
    if not reason.strip():
        raise Refused(_("Say what is wrong."))
    now = database_now()
    correction = Correction.objects.create(
        article=article,
        base=current(article),
        kind=kind,
        is_typo=is_typo,
        found_at=min(found_at or now, now),
        reason=reason.strip(),
        asked_by=by,
        **{name: getattr(article, name) for name in Correction.TEXT_FIELDS},
    )
    step = _note_step(correction, Verb.ASK, by=by, note=correction.reason)
    notices.tell(Notice.Kind.CORRECTION_ASKED, article, to=_writers(correction), by=by, key=_key(step), text=step.note)
    return correction


@transaction.atomic
def write_correction(
    correction: Correction, words: Mapping[str, str], *, by: User, seen_revision: int, file: bool
) -> Correction:
    """Store the words of a correction and its public notice; with `file` hand it on to be checked.

    `words` has the text fields and `notice`. Whatever was checked before is void. Raises `Refused` and `StaleText`.
    """
    correction = _locked(correction)
    if sentence := correction_policy.refusal_to_write(by, correction):
        raise Refused(sentence)
    _refuse_unseen(correction, seen_revision)
    words = {**words, "body": clean_html(words["body"])}
    for name in (*Correction.TEXT_FIELDS, "notice"):
        setattr(correction, name, words[name])
    if correction.is_typo and (sentence := more_than_typos(correction.base.parts, words)):
        raise Refused(sentence)
    correction.state = CorrectionState.FILED if file else CorrectionState.ASKED
    correction.revision += 1
    correction.checked_by = None
    if file:
        if not correction.notice:
            raise Refused(_("Write what readers are told."))
        correction.written_by = by
        correction.sha256 = versions.digest(proposed_content(correction))
    _save(correction)
    if file:
        step = _note_step(correction, Verb.FILE, by=by)
        _tell_next(correction, Notice.Kind.CORRECTION_FILED, step)
    return correction


@transaction.atomic
def check_correction(correction: Correction, *, by: User, seen_revision: int, note: str = "") -> Correction:
    """The first check: somebody who wrote neither the article nor the correction has read it."""
    correction = _locked(correction)
    if sentence := correction_policy.refusal_to_check(by, correction):
        raise Refused(sentence)
    _refuse_unseen(correction, seen_revision)
    _refuse_changed_meanwhile(correction)
    correction.state, correction.checked_by = CorrectionState.CHECKED, by
    _save(correction)
    step = _note_step(correction, Verb.CHECK, by=by, note=note)
    _tell_next(correction, Notice.Kind.CORRECTION_CHECKED, step)
    return correction


@transaction.atomic
def return_correction(correction: Correction, *, by: User, seen_revision: int, note: str) -> Correction:
    """Send it back to who wrote it, with what is to be changed."""
    correction = _locked(correction)
    if sentence := correction_policy.refusal_to_return(by, correction):
        raise Refused(sentence)
    _refuse_unseen(correction, seen_revision)
    if not note.strip():
        raise Refused(_("Say why: the others need to know."))
    correction.state, correction.checked_by = CorrectionState.ASKED, None
    _save(correction)
    step = _note_step(correction, Verb.RETURN, by=by, note=note)
    notices.tell(
        Notice.Kind.CORRECTION_ASKED,
        correction.article,
        to=_writers(correction),
        by=by,
        key=_key(step),
        text=step.note,
    )
    return correction


@transaction.atomic
def drop_correction(correction: Correction, *, by: User, note: str) -> Correction:
    """Close it without changing a word of the article."""
    correction = _locked(correction)
    if sentence := correction_policy.refusal_to_drop(by, correction):
        raise Refused(sentence)
    if not note.strip():
        raise Refused(_("Say why: the others need to know."))
    correction.state = CorrectionState.DROPPED
    _save(correction)
    step = _note_step(correction, Verb.DROP, by=by, note=note)
    concerned = {correction.asked_by_id, *_writers(correction)}
    notices.tell(
        Notice.Kind.CORRECTION_DROPPED, correction.article, to=concerned, by=by, key=_key(step), text=step.note
    )
    return correction


@transaction.atomic
def approve_correction(correction: Correction, *, by: User, seen_revision: int) -> Correction:
    """Make the checked words the words of the article, to the byte. `publishing.correct` shows them to readers.

    Approved once already, by whomever, it is refused: twenty who press publish it once.
    """
    correction = _locked(correction)
    article = correction.article
    if sentence := correction_policy.refusal_to_publish(by, correction):
        raise Refused(sentence)
    if sentence := verbs.refusal(verbs.BY_NAME["correct"], article, by=by):
        raise Refused(sentence)
    # An edition may have printed it since this was asked for.
    if correction.is_update and (sentence := correction_policy.refusal_to_update(article)):
        raise Refused(sentence)
    _refuse_unseen(correction, seen_revision)
    _refuse_changed_meanwhile(correction)
    try:
        with transaction.atomic():
            _put_words_in(article, correction)
            correction.state, correction.approved_by = CorrectionState.PUBLISHED, by
            correction.version, correction.published_at = article.current_version, database_now()
            correction.save(update_fields=["state", "approved_by", "version", "published_at"])
            check_deferred()
    except (IntegrityError, InternalError) as error:
        raise Refused(database_said(error)) from error
    correction.refresh_from_db(fields=["published_at"])
    _note_step(correction, Verb.PUBLISH, by=by)
    record("correct", article, before=article.state, by=by, note=correction.notice)
    return correction


def _refusal_to_update(article: Article, *, is_typo: bool) -> str | None:
    if is_typo:
        return _("A typo is an error: it goes the way of a correction.")
    return correction_policy.refusal_to_update(article)


def _put_words_in(article: Article, correction: Correction) -> None:
    """A version of its own, even of the same words: a reply changes nothing but what is said beside them."""
    for name in Correction.TEXT_FIELDS:
        setattr(article, name, getattr(correction, name))
    assert correction.written_by is not None  # a CHECK of the table says so
    article.current_version = versions.snapshot(article, by=correction.written_by, kind=Version.Kind.CORRECTION)
    article.characters, article.changed_at = character_count(article.body), database_now()
    article.save(update_fields=[*Correction.TEXT_FIELDS, "current_version", "characters", "changed_at"])


def drop_overtaken(article: Article, *, by: User) -> None:
    """Close what was under way on words that go back into review: the review is where they are changed now."""
    for correction in Correction.objects.select_for_update().under_way().filter(article=article):
        correction.state = CorrectionState.DROPPED
        _save(correction)
        _note_step(correction, Verb.DROP, by=by, note=_("The article went back into review."))


def proposed_content(correction: Correction) -> str:
    """The version that the correction would make now, as canonical JSON: its words in the article as it stands."""
    article = copy.copy(correction.article)
    for name in Correction.TEXT_FIELDS:
        setattr(article, name, getattr(correction, name))
    return versions.canonical(versions.content_of(article))


def _refuse_unseen(correction: Correction, seen_revision: int) -> None:
    if correction.revision != seen_revision:
        raise StaleText(_("The correction has changed since; look at its newest words first."))


def _refuse_changed_meanwhile(correction: Correction) -> None:
    """A name or a photo's credit that changed in the library would change what was checked."""
    article = correction.article
    same_base = article.current_version_id == correction.base_id
    if not same_base or versions.digest(proposed_content(correction)) != correction.sha256:
        raise Refused(
            _("A name or a photo of the article has changed since this was filed. Return it to be filed anew.")
        )


def _locked(correction: Correction) -> Correction:
    """The correction as it stands now; the article's row is always locked first."""
    article = lock(correction.article)
    found = Correction.objects.select_for_update(of=("self",)).select_related("base").get(pk=correction.pk)
    found.article = article
    return found


def _save(correction: Correction) -> None:
    try:
        with transaction.atomic():
            correction.save()
    except (IntegrityError, InternalError) as error:
        raise Refused(database_said(error)) from error


def _note_step(correction: Correction, verb: CorrectionStep.Verb, *, by: User, note: str = "") -> CorrectionStep:
    fields: dict[str, Any] = {"verb": verb, "by": by, "note": note.strip(), "sha256": correction.sha256}
    return CorrectionStep.objects.create(correction=correction, **fields)


def _writers(correction: Correction) -> set[int]:
    """Who is to write it: who wrote it last, else its authors; the proofreaders, for typos."""
    if correction.written_by_id:
        return {correction.written_by_id}
    if correction.is_typo:
        return set(correction_policy.proofreaders().values_list("pk", flat=True))
    return correction.article.authors()


def _tell_next(correction: Correction, kind: Notice.Kind, step: CorrectionStep) -> None:
    people = correction_policy.checkers_of(correction).values_list("pk", flat=True)
    notices.tell(kind, correction.article, to=people, by=step.by, key=_key(step), text=step.note)


def _key(step: CorrectionStep) -> str:
    return f"correction:{step.pk}"
