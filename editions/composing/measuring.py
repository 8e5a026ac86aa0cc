"""How the tables of type widths are made: every advance and every kerned pair of a face, measured by the page engine.

Run it when the font pack changes: `python -m editions.composing.measuring FOLDER` with the folder of the fonts. Nothing
else needs a font: copyfit reads the tables in `faces/`.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import product
from pathlib import Path

# Each table's family, as the engine reports it, and the language of the copy: English has dashes and quotes of another
# width.
FACES = {
    "serif": ("Noto Serif SC", "zh"),
    "sans": ("Noto Sans SC", "zh"),
    "serif-en": ("Noto Serif SC", "en"),
    "sans-en": ("Noto Sans SC", "en"),
}

# One full-width character is a thousand units.
FULL = 1000

# Where a Chinese paper may take a narrow character from: Latin, Greek, Cyrillic, marks, signs, half-width forms.
_BLOCKS = (
    (0x20, 0x7F), (0xA0, 0x250), (0x370, 0x483), (0x48A, 0x530), (0x1E00, 0x1F00), (0x2000, 0x2028), (0x202A, 0x20D0),
    (0x2100, 0x2C00), (0xFB00, 0xFB07), (0xFF61, 0xFFA0),
)  # fmt: skip
# Pairs are kerned between these.
_LATIN_QUOTES = "‘’“”"
_KERNED = "".join(map(chr, range(0x20, 0x7F))) + "–—·"

_SOURCE = """
#let strings = json(bytes(sys.inputs.strings))
#set text(
  font: sys.inputs.family, size: 100pt, lang: sys.inputs.language, region: "cn", cjk-latin-spacing: none,
  fallback: false, features: if sys.inputs.language == "zh" { () } else { ("pwid",) },
)
#context [#metadata(strings.map(string => measure(text(string)).width / 100pt)) <widths>]
"""


def measure(strings: list[str], *, family: str, language: str, folder: Path) -> list[int]:
    """The width of each string in thousandths of the type size, as the engine shapes it."""
    import typst  # the engine is no part of copyfit

    compiler = typst.Compiler(
        _SOURCE.encode(),
        font_paths=typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder]),
        sys_inputs={"strings": json.dumps(strings), "family": family, "language": language},
    )
    (widths,) = json.loads(compiler.query("<widths>", field="value"))
    return [round(width * FULL) for width in widths]


def table(family: str, language: str, folder: Path) -> dict[str, dict[str, str]]:
    """The widths of one face: characters by advance, pairs by kerning, both in thousandths of the type size.

    Marks and digits are measured inside a run of type: alone, the engine halves a mark and draws 破折号 short.
    """

    def width(strings: Iterable[str]) -> dict[str, int]:
        wanted = list(strings)
        return dict(zip(wanted, measure(wanted, family=family, language=language, folder=folder), strict=True))

    # A letter the face has not makes a run of Latin and is kerned with nothing; its box is full-width.
    frame = "中" if language == "zh" else "ꜳ"

    def inside(strings: Iterable[str]) -> dict[str, int]:
        return {key[1:-1]: value - 2 * FULL for key, value in width(frame + s + frame for s in strings).items()}

    characters = [chr(code) for first, last in _BLOCKS for code in range(first, last)]
    advances = width(filter(str.isalpha, characters)) | inside(c for c in characters if not c.isalpha())
    pairs = ["".join(pair) for pair in product(_KERNED if language == "zh" else _KERNED + _LATIN_QUOTES, repeat=2)]
    latin = [pair for pair in pairs if any(map(str.isalpha, pair))]
    measured = width(latin) | inside(pair for pair in pairs if not any(map(str.isalpha, pair)))
    kerning = {pair: value - sum(advances.get(c, FULL) for c in pair) for pair, value in measured.items()}
    # 间隔号 beside 间隔号 is squeezed, not kerned.
    kerning.pop("··")
    return {
        "advances": _grouped({character: value for character, value in advances.items() if value != FULL}),
        "kerning": _grouped({pair: value for pair, value in kerning.items() if value}),
    }


def _grouped(values: Mapping[str, int]) -> dict[str, str]:
    """The same, by value: {"-88": "——…"}; short to keep and to read."""
    groups: defaultdict[int, list[str]] = defaultdict(list)
    for key, value in values.items():
        groups[value].append(key)
    return {str(value): "".join(groups[value]) for value in sorted(groups)}


def write(folder: Path) -> None:
    for name, (family, language) in FACES.items():
        text = json.dumps({"family": family, **table(family, language, folder)}, ensure_ascii=False, indent=1)
        (Path(__file__).parent / "faces" / f"{name}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
