"""A number for how a picture looks: few bits differ between two prints of the same, about half between two pictures."""

from __future__ import annotations

from collections.abc import Sequence

from PIL import Image

ACROSS, DOWN = 8, 8
BITS = ACROSS * DOWN
# As many bits differ at most between a picture and itself in another size, quality or tone.
NEAR = 6
# Brightness, of 255, by which one field must be lighter than its neighbour: in a plain sky the noise decides otherwise.
STEP = 1.0


def likeness_of(picture: Image.Image) -> int:
    """64 bits as a signed number: in each row of 9 grey fields, whether one is lighter than the next (a "dHash")."""
    fields = picture.convert("L").convert("F").resize((ACROSS + 1, DOWN), Image.Resampling.BOX)
    grey: Sequence[float] = fields.get_flattened_data()  # type: ignore[assignment]
    bits = 0
    for row in range(DOWN):
        for column in range(ACROSS):
            at = row * (ACROSS + 1) + column
            bits = bits << 1 | (grey[at] > grey[at + 1] + STEP)
    return bits - (1 << BITS) if bits >> (BITS - 1) else bits


def distance(one: int, other: int) -> int:
    """In how many of the 64 bits two pictures differ."""
    return ((one ^ other) & ((1 << BITS) - 1)).bit_count()
