"""Scenes of learning and talking: the classroom, the library, neighbours in a ring of chairs."""

from __future__ import annotations

import math
from random import Random

from .canvas import SHARP, Canvas
from .colour import Colour, Mood, darker, lighter, mix, palette, rgb
from .people import COATS, dressed, person
from .rooms import in_room, interior, panels, table, windows
from .view import View

BOOKS = palette("8a3b32 2f4f5e c09a55 5d6a48 73465a 3c3f55 b9a98c a8623a 456d6a d8c9a8")


def classroom(rng: Random, mood: Mood) -> Canvas:
    """Children at their desks, a teacher at the green board, morning through the windows."""
    canvas = Canvas(scale=SHARP)
    view = View(rng.choice((640, 960)), 400, 1180, 2.2)
    interior(canvas, view, 4.2, 3.4, 11, rgb("e9e0cb"), rgb("b08a5e"), rgb("f1ecdf"), mood)
    windows(canvas, view, -4.2, (3.4, 6.0, 8.5), 1.8, (1.0, 2.9), mood, 0.5)
    panels(canvas, view, (-1.6, 1.6), (4, 7, 9.5), (1.5, 0.4), 3.4, lighter(mood.haze, 0.7))
    board = mood.lit(rgb("2f5a4c"))
    a, b = view.at(-2.7, 2.7, 10.9), view.at(2.7, 1.0, 10.9)
    canvas.rect(a[0] - 9, a[1] - 9, b[0] + 9, b[1] + 9, mood.lit(rgb("a97c4c")))
    canvas.gradient((a[0], a[1], b[0], b[1]), [lighter(board, 0.1), board])
    _chalk(canvas, a, b, rng)
    x, y, tall = in_room(view, rng.choice((-1.5, 1.3)), 10, 1.72)
    person(canvas, x, y, tall, dressed(rng, palette("c8503a 2f6a94 e3c27a")).under(mood), "point", rng.choice((-1, 1)))
    tops = palette("d9452f f2b632 2f7fb5 efe8da 3fa37a e8823a 8a6bb0")
    for z in (8.3, 6.9, 5.6, 4.4):
        for x in (-2.7, -0.9, 0.9, 2.7):
            _pupil(canvas, view, x, z, rng, mood, tops)
    canvas.haze(820, 1067, mood.dark, 0.0, 0.3)
    return canvas


def _chalk(canvas: Canvas, a: tuple[float, float], b: tuple[float, float], rng: Random) -> None:
    x, y = a[0] + 70, a[1] + 66
    r = 34
    ring = [(x + r * math.cos(t / 8), y + r * math.sin(t / 8)) for t in range(52)]
    canvas.line(ring, (238, 240, 230), 2, 0.8)
    canvas.line([(x - r, y), (x + r, y), (x, y - r), (x - r, y)], (240, 220, 150), 2, 0.8)
    for i in range(4):
        y0 = a[1] + 30 + i * 26
        canvas.line([(b[0] - 210, y0), (b[0] - 210 + rng.uniform(90, 170), y0)], (238, 240, 230), 3, 0.55)


def _pupil(canvas: Canvas, view: View, x: float, z: float, rng: Random, mood: Mood, tops: tuple[Colour, ...]) -> None:
    table(canvas, view, (x - 0.6, x + 0.6), (z + 0.35, z + 0.85), 0.74, mood.lit(rgb("d2a468")))
    px, py = view.at(x + rng.uniform(-0.1, 0.1), 0.5, z)
    m = view.size(1, z)
    child = dressed(rng, tops).under(mood)
    top, hair = child.top, child.hair
    raised = rng.random() < 0.3
    if raised:
        canvas.limb((px + 0.16 * m, py - 0.42 * m), (px + 0.24 * m, py - 0.9 * m), 0.05 * m, 0.04 * m, top)
        canvas.oval(px + 0.245 * m, py - 0.96 * m, 0.04 * m, 0.05 * m, child.skin)
    canvas.shade(
        [
            (px - 0.13 * m, py - 0.5 * m),
            (px + 0.13 * m, py - 0.5 * m),
            (px + 0.21 * m, py - 0.38 * m),
            (px + 0.19 * m, py + 0.02 * m),
            (px - 0.19 * m, py + 0.02 * m),
            (px - 0.21 * m, py - 0.38 * m),
        ],
        [lighter(top, 0.1), darker(top, 0.3)],
    )
    canvas.rect(px - 0.04 * m, py - 0.56 * m, px + 0.04 * m, py - 0.47 * m, darker(child.skin, 0.15))
    canvas.oval(px, py - 0.65 * m, 0.105 * m, 0.125 * m, hair)
    if child.long_hair:
        canvas.limb((px, py - 0.6 * m), (px, py - 0.38 * m), 0.07 * m, 0.03 * m, darker(hair, 0.2))
    wood = mood.lit(rgb("a9743f"))
    canvas.rect(px - 0.22 * m, py - 0.2 * m, px + 0.22 * m, py - 0.06 * m, wood)
    for side in (-0.19, 0.17):
        canvas.rect(px + side * m, py - 0.06 * m, px + (side + 0.03) * m, py + 0.5 * m, darker(wood, 0.4))


def library(rng: Random, mood: Mood) -> Canvas:
    """Two storeys of books round a reading table under green lamps."""
    canvas = Canvas(scale=SHARP)
    view = View(rng.choice((600, 800, 1000)), 520, 1300, 2.0)
    interior(canvas, view, 5, 6.2, 15, rgb("c7a77c"), rgb("8d6239"), rgb("e4d3b4"), mood)
    x0, y0 = view.at(-2.1, 5.3, 14.9)
    x1, y1 = view.at(2.1, 1.1, 14.9)
    canvas.rect(x0 - 14, y0 - 14, x1 + 14, y1 + 14, mood.lit(rgb("6f4a2d")))
    canvas.gradient((x0, y0, x1, y1), [lighter(mood.sky[0], 0.3), mood.sky[-1]])
    for i in range(1, 4):
        px = x0 + (x1 - x0) * i / 4
        canvas.rect(px - 3, y0, px + 3, y1, mood.lit(rgb("6f4a2d")))
    canvas.rect(x0, (y0 + y1) / 2 - 3, x1, (y0 + y1) / 2 + 3, mood.lit(rgb("6f4a2d")))
    for side in (-1, 1):
        for z in (12.2, 9.4, 6.6, 3.8):
            _bookcase(canvas, view, side * 4.9, z, mood, rng)
    canvas.glow((x0 + x1) / 2, (y0 + y1) / 2, 430, mood.sun, 0.65)
    canvas.soft([view.at(-1.6, 0, 13), view.at(1.6, 0, 13), view.at(3, 0, 4), view.at(-1.8, 0, 4)], mood.sun, 0.3, 30)
    for z in (10.5, 7.2, 4.6):
        _reading_table(canvas, view, z, mood, rng)
    x, y, tall = in_room(view, rng.choice((-3.5, 3.4)), 6.2)
    person(canvas, x, y, tall, dressed(rng, COATS).under(mood), "reach", 1 if x > view.x else -1)
    return canvas


def _reading_table(canvas: Canvas, view: View, z: float, mood: Mood, rng: Random) -> None:
    wood = mood.lit(rgb("95602f"))
    for x in (-1.1, 0.0, 1.1):
        if rng.random() < 0.8:
            px, py, tall = in_room(view, x, z + 0.9)
            person(canvas, px, py, tall, dressed(rng, COATS).under(mood, 0.1), "sit", rng.choice((-1, 1)), 0)
    table(canvas, view, (-1.7, 1.7), (z, z + 0.8), 0.76, wood)
    m = view.size(1, z)
    for x in (-0.85, 0.85):
        px, py = view.at(x, 0.76, z + 0.4)
        canvas.rect(px - 0.015 * m, py - 0.3 * m, px + 0.015 * m, py, rgb("b58a3c"))
        canvas.glow(px, py - 0.18 * m, 0.8 * m, rgb("ffe2a0"), 0.55)
        canvas.poly(
            [
                (px - 0.2 * m, py - 0.28 * m),
                (px - 0.12 * m, py - 0.4 * m),
                (px + 0.12 * m, py - 0.4 * m),
                (px + 0.2 * m, py - 0.28 * m),
            ],
            mix(mood.lit(rgb("2f7a58")), rgb("3fa070"), 0.5),
        )
    for x in (-1.2, -0.2, 0.5, 1.2):
        px, py = view.at(x, 0.77, z + 0.25)
        canvas.poly(
            [
                (px - 0.13 * m, py),
                (px, py + 0.02 * m),
                (px + 0.13 * m, py),
                (px + 0.11 * m, py - 0.06 * m),
                (px, py - 0.045 * m),
                (px - 0.11 * m, py - 0.06 * m),
            ],
            rgb("f4ecd8"),
        )


def _bookcase(canvas: Canvas, view: View, x: float, z: float, mood: Mood, rng: Random) -> None:
    wood, deep = mood.lit(rgb("6b4528")), 2.5
    canvas.poly(view.wall(x, z, z + deep, 0, 5.6), wood)
    tones = [mood.lit(tone, 0.12) for tone in BOOKS]
    for level in range(10):
        low = 0.15 + level * 0.54 + (0.1 if level > 4 else 0)
        canvas.poly(view.wall(x, z + 0.08, z + deep - 0.08, low, low + 0.47), darker(wood, 0.6))
        at = z + 0.1
        while at < z + deep - 0.2:
            wide = rng.uniform(0.06, 0.2)
            tone = rng.choice(tones)
            canvas.poly(view.wall(x, at, at + wide, low, low + rng.uniform(0.3, 0.43)), tone)
            at += wide + 0.012
    canvas.poly(view.wall(x, z, z + deep, 2.88, 3.02), lighter(wood, 0.2))


def community_meeting(rng: Random, mood: Mood) -> Canvas:
    """Neighbours in a ring of chairs; somebody has stood up to speak."""
    canvas = Canvas(scale=SHARP)
    view = View(rng.choice((620, 980)), 370, 1180, 2.3)
    interior(canvas, view, 5, 3.6, 10, rgb("e3d5bd"), rgb("a87f56"), rgb("f2ecdf"), mood)
    windows(canvas, view, rng.choice((-5, 5)), (3.2, 5.6, 8.0), 1.7, (0.9, 2.9), mood, 0.5)
    panels(canvas, view, (-2, 2), (4, 7), (1.6, 0.5), 3.6, lighter(mood.haze, 0.7))
    a, b = view.at(-1.9, 2.6, 9.9), view.at(1.9, 1.1, 9.9)
    canvas.rect(a[0], a[1], b[0], b[1], mood.lit(rgb("b98a58")))
    for _ in range(11):
        x, y = rng.uniform(a[0] + 8, b[0] - 60), rng.uniform(a[1] + 8, b[1] - 52)
        canvas.rect(
            x,
            y,
            x + rng.uniform(28, 50),
            y + rng.uniform(28, 42),
            mood.lit(rng.choice(palette("f6eedb e9a04a 7fb0a8 d9604a f2d06a"))),
        )
    seats = [(3.1 * math.cos(t), 6.1 + 1.9 * math.sin(t)) for t in (math.pi * k / 7 for k in range(14))]
    speaker = rng.choice((2, 3, 4, 5))
    for i, (x, z) in sorted(enumerate(seats), key=lambda s: -s[1][1]):
        if 9 <= i <= 12 and rng.random() < 0.5:
            continue
        px, py, tall = in_room(view, x, z)
        clothes = dressed(rng, COATS).under(mood)
        side = 1 if x < 0 else -1
        if i == speaker:
            person(canvas, px, py, tall, clothes, rng.choice(("point", "reach")), side)
            continue
        _chair(canvas, px - side * tall * 0.02, py, tall, mood)
        person(canvas, px, py, tall, clothes, "sit", side, 0.3)
    canvas.haze(860, 1067, mood.dark, 0.0, 0.3)
    return canvas


def _chair(canvas: Canvas, x: float, y: float, h: float, mood: Mood) -> None:
    tone = mood.lit(rgb("5f6f78"))
    canvas.rect(x - 0.12 * h, y - 0.52 * h, x + 0.12 * h, y - 0.3 * h, tone)
    canvas.rect(x - 0.13 * h, y - 0.27 * h, x + 0.13 * h, y - 0.24 * h, darker(tone, 0.2))
    for side in (-0.12, 0.1):
        canvas.rect(x + side * h, y - 0.25 * h, x + (side + 0.02) * h, y, darker(tone, 0.4))
