"""What PostgreSQL itself refuses about pages, proofs, sign-offs and re-issues, whoever asks and however."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from editions import drawing, publishing, workflow
from editions.composing.drawing_room import DrawingRoom
from editions.models import Page
from tests.editions.test_layout import approved
from tests.factories import make_drawn_edition, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DrawingRoom]:
    with DrawingRoom(tmp_path_factory.mktemp("drawing"), settings.FONTS) as room:
        yield room


def sql(statement: str, **values: Any) -> None:
    """Run a statement past all our code, and let deferred rules look at it at once."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.fixture
def signed(cast: Any, room: DrawingRoom) -> SimpleNamespace:
    """A page that was laid out, read once by the proofreader, with a mark carried out and one open, and signed off."""
    edition = make_drawn_edition(cast, pages=2, rounds=1)
    pages = list(edition.pages.order_by("number"))
    spare = approved(cast, "另一篇")
    for page in pages:
        workflow.place(page, [approved(cast)], by=cast.page_designer)
        drawing.draw(Page.objects.select_related("edition").get(pk=page.pk), room)
        seen = Page.objects.get(pk=page.pk).layout_number
        done = workflow.mark(page, x=10, y=10, words="错一字", by=cast.proofreader)
        workflow.close_mark(done, done=True, by=cast.page_designer)
        workflow.pass_proof(page, by=cast.proofreader, seen=seen)
        workflow.sign_off(page, by=cast.section_head, seen=seen)
        open_mark = workflow.mark(page, x=20, y=20, words="再看一眼", by=cast.section_head)
        workflow.close_mark(open_mark, done=False, by=cast.section_head, answer="不改")
    page = Page.objects.get(pk=pages[0].pk)
    placement = page.placements.get()
    return SimpleNamespace(
        edition=edition, page=page, other=pages[1], placement=placement, slot=placement.slot, spare=spare,
        numbers={
            "page": page.pk, "other": pages[1].pk, "edition": edition.pk, "placement": placement.pk,
            "slot": placement.slot_id, "other_slot": pages[1].slots.last().pk, "article": spare.pk,
            "version": spare.current_version_id, "layout": page.layout_number, "reader": cast.proofreader.pk,
            "head": cast.section_head.pk, "designer": cast.page_designer.pk,
            "chief": cast.chief_editor.pk, "mark": page.marks.first().pk,
        },
    )  # fmt: skip


SECOND_ROUND = (
    "INSERT INTO editions_proof (page_id, round, reader_id, layout_number, digest, blocks)"
    " VALUES (%(page)s, 2, %(reader)s, %(layout)s, 'x', '[]')"
)
SIGN_OFF = (
    "INSERT INTO editions_signoff (page_id, layout_number, digest, source, by_id)"
    " VALUES (%(page)s, {layout}, 'x', '{{}}', {by})"
)
ADD_SLOT = (
    'INSERT INTO editions_slot (page_id, key, "order", role, style, "column", "row", span, lines, text_columns,'
    " photo_columns, photo_lines, photo_corner, locked, advert)"
    " VALUES (%(page)s, 'new', 9, 'article', 'normal', 0, {row}, 1, 3, 0, 0, 0, 'top', false, '')"
)
ADD_PLACEMENT = "UPDATE editions_placement SET page_id = %(other)s, slot_id = NULL WHERE id = %(placement)s"

REFUSED_BEFORE = {
    "a second round by the same reader": (SECOND_ROUND, "reader of another round"),
    "a fourth round": (SECOND_ROUND.replace(" 2,", " 4,").replace("(reader)", "(head)"), "editions_proof_round"),
    "a sign-off by who laid it out": (SIGN_OFF.format(layout="%(layout)s", by="%(designer)s"), "own layout"),
    "a sign-off of an older state": (SIGN_OFF.format(layout="%(layout)s - 1", by="%(chief)s"), "has changed"),
    "a sign-off of a state to come": (SIGN_OFF.format(layout="%(layout)s + 1", by="%(chief)s"), "has changed"),
    "a slot on another": (ADD_SLOT.format(row=0), "editions_slots_apart"),
    "a slot of 300 lines": (ADD_SLOT.format(row=0).replace("1, 3,", "1, 300,"), "has_a_size"),
    "a slot moved to another page": (
        "UPDATE editions_slot SET page_id = %(other)s WHERE id = %(slot)s",
        "a slot stays on its page",
    ),
    "an article in a slot of another page": (
        "UPDATE editions_placement SET slot_id = %(other_slot)s WHERE id = %(placement)s",
        "a slot of another page",
    ),
    "a mark with other words": ("UPDATE editions_proofmark SET words = 'x' WHERE id = %(mark)s", "append-only"),
    "a mark opened again": (
        "UPDATE editions_proofmark SET state = 'open', closed_by_id = NULL, closed_at = NULL WHERE id = %(mark)s",
        "append-only",
    ),
    "a mark thrown away": ("DELETE FROM editions_proofmark WHERE id = %(mark)s", "append-only"),
    "a published edition with another number": (
        "UPDATE editions_edition SET state = 'published', published_at = now(), published_by_id = %(chief)s"
        " WHERE id = %(edition)s",
        "published whole or not at all",
    ),
}
RECORDS = ["proof", "signoff", "snapshot", "layoutchange"]


@pytest.mark.parametrize("what", REFUSED_BEFORE)
def test_postgresql_refuses_of_a_signed_page(signed: SimpleNamespace, what: str) -> None:
    statement, because = REFUSED_BEFORE[what]
    with pytest.raises(DatabaseError, match=because):
        sql(statement, **signed.numbers)


@pytest.mark.parametrize("table", RECORDS)
def test_postgresql_keeps_the_record_of_a_page(signed: SimpleNamespace, table: str) -> None:
    for statement in (f"DELETE FROM editions_{table}", f"UPDATE editions_{table} SET id = id"):
        with pytest.raises(DatabaseError, match="append-only"):
            sql(statement)


REFUSED_AFTER = {
    "a slot resized": "UPDATE editions_slot SET lines = lines - 1 WHERE id = %(slot)s",
    "a slot taken away": "DELETE FROM editions_slot WHERE id = %(slot)s",
    "a slot added": ADD_SLOT.format(row=70),
    "an article taken off": "DELETE FROM editions_placement WHERE id = %(placement)s",
    "an article on another page": ADD_PLACEMENT,
    "an article reworded": "UPDATE editions_placement SET headline = 'x' WHERE id = %(placement)s",
    "an article cut": "UPDATE editions_placement SET trim = 5 WHERE id = %(placement)s",
    "an article placed": (
        'INSERT INTO editions_placement (page_id, article_id, version_id, "order", placed_by_id, headline, deck,'
        " photo_places, trim, headline_step, headline_rows)"
        " VALUES (%(page)s, %(article)s, %(version)s, 9, %(designer)s, '', '', '[]', 0, 0, 0)"
    ),
    "a page renamed": "UPDATE editions_page SET name = 'x' WHERE id = %(page)s",
    "a page taken away": "DELETE FROM editions_page WHERE id = %(page)s",
    "the edition opened": "UPDATE editions_edition SET state = 'open' WHERE id = %(edition)s",
    "the edition re-issued without a reason": "UPDATE editions_edition SET state = 'reissue' WHERE id = %(edition)s",
    "the edition taken away": "DELETE FROM editions_edition WHERE id = %(edition)s",
}


@pytest.mark.parametrize("what", REFUSED_AFTER)
def test_postgresql_changes_nothing_of_a_published_page(signed: SimpleNamespace, cast: Any, what: str) -> None:
    publishing.publish(signed.edition, by=cast.chief_editor)
    with pytest.raises(DatabaseError, match="newsroom: "):
        sql(REFUSED_AFTER[what], **signed.numbers)


KEPT = [*RECORDS, "editionevent", "reissue", "proofmark", "pagefile", "regionchange"]


@pytest.mark.parametrize("table", KEPT)
def test_no_table_of_the_record_is_emptied_at_one_stroke(db: Any, table: str) -> None:
    """In a test database it may be: so it is asked whether the rule is there."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND tgtype & 32 > 0 AND tgenabled = 'O'",
            [f"editions_{table}"],
        )
        assert cursor.fetchall() == [("not_emptied",)]


def test_who_read_no_round_of_a_page_may_read_the_next(signed: SimpleNamespace) -> None:
    sql(SECOND_ROUND, **signed.numbers | {"reader": make_user("corrector", "proofreader").pk})
    assert signed.page.proofs.count() == 2
