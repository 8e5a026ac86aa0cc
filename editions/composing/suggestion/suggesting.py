"""Suggesting a layout: the articles that fit the page, and two or three clearly different ways to place them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from editions.composing.grid import Cells
from editions.composing.suggestion.area import Area
from editions.composing.suggestion.candidate import Candidate
from editions.composing.suggestion.difference import Look, look
from editions.composing.suggestion.leaf import FILLER_IS, filler_leaves, leaves_of
from editions.composing.suggestion.seams import Piece
from editions.composing.suggestion.search import Search
from editions.composing.suggestion.suggestion import LeftOut, Place, Suggestion
from editions.composing.suggestion.weighing import NOT_LEADING, Layout, Weighing
from editions.composing.taboos import GAP, Taboo

# How many layouts an ordinary core lays in a second. Tries are counted and not timed, so that the same page, articles
# and seed give the same suggestions on any machine, busy or not.
TRIES_A_SECOND = 5000
# Where the articles at their largest leave more than that, there is a filler.
_ROOMY = 0.97
# A layout that differs less from an earlier one is charged for it; one that differs hardly is the same page again.
_CLEAR, _REPEATED = 0.6, 500.0
_SAME = 0.15
# A page is never filled to the last line: as much of it goes into ends of columns.
_FULL = 0.97
# A sheet divided into fewer parts than these has a cut or a gutter through it, whatever they are; with one more it is
# easier to avoid.
_PINWHEEL = 5
# How often one of the pages is begun anew because it breaks a taboo.
_ANEW, _AFRESH = 3, 3


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
    work = _Work(area, kept, seed, tries // (alternatives + _ANEW))
    suggestions: list[Suggestion] = []
    for number in range(alternatives):
        page, layout = work.page(number, suggestions)
        found = page.suggestion(layout, left_out)
        if found.places and all(difference(area, found, other) > _SAME for other in suggestions):
            suggestions.append(found)
    return sorted(suggestions, key=lambda each: each.cost)


def difference(area: Area, one: Suggestion, other: Suggestion) -> float:
    """How much two layouts of an area differ in what an editor sees, from 0 to 1."""
    return look_of(area, one).difference(look_of(area, other))


def look_of(area: Area, suggestion: Suggestion) -> Look:
    laid = [(place.key, place.style, place.cells, place.photo) for place in suggestion.places]
    lead = suggestion.places[0].key if suggestion.places and area.corner() else ""
    return look(area.grid.columns, laid, suggestion.fillers, lead)


class _Work:
    """What is done for the pages of one desk. What there is for beginning a page anew, all of them share."""

    def __init__(self, area: Area, kept: Sequence[Candidate], seed: int, share: int) -> None:
        self.area, self.kept, self.seed, self.share = area, kept, seed, share
        self.anew = _ANEW

    def page(self, number: int, earlier: Sequence[Suggestion]) -> tuple[_Page, Layout]:
        """A page unlike the earlier ones; the second has a lead of another width, if there is any other."""
        widths = {other.places[0].cells.span for other in earlier} if number == 1 and self.area.corner() else set()
        page = _Page(self.area, self.kept, self.seed + number, lead_not=widths)
        cost, layout = page.best(self.share, earlier)
        while self.anew and (layout.taboos or layout.costs["lead"] >= NOT_LEADING):
            seed = self.seed + number + _AFRESH * self.anew
            self.anew -= 1
            if not self.anew or layout.costs["lead"] >= NOT_LEADING:
                widths = set()
            other = _Page(self.area, self.kept, seed, parted=True, lead_not=widths)
            again, found = other.best(self.share, earlier)
            if again < cost:
                page, cost, layout = other, again, found
        return page, layout


class _Page:
    """One page with the articles that go on it, made ready for the search."""

    def __init__(
        self,
        area: Area,
        kept: Sequence[Candidate],
        seed: int,
        *,
        parted: bool = False,
        lead_not: Collection[int] = (),
    ) -> None:
        self.area, self.kept = area, kept
        leaves = [leaves_of(candidate, n, area.grid) for n, candidate in enumerate(kept)]
        leaves[0] = [leaf for leaf in leaves[0] if leaf.span not in lead_not] or leaves[0]
        weights = [float(candidate.priority) for candidate in kept]
        most = sum(max((leaf.most + GAP) * leaf.span for leaf in forms) for forms in leaves)
        fillers = _fillers(len(kept), is_roomy=area.lines() * _ROOMY > most, parted=parted)
        leaves += [filler_leaves(area.grid)] * fillers
        weights += [7.0] * fillers
        lead = min(range(len(kept)), key=lambda n: kept[n].priority) if area.corner() else None
        self.search = Search(area, leaves, weights, Weighing(area, kept, lead), seed)

    def best(self, tries: int, earlier: Sequence[Suggestion]) -> tuple[float, Layout]:
        """The best layout that is unlike the earlier ones, and what it costs with what it is charged for that."""
        unlike = self._unlike(earlier)
        layout = self.search.best(tries, unlike)
        return layout.cost + unlike(layout), layout

    def _unlike(self, earlier: Sequence[Suggestion]) -> Callable[[Layout], float]:
        """What a layout is charged for repeating earlier ones."""
        looks = [look_of(self.area, other) for other in earlier]

        def charge(layout: Layout) -> float:
            if not looks:
                return 0.0
            here = self._look(layout)
            return sum(_REPEATED * max(0.0, _CLEAR - here.difference(other)) for other in looks)

        return charge

    def _look(self, layout: Layout) -> Look:
        laid, fillers = [], []
        for n, piece in enumerate(layout.pieces):
            leaf, cells = piece.leaf, _cells(piece)
            if leaf.who == FILLER_IS:
                fillers.append(cells)
            else:
                laid.append((self.kept[leaf.who].key, leaf.style, cells, layout.photos.get(n)))
        lead = self.kept[0].key if self.area.corner() else ""
        return look(self.area.grid.columns, laid, fillers, lead)

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


def _fillers(articles: int, *, is_roomy: bool, parted: bool) -> int:
    """How many open slots a page begins with: one where room is left over, more to part a page of few articles."""
    wished = int(is_roomy)
    if is_roomy or parted:
        wished = max(wished, _PINWHEEL + parted - articles)
    return wished


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


def _cells(piece: Piece) -> Cells:
    return Cells(piece.column, piece.top, piece.leaf.span, piece.bottom - piece.top)
