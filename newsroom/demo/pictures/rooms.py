"""Inside: rooms in perspective, the daylight that falls into them, boxes, tables and shelves."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from .canvas import Canvas
from .colour import Colour, Mood, darker, lighter, mix
from .view import View

Span = tuple[float, float]


def interior(
    canvas: Canvas,
    view: View,
    half: float,
    high: float,
    deep: float,
    wall: Colour,
    floor: Colour,
    ceiling: Colour,
    mood: Mood,
) -> None:
    """An empty room `deep` metres long, `high` metres high, walls at plus and minus `half`."""
    wall, floor, ceiling = mood.lit(wall), mood.lit(floor), mood.lit(ceiling)
    near = 1.2
    light = mix(mood.haze, mood.sun, 0.5)
    top = [view.at(-half, high, near), view.at(half, high, near), view.at(half, high, deep), view.at(-half, high, deep)]
    canvas.shade(top, [darker(ceiling, 0.35), mix(ceiling, light, 0.3)])
    canvas.shade(view.floor(-half, half, near, deep), [mix(floor, light, 0.45), floor, darker(floor, 0.4)])
    canvas.shade(view.wall(-half, near, deep, 0, high), [lighter(wall, 0.1), darker(wall, 0.15)])
    canvas.shade(view.wall(half, near, deep, 0, high), [darker(wall, 0.1), darker(wall, 0.3)])
    x0, y0 = view.at(-half, high, deep)
    x1, y1 = view.at(half, 0, deep)
    canvas.gradient((x0, y0, x1, y1), [mix(wall, light, 0.25), mix(wall, light, 0.45)])
    canvas.soft([(x0, y1 - 8), (x1, y1 - 8), (x1, y1 + 14), (x0, y1 + 14)], mood.dark, 0.4, 12)


def windows(
    canvas: Canvas,
    view: View,
    x: float,
    starts: Sequence[float],
    wide: float,
    rise: Span,
    mood: Mood,
    shafts: float = 0.4,
) -> None:
    """Tall windows in a side wall and the light they throw across the floor."""
    low, high = rise
    inward = -1 if x > 0 else 1
    for z in starts:
        pane = view.wall(x, z, z + wide, low, high)
        canvas.poly(
            view.wall(x, z - 0.08, z + wide + 0.08, low - 0.08, high + 0.08), darker(mood.lit((150, 140, 128)), 0.2)
        )
        canvas.shade(pane, [lighter(mood.sky[1], 0.25), mix(mood.sky[-1], mood.sun, 0.4)])
        frame = mood.lit((224, 216, 200))
        for k in (0.33, 0.66):
            m = z + wide * k
            canvas.poly(view.wall(x, m, m + 0.05, low, high), frame)
        canvas.poly(view.wall(x, z, z + wide, (low + high * 2) / 3, (low + high * 2) / 3 + 0.05), frame)
        gx, gy = view.at(x, (low + high) / 2, z + wide / 2)
        canvas.glow(gx, gy, view.size(high - low, z + wide / 2) * 1.1, mood.sun, 0.45)
        if shafts:
            reach = x + inward * 0.6, x + inward * 3.6
            canvas.soft(
                [
                    view.at(reach[0], 0, z + 0.1),
                    view.at(reach[1], 0, z - 0.6),
                    view.at(reach[1], 0, z + wide - 0.8),
                    view.at(reach[0], 0, z + wide - 0.1),
                ],
                mix(mood.sun, (255, 255, 255), 0.2),
                shafts,
                5,
            )


def panels(
    canvas: Canvas, view: View, xs: Sequence[float], zs: Sequence[float], size: Span, high: float, light: Colour
) -> None:
    """Flat lamps in the ceiling."""
    for z in zs:
        for x in xs:
            canvas.poly(
                [
                    view.at(x - size[0] / 2, high, z),
                    view.at(x + size[0] / 2, high, z),
                    view.at(x + size[0] / 2, high, z + size[1]),
                    view.at(x - size[0] / 2, high, z + size[1]),
                ],
                light,
            )
            gx, gy = view.at(x, high, z + size[1] / 2)
            canvas.glow(gx, gy, view.size(size[0] * 0.9, z), light, 0.35, 0.6)


def box(canvas: Canvas, view: View, xs: Span, zs: Span, ups: Span, paint: Colour) -> None:
    """A block: its front, its top where the eye is above it, the side that is turned to us."""
    (x0, x1), (z0, z1), (low, high) = xs, zs, ups
    middle = 0.0
    if x0 > middle:
        canvas.shade(view.wall(x0, z0, z1, low, high), [darker(paint, 0.2), darker(paint, 0.4)])
    elif x1 < middle:
        canvas.shade(view.wall(x1, z0, z1, low, high), [darker(paint, 0.1), darker(paint, 0.3)])
    if high < view.eye:
        canvas.poly(
            [view.at(x0, high, z0), view.at(x1, high, z0), view.at(x1, high, z1), view.at(x0, high, z1)],
            lighter(paint, 0.25),
        )
    a, b = view.at(x0, high, z0), view.at(x1, low, z0)
    canvas.gradient((a[0], a[1], b[0], b[1]), [paint, darker(paint, 0.22)])


def table(canvas: Canvas, view: View, xs: Span, zs: Span, high: float, paint: Colour) -> None:
    """A top on four legs, with its shadow."""
    sx, sy = view.at((xs[0] + xs[1]) / 2, 0, zs[0])
    canvas.shadow(sx, sy, view.size(xs[1] - xs[0], zs[0]) * 0.65, view.size(0.3, zs[0]), 0.4)
    leg = 0.06
    for z in (zs[1], zs[0]):
        for x in (xs[0], xs[1] - leg):
            a, b = view.at(x, high, z), view.at(x + leg, 0, z)
            canvas.rect(a[0], a[1], b[0], b[1], darker(paint, 0.5))
    box(canvas, view, xs, zs, (high - 0.07, high), paint)


def spines(
    canvas: Canvas, box_: tuple[float, float, float, float], tones: Sequence[Colour], rng: Random, thick: Span
) -> None:
    """A shelf of books from end to end."""
    x, y0, x1, y1 = box_
    while x < x1 - thick[0]:
        wide = min(rng.uniform(*thick), x1 - x)
        if rng.random() < 0.93:
            tone = rng.choice(tones)
            top = y0 + (y1 - y0) * rng.uniform(0.06, 0.26)
            canvas.rect(x, top, x + wide - 0.7, y1, tone)
            canvas.rect(x, top + (y1 - top) * 0.2, x + wide - 0.7, top + (y1 - top) * 0.26, lighter(tone, 0.45))
        x += wide


def in_room(view: View, x: float, z: float, tall: float = 1.7) -> tuple[float, float, float]:
    """Where somebody standing there has his feet, and his height on the canvas."""
    px, py = view.at(x, 0, z)
    return px, py, view.size(tall, z)
