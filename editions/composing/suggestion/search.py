"""Looking for cheap layouts: many starts by priority, the best of them annealed. The same seed finds the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import inf, log
from random import Random

from editions.composing.suggestion.area import Area
from editions.composing.suggestion.filling import Filling
from editions.composing.suggestion.leaf import FILLER_IS, FILLER_LEAST, Leaf, filler_leaves
from editions.composing.suggestion.weighing import Layout, Weighing
from editions.composing.taboos import GAP

# A part of the tries goes into starts; the best few are annealed, from a warm page to a cold one.
_STARTS = 0.25
_CHAINS = 2
_WARM, _COLD = 25.0, 1.0
_GROWTH = 1.15


@dataclass(slots=True)
class Plan:
    """What a layout is decoded from: who comes when, which form each has, and which lean to the right."""

    order: list[int]
    forms: list[int]
    leans: list[bool]

    def copy(self) -> Plan:
        return Plan(self.order[:], self.forms[:], self.leans[:])


class Search:
    """The layouts of one page with these articles. `leaves[n]` are the forms of the article number n."""

    def __init__(
        self, area: Area, leaves: Sequence[Sequence[Leaf]], weights: Sequence[float], weighing: Weighing, seed: int
    ) -> None:
        self.leaves = leaves
        self.weights = weights
        self.weighing = weighing
        self.random = Random(seed)
        self.stretches = area.stretches()
        self.room = area.lines()
        self.fillers = filler_leaves(area.grid)

    def best(self, tries: int, unlike: Callable[[Layout], float]) -> Layout:
        """The cheapest layout of so many tries; `unlike` charges for being like what was suggested already."""
        starts = []
        for _ in range(max(1, int(tries * _STARTS))):
            plan = self._start()
            if layout := self.lay(plan):
                starts.append((layout.cost + unlike(layout), layout, plan))
        starts.sort(key=lambda start: start[0])
        steps = int(tries * (1 - _STARTS)) // _CHAINS
        found = [self._anneal(*start, steps, unlike) for start in starts[:_CHAINS]]
        return min([*found, starts[0][:2]], key=lambda each: each[0])[1]

    def lay(self, plan: Plan, bound: float = inf) -> Layout | None:
        """The page this plan makes, or nothing if it costs more than `bound`."""
        chosen = [leaves[form] for leaves, form in zip(self.leaves, plan.forms, strict=True)]
        wishes = [(self._tried(chosen[n], n), plan.leans[n]) for n in plan.order]
        filling = Filling(self.stretches, self.fillers)
        left = filling.fill(wishes, self._heights(chosen), self.weighing.corner is not None)
        filling.seams.relax(filling.pieces)
        return self.weighing.weigh(filling.pieces, left, bound)

    def _tried(self, chosen: Leaf, number: int) -> list[Leaf]:
        """The chosen form first, then the other widths of its style."""
        return [chosen, *(leaf for leaf in self.leaves[number] if leaf is not chosen and leaf.style == chosen.style)]

    def _heights(self, chosen: Sequence[Leaf]) -> Callable[[Leaf], int]:
        """How high each form is wished so that they fill the page together: photos grow, a filler takes the rest."""
        articles = [leaf for leaf in chosen if leaf.who != FILLER_IS]
        gaps = GAP * sum(leaf.span for leaf in chosen)
        least = sum(leaf.span * leaf.least for leaf in articles) + gaps
        most = sum(leaf.span * leaf.most for leaf in articles) + gaps
        spare, fillers = max(0, self.room - most), max(1, len(chosen) - len(articles))
        if not spare:
            fullness = max(0.0, (self.room - least) / (most - least)) if most > least else 0.0
        else:
            fullness = 1.0 if len(articles) < len(chosen) else min(_GROWTH, self.room / most)

        def height(leaf: Leaf) -> int:
            return max(FILLER_LEAST, spare // leaf.span // fillers) if leaf.who == FILLER_IS else leaf.height(fullness)

        return height

    def _start(self) -> Plan:
        """By priority, a little shuffled; the wished style rather than another one."""
        ranked = sorted(
            range(len(self.leaves)), key=lambda n: self.weights[n] + (self.random.gauss(0, 1.2) if n else 0.0)
        )
        if self.weighing.lead is not None:
            ranked.remove(self.weighing.lead)
            ranked.insert(0, self.weighing.lead)
        forms = [min(self.random.randrange(len(leaves)) for _ in range(2)) for leaves in self.leaves]
        return Plan(ranked, forms, [self.random.random() < 0.4 for _ in self.leaves])

    def _anneal(
        self, cost: float, layout: Layout, plan: Plan, steps: int, unlike: Callable[[Layout], float]
    ) -> tuple[float, Layout]:
        best, heat = (cost, layout), _WARM
        cooling = (_COLD / _WARM) ** (1 / max(1, steps))
        for _ in range(steps):
            heat *= cooling
            # Drawn first, so that a page too dear is put away before it is weighed whole.
            bound = cost - heat * log(1 - self.random.random())
            changed = self._changed(plan)
            tried = self.lay(changed, bound)
            if tried is None or (charge := tried.cost + unlike(tried)) > bound:
                continue
            plan, cost = changed, charge
            if cost < best[0]:
                best = (cost, tried)
        return best

    def _changed(self, plan: Plan) -> Plan:
        """One article earlier or later, two exchanged, another form, another lean."""
        plan = plan.copy()
        first, many = 0 if self.weighing.lead is None else 1, len(plan.order)
        what, who = self.random.random(), self.random.randrange(many)
        if what < 0.5 and many - first >= 2:
            one, other = self.random.sample(range(first, many), 2)
            if what < 0.3:
                plan.order[one], plan.order[other] = plan.order[other], plan.order[one]
            else:
                plan.order.insert(other, plan.order.pop(one))
        elif what < 0.9:
            plan.forms[who] = self.random.randrange(len(self.leaves[who]))
        else:
            plan.leans[who] = not plan.leans[who]
        return plan
