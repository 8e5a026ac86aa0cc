"""The sheet of a page template: slots drawn, sized and named, one deed at a time; it works without script too."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from editions import policy, template_board, workflow
from editions.admin_views.asking import number, person
from editions.admin_views.attempts import attempt
from editions.admin_views.wish import Wish
from editions.models import PageTemplate, PaperSize, SlotRole, SlotStyle, TemplateSlot

SITTING = timedelta(hours=1)


def template_of(request: HttpRequest, template_id: int | str) -> PageTemplate:
    found = PageTemplate.objects.select_related("paper").filter(pk=number(template_id)).first()
    if found is None or not policy.can_keep_house(request.user):
        raise Http404
    return found


@require_safe
@cache_control(private=True, max_age=0)
def slots_sheet(request: HttpRequest, template_id: int) -> HttpResponse:
    """The style sheet with the place of each slot."""
    template = template_of(request, template_id)
    if template.paper is None:
        raise Http404
    rules = "\n".join(template_board.sheet_of_slots(template))
    return HttpResponse(rules, content_type="text/css; charset=utf-8")


@require_POST
def do(request: HttpRequest, template_id: int) -> HttpResponse:
    """One deed on the sheet; `do` names it, `seen` the state of the template that it was meant for."""
    template = template_of(request, template_id)
    deed = DEEDS.get(request.POST.get("do", ""))
    if deed is None:
        raise Http404

    def act() -> None:
        deed(TemplateWish(request, template))
        _record(request, template)

    status = attempt(request, act)
    if request.headers.get("X-Board"):
        context = template_board.context(template_of(request, template.pk))
        return render(request, "admin/editions/pagetemplate/_board.html", context, status=status)
    anchor = f"slot-{request.POST['slot']}-form" if request.POST.get("slot", "").isdigit() else "slots"
    return HttpResponseRedirect(f"{_address(template)}#{anchor}")


class TemplateWish(Wish):
    """What somebody asks of a template's sheet; the fields of his form are read as on the board of a page."""

    def __init__(self, request: HttpRequest, template: PageTemplate) -> None:
        self.request, self.template, self.by = request, template, person(request)

    def template_slot(self) -> TemplateSlot:
        found = self.template.slots.select_related("template").filter(pk=number(self.text("slot"))).first()
        if found is None:
            raise workflow.Refused(_("That slot has been removed meanwhile. Look at the page again."))
        return found


# -- the deeds ---------------------------------------------------------------------------------------------------
def _add(wish: TemplateWish) -> None:
    role = wish.choice("role", SlotRole, SlotRole.ARTICLE)
    style = wish.choice("style", SlotStyle, SlotStyle.NORMAL)
    workflow.add_template_slot(wish.template, wish.cells(), by=wish.by, seen=wish.seen, role=role, style=style)


def _resize(wish: TemplateWish) -> None:
    workflow.resize_template_slot(wish.template_slot(), wish.cells(), by=wish.by, seen=wish.seen)


def _change(wish: TemplateWish) -> None:
    slot = wish.template_slot()
    workflow.change_template_slot(
        slot,
        by=wish.by,
        seen=wish.seen,
        **wish.settings_of(slot),
    )


def _remove(wish: TemplateWish) -> None:
    workflow.remove_template_slot(wish.template_slot(), by=wish.by, seen=wish.seen)


DEEDS: dict[str, Callable[[TemplateWish], None]] = {
    "add": _add,
    "resize": _resize,
    "change": _change,
    "remove_slot": _remove,
}


# -- whole templates and sheets ----------------------------------------------------------------------------------
@require_POST
def copy(request: HttpRequest, template_id: int) -> HttpResponse:
    """Make a kind of page like this one, and go to it."""
    made = workflow.copy_template(template_of(request, template_id), by=person(request))
    messages.success(request, _("This is the copy. Give it a name of its own."))
    return HttpResponseRedirect(_address(made))


@require_POST
def remove(request: HttpRequest, template_id: int) -> HttpResponse:
    """Take away a template that nothing uses; otherwise say what uses it."""
    template = template_of(request, template_id)
    try:
        workflow.remove_template(template, by=person(request))
    except workflow.Refused as refused:
        messages.error(request, str(refused))
        return HttpResponseRedirect(_address(template))
    messages.success(request, _("The template “%(template)s” is gone.") % {"template": template})
    return HttpResponseRedirect(reverse("admin:editions_pagetemplate_changelist"))


@require_POST
def remove_paper(request: HttpRequest, paper_id: int) -> HttpResponse:
    """Take away a paper size on which nothing stands; otherwise say so."""
    paper = PaperSize.objects.filter(pk=number(paper_id)).first()
    if paper is None or not policy.can_keep_house(request.user):
        raise Http404
    try:
        workflow.remove_paper(paper, by=person(request))
    except workflow.Refused as refused:
        messages.error(request, str(refused))
        return HttpResponseRedirect(reverse("admin:editions_papersize_change", args=[paper.pk]))
    messages.success(request, _("The paper size “%(paper)s” is gone.") % {"paper": paper})
    return HttpResponseRedirect(reverse("admin:editions_papersize_changelist"))


def _address(template: PageTemplate) -> str:
    return reverse("admin:editions_pagetemplate_change", args=[template.pk])


def _record(request: HttpRequest, template: PageTemplate) -> None:
    """One line in the template's history for all that a person does to its slots at one sitting."""
    kind = ContentType.objects.get_for_model(PageTemplate)
    last = LogEntry.objects.filter(content_type=kind, object_id=str(template.pk)).order_by("-action_time").first()
    by, what = person(request), json.dumps([{"changed": {"fields": ["slots"]}}])
    if last and last.user_id == by.pk and last.change_message == what and timezone.now() - last.action_time < SITTING:
        return
    LogEntry.objects.log_actions(by.pk, [template], CHANGE, what, single_object=True)
