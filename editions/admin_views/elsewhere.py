"""The desk page of a page that was set elsewhere: its PDF, the regions over its picture, and the files behind."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from articles.models import Article
from articles.workflow import Refused
from authors.models import User
from editions import handed_in, page_states, policy, regions, uploaded_faults, uploaded_labels, uploaded_pages, workflow
from editions.admin_views.asking import edition_of, number, person
from editions.admin_views.attempts import attempt
from editions.composing.uploaded import limits
from editions.composing.uploaded.orders import CLEAN_NAME, PICTURE_WIDTHS, picture_name
from editions.models import Edition, LayoutChange, Page, PageFile, PageRegion, Placement
from editions.whole_numbers import positive, whole
from editions.workflow import signing
from photos.handing_out import file_response

FILES = {
    "page.pdf": (CLEAN_NAME, "application/pdf"),
    "original.pdf": (handed_in.ORIGINAL_NAME, "application/pdf"),
    **{f"{width}.webp": (picture_name(width), "image/webp") for width in PICTURE_WIDTHS},
}
Corner = tuple[float, float]


def addresses() -> list[URLPattern]:
    """Below /admin/editions/edition/."""
    return [
        path(
            "<int:edition_id>/elsewhere/<int:page_id>/",
            admin.site.admin_view(elsewhere),
            name="editions_edition_elsewhere",
        ),
        path(
            "<int:edition_id>/elsewhere/<int:page_id>/<int:file_id>/<str:name>",
            admin.site.admin_view(page_file),
            name="editions_edition_elsewhere_file",
        ),
    ]


@dataclass(frozen=True, slots=True)
class Card:
    """One region as the page shows it: its corners in percent, and in pixels for the drawing over the picture."""

    region: PageRegion
    headline: str
    outline: str
    at: tuple[int, int]
    is_placed: bool

    @property
    def kind(self) -> str:
        if not self.is_placed:
            return "is-strange"
        return "is-confirmed" if self.region.is_confirmed else "is-proposed"

    @property
    def sure(self) -> int | None:
        return None if self.region.confidence is None else round(100 * self.region.confidence)

    @property
    def found(self) -> int | None:
        """How much of the article stands here, in percent, where that is not all of it."""
        share = self.region.found
        return round(100 * share) if share is not None and share < 0.9 else None


@dataclass(slots=True)
class Placed:
    """An article of the page and its regions."""

    placement: Placement
    cards: list[Card] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Draft:
    """A region that could not be stored: what the form had, to be sent again."""

    article: int | None = None
    region: int | None = None
    corners: Sequence[tuple[str, str]] = ()


@require_http_methods(["GET", "HEAD", "POST"])
def elsewhere(request: HttpRequest, edition_id: int, page_id: int) -> HttpResponse:
    """Show the page with its regions; POST does what `do` names and comes back."""
    page = _page(request, edition_id, page_id)
    if request.method != "POST":
        return _screen(request, page)
    deed = DEEDS.get(request.POST.get("do", ""))
    may = policy.can_sign_off if deed is _sign else policy.can_compose
    if deed is None or not may(request.user):
        raise Http404
    status = attempt(request, lambda: deed(request, page, _seen(request.POST), person(request)))
    if status != 200 and request.POST.get("x") is not None:
        return _screen(request, page, _draft(request.POST))
    return _back(page)


@require_safe
def page_file(request: HttpRequest, edition_id: int, page_id: int, file_id: int, name: str) -> HttpResponseBase:
    """A picture or PDF of the page, for those who see the edition; the original only for those who compose it."""
    page = _page(request, edition_id, page_id)
    if name not in FILES or (name == "original.pdf" and not policy.can_compose(request.user)):
        raise Http404
    file = page.files.filter(pk=number(file_id)).first()
    if file is None:
        raise Http404
    stored, kind = FILES[name]
    return file_response(
        lambda: uploaded_pages.open_file(file, stored),
        kind,
        as_attachment=name == "original.pdf",
        filename=f"{page.label}-{name}",
        headers={"Cache-Control": "private, max-age=3600", "X-Content-Type-Options": "nosniff"},
    )


# -- what it shows ---------------------------------------------------------------------------------------------------
def _screen(request: HttpRequest, page: Page, draft: Draft | None = None) -> HttpResponse:
    file = uploaded_pages.current_file(page)
    placements = list(page.placements.select_related("version", "article").order_by("order"))
    context = {
        **admin.site.each_context(request),
        "title": _("%(page)s set elsewhere") % {"page": page.label},
        "opts": Edition._meta,
        "edition": page.edition,
        "page": page,
        "file": file,
        "is_uploaded": page.source == Page.Source.UPLOADED,
        "seen": regions.last_change(page),
        "may_compose": policy.refusal_to_compose(request.user, page.edition) is None,
        "undoable": regions.undoable(page),
        "draft": draft,
        "most_megabytes": limits.MAX_BYTES // 2**20,
        **_signing(request, page),
        "faults": [sentence for sentence, _page_of, _placement in uploaded_faults.faults([page])],
        "remarks": list(uploaded_labels.contradictions(file, page, page.edition)) if file and page.is_uploaded else [],
        **_regions(page, file, placements),
    }
    return render(request, "admin/editions/edition/elsewhere.html", context)


def _signing(request: HttpRequest, page: Page) -> dict[str, Any]:
    """Who has let the page be printed as it stands, or what still keeps somebody from it."""
    state = page_states.uploaded(page)
    if state is None:
        return {}
    return {
        "sign_off": signing.signed(state.page, state.digest),
        "layout": state.page.layout_number,
        "obstacles": signing.obstacles_of(state, rounds=0),
        "may_sign": policy.refusal_to_sign_off(request.user, page.edition) is None,
        "set_by_me": LayoutChange.objects.filter(page=page).laid_out_by(person(request)).exists(),
    }


def _regions(page: Page, file: PageFile | None, placements: list[Placement]) -> dict[str, Any]:
    placed = {one.article_id: Placed(one) for one in placements}
    strangers: list[Card] = []
    cards = []
    for region in page.regions.select_related("article", "confirmed_by") if file else []:
        home = placed.get(region.article_id)
        headline = home.placement.version.headline if home else region.article.headline
        card = _card(region, headline, file, is_placed=home is not None)
        cards.append(card)
        (home.cards if home else strangers).append(card)
    return {
        "placed": list(placed.values()),
        "strangers": strangers,
        "cards": cards,
        "waiting": sum(card.kind == "is-proposed" for card in cards),
    }


def _card(region: PageRegion, headline: str, file: PageFile | None, *, is_placed: bool) -> Card:
    assert file is not None  # a region is drawn on a picture
    corners = [(round(x * file.width / 100), round(y * file.height / 100)) for x, y in region.points]
    top = min(corners, key=lambda corner: (corner[1], corner[0]))
    return Card(region, headline, " ".join(f"{x},{y}" for x, y in corners), top, is_placed)


# -- what it does ----------------------------------------------------------------------------------------------------
def _upload(request: HttpRequest, page: Page, seen: int, by: User) -> str:
    sent = request.FILES.get("file")
    if sent is None:
        raise Refused(_("Choose the PDF of the page first."))
    text = request.POST.get("pdf_page", "").strip()
    try:
        number = whole(text) if text else None
    except ValueError:
        raise Refused(_("The number of the page in the PDF is a number.")) from None
    matched = uploaded_pages.upload(page, sent, pdf_page=number, seen=seen, by=by)
    if file := uploaded_pages.current_file(page):
        for sentence in uploaded_labels.contradictions(file, page, page.edition):
            messages.warning(request, sentence)
    return _found(len(matched.matches))


def _propose(_request: HttpRequest, page: Page, seen: int, by: User) -> str:
    return _found(len(uploaded_pages.propose_again(page, seen=seen, by=by).matches))


def _found(count: int) -> str:
    if not count:
        return _("No article of this edition was recognised on the page. Draw the regions by hand.")
    return ngettext(
        "%(count)s article was recognised on the page. Look at its region and confirm it.",
        "%(count)s articles were recognised on the page. Look at their regions and confirm them.",
        count,
    ) % {"count": count}


def _confirm(request: HttpRequest, page: Page, seen: int, by: User) -> str:
    regions.confirm(_region(page, request.POST), seen=seen, by=by)
    return _("The region is confirmed.")


def _confirm_all(_request: HttpRequest, page: Page, seen: int, by: User) -> str:
    regions.confirm_all(page, seen=seen, by=by)
    return _("All proposed regions are confirmed.")


def _save(request: HttpRequest, page: Page, seen: int, by: User) -> str:
    article, corners = _article(page, request.POST), _corners(request.POST)
    if request.POST.get("region"):
        regions.redraw(_region(page, request.POST), article, corners, seen=seen, by=by)
    else:
        regions.draw(page, article, corners, seen=seen, by=by)
    return _("The region is stored.")


def _remove(request: HttpRequest, page: Page, seen: int, by: User) -> str:
    regions.remove(_region(page, request.POST), seen=seen, by=by)
    return _("The region is taken off.")


def _undo(_request: HttpRequest, page: Page, seen: int, by: User) -> str:
    regions.undo(page, seen=seen, by=by)
    return _("The last change is undone.")


def _compose(_request: HttpRequest, page: Page, seen: int, by: User) -> str:
    regions.compose_here(page, seen=seen, by=by)
    return _("The page is composed here again; its PDF stays in the record.")


def _sign(request: HttpRequest, page: Page, _seen: int, by: User) -> str:
    workflow.sign_off(page, by=by, seen=number(request.POST.get("layout", "")))
    return _("%(page)s is signed off.") % {"page": page.label}


Deed = Callable[[HttpRequest, Page, int, User], str]
DEEDS: Mapping[str, Deed] = {
    "upload": _upload,
    "propose": _propose,
    "confirm": _confirm,
    "confirm_all": _confirm_all,
    "save": _save,
    "remove": _remove,
    "undo": _undo,
    "compose": _compose,
    "sign": _sign,
}


# -- what is read of a form ------------------------------------------------------------------------------------------
def _corners(form: QueryDict) -> list[Corner]:
    """The corners in percent; a row whose two fields are empty is no corner, one with half of a corner is refused."""
    rows = _rows(form)
    try:
        return [(float(x), float(y)) for x, y in rows]
    except ValueError:
        raise Refused(_("A region has at least three corners, each with both its numbers.")) from None


def _rows(form: QueryDict) -> list[tuple[str, str]]:
    pairs = zip(form.getlist("x")[:500], form.getlist("y")[:500], strict=False)
    return [(x.strip()[:20], y.strip()[:20]) for x, y in pairs if x.strip() or y.strip()]


def _draft(form: QueryDict) -> Draft:
    return Draft(_maybe(form.get("article", "")), _maybe(form.get("region", "")), _rows(form))


def _article(page: Page, form: QueryDict) -> Article:
    if not form.get("article"):
        raise Refused(_("Choose the article that stands in this region."))
    placement = page.placements.select_related("article").filter(article=number(form["article"])).first()
    if placement is None:
        raise Refused(_("A region belongs to an article of this page. Choose one that is placed on it."))
    return placement.article


def _region(page: Page, form: QueryDict) -> PageRegion:
    """A region of this page. One that is gone is refused as stale: somebody changed the page meanwhile."""
    found = page.regions.select_related("page__edition").filter(pk=number(form.get("region", ""))).first()
    if found is None:
        raise Refused(_("Somebody else has changed this page meanwhile. Nothing was stored; look at it as it is now."))
    return found


def _seen(form: QueryDict) -> int:
    try:
        return whole(form.get("seen", ""))
    except ValueError:
        return -1


def _page(request: HttpRequest, edition_id: int, page_id: int) -> Page:
    page = edition_of(request, edition_id).pages.select_related("edition").filter(pk=number(page_id)).first()
    if page is None:
        raise Http404
    return page


def _maybe(text: str) -> int | None:
    try:
        return positive(text)
    except ValueError:
        return None


def _back(page: Page) -> HttpResponse:
    return HttpResponseRedirect(reverse("admin:editions_edition_elsewhere", args=[page.edition_id, page.pk]))
