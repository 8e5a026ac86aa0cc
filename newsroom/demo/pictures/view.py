"""Perspective: metres in front of a standing onlooker turned into places on the canvas, and walls seen so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from random import Random

from .buildings import GLOW
from .canvas import Canvas, Point
from .colour import Colour, Mood, darker, lighter, mix, palette


@dataclass(frozen=True)
class View:
    """An onlooker: where the lines meet, how long the lens is, how high the eye stands in metres."""

    x: float
    y: float
    focal: float
    eye: float = 1.6

    def at(self, x: float, up: float, z: float) -> Point:
        """The place of a point `x` metres right, `up` metres above ground, `z` metres away."""
        return self.x + self.focal * x / z, self.y + self.focal * (self.eye - up) / z

    def size(self, metres: float, z: float) -> float:
        return self.focal * metres / z

    def floor(self, x0: float, x1: float, z0: float, z1: float) -> list[Point]:
        """A rectangle lying on the ground."""
        return [self.at(x0, 0, z0), self.at(x1, 0, z0), self.at(x1, 0, z1), self.at(x0, 0, z1)]

    def wall(self, x: float, z0: float, z1: float, low: float, high: float) -> list[Point]:
        """A rectangle standing along the street at `x`."""
        return [self.at(x, high, z0), self.at(x, high, z1), self.at(x, low, z1), self.at(x, low, z0)]


def facade(
    canvas: Canvas, view: View, x: float, z: tuple[float, float], height: float, wall: Colour, mood: Mood, rng: Random
) -> None:
    """A house front along the street: windows in storeys, a shop at its foot."""
    depth = min(0.8, max(0.0, (z[0] - 6) / 110))
    near = mood.lit(wall, depth)
    if x > 0:
        near = darker(near, 0.18)
    canvas.shade(view.wall(x, *z, 0, height), [lighter(near, 0.06), darker(near, 0.18)])
    canvas.poly(view.wall(x, *z, 3.6, 3.95), darker(near, 0.3))
    bays = max(2, int((z[1] - z[0]) / 2.6))
    step = (z[1] - z[0]) / bays
    for bay in range(bays):
        z0 = z[0] + step * (bay + 0.2)
        z1 = z0 + step * 0.6
        up = 4.8
        while up + 1.9 < height:
            lit = rng.random() < 0.4 * mood.lamps
            pane = mix(GLOW, (255, 180, 110), rng.random()) if lit else mix(darker(near, 0.35), mood.sky[1], 0.3)
            canvas.poly(view.wall(x, z0, z1, up, up + 1.6), mix(pane, mood.haze, depth * 0.7))
            up += 2.9
    _shops(canvas, view, x, z, mood, rng, depth, near)


def _shops(
    canvas: Canvas, view: View, x: float, z: tuple[float, float], mood: Mood, rng: Random, depth: float, wall: Colour
) -> None:
    lights = palette("ffd58a ffc071 fbe3b0 f6a65e")
    awnings = palette("a8432f 2f5d62 c98a3a 6b3b4c 3c5a3f")
    step = (z[1] - z[0]) / max(1, round((z[1] - z[0]) / 5))
    start = z[0]
    while start < z[1] - 0.5:
        a, b = start + step * 0.1, start + step * 0.9
        light = rng.choice(lights)
        inside = mix(darker(wall, 0.45), light, 0.25 + 0.75 * mood.lamps)
        inside = mix(inside, mood.haze, depth * 0.6)
        canvas.shade(view.wall(x, a, b, 0.15, 2.7), [lighter(inside, 0.3), darker(inside, 0.25)])
        for cut in (0.35, 0.68):
            m = a + (b - a) * cut
            canvas.poly(view.wall(x, m, m + 0.1, 0.15, 2.7), darker(wall, 0.4))
        out = x * (1 - 0.9 / abs(x))
        awning = mood.lit(rng.choice(awnings), depth)
        top = [view.at(x, 3.35, a), view.at(x, 3.35, b), view.at(out, 2.75, b), view.at(out, 2.75, a)]
        canvas.poly(top, awning)
        canvas.poly(
            [view.at(out, 2.75, a), view.at(out, 2.75, b), view.at(out, 2.55, b), view.at(out, 2.55, a)],
            darker(awning, 0.3),
        )
        start += step


def street_houses(
    canvas: Canvas,
    view: View,
    half: float,
    walls: Sequence[Colour],
    heights: tuple[float, float],
    mood: Mood,
    rng: Random,
    near: float = 5.0,
    far: float = 120.0,
) -> None:
    """House fronts down both sides of a street, the farthest painted first."""
    for side in (-1, 1):
        cuts = [near]
        while cuts[-1] < far:
            cuts.append(cuts[-1] + rng.uniform(9, 17) * (1 + cuts[-1] / 60))
        for a, b in reversed(list(pairwise(cuts))):
            facade(canvas, view, side * half, (a, b), rng.uniform(*heights), rng.choice(walls), mood, rng)


def car(canvas: Canvas, view: View, x: float, z: float, paint: Colour, mood: Mood, coming: bool) -> None:
    """A car seen from the front or the back."""
    left, ground = view.at(x - 0.9, 0, z)
    m = view.size(1, z)
    body = mood.lit(paint, min(0.7, z / 110))
    canvas.shadow(left + 0.9 * m, ground, 1.25 * m, 0.16 * m, 0.6)
    for side in (0.12, 1.4):
        canvas.rect(left + side * m, ground - 0.35 * m, left + (side + 0.28) * m, ground, (14, 14, 18))
    canvas.poly(
        [
            (left + 0.28 * m, ground - 1.42 * m),
            (left + 1.52 * m, ground - 1.42 * m),
            (left + 1.74 * m, ground - 0.85 * m),
            (left + 0.06 * m, ground - 0.85 * m),
        ],
        darker(body, 0.2),
    )
    canvas.poly(
        [
            (left + 0.36 * m, ground - 1.35 * m),
            (left + 1.44 * m, ground - 1.35 * m),
            (left + 1.6 * m, ground - 0.9 * m),
            (left + 0.2 * m, ground - 0.9 * m),
        ],
        mix(mood.sky[1], (20, 26, 36), 0.55),
    )
    canvas.shade(
        [
            (left, ground - 0.88 * m),
            (left + 1.8 * m, ground - 0.88 * m),
            (left + 1.8 * m, ground - 0.22 * m),
            (left, ground - 0.22 * m),
        ],
        [lighter(body, 0.15), body, darker(body, 0.4)],
    )
    lamp = (255, 244, 214) if coming else (226, 52, 40)
    for side in (0.22, 1.58):
        spot = (left + side * m, ground - 0.66 * m)
        canvas.oval(*spot, 0.14 * m, 0.09 * m, lamp)
        if mood.lamps > 0.3:
            canvas.glow(*spot, (1.5 if coming else 0.9) * m, lamp, 0.6 * mood.lamps)
