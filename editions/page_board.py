"""What the board of one page shows: its slots with what stands in them and how it fits, and what may be placed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles import policy as article_policy
from articles.models import State
from articles.richtext import character_count
from authors.models import User
from editions import board as flat_plan
from editions import drawing, makeup, policy
from editions.composing.manuscript import Manuscript
from editions.composing.source import Fit, PageSource
from editions.models import Corner, Drawing, Edition, Page, Placement, Slot, SlotRole, SlotStyle
from editions.workflow import layouts, proofs, signing


@dataclass(frozen=True, slots=True)
class Standing:
    """One article in a slot, or on the page's list."""

    placement: Placement
    headline: str
    own_headline: str
    own_deck: str
    characters: int
    photos: list[dict[str, Any]]
    manuscript: Manuscript
    address: str
    fit: Fit | None
    is_stale: bool
    can_be_renewed: bool
    goes_on: Placement | None

    @property
    def photo_rows(self) -> list[dict[str, Any]]:
        """Each photo of the version with its place in the slot, as the form offers them."""
        slot, manuscript = self.placement.slot, self.manuscript
        said = {} if slot is None else {one.photo: one for one in makeup.photo_places(self.placement, slot, manuscript)}
        rows = []
        for number, photo in enumerate(self.photos):
            place = said.get(number)
            rows.append(
                {
                    "caption": photo["caption"],
                    "columns": place.columns if place else 0,
                    "lines": place.lines if place else 0,
                    "corner": place.corner if place else Corner.TOP_RIGHT,
                }
            )
        return rows

    @property
    def says(self) -> str:
        return sentence_of(self.fit)

    @property
    def state(self) -> str:
        return state_of(self.fit)


@dataclass(frozen=True, slots=True)
class SlotCard:
    """A slot as the board draws it; x, y, width, height in percent of the text area."""

    slot: Slot
    x: float
    y: float
    width: float
    height: float
    standing: list[Standing] = field(default_factory=list)

    @property
    def state(self) -> str:
        """open, over, short, fits or advert: what the eye has to find first."""
        if self.slot.role == SlotRole.ADVERT:
            return "advert"
        states = {one.state for one in self.standing}
        return next((state for state in ("over", "short", "fits") if state in states), "open")


def sentence_of(fit: Fit | None) -> str:
    """How it fits, in the words of the composing room."""
    if fit is None:
        return ""
    if fit.over:
        return ngettext("over by %(count)s character", "over by %(count)s characters", fit.over) % {"count": fit.over}
    if fit.free:
        return ngettext("%(count)s line to fill", "%(count)s lines to fill", fit.free) % {"count": fit.free}
    return _("fits")


def state_of(fit: Fit | None) -> str:
    if fit is None:
        return "open"
    # A line in each column is what balancing leaves.
    return "over" if fit.over else "short" if fit.free > 2 else "fits"


# -- the whole board --------------------------------------------------------------------------------------------------
def context(edition: Edition, page: Page, user: User, *, section: str = "", words: str = "") -> dict[str, Any]:
    """Everything the page's board shows to one person."""
    made = makeup.make_up(edition, only=page)
    page = made.pages.get(page.pk, page)
    source = made.source(page) if page.is_drawn else None
    cards, listed = _cards(made, page, source, user)
    may_compose = policy.refusal_to_compose(user, edition) is None
    others = list(Page.objects.filter(edition=edition).order_by("letter", "number"))
    place = next(number for number, one in enumerate(others) if one.pk == page.pk)
    return {
        "edition": edition,
        "page": page,
        "grid": makeup.grid_of(page) if page.is_drawn else None,
        "cards": cards,
        "listed": listed,
        "may_compose": may_compose,
        "previous": others[place - 1] if place else None,
        "next": others[place + 1] if place + 1 < len(others) else None,
        "others": [one for one in others if one.pk != page.pk],
        "tray": flat_plan.tray_of(edition, user, section, words) if may_compose else None,
        "drawing": _drawing(page, source),
        "latest": drawing.latest([page]).get(page.pk),
        "roles": SlotRole.choices,
        "styles": SlotStyle.choices,
        "corners": Corner.choices,
        "last_change": page.layout_changes.select_related("by").first(),
        "can_undo": layouts.undoable(page).exists(),
        "reading": proofs.reading(page, proofs.digests(source), rounds=made.publication.proof_rounds)
        if source
        else None,
        "sign_off": signing.signed(page, source.digest) if source else None,
    }


def _drawing(page: Page, source: PageSource | None) -> Drawing | None:
    return signing.drawing_of(page, source.digest) if source else None


def _cards(
    made: makeup.MakeUp, page: Page, source: PageSource | None, user: User
) -> tuple[list[SlotCard], list[Standing]]:
    placements = list(page.placements.select_related("version", "article__current_version", "continues__page", "slot"))
    if source is None:
        return [], []
    fits = {number: fit for block in source.blocks for number, fit in zip(block.placements, block.fits, strict=False)}
    known = set(
        article_policy.visible_to(user)
        .filter(pk__in=[one.article_id for one in placements])
        .values_list("pk", flat=True)
    )
    rest = {one.continues_id: one for one in Placement.objects.filter(continues__page=page).select_related("page")}
    standing = [
        _standing(one, made.manuscripts[one.version_id], fits.get(one.pk), known, rest.get(one.pk))
        for one in placements
    ]
    cards = [
        _card(page, slot, [one for one in standing if one.placement.slot_id == slot.pk]) for slot in page.slots.all()
    ]
    return cards, [one for one in standing if one.placement.slot_id is None]


def _card(page: Page, slot: Slot, standing: list[Standing]) -> SlotCard:
    grid = makeup.grid_of(page)
    rect = grid.rect(slot.cells)
    return SlotCard(
        slot,
        x=round(100 * (rect.x - grid.left_mm) / grid.text_width_mm, 3),
        y=round(100 * (rect.y - grid.top_mm) / grid.text_height_mm, 3),
        width=round(100 * rect.width / grid.text_width_mm, 3),
        height=round(100 * rect.height / grid.text_height_mm, 3),
        standing=standing,
    )


def _standing(
    placement: Placement, manuscript: Manuscript, fit: Fit | None, known: set[int], rest: Placement | None
) -> Standing:
    parts = placement.version.parts
    address = reverse("admin:articles_article_change", args=[placement.article_id])
    newer = placement.is_stale
    return Standing(
        placement=placement,
        headline=placement.headline or parts["headline"],
        own_headline=parts["headline"],
        own_deck=parts["deck"],
        characters=character_count(parts["body"]),
        photos=parts["photos"],
        manuscript=manuscript,
        address=address if placement.article_id in known else "",
        fit=fit,
        is_stale=newer and placement.kept_over_id != placement.article.current_version_id,
        can_be_renewed=newer and placement.article.state in _ready_to_be_taken(placement),
        goes_on=rest,
    )


def sheet_of_slots(page: Page, cards: list[SlotCard]) -> Iterator[str]:
    """The rules of a style sheet that puts each slot in its place: the board stands without script."""
    grid = makeup.grid_of(page)
    yield f".board-sheet {{ aspect-ratio: {grid.text_width_mm:.2f} / {grid.text_height_mm:.2f}; }}"
    for card in cards:
        yield (
            f"#slot-{card.slot.pk} {{ left: {card.x}%; top: {card.y}%; width: {card.width}%; height: {card.height}%; }}"
        )
    if page.has_masthead:
        width = 100 * grid.span_mm(page.masthead_columns) / grid.text_width_mm
        yield f".board-masthead {{ width: {width:.3f}%; height: {100 * page.masthead_lines / grid.lines:.3f}%; }}"


def _ready_to_be_taken(placement: Placement) -> tuple[State, ...]:
    """The states of an article whose new version may be taken; of what readers have, only by a re-issue."""
    return (State.APPROVED, State.PUBLISHED) if placement.page.edition.is_being_reissued else (State.APPROVED,)
