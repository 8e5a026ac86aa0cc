"""What can be done after publication: corrections, and the second signature under a withdrawal."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from articles import publishing, workflow
from articles.admin_views.addresses import desk_path, visible
from articles.admin_views.comparing import names_in
from articles.comparing import compare_fields
from articles.forms.article import NoteForm
from articles.forms.correction import AskForm, CorrectionForm, StepForm
from articles.models import Article, Correction, CorrectionState, State, Withdrawal
from articles.policy import corrections as correction_policy
from articles.richtext import loosen_policy
from authors.models import User

MOST_SHOWN = 20


def addresses() -> list[URLPattern]:
    return [
        desk_path("<int:article_id>/correction/", ask, name="correction_ask"),
        desk_path("<int:article_id>/correction/<int:number>/", correction, name="correction"),
        desk_path("<int:article_id>/correction/<int:number>/<slug:step>/", take_step, name="correction_step"),
        desk_path("<int:article_id>/withdrawal/<int:number>/<slug:word>/", answer, name="withdrawal_answer"),
    ]


def beside(article: Article, user: User) -> dict[str, Any]:
    """The corrections this person may know of, the way to ask for one, and what became of a withdrawal."""
    if article.published_at is None:
        return {}
    knows = correction_policy.knows(user, article)
    rows = article.corrections.select_related("written_by", "asked_by")
    context: dict[str, Any] = {
        "corrections": list((rows if knows else rows.published())[:MOST_SHOWN]),
        "knows_corrections": knows,
        "withdrawal": _withdrawal(article, user) if article.state == State.WITHDRAWN else None,
    }
    if knows and correction_policy.refusal_to_ask(user, article, is_typo=True) is None:
        context["ask_form"] = _ask_form(article, user)
    return context


def _ask_form(article: Article, user: User, data: Any = None) -> AskForm:
    may_update = correction_policy.refusal_to_update(article) is None
    only_typos = correction_policy.refusal_to_ask(user, article) is not None
    return AskForm(data, only_typos=only_typos, may_update=may_update)


def _withdrawal(article: Article, user: User) -> dict[str, Any] | None:
    found = article.withdrawals.with_overdue().select_related("by", "confirmed_by").first()
    if found is None:
        return None
    found.article = article
    return {
        "row": found,
        "is_overdue": found.is_overdue,
        "may_confirm": correction_policy.refusal_to_confirm(user, found) is None,
        "may_overturn": correction_policy.refusal_to_overturn(user, found, is_overdue=found.is_overdue) is None,
    }


# -- corrections -----------------------------------------------------------------------------------------------------
@require_POST
def ask(request: HttpRequest, article_id: int) -> HttpResponse:
    """Ask for a correction of this article."""
    article, user = _article(request, article_id)
    form = _ask_form(article, user, request.POST)
    if not form.is_valid():
        _tell(request, form)
        return _back_to(article)
    words = form.cleaned_data
    try:
        found = workflow.ask_for_correction(
            article,
            by=user,
            reason=words["reason"],
            kind=words["kind"],
            found_at=words["found_at"],
            is_typo=words["is_typo"],
        )
    except workflow.Refused as refused:
        messages.error(request, str(refused))
        return _back_to(article)
    messages.success(request, _("The correction of “%(article)s” is asked for.") % {"article": article})
    return HttpResponseRedirect(_address(found))


@require_http_methods(["GET", "HEAD", "POST"])
def correction(request: HttpRequest, article_id: int, number: int) -> HttpResponse:
    """One correction: its words to be written, or what they change; its steps, and who does the next one."""
    found, user = _correction(request, article_id, number)
    if request.method != "POST":
        return _page(request, found, user)
    if sentence := correction_policy.refusal_to_write(user, found):
        messages.error(request, sentence)
        return HttpResponseRedirect(_address(found))
    form = CorrectionForm(request.POST, correction=found)
    if not form.is_valid():
        return _page(request, found, user, form)
    try:
        workflow.write_correction(
            found, form.words, by=user, seen_revision=form.cleaned_data["seen_revision"], file="_file" in request.POST
        )
    except workflow.Refused as refused:
        form.add_error(None, str(refused))
        return _page(request, found, user, form)
    messages.success(request, _("The correction is filed.") if "_file" in request.POST else _("Saved."))
    return HttpResponseRedirect(_address(found))


def _check(found: Correction, user: User, seen: int, note: str) -> None:
    workflow.check_correction(found, by=user, seen_revision=seen, note=note)


def _return(found: Correction, user: User, seen: int, note: str) -> None:
    workflow.return_correction(found, by=user, seen_revision=seen, note=note)


def _publish(found: Correction, user: User, seen: int, _note: str) -> None:
    publishing.correct(found, by=user, seen_revision=seen)


def _drop(found: Correction, user: User, _seen: int, note: str) -> None:
    workflow.drop_correction(found, by=user, note=note)


Step = Callable[[Correction, User, int, str], None]
Asks = Callable[[User, Correction], str | None]
# What may be done with a filed correction: how it is done, who may, what the button says.
STEPS: dict[str, tuple[Step, Asks, str | Promise]] = {
    "check": (_check, correction_policy.refusal_to_check, pgettext_lazy("verb", "Passed the check")),
    "publish": (_publish, correction_policy.refusal_to_publish, pgettext_lazy("verb", "Publish the correction")),
    "return": (_return, correction_policy.refusal_to_return, pgettext_lazy("verb", "Return")),
    "drop": (_drop, correction_policy.refusal_to_drop, pgettext_lazy("verb", "Drop")),
}
STERN = frozenset({"return", "drop"})


@require_POST
def take_step(request: HttpRequest, article_id: int, number: int, step: str) -> HttpResponse:
    """Check, publish, return or drop a correction."""
    found, user = _correction(request, article_id, number)
    if step not in STEPS:
        raise Http404
    form = StepForm(request.POST)
    if not form.is_valid():
        _tell(request, form)
        return HttpResponseRedirect(_address(found))
    act, _asks, label = STEPS[step]
    try:
        act(found, user, form.cleaned_data["seen_revision"] or 0, form.cleaned_data["note"])
    except workflow.Refused as refused:
        messages.error(request, str(refused))
        return HttpResponseRedirect(_address(found))
    messages.success(request, _("“%(article)s”: %(verb)s – done.") % {"article": found.article, "verb": label})
    return HttpResponseRedirect(_address(found))


def _page(request: HttpRequest, found: Correction, user: User, form: CorrectionForm | None = None) -> HttpResponse:
    may_write = correction_policy.refusal_to_write(user, found) is None
    if form is None and may_write:
        form = CorrectionForm(correction=found)
    context = {
        **admin.site.each_context(request),
        "title": str(found.article),
        "article": found.article,
        "correction": found,
        "form": form,
        "is_newer": form is not None and form.is_bound,
        "differences": _differences(found),
        "steps": found.steps.select_related("by"),
        "buttons": [
            {"name": name, "label": label, "is_stern": name in STERN}
            for name, (_act, asks, label) in STEPS.items()
            if asks(user, found) is None
        ],
        "opts": Article._meta,
    }
    response = render(request, "admin/articles/article/correction.html", context)
    if form is not None:
        loosen_policy(response)
    return response


def _differences(found: Correction) -> list[Any]:
    """What the correction changes: against the published words, or, once published, against those before it."""
    old = found.base.parts
    new = found.version.parts if found.version else {**old, **_words(found)}
    if found.state in {CorrectionState.FILED, CorrectionState.CHECKED}:
        new = json.loads(workflow.proposed_content(found))
    return [one for one in compare_fields(old, new, names=names_in(old, new)) if one.changed]


def _words(found: Correction) -> dict[str, str]:
    return {name: getattr(found, name) for name in Correction.TEXT_FIELDS}


# -- withdrawals -------------------------------------------------------------------------------------------------------
@require_POST
def answer(request: HttpRequest, article_id: int, number: int, word: str) -> HttpResponse:
    """Confirm a withdrawal, or overturn it with a reason."""
    article, user = visible(request, article_id), request.user
    if article is None or not isinstance(user, User) or word not in {"confirm", "overturn"}:
        raise Http404
    found = Withdrawal.objects.select_related("article").filter(article=article, pk=number).first()
    if found is None:
        raise Http404
    form = NoteForm(request.POST)
    if not form.is_valid():
        _tell(request, form)
        return _back_to(article)
    try:
        if word == "confirm":
            workflow.confirm_withdrawal(found, by=user)
        else:
            publishing.overturn(found, by=user, reason=form.cleaned_data["note"])
    except workflow.Refused as refused:
        messages.error(request, str(refused))
        return _back_to(article)
    done = (
        _("The withdrawal of “%(article)s” is confirmed.")
        if word == "confirm"
        else _("“%(article)s” is readable again.")
    )
    messages.success(request, done % {"article": article})
    return _back_to(article)


# -- what all of them do -----------------------------------------------------------------------------------------------
def _article(request: HttpRequest, article_id: int) -> tuple[Article, User]:
    """The article, for whom its corrections exist."""
    article, user = visible(request, article_id), request.user
    if article is None or not isinstance(user, User) or not correction_policy.knows(user, article):
        raise Http404
    return article, user


def _correction(request: HttpRequest, article_id: int, number: int) -> tuple[Correction, User]:
    article, user = _article(request, article_id)
    rows = article.corrections.select_related("base", "version", "written_by", "checked_by", "approved_by", "asked_by")
    found = rows.filter(pk=number).first()
    if found is None:
        raise Http404
    found.article = article
    return found, user


def _tell(request: HttpRequest, form: forms.Form) -> None:
    messages.error(request, " ".join(str(sentence) for errors in form.errors.values() for sentence in errors))


def _address(found: Correction) -> str:
    return reverse("admin:articles_article_correction", args=[found.article_id, found.pk])


def _back_to(article: Article) -> HttpResponse:
    return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]))
