"""Notes: writing one, answering it, settling the thread and opening it again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from articles import notices, passages, policy
from articles.models import Article, Note, Resolution, Version
from articles.policy import notes as note_policy
from articles.policy.notes import Reach
from articles.workflow.rows import Refused, lock
from authors.models import User

# Far more than a text of any length needs; a page with all of them still opens.
MOST_THREADS = 300
MOST_ANSWERS = 100
# The same words from the same person within this time are the second press of a button.
SAME_PRESS = timedelta(minutes=1)


@transaction.atomic
def write_note(
    version: Version, *, by: User, text: str, quote: str = "", field: str = "", occurrence: int = 1, to_author: bool
) -> Note:
    """Begin a thread on a version its writer has read, about a passage of it or, without `quote`, all of it.

    `field` and `occurrence` say where the passage stands, see `passages.find`. Sent twice it is one note. Raises
    `Refused`.
    """
    article = lock(version.article)
    reach = _reach(by, article)
    if not note_policy.writes(reach):
        raise Refused(_("You do not write notes on this article."))
    if reach == Reach.CURRENT and version.pk != article.current_version_id:
        raise Refused(_("The text has changed since; look at the newest version first."))
    passage = passages.find(version.parts, quote, field=field, occurrence=occurrence) if quote else None
    if quote and passage is None:
        sentence = _("“%(quote)s” does not stand in version %(number)s. What was just written must be saved first.")
        raise Refused(sentence % _names(quote, version))
    note = Note(article=article, version=version, by=by, text=_text(text), to_author=to_author)
    if passage:
        note.quote, note.field, note.occurrence = passage.quote, passage.field, passage.occurrence
        note.paragraph = passage.paragraph
    if before := _sent_before(article.notes.threads(), note):
        return before
    if article.notes.threads().count() >= MOST_THREADS:
        raise Refused(_("There are too many notes on this article already; settle it by talking."))
    note.save()
    _tell(note, thread=note)
    return note


def _names(quote: str, version: Version) -> dict[str, str | int]:
    return {"quote": quote if len(quote) < 40 else f"{quote[:40]}…", "number": version.number}


@transaction.atomic
def answer_note(thread: Note, *, by: User, text: str) -> Note:
    """Answer in a thread, for whoever may read it, as long as it is open. Raises `Refused`."""
    thread = _locked(thread, by=by)
    if _is_resolved(thread):
        raise Refused(_("This is settled. Open it again first, or begin a new note."))
    article = thread.article
    assert article.current_version is not None
    note = Note(
        article=article,
        version=article.current_version,
        parent=thread,
        by=by,
        text=_text(text),
        to_author=thread.to_author,
    )
    if before := _sent_before(thread.answers.all(), note):
        return before
    if thread.answers.count() >= MOST_ANSWERS:
        raise Refused(_("There are too many notes on this article already; settle it by talking."))
    note.save()
    _tell(note, thread=thread)
    return note


def _sent_before(notes: QuerySet[Note], note: Note) -> Note | None:
    """The one of these that says the same of the same by the same person a moment ago, if there is one."""
    same: dict[str, Any] = {
        name: getattr(note, name) for name in ("by", "text", "quote", "field", "occurrence", "to_author")
    }
    return notes.filter(**same, at__gt=Now() - SAME_PRESS).first()


@transaction.atomic
def resolve_thread(thread: Note, *, by: User, is_resolved: bool = True) -> bool:
    """Settle a thread, or open it again; answers whether that changed anything. Raises `Refused`."""
    thread = _locked(thread, by=by)
    if not is_resolved and not note_policy.reopens(note_policy.reach(by, thread.article)):
        raise Refused(_("Only an editor opens it again."))
    if _is_resolved(thread) == is_resolved:
        return False
    Resolution.objects.create(thread=thread, by=by, is_resolved=is_resolved)
    return True


def _reach(by: User, article: Article) -> Reach:
    if not policy.can_see(by, article):
        raise Refused(_("There is no such article."))
    return note_policy.reach(by, article)


def _locked(thread: Note, *, by: User) -> Note:
    """The thread, its row locked, if this person may read it."""
    readable = note_policy.threads(by, thread.article, _reach(by, thread.article)).filter(pk=thread.pk)
    if not readable.exists():
        raise Refused(_("There is no such note."))
    return Note.objects.select_for_update(of=("self",)).select_related("article__current_version").get(pk=thread.pk)


def _is_resolved(thread: Note) -> bool:
    newest = thread.resolutions.first()
    return newest is not None and newest.is_resolved


def _text(text: str) -> str:
    text = text.strip()
    if not text:
        raise Refused(_("Write something first."))
    if len(text) > Note.LONGEST:
        raise Refused(_("A note has at most %(most)s characters.") % {"most": Note.LONGEST})
    return text


def _tell(note: Note, *, thread: Note) -> None:
    """Tell those whom it concerns and who may read it: who took part, the author if addressed, else the reviewer."""
    article = thread.article
    concerned = {thread.by_id, *thread.answers.values_list("by", flat=True)}
    if thread.to_author:
        concerned |= article.authors()
    elif article.claimed_by_id:
        concerned.add(article.claimed_by_id)
    people = User.objects.filter(pk__in=concerned - {note.by_id}, is_active=True)
    readers = note_policy.in_reach(people, thread)
    notices.tell("note", article, to=readers, by=note.by, key=f"note:{note.pk}", text=note.text)
