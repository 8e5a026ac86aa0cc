"""Whether a machine made the picture, or had a part in it, as far as the file admits it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice

# Words of the IPTC list (http://cv.iptc.org/newscodes/digitalsourcetype/); `photos.models` knows the same two sets.
MADE_BY_MACHINE = frozenset({"trainedAlgorithmicMedia", "algorithmicMedia"})
MADE_WITH_MACHINE = frozenset({"compositeWithTrainedAlgorithmicMedia", "algorithmicallyEnhanced", "compositeSynthetic"})

# XMP and the signed manifests of C2PA both carry the address of the word as plain ASCII. In a manifest (CBOR) the next
# field may follow with what looks like a letter, so only whole known words are looked for.
_SOURCE = re.compile(f"digital[sS]ource[tT]ype/({'|'.join(sorted(MADE_BY_MACHINE | MADE_WITH_MACHINE))})".encode())
# GB 45438-2025: {"AIGC": {"Label": "1", ...}} in XMP (http://www.tc260.org.cn/ns/AIGC/1.0/), EXIF or a PNG text.
# Label 1: made by a machine; 2: probably; 3: suspected. Some programs write "AIGC" where the number belongs.
_LABEL = re.compile(rb"Label(?:&quot;|&#34;|&#x22;|[\s\"'\\:=>]){0,40}+([123]|AIGC)")
_BEFORE_THE_LABEL = 400
# No honest file has so many: a file made of nothing else must not hold the child up.
_MOST_LABELS = 10_000


def word(value: str) -> str:
    """The word itself from an IPTC address or a bare word; "" for anything else."""
    last = value.strip().rstrip("/").rsplit("/", 1)[-1]
    return last if re.fullmatch(r"[A-Za-z]{3,60}", last) else ""


def digital_source(declared: str, everything: Iterable[bytes]) -> str:
    """The word of the IPTC list for a picture; a word that tells of a machine wins over one that does not."""
    everything = list(everything)
    words = [declared] if declared else []
    words += [found[1].decode() for content in everything for found in _SOURCE.finditer(content)]
    if "1" in _labels(everything):
        words.append("trainedAlgorithmicMedia")
    for known in (declared, *sorted(MADE_WITH_MACHINE), *sorted(MADE_BY_MACHINE)):
        if known in words and ai_use(known) != "none":
            return known
    return words[0] if words else ""


def is_labelled(everything: Iterable[bytes]) -> bool:
    """Whether the file bears the Chinese label, of whatever certainty."""
    return bool(_labels(everything))


def _labels(everything: Iterable[bytes]) -> set[str]:
    found = (label for content in everything for label in islice(_LABEL.finditer(content), _MOST_LABELS))
    return {"1" if label[1] == b"AIGC" else label[1].decode() for label in found if _follows_its_name(label)}


def _follows_its_name(label: re.Match[bytes]) -> bool:
    """Looked for backwards from each label: forwards from each name, a file of names alone takes a minute."""
    return label.string.rfind(b"AIGC", max(0, label.start() - _BEFORE_THE_LABEL - 4), label.start()) >= 0


def ai_use(source: str) -> str:
    """none, assisted or generated, as `photos.models.AiUse` says it."""
    if source in MADE_BY_MACHINE:
        return "generated"
    return "assisted" if source in MADE_WITH_MACHINE else "none"
