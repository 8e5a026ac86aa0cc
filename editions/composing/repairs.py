"""What the desk may do about a text that goes over or leaves white: offers in the order a sub-editor tries them.

Over: a smaller photo, a smaller headline, a cut at a sentence's end, a jump, out with it. White: a larger photo, a
larger headline, a deck, a filler. Each offer is data; the sentences for people are made where people read them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from editions.composing.blocks import measure_of
from editions.composing.body import body_length, sentence_ends
from editions.composing.compose import fit, is_chinese
from editions.composing.grid import Grid
from editions.composing.heading import MOST_ROWS, STEPS
from editions.composing.photos import LEAST_LINES, PHOTO_COLUMNS, covered, usual_lines
from editions.composing.slots import PhotoPlace, Setting, Slot
from editions.composing.source import Fit

Repair = Literal["photo", "headline", "trim", "jump", "move", "deck", "filler"]

# A photo is printed between these parts of its uncut height, unless it already is not.
LEAST_OF_PHOTO, MOST_OF_PHOTO = 0.6, 1.4
# Less white than this at the feet is no fault, in lines over all columns.
TOLERABLE_LINES = 2


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing that may be done: `setting` as it would be (nothing where the article leaves), `fit` how it would fit.

    `lines` are won or filled over all columns. A `trim` says exactly what is cut, `cut`; a `photo` which place it
    changes, `place`; a `headline` its step and rows, in `setting`; a `deck` or a `filler` how many lines it has.
    """

    kind: Repair
    setting: Setting | None
    fit: Fit
    lines: int = 0
    place: PhotoPlace | None = None
    cut: str = ""


@dataclass(frozen=True, slots=True)
class _Case:
    """A setting in its slot, to be tried otherwise."""

    grid: Grid
    slot: Slot
    index: int
    language: str

    @property
    def setting(self) -> Setting:
        return self.slot.settings[self.index]

    @property
    def is_brief(self) -> bool:
        return self.slot.style == "briefs"

    def fit_of(self, setting: Setting) -> Fit:
        settings = (*self.slot.settings[: self.index], setting, *self.slot.settings[self.index + 1 :])
        return fit(self.grid, replace(self.slot, settings=settings), self.language)[self.index]

    def won(self, before: Fit, after: Fit) -> int:
        """The lines an offer wins: what it needs less, and what it holds more."""
        return (before.needs - before.holds) - (after.needs - after.holds)


def offers(
    grid: Grid, slot: Slot, placement: int, *, pages: Sequence[str] = (), language: str = "zh"
) -> tuple[Offer, ...]:
    """What may be done about one setting of a slot; nothing where it fits.

    `pages` are the labels of pages it may be continued on. An offer that does not do by itself is made where it helps;
    `fit` tells.
    """
    index = next(index for index, setting in enumerate(slot.settings) if setting.placement == placement)
    case = _Case(grid, slot, index, language)
    before = case.fit_of(case.setting)
    if before.is_overset:
        return tuple(_for_too_much(case, before, pages))
    if before.free > TOLERABLE_LINES and not case.setting.jump_to:
        return tuple(_for_too_little(case, before))
    return ()


def _for_too_much(case: _Case, before: Fit, pages: Sequence[str]) -> Iterator[Offer]:
    if not case.is_brief:
        yield from _smaller_photos(case, before)
        yield from _smaller_headline(case, before)
    yield from _trims(case, before)
    if not case.is_brief:
        yield from _jumps(case, pages)
    yield Offer("move", None, before, before.needs)


def _for_too_little(case: _Case, before: Fit) -> Iterator[Offer]:
    if not case.is_brief:
        yield from _larger_photos(case, before)
        yield from _new_photo(case, before)
        yield from _larger_headline(case, before)
        yield from _deck(case, before)
    yield Offer("filler", case.setting, before, before.free)


def _with_place(setting: Setting, index: int, place: PhotoPlace) -> Setting:
    return replace(setting, photos=(*setting.photos[:index], place, *setting.photos[index + 1 :]))


def _uncut(case: _Case, place: PhotoPlace) -> int:
    """How many lines the photo of a place takes when nothing of it is cut off."""
    measure, _ = measure_of(case.grid, case.slot)
    photo = case.setting.manuscript.photos[place.photo]
    return usual_lines(photo, measure.across(len(covered(place, measure))), case.grid)


def _known_places(case: _Case) -> Iterator[tuple[int, PhotoPlace]]:
    for index, place in enumerate(case.setting.photos):
        if 0 <= place.photo < len(case.setting.manuscript.photos):
            yield index, place


def _smaller_photos(case: _Case, before: Fit) -> Iterator[Offer]:
    """Each photo as few lines lower as do, or as low as it may be where that does not do."""
    for index, place in _known_places(case):
        least = max(LEAST_LINES, min(place.lines, round(_uncut(case, place) * LEAST_OF_PHOTO)))
        tried = None
        for lines in range(place.lines - 1, least - 1, -1):
            smaller = replace(place, lines=lines)
            setting = _with_place(case.setting, index, smaller)
            after = case.fit_of(setting)
            tried = Offer("photo", setting, after, case.won(before, after), smaller)
            if not after.is_overset:
                break
        if tried and (not tried.fit.is_overset or tried.fit.over < before.over):
            yield tried


def _larger_photos(case: _Case, before: Fit) -> Iterator[Offer]:
    """Each photo as many lines higher as there is white for."""
    for index, place in _known_places(case):
        most = round(_uncut(case, place) * MOST_OF_PHOTO)
        found = None
        for lines in range(place.lines + 1, most + 1):
            larger = replace(place, lines=lines)
            setting = _with_place(case.setting, index, larger)
            after = case.fit_of(setting)
            if after.is_overset:
                break
            found = Offer("photo", setting, after, case.won(after, before), larger)
        if found:
            yield found


def _new_photo(case: _Case, before: Fit) -> Iterator[Offer]:
    """A photo of the article that is not shown yet, as large as there is white for."""
    shown = {place.photo for place in case.setting.photos}
    waiting = [index for index in range(len(case.setting.manuscript.photos)) if index not in shown]
    if not waiting or case.slot.style == "picture":
        return
    measure, _ = measure_of(case.grid, case.slot)
    columns = min(measure.columns, PHOTO_COLUMNS.get(measure.columns, measure.columns))
    for across in range(columns, 0, -1):
        place = PhotoPlace(across, 1, "top_right", waiting[0])
        uncut = _uncut(case, place)
        for lines in range(round(uncut * MOST_OF_PHOTO), max(LEAST_LINES, round(uncut * LEAST_OF_PHOTO)) - 1, -1):
            setting = replace(case.setting, photos=(*case.setting.photos, replace(place, lines=lines)))
            after = case.fit_of(setting)
            if not after.is_overset:
                yield Offer("photo", setting, after, case.won(after, before), replace(place, lines=lines))
                return


def _headlines(case: _Case) -> Iterator[Setting]:
    """The headline in every size and number of lines but its own."""
    own = case.setting
    for rows in range(MOST_ROWS + 1):
        for step in range(0, -len(STEPS[case.slot.style]), -1):
            other = replace(own, headline_rows=rows, headline_step=step)
            if other != own:
                yield other


def _smaller_headline(case: _Case, before: Fit) -> Iterator[Offer]:
    """The headline in the first size that does, nearest to its own; or the one that wins most."""
    tried = [(setting, case.fit_of(setting)) for setting in _headlines(case)]
    doing = [(setting, after) for setting, after in tried if not after.is_overset]
    if doing:
        # The least won is the least changed.
        setting, after = min(doing, key=lambda each: (case.won(before, each[1]), -each[0].headline_step))
        yield Offer("headline", setting, after, case.won(before, after))
        return
    setting, after = min(tried, key=lambda each: (each[1].over, -each[0].headline_step), default=(case.setting, before))
    if after.over < before.over:
        yield Offer("headline", setting, after, case.won(before, after))


def _larger_headline(case: _Case, before: Fit) -> Iterator[Offer]:
    """The headline that fills most of the white."""
    filling = [
        (setting, after)
        for setting in _headlines(case)
        if setting.headline_step == 0 and not (after := case.fit_of(setting)).is_overset and after.free < before.free
    ]
    if filling:
        setting, after = min(filling, key=lambda each: each[1].free)
        yield Offer("headline", setting, after, case.won(after, before))


def _trims(case: _Case, before: Fit) -> Iterator[Offer]:
    """The shortest cut from the end, at the end of a sentence, with which it fits."""
    setting = case.setting
    body = "".join(item.text for item in setting.manuscript.items)
    end = body_length(setting)
    for last in _places_to_end(setting, end):
        if last <= setting.skip:
            return
        # What is cut must be at least what goes over; shorter cuts need no trial.
        if last > before.set_until:
            continue
        shorter = replace(setting, trim=len(body) - last)
        after = case.fit_of(shorter)
        if not after.is_overset:
            yield Offer("trim", shorter, after, case.won(before, after), cut=body[last:end])
            return


def _places_to_end(setting: Setting, end: int) -> list[int]:
    """Where the body may end before `end`: at sentences' ends, the last first, never below a subhead."""
    found: list[int] = []
    at = 0
    for item in setting.manuscript.items:
        if item.kind != "subhead":
            found += [at + place for place in {*sentence_ends(item.text), len(item.text)} if 0 < at + place < end]
        at += len(item.text)
    return sorted(set(found), reverse=True)


def _jumps(case: _Case, pages: Sequence[str]) -> Iterator[Offer]:
    for label in pages:
        setting = replace(case.setting, jump_to=label)
        after = case.fit_of(setting)
        if not after.is_overset:
            yield Offer("jump", setting, after, after.needs - after.holds)


def _deck(case: _Case, before: Fit) -> Iterator[Offer]:
    """Room for a deck of one line, where there is none."""
    if case.setting.deck or case.setting.manuscript.deck or case.setting.skip:
        return
    sample = "副题" if is_chinese(case.language) else "deck"
    after = case.fit_of(replace(case.setting, deck=sample))
    if not after.is_overset and after.free < before.free:
        yield Offer("deck", case.setting, after, before.free - after.free)


def goes_over(setting: Setting, result: Fit) -> str:
    """The exact sentence in which the text goes over, whole, as the desk would look for it."""
    at = 0
    for item in setting.manuscript.items:
        if at <= result.set_until < at + len(item.text):
            bounds = (0, *sentence_ends(item.text), len(item.text))
            for first, last in pairwise(bounds):
                if first <= result.set_until - at < last:
                    return item.text[first:last]
        at += len(item.text)
    return ""
