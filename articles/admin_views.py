"""Desk pages behind the buttons of an article: taking a verb, reading a version, and what stands beside the form."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from articles import policy, publishing, verbs, workflow
from articles.forms import NoteForm
from articles.models import Article, BylinePosition, BylineRole, Genre, Review, StateChange, Version
from articles.richtext import character_count
from authors.models import Author, Role, User
from photos import policy as photo_policy

__all__ = ["character_count", "desk_context", "own_byline", "take", "take_after_saving", "version", "visible"]


def desk_context(request: HttpRequest, object_id: str | None) -> dict[str, Any]:
    """What the article's page shows beside the form: where it is, who did what, which buttons there are."""
    article = visible(request, object_id) if object_id else None
    user = request.user
    if article is None or not isinstance(user, User):
        submit = verbs.BY_NAME["submit"]
        return {"verbs": [submit] if policy.can_file(user) else []}
    return {
        "article": article,
        "verbs": verbs.open_to(article, by=user),
        "where": policy.where_it_is(article),
        "refusal_to_edit": policy.refusal_to_edit(user, article),
        "timeline": timeline(article, user),
        "versions": versions_open_to(user, article),
        "reading": reading(article.current_version, user) if article.current_version else None,
        "returned": _return_note(article, user),
        "characters": character_count(article.body),
    }


def knows_the_making(user: Any, article: Article) -> bool:
    """Whether the person may read how the text came to be: its earlier versions and the notes of its reviews."""
    return isinstance(user, User) and (user.holds(policy.EDITORS) or policy.is_own_work(user, article))


def may_have_opened_the_form(request: HttpRequest, object_id: str | None) -> bool:
    """Whether what the form shows besides the words that were sent is nothing new to this person."""
    article = visible(request, object_id) if object_id else None
    return article is not None and knows_the_making(request.user, article)


def versions_open_to(user: Any, article: Article) -> QuerySet[Version]:
    """All versions for editors and authors; for the others the current one: what a review struck out stays out."""
    versions = article.versions.select_related("created_by")
    if knows_the_making(user, article):
        return versions
    return versions.filter(number=workflow.current(article).number)


def timeline(article: Article, user: User) -> list[dict[str, Any]]:
    """Who did what and when, newest first; the notes of reviews are for editors and the authors they address.

    The others read only what was done with the current version.
    """
    may_read_notes = knows_the_making(user, article)
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


def _return_note(article: Article, user: User) -> Review | StateChange | None:
    """The note with which a returned article came back, for whoever may read it."""
    if article.state != "draft" or article.submitted_at is None:
        return None
    if not knows_the_making(user, article):
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


def own_byline(user: Any) -> list[dict[str, Any]]:
    """The first byline of a new article: the person who files it, if he is an author."""
    author = Author.objects.usable().filter(user=user).first()
    if author is None:
        return []
    role = BylineRole.PHOTO_REPORTER if user.holds({Role.PHOTOGRAPHER}) else BylineRole.REPORTER
    return [{"author": author.pk, "role": role, "position": BylinePosition.HEAD}]


def take_after_saving(request: HttpRequest, article: Article) -> HttpResponse | None:
    """The verb of the button that sent the form, taken on the words just stored; None if it only saved."""
    name = request.POST.get("_take", "")
    return _take(request, article, name) if name else None


@require_POST
def take(request: HttpRequest, article_id: int, verb: str) -> HttpResponse:
    """Take a verb from a page without a form, for who may decide but not change the words."""
    article = visible(request, article_id)
    if article is None:
        raise Http404
    if request.POST.get("seen_version", "") != str(article.current_version.number if article.current_version else 0):
        messages.error(request, workflow.stale_sentence(article))
        return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]))
    # Looked at once more under the lock: between here and there somebody may store other words.
    return _take(request, article, verb, seen_version=workflow.current(article).number)


def _take(request: HttpRequest, article: Article, name: str, *, seen_version: int | None = None) -> HttpResponse:
    verb, user, form = verbs.BY_NAME.get(name), request.user, NoteForm(request.POST)
    if verb is None or not verb.is_button or not isinstance(user, User):
        raise Http404
    if not form.is_valid():
        messages.error(request, " ".join(str(sentence) for errors in form.errors.values() for sentence in errors))
        return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]))
    note = form.cleaned_data["note"]
    try:
        if name == "withdraw":
            notice = form.cleaned_data["notice"] or _("This article has been withdrawn.")
            publishing.withdraw(article, by=user, reason=note, notice=notice)
        else:
            workflow.take(verb, article, by=user, note=note, seen_version=seen_version)
    except workflow.Refused as refused:
        messages.error(request, str(refused))
        return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]))
    messages.success(request, _("“%(article)s”: %(verb)s – done.") % {"article": article, "verb": verb.label})
    return HttpResponseRedirect(_where_next(user, article))


def _where_next(user: User, article: Article) -> str:
    """Stay with the article while there is something left to do on it, else go back to the desk."""
    article.refresh_from_db()
    if policy.can_see(user, article) and verbs.open_to(article, by=user):
        return reverse("admin:articles_article_change", args=[article.pk])
    return reverse("admin:index")


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


def visible(request: HttpRequest, article_id: int | str) -> Article | None:
    """The article of this number, if it exists for the person who asks."""
    try:
        number = int(article_id)
    except ValueError:
        return None
    rows = policy.visible_to(request.user).with_list_parts()  # type: ignore[attr-defined]
    found: Article | None = rows.filter(pk=number).first() if number < 2**63 else None
    return found
