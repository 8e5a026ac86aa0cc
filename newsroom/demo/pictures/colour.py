"""Colours and the light they stand in: mixing, and the moods (dawn, mist, night ...) that tint a scene."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

Colour = tuple[int, int, int]

WHITE: Colour = (255, 255, 255)
BLACK: Colour = (0, 0, 0)


@cache
def rgb(code: str) -> Colour:
    """The colour written as six hexadecimal digits."""
    return int(code[0:2], 16), int(code[2:4], 16), int(code[4:6], 16)


def palette(codes: str) -> tuple[Colour, ...]:
    """Several colours from one line of hexadecimal codes."""
    return tuple(rgb(code) for code in codes.split())


def mix(a: Colour, b: Colour, share: float) -> Colour:
    """`a` at share 0, `b` at share 1."""
    return (
        round(a[0] + (b[0] - a[0]) * share),
        round(a[1] + (b[1] - a[1]) * share),
        round(a[2] + (b[2] - a[2]) * share),
    )


def lighter(colour: Colour, share: float) -> Colour:
    return mix(colour, (255, 246, 226), share)


def darker(colour: Colour, share: float) -> Colour:
    """Towards a cool near-black: shadows in paint are never plain black."""
    return mix(colour, (16, 18, 34), share)


def multiplied(a: Colour, b: Colour) -> Colour:
    return a[0] * b[0] // 255, a[1] * b[1] // 255, a[2] * b[2] // 255


def along(stops: Sequence[Colour], position: float) -> Colour:
    """The colour at `position` (0 to 1) on a ramp of evenly spaced stops."""
    place = min(max(position, 0.0), 1.0) * (len(stops) - 1)
    index = min(int(place), len(stops) - 2)
    return mix(stops[index], stops[index + 1], place - index)


@dataclass(frozen=True)
class Mood:
    """One state of the light: a sky from top to horizon and what it does to local colours."""

    sky: tuple[Colour, ...]
    sun: Colour
    haze: Colour
    tint: Colour
    dark: Colour
    lamps: float  # 0: lamps are off; 1: they are the brightest thing there is

    def lit(self, local: Colour, depth: float = 0.0) -> Colour:
        """A local colour under this light; `depth` 0 is near, 1 is lost in the haze."""
        return mix(multiplied(local, self.tint), self.haze, depth)


def _mood(sky: str, others: str, lamps: float) -> Mood:
    sun, haze, tint, dark = palette(others)
    return Mood(palette(sky), sun, haze, tint, dark, lamps)


DAWN = _mood("5f7fa6 a5a9bb e6b9a6 f8dcb4", "fff0c8 e9c3b0 f4dcd2 2b3350", 0.35)
DAY = _mood("3f86b8 79b3d0 b5d7dd ecebd8", "fffbe6 cfe0de fff9ec 25424f", 0.0)
GOLD = _mood("6a93a6 a9b7a4 ecc884 fbe3a2", "fff2b8 eccb94 ffe6bd 40342f", 0.15)
DUSK = _mood("2c3560 6a4f7c cf7469 f7b77a", "ffd78f c98277 d5a5a6 1f1d3a", 0.8)
BLUE = _mood("14254d 26487a 537ba3 b9a9a8", "ffd9a0 5d7fa3 8fa3c8 101a38", 1.0)
NIGHT = _mood("080d22 111c40 21356a 41507f", "ffdf9e 2c3d6e 6b7cad 070a1a", 1.0)
MIST = _mood("a9b7b5 bfcac4 d8dcd0 e9e6d8", "fffbea d5dacf dfe3da 38494a", 0.1)
RAIN = _mood("4f6170 71828c 98a5a8 bcc1bb", "f2e6c8 8c9aa0 b6c2c9 1d2a36", 0.75)
