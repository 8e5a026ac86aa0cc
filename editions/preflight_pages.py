"""The look over the pages of an issue as they are printed: numbers, slots, drawings, headlines, what a page avoids.

Nothing is composed for it: what the press found when it drew a page stands with the drawing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from editions import printed_notices
from editions.findings import Finding
from editions.models import Drawing, Edition, Page, Placement, Publication, SlotRole
from editions.preflight_known import Known

PAIRS = (
    ("“", "”"), ("‘", "’"), ("《", "》"), ("〈", "〉"), ("「", "」"), ("『", "』"), ("（", "）"), ("(", ")"),
)  # fmt: skip
MOST_NAMED = 4
# What a page avoids, by the rule that says so; what cannot happen on a stored page is not among them.
AVOIDED: dict[str, str | Promise] = {
    "headlines": gettext_lazy("Page %(page)s: headlines of one size stand side by side and read as one line."),
    "cut": gettext_lazy("Page %(page)s: one straight line cuts through the whole page."),
    "gutter": gettext_lazy("Page %(page)s: one gutter runs from the head of the page to its foot."),
    "pictures": gettext_lazy("Page %(page)s: pictures of two articles stand side by side."),
    "hole": gettext_lazy("Page %(page)s: a place is left where nothing stands."),
}

AVOIDED_BY_SEVERAL: dict[str, str | Promise] = {
    "headlines": gettext_lazy("Headlines of one size side by side that read as one line:"),
    "cut": gettext_lazy("Cut through by one straight line:"),
    "gutter": gettext_lazy("With one gutter from head to foot:"),
    "pictures": gettext_lazy("Pictures of two articles side by side:"),
    "hole": gettext_lazy("With a place where nothing stands:"),
}


def findings(edition: Edition, pages: Sequence[Page], known: Known) -> Iterator[Finding]:
    """What is wrong with the pages that readers get a picture of; an edition of lists has none."""
    printed = [page for page in pages if page.needs_sign_off]
    if not printed:
        return
    drawings = known.drawings
    yield from _numbers(edition, printed)
    yield from _labels(pages)
    for page in printed:
        if not page.name:
            sentence = _("Page %(page)s has no name, so its head is empty.")
            several = _("Without a name, so that the head is empty:")
            yield Finding(sentence % {"page": page.label}, page, blocks=False, several=several)
        if page.is_drawn:
            yield from _slots(page)
            yield from _drawing(page, drawings.get(page.pk), known.failed.get(page.pk))
        yield from _unsigned(page, drawings.get(page.pk))
        for placement in page.placements.all():
            yield from _headline(page, placement)


def _numbers(edition: Edition, pages: Sequence[Page]) -> Iterator[Finding]:
    """What the masthead has to say: the paper's CN number and the total number."""
    masthead = next((page for page in pages if page.is_drawn and page.has_masthead), None)
    if masthead is None:
        return
    paper = Publication.objects.first()
    if paper is not None and not paper.cn_number:
        sentence = _("%(page)s: the masthead has no serial number (CN); it stands in the imprint.")
        yield Finding(sentence % {"page": masthead.label}, masthead, blocks=False)
    if paper is not None and edition.total_number is None and paper.counts(edition.kind):
        yield Finding(_("The edition has no total number, and the masthead shows none."), masthead, blocks=False)


def _labels(pages: Sequence[Page]) -> Iterator[Finding]:
    """A sheet of paper has two sides, and readers count."""
    by_letter: dict[str, list[int]] = defaultdict(list)
    for page in pages:
        by_letter[page.letter].append(page.number)
    if len(pages) > 1 and len(pages) % 2:
        sentence = _("The edition has %(count)s pages; printed paper has an even number.")
        yield Finding(sentence % {"count": len(pages)}, blocks=False)
    for letter, numbers in sorted(by_letter.items()):
        missing = sorted(set(range(1, max(numbers) + 1)) - set(numbers))
        if missing:
            labels = [Page(letter=letter, number=number).label for number in missing[:MOST_NAMED]]
            sentence = _("Pages are left out: %(pages)s.")
            yield Finding(sentence % {"pages": _(", ").join(labels)}, blocks=False)


def _slots(page: Page) -> Iterator[Finding]:
    names = {"page": page.label}
    taken = {placement.slot_id for placement in page.placements.all()}
    if printing := printed_notices.slot_for(page):
        taken |= {printing.pk} if printed_notices.standing_in(printing, page) else set()
    elif printed_notices.is_without_slot(page):
        sentence = _("%(page)s has a correction and no slot for it, so it is not printed. Give the page a slot for it.")
        yield Finding(sentence % names, page)
    empty = [one for one in page.slots.all() if one.pk not in taken and one.role != SlotRole.ADVERT]
    if empty:
        roles = _(", ").join(str(one.get_role_display()) for one in empty[:MOST_NAMED])
        sentence = _("Page %(page)s has empty slots: %(slots)s.")
        several = _("With empty slots:")
        yield Finding(sentence % {**names, "slots": roles}, page, blocks=False, several=several)
    if any(one.role == SlotRole.ADVERT and not one.advert for one in page.slots.all()):
        yield Finding(_("Page %(page)s has an advertisement without its client's name.") % names, page, blocks=False)
    yield from _artwork(page)
    for placement in page.placements.all():
        if placement.slot_id is None:
            sentence = _("%(page)s “%(article)s” stands in no slot, so it is not printed.")
            yield Finding(sentence % {**names, "article": placement.version.headline}, page, placement)


def _artwork(page: Page) -> Iterator[Finding]:
    """What an advertisement was set in and does not bring along may look otherwise than its client saw it."""
    for file in (one.artwork_file for one in page.slots.all() if one.role == SlotRole.ADVERT):
        if file is not None and file.fonts:
            sentence = _(
                "Page %(page)s: the PDF of the advertisement “%(file)s” does not carry its fonts (%(fonts)s). "
                "Look whether it reads as it should, or ask for it with its fonts embedded."
            )
            fonts = _(", ").join(file.fonts[:MOST_NAMED])
            yield Finding(sentence % {"page": page.label, "file": file.name, "fonts": fonts}, page, blocks=False)


def _drawing(page: Page, drawn: Drawing | None, failed: Drawing | None) -> Iterator[Finding]:
    """What the press found when it drew the page as it is."""
    names = {"page": page.label}
    if drawn is None or drawn.layout_number != page.layout_number:
        if failed is not None and failed.layout_number == page.layout_number:
            sentence = _("Page %(page)s could not be drawn: %(reason)s")
            yield Finding(sentence % {**names, "reason": failed.failure}, page)
            return
        yield Finding(_("Page %(page)s is being drawn. Wait a moment.") % names, page, several=_("Being drawn:"))
        return
    if drawn.over:
        sentence = _("Page %(page)s has text that finds no place: %(count)s characters.")
        yield Finding(sentence % {**names, "count": drawn.over}, page)
    if drawn.missing:
        characters = "".join(dict.fromkeys(one["character"] for one in drawn.missing))
        sentence = _("Page %(page)s has characters that no font has: %(characters)s")
        yield Finding(sentence % {**names, "characters": characters}, page)
    for rule in dict.fromkeys(drawn.taboos):
        if rule in AVOIDED:
            several = str(AVOIDED_BY_SEVERAL[rule])
            yield Finding(str(AVOIDED[rule]) % names, page, blocks=False, several=several)


def _unsigned(page: Page, drawn: Drawing | None) -> Iterator[Finding]:
    """A page that is still being drawn cannot be signed yet, and is not named twice.

    Signed is what stands there: other numbers in its head, say, make another page of it.
    """
    signed = [one.digest for one in page.sign_offs.all() if one.layout_number == page.layout_number]
    if page.is_drawn and (drawn is None or drawn.layout_number != page.layout_number):
        return
    if not signed or (drawn is not None and page.is_drawn and drawn.digest not in signed):
        sentence = _("Page %(page)s is not signed off.")
        yield Finding(sentence % {"page": page.label}, page, several=_("Not signed off:"))


def _headline(page: Page, placement: Placement) -> Iterator[Finding]:
    for line in (placement.headline or placement.version.headline, placement.deck):
        if unpaired := _unpaired(line):
            sentence = _("%(page)s “%(article)s”: %(mark)s in the headline has no counterpart.")
            names = {"page": page.label, "article": placement.version.headline, "mark": unpaired}
            yield Finding(sentence % names, page, placement, blocks=False)


def _unpaired(line: str) -> str:
    """The first mark of a line that opens and is not closed, or the other way round; "" where all are in pairs."""
    for opening, closing in PAIRS:
        depth = 0
        for letter in line:
            # An apostrophe closes nothing: Bakers’ bread.
            if letter == closing and (depth or closing != "’"):
                depth -= 1
            elif letter == opening:
                depth += 1
            if depth < 0:
                return closing
        if depth:
            return opening
    return ""
