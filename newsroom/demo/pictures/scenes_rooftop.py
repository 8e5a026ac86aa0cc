"""Scenes of a city being built: the site with its cranes, the roof of solar panels."""

from __future__ import annotations

from random import Random

from .buildings import silhouettes, skyline
from .canvas import SHARP, Canvas, Point
from .colour import Mood, darker, lighter, mix, palette, rgb
from .nature import disc, hills, ridge, sky
from .people import Clothes, person

TOWERS = palette("8f99a6 a3a6aa 7c8796 b0a89c 6f7d8c")


def construction(rng: Random, mood: Mood) -> Canvas:
    """Cranes round a rising frame; workers in helmets on the near slab."""
    canvas = Canvas()
    sun = sky(canvas, mood, rng, 800, 7)
    disc(canvas, sun, 30, mood)
    silhouettes(canvas, rng, 860, 330, mood.lit(rgb("8d949c"), 0.7), (60, 130))
    canvas = canvas.at(SHARP)
    left = rng.uniform(260, 620)
    _frame(canvas, left, 880, mood, rng)
    for x, h, side in ((left - 110, 720, 1), (left + 760, 560, -1)):
        _crane(canvas, x, 880, h, side, mood)
    ground = mood.lit(rgb("8c7458"))
    canvas.shade([*ridge(rng, 1600, 868, 26, 0.4), (1600, 1067), (0, 1067)], [ground, darker(ground, 0.4)])
    canvas.rect(0, 985, 1600, 1067, darker(mood.lit(rgb("8b857c")), 0.25))
    canvas.rect(0, 978, 1600, 988, mood.lit(rgb("c0b6a6")))
    for i in range(34):
        x = i * 50 + rng.uniform(-6, 6)
        canvas.line([(x, 985), (x + rng.uniform(-5, 5), 985 - rng.uniform(40, 90))], mood.lit(rgb("7d4a34")), 4)
    for _ in range(5):
        x, tall = rng.uniform(120, 1480), rng.uniform(255, 290)
        vest = rng.choice(palette("e8702a f0b429 e8702a"))
        clothes = Clothes(vest, rgb("34415c"), hat=rng.choice(palette("f2c233 e9e4d8 d9482f"))).under(mood)
        person(
            canvas,
            x,
            1035,
            tall,
            clothes,
            rng.choice(("stand", "point", "bench", "walk", "reach")),
            rng.choice((-1, 1)),
        )
    return canvas


def _frame(canvas: Canvas, x: float, base: float, mood: Mood, rng: Random) -> None:
    for back in (1, 0):
        tone = mood.lit(rgb("a59c90"), 0.45 if back else 0.12)
        dx = back * 46
        storeys = 9 if back else 8
        for s in range(storeys + 1):
            y = base - s * 66 - back * 16
            canvas.rect(x + dx - 16, y - 13, x + 610 + dx, y, tone)
            canvas.rect(x + dx - 16, y - 4, x + 610 + dx, y, darker(tone, 0.35))
            for col in range(8):
                px = x + dx + col * 84
                high = 66 if s < storeys else rng.uniform(18, 46)
                canvas.rect(px, y - high, px + (18 if s < storeys else 5), y - 13, darker(tone, 0.16))
    for s in range(3):
        for col in range(7):
            if rng.random() < 0.8:
                net = mood.lit(rgb("4f8a6d"))
                canvas.rect(
                    x + col * 84 + 14,
                    base - s * 66 - 58,
                    x + col * 84 + 90,
                    base - s * 66 - 8,
                    net,
                    rng.uniform(0.5, 0.85),
                )


def _crane(canvas: Canvas, x: float, base: float, h: float, side: int, mood: Mood) -> None:
    tone = mood.lit(rgb("d8952f"))
    for up in range(int(base - h), int(base), 30):
        canvas.line([(x - 12, up), (x + 12, up + 30), (x - 12, up + 30), (x + 12, up)], tone, 2.4)
    canvas.line([(x - 12, base - h), (x - 12, base)], tone, 5)
    canvas.line([(x + 12, base - h), (x + 12, base)], darker(tone, 0.3), 5)
    jib, back = x + side * 620, x - side * 190
    y = base - h
    canvas.line([(back, y), (jib, y)], tone, 6)
    canvas.line([(x, y - 34), (jib - side * 30, y - 22)], tone, 3.4)
    for i in range(22):
        px = x + side * i * 27
        canvas.line([(px, y), (px + side * 13, y - 32), (px + side * 27, y)], tone, 2)
    canvas.line([(back, y), (x, y - 110), (jib - side * 160, y - 26)], darker(tone, 0.3), 2.6)
    canvas.rect(min(back, back + side * 50), y, max(back, back + side * 50), y + 44, mood.lit(rgb("77716a")))
    canvas.rect(x - 22, y, x + 22, y + 40, lighter(tone, 0.25))
    hook = x + side * 430
    canvas.line([(hook, y), (hook, y + 230)], mood.dark, 2)
    canvas.rect(hook - 60, y + 246, hook + 60, y + 262, mood.lit(rgb("8a5138")))
    canvas.line([(hook - 58, y + 246), (hook, y + 226), (hook + 58, y + 246)], mood.dark, 2)


def solar_roof(rng: Random, mood: Mood) -> Canvas:
    """Rows of panels on a roof above the town; two electricians at work."""
    canvas = Canvas()
    sun = sky(canvas, mood, rng, 520, 8)
    disc(canvas, sun, 40, mood)
    hills(canvas, mood, rng, (470, 520), rgb("6c8c86"), 90)
    silhouettes(canvas, rng, 620, 160, mood.lit(rgb("98a0a4"), 0.55), (50, 120))
    canvas = canvas.at(SHARP)
    skyline(canvas, mood, rng, 640, 130, 0.35, TOWERS, (80, 150))
    roof = mood.lit(rgb("b9ad9d"))
    canvas.gradient((0, 600, 1600, 1067), [lighter(roof, 0.15), darker(roof, 0.3)])
    canvas.rect(0, 590, 1600, 612, lighter(roof, 0.35))
    lean = rng.choice((-1, 1)) * rng.uniform(40, 110)
    rows = ((640, 62, 0.5), (724, 92, 0.7), (846, 136, 1.0))
    places = rng.sample((250, 560, 930, 1300), 2)
    for i, (y, deep, scale) in enumerate(rows):
        _panels(canvas, y, deep, lean * scale, mood, sun)
        if i < 2:
            clothes = Clothes(rng.choice(palette("e8702a 2f6a94")), rgb("34415c"), hat=rgb("f4f0e4")).under(mood)
            person(
                canvas,
                places[i],
                y + deep + 44,
                205 + i * 70,
                clothes,
                rng.choice(("bench", "point", "stoop")),
                rng.choice((-1, 1)),
            )
    return canvas


def _panels(canvas: Canvas, y: float, deep: float, lean: float, mood: Mood, sun: Point) -> None:
    wide = deep * 1.75
    x = -wide + (lean % wide)
    canvas.soft([(0, y + deep), (1600, y + deep), (1600, y + deep + 26), (0, y + deep + 26)], mood.dark, 0.55, 10)
    while x < 1600:
        a, b = (x + lean, y), (x + wide * 0.97 + lean, y)
        c, d = (x + wide * 0.97, y + deep), (x, y + deep)
        shine = max(0.0, 1 - abs(x - sun[0]) / 620)
        glass = mix(mood.lit(rgb("27487f")), mood.sky[1], 0.25)
        canvas.shade([a, b, c, d], [mix(glass, mood.sun, 0.2 + 0.5 * shine), glass, darker(glass, 0.35)])
        for t in (1 / 6, 1 / 3, 1 / 2, 2 / 3, 5 / 6):
            canvas.line(
                [(a[0] + (b[0] - a[0]) * t, y), (d[0] + (c[0] - d[0]) * t, y + deep)], lighter(glass, 0.4), 1.3, 0.6
            )
        for k in (0.33, 0.66):
            canvas.line(
                [(a[0] + (d[0] - a[0]) * k, y + deep * k), (b[0] + (c[0] - b[0]) * k, y + deep * k)],
                lighter(glass, 0.4),
                1.3,
                0.6,
            )
        canvas.line([a, b, c, d, a], mood.lit(rgb("d9dcdc")), deep * 0.035)
        x += wide
