"""The proofreader's pages: typos corrected in two steps, and the sign that an approved text was read."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from articles import typos, workflow
from articles.admin_views.addresses import desk_path, visible
from articles.admin_views.reading import reading
from articles.forms.note import FixFormSet
from articles.models import Article, State
from articles.policy import proofs as proof_policy
from articles.typos import Fix, NotATypo
from authors.models import Role, User


def addresses() -> list[URLPattern]:
    return [
        desk_path("<int:article_id>/typos/", correct, name="typos"),
        desk_path("<int:article_id>/proof/", sign, name="proof"),
    ]


def beside(article: Article, user: User) -> dict[str, Any]:
    """Who has read the proof of an approved text, and what the proofreader may do."""
    if article.state != State.APPROVED or article.current_version is None:
        return {}
    corrects = proof_policy.refusal_to_proof(user, article) is None
    return {
        "proof_marks": list(article.proof_marks.of_current_versions().select_related("by")),
        "needs_proof": workflow.needs_proof(article),
        "corrects_typos": corrects,
        "signs_proof": corrects and proof_policy.refusal_of_version(user, article) is None,
    }


@require_POST
def sign(request: HttpRequest, article_id: int) -> HttpResponse:
    article, by = _proofreader(request, article_id)
    try:
        workflow.sign_proof(article, by=by, seen_version=_number(request.POST.get("seen_version", "")))
    except workflow.Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("“%(article)s”: read, no errors.") % {"article": article})
    return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]))


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, article_id: int) -> HttpResponse:
    """The form; then the same corrections shown in their places; then stored, when they are sent a second time."""
    article, by = _proofreader(request, article_id)
    if sentence := proof_policy.refusal_to_proof(by, article):
        messages.error(request, sentence)
        return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]))
    if request.method != "POST":
        return _page(request, article, FixFormSet())
    forms = FixFormSet(request.POST)
    try:
        fixes = _fixes(forms, article)
        if fixes is None or "back" in request.POST:
            return _page(request, article, forms)
        typos.fix_typos(workflow.current(article).parts, fixes)
        if "send" not in request.POST:
            return _page(request, article, forms, shown=_shown(article, fixes))
        workflow.correct_typos(article, fixes, by=by, seen_version=_number(request.POST.get("seen_version", "")))
    except (NotATypo, workflow.Refused) as refused:
        return _page(request, article, forms, refused=_sentence(refused))
    sentence = ngettext("%(count)s correction", "%(count)s corrections", len(fixes)) % {"count": len(fixes)}
    messages.success(request, _("%(corrections)s: the final review is asked again.") % {"corrections": sentence})
    return HttpResponseRedirect(reverse("admin:index"))


def _proofreader(request: HttpRequest, article_id: int) -> tuple[Article, User]:
    """The article, for proofreaders who may see it; whether he may do what he asks for is asked later."""
    article, user = visible(request, article_id), request.user
    if article is None or not isinstance(user, User) or not user.holds({Role.PROOFREADER}):
        raise Http404
    return article, user


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _fixes(forms: Any, article: Article) -> list[Fix] | None:
    """The corrections, or None if the rows must be looked at again."""
    if not forms.is_valid():
        return None
    for form in forms:
        form.look(workflow.current(article).parts)
    return [form.fix for form in forms if form.fix] if forms.is_valid() else None


def _sentence(refused: Exception) -> str:
    row = getattr(refused, "row", None)
    return str(refused) if row is None else _("Row %(row)s: %(sentence)s") % {"row": row + 1, "sentence": refused}


def _shown(article: Article, fixes: list[Fix]) -> list[dict[str, Any]]:
    """Each correction in its place, with the difference in pieces."""
    parts = workflow.current(article).parts
    labels = {name: Article._meta.get_field(name).verbose_name for name in typos.FIELDS}  # type: ignore[union-attr]
    return [
        {
            "field": labels[fix.field],
            "place": typos.places(parts, fix)[fix.occurrence - 1],
            "pieces": typos.marked(fix.wrong, fix.right),
        }
        for fix in fixes
    ]


def _page(
    request: HttpRequest,
    article: Article,
    forms: Any,
    *,
    shown: list[dict[str, Any]] | None = None,
    refused: str = "",
) -> HttpResponse:
    sent = _number(request.POST.get("seen_version", ""))
    context = {
        **admin.site.each_context(request),
        "title": str(article),
        "article": article,
        "forms": forms,
        "shown": shown,
        "refused": refused,
        # The version he began to read; after a refusal he reads the newest.
        "seen_version": workflow.current(article).number if refused or not sent else sent,
        "reading": reading(workflow.current(article), request.user),
        "opts": Article._meta,
    }
    return render(request, "admin/articles/article/typos.html", context)
