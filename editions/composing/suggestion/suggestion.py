"""What is suggested: a place for every article, those left out and why, and what the layout costs by rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from editions.composing.grid import Cells
from editions.composing.slots import PhotoPlace, Style
from editions.composing.taboos import Taboo

# The page is full; or no form of the article is narrow or low enough for any free place.
Reason = Literal["no_room", "no_form"]


@dataclass(frozen=True, slots=True)
class Place:
    """One article on the page. It needs `needs` lines with the photo as it stands; `slack` are left, `over` missing."""

    key: str
    style: Style
    cells: Cells
    photo: PhotoPlace | None
    needs: int

    @property
    def slack(self) -> int:
        return max(0, self.cells.lines - self.needs)

    @property
    def over(self) -> int:
        return max(0, self.needs - self.cells.lines)


@dataclass(frozen=True, slots=True)
class LeftOut:
    key: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A layout. `fillers` are open slots for 补白; `costs` says what each rule charges, the cheapest being the best."""

    places: tuple[Place, ...]
    fillers: tuple[Cells, ...]
    left_out: tuple[LeftOut, ...]
    costs: Mapping[str, float]
    taboos: tuple[Taboo, ...]

    @property
    def cost(self) -> float:
        return sum(self.costs.values())

    @property
    def is_overset(self) -> bool:
        return any(place.over for place in self.places)
