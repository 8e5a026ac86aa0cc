"""Rows that PostgreSQL hands over as JSON, made into the objects they are everywhere else.

A statement that brings a thing with all that belongs to it names no columns: `row_to_json` has them all, so a new one
needs no second mention.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from operator import itemgetter
from typing import Any, TypeVar

from django.db import models
from django.db.models.expressions import RawSQL

Row = TypeVar("Row", bound=models.Model)
Rows = TypeVar("Rows", bound=models.QuerySet[Any])
Json = Mapping[str, Any]
# JSON has no word for these.
WRITTEN_AS_TEXT = (models.DateField, models.DateTimeField)


def made(kind: type[Row], row: Json) -> Row:
    """One object; a column its model does not know yet is passed over."""
    names, values_of, written = _columns(kind)
    values = list(values_of(row))
    for place, read in written:
        if values[place] is not None:
            values[place] = read(values[place])
    return kind.from_db("default", names, values)


def loaded(one: models.Model, name: str, rows: Iterable[models.Model]) -> None:
    """Let `one.name.all()` answer these without a query, as after `prefetch_related`."""
    whole, back = _relation(type(one), name)
    found: Any = object.__new__(type(whole))
    # A query set is dear to make, and hardly one of these is ever narrowed further: its query is made when it is.
    found.__dict__.update(whole.__dict__, _result_cache=list(rows), _prefetch_done=True, _hints={"instance": one})
    found._deferred_filter = False, (), {back: one}
    if not hasattr(one, "_prefetched_objects_cache"):
        one._prefetched_objects_cache = {}  # type: ignore[attr-defined]
    one._prefetched_objects_cache[name] = found  # type: ignore[attr-defined]


@cache
def _relation(kind: type[models.Model], name: str) -> tuple[models.QuerySet[Any], str]:
    """All rows a relation leads to, as a query set that is only to be copied, and the field that leads back."""
    relation: Any = kind._meta.get_field(name)
    whole: Any = relation.related_model._default_manager.all()
    whole.__class__ = _of_one(whole.__class__)
    return whole, relation.field.name


@cache
def _of_one(kind: type[Any]) -> type[Any]:
    """Query sets of this kind that share their query until somebody needs one of his own."""

    def query(own: Any) -> Any:
        if own._deferred_filter:
            own._query = own._query.chain()
        return kind.query.fget(own)

    return type(f"{kind.__name__}OfOne", (kind,), {"query": property(query, kind.query.fset)})


@cache
def _columns(
    kind: type[models.Model],
) -> tuple[list[str], Callable[[Json], tuple[Any, ...]], list[tuple[int, Callable[[Any], Any]]]]:
    """The names of a model's attributes, how their values are picked from a row, and which are read from text."""
    fields: list[Any] = list(kind._meta.concrete_fields)
    written: list[tuple[int, Callable[[Any], Any]]] = [
        (place, field.to_python) for place, field in enumerate(fields) if isinstance(field, WRITTEN_AS_TEXT)
    ]
    picked: Callable[[Json], tuple[Any, ...]] = itemgetter(*[field.column for field in fields])
    return [field.attname for field in fields], picked, written


Put = Callable[[Any, Iterable[Any]], None]


@dataclass(frozen=True, slots=True)
class Part:
    """What comes along with every row of a list: `rows` is SQL that answers JSON of one row, `put` sets it in place."""

    rows: str
    put: Put


def related(name: str, table: str, number: str, *, inside: str = "", order: str = "order") -> Part:
    """All rows of `table` that belong to an article, in their order, for its relation `name`.

    `number` is the column that names the article; `inside` the attribute that holds it in a list of other things.
    """

    def put(one: models.Model, rows: Iterable[Json]) -> None:
        article = getattr(one, inside) if inside else one
        kind: Any = article._meta.get_field(name).related_model
        loaded(article, name, [made(kind, row) for row in rows])

    return Part(f'SELECT json_agg(row ORDER BY row."{order}") FROM {table} row WHERE row.article_id = {number}', put)


class _Along(models.query.ModelIterable):
    def __iter__(self) -> Iterator[Any]:
        brought = [(name, field.part.put) for name, field in _brought(self.queryset)]
        for one in super().__iter__():
            for name, put in brought:
                put(one, one.__dict__.pop(name) or ())
            yield one


class _Rows(RawSQL):
    """The JSON of a part, as PostgreSQL gives it."""

    def __init__(self, part: Part) -> None:
        self.part = part
        super().__init__(part.rows, (), models.Field())


def along(rows: Rows, *parts: Part) -> Rows:
    """A list that brings these parts in the same query; `prefetch_related` would ask once for each."""
    found = rows.annotate(**{f"part_{number}": _Rows(part) for number, part in enumerate(parts)})
    found._iterable_class = _Along
    return found


def _brought(rows: models.QuerySet[Any]) -> list[tuple[str, _Rows]]:
    return [(name, one) for name, one in rows.query.annotations.items() if isinstance(one, _Rows)]
