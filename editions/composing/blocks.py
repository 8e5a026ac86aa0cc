"""One slot set: the heading, the photos, the columns of text, and how it fits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from editions.composing.body import Paragraph, body_length, broken, paragraphs, pieces
from editions.composing.columns import Set, Threading, fit_text, fit_to_jump, fit_whole, without
from editions.composing.grid import Grid
from editions.composing.heading import HeadSize, Words, fit_heading, ties
from editions.composing.photos import Measure, covered, placed, usual_lines
from editions.composing.slots import PhotoPlace, Setting, Slot
from editions.composing.source import Block, Fit, Heading, PlacedPhoto, TextColumn

# The strip of a standing column over its heading, in lines; the frame of a box, above and below.
SERIES_LINES = 2
FRAME_LINES = 0.5
# A slot of fewer lines does not send the reader on: nothing would stand over 下转.
LEAST_TO_JUMP = 3


@dataclass(frozen=True, slots=True)
class Layout:
    """A slot before its text: `measure` of its columns, `rows` where each begins and `rooms`, its lines."""

    measure: Measure
    padding: float
    heading: Heading | None
    photos: tuple[PhotoPlace, ...]
    photo_rows: tuple[float, ...]
    rows: tuple[float, ...]
    rooms: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Composed:
    """The text of a slot, threaded; `jumps` where the rest of it goes on another page."""

    text: tuple[Paragraph, ...]
    lines: tuple[Set, ...]
    threading: Threading
    jumps: bool


def measure_of(grid: Grid, slot: Slot) -> tuple[Measure, float]:
    """The text columns of a slot and the padding of its frame, in millimetres."""
    padding = grid.cell_mm if slot.style == "box" else 0.0
    columns = max(1, slot.text_columns or slot.cells.span)
    inner = grid.span_mm(slot.cells.span) - 2 * padding
    gutter = grid.gutter_mm
    return Measure(columns, (inner - (columns - 1) * gutter) / columns, gutter, padding), padding


def lay_out(grid: Grid, slot: Slot, *, chinese: bool = True) -> Layout:
    """Where heading, photos and columns of a slot stand, whatever text then fills them."""
    measure, padding = measure_of(grid, slot)
    heading = _heading(grid, slot, grid.span_mm(slot.cells.span) - 2 * padding, chinese)
    frame = FRAME_LINES if slot.style == "box" else 0.0
    series = SERIES_LINES if slot.settings and slot.settings[0].manuscript.series and slot.style != "briefs" else 0
    head = (heading.lines if heading else 0) + frame + series
    body = max(0, int(slot.cells.lines - head - frame))
    above = [0] * measure.columns
    below = [0] * measure.columns
    places: list[PhotoPlace] = []
    photo_rows: list[float] = []
    for place in _places(grid, slot, measure, body):
        columns = covered(place, measure)
        # What is higher than the room that is left would stand on its neighbour.
        lines = min(place.lines, body - max(above[column] + below[column] for column in columns))
        if lines < 1:
            continue
        stack = below if place.corner == "bottom" else above
        taken = max(stack[column] for column in columns)
        photo_rows.append(head + (body - taken - lines if place.corner == "bottom" else taken))
        for column in columns:
            stack[column] = taken + lines
        places.append(replace(place, lines=lines))
    if slot.settings and slot.settings[0].jump_from:
        # 上接 stands in the line over the first column's text.
        above[0] += 1
    rooms = tuple(max(0, body - up - down) for up, down in zip(above, below, strict=True))
    rows = tuple(head + up for up in above)
    return Layout(measure, padding, heading, tuple(places), tuple(photo_rows), rows, rooms)


def _heading(grid: Grid, slot: Slot, width: float, chinese: bool) -> Heading | None:
    if slot.style == "briefs":
        return fit_heading(Words(slot.label), "briefs", width, grid, chinese=chinese) if slot.label else None
    if not slot.settings:
        return None
    if slot.role == "corrections":
        return fit_heading(Words(slot.label), "small", width, grid, chinese=chinese) if slot.label else None
    setting = slot.settings[0]
    manuscript = setting.manuscript
    continued = bool(setting.skip or setting.jump_from)
    headline = setting.headline or manuscript.headline
    words = Words(
        headline=headline,
        kicker="" if continued else manuscript.kicker,
        deck="" if continued else setting.deck or manuscript.deck,
        credit="" if continued else manuscript.under_headline,
        ties=ties(headline, tuple(item.text for item in manuscript.items)) if chinese else frozenset(),
    )
    size = HeadSize(setting.headline_step, setting.headline_rows)
    heading = fit_heading(words, slot.style, width, grid, size=size, chinese=chinese)
    return heading if heading.lines else None


def _places(grid: Grid, slot: Slot, measure: Measure, body: int) -> tuple[PhotoPlace, ...]:
    """The photos of a slot where they stand; a picture slot shows its article's photo without being told."""
    if not slot.settings or slot.style == "briefs" or body <= 0:
        return ()
    setting = slot.settings[0]
    known = setting.manuscript.photos
    wanted = [place for place in setting.photos if 0 <= place.photo < len(known) and place.lines > 0]
    if not wanted and slot.style == "picture" and known:
        text = broken(paragraphs(setting), measure.width / grid.cell_mm)
        left = body + sum(paragraph.high for paragraph in text) // -measure.columns
        uncut = usual_lines(known[0], measure.across(measure.columns), grid)
        wanted = [PhotoPlace(measure.columns, max(min(left, uncut), body // 2), "top", 0)]
    return tuple(wanted)


def compose_text(grid: Grid, slot: Slot, layout: Layout, *, chinese: bool = True) -> Composed:
    """The text of a slot through its columns; with `jump_to` only as much as stands over the line 下转."""
    brief = slot.style == "briefs"
    text = tuple(
        paragraph for setting in slot.settings for paragraph in paragraphs(setting, chinese=chinese, brief=brief)
    )
    lines = broken(text, layout.measure.width / grid.cell_mm, chinese=chinese)
    # A notice is a few lines: readers look for all of it in one place.
    fit = fit_whole if slot.role == "corrections" else fit_text
    threading = _settled(text, lines, fit(lines, layout.rooms))
    can_jump = not brief and sum(layout.rooms) >= LEAST_TO_JUMP and bool(slot.settings and slot.settings[0].jump_to)
    jumps = can_jump and threading.paragraph < len(text)
    if jumps:
        threading = _jumping(text, lines, layout.rooms)
    return Composed(text, lines, threading, jumps)


def _settled(text: Sequence[Paragraph], lines: Sequence[Set], found: Threading) -> Threading:
    """No paragraph is begun whose own words find no place: a dateline does not stand without them."""
    if found.paragraph == len(text) or not found.line:
        return found
    set_characters = sum(map(len, lines[found.paragraph].lines[: found.line]))
    if set_characters > text[found.paragraph].lead:
        return found
    return without(lines, found, found.paragraph)


def _jumping(text: Sequence[Paragraph], lines: Sequence[Set], rooms: Sequence[int]) -> Threading:
    """Where to stop for a jump: something of the body must be left for the other page, not the signature alone."""
    for kept in range(1, max(2, sum(rooms) + 1)):
        found = _settled(text, lines, fit_to_jump(lines, rooms, kept))
        if found.paragraph < len(text) and _position(text, lines, found) < text[-1].start + text[-1].words:
            return found
    return found


def _position(text: Sequence[Paragraph], lines: Sequence[Set], found: Threading) -> int:
    """Where in the body the text stops, of the article whose paragraph that is."""
    paragraph = text[found.paragraph]
    return paragraph.body_at(sum(map(len, lines[found.paragraph].lines[: found.line])))


def fits(slot: Slot, layout: Layout, composed: Composed) -> tuple[Fit, ...]:
    """How each setting of the slot fits."""
    free = sum(layout.rooms)
    found: list[Fit] = []
    for setting in slot.settings:
        own = [index for index, paragraph in enumerate(composed.text) if paragraph.placement == setting.placement]
        needs = sum(composed.lines[index].high for index in own)
        fit = _fit(setting, composed, own, needs, max(0, free))
        free -= needs
        found.append(fit)
    if found:
        last = found[-1]
        found[-1] = replace(last, free=max(0, free) if not last.over and not composed.jumps else 0)
    return tuple(found)


def _fit(setting: Setting, composed: Composed, own: Sequence[int], needs: int, room: int) -> Fit:
    stop = composed.threading
    until = body_length(setting)
    over = 0
    left = [index for index in own if index >= stop.paragraph]
    if left:
        first = composed.text[left[0]]
        done = sum(map(len, composed.lines[left[0]].lines[: stop.line])) if left[0] == stop.paragraph else 0
        until = min(first.body_at(done), until) if left[0] == stop.paragraph or first.words else first.start
        over = sum(len(composed.text[index].text) for index in left) - done
    remainder = "".join(item.text for item in setting.manuscript.items)[until : body_length(setting)]
    if composed.jumps:
        return Fit(needs, room, 0, 0, until, remainder)
    # Lines lost over a subhead that went to the next column are needed too.
    return Fit(max(needs, room + 1) if over else needs, room, over, 0, until, remainder)


def set_block(grid: Grid, slot: Slot, *, chinese: bool = True) -> Block:
    """The slot as it is printed."""
    layout = lay_out(grid, slot, chinese=chinese)
    composed = compose_text(grid, slot, layout, chinese=chinese)
    setting = slot.settings[0] if slot.settings else None
    return Block(
        key=slot.key,
        role=slot.role,
        style=slot.style,
        cells=slot.cells,
        placements=tuple(one.placement for one in slot.settings),
        articles=tuple(one.manuscript.article for one in slot.settings),
        heading=layout.heading,
        photos=_photos(grid, layout, setting, chinese=chinese),
        columns=_columns(layout, composed),
        fits=fits(slot, layout, composed),
        padding_mm=layout.padding,
        jump=jump_line(setting.jump_to, chinese=chinese) if setting and composed.jumps else "",
        jumped=jumped_line(setting.jump_from, chinese=chinese) if setting and setting.jump_from else "",
        series=setting.manuscript.series if setting and slot.style != "briefs" else "",
        label=slot.label,
        advert=slot.advert,
        artwork=slot.artwork,
    )


def jump_line(label: str, *, chinese: bool) -> str:
    """下转: where the reader finds the rest."""
    return f"（下转{label}版）" if chinese else f"Continued on {label}"


def jumped_line(label: str, *, chinese: bool) -> str:
    """上接: where the article begins."""
    return f"（上接{label}版）" if chinese else f"Continued from {label}"


def _photos(grid: Grid, layout: Layout, setting: Setting | None, *, chinese: bool) -> tuple[PlacedPhoto, ...]:
    if setting is None:
        return ()
    return tuple(
        placed(setting.manuscript.photos[place.photo], place, row, grid, layout.measure, chinese=chinese)
        for place, row in zip(layout.photos, layout.photo_rows, strict=True)
    )


def _columns(layout: Layout, composed: Composed) -> tuple[TextColumn, ...]:
    """The columns that hold text; one that a photo fills from head to foot is none."""
    found = pieces(composed.text, composed.threading, composed.lines)
    return tuple(
        TextColumn(round(layout.measure.x(index), 3), round(layout.measure.width, 3), row, room, found[index])
        for index, (row, room) in enumerate(zip(layout.rows, layout.rooms, strict=True))
        if room
    )
