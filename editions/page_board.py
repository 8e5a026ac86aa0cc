"""What the board of one page shows: its slots with what stands in them and how it fits, and what may be placed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from articles import policy as article_policy
from articles.pictured import lacking_words
from authors.models import User
from editions import (
    adverts,
    corrections,
    drawing,
    makeup,
    page_states,
    policy,
    printed_notices,
    repair_offers,
    tray_filter,
)
from editions.composing.slots import Slot as SlotToSet
from editions.composing.source import Block, Fit, PageSource
from editions.composing.uploaded.limits import ADVERT_BYTES
from editions.models import NO_ARTICLE, Corner, Edition, Page, Placement, PrintedCorrection, Slot, SlotRole, SlotStyle
from editions.standing import Standing, changes_of, measures_of, sentence_of, state_of, whole_fit
from editions.tray_filter import Wanted
from editions.workflow import layouts, proofs, signing
from photos.models import Shape


@dataclass(frozen=True, slots=True)
class PictureBox:
    """A photo in its slot as the board draws it, in percent of the slot, with its place in columns and lines."""

    placement: int
    photo: int
    x: float
    y: float
    width: float
    height: float
    columns: int
    lines: int
    corner: str


@dataclass(frozen=True, slots=True)
class SlotCard:
    """A slot as the board draws it; x, y, width, height in percent of the text area. `advert`: how its artwork fits."""

    slot: Slot
    x: float
    y: float
    width: float
    height: float
    standing: list[Standing] = field(default_factory=list)
    pictures: list[PictureBox] = field(default_factory=list)
    notices: list[PrintedCorrection] = field(default_factory=list)
    fit: Fit | None = None
    advert: str = ""

    @property
    def state(self) -> str:
        """open, over, short, fits or advert: what the eye has to find first."""
        if self.slot.role == SlotRole.ADVERT:
            return "advert"
        if self.fit is not None:
            return state_of(self.fit)
        states = {one.state for one in self.standing}
        return next((state for state in ("over", "short", "fits") if state in states), "open")

    @property
    def takes_articles(self) -> bool:
        return self.slot.role not in NO_ARTICLE

    @property
    def says(self) -> str:
        """How the corrections of the page fit in the place kept for them."""
        return sentence_of(self.fit)

    @property
    def measures(self) -> str:
        return measures_of(self.fit) if self.fit else ""

    @property
    def role(self) -> str:
        return str(SlotRole(self.slot.role).label)

    @property
    def text_columns(self) -> int:
        """How many columns its text has, in which photos are counted too."""
        return self.slot.text_columns or self.slot.span


# -- the whole board --------------------------------------------------------------------------------------------------
def context(
    edition: Edition, page: Page, user: User, wanted: Wanted, *, typed: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Everything the page's board shows to one person; `typed` are words he could not send."""
    made = makeup.make_up(edition, only=page)
    page = made.pages.get(page.pk, page)
    state = page_states.proofed(made, page) if page.is_drawn else None
    source, digest = (state.source, state.digest) if state else (None, "")
    may_compose = policy.refusal_to_compose(user, edition) is None
    standing = _standing(made, page, source, user, typed or {}) if source else []
    if may_compose and source:
        _advise(made, page, standing)
    others = list(Page.objects.filter(edition=edition).order_by("letter", "number"))
    place = next(number for number, one in enumerate(others) if one.pk == page.pk)
    return {
        "edition": edition,
        "page": page,
        "publication": made.publication,
        "grid": makeup.grid_of(page) if page.is_drawn else None,
        "cards": _cards(made, page, source, standing) if source else [],
        "listed": [one for one in standing if one.placement.slot_id is None],
        "may_compose": may_compose,
        "previous": others[place - 1] if place else None,
        "next": others[place + 1] if place + 1 < len(others) else None,
        "others": [one for one in others if one.pk != page.pk],
        "tray": tray_filter.shown(edition, user, wanted) if may_compose else None,
        "query": wanted.query,
        "drawing": signing.drawing_of(page, digest) if source else None,
        "latest": drawing.latest([page]).get(page.pk),
        "to_print": _to_print(edition, page) if may_compose and source else [],
        "roles": SlotRole.choices,
        "styles": SlotStyle.choices,
        "corners": Corner.choices,
        "shapes": Shape.choices,
        "most_megabytes": ADVERT_BYTES // 2**20,
        "last_change": page.layout_changes.select_related("by").first(),
        "can_undo": layouts.undoable(page).exists(),
        "reading": proofs.reading(page, proofs.digests(source), rounds=made.publication.proof_rounds)
        if source
        else None,
        "sign_off": signing.signed(page, digest) if source else None,
    }


def _to_print(edition: Edition, page: Page) -> list[corrections.DueCorrection]:
    """The corrections that this page could carry, or carries, where it has a place for them."""
    return corrections.to_print(edition) if printed_notices.slot_for(page) and not edition.is_out else []


def _standing(
    made: makeup.MakeUp, page: Page, source: PageSource, user: User, typed: Mapping[str, str]
) -> list[Standing]:
    placements = list(page.placements.select_related("version", "article__current_version", "continues__page", "slot"))
    fits = {number: fit for block in source.blocks for number, fit in zip(block.placements, block.fits, strict=False)}
    articles = [one.article_id for one in placements]
    known = set(article_policy.visible_to(user).filter(pk__in=articles).values_list("pk", flat=True))
    lacking = lacking_words(articles) if not page.edition.is_out else {}
    rest = {one.continues_id: one for one in Placement.objects.filter(continues__page=page).select_related("page")}
    found = []
    for one in placements:
        words = typed if typed.get("placement") == str(one.pk) and "headline" in typed else {}
        stale, kept = one.is_stale, one.kept_over_id == one.article.current_version_id
        found.append(
            Standing(
                placement=one,
                parts=one.version.parts,
                manuscript=made.manuscripts[one.version_id],
                address=reverse("admin:articles_article_change", args=[one.article_id])
                if one.article_id in known
                else "",
                fit=fits.get(one.pk),
                setting=made.setting(one, one.slot) if one.slot else None,
                is_stale=stale and not kept,
                is_kept=stale and kept,
                can_be_renewed=stale and page.edition.may_take(one.article),
                goes_on=rest.get(one.pk),
                headline_said=words.get("headline", one.headline)[:200],
                deck_said=words.get("deck", one.deck)[:200],
                lacks=lacking.get(one.article_id, []),
            )
        )
    return found


def _advise(made: makeup.MakeUp, page: Page, standing: Iterable[Standing]) -> None:
    """Say what would help where something does not fit, and what is new where something was changed."""
    slots: dict[int, SlotToSet] = {}
    for one in standing:
        slot, placement = one.placement.slot, one.placement
        if slot is not None and one.state in {"over", "short"}:
            if slot.pk not in slots:
                slots[slot.pk] = made.slot(slot)
            one.ways = repair_offers.ways(made, page, slots[slot.pk], placement)
        if one.can_be_renewed:
            one.changes = changes_of(placement.article, placement.version)


def _cards(made: makeup.MakeUp, page: Page, source: PageSource, standing: list[Standing]) -> list[SlotCard]:
    blocks = {block.key: block for block in source.blocks}
    cards = []
    for slot in page.slots.all():
        here = [one for one in standing if one.placement.slot_id == slot.pk]
        block = blocks.get(slot.key)
        pictures = list(_pictures(page, slot, block, here)) if block and here else []
        printed = printed_notices.standing_in(slot, page) if slot.role == SlotRole.CORRECTIONS else []
        fit = whole_fit(block.fits) if block and printed else None
        place = place_of(page, slot)
        advert = adverts.fit_of(slot, source.grid) if slot.role == SlotRole.ADVERT else ""
        cards.append(SlotCard(slot, **place, standing=here, pictures=pictures, notices=printed, fit=fit, advert=advert))
    return cards


def place_of(page: Page, slot: Slot) -> dict[str, float]:
    """Where a slot is drawn, in percent of the text area."""
    grid = makeup.grid_of(page)
    rect = grid.rect(slot.cells)
    return {
        "x": round(100 * (rect.x - grid.left_mm) / grid.text_width_mm, 3),
        "y": round(100 * (rect.y - grid.top_mm) / grid.text_height_mm, 3),
        "width": round(100 * rect.width / grid.text_width_mm, 3),
        "height": round(100 * rect.height / grid.text_height_mm, 3),
    }


def _pictures(page: Page, slot: Slot, block: Block, standing: list[Standing]) -> Iterator[PictureBox]:
    """The photos of the one article in a slot, where they are printed."""
    grid, one = makeup.grid_of(page), standing[0]
    rect = grid.rect(slot.cells)
    places = {place.photo: place for place in (one.setting.photos if one.setting else ())}
    numbers = {photo.id: number for number, photo in enumerate(one.manuscript.photos)}
    for photo in block.photos:
        number = numbers.get(photo.photo, -1)
        place = places.get(number)
        if place is None:
            continue
        yield PictureBox(
            placement=one.placement.pk,
            photo=number,
            x=round(100 * photo.x_mm / rect.width, 3),
            y=round(100 * photo.row / slot.lines, 3),
            width=round(100 * photo.width_mm / rect.width, 3),
            height=round(100 * photo.lines / slot.lines, 3),
            columns=place.columns,
            lines=place.lines,
            corner=place.corner,
        )


def sheet_of_slots(page: Page) -> Iterator[str]:
    """The rules of a style sheet that puts sheet, text area and slots in their places: it stands without script."""
    grid = makeup.grid_of(page)
    yield f".board-paper {{ aspect-ratio: {grid.width_mm:.2f} / {grid.height_mm:.2f}; }}"
    yield (
        f".board-sheet {{ left: {100 * grid.left_mm / grid.width_mm:.3f}%;"
        f" top: {100 * grid.top_mm / grid.height_mm:.3f}%; width: {100 * grid.text_width_mm / grid.width_mm:.3f}%;"
        f" height: {100 * grid.text_height_mm / grid.height_mm:.3f}%; }}"
    )
    for slot in page.slots.all():
        place = place_of(page, slot)
        yield (
            f"#slot-{slot.pk} {{ left: {place['x']}%; top: {place['y']}%;"
            f" width: {place['width']}%; height: {place['height']}%; }}"
        )
    if page.has_masthead:
        width = 100 * grid.span_mm(page.masthead_columns) / grid.text_width_mm
        yield f".board-masthead {{ width: {width:.3f}%; height: {100 * page.masthead_lines / grid.lines:.3f}%; }}"
