"""What is found on a page or an advertisement that was set elsewhere: its lines, its pictures, its size."""

from __future__ import annotations

from dataclasses import dataclass

# Widths of the page's picture in pixels.
PICTURE_WIDTHS = (480, 1000, 1600)
CLEAN_NAME = "page.pdf"
# What is printed of an advertisement.
PRINT_NAME = "print.jpg"


def picture_name(width: int) -> str:
    return f"page-{width}.webp"


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the sheet, in millimetres from its upper left corner."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    def shared(self, other: Box) -> float:
        """The area in mm² that both cover."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return across * down if across > 0 and down > 0 else 0.0


@dataclass(frozen=True, slots=True)
class Line:
    """One line of type, as it was read: the characters from left to right, where they stand, their size in mm."""

    text: str
    box: Box
    size: float


@dataclass(frozen=True, slots=True)
class PageRead:
    """What was found out about a page, and the files that were made of it: a cleaned PDF and the pictures.

    `pages` is how many the PDF has; `fonts` names the fonts it uses without carrying them; `pictures` are the boxes of
    its images; `sizes` holds the pixels of each picture, by its width. An advertisement has none of these but one
    picture to print, of `print_size` pixels.
    """

    pages: int
    width_mm: float
    height_mm: float
    lines: tuple[Line, ...]
    pictures: tuple[Box, ...]
    fonts: tuple[str, ...]
    sizes: dict[int, tuple[int, int]]
    bytes: int
    sha256: str
    print_size: tuple[int, int] = (0, 0)
