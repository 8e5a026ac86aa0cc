"""Making up a page: from the rows of an edition to the page source, by the composing room's engine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import Prefetch
from django.utils import translation
from django.utils.translation import gettext as _

from editions import furniture, printed_notices
from editions.composing.compose import compose, fit
from editions.composing.grid import Grid
from editions.composing.manuscript import Manuscript
from editions.composing.slots import PhotoPlace, Setting
from editions.composing.slots import Slot as SlotToSet
from editions.composing.source import Fit, PageSource
from editions.manuscripts import file_name, manuscripts, writes_chinese
from editions.models import Edition, Page, Placement, Publication, Slot, SlotRole, SlotStyle


@dataclass(slots=True)
class MakeUp:
    """An edition loaded for making up: its drawn pages in order, and the manuscripts of all that stands on them."""

    edition: Edition
    publication: Publication
    pages: dict[int, Page]
    page_count: int
    manuscripts: dict[int, Manuscript]
    _fits: dict[int, Fit] = field(default_factory=dict)
    _sources: dict[int, PageSource] = field(default_factory=dict)
    _placed: dict[int, Placement] = field(init=False)
    _continued: dict[int, Placement] = field(init=False)

    def __post_init__(self) -> None:
        standing = [one for page in self.pages.values() for one in page.placements.all() if one.slot_id]
        self._placed = {one.pk: one for one in standing}
        self._continued = {one.continues_id: one for one in standing if one.continues_id}

    def source(self, page: Page) -> PageSource:
        """The page source of one of its pages, composed once."""
        if page.pk not in self._sources:
            self._sources[page.pk] = self._composed(self.pages[page.pk])
        return self._sources[page.pk]

    def _composed(self, page: Page) -> PageSource:
        grid = grid_of(page)
        # What a page says is in the paper's language, whoever has it drawn.
        with translation.override(settings.LANGUAGE_CODE):
            around = furniture.of_page(page, self.edition, self.publication, self.page_count)
            return compose(grid, around, [self.slot(slot) for slot in page.slots.all()])

    def sources(self) -> Iterator[tuple[Page, PageSource]]:
        for page in self.pages.values():
            yield page, self.source(page)

    def slot(self, slot: Slot) -> SlotToSet:
        """A slot with what stands in it, as the engine sets it."""
        page = self.pages[slot.page_id]
        placed = [one for one in page.placements.all() if one.slot_id == slot.pk]
        if slot.role == SlotRole.CORRECTIONS:
            return printed_notices.slot_of(slot, printed_notices.standing_in(slot, page))
        is_advert = slot.role == SlotRole.ADVERT
        return SlotToSet(
            key=slot.key,
            role=slot.role,  # type: ignore[arg-type]
            style=slot.style,  # type: ignore[arg-type]
            cells=slot.cells,
            text_columns=slot.text_columns,
            settings=tuple(self.setting(placement, slot) for placement in placed),
            label=_("Advertisement") if is_advert else "",
            advert=slot.advert,
            artwork=_artwork(slot),
        )

    def setting(self, placement: Placement, slot: Slot) -> Setting:
        manuscript = self.manuscripts[placement.version_id]
        main = self.begun(placement)
        rest = self._continued.get(placement.pk)
        return Setting(
            placement=placement.pk,
            manuscript=manuscript,
            headline=placement.headline,
            deck=placement.deck,
            photos=photo_places(placement, slot, manuscript) if main is None else (),
            trim=placement.trim,
            skip=self.fit_of(main).set_until if main else 0,
            jump_to=self.pages[rest.page_id].label if rest else "",
            jump_from=self.pages[main.page_id].label if main else "",
            headline_step=placement.headline_step,
            headline_rows=placement.headline_rows,
        )

    def begun(self, placement: Placement) -> Placement | None:
        """Where an article begins that goes on here; what stands in no slot there has nothing to go on from."""
        return self._placed.get(placement.continues_id or 0)

    def fit_of(self, placement: Placement) -> Fit:
        """How the text of a placed article fits where it stands."""
        if placement.pk not in self._fits:
            page = self.pages[placement.page_id]
            slot = next(slot for slot in page.slots.all() if slot.pk == placement.slot_id)
            found = self.slot(slot)
            fits = fit(grid_of(page), found, language())
            self._fits |= {one.placement: fits[place] for place, one in enumerate(found.settings)}
        return self._fits[placement.pk]


def make_up(edition: Edition, *, only: Page | None = None) -> MakeUp:
    """Load an edition for making up, in a fixed number of questions; `only` one page of it can then be made up."""
    placed = Placement.objects.select_related("version").order_by("order")
    slots = Slot.objects.select_related("artwork", "artwork_file")
    pages = list(
        Page.objects.filter(edition=edition)
        .select_related("paper", "template")
        .prefetch_related(Prefetch("placements", placed), Prefetch("slots", slots), printed_notices.of_pages())
        .order_by("letter", "number")
    )
    drawn = {page.pk: page for page in pages if page.is_drawn}
    versions = [one.version for page in drawn.values() for one in page.placements.all() if _is_set(one, drawn, only)]
    return MakeUp(
        edition=edition,
        publication=Publication.objects.first() or Publication(),
        pages=drawn,
        page_count=len(pages),
        manuscripts=manuscripts(versions),
    )


def _is_set(placement: Placement, pages: Mapping[int, Page], only: Page | None) -> bool:
    """Whether the words of a placement are wanted: it stands on the one page, or begins what goes on there."""
    if only is None or placement.page_id == only.pk or only.pk not in pages:
        return True
    return any(one.continues_id == placement.pk for one in pages[only.pk].placements.all())


def _artwork(slot: Slot) -> str:
    """The file that an advert prints: of the PDF that was handed in, or of a picture of the library."""
    if slot.artwork_file:
        return slot.artwork_file.print_name
    return file_name(slot.artwork) if slot.artwork else ""


def language() -> str:
    """The language the engine breaks lines in."""
    return "zh" if writes_chinese() else "en"


def grid_of(page: Page) -> Grid:
    assert page.paper is not None
    return page.paper.grid


def photo_places(placement: Placement, slot: Slot, manuscript: Manuscript) -> tuple[PhotoPlace, ...]:
    """Where the photos of an article stand in its slot: as this page says, or as the slot does for the first."""
    said = [place_from(one) for one in placement.photo_places]
    if not said and manuscript.photos:
        if slot.style == SlotStyle.PICTURE and not slot.photo_columns:
            said = [PhotoPlace(columns=slot.text_columns or slot.span, lines=max(3, slot.lines - 6), corner="top")]
        elif slot.photo_columns and slot.photo_lines:
            said = [PhotoPlace(slot.photo_columns, slot.photo_lines, slot.photo_corner)]  # type: ignore[arg-type]
    return tuple(one for one in said if one.columns and one.photo < len(manuscript.photos))


def place_from(fields: Mapping[str, object]) -> PhotoPlace:
    """A place as it is stored with a placement."""
    return PhotoPlace(
        columns=int(str(fields["columns"])),
        lines=int(str(fields["lines"])),
        corner=str(fields["corner"]),  # type: ignore[arg-type]
        photo=int(str(fields["photo"])),
    )
