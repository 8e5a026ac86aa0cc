"""Takes the pages of a demo edition through the composing room: laid out, drawn, read, signed off."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from django.conf import settings

from articles import publishing as article_publishing
from articles.models import Article, Version
from editions import drawing, makeup, workflow
from editions.composing.drawing_room import DrawingRoom
from editions.models import Edition, Page, Placement, Publication, Slot
from newsroom.demo.layouts import Place, layouts
from newsroom.demo.paper import Newsroom
from newsroom.demo.posters import poster
from newsroom.demo.sheets import SHEET
from photos import renditions
from photos.models import Photo

# How far a photo gives way to a text that a long date has made a line longer.
MOST_LINES = 6


@contextmanager
def drawing_rooms(count: int) -> Iterator[list[DrawingRoom]]:
    """So many rooms of this machine, which draw at once."""
    with ExitStack() as stack:
        folder = Path(settings.STATE_DIR) / "drawing"
        yield [stack.enter_context(DrawingRoom(folder, settings.FONTS)) for _number in range(count)]


# -- laying out ----------------------------------------------------------------------------------------------------
def lay_out(newsroom: Newsroom, edition: Edition, articles: Mapping[str, Article], *, name: str) -> None:
    """Put placed articles where the layouts of that name have them; pages that are not in them stay as they are."""
    pages = {page.label: page for page in edition.pages.all()}
    found = layouts(name)
    for label, places in found.items():
        _lay_out(newsroom, pages[label], articles, places)
    for label, places in found.items():
        for place in places:
            if place.jump:
                (rest,) = [one for one in found[place.jump] if one.article == place.article]
                _jump(newsroom, pages[label], articles[place.article], pages[place.jump], rest)
    _let_photos_give_way(newsroom, edition)


def _lay_out(newsroom: Newsroom, page: Page, articles: Mapping[str, Article], places: Sequence[Place]) -> None:
    standing = {one.article_id: one for one in page.placements.all()}
    rows: list[tuple[Slot | None, dict[str, object], Placement | None]] = []
    for order, place in enumerate(places, start=1):
        article = articles.get(place.article)
        fields: dict[str, object] = {
            "order": order, "role": place.role, "style": place.style, "text_columns": place.text_columns,
            "column": place.cells.column, "row": place.cells.row, "span": place.cells.span, "lines": place.cells.lines,
            "photo_places": list(place.photos), "advert": place.advert,
        }  # fmt: skip
        if place.poster:
            fields["artwork"] = poster(newsroom, place.poster, SHEET, place.cells)
        rows.append((None, fields, standing.get(article.pk) if article else None))
    workflow.arrange(page, rows, by=newsroom.people["page_designer"], seen=None)


def _jump(newsroom: Newsroom, page: Page, article: Article, to: Page, rest: Place) -> None:
    """Let an article go on where the other page keeps a place for it."""
    slot = to.slots.get(column=rest.cells.column, row=rest.cells.row)
    workflow.jump(page.placements.get(article=article), to, slot, by=newsroom.people["page_designer"])


def _let_photos_give_way(newsroom: Newsroom, edition: Edition) -> None:
    """The layouts are made for one date; where another one makes a text longer, its photo becomes a line lower."""
    for _line in range(MOST_LINES):
        made = makeup.make_up(edition)
        standing = [one for page in made.pages.values() for one in page.placements.all() if one.slot_id]
        over = [one for one in standing if made.fit_of(one).is_overset]
        begun = {one.pk: one for one in standing}
        smaller = {one.continues_id or one.pk for one in over}
        for placement in (begun[number] for number in smaller if begun[number].photo_places):
            places = [{**place, "lines": place["lines"] - 1} for place in placement.photo_places]
            workflow.set_photos(placement, places, by=newsroom.people["page_designer"])
        if not over:
            return


# -- to the press --------------------------------------------------------------------------------------------------
def draw_and_sign(newsroom: Newsroom, edition: Edition, rooms: Sequence[DrawingRoom]) -> None:
    """Draw every page of an edition, have its proofs read, and sign it off; the front page last, as always."""
    pages = list(edition.pages.select_related("edition").order_by("-letter", "-number"))
    draw(pages, rooms)
    for page in pages:
        read(newsroom, page)
        workflow.sign_off(page, by=newsroom.people["section_head"], seen=page.layout_number)


def draw(pages: Sequence[Page], rooms: Sequence[DrawingRoom]) -> None:
    """Draw these pages, and before them whatever of their pictures the press has not made."""
    placed = Placement.objects.filter(page__in=pages).values("version")
    article_publishing.prepare_photos(Version.objects.filter(pk__in=placed))
    artwork = Photo.objects.filter(pk__in=Slot.objects.filter(page__in=pages).values("artwork"), renditions=None)
    renditions.make_all(artwork.prefetch_related(*renditions.PARTS), in_haste=True)
    drawing.draw_together(pages, rooms)


def read(newsroom: Newsroom, page: Page) -> None:
    """Every round of its proofs, each by another person."""
    readers = ("proofreader", "desk_editor", "section_head")
    for reader in readers[: Publication.objects.get().proof_rounds]:
        workflow.pass_proof(page, by=newsroom.people[reader], seen=page.layout_number)
