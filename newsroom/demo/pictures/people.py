"""Human figures seven and a half heads tall, in poses, painted with a lit and a shaded side."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random

from .canvas import Canvas, Point
from .colour import Colour, Mood, darker, lighter, mix, palette, rgb
from .poses import POSES

SKINS = palette("f0c9a4 e6b68c d9a479 c98f66")
COATS = palette("a4493d 2f4a63 c59a4a 5d6b4a 7a4b5c 3d3f4d c7b8a0 3f6e70")
HAIRS = palette("1f1b1e 2a2224 3b2d28 57504e 8b8680")


@dataclass(frozen=True)
class Clothes:
    """What one figure wears; `skirt` is how far below the hip a coat or dress falls (0: trousers)."""

    top: Colour
    legs: Colour
    skin: Colour = SKINS[0]
    hair: Colour = HAIRS[0]
    skirt: float = 0.0
    hat: Colour | None = None
    brim: bool = False
    bare: bool = False  # bare forearms and shins: sport
    long_hair: bool = False

    def under(self, mood: Mood, depth: float = 0.0) -> Clothes:
        """The same clothes in a mood's light, `depth` into its haze."""
        return replace(
            self,
            top=mood.lit(self.top, depth),
            legs=mood.lit(self.legs, depth),
            skin=mood.lit(self.skin, depth),
            hair=mood.lit(self.hair, depth),
            hat=mood.lit(self.hat, depth) if self.hat else None,
        )


def dressed(rng: Random, tops: tuple[Colour, ...], **fixed: object) -> Clothes:
    """Somebody's clothes out of a few tops, plain trousers and the people of a city."""
    woman = rng.random() < 0.5
    clothes = Clothes(
        top=rng.choice(tops),
        legs=rng.choice(palette("2b3247 3a3a40 4b4a52 5c5348 232836")),
        skin=rng.choice(SKINS),
        hair=rng.choice(HAIRS),
        skirt=rng.choice((0.0, 0.08, 0.2)) if woman else rng.choice((0.0, 0.0, 0.07)),
        long_hair=woman,
    )
    return replace(clothes, **fixed)  # type: ignore[arg-type]


def person(
    canvas: Canvas,
    x: float,
    y: float,
    height: float,
    clothes: Clothes,
    pose: str = "stand",
    facing: int = 1,
    shadow: float = 0.35,
    lit: int = 1,
) -> list[Point]:
    """A figure with its feet at (x, y); the places of its joints, to put things in its hands."""
    joints = [(x + facing * px * height, y - py * height) for px, py in POSES[pose]]
    if shadow:
        canvas.shadow(x + 0.05 * height, y, 0.34 * height, 0.055 * height, shadow)
    front = pose in ("stand", "cheer")
    shoulder = (0.08 if front else 0.035) * height * facing
    _legs(canvas, joints, height, clothes, (0.036 if front else 0.014) * height * facing)
    _arm(canvas, joints, 3, -shoulder, height, clothes, 0.28)
    _body(canvas, joints, height, clothes, abs(shoulder), lit)
    _head(canvas, joints[0], joints[1], height, clothes, facing, front)
    _arm(canvas, joints, 5, shoulder, height, clothes, 0.0 if lit * facing > 0 else 0.14)
    return joints


def _legs(canvas: Canvas, j: list[Point], h: float, clothes: Clothes, spread: float) -> None:
    shin = clothes.skin if clothes.bare else clothes.legs
    for knee, foot, side, dark in ((j[7], j[8], -spread, 0.3), (j[9], j[10], spread, 0.0)):
        hip = (j[2][0] + side, j[2][1] + 0.02 * h)
        canvas.limb(knee, foot, 0.036 * h, 0.022 * h, darker(shin, dark))
        canvas.limb(hip, knee, 0.058 * h, 0.04 * h, darker(clothes.legs, dark))
        toe = 0.035 * h if j[9][0] >= j[2][0] else -0.035 * h
        canvas.limb(foot, (foot[0] + toe, foot[1] + 0.004 * h), 0.021 * h, 0.016 * h, darker(clothes.legs, 0.6))


def _arm(canvas: Canvas, j: list[Point], i: int, side: float, h: float, clothes: Clothes, dark: float) -> None:
    shoulder = (j[1][0] + side, j[1][1] + 0.035 * h)
    sleeve = darker(clothes.top, dark)
    forearm = darker(clothes.skin, dark) if clothes.bare else sleeve
    canvas.limb(j[i], j[i + 1], 0.027 * h, 0.02 * h, forearm)
    canvas.limb(shoulder, j[i], 0.036 * h, 0.029 * h, sleeve)
    canvas.oval(*j[i + 1], 0.024 * h, 0.024 * h, darker(clothes.skin, dark))


def _body(canvas: Canvas, j: list[Point], h: float, clothes: Clothes, shoulder: float, lit: int) -> None:
    neck, hip = j[1], j[2]
    wide, waist = shoulder + 0.03 * h, 0.056 * h + shoulder * 0.22
    low = (hip[0], hip[1] + 0.035 * h)
    canvas.limb(
        (neck[0], neck[1] - 0.03 * h), (neck[0], neck[1] + 0.03 * h), 0.028 * h, 0.034 * h, darker(clothes.skin, 0.25)
    )
    outline = [
        (neck[0] - 0.03 * h, neck[1] - 0.004 * h),
        (neck[0] + 0.03 * h, neck[1] - 0.004 * h),
        (neck[0] + wide * 0.85, neck[1] + 0.018 * h),
        (neck[0] + wide, neck[1] + 0.06 * h),
        (low[0] + waist, low[1]),
        (low[0] - waist, low[1]),
        (neck[0] - wide, neck[1] + 0.06 * h),
        (neck[0] - wide * 0.85, neck[1] + 0.018 * h),
    ]
    if clothes.skirt:
        fall, flare = clothes.skirt * h, waist + clothes.skirt * 0.22 * h
        outline[5:5] = [(low[0] + flare, low[1] + fall), (low[0] - flare, low[1] + fall)]
    canvas.poly(outline, clothes.top)
    # The side away from the light, and a bright edge towards it.
    bottom = low[1] + clothes.skirt * h
    away = -lit
    canvas.poly(
        [
            (neck[0] + away * wide * 0.5, neck[1] + 0.01 * h),
            (neck[0] + away * wide, neck[1] + 0.06 * h),
            (low[0] + away * waist, bottom),
            (low[0] + away * waist * 0.15, bottom),
        ],
        darker(clothes.top, 0.6),
        0.34,
    )
    canvas.line(
        [(neck[0] + lit * wide * 0.8, neck[1] + 0.03 * h), (low[0] + lit * waist * 0.9, low[1])],
        lighter(clothes.top, 0.5),
        0.012 * h,
        0.4,
    )


def _head(canvas: Canvas, head: Point, neck: Point, h: float, clothes: Clothes, facing: int, front: bool) -> None:
    x, y = head
    rx, ry = 0.05 * h, 0.062 * h
    if clothes.long_hair:
        canvas.oval(x - (0 if front else facing * 0.024 * h), y + 0.018 * h, 0.059 * h, 0.074 * h, clothes.hair)
        canvas.limb((x, y + 0.05 * h), neck, 0.026 * h, 0.03 * h, darker(clothes.skin, 0.16))
    canvas.oval(x, y, rx, ry, clothes.skin)
    turn = 0.0 if front else -facing * 0.018 * h
    canvas.oval(x + turn, y - 0.022 * h, rx * 1.06, ry * 0.74, clothes.hair)
    if not front:
        canvas.oval(x + facing * 0.028 * h, y + 0.008 * h, rx * 0.5, ry * 0.6, clothes.skin)
    canvas.oval(x + turn + 0.01 * h, y - 0.05 * h, rx * 0.5, ry * 0.2, mix(clothes.hair, (190, 190, 200), 0.25))
    if clothes.hat is None:
        return
    canvas.oval(x + turn * 0.5, y - 0.04 * h, rx * 1.15, ry * 0.62, clothes.hat)
    reach = 2.1 if clothes.brim else 1.35
    canvas.oval(x + turn * 0.3, y - 0.022 * h, rx * reach, ry * 0.2, darker(clothes.hat, 0.15))


def heads_from_behind(
    canvas: Canvas, x: float, y: float, size: float, rng: Random, tone: Colour, spread: float = 0.2
) -> None:
    """One spectator's head and shoulders, seen from the row behind; `size` is a head's height."""
    tone = mix(tone, rgb("000010"), rng.random() * spread)
    canvas.oval(x, y + size * 1.3, size * 1.05, size * 0.95, tone)
    canvas.rect(x - size * 1.05, y + size * 1.3, x + size * 1.05, y + size * 3, tone)
    canvas.oval(x, y, size * 0.4, size * 0.5, darker(tone, 0.35))
