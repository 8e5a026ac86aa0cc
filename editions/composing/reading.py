"""A page source read back from its canonical text: what a snapshot kept, or what the drawing room is sent."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from editions.composing.source import PageSource


class Unreadable(ValueError):
    """The text is not that of a page source."""


def read(text: str) -> PageSource:
    """The page a canonical text says, whose own canonical text is the same again; raises Unreadable."""
    try:
        source = _made(PageSource, json.loads(text))
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise Unreadable(f"this is not a page source: {error}") from error
    assert isinstance(source, PageSource)
    return source


def _made(kind: Any, value: Any) -> Any:
    """A value of a declared type from what JSON has for it."""
    origin, parts = get_origin(kind), get_args(kind)
    if is_dataclass(kind):
        return _of_class(kind, value)
    if origin in (Union, UnionType):
        if value is None and NoneType in parts:
            return None
        return _made(next(part for part in parts if part is not NoneType), value)
    if origin is tuple:
        return _sequence(parts, value)
    if origin is Literal:
        if value not in parts:
            raise ValueError(f"{value!r} is none of {parts}")
        return value
    # A number without a fraction is still a measure.
    allowed = (int, float) if kind is float else kind
    if not isinstance(value, allowed) or (isinstance(value, bool) and kind is not bool):
        raise TypeError(f"{value!r} is not of {kind}")
    return value


def _of_class(kind: Any, value: Any) -> Any:
    hints = _hints(kind)
    if not isinstance(value, dict) or not set(value) <= {field.name for field in fields(kind)}:
        raise TypeError(f"not the fields of {kind.__name__}")
    return kind(**{name: _made(hints[name], part) for name, part in value.items()})


def _sequence(parts: tuple[Any, ...], value: Any) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise TypeError(f"{value!r} is not a list")
    if parts[-1] is Ellipsis:
        return tuple(_made(parts[0], item) for item in value)
    return tuple(_made(part, item) for part, item in zip(parts, value, strict=True))


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)
