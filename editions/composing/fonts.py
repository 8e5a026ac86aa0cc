"""The faces a page is set in: which files there are, and which family serves as 宋, 黑 and 楷."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

import typst

Hand = Literal["song", "hei", "kai"]

# By preference. A house with faces of its own has them here by family name; the rest is what is free to use.
FAMILIES: dict[Hand, tuple[str, ...]] = {
    "song": ("Noto Serif SC", "Noto Serif CJK SC", "Source Han Serif SC", "Source Han Serif CN", "思源宋体"),
    "hei": ("Noto Sans SC", "Noto Sans CJK SC", "Source Han Sans SC", "Source Han Sans CN", "思源黑体"),
    "kai": ("LXGW WenKai", "霞鹜文楷", "LXGW WenKai GB"),
}
# fonts-noto-cjk and fonts-lxgw-wenkai, file by file: a folder of Debian may hold hundreds of others.
DEBIAN = tuple(
    Path("/usr/share/fonts") / name
    for name in (
        "opentype/noto/NotoSerifCJK-Regular.ttc",
        "opentype/noto/NotoSerifCJK-Bold.ttc",
        "opentype/noto/NotoSansCJK-Regular.ttc",
        "opentype/noto/NotoSansCJK-Bold.ttc",
        "truetype/lxgw-wenkai/LXGWWenKai-Regular.ttf",
        "truetype/lxgw-wenkai/LXGWWenKai-Bold.ttf",
    )
)
PACK = "pylopdf_fonts_zh_cn"
BOLD = 600


class NoFonts(RuntimeError):
    """There is no face in which Chinese text could be set, or a folder that was named for faces holds none."""


@dataclass(frozen=True, slots=True)
class Face:
    """One face: a file, and its number inside a collection (0 in any other file)."""

    family: str
    weight: int
    path: Path
    index: int


@dataclass(frozen=True, slots=True)
class Hands:
    """What a page is set in. `paths` are given to the engine; `song`, `hei`, `kai` are families, first choice first.

    `bold` names the families that have a bold face of their own; the others are made heavier with a stroke.
    """

    paths: tuple[Path, ...]
    faces: tuple[Face, ...]
    song: tuple[str, ...]
    hei: tuple[str, ...]
    kai: tuple[str, ...]
    bold: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """What the page's template is told."""
        return {"song": self.song, "hei": self.hei, "kai": self.kai, "bold": self.bold}


def find(folders: Sequence[Path] = ()) -> Hands:
    """The faces of a house: its own folders first, then Debian's, then those of the font pack; raises NoFonts."""
    return _find(tuple(folders))


@cache
def _find(folders: tuple[Path, ...]) -> Hands:
    faces: list[Face] = []
    for folder in folders:
        found = _faces([folder])
        if not found:  # a house that named its own faces is not to find its pages set in others
            raise NoFonts(f"NEWSROOM_FONTS names {folder}, and no face for the page is there.")
        faces += found
    for paths in (DEBIAN, _of_the_pack()):
        if not _lacking(faces):
            break
        lacking = _lacking(faces)
        faces += [face for face in _faces(paths) if _hand(face) in lacking]
    if any(hand in ("song", "hei") for hand in _lacking(faces)):
        raise NoFonts(
            "No font for Chinese text was found. Install fonts-noto-cjk, or name a folder with Noto Serif SC and "
            "Noto Sans SC in NEWSROOM_FONTS."
        )
    return _hands(faces)


def _lacking(faces: Iterable[Face]) -> set[Hand]:
    return set(FAMILIES) - {_hand(face) for face in faces if face.weight < BOLD}


def _hand(face: Face) -> Hand:
    return next(hand for hand, families in FAMILIES.items() if face.family in families)


def _faces(paths: Iterable[Path]) -> list[Face]:
    known = {family for families in FAMILIES.values() for family in families}
    with TemporaryDirectory(prefix="faces-") as folder:
        return [
            Face(font.family, font.weight, Path(font.path).resolve(), font.index)
            for font in read_in([path for path in paths if path.exists()], Path(folder)).fonts()
            if font.path and font.family in known and font.style == "normal"
        ]


def read_in(paths: Iterable[Path], into: Path) -> typst.Fonts:
    """The engine's view of some files and folders and of no other; `into` must outlive it.

    The engine looks into folders only, and one of Debian's may hold hundreds of faces a page has no use for: so it is
    shown a folder of links.
    """
    for number, path in enumerate(paths):
        (into / f"{number}-{path.name}").symlink_to(path.resolve())
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(into)])


def _of_the_pack() -> tuple[Path, ...]:
    """The two regular faces of the font pack of development and the demo, where it is installed."""
    spec = find_spec(PACK)
    if spec is None or spec.origin is None:
        return ()
    return tuple(sorted(Path(spec.origin).parent.glob("*.otf")))


def _hands(faces: Sequence[Face]) -> Hands:
    families: dict[Hand, tuple[str, ...]] = {}
    for hand, names in FAMILIES.items():
        have = {face.family for face in faces}
        families[hand] = tuple(name for name in names if name in have)
    bold = {face.family for face in faces if face.weight >= BOLD}
    # Every list ends with the others, so that a character one face lacks is found in the next.
    song, hei, kai = families["song"], families["hei"], families["kai"]
    return Hands(
        paths=tuple(sorted({face.path for face in faces})),
        faces=tuple(faces),
        song=song + hei + kai,
        hei=hei + song + kai,
        kai=(kai or song) + song + hei,
        bold=tuple(sorted(bold)),
    )
