"""Scenes of industry: the car line, the clean room, the control room."""

from __future__ import annotations

import math
from random import Random

from .canvas import SHARP, Canvas, Point
from .colour import BLUE, DAWN, DAY, DUSK, GOLD, MIST, NIGHT, Colour, Mood, darker, lighter, mix, palette, rgb
from .people import Clothes, heads_from_behind, person
from .rooms import box, in_room, interior, panels, windows
from .view import View

_LAMPS = {DAY: rgb("ffcf5a"), GOLD: rgb("ffb870"), MIST: rgb("b5dff0"), DAWN: rgb("d9c8f0")}
# Rooms without daylight get their light from lamps and screens instead of the sky.
_SCREENS = {NIGHT: rgb("3fa8c8"), BLUE: rgb("4f7fe8"), DUSK: rgb("e0904a"), MIST: rgb("4fc09a")}


def factory_floor(rng: Random, mood: Mood) -> Canvas:
    """Orange robot arms over a line of car bodies, sparks, two people with a tablet."""
    canvas = Canvas(scale=SHARP)
    view = View(rng.choice((520, 1080)), 400, 1500, 2.3)
    interior(canvas, view, 9, 7.5, 34, rgb("b9c1c2"), rgb("8d9690"), rgb("7f8a90"), mood)
    steel = mood.lit(rgb("6b757c"))
    for z in (30, 24, 19, 15, 11.5, 8.5):
        tone = mix(steel, mood.haze, min(0.7, z / 40))
        canvas.line([view.at(-9, 6.3, z), view.at(9, 6.3, z)], tone, view.size(0.28, z))
        for k in range(-8, 9):
            canvas.line([view.at(k, 6.3, z), view.at(k + 0.5, 7, z), view.at(k + 1, 6.3, z)], tone, view.size(0.08, z))
    panels(canvas, view, (-5.5, 0, 5.5), (9, 13, 18, 24), (1.1, 2.4), 7.0, lighter(mood.haze, 0.8))
    windows(canvas, view, 9, (10, 15, 20, 26), 3.4, (3.2, 6), mood, 0.3)
    canvas.poly(view.floor(-5.6, -5.4, 3, 33), rgb("e7b93f"), 0.8)
    canvas.poly(view.floor(2.6, 2.8, 3, 33), rgb("e7b93f"), 0.8)
    paint = rng.choice(palette("c8402e 2f6a94 d9dcdc 2f7d6b"))
    for z in (25, 18.5, 13, 8.6):
        depth = min(0.6, z / 45)
        _car_body(canvas, view, -1.5, z, mood.lit(paint, depth))
        for side in (-1, 1):
            _robot(canvas, view, -1.5 + side * 3.0, z + 0.8, -side, mood, rng, depth)
    beside = 1 if view.x < 800 else -1
    for x, z in ((3.4, 14), (3.6, 8.6), (4.3, 8.3)):
        px, py, tall = in_room(view, beside * (x + rng.uniform(-0.2, 0.2)) - 1.2 * (beside < 0), z)
        clothes = Clothes(rgb("3a6a9a"), rgb("2b3f5c"), hat=rng.choice(palette("f4f0e4 f2c233"))).under(mood)
        j = person(canvas, px, py, tall, clothes, rng.choice(("bench", "point", "stand")), rng.choice((-1, 1)))
        canvas.rect(
            j[6][0] - tall * 0.05, j[6][1] - tall * 0.06, j[6][0] + tall * 0.07, j[6][1] + tall * 0.02, rgb("dff2f2")
        )
    return canvas


def _car_body(canvas: Canvas, view: View, x: float, z: float, paint: Colour) -> None:
    left, ground = view.at(x - 1, 0, z)
    m = view.size(1, z)
    box(canvas, view, (x - 1.2, x + 1.2), (z, z + 3), (0, 0.45), mix(paint, (90, 96, 100), 0.8))
    y = ground - 0.45 * m
    canvas.shade(
        [
            (left - 0.0 * m, y),
            (left, y - 0.55 * m),
            (left + 0.2 * m, y - 0.68 * m),
            (left + 1.8 * m, y - 0.68 * m),
            (left + 2 * m, y - 0.55 * m),
            (left + 2 * m, y),
        ],
        [lighter(paint, 0.35), paint, darker(paint, 0.35)],
    )
    canvas.poly(
        [
            (left + 0.22 * m, y - 0.66 * m),
            (left + 0.46 * m, y - 1.15 * m),
            (left + 1.54 * m, y - 1.15 * m),
            (left + 1.78 * m, y - 0.66 * m),
        ],
        darker(paint, 0.12),
    )
    canvas.poly(
        [
            (left + 0.34 * m, y - 0.68 * m),
            (left + 0.54 * m, y - 1.08 * m),
            (left + 1.46 * m, y - 1.08 * m),
            (left + 1.66 * m, y - 0.68 * m),
        ],
        darker(paint, 0.72),
    )
    for side in (0.3, 1.7):
        canvas.oval(left + side * m, y - 0.4 * m, 0.16 * m, 0.09 * m, darker(paint, 0.65))
    canvas.rect(left + 0.6 * m, y - 0.34 * m, left + 1.4 * m, y - 0.12 * m, darker(paint, 0.6))


def _robot(canvas: Canvas, view: View, x: float, z: float, side: int, mood: Mood, rng: Random, depth: float) -> None:
    px, py = view.at(x, 0, z)
    m = view.size(1, z)
    orange, dark = mood.lit(rgb("e8782a"), depth), mood.lit(rgb("3a4046"), depth)
    canvas.shadow(px, py, 0.9 * m, 0.14 * m, 0.45)
    canvas.poly(
        [(px - 0.45 * m, py), (px - 0.3 * m, py - 0.5 * m), (px + 0.3 * m, py - 0.5 * m), (px + 0.45 * m, py)], dark
    )
    shoulder = (px, py - 0.75 * m)
    elbow = (px - side * rng.uniform(0.1, 0.5) * m, py - rng.uniform(2.0, 2.4) * m)
    wrist = (px + side * rng.uniform(0.9, 1.3) * m, py - rng.uniform(1.9, 2.5) * m)
    tool = (wrist[0] + side * 0.28 * m, wrist[1] + 0.5 * m)
    canvas.limb((px, py - 0.4 * m), shoulder, 0.3 * m, 0.26 * m, orange)
    canvas.limb(shoulder, elbow, 0.22 * m, 0.16 * m, orange)
    canvas.limb(elbow, wrist, 0.17 * m, 0.1 * m, lighter(orange, 0.12))
    canvas.limb(wrist, tool, 0.08 * m, 0.04 * m, dark)
    for joint, r in ((shoulder, 0.17), (elbow, 0.13), (wrist, 0.08)):
        canvas.oval(*joint, r * m, r * m, dark)
        canvas.oval(*joint, r * 0.5 * m, r * 0.5 * m, lighter(dark, 0.3))
    if rng.random() < 0.5:
        canvas.glow(*tool, 0.9 * m, rgb("fff0b0"), 0.9)
        for _ in range(16):
            a, far = rng.uniform(0, math.pi), rng.uniform(0.2, 0.9) * m
            canvas.line([tool, (tool[0] + math.cos(a) * far, tool[1] + math.sin(a) * far)], rgb("ffe9a0"), 1.6, 0.8)


def chip_lab(rng: Random, mood: Mood) -> Canvas:
    """Engineers in white overalls hold a shining wafer in the yellow light of the clean room."""
    canvas = Canvas(scale=SHARP)
    view = View(rng.choice((420, 1180)), 470, 1050, 1.7)
    lamp = _LAMPS.get(mood, rgb("ffd36a"))
    wall = mix(rgb("e6e6df"), lamp, 0.65)
    interior(canvas, view, 4.6, 3.3, 20, wall, mix(rgb("b9c0c0"), lamp, 0.4), wall, mood)
    panels(canvas, view, (-2.6, 0, 2.6), (3.4, 6, 9, 13, 17), (1.7, 1.1), 3.3, lighter(lamp, 0.5))
    for side in (-1, 1):
        for z in (15.5, 12, 8.7, 5.6):
            _machine(canvas, view, side, z, mood, lamp, rng)
    canvas.glow(view.x, view.y, 380, lighter(lamp, 0.5), 0.6)
    suit = Clothes(mix(rgb("f4f6f4"), lamp, 0.25), mix(rgb("e6eaea"), lamp, 0.25), skirt=0.08)
    for x, z in ((-1.6, 13), (1.5, 11), (-0.4, 16)):
        px, py, tall = in_room(view, x, z)
        _suited(canvas, px, py, tall, suit, rng.choice(("walk", "bench", "stand")), rng.choice((-1, 1)))
    px, py = (800 if view.x < 800 else 330) + rng.uniform(-120, 120), 760 + rng.uniform(-30, 50)
    j = _suited(canvas, px, py + 150, 700, suit, "bench", 1)
    px2 = px + 470
    _suited(canvas, px2, py + 150, 680, suit, rng.choice(("point", "bench", "stand")), -1)
    _wafer(canvas, (j[4][0] + 48, j[4][1] - 40), 92, rng)
    return canvas


def _suited(canvas: Canvas, x: float, y: float, h: float, suit: Clothes, pose: str, side: int) -> list[Point]:
    j = person(canvas, x, y, h, suit, pose, side, 0.35)
    hx, hy = j[0]
    canvas.oval(hx, hy, h * 0.066, h * 0.076, suit.top)
    canvas.limb((hx, hy + 0.03 * h), j[1], 0.06 * h, 0.07 * h, darker(suit.top, 0.06))
    canvas.oval(hx + side * 0.022 * h, hy + 0.002 * h, h * 0.042, h * 0.05, rgb("3d5f74"))
    canvas.oval(hx + side * 0.03 * h, hy - 0.012 * h, h * 0.026, h * 0.022, rgb("a8d5de"))
    canvas.oval(hx + side * 0.026 * h, hy + 0.035 * h, h * 0.034, h * 0.02, rgb("eef4f4"))
    for hand in (j[4], j[6]):
        canvas.oval(*hand, h * 0.028, h * 0.028, rgb("7fb0d8"))
    return j


def _wafer(canvas: Canvas, at: Point, r: float, rng: Random) -> None:
    x, y = at
    canvas.glow(x, y, r * 2.4, rgb("fff4d8"), 0.6)
    canvas.oval(x, y, r * 0.8, r, rgb("5d6f86"))
    rainbow = palette("c87ab0 7a8fd8 6ad0d0 9ae08a f2dc7a f0a06a c87ab0")
    cells = 15
    for i in range(cells):
        for k in range(cells):
            u, v = (i - cells // 2) / (cells / 2), (k - cells // 2) / (cells / 2)
            if u * u + v * v < 0.82:
                tone = rainbow[int((u + v * 0.7 + 2) * 1.9 + rng.random() * 0.6) % len(rainbow)]
                cx, cy = x + u * r * 0.8, y + v * r
                canvas.rect(
                    cx - r * 0.042, cy - r * 0.052, cx + r * 0.042, cy + r * 0.052, mix(tone, rgb("dfe8f2"), 0.25)
                )


def _machine(canvas: Canvas, view: View, side: int, z: float, mood: Mood, lamp: Colour, rng: Random) -> None:
    xs = (2.7, 4.5) if side > 0 else (-4.5, -2.7)
    tone = mix(mood.lit(rng.choice(palette("dfe3e2 c9d2d6 eceae2"))), lamp, 0.2)
    box(canvas, view, xs, (z, z + 2.3), (0, 2.3), tone)
    face = side * 2.69
    canvas.poly(view.wall(face, z + 0.3, z + 1.3, 1.15, 1.9), rgb("22343f"))
    canvas.poly(view.wall(face, z + 0.4, z + 1.2, 1.25, 1.8), rng.choice(palette("4fb0c0 5a8fd0 58b89a")))
    for k in range(3):
        px, py = view.at(face, 2.1, z + 1.6 + 0.18 * k)
        canvas.oval(px, py, view.size(0.04, z), view.size(0.05, z), rng.choice(palette("4fd08a f2b632 e0503a")))
    canvas.poly(view.wall(face, z + 1.5, z + 2.1, 0.3, 1.8), darker(tone, 0.25))


def data_screen(rng: Random, mood: Mood) -> Canvas:
    """A control room: a wall of curves and maps, people before it in its light."""
    canvas = Canvas()
    glow = _SCREENS.get(mood, rgb("3fa8c8"))
    canvas.gradient((0, 0, 1600, 1067), [rgb("0a1020"), mix(rgb("101a30"), glow, 0.12), rgb("0c1220")])
    canvas.glow(800, 400, 1000, glow, 0.35, 0.6)
    canvas = canvas.at(SHARP)
    canvas.rect(90, 88, 1510, 632, rgb("060b16"))
    canvas.gradient((100, 98, 1500, 622), [mix(rgb("0d1b33"), glow, 0.12), mix(rgb("0d1b33"), glow, 0.28)])
    big = rng.choice((110, 580))
    _curves(canvas, (big, 112, big + 900, 610), glow, rng)
    _small_panels(canvas, 1024 if big == 110 else 112, glow, rng)
    canvas.soft([(100, 640), (1500, 640), (1600, 900), (0, 900)], glow, 0.3, 40)
    for x, tall in ((rng.uniform(250, 420), 330), (rng.uniform(620, 760), 350), (rng.uniform(1100, 1300), 340)):
        clothes = Clothes(
            mix(rgb("141a28"), glow, 0.12), rgb("0d1220"), mix(rgb("8a6a58"), glow, 0.3), skirt=rng.choice((0.0, 0.08))
        )
        person(canvas, x, 905, tall, clothes, rng.choice(("stand", "point", "stand")), rng.choice((-1, 1)), 0.4)
    for i, x in enumerate((120, 520, 920, 1320)):
        canvas.shade([(x - 150, 900), (x + 170, 900), (x + 200, 1067), (x - 180, 1067)], [rgb("24304a"), rgb("0c1220")])
        canvas.rect(x - 80, 812, x + 80, 900, rgb("0a101c"))
        canvas.gradient((x - 74, 818, x + 74, 894), [mix(glow, (255, 255, 255), 0.3), mix(glow, rgb("0d1b33"), 0.5)])
        heads_from_behind(canvas, x + rng.uniform(-20, 20), 900, 96, rng, mix(rgb("161c2c"), glow, 0.06 * (i % 2)))
    return canvas


def _curves(canvas: Canvas, frame: tuple[float, float, float, float], glow: Colour, rng: Random) -> None:
    x0, y0, x1, y1 = frame
    for k in range(11):
        canvas.rect(x0, y0 + (y1 - y0) * k / 10, x1, y0 + (y1 - y0) * k / 10 + 1.2, glow, 0.22)
        canvas.rect(x0 + (x1 - x0) * k / 10, y0, x0 + (x1 - x0) * k / 10 + 1.2, y1, glow, 0.14)
    for tone, level in ((glow, 0.3), (rgb("f2b45a"), 0.52), (rgb("f0f4f2"), 0.7)):
        y, points = y0 + (y1 - y0) * level, []
        for k in range(61):
            y += rng.gauss(0, 14) + (y0 + (y1 - y0) * level - y) * 0.08
            points.append((x0 + (x1 - x0) * k / 60, min(y1, max(y0, y))))
        canvas.poly([*points, (x1, y1), (x0, y1)], tone, 0.12)
        canvas.line(points, tone, 4)
        canvas.glow(*points[-8], 50, tone, 0.8)
        canvas.oval(*points[-8], 8, 8, lighter(tone, 0.6))


def _small_panels(canvas: Canvas, x: float, glow: Colour, rng: Random) -> None:
    for row in range(3):
        y = 112 + row * 170
        canvas.rect(x, y, x + 456, y + 156, rgb("0a1526"))
        if row == 1:
            for k in range(3):
                cx, share = x + 84 + k * 146, rng.uniform(0.2, 0.9)
                ring = [
                    (cx + 52 * math.sin(math.tau * t / 40), y + 78 - 52 * math.cos(math.tau * t / 40))
                    for t in range(41)
                ]
                canvas.line(ring, mix(glow, rgb("0a1526"), 0.7), 12)
                canvas.line(ring[: max(2, int(41 * share))], rng.choice((glow, rgb("f2b45a"))), 12)
            continue
        for k in range(22):
            tall = rng.uniform(14, 130)
            tone = glow if rng.random() < 0.8 else rgb("f2b45a")
            canvas.gradient(
                (x + 10 + k * 20, y + 146 - tall, x + 23 + k * 20, y + 146),
                [lighter(tone, 0.3), mix(tone, rgb("0a1526"), 0.5)],
            )
