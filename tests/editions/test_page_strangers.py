"""Whoever may not: every deed at every address of a page, by post, changes nothing; and words stay words."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from editions import workflow
from editions.admin_views import edition as edition_views
from editions.admin_views import elsewhere as elsewhere_views
from editions.admin_views import page_board, proofing, template_board
from editions.models import Page
from tests.editions.test_layout import approved, page_of
from tests.factories import make_drawn_edition, make_edition, make_photo

pytestmark = pytest.mark.django_db


@pytest.fixture
def paper(cast: Any) -> SimpleNamespace:
    """An edition with a drawn page on which an article with a photo stands and a mark is open, and one with a list."""
    edition = make_drawn_edition(cast, pages=2, rounds=1)
    page, other = edition.pages.order_by("number")
    article = approved(cast, photo=make_photo(by=cast.photographer))
    placement = workflow.place(page, [article], by=cast.page_designer)[0]
    mark = workflow.mark(page, x=5, y=5, words="错一字", by=cast.proofreader)
    return SimpleNamespace(
        edition=edition, page=Page.objects.get(pk=page.pk), other=other, placement=placement, mark=mark,
        spare=approved(cast, "另一篇"), plain=page_of(make_edition(cast)),
    )  # fmt: skip


def everything() -> dict[str, list[Any]]:
    """Every row of the composing desk, of the articles and of what readers have."""
    models = [
        model
        for label in ("editions", "articles", "website")
        for model in apps.get_app_config(label).get_models()
        if model._meta.managed
    ]
    return {model.__name__: list(model._default_manager.order_by("pk").values_list()) for model in models}


def posts(paper: SimpleNamespace) -> list[tuple[str, dict[str, Any]]]:
    """Each deed at each address, with a form that somebody who may could send."""
    page, edition, slot = paper.page, paper.edition, paper.placement.slot
    base = {"seen": page.layout_number, "placement": paper.placement.pk, "article": paper.spare.pk}
    board = {
        **base, "slot": slot.pk, "page": paper.other.pk, "column": 4, "row": 70, "span": 1, "lines": 5, "order": 1,
        "headline": "改题", "characters": 3, "photo": 0, "columns": 1, "columns_0": 1, "lines_0": 6,
    }  # fmt: skip
    proof = {
        **base, "x": 5, "y": 5, "words": "改一字", "mark": paper.mark.pk, "answer": "不改", "round": 1,
    }  # fmt: skip
    on_page, here, kind = [edition.pk, page.pk], [edition.pk], page.template_id
    template = {
        "seen": 0, "slot": page.template.slots.first().pk, "column": 4, "row": 70, "span": 1, "lines": 5,
    }  # fmt: skip
    elsewhere = {"seen": 0, "article": paper.spare.pk, "x": ["0", "9", "9"], "y": ["0", "0", "9"], "layout": 1}
    found = [("editions_edition_page_do", on_page, {**board, "do": do}) for do in page_board.DEEDS]
    found += [("editions_edition_page_proof_do", on_page, {**proof, "do": do}) for do in proofing.DEEDS]
    found += [("editions_edition_elsewhere", on_page, {**elsewhere, "do": do}) for do in elsewhere_views.DEEDS]
    found += [("editions_pagetemplate_do", [kind], {**template, "do": do}) for do in template_board.DEEDS]
    found += [
        ("editions_edition_placement", [edition.pk, paper.placement.pk], {"do": do, "page": paper.other.pk})
        for do in edition_views.DEEDS
    ]
    found += [
        ("editions_edition_page_suggest", on_page, {"seed": 5, "take": 0, "seen": page.layout_number}),
        ("editions_edition_place", here, {"page": page.pk, "article": paper.spare.pk}),
        ("editions_edition_publish", here, {}),
        ("editions_edition_schedule", here, {"at": "2027-01-01T06:00"}),
        ("editions_edition_unschedule", here, {}),
        ("editions_edition_reissue", here, {"reason": "标题有误"}),
        ("editions_edition_reissue_cancel", here, {}),
        ("editions_pagetemplate_copy", [kind], {}),
        ("editions_pagetemplate_remove", [kind], {}),
        ("editions_papersize_remove", [page.paper_id], {}),
        ("editions_edition_add", [], {"date": "2026-01-05", "kind": "ordinary"}),
        ("editions_plannedpage_weekday", [0], {}),
    ]
    return [(reverse(f"admin:{name}", args=numbers), form) for name, numbers, form in found]


NOBODY = ["reporter", "reporter2", "photographer"]


@pytest.mark.parametrize("name", [*NOBODY, "anonymous"])
def test_who_does_not_see_editions_changes_nothing_by_any_form(
    signed_in: Any, paper: SimpleNamespace, name: str
) -> None:
    client = Client() if name == "anonymous" else signed_in(name)
    before = everything()
    for address, form in posts(paper):
        assert client.post(address, form).status_code == (302 if name == "anonymous" else 404), (address, form)
    assert everything() == before


@pytest.mark.parametrize(
    ("name", "may"),
    [
        ("proofreader", {"proof/do"}),
        ("desk_editor", {"proof/do"}),
        ("section_head", {"proof/do", "elsewhere"}),
        ("admin", {"pagetemplate", "papersize", "plan"}),
        ("page_designer", {"page/", "place", "elsewhere", "edition/add", "proof/do"}),
    ],
)
def test_who_sees_editions_changes_nothing_but_his_own_part(
    signed_in: Any, paper: SimpleNamespace, name: str, may: set[str]
) -> None:
    client, before = signed_in(name), everything()
    tried = 0
    for address, form in posts(paper):
        if not any(part in address for part in may):
            assert client.post(address, form).status_code in {302, 404, 422}, (address, form)
            tried += 1
    assert tried > 5
    assert everything() == before


# -- words ---------------------------------------------------------------------------------------------------------
SCRIPT = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{1357*7531}}"


@pytest.mark.parametrize("name", ["page_designer", "proofreader"])
def test_markup_in_a_headline_is_shown_as_words_wherever_the_page_is(
    signed_in: Any, cast: Any, paper: SimpleNamespace, name: str
) -> None:
    workflow.word(paper.placement, headline=SCRIPT, deck=SCRIPT, by=cast.page_designer)
    workflow.change_slot(paper.placement.slot, by=cast.page_designer, advert=SCRIPT[:60])
    workflow.mark(paper.page, x=1, y=1, words=SCRIPT, by=cast.proofreader)
    other = workflow.place(paper.other, [approved(cast, SCRIPT)], by=cast.page_designer)
    assert other
    client, shown = signed_in(name), 0
    for address in addresses(paper):
        response = client.get(address)
        if response.status_code == 200 and "html" in response["Content-Type"]:
            words = response.content.decode()
            assert "<script>alert" not in words, address
            assert not re.search(r"<img[^>]*onerror", words), address
            assert "{{1357*7531}}" in words or "10219567" not in words
            shown += 1
    assert shown >= 4


def addresses(paper: SimpleNamespace) -> list[str]:
    names = ["page", "page_proof", "page_suggest", "elsewhere"]
    pages = [paper.page, paper.other]
    found = [
        reverse(f"admin:editions_edition_{name}", args=[paper.edition.pk, page.pk]) for page in pages for name in names
    ]
    return [
        *found,
        reverse("admin:editions_edition_change", args=[paper.edition.pk]),
        reverse("admin:editions_edition_contact_sheet", args=[paper.edition.pk]),
        reverse("admin:editions_edition_changelist"),
    ]


def test_what_nobody_sees_does_not_come_into_an_advert_or_a_mark(
    signed_in: Any, cast: Any, paper: SimpleNamespace
) -> None:
    hidden = "甲\u202e乙\u200b丙\u2066丁\x07"
    form = {"do": "change", "seen": Page.objects.get(pk=paper.page.pk).layout_number, "slot": paper.placement.slot_id}
    do = reverse("admin:editions_edition_page_do", args=[paper.edition.pk, paper.page.pk])
    signed_in("page_designer").post(do, form | {"advert": hidden + "\0"})
    assert paper.page.slots.get(pk=paper.placement.slot_id).advert == "甲乙丙丁"
    found = workflow.mark(paper.page, x=1, y=1, words=hidden, by=cast.proofreader)
    assert found.words == "甲乙丙丁"


def test_ten_thousand_characters_are_refused_or_cut_and_never_a_crash(
    signed_in: Any, cast: Any, paper: SimpleNamespace
) -> None:
    client, long = signed_in("page_designer"), "长" * 10_000
    do = reverse("admin:editions_edition_page_do", args=[paper.edition.pk, paper.page.pk])
    seen = Page.objects.get(pk=paper.page.pk).layout_number
    word = {"do": "word", "seen": seen, "placement": paper.placement.pk, "headline": long}
    assert client.post(do, word).status_code == 422
    assert (
        client.post(do, {"do": "change", "seen": seen, "slot": paper.placement.slot_id, "advert": long}).status_code
        == 302
    )
    proof = reverse("admin:editions_edition_page_proof_do", args=[paper.edition.pk, paper.page.pk])
    told = signed_in("proofreader").post(proof, {"do": "mark", "x": "1", "y": "1", "words": long}, follow=True)
    assert "at most 400 characters" in told.content.decode()


@pytest.mark.parametrize("x", ["nan", "inf", "-1", "1e400", "101", "٥", "x", ""])
def test_a_mark_that_lies_nowhere_is_not_made(signed_in: Any, paper: SimpleNamespace, x: str) -> None:
    proof = reverse("admin:editions_edition_page_proof_do", args=[paper.edition.pk, paper.page.pk])
    form = {"do": "mark", "x": x, "y": "1", "words": "错"}
    assert signed_in("proofreader").post(proof, form).status_code in {302, 404, 422}
    assert paper.page.marks.count() == (2 if x == "٥" else 1)
