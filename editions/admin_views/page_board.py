"""The board of one page: what is dragged, sized and said there, one deed at a time; it works without script too."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.contrib import admin, messages
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from articles import policy as article_policy
from articles.models import Article
from authors.models import User
from editions import makeup, page_board, policy, tray, workflow
from editions.admin_views.asking import OTHERS_ARE_FASTER, edition_of, number, page_of, person
from editions.composing import compose
from editions.composing.grid import Cells
from editions.composing.slots import Setting
from editions.composing.source import Fit
from editions.forms import positive
from editions.manuscripts import manuscripts
from editions.models import Edition, Page, Placement, Slot, SlotRole, SlotStyle
from editions.models.slot import Corner

FILTERS = ("section", "words")
MOST = 1000


@require_safe
def board(request: HttpRequest, edition_id: int, page_id: int) -> HttpResponse:
    """A page of an edition, to be laid out or looked at."""
    edition, page = _asked(request, edition_id, page_id)
    return _render(request, edition, page, fragment=bool(request.headers.get("X-Board")))


def _render(
    request: HttpRequest, edition: Edition, page: Page, *, fragment: bool = False, status: int = 200
) -> HttpResponse:
    filters = {name: request.GET.get(name, "").replace("\0", "").strip()[:60] for name in FILTERS}
    context = {
        **admin.site.each_context(request),
        **page_board.context(edition, page, person(request), **filters),
        "title": _("Page %(page)s of %(edition)s") % {"page": page.label, "edition": edition},
        "opts": Edition._meta,
    }
    template = "_page_board.html" if fragment else "page_board.html"
    return render(request, f"admin/editions/edition/{template}", context, status=status)


@require_safe
@cache_control(private=True, max_age=0)
def slots_sheet(request: HttpRequest, edition_id: int, page_id: int) -> HttpResponse:
    """The style sheet with the place of each slot."""
    edition, page = _asked(request, edition_id, page_id)
    if not page.is_drawn:
        raise Http404
    shown = page_board.context(edition, page, person(request))
    rules = "\n".join(page_board.sheet_of_slots(shown["page"], shown["cards"]))
    return HttpResponse(rules, content_type="text/css; charset=utf-8")


@require_POST
def do(request: HttpRequest, edition_id: int, page_id: int) -> HttpResponse:
    """One deed on the board; `do` names it, `seen` the state of the page it was meant for."""
    edition, page = _asked(request, edition_id, page_id)
    deed = DEEDS.get(request.POST.get("do", ""))
    if deed is None:
        raise Http404
    status = 200
    try:
        if said := deed(Wish(request, edition, page)):
            messages.success(request, said)
    except workflow.StaleLayout as stale:
        status = 409
        messages.error(request, str(stale))
    except workflow.Refused as refused:
        status = 422
        messages.error(request, str(refused))
    except OperationalError as error:
        if getattr(error.__cause__, "pgcode", None) not in OTHERS_ARE_FASTER:
            raise
        status = 409
        messages.error(request, _("Somebody else is working on this right now. Try again in a moment."))
    if request.headers.get("X-Board"):
        page = edition.pages.get(pk=page.pk)
        return _render(request, edition, page, fragment=True, status=status)
    anchor = f"#slot-{request.POST['slot']}-form" if request.POST.get("slot", "").isdigit() else ""
    return HttpResponseRedirect(reverse("admin:editions_edition_page", args=[edition.pk, page.pk]) + anchor)


class Wish:
    """What somebody asks of the board: the fields of his form, read as what they must be."""

    def __init__(self, request: HttpRequest, edition: Edition, page: Page) -> None:
        self.request, self.edition, self.page = request, edition, page
        self.by: User = person(request)

    @property
    def seen(self) -> int:
        return self.count("seen")

    def text(self, name: str) -> str:
        return str(self.request.POST.get(name, "")).replace("\0", "")

    def count(self, name: str, default: int | None = None) -> int:
        """A whole number from 0; raises `Refused` for anything else, unless there is a default for nothing at all."""
        text = self.text(name).strip()
        if not text and default is not None:
            return default
        if not text.isascii() or not text.isdigit() or int(text[:9]) > 10**8:
            raise workflow.Refused(_("“%(text)s” is not a whole number.") % {"text": text[:20]})
        return int(text[:9])

    def choice(self, name: str, among: type[Any], default: str) -> str:
        value = self.text(name) or default
        if value not in among.values:
            raise Http404
        return value

    def cells(self) -> Cells:
        """Columns and lines are counted from 1 by people, from 0 by the grid."""
        column, row = self.count("column"), self.count("row")
        if not column or not row:
            raise workflow.Refused(_("Columns and lines are counted from 1."))
        return Cells(column - 1, row - 1, self.count("span"), self.count("lines"))

    def slot(self) -> Slot:
        found = self.page.slots.select_related("page__edition").filter(pk=number(self.text("slot"))).first()
        if found is None:
            raise workflow.Refused(_("That slot has been removed meanwhile. Look at the page again."))
        return found

    def slot_or_none(self) -> Slot | None:
        return self.slot() if self.text("slot") else None

    def placement(self) -> Placement:
        rows = Placement.objects.select_related("page__edition", "article__current_version", "version", "slot")
        found = rows.filter(pk=number(self.text("placement")), page__edition=self.edition).first()
        if found is None or found.page_id != self.page.pk:
            raise workflow.Refused(_("That article has been moved or taken off meanwhile. Look at the page again."))
        return found

    def article(self) -> int:
        try:
            return positive(self.text("article"))
        except ValueError:
            raise Http404 from None


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
        role=wish.choice("role", SlotRole, slot.role),
        style=wish.choice("style", SlotStyle, slot.style),
        order=max(1, wish.count("order", slot.order)),
        text_columns=min(24, wish.count("text_columns", slot.text_columns)),
        photo_columns=min(12, wish.count("photo_columns", slot.photo_columns)),
        photo_lines=min(slot.lines, wish.count("photo_lines", slot.photo_lines)),
        photo_corner=wish.choice("photo_corner", Corner, slot.photo_corner),
        advert=wish.text("advert").strip()[:60],
    )
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
    workflow.word(wish.placement(), headline=wish.text("headline"), deck=wish.text("deck"), by=wish.by, seen=wish.seen)
    return ""


def _trim(wish: Wish) -> str:
    workflow.trim(wish.placement(), wish.count("characters", 0), by=wish.by, seen=wish.seen)
    return ""


def _photos(wish: Wish) -> str:
    found = wish.placement()
    places = []
    for place in range(len(found.version.parts["photos"])):
        if columns := wish.count(f"columns_{place}", 0):
            corner = wish.choice(f"corner_{place}", Corner, Corner.TOP_RIGHT)
            lines = wish.count(f"lines_{place}")
            places.append({"photo": place, "columns": columns, "lines": lines, "corner": corner})
    workflow.set_photos(found, places, by=wish.by, seen=wish.seen)
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


DEEDS: dict[str, Callable[[Wish], str]] = {
    "place": _place, "fill": _fill, "remove": _remove, "renew": _renew, "keep": _keep, "resize": _resize,
    "change": _change, "lock": _lock, "unlock": _unlock, "add": _add, "remove_slot": _remove_slot, "word": _word,
    "trim": _trim, "photos": _photos, "jump": _jump, "do_not_jump": _do_not_jump, "undo": _undo, "adopt": _adopt,
}  # fmt: skip


# -- how it would fit ------------------------------------------------------------------------------------------------
@require_POST
def fit(request: HttpRequest, edition_id: int, page_id: int) -> JsonResponse:
    """How an article would fit in a slot with other measures or words: asked while somebody drags or types.

    Changes nothing; answers {state, says, needs, holds, over, free}.
    """
    edition, page = _asked(request, edition_id, page_id)
    wish = Wish(request, edition, page)
    try:
        found = _fit(wish)
    except workflow.Refused as refused:
        return JsonResponse({"state": "refused", "says": str(refused)}, status=422)
    measures = ngettext("needs %(count)s line", "needs %(count)s lines", found.needs) % {"count": found.needs}
    holds = ngettext("holds %(count)s line", "holds %(count)s lines", found.holds) % {"count": found.holds}
    return JsonResponse(
        {
            "state": page_board.state_of(found),
            "says": page_board.sentence_of(found),
            "measures": f"{measures}, {holds}",
            "needs": found.needs,
            "holds": found.holds,
            "over": found.over,
            "free": found.free,
        }
    )


def _fit(wish: Wish) -> Fit:
    slot = wish.slot()
    made = makeup.make_up(wish.edition, only=wish.page)
    page = made.pages[wish.page.pk]
    to_set = made.slot(next(one for one in page.slots.all() if one.pk == slot.pk))
    if wish.text("span"):
        to_set = replace(to_set, cells=wish.cells())
    setting = to_set.settings[0] if to_set.settings else None
    if wish.text("article"):
        setting = _setting(wish, slot)
    if setting is None:
        raise workflow.Refused(_("Nothing stands in this slot."))
    if "headline" in wish.request.POST:
        setting = replace(setting, headline=wish.text("headline")[:200], deck=wish.text("deck")[:200])
    return compose.fit(makeup.grid_of(page), replace(to_set, settings=(setting,)), makeup.language())[0]


def _setting(wish: Wish, slot: Slot) -> Setting:
    article = article_policy.visible_to(wish.by).filter(pk=wish.article()).first()
    if article is None or article.current_version is None:
        raise Http404
    manuscript = manuscripts([article.current_version])[article.current_version.pk]
    as_placed = Placement(pk=0, photo_places=[])
    return Setting(0, manuscript, photos=makeup.photo_places(as_placed, slot, manuscript))


def _asked(request: HttpRequest, edition_id: int, page_id: int) -> tuple[Edition, Page]:
    edition = edition_of(request, edition_id)
    page = edition.pages.select_related("paper", "template", "edition").filter(pk=number(page_id)).first()
    if page is None:
        raise Http404
    return edition, page


__all__ = ["board", "do", "fit", "policy", "slots_sheet"]
