"""The beginning of an article's text as lists, feeds and programs show it."""

from __future__ import annotations

import re

from articles.html import running_text

# In letters, and in Latin ones as much room holds twice as many.
LENGTH = 110
_HAN = re.compile("[\u3400-\u9fff]")
# "Mr. Smith" ends no sentence.
_END = re.compile(r"[。！？]|(?<=\w\w\w)[.!?][”’\"]?(?=\s)")


def teaser(body: str) -> str:
    """Whole sentences if the first ones are short enough, else cut with an ellipsis; of a table nothing."""
    text = running_text(body)
    in_chinese = bool(_HAN.search(text[:LENGTH]))
    room = LENGTH if in_chinese else 2 * LENGTH
    if len(text) <= room:
        return text
    cut = text[:room]
    end = max((match.end() for match in _END.finditer(text, 0, room + 1) if match.end() <= room), default=0)
    if end > room // 2:
        return cut[:end]
    return f"{cut.rstrip('，、；：')}……" if in_chinese else f"{(cut.rpartition(' ')[0] or cut).rstrip(',;: ')}…"
