"""A late re-issue: opened by the chief editor for a reason, published once as the next revision, or given up."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError, InternalError, connection, transaction

from articles import publishing as article_publishing
from articles.models import Article, State
from editions import drawing, publishing, tray, workflow
from editions.composing.drawing_room import DrawingRoom
from editions.composing.grid import Cells
from editions.models import Edition, EditionState, Page, Placement, Reissue
from editions.workflow import Refused
from newsroom import press
from tests.factories import bring_to, make_article, make_drawn_edition, prose
from tests.person import Person
from website.models import OutboxEvent, PublishedEdition

pytestmark = pytest.mark.django_db
WHY = "头版标题有误，更正后重新出版。"


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DrawingRoom]:
    with DrawingRoom(tmp_path_factory.mktemp("reissue"), settings.FONTS) as room:
        yield room


@pytest.fixture
def paper(cast: Any, room: DrawingRoom) -> SimpleNamespace:
    """A published edition of two drawn pages with an article on each."""
    edition = make_drawn_edition(cast, pages=2)
    first, second = edition.pages.order_by("number")
    a, b = (approved(cast, headline) for headline in ("甲文清淤完工", "乙文面包涨价"))
    workflow.place(first, [a], by=cast.page_designer)
    workflow.place(second, [b], by=cast.page_designer)
    for one in edition.pages.select_related("edition"):
        draw_and_sign(one, cast, room)
    publishing.publish(edition, by=cast.chief_editor)
    return SimpleNamespace(edition=again(edition), first=first, second=second, a=a, b=b)


def approved(cast: Any, headline: str) -> Article:
    return bring_to(State.APPROVED, make_article(by=cast.reporter, headline=headline, body=prose(3)), cast)


def again(edition: Edition) -> Edition:
    return Edition.objects.get(pk=edition.pk)


def draw_and_sign(page: Page, cast: Any, room: DrawingRoom) -> None:
    page = Page.objects.select_related("edition").get(pk=page.pk)
    drawing.draw(page, room)
    workflow.sign_off(page, by=cast.section_head, seen=page.layout_number)


def shown() -> PublishedEdition:
    return PublishedEdition.objects.get()


def slots_of(page: Page) -> list[Any]:
    return list(page.slots.order_by("pk").values_list("pk", "column", "row", "span", "lines"))


def test_a_re_issue_brings_a_late_article_to_readers_as_the_next_revision(
    cast: Any, paper: SimpleNamespace, room: DrawingRoom
) -> None:
    before = shown()
    workflow.reopen(paper.edition, reason=WHY, by=cast.chief_editor)
    late = approved(cast, "丙文深夜地震")
    workflow.place(paper.first, [late], by=cast.page_designer)
    assert shown().revision == 1
    assert not shown().pages.filter(appearances__article=late.pk).exists()
    with pytest.raises(publishing.NotReady):
        publishing.publish(paper.edition, by=cast.chief_editor)
    draw_and_sign(paper.first, cast, room)
    publishing.publish(paper.edition, by=cast.chief_editor)
    after = shown()
    assert (after.revision, after.reissue_reason, after.published_at) == (2, WHY, before.published_at)
    assert [page.revision for page in after.pages.order_by("order")] == [2, 1]
    assert after.pages.filter(label="A01", appearances__article=late.pk).exists()
    edition = again(paper.edition)
    assert (edition.state, edition.revision, edition.published_at) == ("published", 2, paper.edition.published_at)
    assert Article.objects.get(pk=late.pk).state == State.PUBLISHED
    assert Reissue.objects.get().outcome == "published"


def test_only_the_chief_editor_opens_a_published_edition_again_and_for_a_reason(
    cast: Any, paper: SimpleNamespace
) -> None:
    for person in (cast.page_designer, cast.section_head, cast.reporter):
        with pytest.raises(Refused):
            workflow.reopen(paper.edition, reason=WHY, by=person)
    with pytest.raises(Refused):
        workflow.reopen(paper.edition, reason="  ", by=cast.chief_editor)
    with pytest.raises(Refused):
        workflow.reopen(make_drawn_edition(cast), reason=WHY, by=cast.chief_editor)


def test_opened_twice_it_is_open_once_and_published_twice_it_comes_out_once(
    cast: Any, paper: SimpleNamespace, room: DrawingRoom
) -> None:
    assert workflow.reopen(paper.edition, reason=WHY, by=cast.chief_editor) == workflow.reopen(
        paper.edition, reason="别的原因", by=cast.chief_editor
    )
    workflow.resize(paper.first.slots.first(), Cells(0, 0, 3, 30), by=cast.page_designer)
    draw_and_sign(paper.first, cast, room)
    publishing.publish(paper.edition, by=cast.chief_editor)
    publishing.publish(paper.edition, by=cast.chief_editor)
    assert shown().revision == 2
    assert OutboxEvent.objects.filter(kind="edition_reissued").count() == 1


def test_a_re_issue_in_which_nothing_changed_is_not_published(cast: Any, paper: SimpleNamespace) -> None:
    workflow.reopen(paper.edition, reason=WHY, by=cast.chief_editor)
    with pytest.raises(publishing.NotReady):
        publishing.publish(paper.edition, by=cast.chief_editor)
    assert shown().revision == 1


def test_given_up_every_page_stands_as_readers_have_it(cast: Any, paper: SimpleNamespace) -> None:
    before, placed = slots_of(paper.first), list(Placement.objects.order_by("pk").values())
    workflow.reopen(paper.edition, reason=WHY, by=cast.chief_editor)
    late = approved(cast, "丙文深夜地震")
    workflow.place(paper.first, [late], by=cast.page_designer)
    workflow.adopt_template(Page.objects.get(pk=paper.first.pk), by=cast.page_designer)
    workflow.remove(Placement.objects.get(article=paper.a), by=cast.page_designer)
    Page.objects.filter(pk=paper.second.pk).update(name="别的版名")
    workflow.cancel_reissue(paper.edition, by=cast.chief_editor)
    workflow.cancel_reissue(paper.edition, by=cast.chief_editor)
    assert slots_of(paper.first) == before
    assert list(Placement.objects.order_by("pk").values()) == placed
    assert Page.objects.get(pk=paper.second.pk).name == "要闻"
    edition = again(paper.edition)
    assert (edition.state, edition.revision) == (EditionState.PUBLISHED, 1)
    assert late in tray.tray(cast.page_designer)
    assert edition.events.filter(verb="cancel_reissue").count() == 1
    with pytest.raises(Refused):
        workflow.place(paper.first, [late], by=cast.page_designer)


def test_what_goes_on_on_a_page_left_alone_comes_back_with_its_beginning(
    cast: Any, paper: SimpleNamespace, room: DrawingRoom
) -> None:
    workflow.reopen(paper.edition, reason=WHY, by=cast.chief_editor)
    begun = Placement.objects.get(article=paper.a)
    workflow.jump(begun, paper.second, paper.second.slots.last(), by=cast.page_designer)
    workflow.resize(paper.first.slots.first(), Cells(0, 0, 3, 16), by=cast.page_designer)
    draw_and_sign(paper.first, cast, room)
    draw_and_sign(paper.second, cast, room)
    publishing.publish(again(paper.edition), by=cast.chief_editor)
    placed = list(Placement.objects.order_by("pk").values())
    workflow.reopen(again(paper.edition), reason=WHY, by=cast.chief_editor)
    workflow.resize(paper.first.slots.first(), Cells(0, 0, 3, 30), by=cast.page_designer)
    workflow.cancel_reissue(again(paper.edition), by=cast.chief_editor)
    assert list(Placement.objects.order_by("pk").values()) == placed
    assert again(paper.edition).is_published


def test_a_second_re_issue_follows_the_one_that_was_given_up(
    cast: Any, paper: SimpleNamespace, room: DrawingRoom
) -> None:
    workflow.reopen(paper.edition, reason=WHY, by=cast.chief_editor)
    workflow.resize(paper.first.slots.first(), Cells(0, 0, 3, 30), by=cast.page_designer)
    workflow.cancel_reissue(paper.edition, by=cast.chief_editor)
    workflow.reopen(paper.edition, reason=WHY, by=cast.chief_editor)
    workflow.resize(paper.first.slots.first(), Cells(0, 0, 3, 28), by=cast.page_designer)
    draw_and_sign(paper.first, cast, room)
    publishing.publish(paper.edition, by=cast.chief_editor)
    assert shown().revision == 2


def test_a_page_keeps_its_place_and_the_edition_its_number(cast: Any, paper: SimpleNamespace) -> None:
    workflow.reopen(paper.edition, reason=WHY, by=cast.chief_editor)
    for change in (
        lambda: Page.objects.filter(pk=paper.first.pk).update(number=9),
        lambda: Edition.objects.filter(pk=paper.edition.pk).update(total_number=99),
        lambda: Edition.objects.filter(pk=paper.edition.pk).update(published_at=None),
        lambda: Edition.objects.filter(pk=paper.edition.pk).update(state="open"),
        lambda: Reissue.objects.update(reason="别的原因"),
    ):
        with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
            change()
    with pytest.raises(Refused):
        workflow.schedule(again(paper.edition), at=paper.edition.published_at, by=cast.chief_editor)


def test_postgresql_opens_no_edition_without_a_reason_and_puts_back_only_what_readers_have(
    cast: Any, paper: SimpleNamespace
) -> None:
    published = "UPDATE editions_edition SET state = %s WHERE id = %s"
    with pytest.raises((IntegrityError, InternalError), match="is published"), transaction.atomic():
        connection.cursor().execute(published, ["reissue", paper.edition.pk])
    workflow.reopen(paper.edition, reason=WHY, by=cast.chief_editor)
    workflow.remove(Placement.objects.get(article=paper.a), by=cast.page_designer)
    with pytest.raises((IntegrityError, InternalError), match="not as readers have it"), transaction.atomic():
        connection.cursor().execute(published, ["published", paper.edition.pk])


def test_an_article_of_another_edition_is_not_placed_in_a_re_issue(cast: Any, paper: SimpleNamespace) -> None:
    other = bring_to(State.PUBLISHED, make_article(by=cast.reporter, headline="丁文别处的稿"), cast)
    workflow.reopen(paper.edition, reason=WHY, by=cast.chief_editor)
    with pytest.raises(Refused):
        workflow.place(paper.first, [other], by=cast.page_designer)
    with pytest.raises((IntegrityError, InternalError), match="only an approved"), transaction.atomic():
        Placement.objects.create(
            page=paper.first, article=other, version=other.current_version, order=9, placed_by=cast.page_designer
        )


def test_a_withdrawn_article_keeps_the_re_issue_back_until_it_is_taken_off(
    cast: Any, paper: SimpleNamespace, room: DrawingRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(press.DRAWING_TABLE, "room", room)
    workflow.reopen(paper.edition, reason=WHY, by=cast.chief_editor)
    late = approved(cast, "丙文深夜地震")
    workflow.place(paper.first, [late], by=cast.page_designer)
    article_publishing.withdraw(
        Article.objects.get(pk=paper.a.pk), by=cast.chief_editor, reason="失实", notice="本文已撤回。"
    )
    draw_and_sign(paper.first, cast, room)
    with pytest.raises(publishing.NotReady):
        publishing.publish(paper.edition, by=cast.chief_editor)
    workflow.remove(Placement.objects.get(article=paper.a), by=cast.page_designer)
    draw_and_sign(paper.first, cast, room)
    publishing.publish(paper.edition, by=cast.chief_editor)
    assert shown().revision == 2


def test_the_chief_editor_opens_it_and_gives_it_up_with_the_buttons_of_its_page(
    cast: Any, paper: SimpleNamespace, signed_in: Any
) -> None:
    address = f"/admin/editions/edition/{paper.edition.pk}/change/"
    designer = Person(signed_in("page_designer")).open(address)
    assert "reissue/" not in designer.text
    chief = Person(signed_in("chief_editor")).open(address)
    chief.press(to="reissue/", reason=WHY)
    assert again(paper.edition).is_being_reissued
    assert WHY in chief.open(address).text
    chief.press(to="reissue/cancel/")
    assert again(paper.edition).is_published
