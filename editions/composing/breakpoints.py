"""Where a line of text may end: Unicode's line breaking (UAX #14) as a Chinese paper uses it (避头尾).

The classes and pairs are those of the page engine's segmenter for Chinese, so that a paragraph breaks alike here and
there. Ours are stricter in two things: 间隔号, 连接号 and 浪纹线 never begin a line (GB/T 15834-2011, 5.1), and no mark
that may not begin a line does so because a space stands before it.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

# Classes, a letter each: I ideograph, N non-starter, m 间隔号, C closing mark, P closing quote or bracket, c closing
# brace, Q quote of either side, K its closing one, O opening mark, o opening bracket of Latin, B dash, A letter,
# d digit, % after a number, $ before one, - hyphen, b break after, / slash, . inside a number, G glue, M combining,
# R letter of a flag and r its second, _ space, Z zero-width space.
_CLASSES = {
    "N": "々〻ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶー：；！？…‥・!?〜゛゜ヽヾゝゞ‼⁇⁈⁉～–",
    "C": "、。，）》」』】〗〕〉］｝．｠〙〛｡｣､",
    "P": "”)]",
    "Q": "‘\"'«‹",
    "K": "’»›",
    "O": "（《「『【〖〔〈［｛“｟〘〚｢„‚",
    "o": "([{¡¿",
    "m": "·",
    "B": "—",
    "%": "%％℃°′″‰‱￠¢℉‴",
    "$": "$￥¥€£￡+\\±№₩￦−",
    "-": "-",
    "b": "|‐‒\t\u00ad　\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2008\u2009\u200a\u205f",
    "/": "/",
    ".": ".,:;",
    "c": "}",
    "G": "\u00a0\u2007\u202f\u2011\u2060\ufeff",
    "_": " ",
    "Z": "\u200b",
}
_KNOWN = {character: name for name, characters in _CLASSES.items() for character in characters}

# After which class a line may end, before which: the engine's table, measured pair by pair.
_AFTER = {
    "I": "IOBAd$oR",
    "N": "IOBA%$doR",
    "m": "IOB",
    "C": "IOBAdoR",
    "P": "IOBoR",
    "c": "IOBAdoR",
    "B": "IOA%$doR",
    "A": "IOB",
    "d": "IOB",
    "%": "IB%$R",
    "$": "B%$R",
    "-": "IOBA%$oR",
    "b": "IOBA%$doR",
    "/": "IOBA%$oR",
    ".": "IOB%$o",
    "R": "IOBA%$do",
    "r": "IOBA%$doR",
    "_": "IOBAd%$oQRG-",
    "Z": "IOBAd%$oQRG-bNCP/.c",
    "Q": "",
    "K": "",
}
# English takes “ and ” for either side, as Unicode does.
_LATIN = str.maketrans({"“": "‘", "”": "’"})

_OPPORTUNITY = re.compile(
    "|".join(f"(?<={re.escape(left)})(?=[{re.escape(right)}])" for left, right in _AFTER.items() if right)
)
_PROTECTED = re.compile(r"(?<=[Oo])_+|(?<=B)_+(?=B)")
# 一字线, the dash of 北京—上海, is a 连接号.
_SINGLE_DASH = re.compile(r"(?<!B)B(?!B)")
_COMBINED = re.compile(r"(.)(M+)")
_LINK = re.compile(r"(?:https?://|www\.)", re.ASCII)
_LINK_BODY = re.compile(r"[0-9A-Za-z!#$%&*+,\-./:;=?@_~']*")


class _Classes(dict[int, str]):
    """Code point → class, worked out once for each character met."""

    def __missing__(self, code: int) -> str:
        self[code] = found = _class(chr(code))
        return found


def _class(character: str) -> str:
    known = _KNOWN.get(character)
    if known:
        return known
    category = unicodedata.category(character)
    if category in ("Mn", "Me", "Mc") or character == "\u200d":
        return "M"
    if category == "Nd" and unicodedata.east_asian_width(character) != "F":
        return "d"
    if "\U0001f1e6" <= character <= "\U0001f1ff":
        return "R"
    wide = unicodedata.east_asian_width(character) in "WF"
    return "I" if wide or "　" <= character <= "\U0003ffff" else "A"


_classes = _Classes()


def classes(text: str) -> str:
    """The text's classes, one letter a character, with what clings to its neighbour taken for it."""
    found = text.translate(_classes)
    if "M" in found:
        found = _COMBINED.sub(lambda match: match[1] * len(match[0]), found)
    if "_" in found:
        found = _PROTECTED.sub(lambda match: "G" * len(match[0]), found)
    if "B" in found:
        found = _SINGLE_DASH.sub("b", found)
    if "R" in found:
        found = found.replace("RR", "Rr")
    return found


def may_begin(text: str, index: int) -> bool:
    """Whether a word that must be cut somewhere may be cut before this character: no mark begins or ends a line so."""
    pair = classes(text[index - 1 : index + 1])
    before, after = pair[0], pair[1]
    if text[index] in "’\"'»›" or text[index - 1] in "‘«‹":
        return False
    return after not in "NCP./cmM%" and before not in "Oo$" and pair != "BB"


def opportunities(text: str, *, chinese: bool = True) -> list[int]:
    """Before which characters a new line may begin, in order; never 0, never the end."""
    found = [match.start() for match in _OPPORTUNITY.finditer(classes(text if chinese else text.translate(_LATIN)))]
    if "://" in text or "www." in text:
        return _with_links(text, found)
    return found


def _with_links(text: str, found: list[int]) -> list[int]:
    """Addresses are broken between their parts instead, as the engine does it."""
    allowed = {0, *found}
    for match in _LINK.finditer(text):
        start = match.end() if text[match.end() - 1] == "/" else match.start()
        if start not in allowed:
            continue
        end = start + len(link_at(text, start))
        found = [at for at in found if not start < at < end] + [start + at for at in _link_breaks(text[start:end])]
    return sorted(set(found))


def link_at(text: str, start: int) -> str:
    """The rest of an address from there on, without the mark that ends the sentence around it."""
    match = _LINK_BODY.match(text, start)
    return match[0].rstrip("!,.:;?'") if match else ""


def _link_class(character: str) -> str:
    return "a" if character.isalpha() else "d" if character.isdigit() else "o"


def _link_breaks(link: str) -> list[int]:
    """Where letters, digits and marks of an address meet; inside a part of sixteen and more, everywhere."""
    found: list[int] = []
    last = 0
    for index, (first, second) in enumerate(pairwise(link), start=1):
        before, after = _link_class(first), _link_class(second)
        if before == after != "o" or (after == "o" and before != "o"):
            continue
        found += [index] if index - last < 16 else range(last + 1, index + 1)
        last = index
    return found
