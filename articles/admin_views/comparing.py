"""Two versions side by side, going back to an earlier one, and giving one a name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from articles import policy, workflow
from articles.admin_views import sheet
from articles.admin_views.addresses import desk_path, visible
from articles.admin_views.reading import listed_versions
from articles.comparing import Names, compare_fields, summary
from articles.differences import FieldDifference, Row
from articles.models import Article, Section, Series, Version
from authors.models import User

# Of unchanged paragraphs so many stay in sight beside a change; longer stretches are folded.
IN_SIGHT = 1


def addresses() -> list[URLPattern]:
    return [
        desk_path("<int:article_id>/compare/", compare, name="compare"),
        desk_path("<int:article_id>/version/<int:number>/restore/", restore, name="restore_text"),
        desk_path("<int:article_id>/version/<int:number>/name/", name_version, name="name_version"),
        *sheet.addresses(),
    ]


def beside(article: Article, user: User) -> dict[str, Any]:
    return {}


# -- comparing -----------------------------------------------------------------------------------------------------
@require_safe
def compare(request: HttpRequest, article_id: int) -> HttpResponse:
    """The versions `a` and `b` side by side; by default the newest beside the one before it."""
    article = visible(request, article_id)
    if article is None or not policy.knows_the_making(request.user, article):
        raise Http404
    versions = listed_versions(article, knows=True)
    numbers = [version.number for version in versions]
    b = _chosen(request, "b", numbers, default=numbers[0])
    a = _chosen(request, "a", numbers, default=next((number for number in numbers if number < b), b))
    context = {
        **admin.site.each_context(request),
        "title": str(article),
        "article": article,
        "opts": Article._meta,
        "versions": versions,
        "is_named": any(version.checkpoints.all() for version in versions),
        "old": next(version for version in versions if version.number == a),
        "new": next(version for version in versions if version.number == b),
        "steps": _steps(numbers, a, b),
        **(_differences(article, a, b) if a != b else {}),
    }
    return render(request, "admin/articles/article/compare.html", context)


def _chosen(request: HttpRequest, name: str, numbers: Sequence[int], *, default: int) -> int:
    """The number of a version this person may read; any other is answered like a page that does not exist."""
    asked = request.GET.get(name, "")
    if not asked:
        return default
    if asked not in map(str, numbers):
        raise Http404
    return int(asked)


def _steps(numbers: Sequence[int], a: int, b: int) -> dict[str, tuple[int, int]]:
    """The pairs to look at next: this step of the text's history, the one before, the one after."""
    newest, oldest = numbers[0], numbers[-1]
    steps = {"single": (b - 1, b), "earlier": (b - 2, b - 1), "later": (b, b + 1), "whole": (oldest, newest)}
    return {name: pair for name, pair in steps.items() if oldest <= pair[0] < pair[1] <= newest and pair != (a, b)}


def _differences(article: Article, a: int, b: int) -> dict[str, Any]:
    parts = {version.number: version.parts for version in article.versions.filter(number__in=(a, b))}
    differences = compare_fields(parts[a], parts[b], names=names_in(*parts.values()))
    changed = [difference for difference in differences if difference.changed]
    count = sum(max(difference.changed_paragraphs, 1) for difference in changed)
    return {
        "summary": summary(differences),
        "changes": count,
        "fields": _fields(changed),
        "unchanged": [difference for difference in differences if not difference.changed and difference.rows],
    }


def names_in(*parts: Mapping[str, Any]) -> Names:
    """The names of the sections and series these versions stand in, for `compare_fields`."""
    sections = Section.objects.filter(pk__in={each["section"] for each in parts})
    series = Series.objects.filter(pk__in={each["series"] for each in parts if each["series"]})
    return {"section": dict(sections.values_list("pk", "name")), "series": dict(series.values_list("pk", "name"))}


def _fields(changed: list[FieldDifference]) -> list[dict[str, Any]]:
    """The fields with their rows in stretches, each change with its number on the page."""
    fields, number = [], 0
    for difference in changed:
        stretches = []
        for is_folded, rows in _stretches(difference.rows):
            numbered = []
            for row in rows:
                number += row.kind != "same"
                numbered.append({"row": row, "number": number if row.kind != "same" else None})
            stretches.append({"is_folded": is_folded, "rows": numbered})
        if not difference.changed_paragraphs:  # only the note says what changed
            number += 1
        fields.append({"difference": difference, "stretches": stretches, "number": number})
    return fields


def _stretches(rows: Sequence[Row]) -> Iterator[tuple[bool, Sequence[Row]]]:
    """Rows to be shown and rows to be folded in turn."""
    changed = [at for at, row in enumerate(rows) if row.kind != "same"]
    shown = {near for at in changed for near in range(at - IN_SIGHT, at + IN_SIGHT + 1)}
    start = 0
    for at in range(1, len(rows) + 1):
        if at == len(rows) or (at in shown) != (start in shown):
            # Two lines are not worth a fold.
            yield start not in shown and at - start > 2, rows[start:at]
            start = at


# -- going back, and names -----------------------------------------------------------------------------------------
@require_POST
def restore(request: HttpRequest, article_id: int, number: int) -> HttpResponse:
    """Make the words of this version the newest ones."""
    article, version = _version(request, article_id, number)
    seen, user = request.POST.get("seen_version", ""), request.user
    assert isinstance(user, User)
    try:
        if seen != str(workflow.current(article).number):
            raise workflow.StaleText(_("The text has changed since; look at the newest version first."))
        restored = workflow.restore_version(article, version, by=user, seen_version=int(seen))
    except workflow.Refused as refused:
        messages.error(request, str(refused))
        return HttpResponseRedirect(reverse("admin:articles_article_version", args=[article_id, number]))
    messages.success(
        request,
        _("The words of version %(old)s are the newest now, as version %(new)s.")
        % {"old": number, "new": workflow.current(restored.article).number},
    )
    for remark in restored.remarks:
        messages.warning(request, remark)
    return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article_id]))


@require_POST
def name_version(request: HttpRequest, article_id: int, number: int) -> HttpResponse:
    """Give a version a name from its own page."""
    _article, version = _version(request, article_id, number)
    _name(request, version)
    return HttpResponseRedirect(reverse("admin:articles_article_version", args=[article_id, number]))


def name_what_was_saved(request: HttpRequest, article: Article) -> None:
    """Give the version that a form has just stored the name that was typed beside its button, if any was."""
    article.refresh_from_db(fields=["current_version"])
    if request.POST.get("checkpoint", "").strip():
        _name(request, workflow.current(article))


def _name(request: HttpRequest, version: Version) -> None:
    user = request.user
    assert isinstance(user, User)
    try:
        checkpoint = workflow.name_version(version, request.POST.get("checkpoint", ""), by=user)
    except workflow.Refused as refused:
        messages.error(request, str(refused))
        return
    messages.success(
        request,
        _("Version %(number)s is called “%(name)s”.") % {"number": version.number, "name": checkpoint.name},
    )


def _version(request: HttpRequest, article_id: int, number: int) -> tuple[Article, Version]:
    """The version of this number, for who knows how the text came to be; the others change none."""
    article = visible(request, article_id)
    if article is None or not policy.knows_the_making(request.user, article):
        raise Http404
    version = article.versions.filter(number=number).first()
    if version is None:
        raise Http404
    return article, version
