"""Finding photos again: the grid, its words and filters, where a photo is used, and choosing one for an article."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.models import State
from photos import policy, search, uses
from photos.models import Photo
from photos.paging import page_of, place_in
from tests.factories import bring_to, jpeg, make_article, make_photo, publish_alone
from tests.person import Person

pytestmark = pytest.mark.django_db

LIST = "/admin/photos/photo/"
CHOOSE = "/admin/photos/photo/choose/"


@pytest.fixture
def library(cast):
    """Three photos of the photographer, the oldest first."""
    return [
        make_photo(
            by=cast.photographer,
            content=jpeg((60, 40), "#102030"),
            title="暴雨中的菜市场",
            caption="昨日，市民在云岫老街避雨。",
            place="云岫市老街",
            persons=["方有为"],
            keywords=["天气"],
        ),
        make_photo(by=cast.photographer, content=jpeg((40, 60), "#203040"), title="Marathon 2026", credit=""),
        make_photo(by=cast.photographer, content=jpeg((50, 50), "#304050"), title="夜色", alt_text="一座桥"),
    ]


def titles(person: Person) -> list[str]:
    return [tile.photo.title for tile in person.page.context["tiles"]]


def found(question: str) -> set[str]:
    return set(search.holding(Photo.objects.all(), question).values_list("title", flat=True))


# -- words ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "question",
    ["避雨", "老街避", "雨", "暴雨 方有为", "天气", "云岫市", "ＰＨＯＴＯ.ｊｐｇ 市场", "暴雨中的菜市场"],
)
def test_an_editor_finds_the_market_by_any_of_its_words(library, question):
    assert "暴雨中的菜市场" in found(question)


def test_words_that_do_not_stand_together_find_nothing(library):
    # Every pair of this stands somewhere in the words, but not in this order.
    assert found("街避雨市民") == set()
    assert found("暴雨 桥") == set()
    assert found("marathon 马拉松") == set()


def test_latin_words_are_found_in_any_case_and_inside_a_word(library):
    assert found("maraTHON") == found("atho 2026") == {"Marathon 2026"}


def test_a_percent_sign_is_a_sign_like_any_other(library):
    assert found("%") == found("_") == found("\\") == set()
    Photo.objects.filter(title="夜色").update(caption="增长 50%_\\")
    assert found("50%") == found("%_\\") == {"夜色"}


def test_words_changed_past_all_our_code_are_found_at_once(library):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE photos_photo SET keywords = '{凌霄}' WHERE title = '夜色'")
    assert found("凌霄") == {"夜色"}


def test_the_words_are_found_through_the_index(library):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    plan = search.holding(Photo.objects.order_by(), "避雨").explain()
    assert "photos_tokens" in plan


def test_a_reporter_finds_no_word_of_what_is_hidden_from_him(cast, library, signed_in):
    reporter = Person(signed_in("reporter")).open(LIST + "?q=避雨")
    hidden = reporter.words.replace("避雨", "")
    missing = reporter.open(LIST + "?q=凌霄").words.replace("凌霄", "")
    assert hidden == missing
    assert "No photo answers to that." in hidden
    assert titles(Person(signed_in("desk_editor")).open(LIST + "?q=避雨")) == ["暴雨中的菜市场"]


# -- the grid ------------------------------------------------------------------------------------------------------
def test_the_grid_shows_the_newest_first_with_room_kept_for_each_picture(library, signed_in):
    editor = Person(signed_in("desk_editor")).open(LIST)
    assert titles(editor) == ["夜色", "Marathon 2026", "暴雨中的菜市场"]
    first = library[0]
    assert f'src="{reverse("admin:photos_photo_thumbnail", args=[first.pk])}" width="60" height="40"' in editor.text
    assert f'data-colour="{first.colour}"' in editor.text


def test_the_thumbnail_is_a_small_picture_for_who_may_see_the_photo_only(library, signed_in):
    address = reverse("admin:photos_photo_thumbnail", args=[library[0].pk])
    answer = signed_in("desk_editor").get(address)
    assert b"".join(answer.streaming_content)[8:12] == b"WEBP"
    assert signed_in("reporter").get(address).status_code == 404


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("words=ready", {"夜色", "暴雨中的菜市场"}),
        ("words=lacking", {"Marathon 2026"}),
        ("words=credit", {"Marathon 2026"}),
        ("words=caption", set()),
        ("shape=wide", {"暴雨中的菜市场"}),
        ("shape=upright", {"Marathon 2026"}),
        ("shape=square", {"夜色"}),
        ("q=桥&words=ready", {"夜色"}),
        ("taken_from=2026-03-01", {"夜色"}),
        ("taken_from=2026-01-01&taken_to=2026-02-28", {"Marathon 2026"}),
        ("licence=agency", {"夜色"}),
        ("scope=web", {"夜色"}),
        ("ai=any", {"夜色"}),
        ("ai=generated", set()),
        ("rights=expired", {"Marathon 2026"}),
        ("rights=ending", {"夜色"}),
        ("rights=valid", {"夜色", "暴雨中的菜市场"}),
        ("used=never", {"夜色", "Marathon 2026", "暴雨中的菜市场"}),
    ],
)
def test_filters_leave_what_answers_to_them(library, signed_in, asked, expected):
    today = timezone.localdate()
    Photo.objects.filter(title="夜色").update(
        taken_on="2026-03-01", licence="agency", scope="web", ai_use="assisted", usable_until=today
    )
    Photo.objects.filter(title="Marathon 2026").update(taken_on="2026-02-28", usable_until=today - timedelta(days=1))
    assert set(titles(Person(signed_in("desk_editor")).open(f"{LIST}?{asked}"))) == expected


def test_an_editor_sees_his_own_and_those_of_one_photographer(cast, library, signed_in):
    own = make_photo(by=cast.desk_editor, title="自己的")
    library[0].photographers.add(cast.photo_author)
    editor = Person(signed_in("desk_editor"))
    assert titles(editor.open(LIST + "?mine=on")) == [own.title]
    assert titles(editor.open(f"{LIST}?photographer={cast.photo_author.pk}")) == [library[0].title]


def test_what_ran_is_told_from_what_never_did(cast, library, signed_in):
    article = make_article(by=cast.photographer, photo=library[0])
    editor = Person(signed_in("desk_editor"))
    # A draft that this editor may not see says nothing about its photos.
    assert titles(editor.open(LIST + "?used=ran")) == []
    publish_alone(bring_to(State.APPROVED, article, cast), cast)
    assert titles(editor.open(LIST + "?used=ran")) == [library[0].title]
    assert library[0].title not in titles(editor.open(LIST + "?used=never"))


def test_nonsense_in_the_address_is_answered_in_words(library, signed_in):
    editor = Person(signed_in("desk_editor"))
    nonsense = ("taken_from=x", "licence=x", "photographer=x", "before=x", f"after={'9' * 16}-1", "q=%00", "q=%EF%BF")
    for asked in nonsense:
        editor.open(f"{LIST}?{asked}")
    editor.open(LIST + "?uploaded_by__password=x", 400)


def test_every_page_goes_on_where_the_last_one_ended(cast, signed_in):
    made = [make_photo(by=cast.photographer, title=str(n)) for n in range(7)]
    # Several came in at the same moment.
    Photo.objects.filter(pk__in=[photo.pk for photo in made[2:5]]).update(uploaded_at=made[2].uploaded_at)
    photos = Photo.objects.all()
    down, place = [], ""
    while True:
        page = page_of(photos, before=place_in(place), size=2)
        down += [photo.title for photo in page.photos]
        place = page.older
        if not place:
            break
    assert down == list("6543210")
    up, page = [], page_of(photos, oldest=True, size=2)
    assert page.older == ""
    while page.newer:
        up = [photo.title for photo in page.photos] + up
        page = page_of(photos, after=place_in(page.newer), size=2)
        assert page.older
    assert [photo.title for photo in page.photos] + up == down


def test_the_links_to_other_pages_keep_what_was_asked(cast, signed_in, monkeypatch):
    for n in range(3):
        make_photo(by=cast.photographer, title=f"桥 {n}")
    monkeypatch.setitem(page_of.__kwdefaults__, "size", 1)
    editor = Person(signed_in("desk_editor")).open(LIST + "?q=桥&words=ready")
    assert titles(editor) == ["桥 2"]
    editor.open(LIST + editor.page.context["older_page"])
    assert titles(editor) == ["桥 1"]
    editor.open(LIST + editor.page.context["oldest_page"])
    assert titles(editor) == ["桥 0"]
    editor.open(LIST + editor.page.context["newer_page"])
    assert titles(editor) == ["桥 1"]
    assert "words=ready" in editor.page.context["newest_page"]


def test_the_empty_library_says_so_and_shows_a_way_on(cast, signed_in):
    reporter = Person(signed_in("reporter")).open(LIST)
    assert "There is no photo here yet." in reporter.words
    assert f'<a href="{LIST}add/">Bring in the first ones.</a>' in reporter.text
    proofreader = Person(signed_in("proofreader"))
    make_photo(by=cast.reporter)
    proofreader.open(LIST + "?q=凌霄")
    assert "No photo answers to that." in proofreader.words
    assert '<a href="?">Show all again</a>' in proofreader.text


def test_who_goes_to_older_pages_sees_every_photo_once_while_new_ones_arrive(cast, signed_in, monkeypatch):
    made = [make_photo(by=cast.photographer, title=f"照片 {n}").title for n in range(7)]
    monkeypatch.setitem(page_of.__kwdefaults__, "size", 2)
    editor = Person(signed_in("desk_editor")).open(LIST)
    seen = titles(editor)
    while (older := editor.page.context["older_page"]) and len(seen) < 20:
        make_photo(by=cast.photographer, title="刚到的")
        seen += titles(editor.open(LIST + older))
    assert seen == made[::-1]


def test_the_grid_says_how_many_there_are_on_every_page(cast, signed_in, monkeypatch):
    for n in range(5):
        make_photo(by=cast.photographer, title=f"照片 {n}")
    monkeypatch.setitem(page_of.__kwdefaults__, "size", 2)
    editor = Person(signed_in("desk_editor")).open(LIST)
    pages = [editor.words]
    while (older := editor.page.context["older_page"]) and len(pages) < 9:
        pages.append(editor.open(LIST + older).words)
    pages.append(editor.open(LIST + "?oldest=1").words)
    assert len(pages) == 4
    assert all("5 photos" in words for words in pages)


@pytest.mark.parametrize("address", [LIST, CHOOSE], ids=["the grid", "the dialog"])
@pytest.mark.parametrize("name", ["desk_editor", "reporter"])
def test_eighteen_tiles_ask_the_database_no_more_than_three(cast, signed_in, name, address):
    def bring_in(count: int) -> None:
        first, *others = (make_photo(by=cast.reporter) for _ in range(count))
        publish_alone(bring_to(State.APPROVED, make_article(by=cast.reporter, photo=first), cast), cast)
        draft = make_article(by=cast.reporter)
        for photo in others:
            draft.photos.create(photo=photo)

    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            page = browser.get(address).content.decode()
        assert page.count('class="tile"') == Photo.objects.count()
        return len(asked)

    browser = signed_in(name)
    bring_in(3)
    of_three = questions()
    bring_in(15)
    assert questions() == of_three


def test_a_list_and_a_single_look_agree_on_what_somebody_may_see(cast, library):
    make_photo(by=cast.reporter, title="甲")
    taken, filed, signed = (make_photo(by=cast.reporter2, title=title) for title in "乙丙丁")
    taken.photographers.add(cast.reporter.author)
    make_article(by=cast.reporter, photo=filed)
    make_article(by=cast.reporter2, photo=signed).bylines.create(author=cast.reporter.author)
    for person in (cast.reporter, cast.reporter2, cast.photographer, cast.desk_editor):
        listed = policy.library_of(person)
        assert set(listed) == set(policy.visible_to(person))
        assert listed.count() == len(set(listed))
        for photo in Photo.objects.all():
            assert policy.visible_to(person).filter(pk=photo.pk).exists() == (photo in listed)
    assert {photo.title for photo in policy.library_of(cast.reporter)} == set("甲乙丙丁")


# -- used where and when -------------------------------------------------------------------------------------------
def test_the_page_of_a_photo_says_where_it_is_used(cast, library, signed_in):
    photo = library[0]
    publish_alone(
        bring_to(State.APPROVED, make_article(by=cast.photographer, headline="老街重开", photo=photo), cast), cast
    )
    make_article(by=cast.photographer, headline="zq还没写完", photo=photo)
    own = Person(signed_in("photographer")).open(f"{LIST}{photo.pk}/change/")
    assert "老街重开" in own.words
    assert "zq还没写完" in own.words
    assert "It runs today: “老街重开”." in own.words
    editor = Person(signed_in("desk_editor")).open(f"{LIST}{photo.pk}/change/")
    assert "zq还没写完" not in editor.text
    assert [one.headline for one in editor.page.context["articles"]] == ["老街重开"]


def test_a_photo_that_ran_lately_is_known_by_one_question_for_all(cast, library, django_assert_max_num_queries):
    article = bring_to(State.APPROVED, make_article(by=cast.photographer, headline="旧闻", photo=library[0]), cast)
    publish_alone(article, cast)
    with django_assert_max_num_queries(8):
        recent = uses.recent_uses(library, cast.desk_editor)
    assert {number: use.headline for number, use in recent.items()} == {library[0].pk: "旧闻"}
    assert uses.recent_uses(library, cast.desk_editor, besides=article.pk) == {}
    assert uses.recent_uses(library, cast.desk_editor, days=-1) == {}


def test_of_a_picture_that_is_in_every_paper_the_last_articles_are_listed(cast, library, signed_in, monkeypatch):
    monkeypatch.setattr("photos.admin_views.library.MOST_ARTICLES", 2)
    for n in range(4):
        make_article(by=cast.photographer, headline=f"天气 {n}", photo=library[0])
    photographer = Person(signed_in("photographer")).open(f"{LIST}{library[0].pk}/change/")
    assert len(photographer.page.context["articles"]) == 2
    assert "and in 2 more articles before" in photographer.words


def test_the_printed_page_is_named_with_its_day(cast, library):
    article = bring_to(State.APPROVED, make_article(by=cast.photographer, headline="头条", photo=library[0]), cast)
    assert [one.ran for one in uses.used(library[0], cast.photographer)] == [[]]
    edition = publish_alone(article, cast)
    [used] = uses.used(library[0], cast.photographer)
    assert {(use.page, use.day) for use in used.ran} == {("", timezone.localdate()), ("A01", edition.date)}


# -- choosing ------------------------------------------------------------------------------------------------------
def test_a_reporter_chooses_among_what_he_may_see(cast, library, signed_in):
    own = make_photo(by=cast.reporter, title="自己的", caption="")
    reporter = Person(signed_in("reporter")).open(CHOOSE)
    assert f'data-photo="{own.pk}"' in reporter.text
    assert "It has no caption." in reporter.text
    assert library[0].title not in reporter.text
    answer = reporter.client.get(f"{CHOOSE}about/?photo={own.pk}&photo={library[0].pk}&photo=x").json()
    assert [photo["id"] for photo in answer["photos"]] == [own.pk]
    assert answer["photos"][0]["warnings"] == ["It has no caption."]


def test_who_chooses_is_told_what_ended_and_what_ran(cast, library, signed_in):
    article = bring_to(State.APPROVED, make_article(by=cast.photographer, headline="旧闻", photo=library[0]), cast)
    publish_alone(article, cast)
    Photo.objects.filter(pk=library[0].pk).update(usable_until="2026-01-31")
    editor = Person(signed_in("desk_editor")).open(f"{CHOOSE}?q=避雨")
    assert "The rights ended on" in editor.text
    assert "It runs today: “旧闻”." in editor.text
    section = Person(signed_in("desk_editor")).open(f"{CHOOSE}?whose=section&section={article.section_id}")
    assert library[0].title in section.text
    assert library[1].title not in section.text
    assert library[0].title not in editor.open(f"{CHOOSE}?whose=mine").text


def test_the_list_beside_an_article_stays_short_and_keeps_what_is_chosen(cast, signed_in, monkeypatch):
    monkeypatch.setattr("articles.admin.photo_choice.NEWEST", 2)
    old = make_photo(by=cast.reporter, title="最老的")
    article = make_article(by=cast.reporter, photo=old)
    for n in range(3):
        make_photo(by=cast.reporter, title=f"新的{n}")
    reporter = Person(signed_in("reporter")).open(f"/admin/articles/article/{article.pk}/change/")
    assert "新的2" in reporter.text
    assert "新的0" not in reporter.text
    assert f'<option value="{old.pk}" selected>最老的</option>' in reporter.text
