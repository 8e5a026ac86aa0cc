"""An archivist brings in the earlier years: what comes in, what never does, and what the database refuses."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, OperationalError, connection, transaction
from django.utils import timezone, translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles import importing as import_of_articles
from articles.importing import checking
from articles.models import Article, Review, State, StateChange, Version
from articles.workflow import Refused
from authors.models import Author
from editions import importing
from editions.importing import Imported, ImportedArticle, ImportedByline, ImportedPlace, bringing
from editions.models import Edition
from tests.factories import (
    bring_to,
    make_article,
    make_author,
    make_edition,
    make_publication,
    make_section,
    make_series,
    publish_alone,
)
from website import search
from website.models import OutboxEvent, PublishedArticle, PublishedEdition, SearchText
from website.search.asking import Asked

pytestmark = pytest.mark.django_db

DAY = date(2001, 3, 4)
AT = datetime(2001, 3, 4, 5, 30, tzinfo=UTC)


@pytest.fixture
def archive(cast):
    make_publication()
    make_section("local", "本地")
    return importing.begin(by=cast.archivist, source="旧库")


def old(external_id="1", *, place=True, **fields):
    words = {"headline": "渡口移到下游", "body": "<p>石埠头的渡船昨起改停下游。</p>", "section": "local"}
    article = ImportedArticle(external_id=external_id, **{"published_at": AT, **words, **fields})
    return Imported(
        article, ImportedPlace(DAY, "A02", int(external_id) if external_id.isdigit() else 1) if place else None
    )


def brought_in(archive, *batch, number=1):
    return importing.bring_in(batch, archive=archive, number=number)


def found(words):
    return [article.headline for article in search.find(Asked(q=words)).articles]


def test_what_an_archivist_brings_in_readers_find_and_the_desk_has_on_record(cast, archive, client):
    outcome = brought_in(archive, old(bylines=(ImportedByline("老范", "correspondent"),)))
    assert (outcome.entered, outcome.refused) == (1, {})
    article = Article.objects.get()
    assert (article.state, article.published_at, article.created_by) == (State.PUBLISHED, AT, cast.archivist)
    assert article.current_version.kind == Version.Kind.IMPORT
    change = StateChange.objects.get()
    assert (change.verb, change.by, change.note) == ("import", cast.archivist, "旧库")
    assert not Review.objects.exists()
    assert found("石埠头") == ["渡口移到下游"]
    page = client.get(f"/article/{article.pk}/").content.decode()
    assert "石埠头的渡船" in page
    assert "老范" in page
    assert "渡口移到下游" in client.get("/epaper/2001-03-04/A02/").content.decode()


def test_the_same_article_twice_is_one_article(archive):
    brought_in(archive, old("1"))
    outcome = brought_in(archive, old("1", headline="别的标题"), old("2"), number=2)
    assert (outcome.entered, outcome.known) == (1, 1)
    assert Article.objects.count() == 2
    assert [page.appearances.count() for page in PublishedEdition.objects.get().pages.all()] == [2]
    assert Edition.objects.get().pages.get().placements.count() == 2


def test_a_batch_is_one_event_for_the_press(archive):
    brought_in(archive, old("1"), old("2"), old("3", place=False))
    assert OutboxEvent.objects.get().kind == OutboxEvent.Kind.ARCHIVE_IMPORTED


def test_a_batch_may_take_longer_than_any_other_transaction(archive):
    brought_in(archive, old())
    with connection.cursor() as cursor:
        for setting in ("idle_in_transaction_session_timeout", "statement_timeout"):
            cursor.execute("SELECT current_setting(%s)", [setting])
            assert cursor.fetchone() == ("10min",)


def test_nobody_but_an_archivist_begins_an_import(cast):
    for name in ("reporter", "chief_editor", "admin"):
        with pytest.raises(Refused):
            importing.begin(by=getattr(cast, name), source="旧库")


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"section": "nowhere"}, "no section"),
        ({"series": "nowhere"}, "no series"),
        ({"headline": " "}, "no headline"),
        ({"body": "<p> </p>"}, "no text"),
        ({"genre": "gossip"}, "no genre"),
        ({"headline": "长" * 201}, "longer than 200"),
        ({"series_part": 2}, "belongs to a series"),
        ({"body": "<p>photo:12</p><p>文字</p>"}, "photos of this house"),
        ({"bylines": (ImportedByline("甲"), ImportedByline("甲"))}, "twice"),
        ({"bylines": (ImportedByline("甲", "boss"),)}, "no byline"),
        ({"bylines": (ImportedByline("甲", author="nobody"),)}, "no author"),
        ({"published_at": datetime(2001, 3, 4)}, "no time zone"),  # noqa: DTZ001
        ({"published_at": datetime(1, 1, 1, tzinfo=UTC)}, "before 1600"),
        ({"published_at": datetime(9999, 12, 31, 23, 59, tzinfo=UTC)}, "today or later"),
        ({"headline": "题\0"}, "no character"),
        ({"body": "<p>\ud800</p>"}, "no character"),
        ({"bylines": (ImportedByline("\udfff"),)}, "no character"),
        ({"body": "<div>" * 5000}, "too"),
        ({"external_id": "1 "}, "spaces around it"),
        ({"external_id": "1\u200b"}, "signs that nobody sees"),
    ],
)
def test_what_is_not_right_stays_out_with_a_sentence_and_the_others_come_in(archive, fields, why):
    outcome = brought_in(archive, old(**fields), old("2"))
    assert why in outcome.refused[fields.get("external_id", "1")]
    assert outcome.entered == 1


@pytest.mark.parametrize(
    ("place", "why"),
    [
        ({"label": "A1"}, "no such place"),
        ({"label": "A00"}, "no such place"),
        ({"label": "第一版"}, "no such place"),
        ({"label": "A01", "order": 0}, "no such place"),
        ({"label": "A01", "number_in_day": 0}, "no issue with that number"),
        ({"label": "A01", "number_in_day": 100}, "no issue with that number"),
        ({"label": "A01", "total_number": 10**30}, "no issue with that number"),
        ({"label": "A01", "total_number": -1}, "no issue with that number"),
        ({"label": "A01", "page_name": "版" * 41}, "longer than 40"),
        ({"label": "A01", "page_name": "版\0"}, "no character"),
        ({"label": "A01", "day": date(9999, 1, 1)}, "not of earlier days"),
        ({"label": "A01", "day": date(1, 1, 1)}, "not of earlier days"),
    ],
)
def test_a_place_that_there_cannot_be_keeps_one_article_out(archive, place, why):
    wrong = Imported(old("1").article, ImportedPlace(**{"day": DAY, **place}))
    outcome = brought_in(archive, wrong, old("2"))
    assert why in outcome.refused["1"]
    assert outcome.entered == 1


@pytest.mark.parametrize(
    "words",
    [
        "\\.",
        "\\N",
        "a\tb\nc\rd",
        "'; DROP TABLE articles_article; --",
        "{{ 7|add:7 }}",
        "%s %(x)s {x}",
        "<script>x</script>题",
    ],
)
def test_hostile_words_are_words(archive, client, words):
    outcome = brought_in(archive, old("1", headline=words, body=f"<p>{words}</p><p>文字</p>", source=words))
    assert outcome.entered == 1
    article = PublishedArticle.objects.get()
    assert article.headline == Article.objects.get().headline == " ".join(words.split())
    assert "<script" not in article.body
    page = client.get(f"/article/{article.pk}/").content.decode()
    assert "<script>x" not in page


def test_todays_article_does_not_come_in_by_the_back_door(archive):
    outcome = brought_in(archive, old("1", published_at=timezone.now(), place=False))
    assert "goes through the reviews" in outcome.refused["1"]


def test_of_two_people_of_one_name_the_file_says_which(archive):
    make_author("王芳", slug="wang-fang"), make_author("王芳", slug="wang-fang-2")
    outcome = brought_in(
        archive,
        old("1", bylines=(ImportedByline("王芳"),)),
        old("2", bylines=(ImportedByline("王芳", author="wang-fang-2"),)),
    )
    assert "several authors" in outcome.refused["1"]
    assert Article.objects.get().bylines.get().author.slug == "wang-fang-2"


def test_a_name_the_paper_does_not_know_gets_no_new_bylines(archive):
    brought_in(archive, old("1", bylines=(ImportedByline("老范"),)), old("2", bylines=(ImportedByline("老范"),)))
    author = Author.objects.get(name="老范")
    assert not author.is_active
    assert author.bylines.count() == 2


def test_an_issue_made_in_this_house_takes_nothing_from_the_archive(cast, archive):
    make_edition(cast, day=DAY)
    assert "made in this house" in brought_in(archive, old()).refused["1"]


def test_an_imported_article_is_corrected_and_withdrawn_like_any_other(cast, archive):
    from articles import publishing

    brought_in(archive, old())
    publishing.withdraw(Article.objects.get(), by=cast.chief_editor, reason="失实", notice="本文已撤回。")
    assert not SearchText.objects.exists()
    assert brought_in(archive, old(), number=2).known == 1


# -- one batch ahead -------------------------------------------------------------------------------------------------
def test_what_was_made_ready_ahead_comes_in_as_if_it_had_not(archive):
    batches = [[old("1"), old("2", headline=" ")], [old("3", bylines=(ImportedByline("老范"),))]]
    outcomes = [
        importing.bring_in(batch, archive=archive, number=number)
        for number, batch in enumerate(importing.readied(batches, archive=archive))
    ]
    assert [outcome.entered for outcome in outcomes] == [1, 1]
    assert list(outcomes[0].refused) == ["2"]
    assert list(Article.objects.order_by("pk").values_list("external_id", flat=True)) == ["1", "3"]
    ahead = list(SearchText.objects.order_by("pk").values("headline", "words", "grams", "headline_grams"))
    search.remember(PublishedArticle.objects.values_list("pk", flat=True))
    assert list(SearchText.objects.order_by("pk").values("headline", "words", "grams", "headline_grams")) == ahead


def test_getting_ready_asks_no_database(archive, django_assert_num_queries):
    with django_assert_num_queries(0):
        ready = import_of_articles.ready(old("1", bylines=(ImportedByline("老范"),)).article, today=DAY)
    assert "老范" not in ready.refusal


def test_a_source_that_breaks_off_has_lost_nothing_that_was_read_before(archive):
    def source():
        yield [old("1")]
        yield [old("2")]
        raise OSError("the disk is gone")

    def bring_in_all():
        for number, batch in enumerate(importing.readied(source(), archive=archive)):
            importing.bring_in(batch, archive=archive, number=number)

    with pytest.raises(OSError, match="the disk is gone"):
        bring_in_all()
    assert Article.objects.count() == 2


def test_a_batch_the_database_refuses_takes_no_other_with_it(archive, monkeypatch):
    batches = [[old("1")], [old("2", genre="gossip")], [old("3")]]
    monkeypatch.setattr(checking, "_refusal_of_the_rest", lambda _article, _today: None)
    failed = []
    for number, batch in enumerate(importing.readied(batches, archive=archive)):
        try:
            importing.bring_in(batch, archive=archive, number=number)
        except IntegrityError:
            failed.append(number)
    assert failed == [1]
    assert Article.objects.count() == PublishedArticle.objects.count() == SearchText.objects.count() == 2


def test_what_comes_in_by_itself_is_in_order_for_search_with_its_transaction(archive):
    importing.bring_in([old("1")], archive=archive, number=1)
    assert search.put_in_order() == 0


def test_what_came_in_is_put_in_order_for_search_beside_the_next_batch(archive):
    for number, batch in enumerate(importing.readied([[old("1")], [old("2")]], archive=archive)):
        importing.bring_in(batch, archive=archive, number=number)
    assert search.put_in_order() == 0


def test_an_index_that_cannot_be_put_in_order_keeps_nothing_out(archive, monkeypatch, caplog):
    def fail():
        raise OperationalError("no more connections")

    monkeypatch.setattr(bringing.intake, "put_search_in_order", fail)
    for number, batch in enumerate(importing.readied([[old("1")], [old("2")]], archive=archive)):
        importing.bring_in(batch, archive=archive, number=number)
    assert SearchText.objects.count() == 2
    assert "left to the press" in caplog.text
    assert search.put_in_order() > 0


def test_why_an_article_stays_out_is_said_in_the_language_of_who_asks(archive):
    with translation.override("zh-hans"):
        (batch,) = importing.readied([[old("1", headline=" ")]], archive=archive)
    assert batch[0].article.refusal == "没有标题。"


def test_who_was_renamed_at_the_desk_is_found_by_the_name_that_is_printed(archive):
    brought_in(archive, old("1", bylines=(ImportedByline("老范"),)))
    Author.objects.filter(name="老范").update(name="范石舟")
    (batch,) = importing.readied([[old("2", headline="渡船改期", bylines=(ImportedByline("老范"),))]], archive=archive)
    importing.bring_in(batch, archive=archive, number=2)
    assert found("范石舟") == ["渡船改期"]


# -- past all our code -------------------------------------------------------------------------------------------
INSERT = (
    "INSERT INTO articles_article (state, section_id, genre, kicker, headline, deck, dateline, body, source,"
    " created_by_id, changed_at, published_at, current_version_id, characters, archive_id, external_id)"
    " VALUES (%s, %s, 'news', '', '题', '', '', '<p>文</p>', '', %s, now(), %s, %s, 1, %s, 'x')"
)


def sql(statement, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_the_database_lets_nobody_else_begin_an_import(cast):
    with pytest.raises(IntegrityError, match="only an archivist"):
        sql("INSERT INTO articles_archiveimport (by_id, source) VALUES (%s, 'x')", cast.chief_editor.pk)


@pytest.mark.parametrize(
    ("state", "by", "ago", "why"),
    [
        ("published", "archivist", timedelta(0), "not of earlier days"),
        ("published", "chief_editor", timedelta(days=900), "brought in as published"),
        ("approved", "archivist", timedelta(days=900), "brought in as published"),
        ("published", "archivist", timedelta(days=900), "by halves|without its version"),
    ],
)
def test_the_database_takes_only_whole_articles_of_earlier_days(cast, archive, state, by, ago, why):
    version = publish_version(cast)
    section, person = make_section("local").pk, getattr(cast, by).pk
    with pytest.raises(IntegrityError, match=why):
        sql(INSERT, state, section, person, timezone.now() - ago, version, archive.pk)


def publish_version(cast):
    """A version of another article, which went the whole way."""
    return bring_to(State.PUBLISHED, make_article(by=cast.reporter), cast).current_version_id


def test_the_database_lets_no_article_of_this_house_become_an_old_one(cast, archive):
    article = make_article(by=cast.reporter)
    with pytest.raises(IntegrityError, match="what was brought in stays so"):
        sql("UPDATE articles_article SET archive_id = %s, external_id = 'x' WHERE id = %s", archive.pk, article.pk)
    with pytest.raises(IntegrityError, match="no article of earlier years"):
        sql(
            "INSERT INTO articles_version (article_id, number, kind, content, sha256, made_in_state, created_by_id)"
            " SELECT article_id, 2, 'import', content, sha256, 'draft', created_by_id FROM articles_version"
            " WHERE article_id = %s",
            article.pk,
        )


def test_the_database_keeps_the_record_of_imports(archive):
    for statement in ("UPDATE articles_archiveimport SET source = 'x'", "DELETE FROM articles_archiveimport"):
        with pytest.raises(IntegrityError, match="append-only"):
            sql(statement)


def test_the_database_puts_nothing_of_today_on_an_old_page(cast, archive):
    brought_in(archive, old())
    article = bring_to(State.APPROVED, make_article(by=cast.reporter), cast)
    page = Edition.objects.get(archive=archive).pages.get()
    with pytest.raises(IntegrityError, match="this page is published"):
        sql(
            'INSERT INTO editions_placement (page_id, article_id, version_id, "order", placed_by_id, headline, deck,'
            " photo_places, trim, headline_step, headline_rows) VALUES (%s, %s, %s, 9, %s, '', '', '[]', 0, 0, 0)",
            page.pk,
            article.pk,
            article.current_version_id,
            cast.page_designer.pk,
        )


def test_the_database_wants_no_empty_old_page(cast, archive):
    brought_in(archive, old())
    edition = Edition.objects.get(archive=archive)
    template = edition.pages.get().template_id
    with pytest.raises(IntegrityError, match="an empty page"):
        sql(
            "INSERT INTO editions_page (edition_id, letter, number, name, template_id, responsible_editor, designer,"
            " proofreader, source, layout_number, revision, masthead_columns, masthead_lines)"
            " VALUES (%s, 'B', 1, '', %s, '', '', '', 'composed', 0, 1, 0, 0)",
            edition.pk,
            template,
        )


# -- the command -------------------------------------------------------------------------------------------------
def line(**fields):
    words = {
        "external_id": "1",
        "date": "2001-03-04",
        "section": "local",
        "headline": "题",
        "body": "文字",
        "page": "A01",
    }
    return json.dumps({**words, **fields}, ensure_ascii=False)


def test_the_command_brings_in_a_file_and_names_every_line_it_refused(cast, archive, tmp_path, capsys):
    file = tmp_path / "old.jsonl"
    lines = [
        line(),
        "not json",
        line(external_id="2", section="nowhere"),
        line(external_id="1"),
        line(external_id="3", colour="red"),
        line(external_id="4", date="yesterday"),
        line(external_id="5", headline=7),
        "[]",
        "",
        line(external_id="6", published_at="2001-03-05T05:30+08:00", bylines=[{"name": "老范"}]),
    ]
    file.write_text("\n".join(lines), encoding="utf-8")
    call_command("import_articles", str(file), by="archivist")
    said = capsys.readouterr().out
    assert "2 articles came in" in said
    assert "7 were refused" in said
    assert [text.split(":")[0] for text in said.splitlines()[1:]] == [f"line {number}" for number in range(2, 9)]
    call_command("import_articles", str(file), by="archivist")
    assert "0 articles came in" in capsys.readouterr().out
    assert Article.objects.count() == 2


def test_the_command_goes_on_past_lines_nobody_foresaw(archive, tmp_path, capsys, monkeypatch):
    """What no check of ours knows the database refuses, and it costs that one line."""
    monkeypatch.setattr(checking, "_refusal_of_the_rest", lambda _article, _today: None)
    file = tmp_path / "old.jsonl"
    lines = [line(external_id=str(number)) for number in range(1, 9)]
    lines[4] = line(external_id="5", genre="gossip")
    file.write_text(
        "\n".join([*lines, "[" * 100_000, line(external_id="9")[:-1] + ', "x": "\\ud800"}']), encoding="utf-8"
    )
    file.write_bytes(file.read_bytes() + b'\n{"headline": "\xff"}\n')
    call_command("import_articles", str(file), by="archivist")
    said = capsys.readouterr().out.splitlines()
    assert "7 articles came in" in said[0]
    assert [text.split(":")[0] for text in said[1:]] == ["line 5", "line 9", "line 10", "line 11"]
    assert "database refuses it" in said[1]


def test_an_import_that_was_interrupted_is_begun_again(archive, tmp_path, capsys, monkeypatch):
    file = tmp_path / "old.jsonl"
    days = ("2001-03-04", "2001-03-05")
    lines = [line(external_id=str(number), date=days[number // 3]) for number in range(6)]
    file.write_text("\n".join(lines), encoding="utf-8")
    monkeypatch.setattr("newsroom.management.commands.import_articles.AT_ONCE", 2)
    whole = importing.bring_in

    def fails_at_the_second(batch, *, archive, number):
        if number == 2:
            raise OperationalError("the server has gone away.")
        return whole(batch, archive=archive, number=number)

    with monkeypatch.context() as broken:
        broken.setattr(importing, "bring_in", fails_at_the_second)
        with pytest.raises(CommandError, match=r"before line 4: the server has gone away\. 3 articles are in"):
            call_command("import_articles", str(file), by="archivist")
    call_command("import_articles", str(file), by="archivist")
    assert "3 articles came in" in capsys.readouterr().out
    assert Article.objects.count() == PublishedArticle.objects.count() == SearchText.objects.count() == 6


def test_the_command_asks_who_does_it(cast, tmp_path):
    file = tmp_path / "old.jsonl"
    file.write_text(line(), encoding="utf-8")
    for name in ("nobody", "chief_editor"):
        with pytest.raises(CommandError):
            call_command("import_articles", str(file), by=name)


# -- as if it had gone the whole way -----------------------------------------------------------------------------
TEXT = st.text("渡口水位据云岫社，。《》ABCgdp3.5% 〇&<", min_size=1, max_size=60).filter(
    lambda text: any(map(str.isalnum, text))
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(headline=TEXT, paragraphs=st.lists(TEXT, min_size=1, max_size=4), kicker=TEXT, series=st.booleans())
def test_what_is_brought_in_reads_and_is_found_as_if_it_had_gone_the_whole_way(
    cast, archive, headline, paragraphs, kicker, series
):
    from html import escape

    words = {"headline": headline, "kicker": kicker, "body": "".join(f"<p>{escape(one)}</p>" for one in paragraphs)}
    with transaction.atomic():
        make_series("river")
        one = ImportedArticle(
            "x", AT, "local", **words, series="river" if series else "", bylines=(ImportedByline("沈知遥"),)
        )
        outcome = brought_in(archive, Imported(one))
        assert outcome.refused == {}
        numbers = PublishedArticle.objects.values_list("pk", flat=True)
        imported = PublishedArticle.objects.get()
        article = make_article(
            by=cast.reporter,
            byline=cast.author,
            section=make_section("local"),
            series=make_series("river") if series else None,
            headline=Article.objects.get(pk=imported.pk).headline,
            kicker=Article.objects.get(pk=imported.pk).kicker,
            body=words["body"],
        )
        publish_alone(bring_to(State.APPROVED, article, cast), cast)
        whole = PublishedArticle.objects.get(pk=article.pk)
        same = ("content_hash", "headline", "kicker", "body", "teaser", "character_count", "section_id", "series_id")
        assert {name: getattr(imported, name) for name in same[1:]} == {name: getattr(whole, name) for name in same[1:]}
        assert SearchText.objects.get(pk=imported.pk).words == SearchText.objects.get(pk=whole.pk).words
        for term in {one.headline.split()[0], *paragraphs[0].split()[:1]}:
            if len(term) > 1:
                hits = {hit.pk for hit in search.find(Asked(q=term), limit=50).articles}
                assert {imported.pk, whole.pk} <= hits or not {imported.pk, whole.pk} & hits
        assert len(numbers) == 2
        transaction.set_rollback(True)
