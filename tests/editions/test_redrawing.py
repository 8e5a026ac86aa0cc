"""After publication: pages drawn again without what was withdrawn, and with it when readers get it back."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import pypdfium2
import pytest
from django.conf import settings
from django.core.files.storage import storages

from articles import publishing as article_publishing
from articles.models import Article, State, Withdrawal
from editions import drawing, publishing, redrawing, regions, workflow
from editions.composing.drawing_room import Busy, DrawingRoom
from editions.models import Edition, Page
from newsroom import press
from tests.editions.test_uploaded_pages import bread, ferry, page, upload  # noqa: F401
from tests.factories import bring_to, make_article, make_drawn_edition, prose
from website.models import OutboxEvent, PublishedEdition

pytestmark = pytest.mark.django_db
NOTICE = "本版此处稿件已撤"


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DrawingRoom]:
    with DrawingRoom(tmp_path_factory.mktemp("again"), settings.FONTS) as room:
        yield room


@pytest.fixture
def paper(cast: Any, room: DrawingRoom, monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """A published edition of two pages; 甲 and 乙 on the first, 丙 on the second."""
    monkeypatch.setattr(press.DRAWING_TABLE, "room", room)
    edition = make_drawn_edition(cast, pages=2)
    first, second = edition.pages.order_by("number")
    articles = {name: _approved(cast, name) for name in ("甲文清淤完工", "乙文面包涨价", "丙文渡船开航")}
    a, b, c = articles.values()
    workflow.place(first, [a, b], by=cast.page_designer)
    workflow.place(second, [c], by=cast.page_designer)
    for one in edition.pages.select_related("edition"):
        drawing.draw(one, room)
        workflow.sign_off(one, by=cast.section_head, seen=one.layout_number)
    publishing.publish(edition, by=cast.chief_editor)
    OutboxEvent.objects.all().delete()
    return SimpleNamespace(edition=edition, cast=cast, a=a, b=b, c=c)


def _approved(cast: Any, headline: str) -> Article:
    return bring_to(State.APPROVED, make_article(by=cast.reporter, headline=headline, body=prose(3)), cast)


def withdraw(article: Article, cast: Any) -> None:
    article_publishing.withdraw(
        Article.objects.get(pk=article.pk), by=cast.chief_editor, reason="失实", notice="本文已撤回。"
    )


def overturn(article: Article, cast: Any) -> None:
    found = Withdrawal.objects.filter(article=article).get()
    article_publishing.overturn(found, by=cast.section_head, reason="属实")


def handle() -> None:
    from website import outbox

    while outbox.handle_next(press.HANDLERS):
        pass
    assert not OutboxEvent.objects.filter(done_at=None).exists()


def shown(paper: SimpleNamespace, label: str = "A01") -> Any:
    return PublishedEdition.objects.get(pk=paper.edition.pk).pages.get(label=label)


def words_of(name: str) -> str:
    document = pypdfium2.PdfDocument(BytesIO(storages["public"].open(name).read()))
    return "".join(one.get_textpage().get_text_range() for one in document).replace("\r\n", "")


def test_a_withdrawn_article_leaves_the_page_at_once_and_the_press_draws_the_page_without_it(
    paper: SimpleNamespace,
) -> None:
    before = shown(paper)
    assert "甲文" in words_of(before.pdf)
    withdraw(paper.a, paper.cast)
    assert shown(paper).pdf == shown(paper).picture_base == ""
    handle()
    after = shown(paper)
    said = words_of(after.pdf)
    assert "甲文" not in said
    assert NOTICE in said
    assert "乙文" in said
    assert {region.article_id for region in after.regions.all()} == {paper.b.pk}
    assert all(storages["public"].exists(f"{after.picture_base}-{size}.webp") for size in (480, 1000, 1600))
    assert not storages["public"].exists(before.pdf)
    assert shown(paper, "A02").pdf
    assert after.revision == 1


def test_the_issue_is_bound_again_without_the_withdrawn_article(paper: SimpleNamespace) -> None:
    withdraw(paper.a, paper.cast)
    assert PublishedEdition.objects.get().pdf == ""
    handle()
    said = words_of(PublishedEdition.objects.get().pdf)
    assert "甲文" not in said
    assert "丙文" in said


def test_drawing_it_again_a_second_time_changes_nothing(paper: SimpleNamespace, room: DrawingRoom) -> None:
    withdraw(paper.a, paper.cast)
    handle()
    before = (shown(paper).pdf, shown(paper).picture_base, PublishedEdition.objects.get().pdf)
    assert redrawing.redraw_pages_of(paper.a.pk, lambda: room) == 0
    assert (shown(paper).pdf, shown(paper).picture_base, PublishedEdition.objects.get().pdf) == before
    assert [event.note for event in paper.edition.events.filter(verb="redrawn")] == ["A01"]


def test_an_article_that_readers_get_back_stands_on_its_page_again(paper: SimpleNamespace) -> None:
    withdraw(paper.a, paper.cast)
    handle()
    overturn(paper.a, paper.cast)
    handle()
    said = words_of(shown(paper).pdf)
    assert "甲文" in said
    assert NOTICE not in said
    assert {region.article_id for region in shown(paper).regions.all()} == {paper.a.pk, paper.b.pk}
    assert "甲文" in words_of(PublishedEdition.objects.get().pdf)


def test_of_two_withdrawn_articles_neither_comes_back_with_the_other(paper: SimpleNamespace) -> None:
    withdraw(paper.a, paper.cast)
    withdraw(paper.b, paper.cast)
    handle()
    overturn(paper.b, paper.cast)
    handle()
    said = words_of(shown(paper).pdf)
    assert "甲文" not in said
    assert "乙文" in said


def test_a_press_that_dies_while_drawing_leaves_the_page_without_picture_and_the_next_one_draws_it(
    paper: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    withdraw(paper.a, paper.cast)

    def busy(*_args: object) -> None:
        raise Busy("both places are taken")

    with monkeypatch.context() as patch:
        patch.setattr(DrawingRoom, "draw", busy)
        from website import outbox

        assert outbox.handle_next(press.HANDLERS)
    assert shown(paper).pdf == ""
    assert OutboxEvent.objects.filter(kind="article_withdrawn", done_at=None).exists()
    OutboxEvent.objects.update(next_attempt_at="2025-01-01T00:00Z")
    handle()
    assert NOTICE in words_of(shown(paper).pdf)


def test_a_page_set_elsewhere_stays_without_its_picture_and_the_desk_is_told(
    cast: Any,
    page: Page,  # noqa: F811
    ferry: Article,  # noqa: F811
) -> None:
    upload(page, cast.page_designer)
    regions.confirm_all(page, seen=1, by=cast.page_designer)
    page.refresh_from_db()
    workflow.sign_off(page, by=cast.section_head, seen=page.layout_number)
    publishing.publish(page.edition, by=cast.chief_editor)
    withdraw(ferry, cast)
    handle()
    assert PublishedEdition.objects.get().pages.get().pdf == ""
    assert Edition.objects.get().events.filter(verb="no_picture", note="A01").count() == 1
    overturn(ferry, cast)
    handle()
    again = PublishedEdition.objects.get().pages.get()
    assert storages["public"].exists(again.pdf)
    assert again.regions.count() == 2
    assert PublishedEdition.objects.get().pdf
