"""What the desk's manual shows, read off the tables that decide it: what may be done, by whom, and who sees what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from articles.models import State
from articles.policy.matrix import MATRIX, OWN, Situation
from articles.verbs import VERBS, Verb
from authors.models import Role, User
from editions import policy as edition_policy

# The picture of the way, in units of its own: boxes in a row, and what was spiked below.
WIDTH, HEIGHT = 1256, 380
BOX = (116, 44)
ROW, STEP = 170, 282
WAY = (State.DRAFT, State.SUBMITTED, State.APPROVED, State.PUBLISHED, State.WITHDRAWN)
LINE = 16
SITUATIONS: dict[Situation, str | Promise] = {
    Situation.DRAFT: gettext_lazy("Draft nobody else has seen"),
    Situation.DROPPED: gettext_lazy("Dropped before it was submitted"),
    Situation.RETURNED: gettext_lazy("Returned to its author"),
    Situation.SUBMITTED: gettext_lazy("In review"),
    Situation.APPROVED: gettext_lazy("Approved"),
    Situation.PUBLISHED: gettext_lazy("Published"),
    Situation.WITHDRAWN: gettext_lazy("Withdrawn"),
    Situation.SPIKED: gettext_lazy("Spiked after it was submitted"),
}


@dataclass(frozen=True, slots=True)
class Box:
    """A state in the picture; left upper corner."""

    state: State
    x: int
    y: int

    @property
    def middle(self) -> int:
        return self.x + BOX[0] // 2


@dataclass(frozen=True, slots=True)
class Arrow:
    """What leads from one state to another: the path of its line, and the verbs written at a place beside it."""

    path: str
    x: int
    y: int
    verbs: tuple[Verb, ...]

    @property
    def lines(self) -> list[tuple[int, Verb]]:
        """Each verb with the height of its line, the last one at the arrow's."""
        return [(self.y - LINE * (len(self.verbs) - 1 - place), verb) for place, verb in enumerate(self.verbs)]


@dataclass(frozen=True, slots=True)
class Deed:
    """A row of the table of deeds. `target` is None where the article stays what it is."""

    verb: Verb
    people: str
    target: State | None


def manual(user: Any) -> dict[str, Any]:
    """The parts of the manual.

    `boxes`, `arrows`: the picture. `deeds`: what may be done in each state. `roles`, `sights`: the table of who sees
    and edits, a row for each situation. `pages`: who does what with an edition. `mine`: the roles of who reads it.
    """
    return {
        "size": (WIDTH, HEIGHT),
        "box_size": BOX,
        "boxes": list(boxes().values()),
        "arrows": arrows(),
        "deeds": [(state, deeds(state)) for state in State],
        "roles": list(Role),
        "sights": [(label, sights(situation)) for situation, label in SITUATIONS.items()],
        "pages": pages(),
        "mine": user.roles if isinstance(user, User) else frozenset(),
    }


# -- the picture ---------------------------------------------------------------------------------------------------
def boxes() -> dict[State, Box]:
    row = {state: Box(state, STEP * place, ROW) for place, state in enumerate(WAY)}
    return {**row, State.SPIKED: Box(State.SPIKED, STEP, HEIGHT - BOX[1] - 4)}


def arrows() -> list[Arrow]:
    """One for each pair of states between which verbs lead, in the order of the table."""
    between: dict[tuple[State, State], list[Verb]] = {}
    for verb in VERBS:
        for source in sorted(verb.sources, key=list(State).index):
            if source != verb.target:
                between.setdefault((source, verb.target), []).append(verb)
    places = boxes()
    return [_arrow(places[source], places[target], tuple(verbs)) for (source, target), verbs in between.items()]


def _arrow(source: Box, target: Box, verbs: tuple[Verb, ...]) -> Arrow:
    if State.SPIKED in (source.state, target.state):
        return _down(source, target, verbs)
    if (source.state, target.state) in pairwise(WAY):
        start, end = source.x + BOX[0], target.x
        y = source.y + BOX[1] // 2
        return Arrow(f"M{start} {y}H{end - 3}", (start + end) // 2, y - 8, verbs)
    # Back, in a bow over the row: the longer the way, the higher.
    high = 30 + 46 * (abs(source.x - target.x) // STEP)
    start, end = source.middle - 14, target.middle + 14
    bow = f"M{start} {source.y}C{start} {ROW - high} {end} {ROW - high} {end} {target.y - 3}"
    return Arrow(bow, (start + end) // 2, ROW - round(high * 0.75) - 6, verbs)


def _down(source: Box, target: Box, verbs: tuple[Verb, ...]) -> Arrow:
    is_back = source.state == State.SPIKED
    shift = -10 if is_back else 14 if source.x < target.x else 0
    start, end = (source.middle + 2 * shift, source.y) if is_back else (source.middle + shift, source.y + BOX[1])
    to, at = (target.middle + shift, target.y + BOX[1] + 3) if is_back else (target.middle + shift, target.y - 3)
    between = (end + at) // 2
    path = f"M{start} {end}C{start} {between} {to} {between} {to} {at}"
    return Arrow(path, (start + to) // 2 + (-34 if is_back else 34), between + (16 if is_back else 0), verbs)


# -- the tables ----------------------------------------------------------------------------------------------------
def deeds(state: State) -> list[Deed]:
    """What may be done with an article in this state, each by whom."""
    return [
        Deed(verb, people_of(verb.people_in(state)), None if verb.target == state else verb.target)
        for verb in VERBS
        if state in verb.sources
    ]


def people_of(roles: Iterable[str]) -> str:
    """The names of roles in the order of the paper's way; what only its authors may says so."""
    held = frozenset(roles)
    if OWN in held:
        return _("its authors")
    comma = pgettext("between the parts of a list", ", ")
    return comma.join(str(role.label) for role in Role if role.value in held)


def sights(situation: Situation) -> list[str]:
    """What the people of an article and then each role may do with its words: `edit`, `see`, or nothing."""
    rights = [MATRIX[situation].get(one, frozenset()) for one in (OWN, *Role.values)]
    return ["edit" if "edit" in right else "see" if right else "" for right in rights]


def pages() -> list[tuple[str, str]]:
    """What is done with the pages of an edition, in its order, and by whom."""
    return [
        (_("Open an edition, lay its pages out, upload pages set elsewhere"), people_of(edition_policy.COMPOSE)),
        (_("Read the proofs and mark them, each round by somebody else"), people_of(edition_policy.READ_PROOFS)),
        (_("Sign a page off that somebody else has laid out"), people_of(edition_policy.SIGN_OFF)),
        (_("Publish the edition, schedule it, issue it again"), people_of(edition_policy.PUBLISH)),
        (_("Keep the imprint, the templates and the weekday plan"), people_of(edition_policy.KEEP_HOUSE)),
        (_("See the editions in the making"), people_of(edition_policy.SEE)),
    ]
