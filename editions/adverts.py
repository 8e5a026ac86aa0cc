"""The artwork of advertisements: the PDF a client sends is taken in for a slot, printed, and said how it fits there."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from articles.workflow import Refused
from authors.models import User
from editions import handed_in, policy
from editions.composing.grid import Grid
from editions.composing.uploaded.orders import PRINT_NAME
from editions.models import AdvertFile, Page, Slot, SlotRole
from editions.workflow import layouts, slots

FOLDER = "adverts"
# Less white than this, in millimetres, nobody sees beside an advert.
UNSEEN_MM = 1.0


def upload(slot: Slot, sent: UploadedFile, *, seen: int, by: User) -> AdvertFile:
    """Print the PDF in a slot for an advertisement; `seen` is the layout number the person looked at.

    Raises Refused with the sentence for the page designer; nothing of the file is kept then.
    """
    if sentence := policy.refusal_to_compose(by, slot.page.edition):
        raise Refused(sentence)
    layouts.refuse_stale(slot.page, seen)
    if slot.role != SlotRole.ADVERT:
        raise Refused(_("Only a slot for an advertisement takes artwork. Say first that it is one."))
    with handed_in.taken_in(FOLDER, sent, advert=True) as (folder, read), transaction.atomic():
        file = AdvertFile.objects.create(**handed_in.facts(sent, read, read.print_size, folder, by))
        slots.change_slot(slot, by=by, seen=seen, artwork_file=file, artwork=None)
    return file


def take_off(slot: Slot, *, seen: int, by: User) -> None:
    """Print the client's name again in place of the artwork; the file is kept, and undoing brings it back."""
    slots.change_slot(slot, by=by, seen=seen, artwork_file=None, artwork=None)


def on_page(page: Page, number: int) -> AdvertFile | None:
    """The file of that number, where a slot of the page prints it."""
    return AdvertFile.objects.filter(pk=number, slots__page=page).first()


def fit_of(slot: Slot, grid: Grid) -> str:
    """How the artwork of a slot fits in it, in one sentence; "" where none was handed in."""
    file = slot.artwork_file
    if file is None:
        return ""
    rect = grid.rect(slot.cells)
    # The last line of a slot ends where its characters do.
    width, height = rect.width, rect.height - (grid.line_mm - grid.cell_mm)
    scale = min(width / file.width_mm, height / file.height_mm)
    beside, over = width - scale * file.width_mm, height - scale * file.height_mm
    names = {
        "artwork": f"{file.width_mm:.0f} × {file.height_mm:.0f}",
        "place": f"{width:.0f} × {height:.0f}",
        "scale": f"{100 * scale:.0f}",
        "white": f"{max(beside, over):.0f}",
    }
    if max(beside, over) < UNSEEN_MM:
        return _("Artwork of %(artwork)s mm fills its place of %(place)s mm, printed at %(scale)s%%.") % names
    if beside > over:
        return (
            _(
                "Artwork of %(artwork)s mm has other proportions than its place of %(place)s mm: "
                "printed at %(scale)s%%, with %(white)s mm of white at its sides."
            )
            % names
        )
    return (
        _(
            "Artwork of %(artwork)s mm has other proportions than its place of %(place)s mm: "
            "printed at %(scale)s%%, with %(white)s mm of white above and below."
        )
        % names
    )


# -- files ---------------------------------------------------------------------------------------------------------
def print_files(names: Iterable[str]) -> dict[str, str]:
    """Where in the private store lies what is printed of the files a page source names; photos are left out."""
    numbers = {int(name.split("-")[1]): name for name in names if name.startswith("advert-")}
    if not numbers:
        return {}
    folders = AdvertFile.objects.filter(pk__in=numbers).values_list("pk", "folder")
    return {numbers[number]: f"{folder}/{PRINT_NAME}" for number, folder in folders}
