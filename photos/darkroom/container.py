"""What a file is by its first bytes, whatever it calls itself. Nothing is decoded here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from photos.darkroom.limits import MAX_SCANS
from photos.darkroom.refusals import Unreadable

HEAD_BYTES = 4096

JPEG, PNG, WEBP = "JPEG", "PNG", "WEBP"

# The beginnings of files that are often sent instead of a picture, and the reason each is refused with.
_BEGINNINGS = [
    (b"GIF8", "gif"),
    (b"BM", "bmp"),
    (b"II*\0", "raw"),
    (b"MM\0*", "raw"),
    (b"II+\0", "raw"),
    (b"MM\0+", "raw"),
    (b"IIU\0", "raw"),
    (b"IIRO", "raw"),
    (b"IIRS", "raw"),
    (b"MMOR", "raw"),
    (b"FUJIFILMCCD-RAW", "raw"),
    (b"FOVb", "raw"),
    (b"%PDF", "pdf"),
    (b"%!", "eps"),
    (b"\xc5\xd0\xd3\xc6", "eps"),
    (b"8BPS", "layered"),
    (b"gimp xcf", "layered"),
    (b"PK\x03\x04", "archive"),
    (b"PK\x05\x06", "archive"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"\0\0\0\x0cjP  ", "new-jpeg"),
    (b"\0\0\0\x0cJXL ", "new-jpeg"),
    (b"\xff\x4f\xff\x51", "new-jpeg"),
    (b"\xff\x0a", "new-jpeg"),
]
# The family of MP4 names itself after the word "ftyp".
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_AVIF_BRANDS = {b"avif", b"avis"}

# In the pixels of a JPEG: the next marker that is neither stuffing nor a restart. Of the \xff that may fill up before
# it only the last is looked at: a file full of them is walked once, not once for each.
_MARKER = re.compile(rb"\xff([^\x00\xff\xd0-\xd7])")
_START_OF_SCAN, _END = 0xDA, 0xD9
_END_OF_IMAGE = b"\xff\xd9"
_BARE = {0x01, 0xD8}  # markers without a length


def kind_of(head: bytes) -> str:
    """JPEG, PNG or WEBP, by the first `HEAD_BYTES` of a file; raises Unreadable with the reason for all else."""
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WEBP
    raise Unreadable(_reason(head))


def _reason(head: bytes) -> str:
    if not head:
        return "empty"
    if head[4:8] == b"ftyp":
        return _of_mp4_family(head)
    for beginning, reason in _BEGINNINGS:
        if head.startswith(beginning):
            return reason
    return _of_text(head)


def _of_mp4_family(head: bytes) -> str:
    brands = {head[at : at + 4] for at in (8, *range(16, min(len(head), 64), 4))}
    if brands & _AVIF_BRANDS:
        return "avif"
    if brands & _HEIC_BRANDS:
        return "heic"
    return "raw" if b"crx " in brands else "film"


def _of_text(head: bytes) -> str:
    text = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if b"<svg" in text:
        return "svg"
    if text.startswith((b"<!doctype html", b"<html", b"<head", b"<body", b"<script", b"<?php", b"<?xml")):
        return "page"
    return "damaged"


def check_whole(content: bytes, kind: str) -> None:
    """Refuse what can be seen to be cut off or a trap without decoding it."""
    if kind == WEBP and int.from_bytes(content[4:8], "little") + 8 > len(content):
        raise Unreadable("cut-off")
    if kind == PNG and b"IEND" not in content:
        raise Unreadable("cut-off")
    if kind == JPEG and content.find(_END_OF_IMAGE, _first_scan(content)) < 0:
        # As cards and cables leave them: as long as it was, and nothing but zeros from somewhere on.
        raise Unreadable("cut-off")
    # Counting the bytes is quick and never too low; the walk tells what only looks like a scan, inside a preview.
    if kind == JPEG and content.count(b"\xff\xda") > MAX_SCANS and scans(content) > MAX_SCANS:
        raise Unreadable("too-costly")


def scans(content: bytes) -> int:
    """How often a JPEG goes over the picture, counted by its markers; stops soon after the most that is allowed."""
    return sum(1 for _scan in islice(_scans(content), MAX_SCANS + 1))


def _first_scan(content: bytes) -> int:
    """Where the pixels begin; behind the previews, which have beginnings and ends of their own."""
    return next(_scans(content), len(content))


def _scans(content: bytes) -> Iterator[int]:
    at = 2
    while marker := _MARKER.search(content, at):
        kind = marker[1][0]
        at = marker.end()
        if kind == _END:
            return
        if kind in _BARE:
            continue
        if kind == _START_OF_SCAN:
            yield marker.start()
        # At least two: a length that is a lie must not hold us on the spot.
        at += max(2, int.from_bytes(content[at : at + 2], "big"))
