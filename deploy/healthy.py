"""Whether the process of this container does its work; without Django, for an engine asks every few seconds.

That the whole paper can be read and brought out is another question, which /readyz answers.
"""

from __future__ import annotations

import math
import os
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

# In seconds, as website/health.py has it.
LAST_HEARTBEAT = 120
LAST_IN_STEP = 300


def website() -> bool:
    return _answers(os.environ.get("NEWSROOM_WEBSITE_PORT") or "8000")


def desk() -> bool:
    return _answers(os.environ.get("NEWSROOM_DESK_PORT") or "8001")


def press() -> bool:
    import psycopg2  # type: ignore[import-untyped]

    with psycopg2.connect(os.environ["DATABASE_URL"], connect_timeout=5) as connection, connection.cursor() as cursor:
        seen = "SELECT count(*) FROM website_pressheartbeat WHERE at > now() - %s * interval '1 second'"
        cursor.execute(seen, [LAST_HEARTBEAT])
        return bool(cursor.fetchone() == (1,))


def bake() -> bool:
    in_step = Path(os.environ["NEWSROOM_BAKED_DIR"]) / "in-step"
    age = time.time() - in_step.stat().st_mtime if in_step.exists() else math.inf
    return age < LAST_IN_STEP


def _answers(port: str) -> bool:
    """As the web server in front would ask, or the answer is about the name or the missing TLS."""
    name = os.environ.get("NEWSROOM_HOSTS", "").split(",")[0].strip().lstrip(".")
    headers = {"Host": "localhost" if name in {"", "*"} else name, "X-Forwarded-Proto": "https"}
    request = urllib.request.Request(f"http://127.0.0.1:{port}/healthz", headers=headers)
    with urllib.request.urlopen(request, timeout=5) as answer:
        return bool(answer.status == 200)


WHO: dict[str, Callable[[], bool]] = {"website": website, "desk": desk, "press": press, "bake": bake}

if __name__ == "__main__":
    try:
        sys.exit(not WHO[sys.argv[1]]())
    except (KeyError, IndexError):
        sys.exit(f"usage: deploy/start healthy {'|'.join(WHO)}, with the settings of that process")
    except Exception as error:
        sys.exit(f"{sys.argv[1]}: {type(error).__name__}: {error}")
