"""The child process: one page of one PDF, as JSON on its input, one answer as JSON on its output, and it is gone.

Started as a script by `counter`, with an empty environment and without Django.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

if __name__ == "__main__":
    # Isolated mode leaves the project's own folder out of the path.
    sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from editions.composing.uploaded import limits
from editions.composing.uploaded.refusals import UnreadablePage
from photos.darkroom.limits import hold_to


def answer(job: dict[str, Any]) -> dict[str, Any]:
    """What the parent is told; `refused` has the reason why there is nothing else."""
    from editions.composing.uploaded import cleaning, drawing, reading

    try:
        into = Path(job["into"])
        foreign = Path(job["path"]).read_bytes()
        if job["advert"]:
            page, content = cleaning.cleaned_advert(foreign)
            return {"pages": 1, **reading.read(page), "print": drawing.draw_print(page, content, into)}
        page, pages, content = cleaning.cleaned(foreign, job["page"])
        return {"pages": pages, **reading.read(page), "sizes": drawing.draw(page, content, into)}
    except UnreadablePage as refusal:
        return {"refused": refusal.reason, "pages": refusal.pages, "because": repr(refusal.__cause__)[:300]}
    except MemoryError:
        return {"refused": "too-costly", "because": "MemoryError"}
    except OSError as error:
        # The disk, not the page.
        return {"errno": error.errno or 0, "because": repr(error)[:300]}


if __name__ == "__main__":
    hold_to(address_space=limits.ADDRESS_SPACE, cpu_seconds=limits.CPU_SECONDS, file_bytes=limits.FILE_BYTES)
    said = answer(json.load(sys.stdin))
    sys.stdout.write(json.dumps(said))
