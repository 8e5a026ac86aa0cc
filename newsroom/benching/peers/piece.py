"""What another system is given to show, and what it answers with: where that is to be had, and whose time counts."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from newsroom.benching.servers import NotThere

# What a program said last, where it failed.
LAST_WORDS = 300


@dataclass(frozen=True, slots=True)
class Piece:
    """An article as any system takes it."""

    headline: str
    paragraphs: Sequence[str]

    @property
    def html(self) -> str:
        return "".join(f"<p>{one}</p>" for one in self.paragraphs)

    def write(self, file: Path) -> None:
        file.write_text(json.dumps(asdict(self), ensure_ascii=False), encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Server:
    """One system in one setting; `processes` and all that come from them are what it spends."""

    name: str
    url: str
    processes: tuple[int, ...]


def ran(
    command: Sequence[str], folder: Path, *, seconds: float = 900, environment: Mapping[str, str] | None = None
) -> str:
    """What a program printed. Raises NotThere with its last words."""
    own = {**os.environ, **(environment or {})}
    try:
        done = subprocess.run(
            command, cwd=folder, env=own, timeout=seconds, capture_output=True, text=True, check=False,
            stdin=subprocess.DEVNULL,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotThere(str(error)) from error
    if done.returncode:
        raise NotThere(f"{command[0]} failed: {(done.stderr or done.stdout).strip()[-LAST_WORDS:]}")
    return done.stdout
