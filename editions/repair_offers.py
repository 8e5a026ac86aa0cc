"""What would help an article that does not fit, in the words of the desk, each with the form that carries it out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from editions.composing.repairs import Offer, offers
from editions.composing.slots import Setting
from editions.composing.slots import Slot as SlotToSet
from editions.makeup import MakeUp, grid_of, language
from editions.models import NO_ARTICLE, Page, Placement, SlotRole

# The nearest pages an article is offered to go on on.
MOST_PAGES = 2
# What goes on here has no deck and no photos, and neither goes on again nor leaves for the tray.
FOR_A_REST = {"headline", "trim", "filler"}
NO_PLACE_FOR_A_REST = {*NO_ARTICLE, SlotRole.LEAD, SlotRole.PICTURE}


@dataclass(frozen=True, slots=True)
class Way:
    """One thing that would help: `deed` and `fields` do it, `quotes` are the very words that would go.

    Without a deed it is advice, for what a person has to write himself.
    """

    sentence: str
    deed: str = ""
    fields: dict[str, object] = field(default_factory=dict)
    quotes: str = ""


def ways(made: MakeUp, page: Page, slot: SlotToSet, placement: Placement) -> list[Way]:
    """What may be done about one article of a slot that does not fit; nothing where it does."""
    others = (
        []
        if placement.continues_id or any(one.jump_to for one in slot.settings)
        else pages_with_room(made, page, placement)
    )
    labels = {one.label: one for one in others}
    found = offers(grid_of(page), slot, placement.pk, pages=list(labels), language=language())
    if placement.continues_id:
        found = tuple(one for one in found if one.kind in FOR_A_REST)
    before = next(one for one in slot.settings if one.placement == placement.pk)
    return [way for one in found for way in _way(one, before, placement, labels)]


def pages_with_room(made: MakeUp, page: Page, placement: Placement) -> list[Page]:
    """Pages with an open slot in which the rest of an article could stand, the next ones first."""
    order = list(made.pages)
    behind = order.index(page.pk)
    found = []
    for number in order[behind + 1 :] + order[:behind]:
        other = made.pages[number]
        standing = list(other.placements.all())
        taken = {one.slot_id for one in standing}
        has_room = any(one.role not in NO_PLACE_FOR_A_REST and one.pk not in taken for one in other.slots.all())
        if has_room and all(one.article_id != placement.article_id for one in standing):
            found.append(other)
    return found[:MOST_PAGES]


def _way(offer: Offer, before: Setting, placement: Placement, pages: dict[str, Page]) -> Iterator[Way]:
    if offer.kind == "photo" and offer.place is not None:
        yield Way(_photo(offer, before), "photos", _photo_fields(offer))
    elif offer.kind == "headline" and offer.setting is not None:
        yield Way(_headline(offer, before), "word", _headline_fields(offer.setting, placement))
    elif offer.kind == "trim" and offer.setting is not None:
        count = len(offer.cut)
        sentence = ngettext(
            "Cut the last %(count)s character", "Cut the last %(count)s characters", count
        ) % {"count": count}  # fmt: skip
        yield Way(sentence, "trim", {"characters": offer.setting.trim}, offer.cut)
    elif offer.kind == "jump" and offer.setting is not None:
        to = pages[offer.setting.jump_to]
        yield Way(_("Let the rest go on on %(page)s") % {"page": to.label}, "jump", {"page": to.pk})
    elif offer.kind == "move":
        yield Way(_("Take it off the page, back to the tray"), "remove")
    elif offer.kind == "deck":
        yield Way(_("A deck on one line would fill %(lines)s.") % {"lines": _lines(offer.lines)})
    elif offer.kind == "filler":
        yield Way(_("A filler would have %(lines)s.") % {"lines": _lines(offer.lines)})


def _lines(count: int) -> str:
    return ngettext("%(count)s line", "%(count)s lines", count) % {"count": count}


def _photo(offer: Offer, before: Setting) -> str:
    place = offer.place
    assert place is not None
    was = next((one for one in before.photos if one.photo == place.photo), None)
    if was is None:
        sentence = _("Show photo %(number)s, %(columns)s × %(lines)s")
    elif place.lines < was.lines:
        sentence = _("Photo %(number)s lower: %(columns)s × %(lines)s instead of %(before)s")
    else:
        sentence = _("Photo %(number)s higher: %(columns)s × %(lines)s instead of %(before)s")
    said = {
        "number": place.photo + 1,
        "columns": place.columns,
        "lines": _lines(place.lines),
        "before": was.lines if was else 0,
    }
    return sentence % said + _still(offer)


def _headline(offer: Offer, before: Setting) -> str:
    setting = offer.setting
    assert setting is not None
    if setting.headline_rows and setting.headline_rows != before.headline_rows:
        sentence = _("Headline on %(lines)s") % {"lines": _lines(setting.headline_rows)}
    elif setting.headline_step < before.headline_step:
        sentence = _("Headline smaller")
    else:
        sentence = _("Headline larger")
    won = ngettext("wins %(count)s line", "wins %(count)s lines", offer.lines) % {"count": offer.lines}
    fills = ngettext("fills %(count)s line", "fills %(count)s lines", offer.lines) % {"count": offer.lines}
    is_over = offer.fit.is_overset or setting.headline_step < before.headline_step
    return sentence + _(" (%(remark)s)") % {"remark": won if is_over else fills} + _still(offer)


def _still(offer: Offer) -> str:
    """What it does not do by itself is said."""
    if not offer.fit.is_overset:
        return ""
    count = offer.fit.over
    return ngettext(", still over by %(count)s", ", still over by %(count)s", count) % {"count": count}


def _photo_fields(offer: Offer) -> dict[str, object]:
    fields: dict[str, object] = {}
    assert offer.setting is not None
    for one in offer.setting.photos:
        fields |= {
            f"columns_{one.photo}": one.columns,
            f"lines_{one.photo}": one.lines,
            f"corner_{one.photo}": one.corner,
        }
    return fields


def _headline_fields(setting: Setting, placement: Placement) -> dict[str, object]:
    """The words stay as they are: only size and lines change. A size is sent as so many steps smaller."""
    return {
        "headline": placement.headline,
        "deck": placement.deck,
        "smaller": -setting.headline_step,
        "rows": setting.headline_rows,
    }
