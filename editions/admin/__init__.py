"""The admin pages of the composing desk, by noun: editions, the paper, its sheets and templates, its plan."""

from editions.admin.edition import EditionAdmin
from editions.admin.plan import PlanExceptionAdmin, PlannedPageAdmin
from editions.admin.publication import PublicationAdmin
from editions.admin.sheets import PageTemplateAdmin, PaperSizeAdmin

__all__ = [
    "EditionAdmin",
    "PageTemplateAdmin",
    "PaperSizeAdmin",
    "PlanExceptionAdmin",
    "PlannedPageAdmin",
    "PublicationAdmin",
]
