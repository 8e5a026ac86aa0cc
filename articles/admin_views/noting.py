"""Notes in the margin of an article: reading them beside the text, writing, answering, settling."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, reverse
from django.views.decorators.http import require_POST

from articles import passages, workflow
from articles.admin_views.addresses import desk_path, visible
from articles.admin_views.reading import versions_open_to
from articles.forms.note import AnswerForm, ThreadForm
from articles.models import Article, Note
from articles.policy import notes as note_policy
from articles.policy.notes import Reach
from authors.models import User


def addresses() -> list[URLPattern]:
    return [
        desk_path("<int:article_id>/note/", write, name="note"),
        desk_path("<int:article_id>/note/<int:note_id>/answer/", answer, name="note_answer"),
        desk_path("<int:article_id>/note/<int:note_id>/settle/", settle, name="note_settle"),
        desk_path("<int:article_id>/note/<int:note_id>/reopen/", reopen, name="note_reopen"),
    ]


@dataclass(frozen=True, slots=True)
class Margin:
    """What one person finds in the margin of an article: its threads, each with `stands`, and what he may do."""

    threads: list[Note]
    settled: list[Note]
    writes: bool
    reopens: bool

    @property
    def open_to_author(self) -> int:
        return sum(thread.to_author for thread in self.threads)


def beside(article: Article, user: User) -> dict[str, Any]:
    """The margin, for whoever has one; and for reviewers how many of the author's answers are still open."""
    margin = margin_of(article, user)
    reviews = margin is not None and margin.reopens
    return {"margin": margin, "open_notes": margin.open_to_author if margin and reviews else 0}


def margin_of(article: Article, user: User) -> Margin | None:
    """None where there is nothing for this person: not even a heading tells him of the notes of others."""
    reach = note_policy.reach(user, article)
    if reach == Reach.NONE or article.current_version is None:
        return None
    threads = list(note_policy.threads(user, article, reach).with_answers())
    if not threads and not note_policy.writes(reach):
        return None
    parts = article.current_version.parts if threads else {}
    texts = {field: passages.words(parts, field) for field in {thread.field for thread in threads if thread.field}}
    for thread in threads:
        thread.stands = not thread.quote or thread.quote in texts[thread.field]  # type: ignore[attr-defined]
    return Margin(
        threads=[thread for thread in threads if not thread.is_resolved],
        settled=[thread for thread in threads if thread.is_resolved],
        writes=note_policy.writes(reach),
        reopens=note_policy.reopens(reach),
    )


@require_POST
def write(request: HttpRequest, article_id: int) -> HttpResponse:
    """Begin a thread. What cannot be stored comes back on a page of its own, with all its words."""
    article, reach = _with_notes(request, article_id)
    if not note_policy.writes(reach):
        raise Http404
    form = ThreadForm(request.POST)
    if form.is_valid():
        version = versions_open_to(request.user, article).filter(number=form.cleaned_data["seen_version"]).first()
        if version is None:
            raise Http404
        version.article = article
        options = {"text": form.cleaned_data["text"], "to_author": form.cleaned_data["to_author"], **form.passage()}
        try:
            note = workflow.write_note(version, by=request.user, **options)  # type: ignore[arg-type]
            return _to_thread(article, note)
        except workflow.Refused as refused:
            form.add_error(None, str(refused))
    return _once_more(request, article, form)


@require_POST
def answer(request: HttpRequest, article_id: int, note_id: int) -> HttpResponse:
    """Answer in a thread; the field of each thread has a name of its own, for all stand in one form."""
    article, thread = _thread(request, article_id, note_id)
    form = AnswerForm({"text": request.POST.get(f"answer-{thread.pk}", request.POST.get("text", ""))})
    if form.is_valid():
        try:
            workflow.answer_note(thread, by=request.user, text=form.cleaned_data["text"])  # type: ignore[arg-type]
            return _to_thread(article, thread)
        except workflow.Refused as refused:
            form.add_error(None, str(refused))
    return _once_more(request, article, form, thread)


@require_POST
def settle(request: HttpRequest, article_id: int, note_id: int) -> HttpResponse:
    return _resolve(request, article_id, note_id, is_resolved=True)


@require_POST
def reopen(request: HttpRequest, article_id: int, note_id: int) -> HttpResponse:
    return _resolve(request, article_id, note_id, is_resolved=False)


def _resolve(request: HttpRequest, article_id: int, note_id: int, *, is_resolved: bool) -> HttpResponse:
    article, thread = _thread(request, article_id, note_id)
    try:
        workflow.resolve_thread(thread, by=request.user, is_resolved=is_resolved)  # type: ignore[arg-type]
    except workflow.Refused as refused:
        messages.error(request, str(refused))
    return _to_thread(article, thread)


def _with_notes(request: HttpRequest, article_id: int) -> tuple[Article, Reach]:
    """The article, for whoever has to do with notes on it."""
    article = visible(request, article_id)
    reach = note_policy.reach(request.user, article) if article else Reach.NONE
    if article is None or reach == Reach.NONE:
        raise Http404
    return article, reach


def _thread(request: HttpRequest, article_id: int, note_id: int) -> tuple[Article, Note]:
    article, reach = _with_notes(request, article_id)
    found = note_policy.threads(request.user, article, reach)
    thread = found.filter(pk=note_id).first() if note_id < 2**63 else None
    if thread is None:
        raise Http404
    return article, thread


def _to_thread(article: Article, thread: Note) -> HttpResponse:
    return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]) + f"#note-{thread.pk}")


def _once_more(request: HttpRequest, article: Article, form: forms.Form, thread: Note | None = None) -> HttpResponse:
    context = {
        **admin.site.each_context(request),
        "title": str(article),
        "article": article,
        "form": form,
        "thread": thread,
        "opts": Article._meta,
    }
    return render(request, "admin/articles/article/note.html", context)
