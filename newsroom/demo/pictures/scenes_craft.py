"""Scenes of work by hand: cooks at the range, the potter at the wheel."""

from __future__ import annotations

import math
from random import Random

from .canvas import SHARP, Canvas
from .colour import Colour, Mood, darker, lighter, mix, palette, rgb
from .people import Clothes, dressed, person


def kitchen(rng: Random, mood: Mood) -> Canvas:
    """Cooks at the range: flame under the wok, steam, hanging pans."""
    canvas = Canvas()
    tile = mood.lit(rng.choice(palette("d9cdb4 b9c7c2 cfd3cf d8b99a")))
    canvas.gradient((0, 0, 1600, 760), [darker(tile, 0.5), tile, darker(tile, 0.15)])
    _tiles(canvas, tile)
    for x in (rng.uniform(250, 420), rng.uniform(720, 880), rng.uniform(1180, 1360)):
        canvas.glow(x, 160, 430, rgb("ffdca0"), 0.75)
    canvas = canvas.at(SHARP)
    steel = mood.lit(rgb("a9b0b2"))
    canvas.shade([(140, 0), (1460, 0), (1580, 150), (20, 150)], [darker(steel, 0.5), steel])
    canvas.rect(20, 150, 1580, 164, lighter(steel, 0.4))
    canvas.rect(0, 262, 1600, 270, darker(steel, 0.5))
    for i in range(13):
        _pan(canvas, 80 + i * 120 + rng.uniform(-14, 14), 270, rng, steel)
    fire = rng.choice((420, 800, 1180))
    for i, x in enumerate((420, 800, 1180)):
        jacket = Clothes(rgb("f6f2e8"), rgb("33363f"), hat=rgb("fbf8f0"), skirt=0.12)
        j = person(canvas, x + rng.uniform(-40, 20), 960, 560 + (i % 2) * 24, jacket, "bench", rng.choice((-1, 1)), 0)
        canvas.rect(j[0][0] - 30, j[0][1] - 74, j[0][0] + 30, j[0][1] - 26, rgb("fbf8f0"))
        canvas.oval(j[0][0], j[0][1] - 76, 38, 20, rgb("ffffff"))
    canvas.shade([(0, 735), (1600, 735), (1600, 1067), (0, 1067)], [lighter(steel, 0.25), steel, darker(steel, 0.55)])
    canvas.rect(0, 725, 1600, 748, lighter(steel, 0.5))
    for i in range(8):
        canvas.oval(100 + i * 200, 800, 17, 17, rgb("2a2c30"))
        canvas.rect(97 + i * 200, 785, 103 + i * 200, 800, rgb("c8402e"))
    for x in (300, 700, 1090, 1400):
        _wok(canvas, x + rng.uniform(-20, 20), 716, abs(x - fire) < 180, rng)
    for x in range(60, 1600, 270):
        _plate(canvas, x + rng.uniform(-20, 60), 880, rng)
    return canvas


def _tiles(canvas: Canvas, tile: Colour) -> None:
    joint = darker(tile, 0.3)
    for y in range(150, 760, 52):
        canvas.rect(0, y, 1600, y + 2, joint, 0.6)
        for x in range(42 if y % 104 < 52 else 0, 1600, 84):
            canvas.rect(x, y, x + 2, y + 52, joint, 0.5)


def _pan(canvas: Canvas, x: float, y: float, rng: Random, steel: Colour) -> None:
    tone = rng.choice((darker(steel, 0.6), darker(steel, 0.35), rgb("a8663a")))
    r = rng.uniform(26, 42)
    canvas.rect(x - 3, y, x + 3, y + 58, darker(tone, 0.2))
    canvas.oval(x, y + 58 + r, r, r, tone)
    canvas.oval(x - r * 0.2, y + 54 + r, r * 0.6, r * 0.6, lighter(tone, 0.22))


def _wok(canvas: Canvas, x: float, y: float, burning: bool, rng: Random) -> None:
    if burning:
        canvas.glow(x, y - 50, 330, rgb("ff9a3a"), 0.85)
        for k in range(26):
            fx, tall = x + rng.gauss(0, 62), rng.uniform(60, 250) * (1 - k / 40)
            tone = mix(rgb("ff7a1f"), rgb("fff0a0"), k / 26)
            canvas.poly(
                [
                    (fx - 20, y - 8),
                    (fx - 12, y - tall * 0.5),
                    (fx + rng.uniform(-16, 16), y - tall),
                    (fx + 14, y - tall * 0.45),
                    (fx + 20, y - 8),
                ],
                tone,
                0.6,
            )
    arc = [(x + 118 * math.cos(math.pi * i / 12), y - 12 + 62 * math.sin(math.pi * i / 12)) for i in range(13)]
    canvas.poly(arc, rgb("26272b"))
    canvas.oval(x, y - 12, 118, 20, rgb("3c3d42"))
    for _ in range(22):
        canvas.oval(
            x + rng.uniform(-84, 84),
            y - 18 + rng.uniform(-8, 6),
            12,
            7,
            rng.choice(palette("d2452f 6a9a3a e8b84a f0e2c0 3f7a3a")),
        )
    canvas.limb((x + 112, y - 14), (x + 196, y - 40), 8, 6, rgb("4a3a2c"))
    for k in range(3):
        sx = x + rng.uniform(-60, 60)
        canvas.soft(
            [(sx - 16, y - 40), (sx + 22, y - 40), (sx + 60 - k * 40, y - 330), (sx - 10 - k * 40, y - 330)],
            (255, 250, 240),
            0.2,
            20,
        )


def _plate(canvas: Canvas, x: float, y: float, rng: Random) -> None:
    canvas.shadow(x + 8, y + 12, 112, 24, 0.55)
    canvas.oval(x, y, 96, 26, rgb("f8f5ec"))
    canvas.oval(x, y - 2, 70, 17, rgb("e2ded2"))
    for _ in range(20):
        canvas.oval(
            x + rng.gauss(0, 24),
            y - 8 + rng.gauss(0, 7),
            12,
            8,
            rng.choice(palette("d2452f 6a9a3a e8b84a c87a3a 3f7a3a")),
        )


def craft_workshop(rng: Random, mood: Mood) -> Canvas:
    """A potter at the wheel by the window, shelves of bowls, dust in the light."""
    canvas = Canvas()
    wall = mood.lit(rng.choice(palette("b99c7a a89684 c2ab8a")))
    canvas.gradient((0, 0, 1600, 820), [darker(wall, 0.35), wall, darker(wall, 0.2)])
    canvas.gradient((0, 820, 1600, 1067), [mood.lit(rgb("7a5a3c")), mood.lit(rgb("4a3526"))])
    wx = rng.choice((120, 200))
    canvas.glow(wx + 220, 360, 760, mood.sun, 0.8)
    canvas = canvas.at(SHARP)
    canvas.rect(wx - 20, 96, wx + 440, 626, mood.lit(rgb("5c4330")))
    canvas.gradient((wx, 116, wx + 420, 606), [lighter(s, 0.3) for s in mood.sky])
    canvas.soft(
        [(wx + 30, 420), (wx + 170, 330), (wx + 330, 430), (wx + 400, 590), (wx + 20, 590)],
        mood.lit(rgb("7f9a5a"), 0.3),
        0.85,
        12,
    )
    for k in range(1, 4):
        canvas.rect(wx + 105 * k - 5, 116, wx + 105 * k + 5, 606, mood.lit(rgb("5c4330")))
    canvas.rect(wx, 355, wx + 420, 365, mood.lit(rgb("5c4330")))
    glaze = palette("4f7f8c 8fb0a0 b5643a e0d2b0 6a4a3a 2f4a5c c99a4a 9a3f2f")
    for y in (250, 410, 570):
        canvas.rect(780, y, 1560, y + 16, mood.lit(rgb("6b4a30")))
        canvas.soft([(780, y + 16), (1560, y + 16), (1560, y + 46), (780, y + 46)], mood.dark, 0.4, 9)
        x = 810.0
        while x < 1520:
            w, tall = rng.uniform(24, 46), rng.uniform(40, 116)
            _pot(canvas, x + w, y, w, tall, mood.lit(rng.choice(glaze)))
            x += 2 * w + rng.uniform(8, 26)
    canvas.soft([(wx + 30, 130), (wx + 410, 130), (1180, 1000), (480, 1000)], mood.sun, 0.27, 40)
    seat = rng.uniform(690, 800)
    _potter(canvas, seat, 985, mood, rng, glaze)
    for i in range(5):
        _pot(
            canvas,
            1120 + i * 104,
            1010 + (i % 2) * 26,
            rng.uniform(34, 52),
            rng.uniform(60, 130),
            mood.lit(rng.choice(glaze)),
        )
    for _ in range(70):
        canvas.oval(
            rng.uniform(wx, 1200), rng.uniform(150, 900), 1.6, 1.6, lighter(mood.sun, 0.5), rng.uniform(0.2, 0.7)
        )
    return canvas


def _potter(canvas: Canvas, x: float, y: float, mood: Mood, rng: Random, glaze: tuple[Colour, ...]) -> None:
    wood = mood.lit(rgb("6b4a30"))
    canvas.shadow(x + 60, y, 330, 40, 0.5)
    canvas.rect(x - 80, y - 196, x + 60, y - 176, wood)
    for leg in (-70, 40):
        canvas.rect(x + leg, y - 180, x + leg + 14, y, darker(wood, 0.3))
    person(
        canvas,
        x,
        y,
        640,
        dressed(rng, palette("3f5a6f a8503a 6a7a5a"), bare=True, legs=rgb("3a4258")).under(mood),
        "sit",
        1,
        0,
        -1,
    )
    cx = x + 190
    canvas.shade(
        [(cx - 105, y - 190), (cx + 115, y - 190), (cx + 90, y), (cx - 80, y)], [lighter(wood, 0.1), darker(wood, 0.4)]
    )
    canvas.oval(cx + 5, y - 190, 122, 24, mood.lit(rgb("8f8478")))
    canvas.oval(cx + 5, y - 195, 92, 17, mood.lit(rgb("c4b5a0")))
    _pot(canvas, cx + 5, y - 192, 56, 108, mood.lit(rgb("b98a68")))
    hands = mood.lit(rgb("e0b088"))
    for side in (-1, 1):
        canvas.oval(cx + 5 + side * 52, y - 250, 15, 24, darker(hands, 0.1 if side < 0 else 0.25))


def _pot(canvas: Canvas, x: float, base: float, w: float, tall: float, tone: Colour) -> None:
    wide = [(0.5, 0.0), (0.92, 0.32), (1.0, 0.55), (0.78, 0.82), (0.5, 0.93), (0.6, 1.0)]
    left = [(x - w * k, base - tall * up) for k, up in wide]
    right = [(x + w * k, base - tall * up) for k, up in reversed(wide)]
    canvas.poly([*left, *right], tone)
    canvas.poly(
        [(x + w * 0.15, base), *[(x + w * k, base - tall * up) for k, up in wide], (x + w * 0.25, base - tall)],
        darker(tone, 0.5),
        0.5,
    )
    canvas.line(
        [(x - w * 0.6, base - tall * 0.4), (x - w * 0.62, base - tall * 0.62)], lighter(tone, 0.7), w * 0.13, 0.7
    )
    canvas.oval(x, base - tall, w * 0.6, w * 0.13, darker(tone, 0.45))
