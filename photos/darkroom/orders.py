"""What is asked of the darkroom and what it hands back."""

from __future__ import annotations

from dataclasses import dataclass

from photos.darkroom.words import Words

# Left, top, width and height in thousandths of the upright picture; a `photos.cropping.Rectangle` is one.
Part = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Examined:
    """What was found out about a file that may come in.

    `format` is JPEG, PNG, WEBP or MPO (two pictures of a phone in one JPEG); width and height in pixels as it is
    looked at; `likeness` a signed 64-bit number that differs in few bits for pictures that look alike; `colour` the
    mean colour, as #rrggbb.
    """

    format: str
    width: int
    height: int
    bytes: int
    sha256: str
    likeness: int
    colour: str
    words: Words


@dataclass(frozen=True, slots=True)
class Print:
    """One file to be made: the whole picture (`crop` None) or a part of it, at most `size` pixels wide.

    `shape` is only handed back; `format` is AVIF, WEBP or JPEG; `name` a plain file name.
    """

    shape: str
    crop: Part | None
    format: str
    size: int
    name: str


@dataclass(frozen=True, slots=True)
class Developed:
    """One file that was made: its size in pixels and in bytes. A smaller original is never blown up."""

    print: Print
    width: int
    height: int
    bytes: int
