"""Words out of a file: from bytes of unknown encoding to one clean line of a given length."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

# Controls, zero-width and direction marks, lone surrogates: the same that `authors.text_line` takes out, which the
# child cannot ask because it comes with Django; and characters no Unicode has.
INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\ufeff\ufff0-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)
LONGEST = 10_000  # what is looked at before cutting
_BETWEEN_WORDS = re.compile(r"[;；,，、|]")


def decode(raw: bytes) -> str:
    """Text from bytes that do not say how they are encoded: UTF-8, else GB18030 where it reads as Chinese, else Latin.

    Old software cuts fields in the middle of a character; that one is left out.
    """
    raw = raw[:LONGEST]
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start and error.reason == "unexpected end of data":
            return raw[: error.start].decode("utf-8")
    for length in (len(raw), len(raw) - 1):
        try:
            chinese = raw[:length].decode("gb18030")
        except UnicodeDecodeError:
            continue
        if _reads_as_chinese(chinese):
            return chinese
    return raw.decode("cp1252", "ignore")


def _reads_as_chinese(text: str) -> bool:
    """Whether most of what is not ASCII is of the everyday set: accented Latin read as GB18030 gives rare signs."""
    foreign = [char for char in text if char > "\x7f"]
    return 2 * sum(_is_everyday(char) for char in foreign) > len(foreign)


def _is_everyday(char: str) -> bool:
    try:
        return len(char.encode("gb2312")) == 2
    except UnicodeEncodeError:
        return False


def line(value: object, longest: int) -> str:
    """One line that shows all it says, at most `longest` characters; "" for what is no text."""
    if not isinstance(value, str):
        return ""
    text = INVISIBLE.sub("", unicodedata.normalize("NFC", _closed_up(value[:LONGEST])))
    # What cannot be seen may have stood between two gaps.
    return _closed_up(text)[:longest].strip()


def _closed_up(text: str) -> str:
    """Each gap one space; a full-width one stays full-width."""
    return re.sub(r"\s+", lambda gap: "\u3000" if "\u3000" in gap[0] else " ", text)


def lines(values: object, longest: int, most: int, *, apart: bool = False) -> tuple[str, ...]:
    """Several of them, each once, in their order; `apart` also takes those apart that stand in one with commas."""
    if not isinstance(values, Iterable) or isinstance(values, str | bytes):
        return ()
    found: dict[str, None] = {}
    for value in values:
        if len(found) >= most:
            break
        text = value[:LONGEST] if isinstance(value, str) else ""
        for piece in _BETWEEN_WORDS.split(text) if apart else [text]:
            if cleaned := line(piece, longest):
                found[cleaned] = None
    return tuple(found)[:most]
