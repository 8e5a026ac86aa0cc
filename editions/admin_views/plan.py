"""Desk pages of what comes before an edition: opening a new one, and the plan of each weekday's pages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.contrib import admin, messages
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from articles.clock import database_now
from authors.models import User
from editions import day_plan, planning, policy, renumbering, sheet_drawing, workflow
from editions.forms import CopyPlanForm, NewEditionForm, NumbersForm, PlannedPages
from editions.models import Edition, EditionKind, PageTemplate, PlannedPage, Publication, Weekday

# Days looked through for the next one that has a paper: longer than any holiday.
LOOK_AHEAD = 30


@require_http_methods(["GET", "HEAD", "POST"])
def new_edition(request: HttpRequest) -> HttpResponse:
    """Ask for the day and number of an edition, show which pages each weekday gives, and open it."""
    if not policy.can_compose(request.user):
        raise Http404
    today = timezone.localdate(database_now())
    publication = Publication.objects.first()
    first_choice = next_day(today)
    initial = {"kind": EditionKind.ORDINARY.value, "date": first_choice}
    form = NewEditionForm(request.POST or None, today=today, publication=publication, initial=initial)
    # Not a value: another day gets another number.
    foreseen = renumbering.Upcoming(first_choice, publication).open(first_choice, 1)
    form.fields["total_number"].widget.attrs["placeholder"] = foreseen
    if request.method == "POST" and form.is_valid() and (response := _open(request, form)):
        return response
    context = {
        **admin.site.each_context(request),
        "title": _("New edition"),
        "opts": Edition._meta,
        "form": form,
        "publication": publication,
        "week": week(),
        "chosen_weekday": first_choice.weekday(),
        "can_keep_house": policy.can_keep_house(request.user),
    }
    return render(request, "admin/editions/edition/new.html", context)


def _open(request: HttpRequest, form: NewEditionForm) -> HttpResponse | None:
    """The way to the new edition; None with the sentence in the form when it was refused."""
    assert isinstance(request.user, User)
    asked = dict(form.cleaned_data)
    try:
        edition = planning.plan(asked.pop("date"), by=request.user, **asked)
    except planning.Holiday as holiday:
        form.is_holiday = True
        form.add_error(None, str(holiday))
        return None
    except renumbering.NumberKept as kept:
        form.add_error("total_number", str(kept))
        form.offer_number(kept.free)
        return None
    except workflow.Refused as refused:
        form.add_error(None, str(refused))
        return None
    tell_moved(request, edition.moved)
    if edition.pages.exists():
        messages.success(request, _("The edition of %(edition)s is open.") % {"edition": edition})
    else:
        messages.warning(request, _("The plan has no pages for that weekday. Add the edition's pages here."))
        return HttpResponseRedirect(reverse("admin:editions_edition_pages", args=[edition.pk]))
    return HttpResponseRedirect(reverse("admin:editions_edition_change", args=[edition.pk]))


def tell_moved(request: HttpRequest, moved: Iterable[renumbering.Moved]) -> None:
    """Which editions have other numbers now: what of them is proofed or signed off has to be looked at again."""
    changes: dict[str, tuple[str, str]] = {}
    for edition, before, now in moved:
        changes[edition] = (changes.get(edition, (before, ""))[0], now)
    if changes:
        sentence = _("%(edition)s (%(before)s → %(now)s)")
        rows = ({"edition": edition, "before": before, "now": now} for edition, (before, now) in changes.items())
        named = _(", ").join(sentence % row for row in rows)
        messages.warning(request, _("Numbered anew: %(editions)s.") % {"editions": named})


@require_http_methods(["GET", "HEAD", "POST"])
def numbers(request: HttpRequest, edition_id: int) -> HttpResponse:
    """The total numbers and the name of an edition that is not published, to be put right."""
    edition = get_object_or_404(policy.visible_to(request.user), pk=edition_id)
    back = HttpResponseRedirect(reverse("admin:editions_edition_change", args=[edition.pk]))
    if sentence := policy.refusal_to_compose(request.user, edition):
        messages.error(request, sentence)
        return back
    fields = {"total_number": edition.total_number, "total_number_to": edition.total_number_to, "name": edition.name}
    form = NumbersForm(request.POST if request.method == "POST" else None, initial=fields)
    if not edition.date_to:
        del form.fields["total_number_to"]
    if request.method == "POST" and form.is_valid() and _renumber(request, edition, form):
        return back
    context = {
        **admin.site.each_context(request),
        "title": _("Numbers and name of %(edition)s") % {"edition": edition},
        "opts": Edition._meta,
        "edition": edition,
        "form": form,
    }
    return render(request, "admin/editions/edition/numbers.html", context)


def _renumber(request: HttpRequest, edition: Edition, form: NumbersForm) -> bool:
    assert isinstance(request.user, User)
    asked = form.cleaned_data
    try:
        moved = renumbering.renumber(
            edition,
            first=asked["total_number"],
            last=asked.get("total_number_to"),
            name=asked["name"],
            by=request.user,
            counts_on=asked["counts_on"],
        )
    except workflow.Refused as refused:
        form.add_error(None, str(refused))
        return False
    tell_moved(request, moved)
    return True


def next_day(today: date) -> date:
    """The day after the last regular edition, or the next one after it that has planned pages."""
    last = Edition.objects.regular().order_by("-date").first()
    day = last.last_day + timedelta(days=1) if last else today
    plans = day_plan.of_days(day, day + timedelta(days=LOOK_AHEAD))
    return next((one.day for one in plans if one.appears), day)


def week() -> list[dict[str, Any]]:
    """The seven weekdays with their planned pages."""
    pages: dict[int, list[PlannedPage]] = defaultdict(list)
    for page in PlannedPage.objects.exclude(weekday=None).select_related("template", "section"):
        pages[page.weekday or 0].append(page)
    return [{"number": day.value, "name": day.label, "pages": pages[day.value]} for day in Weekday]


def drawings() -> dict[int, sheet_drawing.SheetDrawing]:
    """The sheet of each kind of page that is drawn, by template."""
    templates = PageTemplate.objects.exclude(paper=None).select_related("paper").prefetch_related("slots")
    return {template.pk: drawn for template in templates if (drawn := sheet_drawing.of_template(template))}


@require_safe
def plan(request: HttpRequest) -> HttpResponse:
    """The pages of all weekdays."""
    _keeper(request)
    context = {
        **admin.site.each_context(request),
        "title": capfirst(PlannedPage._meta.verbose_name_plural),
        "opts": PlannedPage._meta,
        "week": _with_drawings(week()),
    }
    return render(request, "admin/editions/plannedpage/plan.html", context)


def _with_drawings(days: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each planned page beside the drawing of its template, None for a list."""
    drawn = drawings()
    return [{**day, "pages": [(page, drawn.get(page.template_id)) for page in day["pages"]]} for day in days]


@require_http_methods(["GET", "HEAD", "POST"])
def weekday(request: HttpRequest, number: int) -> HttpResponse:
    """One form for the pages of a weekday."""
    _keeper(request)
    day = _weekday(number)
    formset = PlannedPages(request.POST if request.method == "POST" else None, owner={"weekday": day.value})
    if request.method == "POST" and formset.is_valid() and _store(request, formset):
        messages.success(request, _("The plan for %(weekday)s is stored.") % {"weekday": day.label})
        return HttpResponseRedirect(reverse("admin:editions_plannedpage_changelist"))
    context = {
        **admin.site.each_context(request),
        "title": _("Pages for %(weekday)s") % {"weekday": day.label},
        "opts": PlannedPage._meta,
        "formset": formset,
        "way_back": reverse("admin:editions_plannedpage_changelist"),
    }
    return render(request, "admin/editions/plannedpage/weekday.html", context)


def _store(request: HttpRequest, formset: Any) -> bool:
    try:
        with transaction.atomic():
            formset.save()
    except IntegrityError:
        messages.error(request, _("Two pages cannot have the same label. Open the plan anew and look again."))
        return False
    return True


@require_POST
def copy(request: HttpRequest, number: int) -> HttpResponse:
    """Give other weekdays the pages of this one, instead of their own."""
    _keeper(request)
    day = _weekday(number)
    form = CopyPlanForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for error in form.errors["to"]))
        return HttpResponseRedirect(reverse("admin:editions_plannedpage_changelist"))
    days = [Weekday(choice) for choice in form.cleaned_data["to"] if choice != day.value]
    _copy(day, days)
    names = _(", ").join(str(choice.label) for choice in days)
    messages.success(request, _("%(days)s: the same pages as %(weekday)s.") % {"days": names, "weekday": day.label})
    return HttpResponseRedirect(reverse("admin:editions_plannedpage_changelist"))


@transaction.atomic
def _copy(day: Weekday, to: list[Weekday]) -> None:
    # The rows of all weekdays are locked in one order, so that two copies wait for each other instead of mixing.
    pages = list(PlannedPage.objects.select_for_update().order_by("pk"))
    PlannedPage.objects.filter(weekday__in=[choice.value for choice in to]).delete()
    fields = ("letter", "number", "name", "template_id", "section_id")
    PlannedPage.objects.bulk_create(
        PlannedPage(weekday=choice.value, **{field: getattr(page, field) for field in fields})
        for choice in to
        for page in pages
        if page.weekday == day.value
    )


def _weekday(number: int) -> Weekday:
    if number not in Weekday.values:
        raise Http404
    return Weekday(number)


def _keeper(request: HttpRequest) -> None:
    if not policy.can_keep_house(request.user):
        raise Http404
