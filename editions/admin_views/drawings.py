"""The files of drawn pages and of their adverts for the desk, and the contact sheet of an edition for a wall."""

from __future__ import annotations

import re

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from editions import adverts, drawing, handed_in, policy, uploaded_pages
from editions.admin_views.asking import edition_of, number
from editions.models import Drawing, Edition, Page, Publication
from photos import strongroom
from photos.handing_out import file_response

NAME = re.compile(r"page\.pdf|page-(?:480|1000|1600)\.webp")
KINDS = {"pdf": "application/pdf", "webp": "image/webp"}


@require_safe
def file(request: HttpRequest, edition_id: int, page_id: int, drawing_id: int, name: str) -> HttpResponseBase:
    """One file of a drawing. A drawing never changes, so the browser may keep it; nobody else may."""
    edition = edition_of(request, edition_id)
    rows = Drawing.objects.filter(page__edition=edition, page=number(page_id), failure="")
    found = rows.select_related("page").filter(pk=number(drawing_id)).first()
    if found is None or not NAME.fullmatch(name):
        raise Http404
    return file_response(
        lambda: drawing.open_file(found, name),
        KINDS[name.rpartition(".")[2]],
        filename=f"{edition}-{found.page.label}.{name.rpartition('.')[2]}",
        headers={"Cache-Control": "private, max-age=86400, immutable", "X-Content-Type-Options": "nosniff"},
    )


@require_safe
def advert(request: HttpRequest, edition_id: int, page_id: int, file_id: int) -> HttpResponseBase:
    """The PDF of an advertisement as it came, for those who compose the page; the printing house may want it."""
    page = Page.objects.filter(edition=edition_of(request, edition_id), pk=number(page_id)).first()
    found = adverts.on_page(page, number(file_id)) if page and policy.can_compose(request.user) else None
    if found is None:
        raise Http404
    return file_response(
        lambda: strongroom.opened(f"{found.folder}/{handed_in.ORIGINAL_NAME}"),
        "application/pdf",
        as_attachment=True,
        filename=found.name,
        headers={"Cache-Control": "private, max-age=3600", "X-Content-Type-Options": "nosniff"},
    )


@require_safe
def contact_sheet(request: HttpRequest, edition_id: int) -> HttpResponse:
    """All pages of an edition small on one sheet, with a scale to check the printer by."""
    edition = edition_of(request, edition_id)
    pages = list(edition.pages.select_related("paper", "template").order_by("letter", "number"))
    latest = drawing.latest(page for page in pages if page.is_drawn)
    files = uploaded_pages.current_files(pages)
    context = {
        **admin.site.each_context(request),
        "title": _("Contact sheet of %(edition)s") % {"edition": edition},
        "opts": Edition._meta,
        "edition": edition,
        "paper": Publication.objects.values_list("name", flat=True).first() or "",
        "sheets": [(page, latest.get(page.pk), files.get(page.pk)) for page in pages],
    }
    return render(request, "admin/editions/edition/contact_sheet.html", context)
