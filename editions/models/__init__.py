"""What an edition is, and which ones we mean; a module for each noun."""

from editions.models.advert import AdvertFile
from editions.models.correction import PrintedCorrection
from editions.models.drawing import Drawing, DrawingOrder
from editions.models.edition import OUT, Edition, EditionEvent, EditionQuerySet, EditionState, Page
from editions.models.front import FrontChange, FrontChangeQuerySet, FrontVerb
from editions.models.layout import LayoutChange
from editions.models.numbering import EditionKind
from editions.models.placement import Placement
from editions.models.plan import PageTemplate, PlanException, PlannedPage, Publication, Weekday
from editions.models.proof import Proof, ProofMark, SignOff, Snapshot
from editions.models.reissue import Reissue
from editions.models.sheet import PaperSize
from editions.models.slot import NO_ARTICLE, Corner, Slot, SlotRole, SlotStyle, TemplateSlot
from editions.models.uploaded import PageFile, PageRegion, RegionChange

__all__ = [
    "NO_ARTICLE",
    "OUT",
    "AdvertFile",
    "Corner",
    "Drawing",
    "DrawingOrder",
    "Edition",
    "EditionEvent",
    "EditionKind",
    "EditionQuerySet",
    "EditionState",
    "FrontChange",
    "FrontChangeQuerySet",
    "FrontVerb",
    "LayoutChange",
    "Page",
    "PageFile",
    "PageRegion",
    "PageTemplate",
    "PaperSize",
    "Placement",
    "PlanException",
    "PlannedPage",
    "PrintedCorrection",
    "Proof",
    "ProofMark",
    "Publication",
    "RegionChange",
    "Reissue",
    "SignOff",
    "Slot",
    "SlotRole",
    "SlotStyle",
    "Snapshot",
    "TemplateSlot",
    "Weekday",
]
