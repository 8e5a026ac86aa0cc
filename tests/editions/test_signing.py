"""Drawing, proofs, sign-off and the frozen edition: what was proofed is what is published."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.storage import storages
from django.db import IntegrityError, InternalError, connection, transaction
from django.urls import reverse

from articles.models import State
from editions import drawing, makeup, publishing, workflow
from editions.composing.drawing_room import DrawingRoom, NotDrawn
from editions.composing.grid import Cells
from editions.models import Drawing, DrawingOrder, Edition, Page, Proof, SignOff, Snapshot
from editions.workflow import Refused, StaleLayout
from photos.darkroom import Unreadable
from photos.models import private_store
from tests.factories import bring_to, make_article, make_drawn_edition, make_photo, prose
from website.models import PublishedEdition

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DrawingRoom]:
    with DrawingRoom(tmp_path_factory.mktemp("drawing"), settings.FONTS) as room:
        yield room


def approved(cast: Any, headline: str = "芦溪下游清淤提前完工", paragraphs: int = 3) -> Any:
    return bring_to(State.APPROVED, make_article(by=cast.reporter, headline=headline, body=prose(paragraphs)), cast)


def laid_out(cast: Any, *, rounds: int = 0) -> tuple[Edition, Page]:
    edition = make_drawn_edition(cast, rounds=rounds)
    page = edition.pages.get()
    workflow.place(page, [approved(cast)], by=cast.page_designer)
    return edition, Page.objects.select_related("edition").get(pk=page.pk)


def again(page: Page) -> Page:
    return Page.objects.select_related("edition").get(pk=page.pk)


def sign(page: Page, by: Any) -> SignOff:
    return workflow.sign_off(page, by=by, seen=again(page).layout_number)


def test_why_a_page_could_not_be_drawn_says_nothing_of_the_machine(cast: Any) -> None:
    class Torn:
        def draw(self, _order: Any) -> Any:
            raise NotDrawn("OSError: image file is truncated: '/srv/paper/originals/8d/river-2100.jpg'")

    _edition, page = laid_out(cast)
    drawn = drawing.draw(page, Torn())  # type: ignore[arg-type]
    assert drawn is not None
    assert drawn.failure == "OSError: image file is truncated: 'river-2100.jpg'"


def test_the_press_draws_what_was_changed_and_draws_the_same_state_once(cast: Any, room: DrawingRoom) -> None:
    _edition, page = laid_out(cast)
    assert DrawingOrder.objects.filter(page=page).exists()
    first = drawing.draw(page, room)
    assert first is not None
    assert first.is_good
    assert first.width == 1600
    assert drawing.open_file(first, "page.pdf").read().startswith(b"%PDF")
    assert drawing.draw(page, room) == first
    workflow.resize(page.slots.first(), Cells(0, 0, 3, 30), by=cast.page_designer)
    assert drawing.draw(page, room) != first


def test_a_page_is_signed_off_by_somebody_who_did_not_lay_it_out(cast: Any, room: DrawingRoom) -> None:
    _edition, page = laid_out(cast)
    drawing.draw(page, room)
    workflow.change_slot(page.slots.last(), by=cast.chief_editor, order=9)
    drawing.draw(page, room)
    with pytest.raises(Refused):
        sign(page, cast.page_designer)
    with pytest.raises(Refused):
        sign(page, cast.chief_editor)
    assert sign(page, cast.section_head).by == cast.section_head


def test_the_database_lets_nobody_sign_his_own_layout_or_an_older_state(cast: Any, room: DrawingRoom) -> None:
    _edition, page = laid_out(cast)
    fields = {"page": page, "digest": "0" * 64, "source": "{}"}
    with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
        SignOff.objects.create(**fields, layout_number=page.layout_number, by=cast.page_designer)
    with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
        SignOff.objects.create(**fields, layout_number=page.layout_number - 1, by=cast.section_head)


def test_a_page_that_was_not_drawn_as_it_is_cannot_be_signed(cast: Any, room: DrawingRoom) -> None:
    _edition, page = laid_out(cast)
    with pytest.raises(Refused):
        sign(page, cast.section_head)
    drawing.draw(page, room)
    workflow.resize(page.slots.first(), Cells(0, 0, 3, 30), by=cast.page_designer)
    with pytest.raises(Refused):
        sign(page, cast.section_head)


def test_text_that_finds_no_place_keeps_a_page_from_being_signed(cast: Any, room: DrawingRoom) -> None:
    edition = make_drawn_edition(cast)
    page = edition.pages.get()
    workflow.place(page, [approved(cast, paragraphs=60)], by=cast.page_designer)
    made = drawing.draw(again(page), room)
    assert made is not None
    assert made.over > 0
    with pytest.raises(Refused):
        sign(page, cast.section_head)


def test_a_character_that_no_font_has_keeps_a_page_from_being_signed(cast: Any, room: DrawingRoom) -> None:
    edition = make_drawn_edition(cast)
    page = edition.pages.get()
    article = make_article(by=cast.reporter, body="<p>他叫\U00032300，住在芦溪边。</p>")
    workflow.place(page, [bring_to(State.APPROVED, article, cast)], by=cast.page_designer)
    made = drawing.draw(again(page), room)
    assert made is not None
    assert [one["character"] for one in made.missing] == ["\U00032300"]
    with pytest.raises(Refused, match="\U00032300"):
        sign(page, cast.section_head)


def test_rounds_of_proofs_are_read_in_order_by_different_people(cast: Any, room: DrawingRoom) -> None:
    _edition, page = laid_out(cast, rounds=2)
    drawing.draw(page, room)
    seen = page.layout_number
    with pytest.raises(Refused):
        sign(page, cast.section_head)
    assert workflow.pass_proof(page, by=cast.proofreader, seen=seen).round == 1
    with pytest.raises(Refused):
        workflow.pass_proof(page, by=cast.proofreader, seen=seen)
    assert workflow.pass_proof(page, by=cast.desk_editor, seen=seen).round == 2
    assert sign(page, cast.section_head)


def test_a_change_reopens_only_what_it_touched(cast: Any, room: DrawingRoom) -> None:
    edition = make_drawn_edition(cast, rounds=1)
    page = edition.pages.get()
    first, _second = workflow.place(page, [approved(cast, "甲"), approved(cast, "乙")], by=cast.page_designer)
    workflow.pass_proof(again(page), by=cast.proofreader, seen=again(page).layout_number)
    workflow.word(first, headline="甲改过了", deck="", by=cast.page_designer)
    made = makeup.make_up(edition)
    page = made.pages[page.pk]
    due = workflow.reading(page, workflow.digests(made.source(page)), rounds=1)
    assert due.round == 1
    assert due.fresh == {first.slot.key}


def test_an_open_mark_keeps_the_round_open_until_somebody_deals_with_it(cast: Any, room: DrawingRoom) -> None:
    _edition, page = laid_out(cast, rounds=1)
    mark = workflow.mark(page, x=20, y=30, words="“溪”误为“奚”", by=cast.proofreader)
    with pytest.raises(Refused):
        workflow.pass_proof(page, by=cast.proofreader, seen=page.layout_number)
    with pytest.raises(Refused):
        workflow.close_mark(mark, done=False, by=cast.page_designer)
    workflow.close_mark(mark, done=True, by=cast.page_designer)
    assert workflow.pass_proof(page, by=cast.proofreader, seen=page.layout_number).round == 1


def test_proofs_and_sign_offs_are_kept_for_good(cast: Any, room: DrawingRoom) -> None:
    _edition, page = laid_out(cast, rounds=1)
    proof = workflow.pass_proof(page, by=cast.proofreader, seen=page.layout_number)
    for change in (lambda: Proof.objects.filter(pk=proof.pk).update(round=2), proof.delete):
        with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
            change()


def test_nobody_passes_a_page_that_has_changed_since_he_looked(cast: Any, room: DrawingRoom) -> None:
    _edition, page = laid_out(cast, rounds=1)
    seen = page.layout_number
    workflow.resize(page.slots.first(), Cells(0, 0, 3, 30), by=cast.page_designer)
    with pytest.raises(StaleLayout):
        workflow.pass_proof(page, by=cast.proofreader, seen=seen)


def test_an_edition_whose_page_is_not_signed_is_not_published_not_even_by_raw_sql(cast: Any, room: DrawingRoom) -> None:
    edition, page = laid_out(cast)
    drawing.draw(page, room)
    with pytest.raises(publishing.NotReady):
        publishing.publish(edition, by=cast.chief_editor)
    with pytest.raises((IntegrityError, InternalError)), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE editions_edition SET state='published', published_at=now(), published_by_id=%s WHERE id=%s",
            [cast.chief_editor.pk, edition.pk],
        )


def test_the_last_sign_off_freezes_the_edition_and_what_is_published_is_that_snapshot(
    cast: Any, room: DrawingRoom
) -> None:
    edition, page = laid_out(cast)
    drawn = drawing.draw(page, room)
    assert drawn is not None
    signed = sign(page, cast.section_head)
    snapshot = Snapshot.objects.get(edition=edition)
    assert snapshot.pages[0]["digest"] == signed.digest == drawn.digest
    publishing.publish(edition, by=cast.chief_editor)
    shown = PublishedEdition.objects.get().pages.get()
    store = storages["public"]
    assert store.open(shown.pdf).read() == drawing.open_file(drawn, "page.pdf").read()
    for size in (480, 1000, 1600):
        assert store.exists(f"{shown.picture_base}-{size}.webp")
    assert shown.regions.count() == 1
    assert store.open(PublishedEdition.objects.get().pdf).read().startswith(b"%PDF")


def test_a_change_after_the_sign_off_keeps_the_edition_from_being_published(cast: Any, room: DrawingRoom) -> None:
    edition, page = laid_out(cast)
    drawing.draw(page, room)
    sign(page, cast.section_head)
    workflow.resize(page.slots.first(), Cells(0, 0, 3, 30), by=cast.page_designer)
    with pytest.raises(publishing.NotReady):
        publishing.publish(edition, by=cast.chief_editor)
    drawing.draw(again(page), room)
    sign(page, cast.section_head)
    assert Snapshot.objects.filter(edition=edition).count() == 2
    publishing.publish(edition, by=cast.chief_editor)


def test_another_number_of_the_edition_after_the_sign_off_is_noticed(cast: Any, room: DrawingRoom) -> None:
    edition, page = laid_out(cast)
    drawing.draw(page, room)
    sign(page, cast.section_head)
    Edition.objects.filter(pk=edition.pk).update(name="号外")
    with pytest.raises(publishing.NotReady):
        publishing.publish(edition, by=cast.chief_editor)


def test_nobody_answers_for_a_page_that_reads_otherwise_than_when_he_looked_at_it(
    cast: Any, room: DrawingRoom, signed_in: Any
) -> None:
    edition, page = laid_out(cast, rounds=1)
    drawing.draw(page, room)
    proof = reverse("admin:editions_edition_page_proof", args=[edition.pk, page.pk])
    do = reverse("admin:editions_edition_page_proof_do", args=[edition.pk, page.pk])
    reader, signer = signed_in("proofreader"), signed_in("section_head")

    def form(client: Any, deed: str) -> dict[str, Any]:
        context = client.get(proof).context
        return {"do": deed, "seen": context["page"].layout_number, "round": 1, "looked_at": context["digest"]}

    # The layout stays; the folio line of every page shows another name, and the press has drawn it so.
    before = form(reader, "pass")
    Edition.objects.filter(pk=edition.pk).update(name="号外")
    drawing.draw(again(page), room)
    assert "does not read as it did" in reader.post(do, before, follow=True).content.decode()
    assert not page.proofs.exists()
    reader.post(do, form(reader, "pass"))
    assert page.proofs.count() == 1

    before = form(signer, "sign")
    Edition.objects.filter(pk=edition.pk).update(name="增刊")
    drawing.draw(again(page), room)
    reader.post(do, form(reader, "pass"))
    assert "does not read as it did" in signer.post(do, before, follow=True).content.decode()
    assert not page.sign_offs.exists()


def test_a_refused_publication_leaves_no_file_behind(cast: Any, room: DrawingRoom) -> None:
    edition, page = laid_out(cast)
    drawing.draw(page, room)
    sign(page, cast.section_head)
    Edition.objects.filter(pk=edition.pk).update(name="号外")
    public = Path(storages["public"].path(""))
    before = set(public.rglob("*")) if public.exists() else set()
    with pytest.raises(publishing.NotReady):
        publishing.publish(edition, by=cast.chief_editor)
    assert (set(public.rglob("*")) if public.exists() else set()) == before


def test_a_page_with_a_photo_that_cannot_be_read_says_so_and_is_drawn_when_it_is_back(
    cast: Any, room: DrawingRoom, tmp_path: Path
) -> None:
    photo = make_photo(by=cast.photographer)
    article = make_article(by=cast.reporter, body=prose(3), photo=photo)
    edition = make_drawn_edition(cast)
    page = edition.pages.get()
    workflow.change_slot(page.slots.first(), by=cast.page_designer, photo_columns=2, photo_lines=12)
    workflow.place(page, [bring_to(State.APPROVED, article, cast)], by=cast.page_designer)
    photo.renditions.all().delete()
    original, aside = Path(photo.original.path), tmp_path / "aside"
    original.rename(aside)
    with pytest.raises((OSError, Unreadable)):
        drawing.draw(again(page), room)
    assert Drawing.objects.get(page=page).failure
    with pytest.raises(Refused):
        sign(page, cast.section_head)
    aside.rename(original)
    made = drawing.draw(again(page), room)
    assert made is not None
    assert made.is_good


def test_drawings_nobody_signed_are_cleared_away_and_signed_ones_are_kept(cast: Any, room: DrawingRoom) -> None:
    _edition, page = laid_out(cast)
    first = drawing.draw(page, room)
    assert first is not None
    sign(page, cast.section_head)
    for lines in range(20, 26):
        workflow.resize(page.slots.first(), Cells(0, 0, 3, lines), by=cast.page_designer)
        drawing.draw(again(page), room)
    assert Drawing.objects.filter(page=page).count() <= drawing.KEPT + 1
    assert Drawing.objects.filter(pk=first.pk).exists()
    assert private_store().exists(f"{first.folder}/page.pdf")
