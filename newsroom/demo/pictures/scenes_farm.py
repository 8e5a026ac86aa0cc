"""Scenes of the farm: tea terraces, the rice harvest, the greenhouse."""

from __future__ import annotations

import math
from random import Random

from .buildings import tiled_roof
from .canvas import SHARP, Canvas, Point
from .colour import GOLD, MIST, Colour, Mood, darker, lighter, mix, palette, rgb
from .nature import disc, foliage, grass, hills, sky
from .people import Clothes, dressed, person
from .rooms import box, in_room
from .view import View


def tea_garden(rng: Random, mood: Mood) -> Canvas:
    """Terraces of tea following the hill, pickers with baskets, mist in the valley."""
    canvas = Canvas()
    sun = sky(canvas, mood, rng, 480, 6)
    disc(canvas, sun, 30, mood)
    hills(canvas, mood, rng, (320, 400, 490), rgb("4f7a64"), 300)
    canvas.haze(380, 560, mood.haze, 0.0, 0.6)
    canvas = canvas.at(SHARP)
    tilt, phase = rng.uniform(-130, 130), rng.uniform(0, 6)
    rows = 13
    stand = sorted(rng.sample(range(3, rows - 1), 4))
    for i in range(rows):
        t = i / (rows - 1)
        level, deep = 500 + 560 * t**1.25, 24 + 78 * t
        tea = mood.lit(mix(rgb("5b8f3e"), rgb("7fae4a"), rng.random()), 0.55 * (1 - t))
        wave = [
            (x, level + (44 + 40 * t) * math.sin(x / 310 + phase + t) + tilt * (x - 800) / 1600)
            for x in map(float, range(-20, 1660, 40))
        ]
        if i in stand:
            x, y = rng.choice(wave[6:-6])
            _picker(canvas, x, y + deep * 0.55, 95 + 190 * t, mood, rng, 0.4 * (1 - t))
        _tea_row(canvas, wave, deep, tea, rng)
    return canvas


def _tea_row(canvas: Canvas, wave: list[Point], deep: float, tea: Colour, rng: Random) -> None:
    lower = [(x, y + deep * 1.5) for x, y in reversed(wave)]
    canvas.poly([*wave, *lower], darker(tea, 0.5))
    for x, y in wave:
        for _ in range(3):
            px, r = x + rng.uniform(-22, 22), deep * rng.uniform(0.34, 0.5)
            canvas.oval(px, y + deep * 0.3, r * 1.5, r, darker(tea, rng.uniform(0.08, 0.28)))
    for x, y in wave:
        for _ in range(3):
            px, r = x + rng.uniform(-22, 22), deep * rng.uniform(0.13, 0.24)
            canvas.oval(px, y + deep * rng.uniform(0.0, 0.22), r * 1.7, r, lighter(tea, rng.uniform(0.05, 0.3)))


def _picker(canvas: Canvas, x: float, y: float, h: float, mood: Mood, rng: Random, depth: float) -> None:
    clothes = Clothes(rng.choice(palette("c23b4e 2f6a94 d98b3a e7dcc6")), rgb("34415c"), hat=rgb("e3c98f"), brim=True)
    side = rng.choice((-1, 1))
    basket = mood.lit(rgb("a97a44"), depth)
    bx = x - side * h * 0.13
    canvas.poly(
        [
            (bx - h * 0.1, y - h * 0.82),
            (bx + h * 0.1, y - h * 0.82),
            (bx + h * 0.075, y - h * 0.52),
            (bx - h * 0.075, y - h * 0.52),
        ],
        basket,
    )
    canvas.oval(bx, y - h * 0.82, h * 0.1, h * 0.03, mood.lit(rgb("6d9a45"), depth))
    person(canvas, x, y, h, clothes.under(mood, depth), "bench", side, 0)


def harvest(rng: Random, mood: Mood) -> Canvas:
    """Ripe rice to the hills; a combine at work, people binding sheaves."""
    canvas = Canvas()
    sun = sky(canvas, mood, rng, 470, 8)
    disc(canvas, sun, 40, mood)
    hills(canvas, mood, rng, (430, 475), rgb("6d8a76"), 110)
    gold = mood.lit(rgb("dcae45"))
    canvas.gradient((0, 490, 1600, 1067), [mix(gold, mood.haze, 0.6), gold, darker(gold, 0.35)])
    canvas = canvas.at(SHARP)
    for _ in range(9):
        x = rng.uniform(0, 1600)
        foliage(canvas, x, 486, rng.uniform(22, 46), mood.lit(rgb("5f7d4b"), 0.4), rng, 14)
    for x in (300, 980):
        house = x + rng.uniform(-120, 120)
        canvas.rect(house, 458, house + 96, 500, mood.lit(rgb("e8e2d4"), 0.3))
        tiled_roof(canvas, house - 10, house + 106, 460, 26, mood.lit(rgb("5b5f66"), 0.3))
    vx = rng.uniform(500, 1100)
    for i in range(-16, 17):
        x = vx + i * 24
        canvas.poly([(x, 495), (x + 5, 495), (vx + i * 196 + 60, 1067), (vx + i * 196, 1067)], darker(gold, 0.45), 0.2)
    cut = mood.lit(rgb("b89a5c"))
    side = rng.choice((0, 1))
    edge = (
        [(vx, 495), (vx + 60, 495), (1500, 1067), (420, 1067)]
        if side
        else [(vx - 60, 495), (vx, 495), (1180, 1067), (100, 1067)]
    )
    canvas.shade(edge, [mix(cut, mood.haze, 0.4), darker(cut, 0.2)])
    _combine(canvas, vx + rng.choice((-260, 240)), 700, mood)
    for _ in range(7):
        _sheaf(canvas, rng.uniform(200, 1400), rng.uniform(760, 960), rng.uniform(70, 120), gold)
    for x, y, tall in (
        (rng.uniform(500, 720), 880, 250),
        (rng.uniform(850, 1100), 930, 285),
        (rng.uniform(300, 480), 790, 190),
    ):
        top = rng.choice(palette("c8503a 2f6a94 e7dcc6 5d6b4a"))
        person(
            canvas,
            x,
            y,
            tall,
            Clothes(top, rgb("3a4258"), hat=rgb("e8cf96"), brim=True).under(mood),
            rng.choice(("stoop", "bench", "walk", "stoop")),
            rng.choice((-1, 1)),
        )
    tones = (gold, lighter(gold, 0.3), darker(gold, 0.35))
    grass(canvas, rng, (-20, 1010, 1620, 1110), tones, 330, 120)
    return canvas


def _combine(canvas: Canvas, x: float, y: float, mood: Mood) -> None:
    red, dark = mood.lit(rgb("c2402e")), darker(mood.dark, 0.2)
    canvas.glow(x + 120, y - 20, 260, mood.lit(rgb("e8cf9a")), 0.5, 0.5)
    canvas.shadow(x, y, 230, 26, 0.55)
    canvas.shade(
        [(x - 110, y - 150), (x + 130, y - 140), (x + 150, y - 46), (x - 120, y - 46)],
        [lighter(red, 0.2), darker(red, 0.25)],
    )
    canvas.rect(x - 110, y - 206, x - 26, y - 140, mood.lit(rgb("dfe7ea")))
    canvas.rect(x - 102, y - 198, x - 34, y - 146, mix(mood.sky[1], mood.dark, 0.4))
    canvas.rect(x - 118, y - 214, x - 18, y - 204, red)
    canvas.line([(x + 60, y - 150), (x + 190, y - 220)], red, 16)
    canvas.oval(x - 60, y - 40, 44, 44, dark)
    canvas.oval(x - 60, y - 40, 20, 20, mood.lit(rgb("e0b23a")))
    canvas.oval(x + 100, y - 28, 30, 30, dark)
    canvas.poly([(x - 120, y - 70), (x - 220, y - 10), (x - 220, y + 6), (x - 110, y - 20)], darker(red, 0.3))
    for i in range(6):
        a = math.tau * i / 6
        canvas.line(
            [(x - 210, y - 34), (x - 210 + 42 * math.cos(a), y - 34 + 42 * math.sin(a))], mood.lit(rgb("e0b23a")), 5
        )


def _sheaf(canvas: Canvas, x: float, y: float, h: float, gold: Colour) -> None:
    canvas.shadow(x + h * 0.2, y, h * 0.6, h * 0.12, 0.45)
    canvas.poly(
        [
            (x - h * 0.3, y),
            (x + h * 0.3, y),
            (x + h * 0.06, y - h * 0.6),
            (x + h * 0.36, y - h),
            (x - h * 0.36, y - h),
            (x - h * 0.06, y - h * 0.6),
        ],
        lighter(gold, 0.12),
    )
    canvas.poly(
        [(x, y), (x + h * 0.3, y), (x + h * 0.06, y - h * 0.6), (x + h * 0.36, y - h), (x, y - h)],
        darker(gold, 0.4),
        0.4,
    )
    canvas.rect(x - h * 0.1, y - h * 0.64, x + h * 0.1, y - h * 0.55, darker(gold, 0.5))


def greenhouse(rng: Random, mood: Mood) -> Canvas:
    """Tomatoes and lettuce in long rows under arched glass; growers among them."""
    canvas = Canvas()
    view = View(rng.choice((660, 800, 940)), 470, 1000, 1.9)
    canvas.gradient((0, 0, 1600, 1067), [lighter(s, 0.25) for s in mood.sky])
    canvas.glow(view.x, 330, 820, mood.sun, 0.85)
    canvas.gradient((0, view.y, 1600, 1067), [mood.haze, mood.lit(rgb("a0875f")), mood.lit(rgb("5c4a36"))])
    canvas = canvas.at(SHARP)
    for z in (50, 36, 26, 19, 14, 10.5, 8, 6):
        arc = [view.at(5.6 * math.cos(math.pi * i / 12), 2.4 + 2.7 * math.sin(math.pi * i / 12), z) for i in range(13)]
        arc = [view.at(5.6, 0, z), *arc, view.at(-5.6, 0, z)]
        canvas.line(arc, mix(mood.lit(rgb("f4f6f2")), mood.haze, min(0.6, z / 60)), max(2, view.size(0.1, z)))
    for i in range(13):
        a = math.pi * i / 12
        canvas.line([view.at(5.6 * math.cos(a), 2.4 + 2.7 * math.sin(a), z) for z in (55, 4)], (250, 252, 246), 2, 0.6)
    crop = "tall" if mood in (GOLD, MIST) else "low"
    for z in [30 - i * 1.25 for i in range(22)]:
        depth = min(0.6, z / 50)
        for x in (-4.4, -2.6, 2.6, 4.4) if crop == "tall" else (-4.2, -2.7, -1.2, 1.2, 2.7, 4.2):
            _plant(canvas, view, x, z, crop, mood, rng, depth)
        if rng.random() < 0.16 and z > 5.5:
            px, py, tall = in_room(view, rng.uniform(-0.5, 0.5), z)
            clothes = Clothes(rng.choice(palette("3f7a5a d97b3a e7dcc6")), rgb("3f5a7a"), hat=rgb("e8cf96"), brim=True)
            person(
                canvas,
                px,
                py,
                tall,
                clothes.under(mood, depth),
                rng.choice(("bench", "reach", "walk")),
                rng.choice((-1, 1)),
            )
    px, py, tall = in_room(view, rng.choice((-0.6, 0.6)), 5.6)
    person(
        canvas, px, py, tall, dressed(rng, palette("3f7a5a d97b3a 2f6a94")).under(mood), "bench", rng.choice((-1, 1))
    )
    canvas.veil(300, 700, mood.sun, 0.14)
    return canvas


def _plant(canvas: Canvas, view: View, x: float, z: float, crop: str, mood: Mood, rng: Random, depth: float) -> None:
    px, py = view.at(x, 0, z)
    m = view.size(1, z)
    leaf = mood.lit(mix(rgb("3f7f3f"), rgb("6aa84a"), rng.random()), depth)
    if crop == "low":
        box(canvas, view, (x - 0.6, x + 0.6), (z, z + 1.2), (0, 0.55), mood.lit(rgb("dfe4de"), depth))
        for k in range(4):
            cx, cy = px + (k - 1.5) * 0.28 * m, py - 0.58 * m
            tone = leaf if k % 2 else mood.lit(rgb("8a4a5a"), depth)
            canvas.oval(cx, cy, 0.19 * m, 0.13 * m, darker(tone, 0.35))
            canvas.oval(cx, cy - 0.05 * m, 0.15 * m, 0.09 * m, tone)
            canvas.oval(cx - 0.03 * m, cy - 0.08 * m, 0.08 * m, 0.05 * m, lighter(tone, 0.35))
        return
    canvas.line([(px, py), (px, py - 2.3 * m)], darker(leaf, 0.4), 0.05 * m)
    for k in range(13):
        up, off = 0.2 + k * 0.165, rng.uniform(-0.36, 0.36)
        tone = darker(leaf, 0.35 * rng.random()) if k % 3 else lighter(leaf, 0.2)
        canvas.oval(px + off * m, py - up * m, 0.26 * m, 0.12 * m, tone)
    for _ in range(5):
        cx, cy = px + rng.uniform(-0.3, 0.3) * m, py - rng.uniform(0.4, 1.9) * m
        red = mood.lit(rng.choice(palette("d23a2a e8602e e8a03a")), depth)
        canvas.oval(cx, cy, 0.075 * m, 0.07 * m, red)
        canvas.oval(cx - 0.02 * m, cy - 0.025 * m, 0.025 * m, 0.02 * m, lighter(red, 0.6))
