"""Desk pages of the paper's calendar: what each coming day has, its exceptions, and opening several editions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.contrib import admin, messages
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from articles.clock import database_now
from authors.models import User
from editions import day_plan, planning, policy, renumbering, workflow
from editions.admin_views.plan import tell_moved
from editions.calendar_forms import DaysForm, ExceptionForm
from editions.day_plan import DayPlan
from editions.forms import PlannedPages
from editions.models import Edition, PlanException, PlannedPage, Publication

WEEKS = 6
TICKED_AHEAD = 7


@dataclass(frozen=True, slots=True)
class Issue:
    """An edition of a day. `becomes` are the numbers it would then have, where it would make room."""

    edition: Edition
    becomes: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One day of the calendar. `number` is the total number it would get if every day before it were opened."""

    plan: DayPlan
    is_past: bool
    is_today: bool
    can_open: bool
    is_ticked: bool
    number: str
    issues: list[Issue] = field(default_factory=list)


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """The coming weeks, or those from the week of `from` on."""
    _looker(request)
    return _calendar(request, _day(request.GET["from"]) if "from" in request.GET else _today())


@require_http_methods(["GET", "HEAD", "POST"])
def day(request: HttpRequest, text: str) -> HttpResponse:
    """The calendar with the exception of one day opened to be changed, in place."""
    _keeper(request)
    chosen = _day(text)
    exception = PlanException.objects.filter(first_day__lte=chosen, last_day__gte=chosen).first()
    start = {"first_day": chosen, "last_day": chosen, "what": PlanException.What.NO_PAPER}
    form = ExceptionForm(request.POST or None, instance=exception, initial=None if exception else start)
    if request.method == "POST" and form.is_valid() and (response := _store(request, form)):
        return response
    return _calendar(request, min(chosen, max(_today(), chosen - timedelta(days=14))), chosen=chosen, form=form)


def _calendar(
    request: HttpRequest, start: date, *, chosen: date | None = None, form: ExceptionForm | None = None
) -> HttpResponse:
    first = start - timedelta(days=start.weekday())
    upcoming = renumbering.Upcoming(_today(), Publication.objects.first())
    cells = list(_cells(first, first + timedelta(days=WEEKS * 7 - 1), upcoming))
    for cell in cells:
        cell.issues.extend(Issue(edition, upcoming.becomes(edition)) for edition in cell.plan.editions)
    context = {
        **admin.site.each_context(request),
        "title": capfirst(PlanException._meta.verbose_name_plural),
        "opts": PlanException._meta,
        "weeks": [cells[at : at + 7] for at in range(0, len(cells), 7)],
        "chosen": chosen,
        "form": form,
        "can_keep_house": policy.can_keep_house(request.user),
        "can_compose": policy.can_compose(request.user),
        "can_open_some": any(cell.can_open for cell in cells),
        "earlier": first - timedelta(days=WEEKS * 7),
        "later": first + timedelta(days=WEEKS * 7),
    }
    return render(request, "admin/editions/planexception/calendar.html", context)


def _cells(first: date, last: date, upcoming: renumbering.Upcoming) -> Iterator[Cell]:
    """The days, opened one after the other as far as the numbers go: `upcoming` knows afterwards who made room."""
    today = _today()
    # Days before the calendar's first that have no edition yet count too.
    plans = day_plan.of_days(min(first, today), last)
    for place, plan in enumerate(plans):
        can_open = upcoming.can_open and plan.day >= today and plan.appears and plan.regular is None
        numbers = ""
        if can_open and plan.merged_into in (None, plan.day):
            count = _count(plans[place:], plan)
            numbers = upcoming.open(plan.day, count)
        if plan.day >= first:
            yield Cell(
                plan=plan,
                is_past=plan.day < today,
                is_today=plan.day == today,
                can_open=can_open and plan.merged_into in (None, plan.day),
                is_ticked=plan.day <= today + timedelta(days=TICKED_AHEAD),
                number=numbers,
            )


def _count(plans: list[DayPlan], plan: DayPlan) -> int:
    if plan.exception is None or not plan.exception.is_merged:
        return 1
    return planning.numbers_of([one for one in plans if one.exception == plan.exception])


def _store(request: HttpRequest, form: ExceptionForm) -> HttpResponse | None:
    """Keep the exception and say what follows; None with the sentence in the form when another was faster."""
    try:
        with transaction.atomic():
            # Who plans an edition holds this row too: no edition is opened for a day that becomes a holiday meanwhile.
            Publication.objects.select_for_update().first()
            exception: PlanException = form.save()
            needs_pages = _give_pages(exception)
    except IntegrityError:
        form.add_error(None, _("Somebody has changed the exceptions of these days meanwhile. Open the calendar anew."))
        return None
    messages.success(request, _("The calendar is stored."))
    _tell_open_editions(request, exception)
    if needs_pages:
        return HttpResponseRedirect(reverse("admin:editions_planexception_pages", args=[exception.pk]))
    return _back(exception.first_day)


def _give_pages(exception: PlanException) -> bool:
    """Begin pages of its own as those of the weekday; answers whether they are new, and to be looked at."""
    if exception.what != PlanException.What.OWN:
        exception.pages.all().delete()
        return False
    if exception.pages.exists():
        return False
    fields = ("letter", "number", "name", "template_id", "section_id")
    PlannedPage.objects.bulk_create(
        PlannedPage(exception=exception, **{field: getattr(page, field) for field in fields})
        for page in PlannedPage.objects.filter(weekday=exception.first_day.weekday())
    )
    return True


def _tell_open_editions(request: HttpRequest, exception: PlanException) -> None:
    editions = Edition.objects.of_days(exception.first_day, exception.last_day).regular().unpublished()
    for edition in editions:
        messages.warning(
            request,
            _("The edition of %(edition)s is open already and keeps its pages as they are.") % {"edition": edition},
        )


@require_http_methods(["GET", "HEAD", "POST"])
def pages(request: HttpRequest, exception_id: int) -> HttpResponse:
    """One form for the pages of days with a plan of their own."""
    _keeper(request)
    exception = get_object_or_404(PlanException, pk=exception_id, what=PlanException.What.OWN)
    formset = PlannedPages(request.POST if request.method == "POST" else None, owner={"exception": exception})
    if request.method == "POST" and formset.is_valid():
        try:
            with transaction.atomic():
                formset.save()
        except IntegrityError:
            messages.error(request, _("Two pages cannot have the same label. Open the plan anew and look again."))
        else:
            messages.success(request, _("The calendar is stored."))
            return _back(exception.first_day)
    context = {
        **admin.site.each_context(request),
        "title": _("Pages for %(weekday)s") % {"weekday": _named(exception)},
        "opts": PlanException._meta,
        "formset": formset,
        "way_back": reverse("admin:editions_planexception_changelist"),
    }
    return render(request, "admin/editions/plannedpage/weekday.html", context)


def _named(exception: PlanException) -> str:
    days = date_format(exception.first_day)
    if exception.last_day != exception.first_day:
        days = f"{days} – {date_format(exception.last_day)}"
    return f"{days} {exception.name}".strip()


@require_POST
def remove(request: HttpRequest, exception_id: int) -> HttpResponse:
    """Let the weekday plan hold again."""
    _keeper(request)
    exception = get_object_or_404(PlanException, pk=exception_id)
    exception.delete()
    messages.success(request, _("The weekday plan holds again for these days."))
    return _back(exception.first_day)


@require_POST
def open_days(request: HttpRequest) -> HttpResponse:
    """Open the editions of the ticked days, all or none."""
    if not policy.can_compose(request.user):
        raise Http404
    assert isinstance(request.user, User)
    today = _today()
    days = list(day_plan.each_day(today, today + timedelta(days=366)))
    form = DaysForm(request.POST, days=days)
    way = HttpResponseRedirect(reverse("admin:editions_planexception_changelist"))
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for error in form.errors["day"]))
        return way
    try:
        opened = planning.plan_days(form.days(), by=request.user)
    except workflow.Refused as refused:
        messages.error(request, _("No edition was opened. %(reason)s") % {"reason": refused})
        return way
    if not opened:
        messages.info(request, _("These days have their editions already."))
        return way
    messages.success(request, _opened(opened))
    tell_moved(request, (one for edition in opened for one in edition.moved))
    return HttpResponseRedirect(reverse("admin:editions_edition_changelist"))


def _opened(editions: list[Edition]) -> str:
    sentence = _("%(edition)s (%(numbers)s)")
    named = [sentence % {"edition": edition, "numbers": edition.numbers} for edition in editions]
    return _("Opened: %(editions)s.") % {"editions": _(", ").join(named)}


def _back(first_day: date) -> HttpResponseRedirect:
    start = min(first_day, max(_today(), first_day - timedelta(days=14)))
    return HttpResponseRedirect(f"{reverse('admin:editions_planexception_changelist')}?from={start.isoformat()}")


def _today() -> date:
    return timezone.localdate(database_now())


def _day(text: str) -> date:
    """A day as the address writes it, within the years a calendar can show."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Http404 from None
    if len(text) != len("2025-10-17") or not 1800 <= day.year <= 2200:
        raise Http404
    return day


def _looker(request: HttpRequest) -> None:
    if not (policy.can_keep_house(request.user) or policy.can_compose(request.user)):
        raise Http404


def _keeper(request: HttpRequest) -> None:
    if not policy.can_keep_house(request.user):
        raise Http404
