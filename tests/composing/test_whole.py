"""The issue as one file: every page as it was printed, found by its bookmark."""

from __future__ import annotations

import subprocess
import time
from datetime import date
from pathlib import Path
from shutil import which

import pypdfium2
import pytest

from editions.composing.fonts import find
from editions.composing.typesetting import Press
from editions.composing.whole import NotJoined, Sheet, join
from tests.composing.setting import page
from tests.composing.test_typesetting import two_articles


@pytest.fixture(scope="module")
def sheets() -> list[Sheet]:
    press = Press(find())
    day = date(2025, 10, 17)
    first = press.draw(two_articles(), files={}, day=day, title="A01", width=0).pdf
    second = press.draw(page(), files={}, day=day, title="A02", width=0).pdf
    return [Sheet("A01", "要闻", first), Sheet("A02", "本地（特刊）", second)]


def test_the_issue_has_every_page_with_its_label_and_bookmark(sheets: list[Sheet]) -> None:
    with pypdfium2.PdfDocument(join(sheets, title="云岫日报 2025年10月17日", paper="云岫日报")) as issue:
        assert len(issue) == 2
        marks = [(mark.get_title(), mark.get_dest().get_index(), mark.level) for mark in issue.get_toc()]
        assert [mark for mark in marks if mark[2] == 0] == [("A01 要闻", 0, 0), ("A02 本地（特刊）", 1, 0)]
        assert ("芦溪下游清淤完工", 0, 1) in marks, "below its page every article has one too"
        assert [issue.get_page_label(index) for index in range(2)] == ["A01", "A02"]
        assert issue.get_metadata_value("Title") == "云岫日报 2025年10月17日"
        assert issue.get_metadata_value("Author") == "云岫日报"
        assert "芦溪下游清淤完工" in issue[0].get_textpage().get_text_range()


def test_a_page_looks_as_it_was_printed(sheets: list[Sheet]) -> None:
    with (
        pypdfium2.PdfDocument(join(sheets, title="报", paper="报")) as issue,
        pypdfium2.PdfDocument(sheets[0].pdf) as one,
    ):
        assert issue[0].render(scale=0.5).to_pil().tobytes() == one[0].render(scale=0.5).to_pil().tobytes()


def test_the_same_pages_make_the_same_file_tomorrow(sheets: list[Sheet]) -> None:
    first = join(sheets, title="报", paper="报")
    time.sleep(1.1)  # the dates of a PDF count seconds
    assert join(sheets, title="报", paper="报") == first


def test_a_page_that_is_no_pdf_is_named(sheets: list[Sheet]) -> None:
    with pytest.raises(NotJoined, match="A03"):
        join([*sheets, Sheet("A03", "综合", b"no PDF")], title="报", paper="报")


@pytest.mark.skipif(which("pdfinfo") is None, reason="poppler is not installed")
def test_another_reader_finds_nothing_wrong_with_it(sheets: list[Sheet], tmp_path: Path) -> None:
    (tmp_path / "issue.pdf").write_bytes(join(sheets, title="报（1）", paper="云岫日报"))
    told = subprocess.run(["pdfinfo", tmp_path / "issue.pdf"], capture_output=True, text=True, check=True)
    assert told.stderr == ""
    assert "报（1）" in told.stdout
