"""Scenes of public life: the market, the football ground, the hospital ward."""

from __future__ import annotations

import math
from random import Random

from .buildings import GLOW, silhouettes
from .canvas import SHARP, Canvas
from .colour import Colour, Mood, darker, lighter, mix, palette, rgb
from .nature import sky
from .people import COATS, Clothes, dressed, person
from .rooms import box, in_room, interior, panels, windows
from .view import View, street_houses

HOUSES = palette("c9b08c b98f72 a7a08f d0c2a8 94877c")
FRUIT = palette("d9402e e8842a f2c23a 6fa83f 3f7f3a 8a3f6a e8d9b0 c85a3a b8cf5a")


def market(rng: Random, mood: Mood) -> Canvas:
    """An aisle of stalls under striped awnings: fruit in heaps, scales, bargaining, bare bulbs."""
    canvas = Canvas()
    view = View(rng.choice((600, 800, 1000)), 440, 1100, 1.9)
    canvas.gradient((0, 0, 1600, 1067), [darker(mood.sky[0], 0.25), *mood.sky[1:]])
    canvas.glow(view.x, view.y, 640, mood.sun, 0.9)
    canvas.gradient((0, view.y, 1600, 1067), [mood.haze, mood.lit(rgb("a08d78")), mood.lit(rgb("5e5248"))])
    silhouettes(canvas, rng, view.y + 12, 170, mix(mood.haze, mood.dark, 0.18))
    canvas = canvas.at(SHARP)
    street_houses(canvas, view, 4.6, HOUSES, (6, 13), mood, rng, 4, 70)
    canvas.glow(view.x, view.y, 300, mood.sun, 0.7)
    for z in (25, 19, 14.5, 11, 8.2, 5.8, 4.0):
        depth = min(0.6, z / 45)
        for side in (-1, 1):
            _stall(canvas, view, side, z, mood, rng, depth)
        if 5 < z < 20:
            for _ in range(2):
                px, py, tall = in_room(view, rng.uniform(-1.0, 1.0), z - 0.3)
                person(
                    canvas,
                    px,
                    py,
                    tall,
                    dressed(rng, COATS).under(mood, depth),
                    rng.choice(("walk", "bench", "stand", "point")),
                    rng.choice((-1, 1)),
                )
    return canvas


def _stall(canvas: Canvas, view: View, side: int, z: float, mood: Mood, rng: Random, depth: float) -> None:
    deep = 2.0
    px, py, tall = in_room(view, side * 3.3, z + 1.0)
    apron = Clothes(rng.choice(COATS), rgb("3a4258"), hat=rng.choice((None, rgb("e8dcc0")))).under(mood, depth)
    person(canvas, px, py, tall, apron, rng.choice(("bench", "point", "reach")), -side, 0)
    wood = mood.lit(rgb("7a5a3c"), depth)
    inner, outer = side * 1.45, side * 2.7
    canvas.shade(view.wall(inner, z, z + deep, 0, 0.75), [wood, darker(wood, 0.45)])
    canvas.poly(
        [
            view.at(inner, 0.75, z),
            view.at(outer, 1.05, z),
            view.at(outer, 1.05, z + deep),
            view.at(inner, 0.75, z + deep),
        ],
        darker(wood, 0.3),
    )
    front = [view.at(inner, 0.75, z), view.at(outer, 1.05, z), view.at(outer, 0, z), view.at(inner, 0, z)]
    canvas.poly(front, darker(wood, 0.35))
    m = view.size(1, z)
    for bay in range(3, -1, -1):
        tone = mood.lit(rng.choice(FRUIT), depth)
        for _ in range(15):
            u, v = rng.random(), z + (bay + rng.random()) * deep / 4
            cx, cy = view.at(inner + (outer - inner) * u, 0.8 + 0.3 * u + 0.12 * (1 - abs(2 * u - 1)), v)
            r = view.size(0.085, v)
            canvas.oval(cx, cy, r, r, darker(tone, rng.uniform(0.05, 0.35)))
            canvas.oval(cx - r * 0.25, cy - r * 0.3, r * 0.45, r * 0.4, lighter(tone, 0.35))
    _awning(canvas, view, side, (z, z + deep), mood, rng, depth)
    bx, by = view.at(side * 2.1, 2.15, z + 0.4)
    canvas.line([(bx, by), (bx, by - 0.4 * m)], mood.dark, 2)
    canvas.glow(bx, by, 0.9 * m, GLOW, 0.35 + 0.5 * mood.lamps)
    canvas.oval(bx, by, 0.055 * m, 0.065 * m, rgb("fff4d0"))


def _awning(
    canvas: Canvas, view: View, side: int, z: tuple[float, float], mood: Mood, rng: Random, depth: float
) -> None:
    cloth, pale = (
        mood.lit(rng.choice(palette("b8402e 2f6a5c c98a2e 2f5f8a 8a3f5a")), depth),
        mood.lit(rgb("f2e8d2"), depth),
    )
    stripes, low, high = 8, side * 1.35, side * 3.6
    for k in range(stripes):
        a, b = z[0] + (z[1] - z[0]) * k / stripes, z[0] + (z[1] - z[0]) * (k + 1) / stripes
        tone = cloth if k % 2 else pale
        canvas.poly([view.at(low, 2.4, a), view.at(low, 2.4, b), view.at(high, 4.7, b), view.at(high, 4.7, a)], tone)
        canvas.poly(
            [view.at(low, 2.4, a), view.at(low, 2.4, b), view.at(low, 2.2, b), view.at(low, 2.2, a)], darker(tone, 0.2)
        )
    x, y = view.at(low, 2.3, z[0])
    _, foot = view.at(low, 0, z[0])
    canvas.rect(x - view.size(0.025, z[0]), y, x + view.size(0.025, z[0]), foot, mood.lit(rgb("5c5048"), depth))


def football(rng: Random, mood: Mood) -> Canvas:
    """Floodlit turf, a packed stand, a shot on its way."""
    canvas = Canvas()
    sky(canvas, mood, rng, 330, 4)
    canvas.shade(
        [(0, 120), (800, 175), (1600, 120), (1600, 480), (0, 480)],
        [darker(mood.dark, 0.1), mix(mood.dark, mood.haze, 0.35)],
    )
    tones = palette("d9452f e8e2d4 2f6a94 f2b632 7a4b5c 3d3f4d c7b8a0 b53a3a")
    home = rng.choice(tones)
    for row in range(22):
        y = 172 + row * 12.4
        for i in range(134):
            tone = home if rng.random() < 0.42 else tones[rng.randrange(len(tones))]
            canvas.rect(
                i * 12 + (row % 2) * 6, y, i * 12 + (row % 2) * 6 + 8, y + 9, mood.lit(darker(tone, 0.25), 0.25)
            )
    canvas.shade(
        [(-20, 60), (800, 130), (1620, 60), (1620, 110), (800, 172), (-20, 110)],
        [mood.lit(rgb("c9ced2")), mood.lit(rgb("7f878e"))],
    )
    turf = mix(mood.lit(rgb("4f9a4a")), rgb("4f9a4a"), 0.35)
    canvas.gradient(
        (0, 440, 1600, 480), [mood.lit(rng.choice(palette("2f5f8a b8402e e9e2d0"))), darker(mood.dark, 0.1)]
    )
    vx = rng.uniform(500, 1100)
    for i in range(-9, 10):
        tone = turf if i % 2 else darker(turf, 0.14)
        canvas.shade(
            [(vx + i * 130, 478), (vx + i * 130 + 130, 478), (vx + (i + 1) * 330, 1067), (vx + i * 330, 1067)],
            [mix(tone, mood.haze, 0.3), tone, darker(tone, 0.25)],
        )
    for x in (120, 520, 1080, 1480):
        canvas.glow(x, 84, 250, rgb("fffbe8"), 0.35 + 0.6 * mood.lamps)
        canvas.oval(x, 84, 26, 9, (255, 255, 250))
    canvas.blur(1.6)
    canvas = canvas.at(SHARP)
    _goal(canvas, rng.choice((150, 1120)), 640)
    canvas.line([(0, 650), (1600, 632)], (244, 246, 238), 5, 0.85)
    canvas.line([(0, 900), (1600, 860)], (244, 246, 238), 8, 0.7)
    shirts = rng.sample(palette("d9342a 2f62b5 f4f2ea f2c233 1f8a5a e8772e"), 2)
    for i, (x, y, tall) in enumerate(
        ((300, 690, 160), (640, 670, 150), (1010, 700, 165), (1330, 740, 190), (480, 800, 235), (1130, 840, 250))
    ):
        kit = Clothes(mood.lit(shirts[i % 2]), mood.lit(rgb("f2f0e8") if i % 2 else rgb("20263a")), bare=True)
        person(
            canvas, x + rng.uniform(-70, 70), y, tall, kit, rng.choice(("run", "run", "walk")), rng.choice((-1, 1)), 0.4
        )
    star = rng.uniform(640, 880)
    j = person(
        canvas, star, 1000, 430, Clothes(mood.lit(shirts[0]), mood.lit(rgb("20263a")), bare=True), "kick", 1, 0.55
    )
    ball = (j[10][0] + rng.uniform(60, 200), j[10][1] - rng.uniform(10, 130))
    canvas.shadow(ball[0], 1000, 46, 10, 0.5)
    _ball(canvas, *ball, 27)
    for _ in range(34):
        canvas.line(
            [
                (star + rng.uniform(-60, 90), 1000 - rng.uniform(0, 36)),
                (star + rng.uniform(-60, 120), 1000 - rng.uniform(0, 60)),
            ],
            darker(turf, 0.2),
            2,
            0.6,
        )
    return canvas


def _goal(canvas: Canvas, x: float, y: float) -> None:
    for i in range(23):
        canvas.line([(x + i * 15, y - 150), (x + 14 + i * 13.6, y)], (235, 240, 240), 1.2, 0.5)
    for i in range(11):
        canvas.line([(x, y - 150 + i * 15), (x + 330, y - 150 + i * 15)], (235, 240, 240), 1.2, 0.5)
    canvas.line([(x, y), (x, y - 150), (x + 330, y - 150), (x + 330, y)], (250, 250, 246), 8)


def _ball(canvas: Canvas, x: float, y: float, r: float) -> None:
    canvas.oval(x, y, r, r, (246, 246, 240))
    canvas.oval(x + r * 0.2, y + r * 0.25, r * 0.78, r * 0.72, (206, 208, 210))
    canvas.oval(x - r * 0.06, y - r * 0.08, r * 0.82, r * 0.8, (246, 246, 240))
    for k in range(5):
        a = math.tau * k / 5 + 0.3
        canvas.oval(x + math.cos(a) * r * 0.66, y + math.sin(a) * r * 0.66, r * 0.2, r * 0.2, (40, 42, 50))
    canvas.oval(x, y, r * 0.26, r * 0.26, (40, 42, 50))


def hospital(rng: Random, mood: Mood) -> Canvas:
    """A bright ward: a doctor and a nurse by the bed, curtains, morning light."""
    canvas = Canvas(scale=SHARP)
    view = View(rng.choice((560, 700)), 360, 1420, 2.0)
    interior(
        canvas, view, 4.2, 3.2, 10, rng.choice(palette("dbe8e4 e4e6ea ece4d6")), rgb("b3c2bd"), rgb("f3f5f2"), mood
    )
    windows(canvas, view, -4.2, (3.6, 6.2, 8.4), 1.7, (0.8, 2.8), mood, 0.5)
    panels(canvas, view, (-1.2, 1.6), (4, 7), (1.5, 0.5), 3.2, lighter(mood.haze, 0.8))
    a, b = view.at(-1.5, 2.1, 9.9), view.at(-0.5, 0, 9.9)
    canvas.gradient((a[0], a[1], b[0], b[1]), [mood.lit(rgb("c9d6d4")), mood.lit(rgb("9fb0ae"))])
    canvas.rect(a[0] + 34, a[1] + 26, b[0] - 34, a[1] + 96, mood.lit(rgb("eef4f2")))
    a, b = view.at(-3.2, 2.2, 9.9), view.at(-2.1, 1.5, 9.9)
    canvas.rect(a[0] - 5, a[1] - 5, b[0] + 5, b[1] + 5, mood.lit(rgb("b08d5e")))
    canvas.gradient((a[0], a[1], b[0], b[1]), palette("9fc3cf e9dcb8 6f9a80"))
    cloth = mood.lit(rng.choice(palette("7fb0b8 9fc0a8 c8a8a0 8fa8cc")))
    for z in (9.2, 6.6):
        folds = 9
        for k in range(folds):
            left = 2.1 + 2.0 * k / folds
            tone = lighter(cloth, 0.15) if k % 2 else darker(cloth, 0.12)
            p, q = view.at(left, 2.5, z), view.at(left + 2.0 / folds, 0.3, z)
            canvas.gradient((p[0], p[1], q[0] + 1, q[1]), [tone, darker(tone, 0.1)])
        canvas.line([view.at(1.9, 2.55, z), view.at(4.2, 2.55, z)], mood.lit(rgb("b9c2c4")), 4)
    for z in (7.2, 4.9):
        _bed(canvas, view, z, mood, cloth, rng)
    staff = palette("f8f8f4 6fb0b4 f8f8f4 8fb8d8")
    for x, z, side in ((0.3, 7.9, 1), (-0.5, 5.2, 1), (0.15, 4.9, 1), (-2.0, 8.4, -1)):
        px, py, tall = in_room(view, x + rng.uniform(-0.15, 0.15), z)
        coat = Clothes(
            rng.choice(staff),
            rgb("5a7f94"),
            rng.choice(palette("f0c9a4 e6b68c")),
            skirt=rng.choice((0.12, 0.2)),
            long_hair=rng.random() < 0.5,
        ).under(mood)
        j = person(canvas, px, py, tall, coat, rng.choice(("bench", "point", "bench", "stand")), side)
        canvas.rect(
            j[6][0] - tall * 0.03,
            j[6][1] - tall * 0.05,
            j[6][0] + tall * 0.08,
            j[6][1] + tall * 0.02,
            mood.lit(rgb("d9b26a")),
        )
    return canvas


def _bed(canvas: Canvas, view: View, z: float, mood: Mood, cloth: Colour, rng: Random) -> None:
    m, white = view.size(1, z), mood.lit(rgb("fbfaf5"))
    sx, sy = view.at(2.2, 0, z)
    canvas.shadow(sx, sy, 1.7 * m, 0.2 * m, 0.4)
    for x in (1.0, 3.3):
        a, b = view.at(x, 0.5, z), view.at(x + 0.07, 0, z)
        canvas.rect(a[0], a[1], b[0], b[1], mood.lit(rgb("8a969a")))
    box(canvas, view, (0.95, 3.4), (z, z + 1.0), (0.45, 0.72), white)
    box(canvas, view, (0.95, 2.5), (z - 0.03, z + 1.0), (0.4, 0.8), lighter(cloth, 0.2))
    hx, hy = view.at(3.0, 0.9, z + 0.4)
    canvas.oval(hx + 0.05 * m, hy + 0.05 * m, 0.36 * m, 0.16 * m, lighter(white, 0.3))
    canvas.oval(hx, hy - 0.06 * m, 0.11 * m, 0.12 * m, mood.lit(rgb("eac09a")))
    canvas.oval(hx + 0.05 * m, hy - 0.11 * m, 0.11 * m, 0.09 * m, mood.lit(rgb("57504e")))
    canvas.limb((hx - 0.25 * m, hy + 0.08 * m), (hx - 0.8 * m, hy + 0.1 * m), 0.17 * m, 0.13 * m, lighter(cloth, 0.3))
    a, b = view.at(3.4, 1.25, z), view.at(3.48, 0.3, z)
    canvas.rect(a[0], a[1], b[0], b[1], mood.lit(rgb("c9a47a")))
    px, py = view.at(3.75, 1.5, z + 0.5)
    canvas.rect(px - 0.25 * m, py - 0.2 * m, px + 0.25 * m, py + 0.16 * m, rgb("22303a"))
    beat = [
        (px - 0.2 * m + 0.04 * m * k, py + (-0.1 * m if k in (4, 8) else 0.04 * m if k in (5, 9) else 0))
        for k in range(11)
    ]
    canvas.line(beat, rgb("6af0b0"), 2.4)
    canvas.line([(px, py + 0.16 * m), (px, py + 1.2 * m)], mood.lit(rgb("9aa4a8")), 4)
