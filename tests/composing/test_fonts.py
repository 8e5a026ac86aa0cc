"""The faces of a house: its own folders first, and the font pack where there is nothing else."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from editions.composing import fonts
from editions.composing.grid import BROADSHEET, Cells
from editions.composing.typesetting import Press
from tests.composing.setting import Text, block, page
from tests.composing.test_typesetting import OPENING, RIVER, bare, words

PACK = fonts._of_the_pack()
needs_pack = pytest.mark.skipif(not PACK, reason="the font pack is not installed")


@needs_pack
def test_a_machine_without_fonts_sets_in_the_font_pack(monkeypatch: pytest.MonkeyPatch) -> None:
    hands = _only_the_pack(monkeypatch)
    assert hands.song[0] == "Noto Serif SC"
    assert hands.hei[0] == "Noto Sans SC"
    assert hands.bold == ()


@needs_pack
def test_the_same_source_has_the_same_lines_in_the_font_pack(monkeypatch: pytest.MonkeyPatch) -> None:
    made = block(BROADSHEET, "a", Cells(0, 0, 2, 30), Text(7, "芦溪下游清淤完工", RIVER, opening=OPENING))
    drawn = Press(_only_the_pack(monkeypatch)).draw(page(made), files={}, day=date(2025, 10, 17), title="校样")
    assert [tight for tight in drawn.tight if tight.drawn != tight.lines] == []
    assert bare(OPENING + "".join("●" * (kind == "item") + text for kind, text in RIVER)) in words(drawn.pdf)


@needs_pack
def test_the_house_s_own_folder_comes_first(tmp_path: Path) -> None:
    for path in PACK:
        (tmp_path / path.name).symlink_to(path)
    hands = fonts.find((tmp_path,))
    assert hands.song[0] == "Noto Serif SC"
    assert {face.path for face in hands.faces} >= {path.resolve() for path in PACK}


def test_a_house_without_any_chinese_face_is_told_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "DEBIAN", ())
    monkeypatch.setattr(fonts, "_of_the_pack", lambda: ())
    fonts._find.cache_clear()
    with pytest.raises(fonts.NoFonts, match="NEWSROOM_FONTS"):
        fonts.find()


def _only_the_pack(monkeypatch: pytest.MonkeyPatch) -> fonts.Hands:
    monkeypatch.setattr(fonts, "DEBIAN", ())
    fonts._find.cache_clear()
    return fonts.find()


@pytest.fixture(autouse=True)
def _forget_the_faces() -> None:
    fonts._find.cache_clear()
