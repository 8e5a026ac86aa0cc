"""Suggesting a layout: the articles that fit the page, and two or three clearly different ways to place them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from editions.composing.grid import Cells
from editions.composing.suggestion.area import Area
from editions.composing.suggestion.candidate import Candidate
from editions.composing.suggestion.leaf import FILLER_IS, filler_leaves, leaves_of
from editions.composing.suggestion.seams import Piece
from editions.composing.suggestion.search import Search
from editions.composing.suggestion.suggestion import LeftOut, Place, Suggestion
from editions.composing.suggestion.weighing import Layout, Weighing
from editions.composing.taboos import GAP, Taboo

# How many layouts an ordinary core lays in a second. Tries are counted and not timed, so that the same page, articles
# and seed give the same suggestions on any machine, busy or not.
TRIES_A_SECOND = 5000
# Where the articles at their largest leave more than that, there is a filler.
_ROOMY = 0.97
# A layout more like an earlier one than this is no alternative.
_ALIKE = 0.35
_REPEATED = 400.0
_SAME_LEAD = 30.0
# So much alike is the same page again.
_SAME = 0.75
# A page is never filled to the last line: as much of it goes into ends of columns.
_FULL = 0.97
# How often a page is begun anew because it breaks a taboo.
_ATTEMPTS = 3


def suggest(
    area: Area, candidates: Sequence[Candidate], *, alternatives: int = 3, seed: int = 0, seconds: float = 2.5
) -> list[Suggestion]:
    """Up to so many layouts of the area, the cheapest first; none where there is nothing to place or no room at all.

    Articles that cannot go on the page are left out from the lowest priority up, and named. `seconds` is the work to
    put in on one core of an ordinary machine.
    """
    kept, left_out = _placeable(area, candidates)
    tries = int(seconds * TRIES_A_SECOND)
    kept, crowded = _with_room(area, kept, seed, tries // 12)
    left_out += crowded
    if not kept or not area.lines():
        return []
    suggestions: list[Suggestion] = []
    for number in range(alternatives):
        page = _Page(area, kept, seed + number)
        found = page.suggestion(page.best(tries // (alternatives + 2), suggestions), left_out)
        if found.places and all(likeness(found, other) < _SAME for other in suggestions):
            suggestions.append(found)
    return sorted(suggestions, key=lambda each: each.cost)


def likeness(one: Suggestion, other: Suggestion) -> float:
    """How much of the page shows the same article at the same place in both, the lead not counted; 0 to 1."""
    return _likeness({place.key: place.cells for place in one.places}, other)


class _Page:
    """One page with the articles that go on it, made ready for the search."""

    def __init__(self, area: Area, kept: Sequence[Candidate], seed: int) -> None:
        self.area, self.kept = area, kept
        leaves = [leaves_of(candidate, n, area.grid) for n, candidate in enumerate(kept)]
        weights = [float(candidate.priority) for candidate in kept]
        most = sum(max((leaf.most + GAP) * leaf.span for leaf in forms) for forms in leaves)
        if area.lines() * _ROOMY > most:
            leaves.append(filler_leaves(area.grid))
            weights.append(7.0)
        lead = min(range(len(kept)), key=lambda n: kept[n].priority) if area.corner() else None
        self.search = Search(area, leaves, weights, Weighing(area, kept, lead), seed)

    def best(self, tries: int, earlier: Sequence[Suggestion]) -> Layout:
        """The best layout that is unlike the earlier ones; where a taboo is broken the search starts afresh."""
        unlike = self._unlike(earlier)
        found: list[Layout] = []
        while len(found) < _ATTEMPTS and all(layout.taboos for layout in found):
            found.append(self.search.best(tries, unlike))
        return min(found, key=lambda layout: layout.cost + unlike(layout))

    def _unlike(self, earlier: Sequence[Suggestion]) -> Callable[[Layout], float]:
        """What a layout is charged for repeating earlier ones."""
        first = self.kept[0].key
        leads = [place.cells.span for other in earlier for place in other.places if place.key == first]

        def charge(layout: Layout) -> float:
            places = {self.kept[p.leaf.who].key: _cells(p) for p in layout.pieces if p.leaf.who != FILLER_IS}
            span = places[first].span if first in places else 0
            again = sum(max(0.0, _likeness(places, other) - _ALIKE) for other in earlier)
            return _REPEATED * again + _SAME_LEAD * leads.count(span)

        return charge

    def suggestion(self, layout: Layout, left_out: Sequence[LeftOut]) -> Suggestion:
        places = []
        names = {}
        for n, piece in enumerate(layout.pieces):
            cells, leaf = _cells(piece), piece.leaf
            names[f"#{n}"] = self.kept[leaf.who].key if leaf.who != FILLER_IS else ""
            if leaf.who != FILLER_IS:
                size = leaf.size(cells.lines)
                places.append((leaf.who, Place(names[f"#{n}"], leaf.style, cells, layout.photos.get(n), size.lines)))
        return Suggestion(
            places=tuple(place for _, place in sorted(places, key=lambda each: each[0])),
            fillers=tuple(_cells(piece) for piece in layout.pieces if piece.leaf.who == FILLER_IS),
            left_out=(*left_out, *(LeftOut(self.kept[who].key, "no_room") for who in layout.left if who != FILLER_IS)),
            costs=layout.costs,
            taboos=tuple(
                Taboo(found.rule, tuple(names.get(key, key) for key in found.slots), found.where)
                for found in layout.taboos
            ),
        )


def _placeable(area: Area, candidates: Sequence[Candidate]) -> tuple[list[Candidate], list[LeftOut]]:
    """The candidates by priority with the forms that some free place could hold; those that have none."""
    highest = max((each.bottom - each.top for column in area.stretches() for each in column), default=0)
    kept, left_out = [], []
    for candidate in sorted(candidates, key=lambda each: each.priority):
        forms = tuple(form for form in candidate.forms if form.span <= area.grid.columns and form.least <= highest)
        if forms:
            kept.append(replace(candidate, forms=forms))
        else:
            left_out.append(LeftOut(candidate.key, "no_form"))
    return kept, left_out


def _with_room(area: Area, kept: Sequence[Candidate], seed: int, tries: int) -> tuple[list[Candidate], list[LeftOut]]:
    """The articles for which there is room: the lowest priority leaves first, a brief may come back.

    Where some have to leave anyway the others get decent sizes.
    """
    staying = list(kept)
    room = area.lines() * _FULL
    needs = _least
    if sum(map(needs, staying)) > room:
        needs = _decent
    while staying and sum(map(needs, staying)) > room:
        staying.pop()
    while len(staying) > 1 and not _fits(area, staying, seed, tries):
        staying.pop()
    for candidate in kept[len(staying) + 1 :]:
        grown = [*staying, candidate]
        if sum(map(needs, grown)) <= room and _fits(area, grown, seed, tries):
            staying = grown
    return staying, [LeftOut(candidate.key, "no_room") for candidate in kept if candidate not in staying]


def _fits(area: Area, candidates: Sequence[Candidate], seed: int, tries: int) -> bool:
    """Whether a short search finds a page with all of them and no text too long for its place."""
    layout = _Page(area, candidates, seed).search.best(tries, lambda _: 0.0)
    return not layout.left and all(piece.leaf.least <= piece.bottom - piece.top for piece in layout.pieces)


def _least(candidate: Candidate) -> float:
    """The room it takes at the very least, in column lines."""
    return min((form.least + GAP) * form.span for form in candidate.forms)


def _decent(candidate: Candidate) -> float:
    """The room it takes in the style that was wished, with a photo rather small."""
    wished = candidate.forms[0].style
    forms = [form for form in candidate.forms if form.style == wished]
    return min((form.least + (form.most - form.least) / 4 + GAP) * form.span for form in forms)


def _likeness(places: Mapping[str, Cells], other: Suggestion) -> float:
    same = whole = 0
    for place in other.places[1:]:
        whole += place.cells.span * place.cells.lines
        cells = places.get(place.key)
        if cells:
            across = min(cells.right, place.cells.right) - max(cells.column, place.cells.column)
            down = min(cells.bottom, place.cells.bottom) - max(cells.row, place.cells.row)
            same += max(0, across) * max(0, down)
    return same / whole if whole else 1.0


def _cells(piece: Piece) -> Cells:
    return Cells(piece.column, piece.top, piece.leaf.span, piece.bottom - piece.top)
