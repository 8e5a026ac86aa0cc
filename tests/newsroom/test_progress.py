"""What takes long says how far it has come: where somebody looks, and where a log is kept."""

from __future__ import annotations

from io import StringIO

from django.core.management.base import OutputWrapper

from newsroom.management import progress
from newsroom.management.progress import Progress


class Terminal(StringIO):
    def isatty(self):
        return True


def shown(stream):
    bar = Progress(OutputWrapper(stream))
    bar.show(500, 0.5)
    bar.show(1000, 1.0)
    bar.end()
    return stream.getvalue()


def test_a_terminal_has_a_bar_that_fills():
    _before, half, whole = shown(Terminal()).split("\r")
    assert half.startswith("█" * 15 + "░" * 15 + " 500 articles")
    assert whole.startswith("█" * 30 + " 1,000 articles")
    assert whole.endswith("a second\n")


def test_a_log_has_a_line_now_and_then(monkeypatch):
    assert shown(StringIO()) == ""
    monkeypatch.setattr(progress, "NOW_AND_THEN", 0)
    lines = shown(StringIO()).splitlines()
    assert [line.split(",")[0] for line in lines] == ["50%: 500 articles", "100%: 1"]
