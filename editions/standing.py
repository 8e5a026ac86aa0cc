"""One article where it stands on a page: its words, its photos, how it fits, and what is new of it since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from articles.comparing import compare_fields
from articles.differences import FieldDifference
from articles.models import Article, Section, Series, Version
from articles.pictured import Lacking
from editions import makeup
from editions.composing.manuscript import Manuscript
from editions.composing.repairs import goes_over
from editions.composing.slots import Setting
from editions.composing.source import Fit
from editions.models import Corner, Placement
from editions.repair_offers import Way

# A line in each column is what balancing leaves.
TOLERABLE_LINES = 2


@dataclass(slots=True)
class Standing:
    """One article in a slot, or on the page's list; `ways` are what would help where it does not fit.

    `is_stale`: it was changed since, and nobody has said yet that this page keeps what it has; then it `is_kept`.
    `lacks` are the words its photos have not.
    `headline_said` and `deck_said` are what this page says otherwise, or what somebody has typed and could not send.
    """

    placement: Placement
    parts: dict[str, Any]
    manuscript: Manuscript
    address: str
    fit: Fit | None
    setting: Setting | None
    is_stale: bool
    is_kept: bool
    can_be_renewed: bool
    goes_on: Placement | None
    headline_said: str
    deck_said: str
    lacks: list[Lacking] = field(default_factory=list)
    ways: list[Way] = field(default_factory=list)
    changes: list[FieldDifference] = field(default_factory=list)

    @property
    def headline(self) -> str:
        return self.placement.headline or self.own_headline

    @property
    def own_headline(self) -> str:
        return str(self.parts["headline"])

    @property
    def own_deck(self) -> str:
        return str(self.parts["deck"])

    @property
    def photos(self) -> list[dict[str, Any]]:
        """The photos of the version."""
        return list(self.parts["photos"])

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
    def smaller(self) -> int:
        """How many sizes smaller than fits the headline is set."""
        return -self.placement.headline_step

    @property
    def says(self) -> str:
        return sentence_of(self.fit)

    @property
    def state(self) -> str:
        return state_of(self.fit)

    @property
    def measures(self) -> str:
        return measures_of(self.fit) if self.fit else ""

    @property
    def goes_over_in(self) -> str:
        """The sentence in which the text goes over; empty where it fits."""
        if self.setting is None or self.fit is None or not self.fit.is_overset:
            return ""
        return goes_over(self.setting, self.fit)


def whole_fit(fits: Sequence[Fit]) -> Fit:
    """How several texts in one flow fit together."""
    first, last = fits[0], fits[-1]
    needs, over = sum(fit.needs for fit in fits), sum(fit.over for fit in fits)
    return replace(last, needs=needs, holds=first.holds, over=over)


def sentence_of(fit: Fit | None) -> str:
    """How it fits, in the words of the composing room."""
    if fit is None:
        return ""
    if fit.over:
        return ngettext("over by %(count)s character", "over by %(count)s characters", fit.over) % {"count": fit.over}
    if fit.free > TOLERABLE_LINES:
        return ngettext("%(count)s line to fill", "%(count)s lines to fill", fit.free) % {"count": fit.free}
    return _("fits")


def state_of(fit: Fit | None) -> str:
    if fit is None:
        return "open"
    return "over" if fit.over else "short" if fit.free > TOLERABLE_LINES else "fits"


def measures_of(fit: Fit) -> str:
    """What it needs and what there is, in lines."""
    needs = ngettext("needs %(count)s line", "needs %(count)s lines", fit.needs) % {"count": fit.needs}
    holds = ngettext("holds %(count)s line", "holds %(count)s lines", fit.holds) % {"count": fit.holds}
    return f"{needs}{pgettext('between the parts of a list', ', ')}{holds}"


def changes_of(article: Article, placed: Version) -> list[FieldDifference]:
    """What the newest version says otherwise than the placed one, field by field."""
    newest = article.current_version
    if newest is None or newest.pk == placed.pk:
        return []
    names = {
        "section": dict(Section.objects.values_list("pk", "name")),
        "series": dict(Series.objects.values_list("pk", "name")),
    }
    return [one for one in compare_fields(placed.parts, newest.parts, names=names) if one.changed]
