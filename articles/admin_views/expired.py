"""A form sent when its session or its token had expired: its words come back on a page, and nothing is stored."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.middleware.csrf import CsrfViewMiddleware
from django.template.response import TemplateResponse
from django.urls import URLPattern, reverse
from django.utils.translation import gettext as _

from articles.models import Article
from articles.richtext import clean_html, plain_text

View = Callable[..., HttpResponseBase]

# What people type beside the text itself: into the article's form, a note, a verb, a correction.
LINES = ("kicker", "headline", "deck", "dateline", "source", "text", "note", "notice", "reason", "checkpoint")


def keeping_words(address: URLPattern) -> URLPattern:
    """The same address, where a form whose session or token has expired comes back with its words."""
    if address.name in {"articles_article_add", "articles_article_change"}:
        address.callback = _keeping_words(address.callback)
    return address


def _keeping_words(view: View) -> View:
    """Answer an expired form with its words instead of the sign-in page or the bare refusal.

    Only a form that our own page has sent (browsers say so in `Origin`): to others nothing is shown or repeated.
    """

    @wraps(view)
    def kept(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        forgery = CsrfViewMiddleware(view)
        refusal = forgery.process_view(request, _any_view, args, kwargs)
        if request.method != "POST" or not _is_from_our_page(forgery, request):
            return refusal or view(request, *args, **kwargs)
        if not admin.site.has_permission(request):
            return words_page(request)
        if refusal is None:
            return view(request, *args, **kwargs)
        # Somebody signed in again since the form was opened, so its token is an old one. His words are shown once
        # more, with a new one; nothing is stored.
        request.csrf_processing_done = True  # type: ignore[attr-defined]
        request.refused_sentence = _("You have signed in again since: look at your words once more, and save.")  # type: ignore[attr-defined]
        return view(request, *args, **kwargs)

    kept.csrf_exempt = True  # type: ignore[attr-defined]
    return kept


def _any_view(_request: HttpRequest) -> HttpResponse:
    """Stands for the view while the form's token is examined."""
    return HttpResponse()


def _is_from_our_page(forgery: CsrfViewMiddleware, request: HttpRequest) -> bool:
    return "HTTP_ORIGIN" in request.META and forgery._origin_verified(request)  # type: ignore[attr-defined]


def words_page(request: HttpRequest) -> TemplateResponse:
    """The words somebody sent when he was not signed in any more: to be read, copied, and sent again."""
    context = {
        **admin.site.each_context(request),
        **shown(request.POST),
        "title": _("Not saved: you are not signed in any more"),
        "sign_in": f"{reverse('admin:login')}?popup=1",
    }
    return TemplateResponse(request, "admin/articles/article/words.html", context, status=403)


def shown(words: QueryDict) -> dict[str, Any]:
    """The words of a form to be read (`lines`, `body`), and all its `fields` to be sent again. No database."""
    labels = {field.name: field.verbose_name for field in Article._meta.fields}
    lines = [{"label": labels.get(name, ""), "text": words[name]} for name in words if _is_line(name) and words[name]]
    try:
        body = plain_text(clean_html(words.get("body", "")))
    except ValidationError:
        body = words.get("body", "")
    fields = [(name, value) for name, values in words.lists() for value in values if name != "csrfmiddlewaretoken"]
    return {"lines": lines, "body": body, "fields": fields}


def _is_line(name: str) -> bool:
    return name in LINES or name.startswith("answer-")


def sent_by_our_page(request: HttpRequest) -> QueryDict | None:
    """What a form about an article sent, if it was a page of ours; None for all else, and for what scripts send."""
    if request.method != "POST" or not request.path_info.startswith(reverse("admin:articles_article_changelist")):
        return None
    if request.headers.get("X-Requested-With") == "fetch" or not _is_from_our_page(
        CsrfViewMiddleware(_any_view), request
    ):
        return None
    try:
        return request.POST
    except Exception:  # whatever is wrong with it, the page that is shown instead must not fail too
        return None
