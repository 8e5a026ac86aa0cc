"""What Word and WeChat put on the clipboard, rewritten as plain HTML before it is cleaned.

`static/desk/pasting.js` does the same while somebody pastes.

Lists that are only drawn with numbers become lists, text that only looks bold becomes bold, boxes become paragraphs,
and what a reader never saw goes. Everything else is left to `articles.html.clean_html`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

# A quoted value may hold ">"; it is bounded, so that an open quotation mark costs no more than its length.
_TAG = re.compile(
    r"""(<(?P<close>/?)(?P<name>[a-z][a-z0-9:-]*)(?P<rest>(?>"[^"]{0,4000}"|'[^']{0,4000}'|[^"'<>]+)*+)>)""", re.I
)
_FOREIGN = re.compile(r"<(?:section|span|o:p|article|figure)[\s/>]|mso-list:|display:\s*none", re.I)
_LIST = re.compile(r"mso-list:[^;\"']*?\blevel([1-9])", re.I)
_NUMBERED = re.compile(r"[（(]?(?:[0-9]+|[a-z]{1,4}|[一二三四五六七八九十百]+)[.)、．）]|[①-⑳]", re.I)
_BOLD = re.compile(r"font-weight:\s*(?:bold|[6-9]00)", re.I)
_ITALIC = re.compile(r"font-style:\s*italic", re.I)
_HIDDEN = re.compile(r"display:\s*none", re.I)
# An end tag is looked for among so many open ones.
DEEPEST = 40
# Boxes that divide a page into blocks and say nothing else.
_BOXES = frozenset(
    {"section", "article", "figure", "figcaption", "header", "footer", "main", "aside", "address", "center"}
)
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
_BLOCKS = frozenset(
    {"p", "div", "table", "ul", "ol", "blockquote", "hr", "pre", *_BOXES, *(f"h{n}" for n in range(1, 7))}
)


@dataclass
class _Item:
    """A paragraph that Word draws as a line of a list."""

    level: int
    words: list[str] = field(default_factory=list)
    mark: str = ""


def from_other_programs(html: str) -> str:
    """The same words with what other programs mean by their styles written as tags; other HTML is returned as it is."""
    if not _FOREIGN.search(html):
        return html
    reader = _Reader()
    at = 0
    for tag in _TAG.finditer(html):
        reader.text(html[at : tag.start()])
        reader.tag(tag)
        at = tag.end()
    reader.text(html[at:])
    return reader.finish()


class _Reader:
    """Reads the tags in their order and writes them again; knows what is open."""

    def __init__(self) -> None:
        self.written: list[str] = []
        self.open: list[tuple[str, str]] = []  # the tag's name, and what to write where it ends
        self.hidden_from: int | None = None  # so many tags were open where the unseen began
        self.mark_from: int | None = None
        self.item: _Item | None = None
        self.items: list[_Item] = []

    def text(self, text: str) -> None:
        if not text or self.hidden_from is not None:
            return
        if self.mark_from is not None and self.item:
            self.item.mark += text
            return
        if self.items and self.item is None and re.sub(r"<![^<>]*>", "", text).strip():
            self._end_list()
        (self.item.words if self.item else self.written).append(text)

    def tag(self, tag: re.Match[str]) -> None:
        name = tag["name"].lower()
        if name in _VOID or tag["rest"].endswith("/"):
            self._write(name, tag[1])
        elif tag["close"]:
            self._close(name, tag[1])
        else:
            self._open(name, tag[1], tag["rest"])

    def _open(self, name: str, tag: str, rest: str) -> None:
        if name in _BLOCKS and any(one == "p" for one, _end in self.open[-DEEPEST:]):
            self._close("p", "")  # a paragraph ends where the next block begins
        if self.hidden_from is None and _HIDDEN.search(rest):
            self.hidden_from = len(self.open)
        if name == "p" and self.hidden_from is None and (level := _LIST.search(rest)):
            self.item = _Item(int(level[1]))
            self.open.append((name, ""))
            return
        if self.item and self.mark_from is None and re.search(r"mso-list:\s*ignore", rest, re.I):
            self.mark_from = len(self.open)
        start, end = _rewritten(name, tag, rest)
        self._write(name, start)
        self.open.append((name, end))

    def _close(self, name: str, tag: str) -> None:
        near = range(len(self.open) - 1, max(len(self.open) - DEEPEST, 0) - 1, -1)
        depth = next((at for at in near if self.open[at][0] == name), None)
        if depth is None:
            self._write(name, tag)
            return
        # What was left open inside ends here too.
        closed = [one for one, _end in self.open[depth:]]
        for _name, end in reversed(self.open[depth:]):
            self._write(name, end)
        del self.open[depth:]
        if self.mark_from is not None and depth <= self.mark_from:
            self.mark_from = None
        if self.hidden_from is not None and depth <= self.hidden_from:
            self.hidden_from = None
        if self.item and "p" in closed:
            self.items.append(self.item)
            self.item = None

    def _write(self, name: str, tag: str) -> None:
        if not tag or self.hidden_from is not None or (self.mark_from is not None and self.item):
            return
        if self.items and self.item is None and name in _BLOCKS:
            self._end_list()
        (self.item.words if self.item else self.written).append(tag)

    def _end_list(self) -> None:
        self.written.append(_lists(self.items))
        self.items = []

    def finish(self) -> str:
        if self.item:
            self.items.append(self.item)
        self._end_list()
        return "".join(self.written)


def _rewritten(name: str, tag: str, rest: str) -> tuple[str, str]:
    """What to write for a tag and where it ends."""
    if name in _BOXES:
        return "<p>", "</p>"
    if name == "span":
        marks = [mark for mark, look in (("strong", _BOLD), ("em", _ITALIC)) if look.search(rest)]
        return "".join(f"<{mark}>" for mark in marks), "".join(f"</{mark}>" for mark in reversed(marks))
    return tag, f"</{name}>"


def _lists(items: list[_Item]) -> str:
    """Lines drawn as lists, one after the other, as lists within lists."""
    written: list[str] = []
    still_open: list[tuple[int, str]] = []
    for item in items:
        kind = "ol" if _NUMBERED.match(item.mark.strip()) else "ul"
        while still_open and (still_open[-1][0] > item.level or still_open[-1] == (item.level, _other(kind))):
            written.append(f"</li></{still_open.pop()[1]}>")
        if still_open and still_open[-1][0] == item.level:
            written.append("</li>")
        else:
            written.append(f"<{kind}>")
            still_open.append((item.level, kind))
        written += ["<li>", *item.words]
    written += [f"</li></{kind}>" for _level, kind in reversed(still_open)]
    return "".join(written)


def _other(kind: str) -> str:
    return "ul" if kind == "ol" else "ol"
