"""The demo's copy as it lies in newsroom/demo/copy: reads it, and puts in the days it speaks of."""

from __future__ import annotations

import html
import re
import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

COPY = Path(__file__).parent / "copy"
WEEKDAYS = "一二三四五六日"
DAYS_TOLD = 8


@dataclass(frozen=True, slots=True)
class Picture:
    scene: str
    seed: int
    title: str
    caption: str
    alt: str
    photographer: str
    after: int


@dataclass(frozen=True, slots=True)
class Manuscript:
    """One article of the copy; `fields` are the columns of the desk's Article that are plain text.

    `fast_lane` is the reason why two people decided on it. `waiting` says for how many minutes it has waited for the
    review it waits for, `is_claimed` that somebody has taken that review, `is_proved` that it was proof-read,
    `is_only_online` that no edition is to print it.
    """

    key: str
    fields: dict[str, str]
    section: str
    series: str
    part: int | None
    bylines: tuple[dict[str, str], ...]
    pictures: tuple[Picture, ...]
    state: str = ""
    owner: str = ""
    note: str = ""
    fast_lane: str = ""
    waiting: int = 0
    is_claimed: bool = False
    is_proved: bool = False
    is_only_online: bool = False


@dataclass(frozen=True, slots=True)
class ManuscriptPage:
    label: str
    name: str
    editor: str
    designer: str
    proofreader: str
    articles: tuple[Manuscript, ...]


def edition(days_ago: int, *, day: date) -> list[ManuscriptPage]:
    """The pages of the edition that many days before the demo's first day, told as of `day`."""
    words = days_in_words(day)
    return [
        ManuscriptPage(
            label=page["label"],
            name=page["name"],
            editor=page.get("editor", ""),
            designer=page.get("designer", ""),
            proofreader=page.get("proofreader", ""),
            articles=tuple(_manuscript(article, words) for article in page["article"]),
        )
        for page in load(f"day{days_ago}.toml")["page"]
    ]


def desk(*, day: date) -> list[Manuscript]:
    """The articles still on the desk, told as of the edition they are meant for."""
    words = days_in_words(day)
    return [_manuscript(article, words) for article in load("desk.toml")["article"]]


def breaking(*, day: date) -> list[Manuscript]:
    """What readers get on the website before any edition holds it, told as of `day`."""
    words = days_in_words(day)
    return [_manuscript(article, words) for article in load("breaking.toml")["article"]]


def unfinished(*, day: date) -> Manuscript:
    """A draft typed in a hurry, with slips in it, told as of the edition it is meant for."""
    return _manuscript(load("unfinished.toml")["draft"], days_in_words(day))


def unfiled(*, day: date) -> dict[str, str]:
    """What stands in a form that was never saved: its headline, section, genre, author and text."""
    words: dict[str, str] = _in_words(load("unfinished.toml")["unfiled"], days_in_words(day))
    return {**words, "body": as_html(words["body"])}


def rounds(*, day: date) -> dict[str, Any]:
    """What reviewers and authors have said and changed about articles on the desk, told as of the edition to come."""
    told: dict[str, Any] = _in_words(load("review.toml"), days_in_words(day))
    return told


def library(*, day: date) -> list[dict[str, Any]]:
    """Photos that stand in no article yet, told as of `day`; `taken` and `until` are days from then."""
    told: list[dict[str, Any]] = _in_words(load("library.toml")["photo"], days_in_words(day))
    return told


def afterwards(days_ago: int, *, day: date) -> dict[str, Any]:
    """What came after the edition of `day` was published: `front` and `correction`, lists, perhaps one `withdrawal`."""
    found = load("afterwards.toml").get(f"day{days_ago}", {})
    told: dict[str, Any] = _in_words(found, days_in_words(day))
    return told


def paper() -> dict[str, Any]:
    """The paper itself: publication, sections, series and authors."""
    return load("paper.toml")


def days_in_words(day: date) -> dict[str, str]:
    """What the placeholders of the copy stand for in an edition of `day`."""
    words = {
        "today": _told(day),
        "yesterday": _told(day - timedelta(days=1)),
        "tomorrow": _told(day + timedelta(days=1)),
        "year": str(day.year),
        "last_year": str(day.year - 1),
        "weekday": f"星期{WEEKDAYS[day.weekday()]}",
        "yesterday_weekday": f"星期{WEEKDAYS[day.weekday() - 1]}",
    }
    for number in range(2, DAYS_TOLD):
        words[f"days_ago_{number}"] = _told(day - timedelta(days=number))
        words[f"in_{number}_days"] = _told(day + timedelta(days=number))
    return words


def _told(day: date) -> str:
    return f"{day.month}月{day.day}日"


def load(name: str) -> dict[str, Any]:
    return tomllib.loads((COPY / name).read_text(encoding="utf-8"))


def _in_words(thing: Any, words: dict[str, str]) -> Any:
    """Every text in it with the days put in, however deep."""
    if isinstance(thing, str):
        return re.sub(r"\{(\w+)\}", lambda found: words[found[1]], thing).strip()
    if isinstance(thing, dict):
        return {key: _in_words(value, words) for key, value in thing.items()}
    return [_in_words(value, words) for value in thing] if isinstance(thing, list) else thing


def _manuscript(article: dict[str, Any], words: dict[str, str]) -> Manuscript:
    def told(text: str) -> str:
        return str(_in_words(text, words))

    lines = {name: told(article.get(name, "")) for name in ("kicker", "headline", "deck", "dateline", "source")}
    return Manuscript(
        key=article["key"],
        fields={**lines, "genre": article["genre"], "body": as_html(told(article["body"]))},
        section=article["section"],
        series=article.get("series", ""),
        part=article.get("part"),
        bylines=tuple(article.get("bylines", ())),
        pictures=tuple(
            Picture(
                scene=picture["scene"],
                seed=picture["seed"],
                title=told(picture["title"]),
                caption=told(picture["caption"]),
                alt=told(picture["alt"]),
                photographer=picture["photographer"],
                after=picture.get("after", 0),
            )
            for picture in article.get("photos", ())
        ),
        state=article.get("state", ""),
        owner=article.get("owner", ""),
        note=told(article.get("note", "")),
        fast_lane=told(article.get("fast_lane", "")),
        waiting=article.get("waiting", 0),
        is_claimed=article.get("claimed", False),
        is_proved=article.get("proved", False),
        is_only_online=article.get("only_online", False),
    )


def as_html(text: str) -> str:
    """Paragraphs divided by empty lines; `## ` a subhead, `1. ` a numbered list, `> ` a quotation, `|` a table."""
    return "\n".join(_block(block.strip()) for block in re.split(r"\n\s*\n", text) if block.strip())


def _block(block: str) -> str:
    lines = [line.strip() for line in block.splitlines()]
    if block.startswith("## "):
        return f"<h2>{html.escape(block[3:], quote=False)}</h2>"
    if all(re.match(r"\d+\. ", line) for line in lines):
        items = (html.escape(line.split(". ", 1)[1], quote=False) for line in lines)
        return "<ol>" + "".join(f"<li>{item}</li>" for item in items) + "</ol>"
    if all(line.startswith("|") for line in lines):
        return _table([[cell.strip() for cell in line.strip("|").split("|")] for line in lines])
    if all(line.startswith(">") for line in lines):
        return (
            f"<blockquote><p>{html.escape(''.join(line[1:].strip() for line in lines), quote=False)}</p></blockquote>"
        )
    return f"<p>{html.escape(''.join(lines), quote=False)}</p>"


def _table(rows: list[list[str]]) -> str:
    """The first row says what stands in the columns, the first cell of each other row what stands in it."""
    names, *figures = ([html.escape(cell, quote=False) for cell in row] for row in rows)
    head = "".join(f'<th scope="col">{name}</th>' for name in names)
    body = "".join(
        f'<tr><th scope="row">{name}</th>{"".join(f"<td>{cell}</td>" for cell in cells)}</tr>'
        for name, *cells in figures
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
