"""Houses, towers, tiled roofs, lamps and rooms: the built things scenes share."""

from __future__ import annotations

from random import Random

from .canvas import Canvas, Point
from .colour import Colour, Mood, darker, lighter, mix, rgb

GLOW = rgb("ffd58a")


def tower(
    canvas: Canvas, x: float, base: float, w: float, h: float, wall: Colour, mood: Mood, rng: Random, depth: float = 0.0
) -> None:
    """A block of flats or offices with its windows; some are lit when lamps are on."""
    front = mood.lit(wall, depth)
    side = w * rng.uniform(0.2, 0.3)
    canvas.rect(x, base - h, x + w, base, front)
    canvas.rect(x + w - side, base - h, x + w, base, darker(front, 0.2 * (1 - depth)))
    if rng.random() < 0.5:
        canvas.rect(x + w * 0.3, base - h - h * 0.03, x + w * 0.62, base - h, darker(front, 0.12))
    pitch = max(11.0, w / rng.choice((5, 6, 8)))
    storey = pitch * rng.uniform(1.0, 1.3)
    pane_dark, pane_lit = mix(front, mood.sky[1], 0.3), mix(GLOW, mood.haze, depth * 0.8)
    pane_dark = darker(pane_dark, 0.12 * (1 - depth))
    y = base - h + storey * 0.6
    while y < base - storey:
        px = x + pitch * 0.35
        while px + pitch * 0.6 < x + w - 2:
            lit = rng.random() < 0.42 * mood.lamps
            canvas.rect(
                px,
                y,
                px + pitch * 0.55,
                y + storey * 0.55,
                mix(front, pane_lit, rng.uniform(0.55, 1)) if lit else pane_dark,
            )
            px += pitch
        y += storey


def skyline(
    canvas: Canvas,
    mood: Mood,
    rng: Random,
    base: float,
    height: float,
    depth: float,
    walls: tuple[Colour, ...],
    wide: tuple[float, float] = (50, 120),
) -> None:
    """Towers shoulder to shoulder across the picture, in the haze at `depth`."""
    x = -20.0
    while x < canvas.width:
        w = rng.uniform(*wide)
        tower(canvas, x, base, w, height * rng.uniform(0.35, 1) ** 1.4, rng.choice(walls), mood, rng, depth)
        x += w + rng.uniform(-6, wide[0] * 0.4)


def silhouettes(
    canvas: Canvas, rng: Random, base: float, height: float, colour: Colour, wide: tuple[float, float] = (30, 90)
) -> None:
    """A far skyline as one flat shape."""
    x = -20.0
    while x < canvas.width:
        w, h = rng.uniform(*wide), height * rng.uniform(0.25, 1)
        canvas.rect(x, base - h, x + w, base, colour)
        if rng.random() < 0.15:
            canvas.rect(x + w * 0.45, base - h * 1.25, x + w * 0.52, base - h, colour)
        x += w * rng.uniform(0.7, 1.3)


def tiled_roof(canvas: Canvas, x0: float, x1: float, eave: float, rise: float, tile: Colour) -> None:
    """A Chinese roof seen from the front: a ridge, a sagging slope, upturned corners."""
    w = x1 - x0
    flare = w * 0.06
    ridge_y = eave - rise
    slope: list[Point] = [
        (x0 - flare, eave - rise * 0.12),
        (x0 + w * 0.05, eave - rise * 0.3),
        (x0 + w * 0.13, ridge_y),
        (x1 - w * 0.13, ridge_y),
        (x1 - w * 0.05, eave - rise * 0.3),
        (x1 + flare, eave - rise * 0.12),
        (x1, eave),
        (x0, eave),
    ]
    canvas.shade(slope, [lighter(tile, 0.22), tile, darker(tile, 0.3)])
    rows = max(6, int(w / 16))
    for i in range(1, rows):
        t = i / rows
        canvas.line([(x0 + w * (0.13 + 0.74 * t), ridge_y), (x0 + w * t, eave)], darker(tile, 0.45), 1.6, 0.6)
    canvas.rect(x0 + w * 0.11, ridge_y - rise * 0.08, x1 - w * 0.11, ridge_y, darker(tile, 0.35))
    canvas.rect(x0, eave, x1, eave + rise * 0.07, darker(tile, 0.55))


def lantern(canvas: Canvas, x: float, y: float, r: float, mood: Mood, red: Colour) -> None:
    """A round red lantern with its light."""
    if mood.lamps > 0.3:
        canvas.glow(x, y, r * 2.5, rgb("ff8a4a"), 0.5 * mood.lamps)
    body = mix(mood.lit(red), red, mood.lamps)
    canvas.oval(x, y, r, r * 0.82, body)
    canvas.oval(x, y, r * 0.66, r * 0.8, lighter(body, 0.14))
    canvas.oval(x, y, r * 0.3, r * 0.78, lighter(body, 0.34 if mood.lamps > 0.3 else 0.2))
    canvas.rect(x - r * 0.34, y - r * 0.95, x + r * 0.34, y - r * 0.74, rgb("c99a3d"))
    canvas.rect(x - r * 0.34, y + r * 0.74, x + r * 0.34, y + r * 0.95, rgb("c99a3d"))
    canvas.line([(x, y + r * 0.9), (x, y + r * 1.7)], rgb("c9683d"), r * 0.12)


def street_lamp(canvas: Canvas, x: float, y: float, h: float, side: int, mood: Mood) -> None:
    """A lamp post with its foot at (x, y), arm towards `side`."""
    tone = mood.dark
    canvas.limb((x, y), (x, y - h), h * 0.012, h * 0.007, tone)
    head = (x + side * h * 0.17, y - h * 1.03)
    canvas.line([(x, y - h), (x + side * h * 0.08, y - h * 1.025), head], tone, h * 0.014)
    canvas.oval(head[0], head[1] + h * 0.01, h * 0.035, h * 0.012, lighter(GLOW, 0.5))
    if mood.lamps > 0.3:
        canvas.glow(head[0], head[1], h * 0.34, GLOW, 0.55 * mood.lamps)


def crowd(
    canvas: Canvas, rng: Random, count: int, band: tuple[float, float], heights: tuple[float, float]
) -> list[tuple[float, float, float]]:
    """Standing places (x, y, height), far to near, for people on level ground."""
    places = []
    for near in sorted(rng.random() for _ in range(count)):
        y = band[0] + (band[1] - band[0]) * near
        tall = (heights[0] + (heights[1] - heights[0]) * near) * rng.uniform(0.93, 1.06)
        places.append((rng.uniform(0.04, 0.96) * canvas.width, y, tall))
    return places
