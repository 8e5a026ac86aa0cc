"""The child process: one job as JSON on its input, one answer as JSON on its output, and it is gone.

Started as a script by `photos.darkroom.counter`, with an empty environment and without Django.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

if __name__ == "__main__":
    # Isolated mode leaves the project's own folder out of the path.
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from photos.darkroom import limits
from photos.darkroom.refusals import Unreadable


def answer(job: dict[str, Any]) -> dict[str, Any]:
    """What the parent is told; `refused` has the reason why there is nothing else."""
    from photos.darkroom import examining, picture, printing
    from photos.darkroom.orders import Print

    picture.forget_other_readers()
    try:
        if job["do"] == "examine":
            return examining.examine(Path(job["path"]))
        plan = [Print(**item | {"crop": item["crop"] and tuple(item["crop"])}) for item in job["plan"]]
        return {"made": printing.develop(Path(job["path"]), plan, Path(job["into"]), job["packet"].encode())}
    except Unreadable as refusal:
        return {"refused": refusal.reason, "because": repr(refusal.__cause__)[:300]}
    except MemoryError:
        return {"refused": "too-costly", "because": "MemoryError"}
    except OSError as error:
        # The disk, not the picture.
        return {"errno": error.errno or 0, "because": repr(error)[:300]}


if __name__ == "__main__":
    limits.tie_down()
    said = answer(json.load(sys.stdin))
    sys.stdout.write(json.dumps(said))
