"""What is written into every public file: whose picture it is and what it shows, never the place or the camera."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from html import escape

from photos.darkroom import xmp

SOURCE_LIST = "http://cv.iptc.org/newscodes/digitalsourcetype/"
# Every packet is so many bytes long, the rest of them blanks, as XMP foresees it: the words in a finished picture can
# then be replaced where they stand, whatever its format, and without opening it.
ROOM = 2048
_BEGIN = '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
_END = '<?xpacket end="w"?>'
# What XML cannot carry at all.
_IMPOSSIBLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Engraving:
    """Words for the public files; empty ones are left out. `digital_source` is a word of the IPTC list."""

    credit: str = ""
    copyright_notice: str = ""
    caption: str = ""
    digital_source: str = ""
    creator: str = ""
    licence_url: str = ""


def packet(words: Engraving) -> bytes:
    """The XMP packet with these words, in UTF-8, `ROOM` bytes long. What finds no room is cut, the caption first."""
    for name in ("caption", "copyright_notice", "creator", "credit", "licence_url"):
        while len(text := _meta(words).encode()) > ROOM - len((_BEGIN + _END).encode()) - 2 and getattr(words, name):
            words = replace(words, **{name: getattr(words, name)[:-8]})
    blanks = b" " * (ROOM - len((_BEGIN + _END).encode()) - 2 - len(text))
    return b"\n".join([_BEGIN.encode(), text + blanks, _END.encode()])


def engraved_anew(content: bytes, other: bytes) -> bytes:
    """A finished picture with another packet in it and the same pixels; raises ValueError for a file not made here."""
    begin = _begin_of_ours(content)
    return content[:begin] + other + content[begin + ROOM :]


def packet_in(content: bytes) -> bytes:
    """The packet of a finished picture; raises ValueError for a file not made here."""
    begin = _begin_of_ours(content)
    return content[begin : begin + ROOM]


def _begin_of_ours(content: bytes) -> int:
    begin, end = content.find(_BEGIN.encode()), content.find(_END.encode())
    if begin < 0 or end + len(_END) - begin != ROOM:
        raise ValueError("there is no engraving of ours in it")
    return begin


def _meta(words: Engraving) -> str:
    source = SOURCE_LIST + words.digital_source if words.digital_source else ""
    lines = [
        _one("photoshop:Credit", words.credit),
        _alternatives("dc:rights", words.copyright_notice),
        _alternatives("dc:description", words.caption),
        _list("dc:creator", words.creator),
        _one("xmpRights:Marked", "True" if words.copyright_notice else ""),
        _one("xmpRights:WebStatement", words.licence_url),
        _one("Iptc4xmpExt:DigitalSourceType", source),
    ]
    body = "\n".join(line for line in lines if line)
    return f"""<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="{xmp.RDF}">
<rdf:Description rdf:about="" xmlns:dc="{xmp.DC}" xmlns:photoshop="{xmp.PHOTOSHOP}" xmlns:xmpRights="{xmp.RIGHTS}"
 xmlns:Iptc4xmpExt="{xmp.IPTC_EXTENSION}">
{body}
</rdf:Description></rdf:RDF></x:xmpmeta>"""


def _one(name: str, text: str) -> str:
    return f"<{name}>{_safe(text)}</{name}>" if text else ""


def _alternatives(name: str, text: str) -> str:
    return f'<{name}><rdf:Alt><rdf:li xml:lang="x-default">{_safe(text)}</rdf:li></rdf:Alt></{name}>' if text else ""


def _list(name: str, text: str) -> str:
    return f"<{name}><rdf:Seq><rdf:li>{_safe(text)}</rdf:li></rdf:Seq></{name}>" if text else ""


def _safe(text: str) -> str:
    return escape(_IMPOSSIBLE.sub("", text))
