"""Skies, hills, clouds, trees, grass and water: what stands behind and around people outdoors."""

from __future__ import annotations

import math
from itertools import pairwise
from random import Random

from .canvas import Canvas, Point
from .colour import Colour, Mood, along, darker, lighter, mix


def sky(canvas: Canvas, mood: Mood, rng: Random, horizon: float, clouds: int = 6) -> Point:
    """The whole sky down to the horizon and a little past it; the place of the sun or moon."""
    w = canvas.width
    canvas.gradient((0, 0, w, canvas.height), [*mood.sky, mood.haze])
    canvas.gradient((0, 0, w, horizon), mood.sky)
    sun = (w * rng.uniform(0.2, 0.8), horizon * rng.uniform(0.45, 0.9))
    canvas.glow(*sun, w * 0.55, mood.sun, 0.55 if mood.lamps < 0.9 else 0.2)
    for _ in range(clouds):
        cloud(canvas, mood, rng, horizon)
    return sun


def cloud(canvas: Canvas, mood: Mood, rng: Random, horizon: float) -> None:
    """A bank of vapour, flatter and paler towards the horizon."""
    level = rng.uniform(0.05, 0.85)
    x, y = rng.uniform(-0.1, 1.1) * canvas.width, level * horizon
    length = canvas.width * rng.uniform(0.12, 0.32)
    thick = length * rng.uniform(0.08, 0.16) * (1.15 - level)
    top = [(x - length + 2 * length * i / 8, y - thick * rng.random() * math.sin(math.pi * i / 8)) for i in range(9)]
    body = along(mood.sky, level)
    canvas.soft(
        [*top, (x + length * 0.8, y + thick * 0.5), (x - length * 0.8, y + thick * 0.4)],
        mix(body, darker(mood.haze, 0.25), 0.4),
        0.5,
        thick * 0.5 + 4,
    )
    canvas.soft([*top, (x, y)], mix(mood.sun, body, 0.25), 0.6, thick * 0.3 + 3)


def disc(canvas: Canvas, sun: Point, radius: float, mood: Mood) -> None:
    canvas.glow(*sun, radius * 4, mood.sun, 0.6)
    canvas.oval(*sun, radius, radius, lighter(mood.sun, 0.4))


def stars(canvas: Canvas, rng: Random, horizon: float, count: int = 90) -> None:
    for _ in range(count):
        y = horizon * rng.random() ** 1.5
        size = rng.uniform(0.8, 2.0)
        canvas.oval(rng.uniform(0, canvas.width), y, size, size, (235, 232, 215), rng.uniform(0.3, 0.9))


def ridge(rng: Random, width: float, level: float, rise: float, rough: float = 0.5) -> list[Point]:
    """A skyline of hills from left to right, by halving and shifting."""
    heights = [rng.uniform(-0.5, 0.5), rng.uniform(-0.5, 0.5)]
    swing = 1.0
    while len(heights) < 130:
        finer = []
        for a, b in pairwise(heights):
            finer += [a, (a + b) / 2 + rng.uniform(-swing, swing) * 0.5]
        heights = [*finer, heights[-1]]
        swing *= rough
    step = width / (len(heights) - 1)
    return [(i * step, level - rise * h) for i, h in enumerate(heights)]


def hills(canvas: Canvas, mood: Mood, rng: Random, levels: tuple[float, ...], local: Colour, rise: float) -> None:
    """Layered ridges, far to near, each standing in its own mist."""
    count = len(levels)
    for i, level in enumerate(levels):
        depth = 0.85 * (1 - (i + 0.6) / count)
        line = ridge(rng, canvas.width, level, rise * (0.7 + 0.4 * i / count), 0.48)
        foot = canvas.height
        top = mood.lit(local, depth)
        canvas.shade([*line, (canvas.width, foot), (0, foot)], [top, mix(top, mood.haze, 0.55)])


def foliage(canvas: Canvas, x: float, y: float, r: float, leaf: Colour, rng: Random, dabs: int = 60) -> None:
    """A crown of leaves: dark dabs behind, middling ones over them, bright ones towards the light."""
    for dx, dy, share in ((0, 0.1, 0.7), (-0.4, 0.16, 0.5), (0.4, 0.14, 0.5), (0.05, -0.3, 0.5)):
        canvas.oval(x + dx * r, y + dy * r, r * share, r * share * 0.82, darker(leaf, 0.38))
    for layer, (tone, reach, shift) in enumerate(
        ((darker(leaf, 0.45), 1.0, 0.12), (leaf, 0.85, 0.0), (lighter(leaf, 0.3), 0.62, -0.22))
    ):
        for _ in range(dabs * 7 // (4 + layer)):
            angle, far = rng.uniform(0, math.tau), math.sqrt(rng.random()) * r * reach
            cx, cy = x + math.cos(angle) * far, y + math.sin(angle) * far * 0.78 + shift * r
            size = r * rng.uniform(0.05, 0.13) / (1 + layer * 0.2)
            canvas.oval(cx, cy, size * rng.uniform(1, 1.5), size * 0.8, mix(tone, leaf, rng.random() * 0.4))


def tree(canvas: Canvas, x: float, y: float, height: float, leaf: Colour, bark: Colour, rng: Random) -> None:
    """A broad-leaved tree with its root at (x, y)."""
    top = (x + rng.uniform(-0.06, 0.06) * height, y - height * 0.62)
    canvas.limb((x, y), top, height * 0.035, height * 0.016, bark)
    for side in (-1, 1):
        tip = (top[0] + side * height * rng.uniform(0.12, 0.22), top[1] - height * 0.12)
        start = (x + (top[0] - x) * 0.6, y - height * rng.uniform(0.34, 0.42))
        canvas.limb(start, tip, height * 0.016, height * 0.007, bark)
    r = height * 0.27
    for dx, dy in ((-0.2, -0.62), (0.2, -0.6), (0.0, -0.76), (-0.05, -0.56)):
        foliage(canvas, x + dx * height, y + dy * height, r, leaf, rng, 34)


def bare_tree(
    canvas: Canvas, root: Point, length: float, angle: float, colour: Colour, rng: Random, width: float
) -> None:
    """A branching tree without leaves."""
    tip = (root[0] + math.cos(angle) * length, root[1] - math.sin(angle) * length)
    canvas.limb(root, tip, width, width * 0.68, colour)
    if width < 1.4:
        return
    for turn in (rng.uniform(0.2, 0.6), -rng.uniform(0.2, 0.6)):
        bare_tree(canvas, tip, length * rng.uniform(0.62, 0.82), angle + turn, colour, rng, width * 0.64)


def grass(
    canvas: Canvas,
    rng: Random,
    box: tuple[float, float, float, float],
    tones: tuple[Colour, ...],
    count: int,
    length: float,
) -> None:
    """Blades over a box, longer the nearer they stand."""
    x0, y0, x1, y1 = box
    places = sorted((rng.random() ** 0.8, rng.uniform(x0, x1)) for _ in range(count))
    for near, x in places:
        y = y0 + (y1 - y0) * near
        tall = length * (0.35 + near) * rng.uniform(0.6, 1.3)
        lean = rng.uniform(-0.4, 0.4) * tall
        thick = tall * 0.05 + 0.7
        canvas.poly([(x - thick, y), (x + lean, y - tall), (x + thick, y)], rng.choice(tones))


def glints(
    canvas: Canvas, rng: Random, box: tuple[float, float, float, float], colour: Colour, count: int, alpha: float = 0.5
) -> None:
    """Short horizontal lights on water, wider the nearer they lie."""
    x0, y0, x1, y1 = box
    for _ in range(count):
        near = rng.random()
        x, y = rng.uniform(x0, x1), y0 + (y1 - y0) * near
        canvas.oval(x, y, rng.uniform(6, 30) * (0.4 + near), 0.8 + near * 1.4, colour, alpha * rng.uniform(0.4, 1))


def bird(canvas: Canvas, x: float, y: float, span: float, colour: Colour, beat: float) -> None:
    """A bird on the wing; `beat` from -1 (wings down) to 1 (wings up)."""
    lift = span * 0.35 * beat
    for side in (-1, 1):
        canvas.poly(
            [
                (x, y),
                (x + side * span * 0.25, y - lift * 0.9 - span * 0.04),
                (x + side * span * 0.5, y - lift * 0.75),
                (x + side * span * 0.24, y - lift * 0.5),
            ],
            colour,
        )
    canvas.oval(x, y, span * 0.05, span * 0.035, colour)
