"""Scenes of the street: dusk traffic, umbrellas in the rain, a bus stop."""

from __future__ import annotations

from random import Random

from .buildings import silhouettes, street_lamp
from .canvas import LANDSCAPE, PORTRAIT, SHARP, Canvas
from .colour import Colour, Mood, darker, lighter, mix, palette, rgb
from .nature import foliage, sky
from .people import COATS, dressed, person
from .view import View, car, street_houses

HOUSES = palette("c9b08c b98f72 a7a08f d0c2a8 94877c b7765c")


def street_dusk(rng: Random, mood: Mood) -> Canvas:
    """A shopping street looking into the last light; people cross in front of the traffic."""
    canvas = Canvas(LANDSCAPE)
    view = View(rng.choice((560, 700, 980)), rng.uniform(590, 640), 1000)
    sky(canvas, mood, rng, view.y + 20, 8)
    canvas.glow(view.x, view.y, 620, mood.sun, 0.85)
    silhouettes(canvas, rng, view.y + 10, 150, mix(mood.haze, mood.dark, 0.2))
    canvas = canvas.at(SHARP)
    canvas.gradient((0, view.y, 1600, 1067), [mood.haze, mood.lit(rgb("77706e")), mood.lit(rgb("4d4a4f"))])
    street_houses(canvas, view, 7.5, HOUSES, (9, 21), mood, rng)
    canvas.glow(view.x, view.y, 330, mood.sun, 0.65)
    for x in (-0.12, 0.12):
        canvas.poly(view.floor(x, x + 0.1, 3, 120), lighter(mood.haze, 0.2), 0.5)
    for i in range(9):
        canvas.poly(view.floor(-4.6 + i * 1.05, -4.1 + i * 1.05, 6.2, 8.6), (236, 226, 208), 0.55)
    for z in (52, 36, 25, 17):
        for side in (-1, 1):
            x, y = view.at(side * 5.6, 0, z)
            street_lamp(canvas, x, y, view.size(6.2, z), -side, mood)
        lane = rng.choice((-1, 1))
        car(canvas, view, lane * 2.4, z * 0.8, rng.choice(COATS), mood, lane > 0)
    _passers(canvas, view, rng, mood, 10, (6.4, 17))
    canvas.veil(view.y - 140, view.y + 160, mood.sun, 0.12)
    return canvas


def _passers(
    canvas: Canvas, view: View, rng: Random, mood: Mood, count: int, z: tuple[float, float], half: float = 5.8
) -> None:
    for distance in sorted((rng.uniform(*z) for _ in range(count)), reverse=True):
        x, y = view.at(rng.uniform(-half, half), 0, distance)
        clothes = dressed(rng, COATS).under(mood, min(0.5, distance / 70))
        person(
            canvas,
            x,
            y,
            view.size(1.7, distance),
            clothes,
            rng.choice(("walk", "walk", "stand")),
            rng.choice((-1, 1)),
            lit=rng.choice((-1, 1)),
        )


def rain_street(rng: Random, mood: Mood) -> Canvas:
    """Umbrellas on a wet pavement that gives all the shop light back."""
    canvas = Canvas(PORTRAIT)
    view = View(rng.uniform(380, 700), 760, 1150)
    sky(canvas, mood, rng, view.y, 3)
    silhouettes(canvas, rng, view.y + 5, 260, mix(mood.haze, mood.dark, 0.15), (50, 120))
    canvas.gradient((0, view.y, 1067, view.y + 80), [mood.haze, mix(mood.lit(rgb("4a525c")), mood.dark, 0.3)])
    canvas = canvas.at(0.75)
    street_houses(canvas, view, 5.2, palette("9a8f86 7f8588 a88f7a 8d7a72"), (10, 22), mood, rng, 4)
    for _ in range(26):
        spot = rng.uniform(0, 1067), rng.uniform(520, 840)
        tone = rng.choice(palette("ffcf7d ff9d5c ff6b4a f7e6bd 8fd0d0"))
        canvas.glow(*spot, rng.uniform(16, 46), tone, rng.uniform(0.3, 0.75) * (0.4 + 0.6 * mood.lamps))
    canvas.blur(1.1)
    canvas.mirror(view.y + 60, rng, mood.lit(rgb("4a525c")), 0.32, 5)
    canvas.veil(view.y - 120, view.y + 200, mood.haze, 0.22)
    canvas = canvas.at(SHARP)
    _umbrellas(canvas, view, rng, mood)
    for _ in range(330):
        x, y, run = rng.uniform(0, 1067), rng.uniform(0, 1500), rng.uniform(18, 60)
        canvas.line([(x, y), (x - run * 0.16, y + run)], (232, 238, 240), 1.1, rng.uniform(0.08, 0.3))
    return canvas


def _umbrellas(canvas: Canvas, view: View, rng: Random, mood: Mood) -> None:
    tones = palette("c8402f e0a437 2c6a78 d9d2c3 7c3a55 31415f")
    for z in sorted((*(rng.uniform(5.0, 19) for _ in range(8)), 3.5), reverse=True):
        x, y = view.at(rng.uniform(-2.6, 2.6) if z > 4 else rng.choice((-0.7, 0.7)), 0, z)
        tall, depth = view.size(1.7, z), min(0.5, z / 45)
        canvas.soft(
            [
                (x - tall * 0.12, y),
                (x + tall * 0.12, y),
                (x + tall * 0.1, y + tall * 0.7),
                (x - tall * 0.1, y + tall * 0.7),
            ],
            mood.dark,
            0.4,
            14,
        )
        side = rng.choice((-1, 1))
        _umbrella(canvas, x + side * tall * 0.16, y - tall * 0.98, tall * 0.36, mood.lit(rng.choice(tones), depth))
        person(canvas, x, y, tall, dressed(rng, COATS).under(mood, depth), "bench" if z > 12 else "walk", side)


def _umbrella(canvas: Canvas, x: float, y: float, r: float, tone: Colour) -> None:
    canvas.line([(x, y - r * 0.6), (x, y + r * 1.25)], (30, 28, 32), r * 0.04)
    rim = [(x + r * (1 - i / 4), y + (r * 0.09 if i % 2 else 0)) for i in range(9)]
    dome = [(x + r * k, y - r * 0.62 * (1 - abs(k) ** 2.2)) for k in (-1, -0.8, -0.55, -0.25, 0, 0.25, 0.55, 0.8, 1)]
    canvas.poly([*dome, *rim], tone)
    canvas.poly([(x - r, y), *dome[1:4], (x - r * 0.12, y - r * 0.6), (x - r * 0.4, y)], lighter(tone, 0.28))
    canvas.poly([(x + r, y), *dome[:4:-1][:3], (x + r * 0.35, y + r * 0.05)], darker(tone, 0.35))


def bus_stop(rng: Random, mood: Mood) -> Canvas:
    """People waiting under a glass shelter; trees and a bus behind."""
    canvas = Canvas(LANDSCAPE)
    ground = 790
    sky(canvas, mood, rng, 640, 6)
    silhouettes(canvas, rng, 720, 330, mood.lit(rgb("8d949c"), 0.72), (70, 150))
    silhouettes(canvas, rng, 730, 200, mood.lit(rgb("757c82"), 0.45), (60, 150))
    for x in range(-40, 1700, 150):
        foliage(canvas, x + rng.uniform(-40, 40), 600, rng.uniform(100, 150), mood.lit(rgb("6f8455"), 0.3), rng, 40)
    canvas.blur(4)
    canvas.gradient((0, 720, 1600, 800), [mood.lit(rgb("8c8680"), 0.3), mood.lit(rgb("6d6a6a"))])
    canvas.gradient((0, ground, 1600, 1067), [mood.lit(rgb("c3b8a8")), mood.lit(rgb("8a8078"))])
    canvas = canvas.at(SHARP)
    _bus(canvas, rng.choice((-160, 760)), 770, mood, rng)
    _shelter(canvas, rng.uniform(330, 420), ground + 40, mood)
    for i, x in enumerate((250, 500, 640, 790, 905, 1090, 1290)):
        if rng.random() < 0.85:
            clothes = dressed(rng, COATS).under(mood)
            pose = rng.choice(("stand", "stand", "walk", "point", "bench"))
            person(
                canvas,
                x + rng.uniform(-50, 50),
                ground + 60 + (i % 3) * 32,
                330 + (i % 3) * 18,
                clothes,
                pose,
                rng.choice((-1, 1)),
            )
    canvas.haze(980, 1067, mood.dark, 0.0, 0.35)
    return canvas


def _bus(canvas: Canvas, x: float, base: float, mood: Mood, rng: Random) -> None:
    paint = mood.lit(rng.choice(palette("2f7d6b c8553d 2f6a94 d8a13a")))
    canvas.shadow(x + 480, base + 4, 560, 30, 0.6)
    canvas.rect(x + 8, base - 372, x + 960, base - 30, darker(paint, 0.2))
    canvas.gradient((x, base - 360, x + 960, base - 30), [lighter(paint, 0.2), paint, darker(paint, 0.25)])
    canvas.rect(x + 24, base - 318, x + 936, base - 172, darker(mood.sky[0], 0.5))
    for i in range(6):
        px = x + 34 + i * 151
        glass = mix(mix(mood.sky[1], (34, 44, 54), 0.5), rgb("ffdc9a"), 0.65 * mood.lamps)
        canvas.gradient((px, base - 310, px + 138, base - 180), [lighter(glass, 0.2), glass])
        if rng.random() < 0.7:
            head = px + rng.uniform(40, 100)
            canvas.oval(head, base - 232, 17, 21, darker(glass, 0.65))
            canvas.oval(head, base - 180, 38, 36, darker(glass, 0.65))
            canvas.rect(head - 40, base - 180, head + 40, base - 168, darker(paint, 0.1))
    canvas.rect(x, base - 150, x + 960, base - 138, (240, 232, 214))
    for wheel in (190, 760):
        canvas.oval(x + wheel, base - 26, 52, 52, (24, 24, 28))
        canvas.oval(x + wheel, base - 26, 26, 26, (120, 120, 122))


def _shelter(canvas: Canvas, x: float, base: float, mood: Mood) -> None:
    frame = darker(mood.lit(rgb("4a5558")), 0.2)
    canvas.poly([(x - 40, base - 480), (x + 820, base - 480), (x + 860, base - 446), (x - 70, base - 446)], frame)
    canvas.rect(x - 70, base - 446, x + 860, base - 436, lighter(frame, 0.35))
    for post in (0, 270, 540, 780):
        canvas.rect(x + post, base - 440, x + post + 12, base + 10, frame)
    canvas.rect(x + 12, base - 400, x + 540, base - 70, lighter(mood.haze, 0.5), 0.22)
    canvas.poly(
        [(x + 60, base - 400), (x + 170, base - 400), (x + 50, base - 70), (x + 12, base - 70), (x + 12, base - 250)],
        (255, 255, 255),
        0.14,
    )
    panel = mix(mood.lit(rgb("d8c9a5")), rgb("ffe6b0"), mood.lamps * 0.8)
    canvas.gradient((x + 566, base - 400, x + 770, base - 80), [panel, mix(panel, rgb("d9745a"), 0.5)])
    canvas.oval(x + 668, base - 230, 62, 62, mix(panel, rgb("b6443a"), 0.75))
    canvas.rect(x + 60, base - 104, x + 500, base - 88, mood.lit(rgb("a9794f")))
