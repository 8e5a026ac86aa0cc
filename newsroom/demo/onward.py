"""Takes pages of tomorrow's edition onward, so that the board shows one in every state."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from editions import workflow
from editions.composing.drawing_room import DrawingRoom
from editions.models import Edition, Page, Proof
from newsroom.demo import composing
from newsroom.demo.paper import Newsroom

# A05 is signed off, A03 waits for its second reader, A07 has marks on it.
SIGNED, HALF_READ, MARKED = 5, 3, 7
MARKS = (
    (26.0, 12.5, "主题字距松了，收紧半个字"),
    (38.0, 31.0, "这一段末行只剩一个字，请并到上一行"),
)


def bring_on(newsroom: Newsroom, edition: Edition, rooms: Sequence[DrawingRoom]) -> None:
    """Draw what is laid out and let people read it, unless that was done or the page has changed hands since."""
    pages = {page.number: page for page in edition.pages.select_related("edition")}
    chosen = [pages[number] for number in (SIGNED, HALF_READ, MARKED) if number in pages]
    if edition.is_published or len(chosen) < 3 or Proof.objects.filter(page__in=chosen).exists():
        return
    composing.draw(chosen, rooms)  # in no transaction: the press waits for no photo meanwhile
    signed, half_read, marked = chosen
    with transaction.atomic():
        composing.read(newsroom, signed)
        workflow.sign_off(signed, by=newsroom.people["section_head"], seen=signed.layout_number)
        workflow.pass_proof(half_read, by=newsroom.people["proofreader"], seen=half_read.layout_number)
        _mark(newsroom, marked)


def _mark(newsroom: Newsroom, page: Page) -> None:
    for x, y, words in MARKS:
        workflow.mark(page, x=x, y=y, words=words, by=newsroom.people["proofreader"])
