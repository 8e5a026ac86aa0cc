"""Scenes of still water: cranes in the wetland, boats on the lake."""

from __future__ import annotations

import math
from random import Random

from .buildings import silhouettes
from .canvas import SHARP, Canvas, Point
from .colour import Colour, Mood, darker, lighter, mix, rgb
from .nature import bird, disc, foliage, glints, grass, hills, ridge, sky
from .people import COATS, Clothes, dressed, person


def wetland_birds(rng: Random, mood: Mood) -> Canvas:
    """Cranes in the shallows, a flock overhead, reeds in front."""
    canvas = Canvas()
    water = rng.uniform(560, 620)
    sun = sky(canvas, mood, rng, water, 7)
    disc(canvas, sun, 44, mood)
    hills(canvas, mood, rng, (water - 60, water - 12), rgb("5f7f7c"), 90)
    canvas.poly([*ridge(rng, 1600, water - 8, 20, 0.6), (1600, water), (0, water)], mood.lit(rgb("5c7350"), 0.35))
    canvas = canvas.at(1.0)
    canvas.mirror(water, rng, mix(mood.dark, mood.sky[1], 0.55), 0.5, 3)
    canvas.haze(water - 60, water + 12, mood.haze, 0.0, 0.45)
    canvas.haze(water + 12, water + 120, mood.haze, 0.45, 0.0)
    glints(canvas, rng, (sun[0] - 200, water, sun[0] + 200, 1067), lighter(mood.sun, 0.3), 130, 0.65)
    for _ in range(9):
        y = water + 30 + 330 * rng.random()
        x, w = rng.uniform(0, 1600), rng.uniform(80, 300)
        canvas.oval(x, y, w, w * 0.035, mood.lit(rgb("5c6b45"), 0.25))
    canvas = canvas.at(SHARP)
    for i in range(rng.randint(14, 22)):
        x, y = (300 + 46 * i * rng.uniform(0.8, 1.2), 210 + 90 * math.sin(i * 0.7) + rng.uniform(-60, 60))
        bird(canvas, x, y, rng.uniform(44, 92), mix(mood.dark, mood.haze, 0.15), rng.uniform(-0.6, 1))
    for x in sorted(rng.sample(range(180, 1450, 105), 6)):
        near = rng.random()
        _crane_bird(canvas, x, water + 90 + near * 200, 150 + near * 190, rng.choice((-1, 1)), mood, rng)
    tones = (mix(mood.dark, mood.lit(rgb("4f5c30")), 0.5), mood.lit(rgb("6b6a36")), mood.lit(rgb("8a7c42")))
    _reeds(canvas, rng, tones, rng.choice((0, 1150)))
    return canvas


def _reeds(canvas: Canvas, rng: Random, tones: tuple[Colour, ...], x0: float) -> None:
    grass(canvas, rng, (-20, 985, 1620, 1090), tones, 260, 95)
    for _ in range(46):
        x, tall, lean = x0 + rng.uniform(-30, 480), rng.uniform(190, 430), rng.uniform(-40, 70)
        tip = (x + lean, 1080 - tall)
        canvas.line([(x, 1080), (x + lean * 0.35, 1080 - tall * 0.6), tip], rng.choice(tones), 4)
        if rng.random() < 0.6:
            canvas.limb(tip, (tip[0] + lean * 0.1, tip[1] - 46), 7, 4, lighter(tones[2], 0.25))
        leaf = (x + lean * 0.3, 1080 - tall * 0.5)
        canvas.poly([leaf, (leaf[0] + 90, leaf[1] - 60), (leaf[0] + 4, leaf[1] + 14)], tones[1])


def _crane_bird(canvas: Canvas, x: float, y: float, h: float, side: int, mood: Mood, rng: Random) -> None:
    white, black = mood.lit(rgb("f5f2ea")), mix(mood.dark, (10, 10, 14), 0.5)
    canvas.soft(
        [(x - h * 0.2, y + 4), (x + h * 0.2, y + 4), (x + h * 0.14, y + h * 0.7), (x - h * 0.14, y + h * 0.7)],
        white,
        0.28,
        h * 0.05,
    )
    for dx in (-0.03, 0.05):
        canvas.line([(x + dx * h, y - h * 0.42), (x + dx * h * 1.6, y)], black, h * 0.014)
    body = [
        (x - side * h * 0.3, y - h * 0.44),
        (x - side * h * 0.12, y - h * 0.58),
        (x + side * h * 0.1, y - h * 0.6),
        (x + side * h * 0.2, y - h * 0.52),
        (x + side * h * 0.08, y - h * 0.42),
        (x - side * h * 0.1, y - h * 0.38),
    ]
    canvas.poly(body, white)
    canvas.poly([body[4], body[5], body[0], (x - side * h * 0.05, y - h * 0.46)], darker(white, 0.25))
    canvas.poly([body[0], (x - side * h * 0.4, y - h * 0.3), (x - side * h * 0.16, y - h * 0.42)], black)
    if rng.random() < 0.45:
        head = (x + side * h * 0.36, y - h * 0.16)
        neck: list[Point] = [(x + side * h * 0.16, y - h * 0.54), (x + side * h * 0.32, y - h * 0.48), head]
    else:
        head = (x + side * h * 0.26, y - h * 0.98)
        neck = [
            (x + side * h * 0.15, y - h * 0.54),
            (x + side * h * 0.27, y - h * 0.68),
            (x + side * h * 0.2, y - h * 0.86),
            head,
        ]
    canvas.line(neck, white, h * 0.045)
    canvas.line(neck[-2:], black, h * 0.036)
    canvas.oval(*head, h * 0.034, h * 0.03, white)
    canvas.oval(head[0], head[1] - h * 0.024, h * 0.018, h * 0.012, rgb("c43a2a"))
    canvas.line([head, (head[0] + side * h * 0.13, head[1] + h * 0.03)], black, h * 0.014)


def lake_boats(rng: Random, mood: Mood) -> Canvas:
    """Wooden boats on still water below a pagoda hill."""
    canvas = Canvas()
    water = rng.uniform(540, 600)
    sun = sky(canvas, mood, rng, water, 6)
    disc(canvas, sun, 38, mood)
    hills(canvas, mood, rng, (water - 110, water - 60, water - 14), rgb("587a76"), 150)
    silhouettes(canvas, rng, water, 40, mood.lit(rgb("8795a0"), 0.6), (30, 70))
    canvas = canvas.at(1.0)
    _pagoda(canvas, rng.choice((330, 1180)), water - 60, mood)
    for i in range(22):
        foliage(
            canvas,
            i * 80 + rng.uniform(-30, 30),
            water - 14,
            rng.uniform(24, 50),
            mood.lit(rgb("5c7a52"), 0.35),
            rng,
            8,
        )
    canvas.mirror(water, rng, mix(mood.sky[1], mood.sky[-1], 0.4), 0.42, 3)
    canvas.haze(water - 110, water + 10, mood.haze, 0.0, 0.45)
    canvas.haze(water + 10, water + 150, mood.haze, 0.45, 0.0)
    glints(canvas, rng, (sun[0] - 220, water, sun[0] + 220, 1067), lighter(mood.sun, 0.3), 150, 0.6)
    canvas = canvas.at(SHARP)
    for y, long in ((water + 70, 110), (water + 150, 210), (water + 320, 470)):
        _boat(canvas, rng.uniform(340, 1260), y, long, rng.choice((-1, 1)), mood, rng)
    _willow(canvas, rng.choice((-40, 1340)), mood, rng)
    return canvas


def _pagoda(canvas: Canvas, x: float, base: float, mood: Mood) -> None:
    wall, tile = mood.lit(rgb("a8755c"), 0.35), mood.lit(rgb("565f68"), 0.35)
    canvas.poly(
        [(x - 230, base + 60), (x - 60, base - 20), (x + 60, base - 20), (x + 240, base + 60)],
        mood.lit(rgb("54704f"), 0.3),
    )
    for i in range(7):
        half, y = 46 - i * 5, base - i * 42
        canvas.rect(x - half, y - 42, x + half, y, wall)
        canvas.rect(x - half * 0.3, y - 34, x + half * 0.3, y - 4, mix(darker(wall, 0.5), rgb("ffd58a"), mood.lamps))
        canvas.poly(
            [(x - half * 1.6, y - 36), (x - half * 0.9, y - 50), (x + half * 0.9, y - 50), (x + half * 1.6, y - 36)],
            tile,
        )
    canvas.line([(x, base - 300), (x, base - 372)], tile, 5)


def _willow(canvas: Canvas, x: float, mood: Mood, rng: Random) -> None:
    green = mix(mood.lit(rgb("56703c")), mood.dark, 0.3)
    for _ in range(64):
        px, fall = x + rng.uniform(0, 320), rng.uniform(150, 560)
        sway = rng.uniform(-14, 26)
        canvas.line([(px, -10), (px + sway * 0.4, fall * 0.5), (px + sway, fall)], green, 1.6)
        for k in range(int(fall / 15)):
            y = k * 15.0
            lx = px + sway * y / fall
            canvas.poly(
                [(lx, y), (lx + rng.choice((-9, 9)), y + 13), (lx + 1, y + 5)], lighter(green, rng.random() * 0.3)
            )


def _boat(canvas: Canvas, x: float, y: float, long: float, side: int, mood: Mood, rng: Random) -> None:
    wood = mix(mood.lit(rgb("6f4a34")), mood.dark, 0.25)
    canvas.soft(
        [
            (x - long * 0.5, y),
            (x + long * 0.5, y),
            (x + long * 0.4, y + long * 0.34),
            (x - long * 0.4, y + long * 0.34),
        ],
        mood.dark,
        0.5,
        long * 0.03 + 3,
    )
    person(
        canvas,
        x - side * long * 0.3,
        y - long * 0.03,
        long * 0.5,
        Clothes(rgb("3d4f66"), rgb("2b3247"), hat=rgb("d9bf88"), brim=True).under(mood),
        "bench",
        side,
        0,
    )
    canvas.line(
        [(x - side * long * 0.17, y - long * 0.34), (x - side * long * 0.42, y + long * 0.06)], wood, long * 0.014
    )
    for off in (0.12, 0.27):
        person(
            canvas,
            x + side * long * off,
            y + long * 0.02,
            long * 0.42,
            dressed(rng, COATS).under(mood),
            "row",
            -side,
            0,
        )
    canvas.poly(
        [
            (x - long * 0.56, y - long * 0.09),
            (x - long * 0.44, y - long * 0.035),
            (x + long * 0.44, y - long * 0.035),
            (x + long * 0.58, y - long * 0.1),
            (x + long * 0.44, y + long * 0.05),
            (x - long * 0.42, y + long * 0.05),
        ],
        wood,
    )
    canvas.line(
        [
            (x - long * 0.56, y - long * 0.09),
            (x - long * 0.44, y - long * 0.035),
            (x + long * 0.44, y - long * 0.035),
            (x + long * 0.58, y - long * 0.1),
        ],
        lighter(wood, 0.4),
        long * 0.012,
    )
    top = y - long * 0.27
    canvas.poly(
        [
            (x + side * long * 0.02, top),
            (x + side * long * 0.38, top),
            (x + side * long * 0.42, top + long * 0.05),
            (x - side * long * 0.02, top + long * 0.05),
        ],
        mood.lit(rgb("c9a868")),
    )
    for off in (0.02, 0.37):
        canvas.line(
            [(x + side * long * off, top + long * 0.04), (x + side * long * off, y - long * 0.03)], wood, long * 0.012
        )
