"""The words of IPTC-IIM: numbered fields in a block of Photoshop's, from before there was XML."""

from __future__ import annotations

from collections.abc import Iterator

from photos.darkroom.limits import MAX_WORDS_BYTES
from photos.darkroom.text import decode

APPLICATION_RECORD = 2
# Of record 2. Places go from the small to the large; titles: a headline says more than an object name.
_FIELDS = {
    "title": (105, 5),
    "caption": (120,),
    "creators": (80,),
    "credit": (110,),
    "source": (115,),
    "copyright_notice": (116,),
    "keywords": (25,),
    "taken_on": (55,),
    "instructions": (40,),
}
_PLACE = (92, 90, 95, 101)  # location, city, province, country
_SEVERAL = {"creators", "keywords"}


def notes(block: bytes) -> dict[str, list[str]]:
    """What an IIM block says, by the names of `Words`. Whatever the bytes are, nothing is raised."""
    found: dict[int, list[str]] = {}
    for number, raw in _datasets(block[:MAX_WORDS_BYTES]):
        if text := decode(raw).strip("\0 \r\n\t"):
            found.setdefault(number, []).append(text)
    answer = {name: _first(found, numbers, several=name in _SEVERAL) for name, numbers in _FIELDS.items()}
    answer["place"] = [" ".join(dict.fromkeys(found[number][0] for number in _PLACE if number in found))]
    return answer


def _first(found: dict[int, list[str]], numbers: tuple[int, ...], *, several: bool) -> list[str]:
    values = next((found[number] for number in numbers if number in found), [])
    return values if several else values[:1]


def _datasets(block: bytes) -> Iterator[tuple[int, bytes]]:
    """The fields of the application record. Ends where the block is damaged."""
    at = 0
    while at + 5 <= len(block) and block[at] == 0x1C:
        record, number = block[at + 1], block[at + 2]
        length = int.from_bytes(block[at + 3 : at + 5], "big")
        at += 5
        if length & 0x8000:  # so long that the length has a length
            width = length & 0x7FFF
            if width > 4:
                return
            length = int.from_bytes(block[at : at + width], "big")
            at += width
        if record == APPLICATION_RECORD:
            yield number, block[at : at + length]
        at += length
