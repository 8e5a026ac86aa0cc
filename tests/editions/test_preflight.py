"""The look over an edition: each thing that keeps it back is one plain sentence, and a sound edition has none."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone
from django.utils.formats import date_format

from articles.clock import database_now
from articles.models import Article, State
from articles.workflow import sign_proof
from editions import preflight, preflight_known, publishing, workflow
from editions.findings import together
from editions.models import Drawing, Edition, Page, Placement, Publication, SignOff, Slot
from photos.models import Photo
from tests.factories import (
    bring_to,
    edit,
    edit_approved,
    make_article,
    make_drawn_edition,
    make_edition,
    make_photo,
    make_template,
    prose,
    take,
)


@pytest.fixture
def edition(cast):
    return make_edition(cast, pages=1)


@pytest.fixture
def placed(cast, edition):
    """A sound article with a photo, approved and placed on A01."""
    photo = make_photo(by=cast.photographer)
    article = bring_to(State.APPROVED, make_article(by=cast.reporter, headline="老街坊", photo=photo), cast)
    workflow.place(edition.pages.get(), [article], by=cast.page_designer)
    return article


def look(edition):
    loaded = Edition.objects.with_pages().get(pk=edition.pk)
    return preflight.check(loaded, appears_at=database_now())


def sentences(edition):
    return [finding.sentence for finding in look(edition)]


def test_a_sound_edition_has_nothing_to_say(edition, placed):
    assert look(edition) == []


def test_an_edition_without_pages_says_what_to_do(cast):
    empty = make_edition(cast, pages=0)
    assert sentences(empty) == ["This edition has no pages. Add them from the weekday plan."]


def test_an_empty_page_has_no_lead(edition):
    assert sentences(edition) == ["Page A01 has no lead: nothing is placed on it."]
    assert preflight.blocking(look(edition))


def test_a_page_of_advertising_needs_no_lead(edition):
    page = edition.pages.get()
    page.template = make_template(name="广告版", needs_lead=False)
    page.save()
    assert look(edition) == []


def test_a_changed_article_is_not_approved_and_its_new_words_are_not_told(cast, edition, placed):
    edit_approved(placed, cast, headline="改过的标题")
    assert sentences(edition) == ["A01 “老街坊” is not approved: it is “In review”."]


def test_a_newer_approved_version_must_be_placed(cast, edition, placed):
    article = edit_approved(placed, cast, headline="改过的标题")
    for verb, person in [("pass", cast.desk_editor), ("pass", cast.section_head), ("approve", cast.chief_editor)]:
        take(verb, article, person)
    assert sentences(edition) == ["A01 “老街坊” was changed after it was placed. Place the new version."]


def test_a_credit_changed_in_the_library_after_the_approval_is_a_change(edition, placed):
    Photo.objects.update(credit="别人")
    assert sentences(edition) == [
        "A01 “老街坊” is not as it was approved: the words of a photo were changed since. "
        "The chief editor recalls it, and it is approved and placed anew."
    ]


def test_words_changed_in_the_final_review_wait_for_the_proofreader(cast, edition):
    article = bring_to(State.SUBMITTED, make_article(by=cast.reporter, headline="终审改过"), cast)
    take("pass", take("pass", article, cast.desk_editor), cast.section_head)
    take("approve", edit(article, by=cast.chief_editor, deck="加的副题"), cast.chief_editor)
    article.refresh_from_db()
    workflow.place(edition.pages.get(), [article], by=cast.page_designer)
    assert sentences(edition) == ["A01 “终审改过” was edited in the final review: a proofreader has to read it first."]
    assert preflight.blocking(look(edition))
    sign_proof(article, by=cast.proofreader, seen_version=2)
    assert look(edition) == []


def test_an_article_on_two_pages_is_named_with_its_pages(cast, edition, placed):
    second = edition.pages.get()
    second.pk, second.number = None, 2
    second.save()
    Placement.objects.create(
        page=second, article=placed, version=placed.current_version, order=1, placed_by=cast.page_designer
    )
    assert sentences(edition) == ["“老街坊” stands on more than one page: A01, A02. Take it off all but one."]


@pytest.mark.parametrize(
    ("missing", "sentence"),
    [
        ("caption", "A01 “无名”: the photo “老街” has no caption."),
        ("credit", "A01 “无名”: the photo “老街” has no credit."),
        ("alt_text", "A01 “无名”: the photo “老街” has no alternative text."),
    ],
)
def test_a_photo_that_lost_its_words_after_the_approval_is_named(cast, edition, missing, sentence):
    photo = make_photo(by=cast.photographer)
    article = bring_to(State.APPROVED, make_article(by=cast.reporter, headline="无名", photo=photo), cast)
    Photo.objects.filter(pk=photo.pk).update(**{missing: ""})
    workflow.place(edition.pages.get(), [article], by=cast.page_designer)
    assert sentence in sentences(edition)
    assert preflight.blocking(look(edition))


def test_an_embargo_beyond_the_hour_keeps_the_edition_back(edition, placed):
    Article.objects.update(embargo_until=database_now() + timedelta(hours=1))
    assert sentences(edition) == ["A01 “老街坊” is embargoed beyond the time of publication."]
    Article.objects.update(embargo_until=database_now() - timedelta(hours=1))
    assert look(edition) == []


def test_a_crowded_page_and_a_missing_name_are_remarks_that_block_nothing(cast, edition, placed):
    page = edition.pages.get()
    page.template = make_template(name="窄版", most_articles=1)
    page.responsible_editor = ""
    page.save()
    another = bring_to(State.APPROVED, make_article(by=cast.reporter), cast)
    workflow.place(page, [another], by=cast.page_designer)
    assert sentences(edition) == [
        "Page A01 holds 2 articles; its template takes 1.",
        "Page A01 does not name its responsible editor.",
    ]
    assert preflight.blocking(look(edition)) == []


def test_a_photo_readers_saw_lately_is_a_remark(cast, edition, placed, settings):
    settings.PHOTO_REPEAT_DAYS = 30
    photo = Photo.objects.get()
    before = bring_to(State.PUBLISHED, make_article(by=cast.reporter2, headline="早先", photo=photo), cast)
    day = timezone.localdate(database_now()) - timedelta(days=30)
    Article.objects.filter(pk=before.pk).update(published_at=timezone.make_aware(datetime.combine(day, time())))
    found = look(edition)
    assert [(finding.sentence, finding.blocks) for finding in found] == [
        (f"A01 “老街坊”: the photo “老街” ran in another article on {date_format(day)}.", False)
    ]
    settings.PHOTO_REPEAT_DAYS = 29
    assert look(edition) == []


def test_a_photo_that_stands_twice_in_one_edition_is_a_remark(cast, edition, placed):
    other = make_article(by=cast.reporter2, headline="又一篇", photo=Photo.objects.get())
    workflow.place(edition.pages.get(), [bring_to(State.APPROVED, other, cast)], by=cast.page_designer)
    found = look(edition)
    assert [(finding.sentence, finding.blocks) for finding in found] == [
        ("A01 “又一篇”: the photo “老街” also stands in “老街坊”.", False)
    ]


def test_the_look_costs_the_same_for_many_articles(cast, edition, placed, django_assert_max_num_queries):
    articles = [bring_to(State.APPROVED, make_article(by=cast.reporter), cast) for _ in range(6)]
    workflow.place(edition.pages.get(), articles, by=cast.page_designer)
    with django_assert_max_num_queries(12):
        look(edition)


# -- drawn pages -----------------------------------------------------------------------------------------------------
@pytest.fixture
def drawn(cast):
    """An edition of one drawn page: the lead is placed, three slots are empty, nothing is drawn yet."""
    edition = make_drawn_edition(cast)
    article = bring_to(State.APPROVED, make_article(by=cast.reporter, headline="“清淤”完工", body=prose(3)), cast)
    workflow.place(edition.pages.get(), [article], by=cast.page_designer)
    return edition


def drawing_of(page, **facts):
    """What the press would have noted of the page as it is."""
    page.refresh_from_db()
    return Drawing.objects.update_or_create(
        page=page,
        digest="0" * 64,
        defaults={"layout_number": page.layout_number, "folder": "x", "width": 1, "height": 1, **facts},
    )


def test_a_page_that_waits_for_the_press_is_named_once(drawn):
    assert [finding.sentence for finding in preflight.blocking(look(drawn))] == [
        "Page A01 is being drawn. Wait a moment."
    ]


def test_a_page_the_press_could_not_draw_is_not_said_to_be_on_its_way(drawn, cast, signed_in):
    page = drawn.pages.get()
    drawing_of(page, folder="", width=0, height=0, failure="cannot identify image file 'river.jpg'")
    assert [finding.sentence for finding in preflight.blocking(look(drawn))] == [
        "Page A01 could not be drawn: cannot identify image file 'river.jpg'"
    ]
    desk = signed_in("proofreader")
    overview = desk.get(f"/admin/editions/edition/{drawn.pk}/change/").content.decode()
    assert "could not be drawn" in overview
    assert "is being drawn" not in overview


def test_a_drawn_page_waits_for_its_sign_off(drawn):
    drawing_of(drawn.pages.get())
    assert [finding.sentence for finding in preflight.blocking(look(drawn))] == ["Page A01 is not signed off."]


def test_a_page_that_was_signed_with_other_numbers_in_its_head_waits_to_be_signed_again(drawn, cast):
    page = drawn.pages.get()
    signed, _new = drawing_of(page)
    SignOff.objects.create(
        page=page, by=cast.chief_editor, layout_number=page.layout_number, digest=signed.digest, source="{}"
    )
    assert [finding.sentence for finding in preflight.blocking(look(drawn))] == []
    Drawing.objects.filter(pk=signed.pk).update(digest="f" * 64)
    assert [finding.sentence for finding in preflight.blocking(look(drawn))] == ["Page A01 is not signed off."]


def test_empty_slots_are_named_and_those_for_adverts_are_not(drawn):
    Slot.objects.filter(page__edition=drawn, order=4).update(role="advert", advert="云岫银行")
    drawing_of(drawn.pages.get())
    assert "Page A01 has empty slots: Second lead, Article." in sentences(drawn)
    assert not any("advertisement" in sentence for sentence in sentences(drawn))
    Slot.objects.filter(page__edition=drawn, order=4).update(advert="")
    assert "Page A01 has an advertisement without its client's name." in sentences(drawn)


def test_what_the_press_found_on_a_page_is_said(drawn):
    missing = [{"character": "\U00032300", "code": "U+32300", "article": 1, "around": ""}]
    drawing_of(drawn.pages.get(), over=12, missing=missing, taboos=["headlines", "outside"])
    found = sentences(drawn)
    assert "Page A01 has text that finds no place: 12 characters." in found
    assert "Page A01 has characters that no font has: \U00032300" in found
    assert "Page A01: headlines of one size stand side by side and read as one line." in found


def test_an_article_in_no_slot_keeps_the_edition_back(drawn):
    Placement.objects.update(slot=None)
    drawing_of(drawn.pages.get())
    assert "A01 ““清淤”完工” stands in no slot, so it is not printed." in [
        finding.sentence for finding in preflight.blocking(look(drawn))
    ]


@pytest.mark.parametrize(("headline", "mark"), [("“清淤完工", "“"), ("清淤”完工", "”"), ("《芦溪完工", "《")])
def test_a_quotation_mark_without_its_counterpart_is_a_remark(drawn, headline, mark):
    Placement.objects.update(headline=headline)
    assert f"A01 ““清淤”完工”: {mark} in the headline has no counterpart." in sentences(drawn)
    Placement.objects.update(headline="Bakers’ bread “is dear”")
    assert not any("counterpart" in sentence for sentence in sentences(drawn))


def test_the_masthead_names_the_paper_by_its_numbers(drawn):
    Page.objects.update(masthead_columns=4, masthead_lines=6)
    said = "A01: the masthead has no serial number (CN); it stands in the imprint."
    assert said in sentences(drawn)
    Publication.objects.update(cn_number="CN 00-0000")
    assert said not in sentences(drawn)


def test_odd_pages_gaps_and_pages_without_a_name_are_remarks(cast):
    edition = make_drawn_edition(cast, pages=3)
    Page.objects.filter(edition=edition, number=3).update(number=4, name="")
    found = sentences(edition)
    assert "The edition has 3 pages; printed paper has an even number." in found
    assert "Pages are left out: A03." in found
    assert "Page A04 has no name, so its head is empty." in found


def test_what_goes_on_on_another_page_does_not_stand_there_twice(cast):
    edition = make_drawn_edition(cast, pages=2)
    first, second = edition.pages.order_by("number")
    article = bring_to(State.APPROVED, make_article(by=cast.reporter, body=prose(40)), cast)
    (placed,) = workflow.place(first, [article], by=cast.page_designer)
    workflow.jump(placed, second, second.slots.last(), by=cast.page_designer)
    assert not any("more than one page" in sentence for sentence in sentences(edition))


def test_a_scheduled_edition_whose_page_is_not_signed_at_its_hour_goes_back_with_the_reason(cast, drawn):
    workflow.schedule(drawn, at=database_now() + timedelta(hours=1), by=cast.chief_editor)
    drawing_of(drawn.pages.get())
    Edition.objects.update(go_live_at=database_now() - timedelta(minutes=1))
    assert publishing.publish_due() == []
    edition = Edition.objects.get(pk=drawn.pk)
    assert (edition.state, edition.go_live_at) == ("open", None)
    assert "Page A01 is not signed off." in edition.events.get(verb="not_ready").note


def test_editions_looked_over_together_hear_what_each_hears_alone(cast, edition, placed):
    drawn = make_drawn_edition(cast, pages=2)
    article = bring_to(
        State.APPROVED, make_article(by=cast.reporter, headline="另一篇", photo=placed.photos.get().photo), cast
    )
    workflow.place(drawn.pages.first(), [article], by=cast.page_designer)
    alone = {one.pk: sentences(one) for one in (edition, drawn)}
    loaded = list(Edition.objects.with_pages().filter(pk__in=alone))
    known = preflight_known.read(loaded)
    now = database_now()
    together = {one.pk: [told.sentence for told in preflight.check(one, appears_at=now, known=known)] for one in loaded}
    assert together == alone
    assert len(alone[drawn.pk]) > 4


def test_what_holds_of_many_pages_stands_in_one_line_with_all_of_them_and_obstacles_come_first(cast, signed_in):
    edition = make_drawn_edition(cast, pages=8)
    found = look(edition)
    assert sum("has no lead" in finding.sentence for finding in found) == 8
    lines = together(found)
    assert len(lines) < 10 < len(found)
    assert [line.blocks for line in lines] == sorted((line.blocks for line in lines), reverse=True)
    (no_lead,) = [line for line in lines if "there is no lead" in line.sentence]
    assert no_lead.words == "Nothing is placed, so there is no lead: A01, A02, A03, A04, A05, A06, A07, A08"
    said = signed_in("page_designer").get(f"/admin/editions/edition/{edition.pk}/change/").content.decode()
    assert said.count("there is no lead") == 1
    assert f'<a href="#page-{edition.pages.last().pk}">A08</a>' in said


def test_what_is_said_of_one_page_keeps_its_own_sentence(cast):
    edition = make_drawn_edition(cast, pages=1)
    assert "Page A01 has no lead: nothing is placed on it." in [line.words for line in together(look(edition))]
