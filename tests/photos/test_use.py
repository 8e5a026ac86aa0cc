"""A photo in use: what its rights and its words allow, where it stands in the text, what readers are told of it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError
from django.urls import reverse
from django.utils import timezone

from articles import body_photos, pictured, publishing, workflow
from articles.clock import database_now
from articles.html import character_count, plain_text
from articles.models import Article, ArticlePhoto, State, Topic
from editions import preflight
from editions import publishing as edition_publishing
from editions import workflow as edition_workflow
from editions.models import Edition
from photos import rights
from photos.models import Photo
from tests.factories import (
    bring_to,
    edit,
    jpeg,
    make_article,
    make_edition,
    make_photo,
    make_topic,
    publish_alone,
    take,
)
from tests.person import Person
from website.models import PublishedArticle

TODAY = date(2026, 3, 1)
RIGHTS = {
    "newsroom: photo not cleared": {"licence": "unclear"},
    "newsroom: photo rights ended": {"usable_until": date(2020, 1, 1)},
    "newsroom: photo shown once": {"scope": "once"},
}


def today():
    return timezone.localdate(database_now())


def findings(edition):
    loaded = Edition.objects.with_pages().get(pk=edition.pk)
    return preflight.check(loaded, appears_at=database_now())


def placed(cast, photo, **fields):
    """An approved article with the photo, on page A01 of an edition."""
    article = bring_to(State.APPROVED, make_article(by=cast.reporter, headline="灯会", photo=photo, **fields), cast)
    edition = make_edition(cast, day=today() + timedelta(days=Edition.objects.count()))
    edition_workflow.place(edition.pages.get(), [article], by=cast.page_designer)
    return article, edition


@pytest.fixture
def photo(cast):
    return make_photo(by=cast.photographer, title="灯")


# -- rights --------------------------------------------------------------------------------------------------------
def test_a_photo_without_objections_is_not_refused(photo):
    assert rights.refusals_to_publish(photo, on=TODAY, article=None) == []
    assert rights.state_of(photo, on=TODAY) == "May be shown in print and on the website."


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"licence": "unclear"}, "The rights of the photo “灯” are not cleared yet."),
        ({"usable_until": TODAY - timedelta(days=1)}, "The photo “灯” could be published until 28 February 2026 only."),
        ({"scope": "web"}, "The photo “灯” may be shown on the website only, not in print."),
        ({"caption": ""}, "The photo “灯” has no caption."),
        ({"credit": ""}, "The photo “灯” has no credit."),
        ({"alt_text": ""}, "The photo “灯” has no alternative text."),
    ],
)
def test_each_thing_that_is_wrong_with_a_photo_is_one_sentence(photo, fields, sentence):
    for name, value in fields.items():
        setattr(photo, name, value)
    assert rights.refusals_to_publish(photo, on=TODAY, article=None) == [sentence]


def test_on_its_last_day_a_photo_may_be_published_and_its_end_is_foretold(photo):
    photo.usable_until = TODAY
    assert rights.refusals_to_publish(photo, on=TODAY, article=None) == []
    assert rights.warning_of(photo, on=TODAY) == "The photo “灯” may be published until 1 March 2026 only."
    assert rights.warning_of(photo, on=TODAY - timedelta(days=31)) == ""


def test_a_photo_for_once_is_spent_by_another_article_and_not_by_its_own(cast, photo):
    Photo.objects.update(scope="once")
    first = bring_to(State.PUBLISHED, make_article(by=cast.reporter, photo=photo), cast)
    photo.refresh_from_db()
    assert rights.refusals_of_rights(photo, on=TODAY, article=first.pk) == []
    assert rights.refusals_of_rights(photo, on=TODAY, article=None) == [
        "The photo “灯” may be shown once, and has been shown."
    ]


def test_the_look_over_an_edition_says_what_the_rights_forbid(cast, photo):
    _article, edition = placed(cast, photo)
    assert preflight.blocking(findings(edition)) == []
    Photo.objects.update(usable_until=today() - timedelta(days=1), licence="unclear")
    said = [finding.sentence for finding in preflight.blocking(findings(edition))]
    assert len(said) == 2
    assert all(sentence.startswith("A01 “灯会”: The") for sentence in said)
    Photo.objects.update(usable_until=today() + timedelta(days=2), licence="own")
    assert [finding.blocks for finding in findings(edition)] == [False]


def test_a_paper_of_tomorrow_needs_rights_for_tomorrow(cast, photo):
    placed(cast, make_photo(by=cast.photographer, content=jpeg(colour="#010203")))
    Photo.objects.update(usable_until=today())
    _article, edition = placed(cast, photo)
    Photo.objects.filter(pk=photo.pk).update(usable_until=today())
    assert edition.date == today() + timedelta(days=1)
    assert "could be published until" in preflight.blocking(findings(edition))[0].sentence


def test_two_articles_of_one_edition_cannot_both_show_a_photo_for_once(cast, photo):
    Photo.objects.update(scope="once")
    _article, edition = placed(cast, photo)
    other = bring_to(State.APPROVED, make_article(by=cast.reporter, photo=photo), cast)
    edition_workflow.place(edition.pages.get(), [other], by=cast.page_designer)
    assert "stands in another article" in preflight.blocking(findings(edition))[0].sentence
    with pytest.raises(workflow.Refused):
        edition_publishing.publish(edition, by=cast.chief_editor)
    assert not PublishedArticle.objects.exists()


def test_a_web_photo_keeps_a_printed_page_back(cast, photo):
    Photo.objects.update(scope="web")
    _article, edition = placed(cast, photo)
    with pytest.raises(workflow.Refused, match="on the website only"):
        edition_publishing.publish(edition, by=cast.chief_editor)


def test_a_print_photo_is_left_out_by_the_website_and_gets_no_public_file(cast, photo, settings, tmp_path):
    Photo.objects.update(scope="print")
    article, edition = placed(cast, photo, body=f"<p>一。</p>\n<p>photo:{photo.pk}</p>")
    assert [finding.blocks for finding in findings(edition)] == [False]
    edition_publishing.publish(edition, by=cast.chief_editor)
    copy = PublishedArticle.objects.get(pk=article.pk)
    assert (copy.body, list(copy.pictures.all())) == ("<p>一。</p>", [])
    photo.refresh_from_db()
    assert photo.public_base == ""
    assert not [one for one in (tmp_path / "public").rglob("*") if one.is_file()]


def test_nothing_of_an_expired_photo_becomes_public_however_it_is_published(cast, photo, tmp_path):
    _article, edition = placed(cast, photo)
    Photo.objects.update(usable_until=date(2020, 1, 1))
    with pytest.raises(workflow.Refused, match="could be published until"):
        edition_publishing.publish(edition, by=cast.chief_editor)
    assert not [one for one in (tmp_path / "public").rglob("*") if one.is_file()]


def test_a_withdrawal_is_not_overturned_after_the_rights_have_ended(cast, photo):
    article = bring_to(State.WITHDRAWN, make_article(by=cast.reporter, photo=photo), cast)
    Photo.objects.update(usable_until=date(2020, 1, 1))
    with pytest.raises(workflow.Refused, match="could be published until"):
        publishing.overturn(article.withdrawals.get(), by=cast.section_head, reason="理由")


def publish_by_hand(article):
    """What raw SQL would try, past all our code."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE articles_article SET state = 'published', published_at = now() WHERE id = %s", [article.pk]
        )


@pytest.mark.parametrize("mark", RIGHTS)
def test_the_database_refuses_what_the_rights_forbid(cast, photo, mark):
    bring_to(State.PUBLISHED, make_article(by=cast.reporter, photo=photo), cast)
    article = bring_to(State.APPROVED, make_article(by=cast.reporter, photo=photo), cast)
    Photo.objects.update(**RIGHTS[mark])
    with pytest.raises(IntegrityError, match=mark):
        publish_by_hand(article)
    Photo.objects.update(licence="own", usable_until=None, scope="everywhere")
    publish_by_hand(article)


def test_the_database_refuses_a_photo_without_words(cast, monkeypatch):
    silent = make_photo(by=cast.photographer, credit="")
    # Even if an approval were given that the desk refuses.
    monkeypatch.setattr(pictured, "photos_lacking_words", lambda article: [])
    article = bring_to(State.APPROVED, make_article(by=cast.reporter, photo=silent), cast)
    with pytest.raises(IntegrityError, match="newsroom: photo without words"):
        publish_by_hand(article)


def test_the_last_day_of_the_rights_is_over_when_the_day_is(cast, photo):
    article = bring_to(State.APPROVED, make_article(by=cast.reporter, photo=photo), cast)
    Photo.objects.update(usable_until=today() - timedelta(days=1))
    with pytest.raises(IntegrityError, match="newsroom: photo rights ended"):
        publish_by_hand(article)
    Photo.objects.update(usable_until=today())
    publish_by_hand(article)


def test_the_chief_editor_is_told_at_the_desk_and_an_administrators_flag_changes_nothing(cast, photo, signed_in):
    _article, edition = placed(cast, photo)
    Photo.objects.update(licence="unclear")
    type(cast.chief_editor).objects.filter(pk=cast.chief_editor.pk).update(is_superuser=True)
    page = Person(signed_in("chief_editor")).open(reverse("admin:editions_edition_change", args=[edition.pk]))
    assert "The rights of the photo “灯” are not cleared yet." in page.words
    assert not PublishedArticle.objects.exists()


def test_who_submits_is_advised_and_not_kept_back(cast, photo, signed_in):
    Photo.objects.update(licence="unclear")
    article = make_article(by=cast.reporter, photo=photo)
    person = Person(signed_in("reporter")).open(reverse("admin:articles_article_change", args=[article.pk]))
    person.press("_take", "submit")
    assert "The rights of the photo “灯” are not cleared yet." in person.words
    article.refresh_from_db()
    assert article.state == State.SUBMITTED


# -- credit, shape, origin ------------------------------------------------------------------------------------------
def test_caption_credit_and_shape_of_one_use_reach_readers(cast, photo, signed_in):
    article = make_article(by=cast.reporter, photo=photo)
    person = Person(signed_in("reporter")).open(reverse("admin:articles_article_change", args=[article.pk]))
    person.press(
        "_continue", "1", **{"photos-0-credit": "邱岚 摄", "photos-0-shape": "1x1", "photos-0-caption": "此处"}
    )
    use = ArticlePhoto.objects.get()
    assert (use.caption, use.credit, use.shape) == ("此处", "邱岚 摄", "1x1")
    publish_alone(bring_to(State.APPROVED, Article.objects.get(), cast), cast)
    picture = PublishedArticle.objects.get().pictures.get()
    assert (picture.caption, picture.credit, picture.shape) == ("此处", "邱岚 摄", "1x1")


def test_going_back_to_a_version_brings_credit_and_shape_back(cast, photo):
    article = make_article(by=cast.reporter, photo=photo)
    with transaction.atomic():
        ArticlePhoto.objects.update(credit="别人", shape="3x2")
        article = workflow.finish_text(article, by=cast.reporter)
    version = article.current_version
    with transaction.atomic():
        ArticlePhoto.objects.update(credit="", shape="")
        article = workflow.finish_text(article, by=cast.reporter)
    workflow.restore_version(article, version, by=cast.reporter, seen_version=article.current_version.number)
    use = ArticlePhoto.objects.get()
    assert (use.credit, use.shape) == ("别人", "3x2")


def test_readers_and_the_desk_are_told_that_a_machine_made_the_picture(cast, signed_in):
    photo = make_photo(by=cast.photographer, ai_use="generated")
    article = bring_to(State.SUBMITTED, make_article(by=cast.reporter, photo=photo), cast)
    page = reverse("admin:articles_article_change", args=[article.pk])
    assert "Made by AI" in Person(signed_in("desk_editor")).open(page).words
    bring_to(State.PUBLISHED, make_article(by=cast.reporter, photo=photo), cast)
    assert PublishedArticle.objects.get().pictures.get().ai == "generated"


# -- photo:12 in the text -------------------------------------------------------------------------------------------
def test_a_photo_named_in_the_text_stands_there_and_its_name_is_no_word():
    body = "<p>一。</p>\n<p>photo:7</p>\n<blockquote><p>引。</p></blockquote>\n<p>二。</p>\n<p>photo:9</p>"
    without, places = body_photos.without_names(body)
    assert without == "<p>一。</p>\n<blockquote><p>引。</p></blockquote>\n<p>二。</p>"
    assert places == {7: 1, 9: 2}
    assert "photo" not in plain_text(body)
    assert character_count(body) == character_count(without)


@pytest.mark.parametrize("typed", ["<p>photo：7</p>", "<p>Photo: 7</p>", "<p> photo : 007 </p>"])
def test_however_a_keyboard_writes_it_it_is_kept_in_one_form(typed):
    assert body_photos.in_one_form(typed) == "<p>photo:7</p>"


def test_words_about_a_photo_are_words():
    assert body_photos.numbers("<p>见 photo:7</p><p>photo:0</p><p>photo:</p>") == []


def write(person, article, body):
    person.open(reverse("admin:articles_article_change", args=[article.pk]))
    return person.press("_continue", "1", body=body)


def test_a_reporter_puts_a_photo_into_his_text_and_readers_find_it_there(cast, signed_in):
    own = make_photo(by=cast.reporter, title="现场")
    article, person = make_article(by=cast.reporter), Person(signed_in("reporter"))
    write(person, article, f"<p>一。</p><p>photo：{own.pk}</p><p>二。</p>")
    article.refresh_from_db()
    assert article.body == f"<p>一。</p>\n<p>photo:{own.pk}</p>\n<p>二。</p>"
    assert article.photos.get().photo == own
    approved = bring_to(State.APPROVED, article, cast)
    desk = Person(signed_in("page_designer")).open(reverse("admin:articles_article_change", args=[article.pk]))
    assert "photo:" not in desk.words
    assert "老街的傍晚。" in desk.words
    publish_alone(approved, cast)
    copy = PublishedArticle.objects.get()
    assert copy.body == "<p>一。</p>\n<p>二。</p>"
    assert copy.pictures.get().after_paragraph == 1
    page = signed_in("reporter").get(f"/article/{article.pk}/").content.decode()
    assert page.index("一。</p>") < page.index("<figure") < page.index("<p>二。")


def test_a_hidden_photo_is_answered_like_one_that_never_was(cast, signed_in):
    hidden = make_photo(by=cast.reporter2, title="别人的")
    article, person = make_article(by=cast.reporter), Person(signed_in("reporter"))
    answers = []
    for number in (hidden.pk, 987654321):
        write(person, article, f"<p>一。</p><p>photo:{number}</p>")
        assert f"photo:{number}: there is no such photo." in person.words
        answers.append(person.words.count("there is no such photo"))
    assert answers[0] == answers[1]
    assert not article.photos.exists()
    article.refresh_from_db()
    assert "photo" not in article.body


def test_a_photo_stands_in_the_text_once(cast, signed_in):
    own = make_photo(by=cast.reporter)
    person = Person(signed_in("reporter"))
    write(person, make_article(by=cast.reporter), f"<p>photo:{own.pk}</p><p>photo:{own.pk}</p>")
    assert f"photo:{own.pk} stands in the text more than once." in person.words


def test_the_look_over_an_edition_misses_a_photo_that_the_text_names(cast):
    article = make_article(by=cast.reporter)
    edit(article, by=cast.reporter, body="<p>一。</p>\n<p>photo:77</p>")
    article.refresh_from_db()
    approved = bring_to(State.APPROVED, article, cast)
    edition = make_edition(cast)
    edition_workflow.place(edition.pages.get(), [approved], by=cast.page_designer)
    assert "names photo:77, which is not one of its photos" in preflight.blocking(findings(edition))[0].sentence


# -- words, when they are cheap --------------------------------------------------------------------------------------
def filed_without_words(cast, signed_in, **missing):
    photo = make_photo(by=cast.photographer, title="灯", **missing)
    article = make_article(by=cast.reporter, headline="灯会", photo=photo)
    return photo, article


def press(browser, article, verb):
    address = f"/admin/articles/article/{article.pk}/take/{verb}/"
    seen = article.current_version.number if article.current_version else 0
    return browser.post(address, {"seen_version": seen}, follow=True)


def test_the_author_hears_on_filing_what_a_photo_lacks_and_where_to_mend_it(cast, signed_in):
    photo, article = filed_without_words(cast, signed_in, credit="", alt_text="")
    said = press(signed_in("reporter"), article, "submit").content.decode()
    article.refresh_from_db()
    assert article.state == State.SUBMITTED
    assert said.count("The photo “灯” cannot be published without: credit, alternative text.") == 1
    assert f'<a href="/admin/articles/article/{article.pk}/change/">Mend it in the article</a>' in said
    passed = press(signed_in("desk_editor"), article, "pass").content.decode()
    assert f'<a href="/admin/photos/photo/{photo.pk}/change/">Mend it at the photo</a>' in passed


def test_nothing_is_approved_in_the_end_that_could_not_be_published(cast, signed_in):
    photo, article = filed_without_words(cast, signed_in, alt_text="")
    article = bring_to(State.SUBMITTED, article, cast)
    for verb, person in (("pass", cast.desk_editor), ("pass", cast.section_head)):
        article = take(verb, article, by=person)
    with pytest.raises(workflow.Refused, match="cannot be published without: alternative text"):
        take("approve", article, by=cast.chief_editor)
    chief = signed_in("chief_editor")
    said = press(chief, article, "approve").content.decode()
    article.refresh_from_db()
    assert article.state == State.SUBMITTED
    assert f'<a href="/admin/photos/photo/{photo.pk}/change/">Mend it at the photo</a>' in said
    Photo.objects.filter(pk=photo.pk).update(alt_text="一盏灯")
    press(chief, article, "approve")
    article.refresh_from_db()
    assert article.state == State.APPROVED


# -- at the head of a topic ------------------------------------------------------------------------------------------
def test_the_library_says_which_topics_stand_under_a_photo_to_who_may_know_of_them(cast, photo, signed_in):
    make_topic(name="旧城更新", photo=photo)
    make_topic(name="还没公开", photo=photo, is_public=False)
    page = reverse("admin:photos_photo_change", args=[photo.pk])
    keeper = signed_in("section_head").get(page).content.decode()
    assert "Nowhere yet." not in keeper
    assert all(said in keeper for said in ("旧城更新", "还没公开", "at the head of the topic", "not on the website"))
    for name in ("desk_editor", "photographer"):
        other = signed_in(name).get(page).content.decode()
        assert "旧城更新" in other
        assert "还没公开" not in other
        assert "/admin/articles/topic/" not in other.partition('id="used-title"')[2].partition("</section>")[0]


def test_a_photo_that_heads_a_topic_counts_as_shown(cast, photo, signed_in):
    topic = make_topic(photo=photo, is_public=False)
    Photo.objects.update(scope="once")
    article = bring_to(State.APPROVED, make_article(by=cast.reporter, photo=photo), cast)
    assert rights.refusals_of_rights(photo, on=TODAY, article=article.pk) == []
    Photo.objects.update(scope="everywhere")
    Topic.objects.filter(pk=topic.pk).update(is_public=True)
    Photo.objects.update(scope="once")
    photo.refresh_from_db()
    assert rights.refusals_of_rights(photo, on=TODAY, article=article.pk) == [
        "The photo “灯” may be shown once, and has been shown."
    ]
    with pytest.raises(IntegrityError, match="newsroom: photo shown once"):
        publish_by_hand(article)
    ran = signed_in("section_head").get(reverse("admin:photos_photo_changelist"), {"used": "ran"})
    assert photo.title in ran.content.decode()
