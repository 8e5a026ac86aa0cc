"""Suggested layouts of a page as small pictures, one of which is taken by pressing a button."""

from __future__ import annotations

import secrets
from math import ceil
from typing import Any

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from editions import layout_suggesting, policy, workflow
from editions.admin_views.asking import edition_of, number, person
from editions.composing.grid import Cells, Grid
from editions.composing.suggestion import Place, Suggestion
from editions.composing.taboos import HEADING_LINES
from editions.layout_suggesting import Proposal
from editions.models import Edition, Page
from editions.whole_numbers import whole

# How high a headline is drawn, in millimetres of the sheet.
SIZES = (16, 14, 12, 10, 9, 8)
RULES: dict[str, str | Promise] = {
    "headlines": gettext_lazy("Two headlines of one size stand side by side."),
    "cut": gettext_lazy("One straight cut runs across the page."),
    "gutter": gettext_lazy("One gutter runs from head to foot."),
    "pictures": gettext_lazy("Two pictures stand side by side."),
    "hole": gettext_lazy("A part of the page stays white."),
}


@require_http_methods(["GET", "HEAD", "POST"])
def suggest(request: HttpRequest, edition_id: int, page_id: int) -> HttpResponse:
    """Two or three layouts for what stands on the page; `seed` names which, so that what was seen is what is taken."""
    edition, page = _asked(request, edition_id, page_id)
    back = reverse("admin:editions_edition_page", args=[edition.pk, page.pk])
    if sentence := policy.refusal_to_compose(person(request), edition):
        messages.error(request, sentence)
        return HttpResponseRedirect(back)
    if request.method == "POST":
        return _take(request, edition, page, back)
    seed = _seed(request.GET.get("seed", "")) or secrets.randbelow(10**6) + 1
    proposal = layout_suggesting.propose(edition, page, seed=seed)
    context = {
        **admin.site.each_context(request),
        "title": _("Layouts for %(page)s of %(edition)s") % {"page": page.label, "edition": edition},
        "opts": Edition._meta,
        "edition": edition,
        "page": proposal.page,
        "grid": proposal.grid,
        "column_step": round(proposal.grid.column_mm + proposal.grid.gutter_mm, 2),
        "half_line": round(proposal.grid.line_mm / 2, 2),
        "seed": seed,
        "next_seed": seed + 1,
        "drawn": [_drawn(proposal, one, place) for place, one in enumerate(proposal.suggestions)],
        "stays": [_box(proposal.grid, slot.cells) for slot in proposal.area.locked]
        + [_box(proposal.grid, one) for one in proposal.area.furniture],
    }
    return render(request, "admin/editions/edition/suggest.html", context)


def _take(request: HttpRequest, edition: Edition, page: Page, back: str) -> HttpResponse:
    try:
        seed, wanted = whole(request.POST.get("seed", "")), whole(request.POST.get("take", ""))
    except ValueError:
        raise Http404 from None
    proposal = layout_suggesting.propose(edition, page, seed=seed)
    if wanted >= len(proposal.suggestions):
        raise Http404
    try:
        chosen = proposal.suggestions[wanted]
        seen = number(request.POST.get("seen", ""))
        layout_suggesting.take(proposal, chosen, by=person(request), seen=seen)
        messages.success(request, _("The page is laid out as suggested. It can be undone."))
    except workflow.Refused as refused:
        messages.error(request, str(refused))
    return HttpResponseRedirect(back)


def _drawn(proposal: Proposal, suggestion: Suggestion, place: int) -> dict[str, Any]:
    """What the small picture shows of a suggestion."""
    tiles = []
    for one in suggestion.places:
        tile: dict[str, Any] = {**_box(proposal.grid, one.cells), "style": one.style, "over": one.over}
        tile |= _words(proposal.grid, one, proposal.free[one.key].version.headline)
        if one.photo:
            tile["photo"] = _photo(proposal.grid, one)
        tiles.append(tile)
    return {
        "number": place,
        "tiles": tiles,
        "fillers": [_box(proposal.grid, cells) for cells in suggestion.fillers],
        "over": sum(one.over for one in suggestion.places),
        "left_out": [proposal.free[one.key].version.headline for one in suggestion.left_out],
        "taboos": [RULES[rule] for rule in sorted({one.rule for one in suggestion.taboos}) if rule in RULES],
    }


def _words(grid: Grid, place: Place, headline: str) -> dict[str, Any]:
    """The headline in the largest size in which it has room above the text, and the lines that the text fills."""
    head = HEADING_LINES[place.style] * grid.line_mm
    width = grid.rect(place.cells).width - 6
    sizes = (size for size in SIZES if ceil(len(headline) * size / width) * size * 1.25 <= head - 4)
    filled = min(place.needs, place.cells.lines) * grid.line_mm - head
    return {
        "headline": headline,
        "size": next(sizes, SIZES[-1]),
        "head": round(head, 1),
        "filled": round(max(0.0, filled), 1),
    }


def _photo(grid: Grid, place: Place) -> dict[str, float]:
    """About where the photo stands in its slot: below the headline, at the right."""
    assert place.photo is not None
    cells, head = place.cells, HEADING_LINES[place.style]
    span = min(place.photo.columns, cells.span)
    lines = max(1, min(place.photo.lines, cells.lines - head))
    return _box(grid, Cells(cells.right - span, cells.row + head, span, lines))


def _box(grid: Grid, cells: Cells) -> dict[str, float]:
    """In millimetres of the text area, as SVG takes them."""
    rect = grid.rect(cells)
    return {
        "x": round(rect.x - grid.left_mm, 1),
        "y": round(rect.y - grid.top_mm, 1),
        "width": round(rect.width, 1),
        "height": round(rect.height, 1),
    }


def _seed(text: str) -> int:
    try:
        return whole(text)
    except ValueError:
        return 0


def _asked(request: HttpRequest, edition_id: int, page_id: int) -> tuple[Edition, Page]:
    edition = edition_of(request, edition_id)
    rows = edition.pages.select_related("paper", "template", "edition")
    page = rows.filter(pk=number(page_id)).first()
    if page is None or not page.is_drawn:
        raise Http404
    return edition, page
