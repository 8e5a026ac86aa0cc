"""What may happen to the paper sizes: measured anew, with every page drawn again that is not published yet."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from articles.workflow import Refused
from authors.models import User
from editions import policy
from editions.composing.grid import Cells
from editions.models import Edition, EditionState, Page, PageTemplate, PaperSize, Slot, TemplateSlot
from editions.models.slot import Place
from editions.workflow import layouts


def pages_on(paper: PaperSize) -> list[Page]:
    """The pages not yet published that stand on this sheet, by edition and label."""
    rows = Page.objects.filter(paper=paper).exclude(edition__state=EditionState.PUBLISHED)
    return list(rows.select_related("edition").order_by("edition__date", "edition", "letter", "number"))


@transaction.atomic
def measure_anew(paper: PaperSize, *, by: User) -> int:
    """Store other measures of a sheet; answers how many pages are drawn anew.

    Pages that are published stay as they were printed. Each of the others counts as changed, so that a sign-off of the
    page as it was no longer stands. Refused if a slot would not lie on the sheet any more.
    """
    if not policy.can_keep_house(by):
        raise Refused(_("Your role at the paper does not include its templates and paper sizes."))
    open_editions = Edition.objects.filter(pages__paper=paper).exclude(state=EditionState.PUBLISHED).values("pk")
    # Publication locks the edition first; so whoever comes second sees what the other has done.
    list(Edition.objects.select_for_update().filter(pk__in=open_editions).order_by("pk"))
    if sentence := off_the_sheet(paper):
        raise Refused(sentence)
    paper.save()
    pages = pages_on(paper)
    layouts.note_measures(pages, by=by)
    return len(pages)


def off_the_sheet(paper: PaperSize) -> str | None:
    """What would not lie on the sheet with these measures, as a sentence; None if all does."""
    templates = list(PageTemplate.objects.filter(paper=paper))
    pages = pages_on(paper)
    slots: list[Place] = [
        *TemplateSlot.objects.filter(template__in=templates).select_related("template"),
        *Slot.objects.filter(page__in=pages).select_related("page__edition"),
    ]
    for slot in slots:
        if not paper.grid.holds(slot.cells):
            return _("The slot “%(slot)s” of %(where)s would no longer lie on the sheet. Make room there first.") % {
                "slot": slot.get_role_display(),
                "where": _where(slot),
            }
    for one in (*templates, *pages):
        if one.has_masthead and not paper.grid.holds(Cells(0, 0, one.masthead_columns, one.masthead_lines)):
            return _("The masthead of %(where)s would no longer lie on the sheet.") % {"where": one}
    return None


def _where(slot: Place) -> str:
    if isinstance(slot, Slot):
        return f"{slot.page.edition} {slot.page.label}"
    assert isinstance(slot, TemplateSlot)
    return str(slot.template)


@transaction.atomic
def remove_paper(paper: PaperSize, *, by: User) -> None:
    """Take a paper size away that no template and no page stands on."""
    if not policy.can_keep_house(by):
        raise Refused(_("Your role at the paper does not include its templates and paper sizes."))
    if PageTemplate.objects.filter(paper=paper).exists() or Page.objects.filter(paper=paper).exists():
        raise Refused(_("Templates or pages stand on this paper size, so it stays."))
    paper.delete()
