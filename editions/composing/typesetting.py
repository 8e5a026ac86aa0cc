"""Typesetting: a page source drawn as print PDF and as one picture. Slow and hungry; the drawing room runs it."""

from __future__ import annotations

import json
import shutil
import tempfile
import time
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import typst

from editions.composing import fonts, glyphs, rules
from editions.composing.fonts import Hands
from editions.composing.source import PageSource

TEMPLATES = Path(__file__).with_name("typst")
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
    """A page as it leaves the engine. `png` is `PICTURE_WIDTH` pixels wide."""

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

    def draw(self, source: PageSource, *, files: Files, day: date, title: str) -> Drawn:
        began = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="page-") as folder:
            root = Path(folder)
            _lay_out(root, files)
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
            return _compiled(compiler, source, day, began)


def _compiled(compiler: typst.Compiler, source: PageSource, day: date, began: float) -> Drawn:
    stamp = datetime(day.year, day.month, day.day, tzinfo=UTC)
    ppi = PICTURE_WIDTH / source.grid.width_mm * MM_PER_INCH
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            pdf, said = compiler.compile_with_warnings(format="pdf", pdf_standards=["a-2b", "ua-1"], timestamp=stamp)
            png = compiler.compile(format="png", ppi=ppi)
            fits = json.loads(compiler.query("<fit>", field="value"))
    except typst.TypstError as error:
        raise Unset(f"{error.message}\n{error.diagnostic}") from error
    if not isinstance(pdf, bytes) or not isinstance(png, bytes):
        raise Unset("the page did not come out as one page")
    tight = tuple(Tight(fit["key"], fit["said"], fit["natural"], fit["drawn"]) for fit in fits if fit["close"])
    warned = tuple(warning.message for warning in said)
    return Drawn(pdf, png, tight, len(fits), time.monotonic() - began, warned)


def told(source: PageSource, hands: Hands, *, day: date, title: str) -> dict[str, Any]:
    """What the template is told: the source in texts that can be set, the rules between slots, faces and names."""
    page = source.as_dict()
    for block in page["blocks"]:
        del block["fits"]
    page |= {"rules": rules.rules(source), "hands": hands.as_dict(), "title": title}
    cleared: dict[str, Any] = glyphs.clear(page, glyphs.printable(hands))
    return cleared | {"date": [day.year, day.month, day.day]}


def _lay_out(root: Path, files: Files) -> None:
    for template in TEMPLATES.glob("*.typ"):
        shutil.copyfile(template, root / template.name)
    (root / FILES).mkdir()
    for name, content in files.items():
        if Path(name).name != name:
            raise ValueError(f"{name!r} is not a plain file name")
        if isinstance(content, bytes):
            (root / FILES / name).write_bytes(content)
        else:
            shutil.copyfile(content, root / FILES / name)
