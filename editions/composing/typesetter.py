"""The child process of the drawing room: a page as JSON on a line of its input, an answer on a line of its output.

Started as a script by `editions.composing.drawing_room` with a folder of its own and the house's faces, with an empty
environment and without Django. Goes when its input ends, or when no page has come for a while.
"""

from __future__ import annotations

import errno
import json
import select
import sys
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

if __name__ == "__main__":
    # Isolated mode leaves the project's own folder out of the path.
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from photos.darkroom import limits

# A child that has drawn 48 pages holds 350 MB and has 600 mapped; a photo of 24 megapixels takes twice that.
ADDRESS_SPACE = 1536 * 1024 * 1024
CPU_SECONDS = 600
FILE_BYTES = 128 * 1024 * 1024
IDLE_SECONDS = 300
PASSING = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.ENOENT})


def work(faces: list[str]) -> None:
    """Draw pages until there are no more."""
    from editions.composing import fonts
    from editions.composing.typesetting import Press

    press: Press | None = None
    while select.select([sys.stdin], [], [], IDLE_SECONDS)[0]:
        line = sys.stdin.buffer.readline()
        if not line:
            return
        try:
            press = press or Press(fonts.find([Path(folder) for folder in faces]))
            said = draw(press, json.loads(line))
        except Exception as error:
            # Not the fault of the page: a full disk, or a photo for which the darkroom has just made another file.
            passes = isinstance(error, OSError) and error.errno in PASSING
            said = {"refused": f"{type(error).__name__}: {error}", "again": passes}
        sys.stdout.write(json.dumps(said) + "\n")
        sys.stdout.flush()


def draw(press: Any, job: dict[str, Any]) -> dict[str, Any]:
    """Draw one page into the job's folder, and say what lies there."""
    from dataclasses import asdict

    from editions.composing import pictures, reading

    drawn = press.draw(
        reading.read(job["source"]),
        files={name: Path(path) for name, path in job["files"].items()},
        day=date.fromisoformat(job["day"]),
        title=job["title"],
        pdf=job["pdf"],
        width=max(job["widths"], default=0),
    )
    into = Path(job["into"])
    if drawn.pdf:
        (into / "page.pdf").write_bytes(drawn.pdf)
    made = pictures.of_page(drawn.png, job["widths"]) if drawn.png else ()
    for picture in made:
        (into / f"page-{picture.width}.webp").write_bytes(picture.content)
    return {
        "pdf": bool(drawn.pdf),
        "pictures": [(picture.width, picture.height) for picture in made],
        "tight": [asdict(tight) for tight in drawn.tight],
        "seconds": drawn.seconds,
        "warnings": drawn.warnings,
    }


if __name__ == "__main__":
    limits.hold_to(address_space=ADDRESS_SPACE, cpu_seconds=CPU_SECONDS, file_bytes=FILE_BYTES, alone=False)
    # Whatever the engine keeps beside its work goes when the folder goes, however this process ends.
    tempfile.tempdir = sys.argv[1]
    work(json.loads(sys.argv[2]))
