"""The record's HTML written as XML, which e-readers want: every element closed, every address whole."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

VOID = frozenset({"br", "hr", "img"})
ATTRIBUTES = frozenset({"href", "title", "colspan", "rowspan", "class"})
# What XML 1.0 has no place for.
NO_CHARACTER = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def as_xhtml(html: str, root: str) -> SafeString:
    """The same text, well formed; links to pages of our own begin with `root`."""
    writer = _Writer(root)
    writer.feed(html)
    writer.close()
    writer.end()
    # Tags and attributes are those of the list above, and all else was escaped where it was written.
    return mark_safe("".join(writer.pieces))


def plain(text: str) -> str:
    """Words as they may stand in XML."""
    return NO_CHARACTER.sub("", text)


class _Writer(HTMLParser):
    def __init__(self, root: str) -> None:
        super().__init__(convert_charrefs=True)
        self.root = root
        self.pieces: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        kept = {name: value or "" for name, value in attrs if name in ATTRIBUTES}
        if kept.get("href", "").startswith("/"):
            kept["href"] = self.root + kept["href"]
        said = "".join(f' {name}="{escape(plain(value))}"' for name, value in kept.items())
        self.pieces.append(f"<{tag}{said}/>" if tag in VOID else f"<{tag}{said}>")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.open:
            return
        while self.open:
            last = self.open.pop()
            self.pieces.append(f"</{last}>")
            if last == tag:
                return

    def handle_data(self, data: str) -> None:
        self.pieces.append(escape(plain(data)))

    def end(self) -> None:
        """Close what the text left open."""
        self.pieces += [f"</{tag}>" for tag in reversed(self.open)]
        self.open.clear()
