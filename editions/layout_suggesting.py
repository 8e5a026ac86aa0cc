"""Suggesting a layout for one page of an edition: its articles as candidates, and a suggestion carried out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from articles.models import Genre
from authors.models import User
from editions import makeup, workflow
from editions.composing.grid import Cells, Grid
from editions.composing.manuscript import Manuscript
from editions.composing.slots import Style
from editions.composing.suggestion import Area, Candidate, Place, Suggestion, candidate_of, suggest
from editions.models import NO_ARTICLE, Edition, Page, Placement, Slot, SlotRole
from editions.workflow.slots import BRIEF_CHARACTERS

SECONDS = 2.5
# What stands first on the page is its lead, the next the second; the others by their place on the list.
PRIORITIES = (1, 2, 3, 3, 4, 4)
STYLES: Mapping[int, tuple[Style, ...]] = {
    1: ("lead",), 2: ("second",), 3: ("normal",), 4: ("normal", "small"), 5: ("small",), 6: ("small",),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Proposal:
    """Suggestions for a page as it stood at `seen`; `free` are the placements they lay out, by key."""

    page: Page
    seen: int
    grid: Grid
    area: Area
    free: dict[str, Placement]
    suggestions: list[Suggestion]


def propose(edition: Edition, page: Page, *, seed: int) -> Proposal:
    """Two or three layouts for what stands on a page; locked slots and adverts stay. One seed, the same layouts."""
    made = makeup.make_up(edition, only=page)
    page = made.pages[page.pk]
    grid = makeup.grid_of(page)
    kept = [slot for slot in page.slots.all() if slot.locked or slot.role in NO_ARTICLE]
    area = Area(grid, tuple(made.slot(slot) for slot in kept), _furniture(page))
    standing = [one for one in page.placements.all() if one.slot_id not in {slot.pk for slot in kept}]
    free = {str(one.pk): one for one in standing}
    # The lead of the page may stand in a locked slot already.
    first = len([one for one in page.placements.all() if one.slot_id in {slot.pk for slot in kept}])
    candidates = [
        _candidate(grid, one, to_be_set(made, one), place) for place, one in enumerate(standing, start=min(first, 2))
    ]
    found = suggest(area, candidates, alternatives=3, seed=seed, seconds=SECONDS)
    return Proposal(page, page.layout_number, grid, area, free, found)


def _furniture(page: Page) -> tuple[Cells, ...]:
    return (Cells(0, 0, page.masthead_columns, page.masthead_lines),) if page.has_masthead else ()


def to_be_set(made: makeup.MakeUp, placement: Placement) -> Manuscript:
    """What of an article stands on this page: of one that goes on here the rest of its text, without its photos."""
    manuscript = made.manuscripts[placement.version_id]
    begun = made.begun(placement)
    if begun is None:
        return manuscript
    until, rest = made.fit_of(begun).set_until, []
    for item in manuscript.items:
        rest.append(replace(item, text=item.text[until:]))
        until = max(0, until - len(item.text))
    items = tuple(item for item in rest if item.text)
    return replace(manuscript, items=items, photos=(), kicker="", deck="", under_headline="", opening="")


def _candidate(grid: Grid, placement: Placement, manuscript: Manuscript, place: int) -> Candidate:
    priority = PRIORITIES[place] if place < len(PRIORITIES) else 5
    if manuscript.characters <= BRIEF_CHARACTERS and not manuscript.photos and priority > 2:
        priority = 6
    styles = STYLES[priority]
    if manuscript.genre == Genre.OPINION and priority > 1:
        styles = ("box",)
    return candidate_of(
        manuscript, grid, key=str(placement.pk), priority=priority, styles=styles, language=makeup.language()
    )


def take(proposal: Proposal, suggestion: Suggestion, *, by: User, seen: int) -> None:
    """Lay the page out as suggested; slots that stay are left as they are."""
    ranks = {key: rank for rank, key in enumerate(_in_rank(suggestion), start=1)}
    kept = [slot for slot in proposal.page.slots.all() if slot.locked or slot.role in NO_ARTICLE]
    places: list[tuple[Slot | None, dict[str, Any], Placement | None]] = []
    for place in suggestion.places:
        places.append((None, _fields(place, ranks[place.key]), proposal.free[place.key]))
    for number, cells in enumerate(suggestion.fillers, start=len(ranks) + 1):
        fields = {"role": SlotRole.ARTICLE, "style": "small", "order": number, **_measures(cells)}
        places.append((None, fields, None))
    places += [(slot, {}, None) for slot in kept if not slot.locked]
    workflow.arrange(proposal.page, places, by=by, seen=seen)


def _in_rank(suggestion: Suggestion) -> list[str]:
    """The keys of what is placed, the lead first, then as the eye reads: from the top left down."""
    rank = {"lead": 0, "second": 1}
    ordered = sorted(
        suggestion.places, key=lambda place: (rank.get(place.style, 2), place.cells.row, place.cells.column)
    )
    return [place.key for place in ordered]


def _fields(place: Place, rank: int) -> dict[str, Any]:
    role = {"lead": SlotRole.LEAD, "second": SlotRole.SECOND, "box": SlotRole.OPINION, "picture": SlotRole.PICTURE}
    return {
        "role": role.get(place.style, SlotRole.ARTICLE),
        "style": place.style,
        "order": rank,
        "photo_places": [_photo(place)] if place.photo else [],
        **_measures(place.cells),
    }


def _photo(place: Place) -> dict[str, Any]:
    assert place.photo is not None
    return {name: asdict(place.photo)[name] for name in ("photo", "columns", "lines", "corner")}


def _measures(cells: Cells) -> dict[str, int]:
    return {"column": cells.column, "row": cells.row, "span": cells.span, "lines": cells.lines}
