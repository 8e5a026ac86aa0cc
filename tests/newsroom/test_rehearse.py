"""What a rehearsal says of each sentence: that it came true, that it did not, or that it could not be tried."""

from __future__ import annotations

import io
from types import SimpleNamespace
from typing import Any, cast

from newsroom.management.commands.rehearse import Command
from newsroom.rehearsal.stage import NotTried, Stage, Untrue


def comes_true(_stage: Stage) -> str:
    """Readers read on."""
    return "386 pages"


def comes_not(_stage: Stage) -> str:
    """What is withdrawn is gone."""
    raise Untrue("it still stood there")


def lacks_something(_stage: Stage) -> str:
    """A cache lets go."""
    raise NotTried("there is no Varnish here")


def test_what_could_not_be_tried_is_not_said_to_have_come_true() -> None:
    said = io.StringIO()
    stage: Any = cast(Any, SimpleNamespace())
    assert Command(stdout=said)._try([comes_true, comes_not, lacks_something], stage) == (1, 1)
    assert said.getvalue().splitlines() == [
        "  yes  Readers read on.",
        "         386 pages",
        "  NO   What is withdrawn is gone.",
        "         it still stood there",
        "   –   A cache lets go.",
        "         not tried: there is no Varnish here",
    ]
