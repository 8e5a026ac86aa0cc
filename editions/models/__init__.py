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
from editions.models.plan import PageTemplate, PlannedPage, Publication

__all__ = [
    "Edition",
    "EditionEvent",
    "EditionQuerySet",
    "EditionState",
    "Page",
    "PageTemplate",
    "Placement",
    "PlannedPage",
    "PrintedCorrection",
    "Publication",
]
