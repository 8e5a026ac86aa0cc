"""Puts lines that stand under one another in one measure together, as a reader sees a column or a headline."""

from __future__ import annotations

from collections.abc import Sequence

from editions.composing.uploaded.orders import Box, Line

# Sizes that belong together, and the white between two lines of one stack, in sizes.
ALIKE = 1.13
WHITE = 1.05
# How much of the shorter line must stand over or under the other.
OVER = 0.6
INDENT = 2.3


def stacks_of(lines: Sequence[Line]) -> list[list[Line]]:
    """All lines in stacks, each from top to bottom."""
    order = sorted(lines, key=lambda line: (line.box.top, line.box.left))
    stacks: list[list[Line]] = []
    for line in order:
        above = [stack for stack in stacks if _continues(stack[-1], line)]
        if above:
            min(above, key=lambda stack: _distance(stack[-1], line)).append(line)
        else:
            stacks.append([line])
    return stacks


def _continues(upper: Line, lower: Line) -> bool:
    small, large = sorted((upper.size, lower.size))
    if large > small * ALIKE or not -0.3 * large < lower.box.top - upper.box.bottom < WHITE * large:
        return False
    shared = min(upper.box.right, lower.box.right) - max(upper.box.left, lower.box.left)
    return shared >= OVER * min(upper.box.width, lower.box.width) or _is_under_indent(upper, lower)


def _is_under_indent(upper: Line, lower: Line) -> bool:
    """Whether the end of a paragraph stands below the indent of its first line."""
    indent = upper.box.left - lower.box.left
    return 0 <= indent <= INDENT * upper.size and lower.box.right >= upper.box.left - 1.2 * upper.size


def _distance(upper: Line, lower: Line) -> float:
    return abs(lower.box.top - upper.box.bottom) + abs(lower.box.left - upper.box.left)


def around(boxes: Sequence[Box]) -> Box:
    """The smallest box that holds them all."""
    return Box(
        min(box.left for box in boxes),
        min(box.top for box in boxes),
        max(box.right for box in boxes),
        max(box.bottom for box in boxes),
    )
