"""What an edition is, and which ones we mean; a module for each noun."""

from editions.models.correction import PrintedCorrection
from editions.models.edition import (
    Edition,
    EditionEvent,
    EditionQuerySet,
    EditionState,
    Page,
    Placement,
)
from editions.models.numbering import EditionKind
from editions.models.plan import PageTemplate, PlanException, PlannedPage, Publication, Weekday
from editions.models.uploaded import PageFile, PageRegion, RegionChange

__all__ = [
    "Edition",
    "EditionEvent",
    "EditionKind",
    "EditionQuerySet",
    "EditionState",
    "Page",
    "PageFile",
    "PageRegion",
    "PageTemplate",
    "Placement",
    "PlanException",
    "PlannedPage",
    "PrintedCorrection",
    "Publication",
    "RegionChange",
    "Weekday",
]
