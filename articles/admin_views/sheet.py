"""The sign-off sheet (审稿单): every person, time and version of an article's way on paper, with room for ink."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles import policy, workflow
from articles.admin_views.addresses import desk_path, visible
from articles.admin_views.reading import label_of, reading
from articles.clock import database_now
from articles.models import Article, Checkpoint, Review, StateChange, Version
from articles.print_references import print_references
from authors.models import AccountEvent, Role, User

# As much of a SHA-256 as a person compares by eye.
SHOWN_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the sheet: who did what to which version. `mark` is `good`, `bad` or empty."""

    at: datetime
    what: str
    by: User
    version: Version
    note: str = ""
    mark: str = ""

    @property
    def sha256(self) -> str:
        return self.version.sha256[:SHOWN_DIGITS]


def addresses() -> list[URLPattern]:
    return [desk_path("<int:article_id>/sheet/", sheet, name="sheet")]


@require_safe
def sheet(request: HttpRequest, article_id: int) -> HttpResponse:
    """The sign-off sheet, for who knows how the text came to be."""
    article = visible(request, article_id)
    if article is None or not policy.knows_the_making(request.user, article):
        raise Http404
    steps = steps_of(article)
    roles = RolesThen({step.by for step in steps})
    version = workflow.current(article)
    context = {
        **admin.site.each_context(request),
        "title": _("Sign-off sheet"),
        "article": article,
        "opts": Article._meta,
        "where": policy.where_it_is(article),
        "reading": reading(version, request.user),
        "sha256": version.sha256,
        "steps": [(step, roles.of(step.by, step.at)) for step in steps],
        "lanes": article.fast_lanes.select_related("by", "looked_by").order_by("at"),
        "printed_in": print_references(article),
        "signatures": _signatures(article),
        "printed_at": database_now(),
        "printed_by": request.user,
        "time_zone": timezone.get_current_timezone_name(),
    }
    return render(request, "admin/articles/article/sheet.html", context)


def steps_of(article: Article) -> list[Step]:
    """Everything that was recorded of an article, the earliest first."""
    versions = {version.pk: version for version in article.versions.defer("content").select_related("created_by")}
    reviews = list(article.reviews.select_related("stage", "reviewer", "carried_from"))
    given = {(each.version_id, each.reviewer_id, each.verdict): each for each in reviews if each.carried_from is None}
    steps = [_filed(version) for version in versions.values() if version.number == 1]
    changes = list(article.changes.select_related("by").order_by("at", "id"))
    steps += [_step(change, versions[change.version_id], given) for change in changes]
    began = {change.version_id: change.at for change in reversed(changes)}
    steps += [_carried(each, versions, began) for each in reviews if each.carried_from is not None]
    named = Checkpoint.objects.filter(version__in=versions).select_related("by")
    steps += [_named(checkpoint, versions[checkpoint.version_id]) for checkpoint in named]
    return sorted(steps, key=lambda step: step.at)


def _filed(version: Version) -> Step:
    return Step(version.created_at, _("Filed"), version.created_by, version)


def _step(change: StateChange, version: Version, given: dict[tuple[int, int, str], Review]) -> Step:
    verdict = {"pass": "pass", "approve": "pass", "return": "return"}.get(change.verb, "")
    review = given.get((change.version_id, change.by_id, verdict))
    what, note = label_of(change.verb), change.note
    if review is not None:
        what = _verdict(review)
    elif change.verb == "restore_text":
        what, note = _("Went back to version %(number)s") % {"number": change.note}, ""
    marks = {"pass": "good", "approve": "good", "return": "bad", "withdraw": "bad", "spike": "bad", "fast_lane": "bad"}
    return Step(change.at, what, change.by, version, note, marks.get(change.verb, ""))


def _verdict(review: Review) -> str:
    return _("%(review)s: %(verdict)s") % {"review": review.stage, "verdict": review.get_verdict_display()}


def _carried(review: Review, versions: dict[int, Version], began: dict[int, datetime]) -> Step:
    """A pass that PostgreSQL let stand for other words than those it was given to.

    It was carried over while these words were stored, a moment before that was recorded; it is told after.
    """
    assert review.carried_from is not None
    source = versions[review.carried_from.version_id].number
    note = _("carried over from version %(number)s") % {"number": source}
    what = _verdict(review)
    at = max(review.at, began.get(review.version_id, review.at))
    return Step(at, what, review.reviewer, versions[review.version_id], note)


def _named(checkpoint: Checkpoint, version: Version) -> Step:
    return Step(checkpoint.at, _("Named “%(name)s”") % {"name": checkpoint.name}, checkpoint.by, version)


class RolesThen:
    """Which roles people held at a time: those of now, with every change since then undone."""

    CHANGES = (AccountEvent.What.ROLES, AccountEvent.What.ROLE_CONFIRMED)

    def __init__(self, people: Iterable[User]) -> None:
        accounts = User.objects.filter(pk__in=[person.pk for person in people]).prefetch_related("groups")
        self.now = {account.pk: {group.name for group in account.groups.all()} for account in accounts}
        events = AccountEvent.objects.filter(account__in=self.now, what__in=self.CHANGES).order_by("-at", "-id")
        self.events = list(events.values_list("account", "at", "detail"))

    def of(self, person: User, moment: datetime) -> list[str]:
        """The names of the roles, in the order of the paper's way."""
        held = set(self.now.get(person.pk, ()))
        for sign, role in self._changes_since(person, moment):
            if sign == "+":
                held.discard(role)
            else:
                held.add(role)
        return [str(role.label) for role in Role if role.value in held]

    def _changes_since(self, person: User, moment: datetime) -> Iterator[tuple[str, str]]:
        for account, at, detail in self.events:
            if account == person.pk and at > moment:
                yield from ((change[0], change[1:]) for change in detail.split() if change[0] in "+-")


def _signatures(article: Article) -> list[str]:
    """The lines to be signed in ink: the author, every review the article needs, the proof."""
    way = policy.Ways().of(article.section_id, is_fast=article.fast_lane_id is not None)
    return [_("Author"), *(stage.name for stage in way), _("Proof")]
