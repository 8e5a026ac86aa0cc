"""Reading an article at the desk: a version as it will be printed, and the record of what was done to it."""

from __future__ import annotations

from operator import itemgetter
from typing import Any

from django.contrib import admin
from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from articles import body_photos, policy, verbs, workflow
from articles.admin_views.addresses import desk_path, visible
from articles.comparing import compare_fields, summary
from articles.models import Article, BylinePosition, BylineRole, Checkpoint, Genre, Review, StateChange, Version
from articles.policy import checkpoints as checkpoint_policy
from articles.richtext import character_count
from authors.models import User
from photos import policy as photo_policy
from photos.cropping import WHOLE, Rectangle
from photos.models import AiUse, Photo

# What is recorded besides the verbs.
OTHER_LABELS = {
    "edit": gettext_lazy("Changed the text"),
    "restore_text": gettext_lazy("Went back to an earlier version"),
    "typo": gettext_lazy("Corrected typos"),
    "proof": gettext_lazy("Read the proof"),
    "priority": gettext_lazy("Changed the priority"),
    "looked_again": gettext_lazy("Looked at it again"),
    "confirm": gettext_lazy("Confirmed the withdrawal"),
    "import": gettext_lazy("Brought in from the archive"),
}
# These make a version of other words; of the newest few the record says which.
WRITING = frozenset({"edit", "restore_text", "typo", "correct"})
SUMMARIES = 8
# So many lines of the record are shown at once, the others on request.
AT_ONCE = 25


def addresses() -> list[URLPattern]:
    return [desk_path("<int:article_id>/version/<int:number>/", version, name="version")]


def beside(article: Article, user: User) -> dict[str, Any]:
    """What the article's page shows of its making: the versions, the record, the text as it will be read."""
    return {
        **record(article, user),
        "reading": reading(article.current_version, user) if article.current_version else None,
        "returned": return_note(article, user),
    }


def record(article: Article, user: User) -> dict[str, Any]:
    """The record beside an article: its newest lines and the earlier ones, the versions with a name and the others."""
    knows = policy.knows_the_making(user, article)
    versions = listed_versions(article, knows=knows)
    lines = timeline(article, versions, knows=knows)
    is_marked = {version.pk: version.pk == article.current_version_id or bool(names(version)) for version in versions}
    return {
        "timeline": lines[:AT_ONCE],
        "earlier_timeline": lines[AT_ONCE:],
        "marked_versions": [version for version in versions if is_marked[version.pk]],
        "other_versions": [version for version in versions if not is_marked[version.pk]],
        "knows_the_making": knows,
        "names_versions": knows and checkpoint_policy.may_name(user, article),
    }


def versions_open_to(user: Any, article: Article) -> QuerySet[Version]:
    """All versions for editors and authors; for the others the current one: what a review struck out stays out."""
    return _versions(article, knows=policy.knows_the_making(user, article))


def _versions(article: Article, *, knows: bool) -> QuerySet[Version]:
    versions = article.versions.select_related("created_by")
    return versions if knows else versions.filter(number=workflow.current(article).number)


def listed_versions(article: Article, *, knows: bool) -> list[Version]:
    """The versions open to somebody who knows the making or does not, newest first, without their words.

    Names of versions are only for who knows the making.
    """
    checkpoints = Checkpoint.objects.select_related("by")
    named = Prefetch("checkpoints", checkpoints if knows else checkpoints.none())
    return list(_versions(article, knows=knows).defer("content").prefetch_related(named))


def names(version: Version) -> list[Checkpoint]:
    return list(version.checkpoints.all())


def timeline(article: Article, versions: list[Version], *, knows: bool) -> list[dict[str, Any]]:
    """Who did what with these versions and when, newest first.

    The notes of reviews are for editors and the authors they address; the others, who do not know the making, read
    only what was done with the current version.
    """
    changes = StateChange.objects.filter(article=article, version__in=versions).select_related("by", "version")
    lines = [_line(change, knows=knows) for change in changes.defer("version__content")]
    if knows:
        _say_what_changed(article, lines)
    lines += [_named(version, checkpoint) for version in versions for checkpoint in names(version)]
    return sorted(lines, key=itemgetter("at"), reverse=True)


def _line(change: StateChange, *, knows: bool) -> dict[str, Any]:
    is_number = change.verb == "restore_text"
    return {
        "at": change.at,
        "by": change.by,
        "label": _("Went back to version %(number)s") % {"number": change.note} if is_number else label_of(change.verb),
        "verb": change.verb,
        "version": change.version.number,
        "note": change.note if knows and not is_number else "",
    }


def _named(version: Version, checkpoint: Checkpoint) -> dict[str, Any]:
    return {
        "at": checkpoint.at,
        "by": checkpoint.by,
        "label": _("Named “%(name)s”") % {"name": checkpoint.name},
        "verb": "checkpoint",
        "version": version.number,
        "note": "",
    }


def _say_what_changed(article: Article, lines: list[dict[str, Any]]) -> None:
    """Add to the newest lines that made other words which parts of the article those are."""
    written = [line for line in lines if line["verb"] in WRITING and line["version"] > 1][:SUMMARIES]
    wanted = {number for line in written for number in (line["version"], line["version"] - 1)}
    parts = {version.number: version.parts for version in article.versions.filter(number__in=wanted)} if wanted else {}
    for line in written:
        before, after = parts[line["version"] - 1], parts[line["version"]]
        line["changed"] = summary(compare_fields(before, after, words=False))


def label_of(name: str) -> str:
    """What was done, in words, for the name under which it is recorded."""
    verb = verbs.BY_NAME.get(name)
    return str(verb.label if verb else OTHER_LABELS.get(name, name))


def return_note(article: Article, user: User) -> Review | StateChange | None:
    """The note with which a returned article came back, for whoever may read it."""
    if article.state != "draft" or article.submitted_at is None:
        return None
    if not policy.knows_the_making(user, article):
        return None
    return article.changes.filter(verb="return").select_related("by").first()


def reading(version: Version, user: Any) -> dict[str, Any]:
    """A version as it will be read: its parts with the photos and names they stand for.

    A photo this person may not see in the library keeps its caption and has None for `picture`.
    """
    parts = version.parts
    photos = photo_policy.visible_to(user).in_bulk([use["photo"] for use in parts["photos"]])
    uses = [_use(use, photos.get(use["photo"])) for use in parts["photos"]]
    named = body_photos.numbers(parts["body"])
    roles, positions = dict(BylineRole.choices), dict(BylinePosition.choices)
    return {
        **parts,
        "genre_label": dict(Genre.choices)[parts["genre"]],
        "bylines": [
            {**line, "role_label": roles[line["role"]], "position_label": positions[line["position"]]}
            for line in parts["bylines"]
        ],
        "photos": uses,
        "photos_above": [use for use in uses if use["photo"] not in named],
        "pieces": body_photos.pieces(parts["body"], uses),
        "version": version,
        "character_count": character_count(parts["body"]),
    }


def _use(use: dict[str, Any], picture: Photo | None) -> dict[str, Any]:
    """A photo of a version with its picture, cut as it was then, and what readers are told of its origin."""
    found = {**use, "picture": picture, "ai_label": dict(AiUse.choices).get(use.get("ai", ""), "")}
    if picture is not None and use.get("crop"):
        cut = Rectangle(*use["crop"])
        across, down = picture.width / WHOLE, picture.height / WHOLE
        found["box"] = f"{cut.left * across:.0f} {cut.top * down:.0f} {cut.width * across:.0f} {cut.height * down:.0f}"
    return found


@require_safe
def version(request: HttpRequest, article_id: int, number: int) -> HttpResponse:
    """One version as it will be read."""
    article = visible(request, article_id)
    if article is None or not isinstance(request.user, User):
        raise Http404
    chosen = versions_open_to(request.user, article).filter(number=number).first()
    if chosen is None:
        raise Http404
    context = {
        **admin.site.each_context(request),
        **record(article, request.user),
        "title": str(article),
        "article": article,
        "reading": reading(chosen, request.user),
        "refusal_to_edit": policy.refusal_to_edit(request.user, article),
        "opts": Article._meta,
    }
    return render(request, "admin/articles/article/version.html", context)
