"""How an article would fit on a page's board: asked while somebody drags, draws out or types. Changes nothing."""

from __future__ import annotations

from dataclasses import replace

from django.http import Http404, HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from articles import policy as article_policy
from editions import makeup, workflow
from editions.admin_views.wish import Wish, asked
from editions.composing import compose
from editions.composing.slots import PhotoPlace, Setting
from editions.composing.slots import Slot as SlotToSet
from editions.composing.source import Fit
from editions.makeup import MakeUp
from editions.manuscripts import manuscripts
from editions.models import Corner, Page, Placement, Slot
from editions.standing import measures_of, sentence_of, state_of


@require_POST
def fit(request: HttpRequest, edition_id: int, page_id: int) -> JsonResponse:
    """How an article would fit in a slot with other measures, words or photos.

    `article` asks for one in the tray, `placement` for one of the page, otherwise it is what stands in `slot`. Answers
    {state, says, measures, needs, holds, over, free}.
    """
    edition, page = asked(request, edition_id, page_id)
    wish = Wish(request, edition, page)
    try:
        found = _fit(wish)
    except workflow.Refused as refused:
        return JsonResponse({"state": "refused", "says": str(refused)}, status=422)
    return JsonResponse(
        {
            "state": state_of(found),
            "says": sentence_of(found),
            "measures": measures_of(found),
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
        workflow.refuse_off_the_sheet(page, cells := wish.cells())
        to_set = replace(to_set, cells=cells)
    wanted = _setting(wish, made, page, slot, to_set)
    if "headline" in wish.request.POST:
        wanted = replace(
            wanted,
            headline=wish.text("headline")[:200],
            deck=wish.text("deck")[:200],
            headline_step=-min(6, wish.count("smaller", -wanted.headline_step)),
            headline_rows=min(3, wish.count("rows", wanted.headline_rows)),
        )
    if wish.text("photo"):
        wanted = replace(wanted, photos=_photos(wish, wanted, to_set))
    # Among briefs the others keep their places; anywhere else the one is alone.
    settings = tuple(wanted if one.placement == wanted.placement else one for one in to_set.settings)
    if slot.style != "briefs":
        settings = (wanted,)
    elif wanted not in settings:
        settings = (*settings, wanted)
    place = settings.index(wanted)
    return compose.fit(makeup.grid_of(page), replace(to_set, settings=settings), makeup.language())[place]


def _setting(wish: Wish, made: MakeUp, page: Page, slot: Slot, to_set: SlotToSet) -> Setting:
    """The article somebody asks for, as it would stand in the slot."""
    if wish.text("article"):
        return _from_the_tray(wish, slot)
    if wish.text("placement"):
        placement = wish.placement()
        # What stands there keeps its photos; what comes from elsewhere takes those the slot gives.
        if placement.slot_id != slot.pk:
            placement.photo_places = []
        return made.setting(placement, slot)
    if not to_set.settings:
        raise workflow.Refused(_("Nothing stands in this slot."))
    return to_set.settings[0]


def _from_the_tray(wish: Wish, slot: Slot) -> Setting:
    article = article_policy.visible_to(wish.by).filter(pk=wish.article()).first()
    if article is None or article.current_version is None:
        raise Http404
    manuscript = manuscripts([article.current_version])[article.current_version.pk]
    as_placed = Placement(pk=0, photo_places=[])
    return Setting(0, manuscript, photos=makeup.photo_places(as_placed, slot, manuscript))


def _photos(wish: Wish, setting: Setting, slot: SlotToSet) -> tuple[PhotoPlace, ...]:
    number, columns, lines = wish.count("photo"), wish.count("columns"), wish.count("lines")
    workflow.refuse_photo_size(columns, lines, widest=slot.text_columns or slot.cells.span, highest=slot.cells.lines)
    corner = wish.choice("corner", Corner, Corner.TOP_RIGHT)
    place = PhotoPlace(columns, lines, corner, number)  # type: ignore[arg-type]
    return tuple(place if one.photo == number else one for one in setting.photos)
