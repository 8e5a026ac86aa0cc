"""An approved version as a manuscript for the page: the HTML becomes blocks of plain text, the credits their lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from html.parser import HTMLParser
from typing import Any

from django.conf import settings

from articles import body_photos
from articles.models import Series, Version
from editions import credits
from editions.composing.manuscript import Item, Kind, Manuscript, Photo
from photos import credits as photo_credits
from photos import renditions
from photos.darkroom import sizes
from photos.models import Photo as LibraryPhoto

BLOCKS: dict[str, Kind] = {
    "p": "paragraph", "h2": "subhead", "h3": "subhead", "li": "item", "blockquote": "quotation", "tr": "item",
    "caption": "subhead",
}  # fmt: skip
_SPACES = re.compile(r"[ \t\r\n\u00a0]+")
# A space that only a line break of the editor has left between two full-width characters.
_IDLE_SPACE = re.compile(
    r"(?<=[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]) (?=[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef])"
)


def writes_chinese() -> bool:
    """Whether this paper is printed in Chinese: the installation's language, whoever looks."""
    return bool(settings.LANGUAGE_CODE.startswith("zh"))


def items_of(body: str) -> tuple[Item, ...]:
    """The blocks of clean HTML from top to bottom, without the names of photos; a row of a table is one block."""
    html, _places = body_photos.without_names(body)
    reader = _Blocks()
    reader.feed(html)
    reader.close()
    reader.end()
    return tuple(reader.items)


class _Blocks(HTMLParser):
    """Collects the words of each innermost block."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.items: list[Item] = []
        self.kinds: list[Kind] = []
        self.words: list[str] = []
        # Of each list that is open: the number of its last item, None where its items have none.
        self.lists: list[int | None] = []
        self.number = 0

    def end(self) -> None:
        text = _SPACES.sub(" ", "".join(self.words)).strip(" \u3000")
        kind = self._kind()
        # Between the halves of a subhead it is white on purpose, as in a headline.
        text = _IDLE_SPACE.sub("\u3000" if kind == "subhead" else "", text)
        self.words.clear()
        if text:
            self.items.append(Item(kind, text, self.number if kind == "item" else 0))
            self.number = 0

    def _kind(self) -> Kind:
        for kind in ("quotation", "item"):
            if kind in self.kinds:
                return kind
        return self.kinds[-1] if self.kinds else "paragraph"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BLOCKS:
            self.end()
            self.kinds.append(BLOCKS[tag])
            if tag == "li":
                self._count()
        elif tag in {"br", "hr", "table", "ul", "ol"}:
            self.end()
            if tag in {"ul", "ol"}:
                self.lists.append(0 if tag == "ol" else None)
        elif tag in {"td", "th"} and "".join(self.words).strip():
            self.words.append("\u3000")

    def handle_endtag(self, tag: str) -> None:
        if tag in BLOCKS:
            self.end()
            if self.kinds:
                self.kinds.pop()
        elif tag in {"ul", "ol"} and self.lists:
            self.end()
            self.lists.pop()

    def _count(self) -> None:
        last = self.lists[-1] if self.lists else None
        if last is not None:
            self.lists[-1] = last + 1
        self.number = 0 if last is None else last + 1

    def handle_data(self, data: str) -> None:
        self.words.append(data)


# -- whole manuscripts -----------------------------------------------------------------------------------------------
def manuscripts(versions: Iterable[Version]) -> dict[int, Manuscript]:
    """The manuscripts of these versions, by version number in the database, in a fixed number of questions."""
    chosen = {version.pk: version for version in versions}
    parts = {number: version.parts for number, version in chosen.items()}
    series = Series.objects.in_bulk({one["series"] for one in parts.values() if one["series"]})
    photos = _photos({use["photo"] for one in parts.values() for use in one["photos"]})
    return {number: manuscript(version, parts[number], series, photos) for number, version in chosen.items()}


def _photos(numbers: set[int]) -> dict[int, LibraryPhoto]:
    found = LibraryPhoto.objects.filter(pk__in=numbers).prefetch_related(*renditions.PARTS)
    return {photo.pk: photo for photo in found}


def manuscript(
    version: Version, parts: dict[str, Any], series: Mapping[int, Series], photos: Mapping[int, LibraryPhoto]
) -> Manuscript:
    chinese, lines = writes_chinese(), parts["bylines"]
    standing = series.get(parts["series"])
    return Manuscript(
        article=version.article_id,
        version=version.number,
        headline=parts["headline"],
        kicker=parts["kicker"],
        deck=parts["deck"],
        series=standing.name if standing else "",
        opening=credits.opening(parts["dateline"], lines, chinese=chinese),
        closing=credits.closing(lines, chinese=chinese),
        under_headline=credits.under_headline(lines, chinese=chinese),
        genre=parts["genre"],
        items=items_of(parts["body"]),
        photos=tuple(_photo(use, photos[use["photo"]]) for use in parts["photos"] if use["photo"] in photos),
    )


def _photo(use: dict[str, Any], photo: LibraryPhoto) -> Photo:
    """A photo as it is printed; the size of its print file is known before the press has made it."""
    left, top, width, height = use.get("crop") or (0, 0, 1000, 1000)
    scale = min(1.0, sizes.PRINT_WIDTH / photo.width)
    return Photo(
        id=photo.pk,
        file=file_name(photo),
        width=max(1, round(photo.width * scale * width / 1000)),
        height=max(1, round(photo.height * scale * height / 1000)),
        caption=use["caption"],
        credit=photo_credits.printed(use["credit"]),
        alt=use["alt"],
        part=(left, top, width, height),
        focus=(photo.focus_x, photo.focus_y),
    )


def file_name(photo: LibraryPhoto) -> str:
    """How a page source names the print file of a photo: the same picture has the same name, wherever it is kept."""
    return f"photo-{photo.pk}-{photo.sha256[:16]}"


def photo_number(file: str) -> int:
    """The photo that such a name means."""
    return int(file.split("-")[1])
