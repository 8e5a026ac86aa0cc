"""Scenes of the old town: the lane between brick courtyards, lanterns on the square."""

from __future__ import annotations

import math
from random import Random

from .buildings import crowd, lantern, silhouettes, tiled_roof
from .canvas import LANDSCAPE, PORTRAIT, SHARP, Canvas
from .colour import Colour, Mood, darker, lighter, mix, palette, rgb
from .nature import sky, stars, tree
from .people import COATS, dressed, person
from .view import View

_CIRCLE = [(math.cos(math.tau * i / 36), math.sin(math.tau * i / 36)) for i in range(37)]


def old_lane(rng: Random, mood: Mood) -> Canvas:
    """Grey brick, tiled eaves, a bicycle and a ginkgo: an alley in the old town."""
    canvas = Canvas(PORTRAIT)
    view = View(rng.choice((400, 560, 690)), 830, 1250)
    sky(canvas, mood, rng, view.y, 5)
    canvas.glow(view.x, view.y - 60, 420, mood.sun, 0.7)
    canvas = canvas.at(SHARP)
    canvas.gradient((0, view.y, 1067, 1600), [mood.haze, mood.lit(rgb("9c9488")), mood.lit(rgb("6f6a66"))])
    for row in range(3, 40):
        canvas.poly(view.floor(-2.6, 2.6, row * 0.9, row * 0.9 + 0.04), mood.dark, 0.22)
    cuts = (3, 8.5, 14, 22, 34, 60)
    for i in range(4, -1, -1):
        for side in (-1, 1):
            _lane_house(canvas, view, side * 2.6, cuts[i], cuts[i + 1], mood, rng)
        if i == 2:
            x, y = view.at(rng.choice((-1.9, 1.9)), 0, 18)
            tree(
                canvas,
                x,
                y,
                view.size(9, 18),
                mood.lit(rng.choice(palette("d9a63a 7f9150 c98436"))),
                mood.lit(rgb("4c4038")),
                rng,
            )
    canvas.glow(view.x, view.y - 20, 300, mood.sun, 0.5)
    for z in (17, 12.5, 8.2):
        x, y = view.at(rng.uniform(-1.5, 1.5), 0, z)
        person(
            canvas,
            x,
            y,
            view.size(1.68, z),
            dressed(rng, COATS).under(mood, z / 60),
            rng.choice(("walk", "walk", "stand")),
            rng.choice((-1, 1)),
        )
    _bicycle(canvas, *view.at(rng.choice((-1.5, 1.3)), 0, 5.2), view.size(1.05, 5.2), mood)
    return canvas


def _eaves(canvas: Canvas, view: View, x: float, z: tuple[float, float], high: float, tile: Colour) -> None:
    """The underside of the eaves with its rafters, and the row of tile ends at their rim."""
    out, low = x * 0.74, high - 0.22
    rim = [view.at(out, low + 0.16, z[0]), view.at(out, low + 0.16, z[1])]
    canvas.poly([view.at(x, high, z[0]), view.at(x, high, z[1]), rim[1], rim[0]], darker(tile, 0.55))
    count = max(8, int((z[1] - z[0]) * 3))
    for i in range(count):
        at = z[0] + (z[1] - z[0]) * i / count
        canvas.line([view.at(x, high, at), view.at(out, low, at)], darker(tile, 0.25), max(1.0, view.size(0.05, at)))
    canvas.poly([*rim, view.at(out, low - 0.02, z[1]), view.at(out, low - 0.02, z[0])], tile)
    for i in range(count):
        at = z[0] + (z[1] - z[0]) * (i + 0.5) / count
        r = view.size(0.07, at)
        canvas.oval(*view.at(out, low + 0.06, at), r * 0.8, r, lighter(tile, 0.22))


def _bicycle(canvas: Canvas, x: float, y: float, m: float, mood: Mood) -> None:
    tone, r = darker(mood.lit(rgb("2e4a55")), 0.25), 0.32 * m
    canvas.shadow(x + m * 0.5, y, m * 0.8, m * 0.08, 0.5)
    back, front = (x, y - r), (x + m, y - r)
    for hub in (back, front):
        ring = [(hub[0] + r * dx, hub[1] + r * dy) for dx, dy in _CIRCLE]
        canvas.line(ring, (26, 26, 30), m * 0.03)
        for dx, dy in _CIRCLE[::6]:
            canvas.line([hub, (hub[0] + r * dx, hub[1] + r * dy)], (90, 90, 92), 1.2, 0.7)
    crank, seat, bar = ((x + m * 0.42, y - r * 0.9), (x + m * 0.3, y - m * 0.72), (x + m * 0.84, y - m * 0.78))
    for path in ([back, crank, bar, seat, crank], [back, seat], [bar, front]):
        canvas.line(path, tone, m * 0.03)
    canvas.oval(seat[0], seat[1] - m * 0.03, m * 0.11, m * 0.035, (40, 32, 30))
    canvas.line([(bar[0] - m * 0.1, bar[1] - m * 0.1), (bar[0], bar[1] - m * 0.08), bar], tone, m * 0.03)
    canvas.rect(bar[0] + m * 0.02, bar[1] - m * 0.02, bar[0] + m * 0.26, bar[1] + m * 0.16, rgb("8a6a42"))


def _lane_house(canvas: Canvas, view: View, x: float, z0: float, z1: float, mood: Mood, rng: Random) -> None:
    depth = min(0.75, (z0 - 3) / 60)
    brick = mood.lit(rng.choice(palette("9b958d 8d8a86 a69a8a 877f78")), depth)
    brick = darker(brick, 0.22) if x > 0 else brick
    high = rng.uniform(3.3, 4.3)
    canvas.shade(view.wall(x, z0, z1, 0, high), [brick, darker(brick, 0.28)])
    for course in range(1, 12):
        up = high * course / 12
        canvas.line([view.at(x, up, z0), view.at(x, up, z1)], darker(brick, 0.5), 1.2, 0.3)
    door = mood.lit(rng.choice(palette("a23b2e 6b3a2c 3d5a4c 8a2f2a")), depth)
    a = z0 + (z1 - z0) * 0.3
    b = a + min(1.9, (z1 - z0) * 0.35)
    canvas.poly(view.wall(x, a - 0.15, b + 0.15, 0, 2.5), darker(brick, 0.5))
    canvas.shade(view.wall(x, a, b, 0.05, 2.35), [door, darker(door, 0.35)])
    canvas.poly(view.wall(x, (a + b) / 2 - 0.02, (a + b) / 2 + 0.02, 0.05, 2.35), darker(door, 0.6))
    c = b + (z1 - b) * 0.3
    pane = mix(darker(brick, 0.5), rgb("ffcf82"), 0.85 * mood.lamps)
    canvas.poly(view.wall(x, c, c + (z1 - b) * 0.35, 1.3, 2.4), pane)
    _eaves(canvas, view, x, (z0, z1), high, mood.lit(rgb("565a60"), depth))
    if mood.lamps > 0.05 or rng.random() < 0.6:
        z = (z0 + z1) / 2
        lx, ly = view.at(x * 0.82, high - 0.75, z)
        lantern(canvas, lx, ly, view.size(0.28, z), mood, rgb("c2362b"))


def lantern_square(rng: Random, mood: Mood) -> Canvas:
    """A festival evening: strings of lanterns before the gate tower, a crowd below."""
    canvas = Canvas(LANDSCAPE)
    middle = rng.uniform(620, 980)
    sky(canvas, mood, rng, 700, 4)
    if mood.lamps >= 1:
        stars(canvas, rng, 500)
    silhouettes(canvas, rng, 740, 170, mood.lit(rgb("59607a"), 0.5))
    canvas.glow(middle, 620, 620, rgb("ff9a4d"), 0.55 * mood.lamps + 0.1)
    canvas = canvas.at(SHARP)
    canvas.gradient((0, 730, 1600, 1067), [mix(mood.haze, rgb("e08a4a"), 0.4), mood.lit(rgb("6b4b48")), mood.dark])
    _gate(canvas, middle, 750, mood)
    for strand in range(5):
        sag, level = 90 + strand * 14, 60 + strand * 62 + rng.uniform(-20, 20)
        points = [(x, level + sag * (1 - ((x - 800) / 860) ** 2) * 0.8) for x in map(float, range(-40, 1680, 40))]
        canvas.line(points, darker(mood.dark, 0.2), 2.2)
        for x, y in points[strand % 2 + 1 :: 4 - strand // 3]:
            lantern(canvas, x, y + 34 - strand * 4, 30 - strand * 4, mood, rgb("cf3226"))
    for x, y, tall in crowd(canvas, rng, 46, (775, 1040), (105, 330)):
        clothes = dressed(rng, palette("b5403a 8a2f3a d09a45 364a66 c8b6a0 55405c")).under(mood, 0.12)
        person(
            canvas,
            x,
            y,
            tall,
            clothes,
            rng.choice(("stand", "stand", "walk", "point", "cheer", "reach")),
            rng.choice((-1, 1)),
            0.25,
        )
    canvas.veil(600, 960, rgb("ff9a4d"), 0.12 * mood.lamps)
    return canvas


def _gate(canvas: Canvas, x: float, base: float, mood: Mood) -> None:
    warm = mood.lamps * 0.55
    wall = mix(mood.lit(rgb("9a4a3c")), rgb("e0683c"), warm)
    tile = mix(mood.lit(rgb("5d5a52")), rgb("a86b3a"), warm * 0.4)
    canvas.shade(
        [(x - 400, base), (x - 380, base - 150), (x + 380, base - 150), (x + 400, base)],
        [wall, mix(wall, rgb("ffb35c"), warm)],
    )
    for off, r in ((0, 60), (-190, 42), (190, 42)):
        canvas.oval(x + off, base - 70, r, r, darker(wall, 0.75))
        canvas.rect(x + off - r, base - 70, x + off + r, base, darker(wall, 0.75))
    for half, floor, tall in ((320, base - 150, 92), (240, base - 318, 70)):
        canvas.rect(x - half, floor - tall, x + half, floor, darker(wall, 0.35))
        for i in range(10):
            px = x - half + 12 + i * (2 * half - 24) / 10
            canvas.gradient(
                (px, floor - tall + 12, px + half * 0.13, floor - 8),
                [mix(wall, rgb("ffe0a0"), mood.lamps), mix(wall, rgb("ff9c50"), mood.lamps)],
            )
        tiled_roof(canvas, x - half - 70, x + half + 70, floor - tall + 4, 84, tile)
    for i in range(-8, 9):
        canvas.rect(x + i * 44 - 10, base - 166, x + i * 44 + 12, base - 150, darker(wall, 0.1))
