"""The colours of cameras that are set to Adobe RGB (1998) and name it in EXIF only: a profile for them."""

from __future__ import annotations

import struct

# Red, green and blue as X, Y and Z under the light profiles are written for (D50), in parts of 65,536.
_WHITE = (63190, 65536, 54061)
_PRIMARIES = {b"rXYZ": (39960, 20389, 1276), b"gXYZ": (13453, 41004, 3989), b"bXYZ": (9777, 4143, 48796)}
# 2 and 51/256, in parts of 256.
_GAMMA = 0x0233


def profile() -> bytes:
    """The profile as ICC version 2 has it: three primaries and one curve for all of them."""
    tags = {b"wtpt": _xyz(_WHITE)} | {name: _xyz(primary) for name, primary in _PRIMARIES.items()}
    curve = b"curv\0\0\0\0" + struct.pack(">IHxx", 1, _GAMMA)
    tags |= dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), curve)
    at, table, content = 132 + 12 * len(tags), b"", b""
    for name, value in tags.items():
        table += struct.pack(">4sII", name, at + len(content), len(value))
        content += value
    return _head(at + len(content)) + struct.pack(">I", len(tags)) + table + content


def _head(size: int) -> bytes:
    kinds = struct.pack(">II4s4s4s", 0, 0x02100000, b"mntr", b"RGB ", b"XYZ ")
    head = struct.pack(">I", size) + kinds + b"\0" * 12 + b"acsp" + b"\0" * 28 + struct.pack(">3i", *_WHITE)
    return head.ljust(128, b"\0")


def _xyz(value: tuple[int, int, int]) -> bytes:
    return b"XYZ \0\0\0\0" + struct.pack(">3i", *value)
