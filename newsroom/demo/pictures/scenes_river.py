"""Scenes of the city on its river: the skyline at night, the bridge at first light."""

from __future__ import annotations

from random import Random

from .buildings import silhouettes, skyline
from .canvas import SHARP, Canvas, Point
from .colour import Mood, darker, lighter, mix, palette, rgb
from .nature import disc, glints, hills, ridge, sky, stars
from .people import Clothes, person

TOWERS = palette("8f99a6 a3a6aa 7c8796 b0a89c 6f7d8c")


def night_skyline(rng: Random, mood: Mood) -> Canvas:
    """Towers over the river with all their lights on, and once more upside down in the water."""
    canvas = Canvas()
    shore = rng.uniform(690, 760)
    sky(canvas, mood, rng, shore, 5)
    if mood.lamps >= 1:
        stars(canvas, rng, 400, 60)
    canvas.glow(800, shore, 900, mix(mood.sun, mood.haze, 0.4), 0.5, 0.45)
    silhouettes(canvas, rng, shore, 250, mix(mood.haze, mood.sky[1], 0.5), (40, 100))
    sharp = canvas.at(1.0)
    skyline(sharp, mood, rng, shore, 330, 0.45, TOWERS, (55, 110))
    peak = rng.choice((430, 1120))
    for _ in range(6):
        x = peak + rng.uniform(-330, 330)
        skyscraper(sharp, (x, shore), rng.uniform(56, 95), rng.uniform(330, 500), mood, rng)
    skyscraper(sharp, (peak, shore), 104, 610, mood, rng)
    sharp.rect(0, shore - 14, 1600, shore, darker(mood.dark, 0.2))
    for x in range(0, 1600, 34):
        sharp.glow(x, shore - 12, 20, rgb("ffcf86"), 0.8 * mood.lamps)
        sharp.oval(x, shore - 12, 2.2, 2.2, rgb("fff0cc"))
    sharp.mirror(shore, rng, mix(mood.dark, mood.sky[1], 0.4), 0.38, 5)
    glints(sharp, rng, (0, shore, 1600, 1067), rgb("ffdca0"), 160, 0.3)
    canvas = sharp.at(SHARP)
    _barge(canvas, rng.uniform(300, 1200), shore + rng.uniform(110, 190), mood)
    return canvas


def skyscraper(canvas: Canvas, foot: Point, w: float, h: float, mood: Mood, rng: Random) -> None:
    """A slender tower with a spire and rows of lit floors."""
    x, base = foot
    front = mix(mood.lit(rgb("6c7f96"), 0.12), mood.dark, 0.3)
    shape = [
        (x - w / 2, base),
        (x - w / 2, base - h * 0.82),
        (x - w * 0.32, base - h * 0.95),
        (x + w * 0.32, base - h * 0.95),
        (x + w / 2, base - h * 0.82),
        (x + w / 2, base),
    ]
    canvas.shade(shape, [lighter(front, 0.3), front, mix(front, rgb("ffb976"), 0.25 * mood.lamps)])
    canvas.poly(
        [
            (x + w * 0.12, base),
            (x + w * 0.12, base - h * 0.95),
            (x + w * 0.32, base - h * 0.95),
            (x + w / 2, base - h * 0.82),
            (x + w / 2, base),
        ],
        mood.dark,
        0.3,
    )
    canvas.line([(x, base - h * 0.95), (x, base - h * 1.08)], lighter(front, 0.3), 3)
    canvas.glow(x, base - h * 1.08, 14, (255, 90, 70), 0.9 * mood.lamps)
    warm = rng.random() < 0.6
    for storey in range(int(h * 0.82 / 10)):
        y = base - 10 - storey * 10
        for k in range(7):
            if rng.random() < 0.5 * mood.lamps + 0.06:
                px = x - w * 0.44 + k * w * 0.128
                tone = rgb("ffd993") if warm or rng.random() < 0.3 else rgb("bfe3ee")
                canvas.rect(px, y, px + w * 0.09, y + 4.5, tone, rng.uniform(0.4, 0.95))


def _barge(canvas: Canvas, x: float, y: float, mood: Mood) -> None:
    hull = darker(mood.dark, 0.2)
    canvas.soft([(x - 130, y + 10), (x + 150, y + 10), (x + 120, y + 60), (x - 90, y + 60)], hull, 0.5, 12)
    canvas.poly([(x - 140, y - 16), (x + 160, y - 16), (x + 130, y + 14), (x - 110, y + 14)], hull)
    canvas.rect(x - 90, y - 60, x + 90, y - 16, lighter(hull, 0.12))
    for i in range(7):
        canvas.rect(x - 80 + i * 24, y - 52, x - 64 + i * 24, y - 26, rgb("ffdd98"))
    canvas.glow(x, y - 36, 190, rgb("ffb866"), 0.4)


def river_bridge(rng: Random, mood: Mood) -> Canvas:
    """A cable-stayed bridge crossing a broad river in thin mist."""
    canvas = Canvas()
    water = rng.uniform(640, 700)
    sun = sky(canvas, mood, rng, water, 7)
    disc(canvas, sun, 34, mood)
    hills(canvas, mood, rng, (water - 60, water - 20), rgb("5f7c86"), 120)
    silhouettes(canvas, rng, water, 90, mood.lit(rgb("6d8290"), 0.6))
    canvas = canvas.at(1.0)
    _cables(canvas, rng.choice((480, 620, 1050)), water, mood)
    canvas.mirror(water + 6, rng, mood.lit(rgb("7b97a2")), 0.36, 4)
    canvas.haze(water - 90, water + 40, mood.haze, 0.0, 0.4)
    canvas.haze(water + 40, water + 190, mood.haze, 0.4, 0.0)
    glints(canvas, rng, (sun[0] - 240, water + 10, sun[0] + 240, 1067), lighter(mood.sun, 0.4), 170, 0.65)
    canvas = canvas.at(SHARP)
    bank = ridge(rng, 1600, 1010, 60, 0.4)
    canvas.poly([*bank, (1600, 1067), (0, 1067)], mix(mood.dark, mood.lit(rgb("46523c")), 0.3))
    at = rng.uniform(180, 420)
    person(
        canvas,
        at,
        1020,
        190,
        Clothes(mood.dark, darker(mood.dark, 0.3), hat=mood.dark, brim=True).under(mood),
        "sit",
        1,
        0,
    )
    canvas.line([(at + 34, 945), (at + 330, 850)], mood.dark, 3)
    canvas.line([(at + 330, 850), (at + 345, 985)], mood.dark, 1, 0.6)
    return canvas


def _cables(canvas: Canvas, x: float, water: float, mood: Mood) -> None:
    deck, top = water - 78, water - 520
    tone, far = mood.lit(rgb("8d8f92"), 0.12), mood.lit(rgb("8d8f92"), 0.5)
    for tower, height, colour, reach in ((x + 700, 0.55, far, 0.6), (x, 1.0, tone, 1.0)):
        peak = deck - (deck - top) * height
        for i in range(1, 13):
            for side in (-1, 1):
                canvas.line(
                    [(tower, peak + i * 10 * height), (tower + side * i * 44 * reach, deck)],
                    lighter(colour, 0.35),
                    1.6,
                    0.75,
                )
        w = 17 * height
        canvas.poly(
            [
                (tower - w * 2.1, water),
                (tower - w * 0.6, peak),
                (tower + w * 0.6, peak),
                (tower + w * 2.1, water),
                (tower + w * 1.3, water),
                (tower, peak + 70),
                (tower - w * 1.3, water),
            ],
            colour,
        )
        canvas.poly(
            [
                (tower, peak),
                (tower + w * 0.6, peak),
                (tower + w * 2.1, water),
                (tower + w * 1.3, water),
                (tower, peak + 70),
            ],
            darker(colour, 0.3),
        )
        canvas.rect(tower - w * 1.7, deck + 6, tower + w * 1.7, deck + 18, darker(colour, 0.2))
    canvas.gradient((0, deck - 8, 1600, deck + 14), [lighter(tone, 0.3), darker(tone, 0.35)])
    for i in range(0, 1600, 90):
        canvas.rect(i, deck - 32, i + 3, deck - 8, tone)
        canvas.glow(i, deck - 32, 22, rgb("ffd58a"), 0.8 * mood.lamps)
    for px in range(40, 1600, 260):
        canvas.rect(px, deck + 14, px + 22, water + 4, darker(tone, 0.2))
