"""One sentence of the pre-flight."""

from __future__ import annotations

from dataclasses import dataclass

from editions.models import Page, Placement


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence about an edition; a blocking one keeps it from being published."""

    sentence: str
    page: Page | None = None
    placement: Placement | None = None
    blocks: bool = True
