"""Going back to an earlier version, and the names that versions are given."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, InternalError, connection, transaction
from django.urls import reverse

from articles import workflow
from articles.models import Byline, Checkpoint, State, StateChange
from tests.factories import bring_to, edit, make_article, make_photo, make_section, make_series
from tests.person import Person


def version_page(article, number):
    return reverse("admin:articles_article_version", args=[article.pk, number])


def restore(article, number, *, by, seen=None):
    article.refresh_from_db()
    version = article.versions.get(number=number)
    seen = article.current_version.number if seen is None else seen
    return workflow.restore_version(article, version, by=by, seen_version=seen)


@pytest.fixture
def article(cast):
    article = make_article(by=cast.reporter, byline=cast.author, headline="第一稿", body="<p>旧的话。</p>")
    return edit(article, by=cast.reporter, headline="第二稿", body="<p>新的话。</p>", genre="opinion")


# -- going back ----------------------------------------------------------------------------------------------------
def test_going_back_makes_a_new_version_of_the_old_words(signed_in, article):
    reporter = Person(signed_in("reporter")).open(version_page(article, 1))
    reporter.press(to="restore")
    article.refresh_from_db()
    assert (article.headline, article.body, article.genre) == ("第一稿", "<p>旧的话。</p>", "news")
    assert article.current_version.number == 3
    assert article.current_version.sha256 == article.versions.get(number=1).sha256
    assert "The words of version 1 are the newest now, as version 3." in reporter.words


def test_the_record_says_who_went_back_and_to_what(signed_in, cast, article):
    restore(article, 1, by=cast.reporter)
    change = StateChange.objects.filter(article=article).first()
    assert (change.verb, change.note, change.by, change.version.number) == ("restore_text", "1", cast.reporter, 3)
    record = Person(signed_in("reporter")).open(version_page(article, 3)).words.split("Record")[1]
    assert record.count("Went back to version 1") == 1
    assert record.count("Changed the text") == 1  # that was version 2


def test_names_photos_section_and_series_come_back_too(cast):
    old, new = make_section("news", "要闻"), make_section("life", "民生")
    photo = make_photo(by=cast.photographer)
    article = make_article(by=cast.reporter, byline=cast.author, photo=photo, section=old, series=make_series())
    before = article.versions.get().content
    article.photos.all().delete()
    article.bylines.all().delete()
    Byline.objects.create(article=article, author=cast.author2, role="trainee", position="tail")
    edit(article, by=cast.reporter, section=new, series=None)
    restore(article, 1, by=cast.reporter)
    assert article.versions.get(number=3).content == before


def test_a_photo_he_may_not_see_in_the_library_comes_back_with_the_words(cast, article):
    others = make_photo(by=cast.photographer)
    article.photos.create(photo=others, order=1)
    edit(article, by=cast.reporter, deck="有图")
    article.photos.all().delete()
    edit(article, by=cast.reporter, deck="无图")
    restore(article, 3, by=cast.reporter)
    assert [use.photo for use in article.photos.all()] == [others]


def test_a_caption_of_the_article_comes_back_and_one_of_the_library_stays_the_librarys(cast, article):
    own, shared = make_photo(by=cast.reporter), make_photo(by=cast.reporter)
    article.photos.create(photo=own, caption="专为此文", order=1)
    article.photos.create(photo=shared, order=2)
    edit(article, by=cast.reporter, deck="有图")
    article.photos.all().delete()
    edit(article, by=cast.reporter, deck="无图")
    restore(article, 3, by=cast.reporter)
    assert list(article.photos.values_list("caption", flat=True)) == ["专为此文", ""]


def test_it_is_said_what_could_not_come_back_as_it_was(signed_in, cast, article):
    gone = make_section("gone", "旧栏")
    edit(article, by=cast.reporter, section=gone)
    edit(article, by=cast.reporter, section=make_section("news", "要闻"))
    gone.is_active = False
    gone.save()
    cast.author.name = "沈之遥"
    cast.author.save()
    reporter = Person(signed_in("reporter")).open(version_page(article, 3))
    reporter.press(to="restore")
    assert "沈知遥 is called 沈之遥 now." in reporter.words
    assert "Its section of then is not in use any more" in reporter.words
    article.refresh_from_db()
    assert article.section.slug == "news"


def test_who_may_not_edit_may_not_go_back(signed_in, cast, article):
    article = bring_to(State.SUBMITTED, article, cast)
    with pytest.raises(workflow.Refused):
        restore(article, 1, by=cast.reporter)
    reporter = Person(signed_in("reporter")).open(version_page(article, 1))
    assert "Restore these words" not in reporter.text
    answer = reporter.client.post(version_page(article, 1) + "restore/", {"seen_version": 2}, follow=True)
    assert "This text is in review." in answer.content.decode()
    assert article.versions.count() == 2


def test_to_strangers_the_old_version_does_not_exist(signed_in, cast, article):
    article = bring_to(State.PUBLISHED, article, cast)
    for name in ("reporter2", "proofreader", "page_designer", "admin"):
        for act in ("restore/", "name/"):
            assert signed_in(name).post(version_page(article, 1) + act, {"seen_version": 2}).status_code == 404
    assert signed_in("reporter").get(version_page(article, 1) + "restore/").status_code == 405


def test_a_reviewer_who_goes_back_voids_the_earlier_passes_as_an_edit_does(cast, article):
    article = bring_to(State.SUBMITTED, article, cast)
    other = make_article(by=cast.reporter, headline="另一稿")
    edit(other, by=cast.reporter, headline="另二稿")
    other = bring_to(State.SUBMITTED, other, cast)
    restore(article, 1, by=cast.desk_editor)
    edit(other, by=cast.desk_editor, headline="另一稿")
    article.refresh_from_db()
    other.refresh_from_db()
    assert article.current_version.number == other.current_version.number == 3
    assert article.current_version.made_in_state == other.current_version.made_in_state
    assert article.reviews.filter(version=article.current_version).count() == (
        other.reviews.filter(version=other.current_version).count()
    )


def test_going_back_on_a_page_that_is_out_of_date_changes_nothing(signed_in, cast, article):
    late = Person(signed_in("reporter")).open(version_page(article, 1))
    edit(article, by=cast.reporter, headline="第三稿")
    late.press(to="restore")
    article.refresh_from_db()
    assert article.headline == "第三稿"
    assert "The text has changed since" in late.words
    with pytest.raises(workflow.StaleText):
        restore(article, 1, by=cast.reporter, seen=2)


def test_going_back_to_the_words_that_stand_there_makes_no_version(cast, article):
    with pytest.raises(workflow.Refused, match="newest version already"):
        restore(article, 2, by=cast.reporter)
    assert article.versions.count() == 2


def test_a_version_of_another_article_is_not_restored_into_this_one(signed_in, cast, article):
    other = make_article(by=cast.reporter2, headline="别人的")
    with pytest.raises(workflow.Refused):
        workflow.restore_version(article, other.versions.get(), by=cast.reporter, seen_version=2)


# -- names ---------------------------------------------------------------------------------------------------------
def test_a_version_gets_a_name_and_is_listed_before_the_others(signed_in, cast, article):
    for number in range(5):
        article = edit(article, by=cast.reporter, deck=f"{number}")
    reporter = Person(signed_in("reporter")).open(version_page(article, 2))
    reporter.press(to="name", checkpoint="记者二稿")
    checkpoint = Checkpoint.objects.get()
    assert (checkpoint.version.number, checkpoint.name, checkpoint.by) == (2, "记者二稿", cast.reporter)
    listed = reporter.open(version_page(article, 7)).words.split("Versions")[1]
    assert listed.index("version 7") < listed.index("记者二稿") < listed.index("5 more") < listed.index("version 6")
    assert "Named “记者二稿”" in reporter.words
    chooser = reporter.open(reverse("admin:articles_article_compare", args=[article.pk])).text
    assert '<optgroup label="Named versions">' in chooser
    assert chooser.count("2 · 记者二稿") == 2


def test_a_reviewer_names_a_version_and_a_stranger_does_not(signed_in, cast, article):
    article = bring_to(State.APPROVED, article, cast)
    workflow.name_version(article.versions.get(number=2), "法务看过", by=cast.chief_editor)
    for person in (cast.reporter, cast.proofreader, cast.page_designer, cast.reporter2):
        with pytest.raises(workflow.Refused):
            workflow.name_version(article.versions.get(number=2), "我的", by=person)


def test_a_name_is_for_those_who_know_the_making(signed_in, cast, article):
    article = bring_to(State.APPROVED, article, cast)
    workflow.name_version(article.current_version, "法务看过", by=cast.chief_editor)
    assert "法务看过" in Person(signed_in("reporter")).open(version_page(article, 2)).text
    for name in ("proofreader", "page_designer"):
        assert "法务看过" not in Person(signed_in(name)).open(version_page(article, 2)).text
        change = reverse("admin:articles_article_change", args=[article.pk])
        assert "法务看过" not in Person(signed_in(name)).open(change).text


def test_the_same_name_twice_is_one_checkpoint_and_a_second_name_another(cast, article):
    version = article.current_version
    for name in ("二稿", " 二稿\u200b ", "定稿"):
        workflow.name_version(version, name, by=cast.reporter)
    assert [checkpoint.name for checkpoint in version.checkpoints.all()] == ["二稿", "定稿"]


def test_a_name_is_a_line_of_one_to_sixty_characters(cast, article):
    for name in ["", " \u3000 ", "\u202e", "长" * 61]:
        with pytest.raises(workflow.Refused):
            workflow.name_version(article.current_version, name, by=cast.reporter)
    assert workflow.name_version(article.current_version, "长" * 60, by=cast.reporter).pk


def test_a_hostile_name_is_a_name(signed_in, cast, article):
    workflow.name_version(article.current_version, "</option><script>zq</script>", by=cast.reporter)
    for address in (version_page(article, 2), reverse("admin:articles_article_compare", args=[article.pk])):
        text = Person(signed_in("reporter")).open(address).text
        assert "<script>zq" not in text
        assert "&lt;script&gt;zq" in text


def test_postgresql_keeps_a_name_as_it_was_given(cast, article):
    workflow.name_version(article.current_version, "二稿", by=cast.reporter)
    for statement in ("UPDATE articles_checkpoint SET name = '定稿'", "DELETE FROM articles_checkpoint"):
        with pytest.raises((IntegrityError, InternalError), match="append-only"), transaction.atomic():
            connection.cursor().execute(statement)
    with pytest.raises(IntegrityError, match="has_a_name"), transaction.atomic():
        connection.cursor().execute(
            "INSERT INTO articles_checkpoint (version_id, name, by_id) VALUES (%s, '', %s)",
            [article.current_version_id, cast.reporter.pk],
        )
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO articles_checkpoint (version_id, name, by_id, at) VALUES (%s, '旧', %s, '1999-01-01')"
            " RETURNING at > now() - interval '1 day'",
            [article.current_version_id, cast.reporter.pk],
        )
        assert cursor.fetchone() == (True,)
