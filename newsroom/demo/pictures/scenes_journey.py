"""Scenes of people on their way: the railway platform and the marathon."""

from __future__ import annotations

import math
from random import Random

from .buildings import silhouettes
from .canvas import SHARP, Canvas, Point
from .colour import Mood, darker, lighter, mix, palette, rgb
from .nature import sky
from .people import COATS, dressed, person
from .view import View

_ARC = [math.pi * i / 14 for i in range(15)]


def railway_station(rng: Random, mood: Mood) -> Canvas:
    """Under the glass roof: a white train at the platform, travellers against the light."""
    canvas = Canvas()
    view = View(rng.choice((620, 980)), 560, 900, 2.0)
    canvas.gradient((0, 0, 1600, 1067), [*mood.sky, mood.haze])
    canvas.glow(view.x, view.y - 40, 700, mood.sun, 0.95)
    canvas = canvas.at(SHARP)
    _vault(canvas, view, mood)
    canvas.shade(
        [*view.floor(-3.5, 9, 3.2, 90)],
        [mix(mood.haze, mood.sun, 0.5), mood.lit(rgb("b7aa9a")), mood.lit(rgb("7a726c"))],
    )
    canvas.shade(view.floor(-30, -3.5, 3.2, 90), [mood.haze, mood.lit(rgb("5b5856")), mood.lit(rgb("3a393c"))])
    canvas.poly(view.floor(-3.2, -2.95, 3.2, 90), rgb("e7b93f"), 0.85)
    for joint in range(4, 40, 2):
        canvas.poly(view.floor(-2.9, 9, joint, joint + 0.04), mood.dark, 0.14)
    _train(canvas, view, mood)
    canvas.glow(view.x, view.y - 10, 300, mood.sun, 0.75)
    for z in sorted((rng.uniform(7, 34) for _ in range(13)), reverse=True):
        x, y = view.at(rng.uniform(-2, 6.5), 0, z)
        tall = view.size(1.72, z)
        clothes = dressed(rng, COATS).under(mood, min(0.5, z / 60))
        canvas.soft(
            [
                (x - tall * 0.08, y),
                (x + tall * 0.08, y),
                (x + tall * 0.24, y + tall * 0.55),
                (x + tall * 0.05, y + tall * 0.55),
            ],
            mood.dark,
            0.35,
            7,
        )
        side = rng.choice((-1, 1))
        j = person(canvas, x, y, tall, clothes, rng.choice(("walk", "walk", "stand")), side, 0.2)
        if rng.random() < 0.6:
            _suitcase(canvas, j[4], y, tall, rng.choice(COATS), mood, -side)
    return canvas


def _vault(canvas: Canvas, view: View, mood: Mood) -> None:
    steel = mix(mood.dark, mood.haze, 0.3)
    for z in (60, 42, 30, 22, 16, 12, 9, 7):
        depth = min(0.75, z / 70)
        arc = [view.at(3 + 15 * math.cos(a), 5 + 9 * math.sin(a), z) for a in _ARC]
        canvas.line(arc, mix(steel, mood.haze, depth), max(3, view.size(0.4, z)))
        for x in (-12, 18):
            canvas.line([view.at(x, 5, z), view.at(x, 0, z)], mix(steel, mood.haze, depth), view.size(0.5, z))
    for a in _ARC:
        canvas.line([view.at(3 + 15 * math.cos(a), 5 + 9 * math.sin(a), z) for z in (70, 5)], steel, 3, 0.5)


def _train(canvas: Canvas, view: View, mood: Mood) -> None:
    white, x = mood.lit(rgb("eef0ee")), -4.1
    for z0, z1 in ((44, 70), (20, 43.5), (2.4, 19.5)):
        depth = min(0.6, z0 / 90)
        skin = mix(white, mood.haze, depth)
        canvas.shade(view.wall(x, z0, z1, 0.3, 3.9), [lighter(skin, 0.4), skin, darker(skin, 0.3)])
        canvas.poly(view.wall(x, z0, z1, 1.05, 1.3), mix(rgb("b8362e"), mood.haze, depth))
        canvas.poly(view.wall(x, z0 + 0.5, z1 - 0.5, 1.85, 2.85), mix(mood.dark, mood.haze, depth))
        count = 9
        for i in range(count):
            a = z0 + 0.8 + (z1 - z0 - 1.6) * i / count
            glass = mix(mix(mood.sky[1], mood.dark, 0.4), rgb("ffdf9e"), 0.7 * mood.lamps + 0.15)
            canvas.poly(view.wall(x, a, a + (z1 - z0) * 0.075, 1.95, 2.75), mix(glass, mood.haze, depth))


def _suitcase(
    canvas: Canvas, hand: Point, y: float, tall: float, paint: tuple[int, int, int], mood: Mood, side: int
) -> None:
    x, tone = hand[0] + side * tall * 0.12, mood.lit(paint)
    canvas.line([hand, (x, y - tall * 0.34)], mood.dark, tall * 0.012)
    canvas.rect(x - tall * 0.09, y - tall * 0.34, x + tall * 0.09, y - tall * 0.02, tone)
    canvas.rect(x - tall * 0.05, y - tall * 0.34, x - tall * 0.03, y - tall * 0.02, darker(tone, 0.3))


def marathon(rng: Random, mood: Mood) -> Canvas:
    """Runners filling an avenue between trees and cheering people."""
    canvas = Canvas()
    view = View(rng.choice((520, 800, 1080)), 470, 1150, 2.6)
    sky(canvas, mood, rng, 470, 6)
    silhouettes(canvas, rng, 500, 300, mood.lit(rgb("98a2ac"), 0.62), (60, 140))
    for side in (-1, 1):
        for z in (70, 52, 40, 31, 24, 18, 14):
            x, y = view.at(side * 10.5, 4.2, z)
            _leaves(canvas, x, y, view.size(3.1, z), mood, min(0.6, z / 90), rng)
    canvas.blur(2)
    canvas = canvas.at(SHARP)
    canvas.gradient((0, 492, 1600, 1067), [mood.haze, mood.lit(rgb("a39f9c")), mood.lit(rgb("77747a"))])
    for x in (-4, 0, 4):
        canvas.poly(view.floor(x - 0.06, x + 0.06, 4, 90), (245, 240, 228), 0.6)
    for side in (-1, 1):
        for z in range(46, 6, -2):
            x, y = view.at(side * (8.2 + rng.random()), 0, z)
            person(
                canvas,
                x,
                y,
                view.size(1.7, z),
                dressed(rng, COATS).under(mood, min(0.6, z / 60)),
                rng.choice(("cheer", "stand", "reach")),
                -side,
                0,
            )
        canvas.poly(view.wall(side * 7.6, 5, 60, 0, 1.05), mood.lit(rng.choice(palette("2f6a94 c8503a"))))
    tops = palette("e0452f f2b632 2f7fb5 f2efe6 3fa37a e8772e 7c4b9a")
    for z in sorted((5.6 + 34 * rng.random() ** 1.5 for _ in range(44)), reverse=True):
        x, y = view.at(rng.uniform(-5.8, 5.8), 0, z)
        clothes = dressed(rng, tops, bare=True, skirt=0.0).under(mood, min(0.5, z / 60))
        person(canvas, x, y, view.size(1.72, z), clothes, "run", 1 if x < view.x else -1, 0.4)
    return canvas


def _leaves(canvas: Canvas, x: float, y: float, r: float, mood: Mood, depth: float, rng: Random) -> None:
    leaf = mood.lit(rng.choice(palette("6d8f4e 7d9a52 5c8450")), depth)
    canvas.limb((x, y + r * 1.5), (x, y), r * 0.07, r * 0.05, mood.lit(rgb("5a493c"), depth))
    for _ in range(46):
        a, far = rng.uniform(0, math.tau), math.sqrt(rng.random()) * r
        size = r * rng.uniform(0.14, 0.3)
        dy = math.sin(a) * far * 0.8
        tone = lighter(leaf, 0.25) if dy < -r * 0.2 else darker(leaf, 0.3 * rng.random())
        canvas.oval(x + math.cos(a) * far, y + dy, size * 1.2, size, tone)
