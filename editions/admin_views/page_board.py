"""The board of one page: what is dragged, sized and said there, one deed at a time; it works without script too."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from articles.models import Article, Correction
from authors.text_line import check_text_line
from editions import adverts, corrections, page_board, photo_shapes, tray, workflow
from editions.admin_views.asking import page_of, person
from editions.admin_views.attempts import attempt
from editions.admin_views.wish import Wish, asked
from editions.models import Corner, Edition, Page, SlotRole, SlotStyle
from editions.tray_filter import Wanted
from photos.models import Shape


@require_safe
def board(request: HttpRequest, edition_id: int, page_id: int) -> HttpResponse:
    """A page of an edition, to be laid out or looked at."""
    edition, page = asked(request, edition_id, page_id)
    return _render(request, edition, page, fragment=bool(request.headers.get("X-Board")))


def _render(
    request: HttpRequest,
    edition: Edition,
    page: Page,
    *,
    fragment: bool = False,
    status: int = 200,
    typed: Mapping[str, str] | None = None,
) -> HttpResponse:
    context = {
        **admin.site.each_context(request),
        **page_board.context(edition, page, person(request), Wanted.of(request.GET.dict()), typed=typed),
        "title": _("Page %(page)s of %(edition)s") % {"page": page.label, "edition": edition},
        "opts": Edition._meta,
    }
    template = "_page_board.html" if fragment else "page_board.html"
    return render(request, f"admin/editions/edition/{template}", context, status=status)


@require_safe
@cache_control(private=True, max_age=0)
def slots_sheet(request: HttpRequest, edition_id: int, page_id: int) -> HttpResponse:
    """The style sheet with the place of each slot."""
    _edition, page = asked(request, edition_id, page_id)
    if not page.is_drawn:
        raise Http404
    rules = "\n".join(page_board.sheet_of_slots(page))
    return HttpResponse(rules, content_type="text/css; charset=utf-8")


@require_POST
def do(request: HttpRequest, edition_id: int, page_id: int) -> HttpResponse:
    """One deed on the board; `do` names it, `seen` the state of the page it was meant for."""
    edition, page = asked(request, edition_id, page_id)
    deed = DEEDS.get(request.POST.get("do", ""))
    if deed is None:
        raise Http404
    status = attempt(request, lambda: deed(Wish(request, edition, page)))
    is_fragment = bool(request.headers.get("X-Board"))
    if is_fragment or status != 200:
        # Whoever was refused finds again what he had typed.
        page = edition.pages.select_related("paper", "template", "edition").get(pk=page.pk)
        typed = request.POST.dict() if status != 200 else None
        return _render(request, edition, page, fragment=is_fragment, status=status, typed=typed)
    anchor = f"#slot-{request.POST['slot']}-form" if request.POST.get("slot", "").isdigit() else ""
    query = Wanted.of(request.GET.dict()).query
    return HttpResponseRedirect(reverse("admin:editions_edition_page", args=[edition.pk, page.pk]) + query + anchor)


# -- the deeds ---------------------------------------------------------------------------------------------------
def _place(wish: Wish) -> str:
    try:
        placed = tray.place(wish.page, [wish.article()], by=wish.by, slot=wish.slot_or_none(), seen=wish.seen)
    except Article.DoesNotExist:
        raise Http404 from None
    return _("“%(article)s” stands on %(page)s now.") % {
        "article": placed[0].version.headline,
        "page": wish.page.label,
    }


def _fill(wish: Wish) -> str:
    workflow.fill(wish.placement(), wish.slot_or_none(), by=wish.by, seen=wish.seen)
    return ""


def _remove(wish: Wish) -> str:
    found = wish.placement()
    workflow.remove(found, by=wish.by, seen=wish.seen)
    return _("“%(article)s” was taken off %(page)s.") % {"article": found.version.headline, "page": wish.page.label}


def _renew(wish: Wish) -> str:
    found = workflow.renew(wish.placement(), by=wish.by, seen=wish.seen)
    return _("%(page)s has the new version of “%(article)s”.") % {
        "page": wish.page.label,
        "article": found.version.headline,
    }


def _keep(wish: Wish) -> str:
    workflow.keep(wish.placement(), by=wish.by, seen=wish.seen)
    return _("The version on the page stays for now. Before the page is signed off, the new one has to be taken.")


def _resize(wish: Wish) -> str:
    workflow.resize(wish.slot(), wish.cells(), by=wish.by, seen=wish.seen)
    return ""


def _change(wish: Wish) -> str:
    slot = wish.slot()
    workflow.change_slot(
        slot,
        by=wish.by,
        seen=wish.seen,
        **wish.settings_of(slot),
        advert=check_text_line(wish.text("advert"))[:60],
    )
    return ""


def _artwork(wish: Wish) -> str:
    sent = wish.request.FILES.get("artwork")
    if sent is None:
        raise workflow.Refused(_("Choose the PDF of the advertisement first."))
    adverts.upload(wish.slot(), sent, by=wish.by, seen=wish.seen)
    return ""


def _artwork_off(wish: Wish) -> str:
    adverts.take_off(wish.slot(), by=wish.by, seen=wish.seen)
    return ""


def _lock(wish: Wish) -> str:
    workflow.change_slot(wish.slot(), by=wish.by, seen=wish.seen, locked=True)
    return ""


def _unlock(wish: Wish) -> str:
    workflow.change_slot(wish.slot(), by=wish.by, seen=wish.seen, locked=False)
    return ""


def _add(wish: Wish) -> str:
    role = wish.choice("role", SlotRole, SlotRole.ARTICLE)
    style = wish.choice("style", SlotStyle, SlotStyle.NORMAL)
    workflow.add_slot(wish.page, wish.cells(), by=wish.by, seen=wish.seen, role=role, style=style)
    return ""


def _remove_slot(wish: Wish) -> str:
    workflow.remove_slot(wish.slot(), by=wish.by, seen=wish.seen)
    return ""


def _word(wish: Wish) -> str:
    workflow.word(
        wish.placement(),
        headline=wish.text("headline"),
        deck=wish.text("deck"),
        step=-wish.count("smaller") if wish.text("smaller") else None,
        rows=wish.count("rows") if wish.text("rows") else None,
        by=wish.by,
        seen=wish.seen,
    )
    return ""


def _trim(wish: Wish) -> str:
    workflow.trim(wish.placement(), wish.count("characters", 0), by=wish.by, seen=wish.seen)
    return ""


def _photos(wish: Wish) -> str:
    """All photos of an article at once, as the form lists them; a named shape decides how many lines one has.

    With nothing entered the slot says again where the first of them stands; with 0 columns for all there is none.
    """
    found = wish.placement()
    places = []
    for place in range(len(found.version.parts["photos"])):
        if columns := wish.count(f"columns_{place}", 0):
            corner = wish.choice(f"corner_{place}", Corner, Corner.TOP_RIGHT)
            fields = {"photo": place, "columns": columns, "lines": wish.count(f"lines_{place}", 0), "corner": corner}
            if wish.text(f"shape_{place}"):
                shape = Shape(wish.choice(f"shape_{place}", Shape, Shape.CLASSIC))
                fields["lines"] = photo_shapes.lines_for(found, fields, shape)
            places.append(fields)
    if not places and any(wish.text(f"columns_{place}") for place in range(len(found.version.parts["photos"]))):
        places = [workflow.LEFT_OUT]
    workflow.set_photos(found, places, by=wish.by, seen=wish.seen)
    return ""


def _photo(wish: Wish) -> str:
    """One photo, drawn out on the grid; the others stay."""
    found = wish.placement()
    photo = wish.count("photo")
    corner = wish.choice("corner", Corner, Corner.TOP_RIGHT)
    wanted = {"photo": photo, "columns": wish.count("columns"), "lines": wish.count("lines"), "corner": corner}
    workflow.set_photos(found, photo_shapes.with_place(found, wanted), by=wish.by, seen=wish.seen)
    return ""


def _jump(wish: Wish) -> str:
    to = page_of(wish.edition, wish.text("page"))
    if to is None:
        raise workflow.Refused(_("Choose the page first."))
    found = wish.placement()
    open_slots = workflow.open_slots(to)
    slot = next((one for one in open_slots if one.role not in {SlotRole.LEAD, SlotRole.PICTURE}), None)
    workflow.jump(found, to, slot, by=wish.by, seen=wish.seen)
    return _("What finds no place goes on on %(page)s.") % {"page": to.label}


def _do_not_jump(wish: Wish) -> str:
    workflow.do_not_jump(wish.placement(), by=wish.by, seen=wish.seen)
    return ""


def _undo(wish: Wish) -> str:
    taken_back = workflow.undo(wish.page, by=wish.by, seen=wish.seen)
    return _("Taken back: what %(person)s changed last.") % {"person": taken_back.by}


def _adopt(wish: Wish) -> str:
    workflow.adopt_template(wish.page, by=wish.by, seen=wish.seen)
    return _("The page is laid out as its template says.")


def _print_correction(wish: Wish) -> str:
    corrections.place(_correction(wish), wish.page, by=wish.by, seen=wish.seen)
    return ""


def _omit_correction(wish: Wish) -> str:
    corrections.take_off(_correction(wish), wish.edition, by=wish.by)
    return ""


def _correction(wish: Wish) -> Correction:
    found = corrections.visible_due(wish.by, wish.count("correction"))
    if found is None:
        raise Http404
    return found


DEEDS: dict[str, Callable[[Wish], str]] = {
    "place": _place, "fill": _fill, "remove": _remove, "renew": _renew, "keep": _keep, "resize": _resize,
    "change": _change, "lock": _lock, "unlock": _unlock, "add": _add, "remove_slot": _remove_slot, "word": _word,
    "trim": _trim, "photos": _photos, "photo": _photo, "jump": _jump, "do_not_jump": _do_not_jump,
    "artwork": _artwork, "artwork_off": _artwork_off,
    "undo": _undo, "adopt": _adopt, "print_correction": _print_correction, "omit_correction": _omit_correction,
}  # fmt: skip
