"""Scenes of the arts: the gallery, the orchestra, the opera stage."""

from __future__ import annotations

import math
from dataclasses import replace
from random import Random

from .canvas import SHARP, Canvas
from .colour import Colour, Mood, darker, lighter, mix, palette, rgb
from .nature import ridge
from .people import COATS, Clothes, dressed, heads_from_behind, person
from .rooms import box, in_room, interior, panels
from .view import View


def museum(rng: Random, mood: Mood) -> Canvas:
    """A quiet gallery: paintings with their own lamps, a bronze on its plinth, visitors."""
    canvas = Canvas(scale=SHARP)
    view = View(rng.choice((520, 1080)), 560, 1280, 1.6)
    wall = rng.choice(palette("d9cfc0 6f7f86 a8584a 8a927f"))
    interior(canvas, view, 5.2, 5, 12, wall, rgb("a5805a"), rgb("efe9dd"), mood)
    panels(canvas, view, (-2.6, 0, 2.6), (3.2, 6.2, 9.4), (1.7, 1.5), 5, lighter(mood.haze, 0.75))
    for x, wide, high in ((-3.0, 2.2, 1.9), (0.2, 2.9, 2.1), (3.3, 2.0, 2.0)):
        a, b = view.at(x - wide / 2, 1.1 + high, 11.9), view.at(x + wide / 2, 1.1, 11.9)
        _painting(canvas, (a[0], a[1], b[0], b[1]), mood, rng)
    for side in (-1, 1):
        for z in (8.4, 5.2):
            frame = view.wall(side * 5.15, z, z + 2.1, 1.1, 3.2)
            canvas.poly(frame, mood.lit(rgb("b08a45")))
            stops = rng.sample(palette("2f5f73 d9903f e9d9b0 a5432f 3f6a4f 23304f"), 3)
            canvas.shade(view.wall(side * 5.12, z + 0.12, z + 1.98, 1.22, 3.08), [mood.lit(s) for s in stops])
    _plinth(canvas, view, rng.choice((-1.4, 1.5)), 6.2, mood)
    for x, z in ((-2.6, 9.5), (2.2, 10), (0.4, 8.6), (-3.1, 6.1), (3.0, 5.6)):
        if rng.random() < 0.85:
            px, py, tall = in_room(view, x + rng.uniform(-0.4, 0.4), z)
            clothes = dressed(rng, COATS).under(mood)
            person(canvas, px, py, tall, clothes, rng.choice(("stand", "point", "stand", "walk")), rng.choice((-1, 1)))
    return canvas


def _plinth(canvas: Canvas, view: View, x: float, z: float, mood: Mood) -> None:
    px, py = view.at(x, 0, z)
    m = view.size(1, z)
    canvas.shadow(px + 0.3 * m, py, 0.9 * m, 0.14 * m, 0.5)
    box(canvas, view, (x - 0.4, x + 0.4), (z, z + 0.8), (0, 1.0), mood.lit(rgb("efe9df")))
    y, bronze = py - m, mood.lit(rgb("4d6a5c"))
    for leg in (-0.2, 0.2):
        canvas.limb((px + leg * m, y - 0.3 * m), (px + leg * 1.2 * m, y), 0.06 * m, 0.04 * m, darker(bronze, 0.3))
    canvas.oval(px, y - 0.5 * m, 0.36 * m, 0.27 * m, bronze)
    canvas.oval(px - 0.1 * m, y - 0.56 * m, 0.2 * m, 0.14 * m, lighter(bronze, 0.22))
    canvas.rect(px - 0.34 * m, y - 0.72 * m, px + 0.34 * m, y - 0.64 * m, darker(bronze, 0.2))
    canvas.rect(px - 0.35 * m, y - 0.52 * m, px + 0.35 * m, y - 0.48 * m, darker(bronze, 0.35))
    for side in (-1, 1):
        canvas.line(
            [
                (px + side * 0.26 * m, y - 0.7 * m),
                (px + side * 0.26 * m, y - 0.94 * m),
                (px + side * 0.16 * m, y - 0.94 * m),
                (px + side * 0.16 * m, y - 0.7 * m),
            ],
            bronze,
            0.05 * m,
        )


def _painting(canvas: Canvas, frame: tuple[float, float, float, float], mood: Mood, rng: Random) -> None:
    x0, y0, x1, y1 = frame
    canvas.glow((x0 + x1) / 2, y0, (x1 - x0) * 0.8, rgb("fff2cf"), 0.5)
    canvas.soft([(x0, y1), (x1 + 10, y1), (x1 + 8, y1 + 16), (x0 + 8, y1 + 16)], mood.dark, 0.45, 8)
    canvas.rect(x0 - 9, y0 - 9, x1 + 9, y1 + 9, mood.lit(rgb("b38b43")))
    canvas.rect(x0 - 4, y0 - 4, x1 + 4, y1 + 4, mood.lit(rgb("6f4f22")))
    tones = rng.choice(
        (
            palette("9db7bd dcd7c0 5e7f7c 33524f"),
            palette("e9b26a f3ddb0 b65c3a 5a3040"),
            palette("c9c2b0 e9e2d2 8c8a7e 3f4340"),
        )
    )
    canvas.gradient(frame, [tones[0], tones[1]])
    for level, tone in ((0.55, mix(tones[1], tones[2], 0.6)), (0.72, tones[2]), (0.88, tones[3])):
        line = [
            (x0 + x * (x1 - x0) / 100, min(y1, max(y0, y)))
            for x, y in ridge(rng, 100, y0 + (y1 - y0) * level, (y1 - y0) * 0.2)
        ]
        canvas.poly([*line, (x1, y1), (x0, y1)], tone)


def orchestra(rng: Random, mood: Mood) -> Canvas:
    """Strings and winds in warm light under a wooden hall, the conductor's arms up."""
    canvas = Canvas()
    local = rng.choice(palette("a8683a 8a4a3a b58a5a 6f5a5c"))
    wood = mix(mood.lit(local), local, 0.2)
    canvas.gradient((0, 0, 1600, 1067), [darker(wood, 0.7), darker(wood, 0.2), wood])
    for i in range(-10, 30):
        x = i * 78.0
        canvas.shade([(x, 0), (x + 60, 0), (x + 46, 520), (x + 4, 520)], [darker(wood, 0.62), lighter(wood, 0.08)])
    for i in range(5):
        canvas.soft(
            [(300 + i * 250, -20), (330 + i * 250, -20), (520 + i * 215, 760), (130 + i * 215, 760)],
            rgb("ffdf9e"),
            0.2,
            36,
        )
    canvas.gradient((0, 520, 1600, 1067), [lighter(wood, 0.2), wood, darker(wood, 0.6)])
    canvas.glow(800, 610, 760, rgb("ffd88f"), 0.55, 0.55)
    canvas = canvas.at(SHARP)
    for i in range(17):
        x = 170 + i * 78
        tall = 130 + 90 * abs(math.sin(i * 0.5))
        canvas.gradient((x, 470 - tall, x + 20, 500), [rgb("f0d79a"), rgb("a97c3c"), darker(wood, 0.3)])
    for row, (y, tall, count) in enumerate(((580, 140, 13), (660, 172, 11), (750, 210, 9), (850, 255, 7))):
        canvas.rect(60 - row * 30, y + 6, 1540 + row * 30, y + 12, darker(wood, 0.35), 0.5 if row < 2 else 0)
        for i in range(count):
            x = 800 + (i - (count - 1) / 2) * (1180 + row * 90) / count + rng.uniform(-10, 10)
            if row > 1 and abs(x - 800) < 120:
                continue
            dip = -0.00007 * (x - 800) ** 2
            _player(canvas, x, y + dip * 400 / 255 * (row + 1), tall, 1 if x < 800 else -1, row, rng)
    lead = rng.uniform(640, 960)
    canvas.shade(
        [(lead - 120, 1067), (lead - 100, 985), (lead + 100, 985), (lead + 120, 1067)],
        [lighter(wood, 0.2), darker(wood, 0.3)],
    )
    pose = rng.choice(("cheer", "reach", "point"))
    j = person(
        canvas, lead, 1000, 430, Clothes(rgb("16161c"), rgb("101015"), skirt=0.12), pose, rng.choice((-1, 1)), 0.4
    )
    canvas.line([j[4], (j[4][0] + 22, j[4][1] - 60)], rgb("fff6e0"), 3)
    return canvas


def _player(canvas: Canvas, x: float, y: float, h: float, side: int, row: int, rng: Random) -> None:
    clothes = replace(dressed(rng, palette("17171d 1b1a22 22202a")), legs=rgb("131318"), skirt=0.0)
    canvas.rect(x - 0.13 * h, y - 0.3 * h, x + 0.1 * h, y - 0.27 * h, rgb("3a2a20"))
    j = person(canvas, x, y, h, clothes, "fiddle" if row else "sit", side, 0.35)
    amber = rng.choice(palette("a8582a b9692f 8f4622"))
    if row == 3:
        cx, cy = x + side * 0.24 * h, y - 0.24 * h
        canvas.oval(cx, cy + 0.08 * h, 0.11 * h, 0.13 * h, amber)
        canvas.oval(cx, cy - 0.08 * h, 0.085 * h, 0.1 * h, lighter(amber, 0.12))
        canvas.line([(cx, cy - 0.1 * h), (cx - side * 0.06 * h, cy - 0.46 * h)], darker(amber, 0.6), 0.03 * h)
        canvas.line([(cx - side * 0.2 * h, cy + 0.04 * h), (cx + side * 0.24 * h, cy)], rgb("f2e6c8"), 0.012 * h)
    elif row:
        n, hand = j[1], j[4]
        canvas.limb((n[0] + side * 0.08 * h, n[1] - 0.01 * h), hand, 0.045 * h, 0.014 * h, amber)
        canvas.line([j[6], (n[0] + side * 0.1 * h, n[1] - 0.14 * h)], rgb("f2e6c8"), 0.012 * h)
    else:
        canvas.limb(j[0], (j[4][0] + side * 0.06 * h, j[4][1]), 0.014 * h, 0.04 * h, rgb("d8a83c"))
    sx = x + side * 0.42 * h
    canvas.line([(sx, y), (sx, y - 0.4 * h)], rgb("2a2220"), 0.012 * h)
    canvas.poly(
        [
            (sx - 0.1 * h, y - 0.4 * h),
            (sx + 0.1 * h, y - 0.4 * h),
            (sx + 0.12 * h, y - 0.52 * h),
            (sx - 0.08 * h, y - 0.52 * h),
        ],
        rgb("f7edd6"),
        0.9,
    )


def theatre_stage(rng: Random, mood: Mood) -> Canvas:
    """An opera evening: a red curtain, painted hills, two singers in robes, heads in the stalls."""
    canvas = Canvas()
    back = rng.choice(
        (palette("16324f 4f7d8c e9c48a"), palette("3a1f3f a5485a f2b37a"), palette("1f3f3a 6f9a7c e9dfb0"))
    )
    back = tuple(mix(paint, air, 0.35) for paint, air in zip(back, mood.sky[1:], strict=True))
    canvas.gradient((0, 0, 1600, 790), back)
    canvas.glow(rng.uniform(600, 1000), 330, 330, rgb("fff0c4"), 0.7)
    canvas.oval(rng.uniform(640, 960), 300, 88, 88, rgb("fff3d2"))
    for level, share in ((560, 0.35), (640, 0.6), (710, 0.8)):
        canvas.poly([*ridge(rng, 1600, level, 150), (1600, 800), (0, 800)], mix(back[1], back[0], share))
    canvas.gradient((0, 780, 1600, 930), palette("d39a5a 7a4528"))
    spots = (rng.uniform(560, 700), rng.uniform(900, 1040))
    for x in spots:
        canvas.soft([(x - 230, -20), (x - 180, -20), (x + 110, 860), (x - 130, 860)], rgb("fff2cc"), 0.25, 22)
        canvas.glow(x, 850, 210, rgb("fff0c0"), 0.75, 0.28)
    canvas = canvas.at(SHARP)
    robes = rng.sample(palette("c8322f 2f6aa0 e9b23a 2f8a6c b03a6a"), 2)
    for x, robe, side in ((spots[0], robes[0], 1), (spots[1], robes[1], -1)):
        _singer(canvas, x, 870, 370, robe, side, rng)
    _curtain(canvas, rng.choice(palette("9a1f24 7a1f3a 8f2a1c")))
    canvas.gradient((0, 905, 1600, 1067), [rgb("3a2018"), rgb("0e0a10")])
    for row, (y, size, step) in enumerate(((930, 44, 96), (1000, 60, 128))):
        for i in range(int(1700 / step) + 1):
            heads_from_behind(
                canvas,
                i * step - 30 + rng.uniform(-12, 12) + row * 40,
                y + rng.uniform(-7, 7),
                size,
                rng,
                rgb("2c1a20"),
            )
    return canvas


def _curtain(canvas: Canvas, red: Colour) -> None:
    for side in (0, 1):
        for i in range(9):
            x = i * 34 if side == 0 else 1600 - i * 34
            w = 44 if side == 0 else -44
            tone = lighter(red, 0.14) if i % 2 else darker(red, 0.35)
            canvas.shade(
                [(x, 0), (x + w, 0), (x + w, 905 - i * 3), (x, 905)], [darker(tone, 0.4), tone, darker(tone, 0.15)]
            )
    for i in range(11):
        x = i * 160 - 80
        swag = [(x + 160 * k / 8, 70 + 88 * math.sin(math.pi * k / 8)) for k in range(9)]
        canvas.shade([(x, 0), *swag, (x + 160, 0)], [darker(red, 0.5), red, lighter(red, 0.12)])
        canvas.line(swag, rgb("d9a441"), 7)


def _singer(canvas: Canvas, x: float, y: float, h: float, robe: Colour, side: int, rng: Random) -> None:
    gold = rgb("f0c860")
    canvas.shadow(x, y, h * 0.4, h * 0.06, 0.5)
    j = person(
        canvas,
        x,
        y,
        h,
        Clothes(robe, darker(robe, 0.3), rgb("f5d6bb"), skirt=0.42),
        rng.choice(("point", "reach")),
        side,
        0,
        side,
    )
    for hand, elbow in ((j[4], j[3]), (j[6], j[5])):
        canvas.poly(
            [
                elbow,
                hand,
                (hand[0] + side * h * 0.07, hand[1] + h * 0.17),
                (hand[0] + side * h * 0.02, hand[1] + h * 0.3),
                (elbow[0] + side * h * 0.03, elbow[1] + h * 0.1),
            ],
            rgb("f6efe0"),
        )
    hx, hy = j[0]
    canvas.poly(
        [
            (j[2][0] - h * 0.1, j[2][1] - h * 0.02),
            (j[2][0] + h * 0.1, j[2][1] - h * 0.02),
            (j[2][0] + h * 0.1, j[2][1] + h * 0.02),
            (j[2][0] - h * 0.1, j[2][1] + h * 0.02),
        ],
        gold,
    )
    canvas.line([(x - h * 0.15, y - h * 0.05), (x + h * 0.15, y - h * 0.05)], gold, h * 0.02)
    canvas.poly(
        [
            (hx - h * 0.07, hy - h * 0.03),
            (hx - h * 0.08, hy - h * 0.11),
            (hx, hy - h * 0.15),
            (hx + h * 0.08, hy - h * 0.11),
            (hx + h * 0.07, hy - h * 0.03),
        ],
        gold,
    )
    for k in (-0.06, 0, 0.06):
        canvas.oval(hx + k * h, hy - h * 0.12, h * 0.016, h * 0.016, rgb("d9384a"))
    for k in (-1, 1):
        canvas.line(
            [(hx + k * h * 0.04, hy - h * 0.14), (hx + k * h * 0.15, hy - h * 0.3), (hx + k * h * 0.3, hy - h * 0.26)],
            rgb("c98a4a"),
            h * 0.01,
        )
