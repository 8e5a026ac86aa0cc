"""Issuing a published edition again: the buttons that open it, and give the re-issue up."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from editions import workflow
from editions.admin_views.asking import edition_of, person
from editions.models import Edition


@require_POST
def reopen(request: HttpRequest, edition_id: int) -> HttpResponse:
    """Open a published edition again, for a reason."""
    edition = edition_of(request, edition_id)
    try:
        workflow.reopen(edition, reason=request.POST.get("reason", "").replace("\0", ""), by=person(request))
    except workflow.Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The edition is open again. Readers keep what they have until you publish it."))
    return _back(edition)


@require_POST
def cancel(request: HttpRequest, edition_id: int) -> HttpResponse:
    """Give a re-issue up; every page stands again as readers have it."""
    edition = edition_of(request, edition_id)
    try:
        workflow.cancel_reissue(edition, by=person(request))
    except workflow.Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The re-issue is given up. Every page stands as readers have it."))
    return _back(edition)


def _back(edition: Edition) -> HttpResponse:
    return HttpResponseRedirect(reverse("admin:editions_edition_change", args=[edition.pk]))
