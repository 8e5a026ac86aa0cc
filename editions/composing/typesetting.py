"""Typesetting: a page source drawn as print PDF and as one picture. Slow and hungry; the drawing room runs it."""

from __future__ import annotations

import json
import shutil
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import typst

from editions.composing import fonts, glyphs, order, pictures, rules
from editions.composing.fonts import Hands
from editions.composing.pictures import WHOLE, Part
from editions.composing.source import PageSource

TEMPLATES = Path(__file__).with_name("typst")
# For the archive, and for whoever has the page read to him.
STANDARDS: list[Any] = ["a-2b", "ua-1"]
# The widest picture readers get; the others are made from it.
PICTURE_WIDTH = 1600
MM_PER_INCH = 25.4
# Where pictures of the page's photos lie for the engine, which sees nothing outside of its own folder.
FILES = "files"


class Unset(RuntimeError):
    """The engine could not set a page. str() says where; a source that can do this is a fault of ours."""


@dataclass(frozen=True, slots=True)
class Tight:
    """A piece of text the engine would have broken otherwise, drawn closer so that it keeps the source's lines.

    `piece` is slot/column/piece. The source has `lines`, the engine would have made `natural` ones, `drawn` it made.
    """

    piece: str
    lines: int
    natural: int
    drawn: int


@dataclass(frozen=True, slots=True)
class Drawn:
    """A page as it leaves the engine; empty what was not asked for."""

    pdf: bytes
    png: bytes
    tight: tuple[Tight, ...]
    pieces: int
    seconds: float
    warnings: tuple[str, ...]


Files = Mapping[str, bytes | Path]


def draw(source: PageSource, *, hands: Hands, files: Files, day: date, title: str) -> Drawn:
    """Draw one page. `files` has every photo and artwork it names; `day` and `title` go into the PDF; raises Unset."""
    return Press(hands).draw(source, files=files, day=day, title=title)


class Press:
    """The engine with its faces read in, to draw one page after another."""

    def __init__(self, hands: Hands) -> None:
        self.hands = hands
        self._folder = tempfile.TemporaryDirectory(prefix="faces-")
        self.fonts = fonts.read_in(hands.paths, Path(self._folder.name))

    def draw(
        self, source: PageSource, *, files: Files, day: date, title: str, pdf: bool = True, width: int = PICTURE_WIDTH
    ) -> Drawn:
        """Draw one page as `pdf` and as PNG `width` pixels wide (0: none); as `draw` otherwise."""
        began = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="page-") as folder:
            root = Path(folder)
            _lay_out(root, source, files)
            data = told(source, self.hands, day=day, title=title)
            compiler = typst.Compiler(
                root / "page.typ",
                root=root,
                font_paths=self.fonts,
                ignore_system_fonts=True,
                sys_inputs={"page": json.dumps(data, ensure_ascii=False)},
                package_path=root / "none",
                package_cache_path=root / "none",
            )
            made = _compiled(compiler, source, day, pdf=pdf, width=width)
            return replace(made, seconds=time.monotonic() - began)


def _compiled(compiler: typst.Compiler, source: PageSource, day: date, *, pdf: bool, width: int) -> Drawn:
    stamp = datetime(day.year, day.month, day.day, tzinfo=UTC)
    document, picture = b"", b""
    warned: tuple[str, ...] = ()
    try:
        if pdf:
            document, warned = _pdf(compiler, stamp)
        if width:
            picture = _one(compiler.compile(format="png", ppi=width / source.grid.width_mm * MM_PER_INCH))
        fits = json.loads(compiler.query("<fit>", field="value"))
    except typst.TypstError as error:
        raise Unset(f"{error.message}\n{error.diagnostic}") from error
    tight = tuple(_tight(fit) for fit in fits if fit["close"])
    return Drawn(document, picture, tight, len(fits), 0, warned)


def _tight(fit: dict[str, Any]) -> Tight:
    return Tight(fit["key"], fit["said"], int(fit["natural"]), int(fit["drawn"]))


def _pdf(compiler: typst.Compiler, stamp: datetime) -> tuple[bytes, tuple[str, ...]]:
    """The PDF, and what the engine remarks. A page that cannot be read aloud is printed all the same."""
    remarks: list[str] = []
    try:
        found, said = compiler.compile_with_warnings(format="pdf", pdf_standards=STANDARDS, timestamp=stamp)
    except typst.TypstError as error:
        if not error.message.startswith("PDF/UA"):
            raise
        remarks.append(error.message)
        found, said = compiler.compile_with_warnings(format="pdf", pdf_standards=STANDARDS[:1], timestamp=stamp)
    return _one(found), (*remarks, *(warning.message for warning in said))


def _one(found: object) -> bytes:
    if not isinstance(found, bytes):
        raise Unset("the page did not come out as one page")
    return found


def told(source: PageSource, hands: Hands, *, day: date, title: str) -> dict[str, Any]:
    """What the template is told: the source in texts that can be set, the rules between slots, faces and names."""
    page = replace(source, blocks=order.in_reading_order(source)).as_dict()
    for block in page["blocks"]:
        del block["fits"]
        for photo in block["photos"]:
            photo["file"] = _file(photo["file"], photo["part"])
    page |= {"rules": rules.rules(source), "hands": hands.as_dict(), "title": title}
    cleared: dict[str, Any] = glyphs.clear(page, glyphs.printable(hands))
    return cleared | {"date": [day.year, day.month, day.day]}


def _file(name: str, part: Part) -> str:
    """What a photo's file is called for the engine: each part of it that is shown is a file of its own."""
    if tuple(part) == WHOLE:
        return name
    return "-".join(map(str, part)) + f"-{name}"


def _lay_out(root: Path, source: PageSource, files: Files) -> None:
    for template in TEMPLATES.glob("*.typ"):
        shutil.copyfile(template, root / template.name)
    (root / FILES).mkdir()
    for name, part in sorted(_shown(source)):
        if Path(name).name != name:
            raise ValueError(f"{name!r} is not a plain file name")
        content = files[name]
        content = content if isinstance(content, bytes) else content.read_bytes()
        (root / FILES / _file(name, part)).write_bytes(pictures.shown(content, part))


def _shown(source: PageSource) -> set[tuple[str, Part]]:
    """The photos and artwork of a page, each part once."""
    photos = {(photo.file, photo.part) for block in source.blocks for photo in block.photos}
    return photos | {(block.artwork, WHOLE) for block in source.blocks if block.artwork}
