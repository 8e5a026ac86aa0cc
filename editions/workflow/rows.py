"""The rows of editions under lock, the record of what was done, and the sentences with which a change is refused."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.models import Article
from articles.workflow import Refused
from authors.models import User
from editions import policy
from editions.models import Edition, EditionEvent, Page, Placement


class StaleLayout(Refused):
    """Somebody changed the page since it was looked at; nothing was overwritten."""


def lock(edition: Edition) -> Edition:
    """The edition as it stands now, its row locked until the transaction ends."""
    return Edition.objects.select_for_update().get(pk=edition.pk)


def locked_for_composing(edition: Edition, *, by: User) -> Edition:
    edition = lock(edition)
    if sentence := policy.refusal_to_compose(by, edition):
        raise Refused(sentence)
    return edition


def locked_page(page: Page, *, by: User) -> Page:
    """The page as it stands, under the lock of its edition; who may not compose is refused."""
    locked_for_composing(page.edition, by=by)
    current = Page.objects.select_related("edition", "paper", "template").filter(pk=page.pk).first()
    if current is None:
        raise Refused(_("Page %(page)s has been removed meanwhile.") % {"page": page.label})
    return current


def locked_placement(placement: Placement, *, by: User) -> Placement:
    """The placement as it stands under the edition's lock: somebody may have moved it or taken it off meanwhile."""
    locked_for_composing(placement.page.edition, by=by)
    current = Placement.objects.select_related("page__edition", "article").filter(pk=placement.pk).first()
    if current is None:
        raise Refused(_("“%(article)s” has been taken off this page meanwhile.") % {"article": placement.article})
    return current


def record(verb: str, edition: Edition, *, by: User, note: str = "") -> None:
    EditionEvent.objects.create(edition=edition, verb=verb, by=by, note=note)


# What the triggers of migration 0002 say, in words for people.
DATABASE_SENTENCES = {
    "newsroom: this page is published": gettext_lazy("This edition is published; a published page is never changed."),
    "newsroom: only an approved version is placed": gettext_lazy(
        "“%(article)s” is not approved, so it cannot be placed."
    ),
    "editions_placed_once_a_page": gettext_lazy("“%(article)s” stands on that page already."),
    "newsroom: this slot is taken": gettext_lazy("Another article stands in this slot already."),
    "editions_template_slots_apart": gettext_lazy("Two slots would lie on each other. Make room first."),
    "editions_slots_apart": gettext_lazy("Two slots would lie on each other. Make room first."),
    "newsroom: a re-issue keeps its pages": gettext_lazy(
        "A re-issue keeps its pages: none is added, removed or given another label."
    ),
    "newsroom: own layout": gettext_lazy("You have laid this page out; somebody else signs it off."),
    "newsroom: the page has changed": gettext_lazy("The page has changed since. Look at it again."),
    "newsroom: reader of another round": gettext_lazy(
        "You have read this page in another round; another person reads this one."
    ),
    "newsroom: a page is not signed off": gettext_lazy("A page of this edition is not signed off."),
}


def database_said(error: Exception, article: Article | None = None) -> str:
    text = str(error)
    for mark, sentence in DATABASE_SENTENCES.items():
        if mark in text:
            return str(sentence) % {"article": article or ""}
    return _("The database refused this change: %(reason)s") % {"reason": text.splitlines()[0]}
