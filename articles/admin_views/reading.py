"""Reading an article at the desk: a version as it will be printed, and the record of what was done to it."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles import policy, verbs, workflow
from articles.admin_views.addresses import desk_path, visible
from articles.models import Article, BylinePosition, BylineRole, Genre, Review, StateChange, Version
from articles.richtext import character_count
from authors.models import User
from photos import policy as photo_policy


def addresses() -> list[URLPattern]:
    return [desk_path("<int:article_id>/version/<int:number>/", version, name="version")]


def beside(article: Article, user: User) -> dict[str, Any]:
    """What the article's page shows of its making: the versions, the record, the text as it will be read."""
    return {
        "timeline": timeline(article, user),
        "versions": versions_open_to(user, article),
        "reading": reading(article.current_version, user) if article.current_version else None,
        "returned": return_note(article, user),
    }


def versions_open_to(user: Any, article: Article) -> QuerySet[Version]:
    """All versions for editors and authors; for the others the current one: what a review struck out stays out."""
    versions = article.versions.select_related("created_by")
    if policy.knows_the_making(user, article):
        return versions
    return versions.filter(number=workflow.current(article).number)


def timeline(article: Article, user: User) -> list[dict[str, Any]]:
    """Who did what and when, newest first; the notes of reviews are for editors and the authors they address.

    The others read only what was done with the current version.
    """
    may_read_notes = policy.knows_the_making(user, article)
    changes = StateChange.objects.filter(article=article, version__in=versions_open_to(user, article))
    return [
        {
            "at": change.at,
            "by": change.by,
            "label": _verb_label(change.verb),
            "verb": change.verb,
            "version": change.version.number,
            "note": change.note if may_read_notes else "",
        }
        for change in changes.select_related("by", "version")
    ]


def _verb_label(name: str) -> str:
    verb = verbs.BY_NAME.get(name)
    return str(verb.label) if verb else _("Changed the text")


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
    roles, positions = dict(BylineRole.choices), dict(BylinePosition.choices)
    return {
        **parts,
        "genre_label": dict(Genre.choices)[parts["genre"]],
        "bylines": [
            {**line, "role_label": roles[line["role"]], "position_label": positions[line["position"]]}
            for line in parts["bylines"]
        ],
        "photos": [{**use, "picture": photos.get(use["photo"])} for use in parts["photos"]],
        "version": version,
        "character_count": character_count(parts["body"]),
    }


@require_safe
def version(request: HttpRequest, article_id: int, number: int) -> HttpResponse:
    """One version as it will be read."""
    article = visible(request, article_id)
    if article is None:
        raise Http404
    chosen = versions_open_to(request.user, article).filter(number=number).first()
    if chosen is None:
        raise Http404
    context = {
        **admin.site.each_context(request),
        "title": str(article),
        "article": article,
        "reading": reading(chosen, request.user),
        "versions": versions_open_to(request.user, article),
        "timeline": timeline(article, request.user) if isinstance(request.user, User) else [],
        "opts": Article._meta,
    }
    return render(request, "admin/articles/article/version.html", context)
