"""Scenes of the seasons: the park in autumn, the mountain in snow."""

from __future__ import annotations

from random import Random

from .canvas import SHARP, Canvas
from .colour import Colour, Mood, darker, lighter, mix, palette, rgb
from .nature import disc, foliage, hills, ridge, sky, stars, tree
from .people import COATS, Clothes, dressed, person


def park_autumn(rng: Random, mood: Mood) -> Canvas:
    """A path under ginkgo and maple, benches, walkers, leaves coming down."""
    canvas = Canvas()
    sky(canvas, mood, rng, 560, 4)
    leaves = palette("d99a2b e0b23a c2602c d67a2e b5462c e3c25a")
    for i in range(26):
        depth = 0.65 - 0.012 * i
        foliage(
            canvas,
            rng.uniform(-50, 1650),
            rng.uniform(330, 560),
            rng.uniform(70, 150),
            mood.lit(rng.choice(leaves), depth),
            rng,
            26,
        )
    canvas.blur(5)
    ground = mood.lit(rgb("b78a3f"))
    canvas.gradient((0, 590, 1600, 1067), [mix(ground, mood.haze, 0.5), ground, darker(ground, 0.4)])
    bend = rng.uniform(380, 1220)
    path = mood.lit(rgb("d9c7a8"))
    canvas.shade(
        [(bend - 30, 590), (bend + 40, 590), (bend + 150, 720), (1150, 1067), (250, 1067), (bend - 90, 720)],
        [mix(path, mood.sun, 0.5), path, darker(path, 0.25)],
    )
    canvas.glow(bend, 560, 480, mood.sun, 0.8)
    canvas = canvas.at(SHARP)
    for x, y, tall in ((bend - 330, 690, 520), (bend + 340, 700, 560), (90, 850, 860), (1500, 830, 820)):
        canvas.soft(
            [(x, y), (x + 40, y + 12), (x + tall * 0.5, y + tall * 0.16), (x + tall * 0.3, y + tall * 0.18)],
            mood.dark,
            0.4,
            14,
        )
        tree(canvas, x, y, tall, mood.lit(rng.choice(leaves)), mood.lit(rgb("4a3a32")), rng)
    for x, y, tall in ((bend + 10, 690, 120), (bend + 60, 700, 116), (bend - 60, 830, 215)):
        person(canvas, x, y, tall, dressed(rng, COATS).under(mood), "walk", rng.choice((-1, 1)))
    _park_bench(canvas, rng.choice((330, 1120)), 880, mood, rng)
    for _ in range(420):
        near = rng.random()
        size = 2 + 6 * near
        canvas.oval(rng.uniform(0, 1600), 640 + 427 * near, size * 1.5, size * 0.5, mood.lit(rng.choice(leaves)))
    for _ in range(46):
        size = rng.uniform(3, 9)
        canvas.oval(rng.uniform(0, 1600), rng.uniform(200, 1000), size, size * 0.6, mood.lit(rng.choice(leaves)), 0.9)
    return canvas


def _park_bench(canvas: Canvas, x: float, y: float, mood: Mood, rng: Random) -> None:
    wood, iron = mood.lit(rgb("8a5a36")), mood.dark
    canvas.shadow(x + 120, y, 210, 22, 0.5)
    for i in range(3):
        canvas.rect(x - 10, y - 150 + i * 22, x + 250, y - 136 + i * 22, darker(wood, 0.1 * i))
    for i, side in enumerate((40, 150)):
        person(canvas, x + side, y, 245, dressed(rng, COATS).under(mood), "sit", 1 - 2 * (i % 2), 0)
    canvas.rect(x - 16, y - 76, x + 256, y - 64, lighter(wood, 0.15))
    for px in (x, x + 232):
        canvas.rect(px, y - 150, px + 8, y + 4, iron)


def snow_mountain(rng: Random, mood: Mood) -> Canvas:
    """Snow peaks with light on one side, dark firs, a line of walkers."""
    canvas = Canvas()
    sun = sky(canvas, mood, rng, 720, 5)
    if mood.lamps >= 0.8:
        stars(canvas, rng, 420, 70)
    disc(canvas, (sun[0], min(sun[1], 330)), 26, mood)
    hills(canvas, mood, rng, (560, 600), rgb("a9bccb"), 170)
    canvas = canvas.at(1.0)
    main = rng.choice((560, 1040))
    peaks = [
        (main + 420 * rng.choice((-1, 1)), 360, 430),
        (main, 190, 620),
        (main - 620, 470, 400),
        (main + 640, 430, 420),
    ]
    for px, py, wide in peaks:
        _peak(canvas, px, py, wide, 800, mood, rng)
    canvas.haze(520, 830, mood.haze, 0.0, 0.72)
    canvas = canvas.at(SHARP)
    snow = mood.lit(rgb("eef3f6"))
    for level, depth, height in ((800, 0.5, 60), (860, 0.25, 100)):
        line = ridge(rng, 1600, level, 50, 0.42)
        for _ in range(75):
            i = rng.randrange(len(line))
            _fir(
                canvas,
                line[i][0] + rng.uniform(-8, 8),
                line[i][1] + 14,
                height * rng.uniform(0.6, 1.3),
                mood.lit(rgb("2e4b4a"), depth),
                snow,
            )
        tone = mix(snow, mood.haze, depth)
        canvas.shade([*line, (1600, 1067), (0, 1067)], [tone, mix(tone, mood.sky[0], 0.3)])
    slope = ridge(rng, 1600, 970, 40, 0.4)
    canvas.shade([*slope, (1600, 1067), (0, 1067)], [lighter(snow, 0.4), mix(snow, mood.sky[0], 0.35)])
    first = rng.randint(28, 70)
    for i in range(5):
        x, y = slope[first + i * 8]
        coat = rng.choice(palette("d2452f e39a2c 2f7fb5 c8357a"))
        j = person(canvas, x, y + 6, 128, Clothes(coat, rgb("2b3247"), hat=coat).under(mood), "walk", 1, 0.3)
        canvas.line([j[4], (j[4][0] + 18, y + 6)], mood.dark, 2)
    for root in (60.0, 150.0, 1450.0, 1560.0):
        _fir(canvas, root, 1075, rng.uniform(260, 420), mix(mood.dark, mood.lit(rgb("2e4b4a")), 0.5), snow)
    return canvas


def _peak(canvas: Canvas, x: float, y: float, wide: float, base: float, mood: Mood, rng: Random) -> None:
    tall = base - y
    depth = 0.12 if wide > 500 else 0.35
    bright = mix(mood.lit(rgb("fbf7f0"), depth), mood.sun, 0.35)
    shade, rock = (mix(mood.lit(rgb("93aac4"), depth), mood.sky[0], 0.3), mood.lit(rgb("55606e"), depth))
    left = [(x - wide * i / 9, y + tall * (i / 9) ** 0.9 + (rng.uniform(-14, 14) if i else 0)) for i in range(10)]
    right = [(x + wide * i / 9, y + tall * (i / 9) ** 0.88 + (rng.uniform(-14, 14) if i else 0)) for i in range(10)]
    spine = [(x + rng.uniform(-0.06, 0.09) * wide + i * 0.02 * wide, y + tall * i / 9) for i in range(1, 10)]
    canvas.shade([*left, *reversed(spine)], [bright, mix(bright, shade, 0.5)])
    canvas.shade([(x, y), *spine, *reversed(right)], [shade, mix(shade, rock, 0.35)])
    for _ in range(46):
        t = rng.uniform(0.12, 0.95)
        px, py = x + rng.uniform(-1, 1) * wide * t * 0.85, y + tall * t + rng.uniform(0, 30)
        drop = rng.uniform(20, 90) * t
        side = 1 if px > x else -1
        tone = rock if rng.random() < 0.55 else (shade if side < 0 else bright)
        canvas.poly(
            [
                (px, py),
                (px + side * drop * 0.5, py + drop * 0.6),
                (px + side * drop * 0.75, py + drop * 1.3),
                (px + side * drop * 0.15, py + drop * 0.5),
            ],
            tone,
            0.75,
        )


def _fir(canvas: Canvas, x: float, y: float, h: float, green: Colour, snow: Colour) -> None:
    canvas.rect(x - h * 0.02, y - h * 0.1, x + h * 0.02, y, darker(green, 0.5))
    for i in range(5):
        top, half = y - h + i * h * 0.17, h * (0.09 + i * 0.038)
        low = top + h * 0.28
        canvas.poly([(x, top), (x + half, low), (x, low - h * 0.04), (x - half, low)], darker(green, 0.08 * i))
        canvas.poly(
            [(x, top), (x - half * 0.15, low - h * 0.12), (x - half, low), (x - half * 0.8, low - h * 0.07)], snow, 0.55
        )
