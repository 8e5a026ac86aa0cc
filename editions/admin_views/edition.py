"""Desk pages of an edition: its board, placing and moving, the details of its pages, and the way to publication."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db import IntegrityError, InternalError, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from articles.clock import database_now
from articles.models import Article
from authors.models import User
from editions import board as flat_plan
from editions import corrections, policy, publishing, tray, workflow
from editions.admin_views.asking import edition_of, number, page_named, page_of, person, placement_of
from editions.admin_views.attempts import attempt
from editions.findings import together
from editions.forms import EditionPages, ScheduleForm, chosen_articles, first_hour
from editions.models import Edition, Page, Placement
from editions.tray_filter import Wanted
from editions.workflow.rows import database_said


@require_safe
def board(request: HttpRequest, edition_id: int | str) -> HttpResponse:
    """The edition's own page."""
    return _board(request, edition_of(request, edition_id))


def _board(request: HttpRequest, edition: Edition, schedule_form: ScheduleForm | None = None) -> HttpResponse:
    edition = Edition.objects.with_pages().get(pk=edition.pk)
    now = database_now()
    context = {
        **admin.site.each_context(request),
        **flat_plan.board(edition, person(request), Wanted.of(request.GET.dict())),
        "title": _("Edition %(edition)s") % {"edition": edition},
        "opts": Edition._meta,
        "schedule_form": schedule_form or ScheduleForm(now=now, initial={"at": first_hour(edition, now)}),
    }
    return render(request, "admin/editions/edition/board.html", context)


# -- placing -----------------------------------------------------------------------------------------------------
@require_POST
def place(request: HttpRequest, edition_id: int) -> HttpResponse:
    """Put what was ticked in the tray on a page."""
    edition = edition_of(request, edition_id)
    try:
        articles = chosen_articles(request.POST)
    except ValueError:
        raise Http404 from None
    if not articles:
        return _refuse(request, edition, _("Tick at least one article in the tray."))
    try:
        page = page_named(edition, request.POST)
    except workflow.Refused as refused:
        return _refuse(request, edition, str(refused))
    if page is None:
        return _refuse(request, edition, _("Choose the page first."))

    def act() -> str:
        try:
            placed = tray.place(page, articles, by=person(request))
        except Article.DoesNotExist:
            raise Http404 from None
        return ngettext(
            "%(count)s article placed on %(page)s.", "%(count)s articles placed on %(page)s.", len(placed)
        ) % {"count": len(placed), "page": page.label}

    return _answer(request, edition, act, anchor=f"page-{page.pk}")


@require_POST
def placement(request: HttpRequest, edition_id: int, placement_id: int) -> HttpResponse:
    """Move a placed article, take it off, or take its new version; `do` names which."""
    edition = edition_of(request, edition_id)
    act = DEEDS.get(request.POST.get("do", ""))
    if act is None:
        raise Http404

    def under_lock() -> str:
        to = page_named(edition, request.POST)
        with transaction.atomic():
            # Who came first may have moved it: look again once the edition is ours.
            workflow.lock(edition)
            return act(placement_of(request, edition, placement_id), to, person(request))

    return _answer(request, edition, under_lock, anchor=f"placement-{placement_id}")


def _up(found: Placement, _to: Page | None, by: User) -> str:
    workflow.move(found, to=found.page, order=max(found.order - 1, 1), by=by)
    return ""


def _down(found: Placement, _to: Page | None, by: User) -> str:
    workflow.move(found, to=found.page, order=found.order + 1, by=by)
    return ""


def _move(found: Placement, to: Page | None, by: User) -> str:
    if to is None:
        raise workflow.Refused(_("Choose the page first."))
    if to.pk != found.page_id:
        workflow.move(found, to=to, order=to.placements.count() + 1, by=by)
    return _("“%(article)s” stands on %(page)s now.") % {"article": found.version.headline, "page": to.label}


def _remove(found: Placement, _to: Page | None, by: User) -> str:
    done = _("“%(article)s” was taken off %(page)s.") % {"article": found.version.headline, "page": found.page.label}
    workflow.remove(found, by=by)
    return done


def _renew(found: Placement, _to: Page | None, by: User) -> str:
    workflow.renew(found, by=by)
    return _("%(page)s has the new version of “%(article)s”.") % {
        "page": found.page.label,
        "article": found.version.headline,
    }


Deed = Callable[[Placement, Page | None, User], str]
DEEDS: dict[str, Deed] = {"up": _up, "down": _down, "move": _move, "remove": _remove, "renew": _renew}


# -- corrections of earlier editions ------------------------------------------------------------------------------
@require_POST
def correction(request: HttpRequest, edition_id: int) -> HttpResponse:
    """Put a due correction on a page of this edition; without a page it is taken off."""
    edition, by = edition_of(request, edition_id), person(request)
    found = corrections.visible_due(by, number(request.POST.get("correction", "")))
    if found is None:
        raise Http404
    page = page_of(edition, request.POST.get("page", ""))

    def act() -> str:
        if page is None:
            corrections.take_off(found, edition, by=by)
            return _("The correction stands on no page now.")
        corrections.place(found, page, by=by)
        return _("The correction of “%(article)s” stands on %(page)s.") % {
            "article": found.article,
            "page": page.label,
        }

    return _answer(request, edition, act, anchor="corrections")


# -- the details of the pages ------------------------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
def pages(request: HttpRequest, edition_id: int) -> HttpResponse:
    """One form for the names and the people of all pages of an edition; adds a page, removes an empty one."""
    edition = edition_of(request, edition_id)
    if sentence := policy.refusal_to_compose(person(request), edition):
        return _refuse(request, edition, sentence)
    formset = EditionPages(instance=edition)
    if request.method == "POST":
        response, formset = _store_pages(request, edition)
        if response is not None:
            return response
    context = {
        **admin.site.each_context(request),
        "title": _("Pages of %(edition)s") % {"edition": edition},
        "opts": Edition._meta,
        "edition": edition,
        "formset": formset,
    }
    return render(request, "admin/editions/edition/pages.html", context)


def _store_pages(request: HttpRequest, edition: Edition) -> tuple[HttpResponse | None, Any]:
    """The way on when the pages could be stored, else None; with the form as it was sent."""
    formset = EditionPages(request.POST, instance=edition)
    try:
        with transaction.atomic():
            locked = workflow.lock(edition)
            if sentence := policy.refusal_to_compose(person(request), locked):
                return _refuse(request, edition, sentence), formset
            if not formset.is_valid():
                return None, formset
            formset.save()
            _lay_out_anew(formset, by=person(request))
    except (IntegrityError, InternalError) as error:
        messages.error(request, _said_of_pages(error))
        return None, formset
    messages.success(request, _("The pages are stored."))
    return HttpResponseRedirect(_address(edition)), formset


def _said_of_pages(error: Exception) -> str:
    if "a re-issue keeps its pages" in str(error):
        return database_said(error)
    return _("Somebody else has changed these pages meanwhile. Open the form anew.")


def _lay_out_anew(formset: Any, *, by: User) -> None:
    """A page that has got another template, or is new, gets the template's slots."""
    for form in formset.forms:
        if form.instance.pk and "template" in form.changed_data and form not in formset.deleted_forms:
            workflow.adopt_template(form.instance, by=by)


# -- publication -------------------------------------------------------------------------------------------------
@require_POST
def publish(request: HttpRequest, edition_id: int) -> HttpResponse:
    """Publish the edition now; pressing twice publishes once."""
    edition = edition_of(request, edition_id)
    if edition.is_published:
        messages.info(request, _("This edition is published already."))
        return HttpResponseRedirect(_address(edition))

    def act() -> str:
        try:
            published = publishing.publish(edition, by=person(request))
        except publishing.NotReady as not_ready:
            raise workflow.Refused(_not_ready(not_ready)) from not_ready
        return _with_link(_("The edition of %(edition)s is published.") % {"edition": published}, published)

    return _answer(request, edition, act)


def _not_ready(not_ready: publishing.NotReady) -> str:
    found = together(not_ready.findings)
    count = len(found)
    return ngettext(
        "Not published: %(first)s",
        "Not published, for %(count)s reasons; the first: %(first)s",
        count,
    ) % {"count": count, "first": found[0].words}


def _with_link(sentence: str, edition: Edition) -> str:
    address = flat_plan.issue_address(edition)
    if not address:
        return sentence
    return format_html('{} <a href="{}">{}</a>', sentence, address, _("Read the issue"))


@require_POST
def schedule(request: HttpRequest, edition_id: int) -> HttpResponse:
    """Let the press publish the edition at a time to come."""
    edition = edition_of(request, edition_id)
    form = ScheduleForm(request.POST, now=database_now())
    if not form.is_valid():
        return _board(request, edition, schedule_form=form)

    def act() -> str:
        workflow.schedule(edition, at=form.cleaned_data["at"], by=person(request))
        return _("The press will publish this edition at the time you chose.")

    return _answer(request, edition, act)


@require_POST
def unschedule(request: HttpRequest, edition_id: int) -> HttpResponse:
    """Take the edition out of the press's hands again."""
    edition = edition_of(request, edition_id)

    def act() -> str:
        workflow.unschedule(edition, by=person(request))
        return _("The schedule is stopped; the edition waits for you.")

    return _answer(request, edition, act)


# -- what all of them do -----------------------------------------------------------------------------------------
def _answer(request: HttpRequest, edition: Edition, act: Callable[[], str], anchor: str = "") -> HttpResponse:
    """Do it and go back to the board; a refusal becomes a sentence there."""
    status = attempt(request, act)
    return HttpResponseRedirect(_address(edition, request, anchor if status == 200 else ""))


def _refuse(request: HttpRequest, edition: Edition, sentence: str) -> HttpResponse:
    messages.error(request, sentence)
    return HttpResponseRedirect(_address(edition, request))


def _address(edition: Edition, request: HttpRequest | None = None, anchor: str = "") -> str:
    query = Wanted.of(request.GET.dict()).query if request else ""
    return reverse("admin:editions_edition_change", args=[edition.pk]) + query + (f"#{anchor}" if anchor else "")
