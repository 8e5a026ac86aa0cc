"""The rows of bylines and photos in a form's words: read, and written again over the rows that are stored now."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django.http import QueryDict

from articles.models import Article
from authors.desk_admin import MOST_ROWS

Row = dict[str, str]

# What makes two rows the same line of the article, whatever their numbers.
IDENTITY = {"bylines": ("author", "role"), "photos": ("photo",)}
FIELDS = {
    "bylines": ("author", "role", "position", "order"),
    "photos": ("photo", "caption", "credit", "shape", "after_paragraph", "order"),
}


def read(words: QueryDict, prefix: str) -> list[Row]:
    """The rows that a form sent under this prefix, without the empty ones."""
    total = words.get(f"{prefix}-TOTAL_FORMS", "")
    count = min(int(total), MOST_ROWS) if re.fullmatch("[0-9]{1,4}", total) else 0
    found = []
    for number in range(count):
        start = f"{prefix}-{number}-"
        row = {name.removeprefix(start): value for name, value in words.items() if name.startswith(start)}
        if any(row.get(name) for name in IDENTITY[prefix]):
            found.append({name: str(value) for name, value in row.items()})
    return found


def over_newest(words: QueryDict, article: Article) -> QueryDict:
    """The same words as if they had been written over the newest version: nothing of either side is left out.

    A row that somebody else has taken out meanwhile is a new row now; one that he has put in is there too.
    """
    sent = words.copy()
    sent["seen_version"] = str(article.current_version.number if article.current_version else 0)
    for prefix in IDENTITY:
        rows = joined(read(words, prefix), stored(article, prefix), IDENTITY[prefix])
        for name in [name for name in sent if re.match(rf"{prefix}-([0-9]+-|TOTAL_|INITIAL_)", name)]:
            del sent[name]
        for number, row in enumerate(rows):
            for name, value in row.items():
                sent[f"{prefix}-{number}-{name}"] = value
        sent[f"{prefix}-TOTAL_FORMS"] = str(len(rows))
        sent[f"{prefix}-INITIAL_FORMS"] = str(sum(bool(row.get("id")) for row in rows))
    return sent


def stored(article: Article, prefix: str) -> list[Row]:
    """The rows as they stand in the database, as a form would send them."""
    lines: Iterable[Any] = getattr(article, prefix).all()
    columns = {"author": "author_id", "photo": "photo_id"}
    return [
        {
            "id": str(line.pk),
            "article": str(article.pk),
            **{name: str(getattr(line, columns.get(name, name))) for name in FIELDS[prefix]},
        }
        for line in lines
    ]


def joined(his: list[Row], theirs: list[Row], identity: tuple[str, ...]) -> list[Row]:
    """His rows over theirs: first those that are stored, with his words, then his new ones."""
    waiting = {row["id"]: row for row in theirs}
    known = [row for row in his if waiting.pop(row.get("id", ""), None)]
    new: list[Row] = []
    for row in (row for row in his if row not in known):
        twin = next((other for other in waiting.values() if all(other[n] == row.get(n) for n in identity)), None)
        if twin:
            known.append({**row, "id": twin["id"], "article": twin["article"]})
            del waiting[twin["id"]]
        elif not row.get("DELETE"):
            new.append({**row, "id": ""})
    return [*known, *waiting.values(), *new]
