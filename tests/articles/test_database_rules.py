"""What PostgreSQL itself refuses about articles, whoever asks and however."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from articles import verbs, versions, workflow
from articles.models import Article, Review, ReviewStage, State, Version
from tests.factories import bring_to, make_article, take


def sql(statement, *values):
    """Run a statement past all our code, and let deferred rules look at it at once."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def pass_by(person, article, stage):
    sql(
        "INSERT INTO articles_review (article_id, version_id, stage_id, reviewer_id, verdict, note)"
        " VALUES (%s, %s, %s, %s, 'pass', '')",
        article.pk,
        article.current_version_id,
        stage,
        person.pk,
    )


@pytest.fixture
def submitted(cast):
    return take("submit", make_article(by=cast.reporter, byline=cast.author), cast.reporter)


ARROWS = {(source, verb.target) for verb in verbs.VERBS for source in verb.sources if source != verb.target}

# Arrows that the state alone does not open, and what is missing then.
NEEDS_MORE = {
    (State.SUBMITTED, State.APPROVED): "passes missing",
    (State.APPROVED, State.SUBMITTED): "recalled words",
    (State.WITHDRAWN, State.SUBMITTED): "restored words",
    (State.WITHDRAWN, State.PUBLISHED): "the withdrawal stands",
}


@pytest.mark.parametrize("source", list(State))
def test_the_database_knows_the_same_arrows_as_the_table_of_verbs(cast, source):
    article = bring_to(source, make_article(by=cast.reporter), cast)
    for target in State:
        if target == source:
            continue
        refused = went(article, target)
        if because := NEEDS_MORE.get((source, target)):
            assert because in refused
        else:
            assert (refused == "") == ((source, target) in ARROWS), (source, target, refused)


def went(article, target):
    """Try an arrow by raw SQL and take it back; answers with what the database said, nothing if it let it pass."""
    try:
        with transaction.atomic():
            sql("UPDATE articles_article SET state = %s, published_at = now() WHERE id = %s", target, article.pk)
            transaction.set_rollback(True)
    except IntegrityError as error:
        return str(error)
    return ""


def test_nobody_reviews_his_own_work_not_even_by_raw_sql(cast, submitted):
    with pytest.raises(IntegrityError, match="own work"):
        pass_by(cast.reporter, submitted, 1)


def test_no_stage_is_skipped(cast, submitted):
    with pytest.raises(IntegrityError, match="stage not reached"):
        pass_by(cast.section_head, submitted, 2)


def test_one_person_passes_one_stage(cast, submitted):
    pass_by(cast.desk_editor, submitted, 1)
    with pytest.raises(IntegrityError, match="articles_one_stage_a_person"):
        pass_by(cast.desk_editor, submitted, 2)


def test_one_stage_is_passed_once(cast, submitted):
    pass_by(cast.desk_editor, submitted, 1)
    with pytest.raises(IntegrityError, match="articles_one_pass_a_stage"):
        pass_by(cast.section_head, submitted, 1)


def test_a_review_names_the_current_version(cast, submitted):
    old = submitted.current_version_id
    take("return", submitted, cast.desk_editor)
    submitted = take("submit", submitted, cast.reporter)
    submitted.current_version_id = old
    with pytest.raises(IntegrityError, match="stale version"):
        pass_by(cast.desk_editor, submitted, 1)


def test_a_draft_is_not_reviewed(cast):
    with pytest.raises(IntegrityError, match="not in review"):
        pass_by(cast.desk_editor, make_article(by=cast.reporter), 1)


def test_nothing_is_approved_without_three_passes(cast, submitted):
    pass_by(cast.desk_editor, submitted, 1)
    pass_by(cast.section_head, submitted, 2)
    with pytest.raises(IntegrityError, match="passes missing"):
        sql("UPDATE articles_article SET state = 'approved' WHERE id = %s", submitted.pk)
    pass_by(cast.chief_editor, submitted, 3)
    sql("UPDATE articles_article SET state = 'approved' WHERE id = %s", submitted.pk)


def test_a_house_with_two_stages_needs_two_people(cast, submitted):
    ReviewStage.objects.filter(number=3).delete()
    pass_by(cast.desk_editor, submitted, 1)
    with pytest.raises(IntegrityError, match="passes missing"):
        sql("UPDATE articles_article SET state = 'approved' WHERE id = %s", submitted.pk)
    pass_by(cast.section_head, submitted, 2)
    sql("UPDATE articles_article SET state = 'approved' WHERE id = %s", submitted.pk)


@pytest.mark.parametrize("table", ["articles_version", "articles_review", "articles_statechange"])
@pytest.mark.parametrize("statement", ["DELETE FROM {}", "UPDATE {} SET id = id + 1000"])
def test_history_cannot_be_rewritten(cast, table, statement):
    bring_to(State.APPROVED, make_article(by=cast.reporter), cast)
    with pytest.raises(IntegrityError, match="append-only"):
        sql(statement.format(table))


def test_text_cannot_change_without_a_version(cast):
    article = make_article(by=cast.reporter)
    with pytest.raises(IntegrityError, match="text without its version"):
        sql("UPDATE articles_article SET headline = 'anders' WHERE id = %s", article.pk)


def test_an_article_without_a_version_cannot_be_committed(cast):
    section = make_article(by=cast.reporter).section
    with transaction.atomic():
        Article.objects.create(headline="无版本", section=section, created_by=cast.reporter)
        with pytest.raises(IntegrityError, match="text without its version"):
            sql("SELECT 1")
        transaction.set_rollback(True)


def test_a_version_carries_the_hash_of_its_text(cast):
    article = make_article(by=cast.reporter)
    text = versions.canonical({"headline": "别的"})
    with pytest.raises(IntegrityError, match="version and hash differ"), transaction.atomic():
        Version.objects.create(
            article=article,
            number=2,
            content=text,
            sha256=versions.digest(text + " "),
            made_in_state="draft",
            created_by=cast.reporter,
        )


def test_versions_count_on_by_one(cast):
    article = make_article(by=cast.reporter)
    text = versions.canonical({"headline": "别的"})
    with pytest.raises(IntegrityError, match="count on by one"), transaction.atomic():
        Version.objects.create(
            article=article,
            number=3,
            content=text,
            sha256=versions.digest(text),
            made_in_state="draft",
            created_by=cast.reporter,
        )


def test_an_older_version_never_becomes_current_again(cast):
    from tests.factories import edit

    article = make_article(by=cast.reporter)
    first = article.current_version_id
    article = edit(article, by=cast.reporter, headline="第二版标题")
    with pytest.raises(IntegrityError, match="version goes back"):
        sql("UPDATE articles_article SET current_version_id = %s WHERE id = %s", first, article.pk)


def test_published_words_are_closed(cast):
    article = bring_to(State.PUBLISHED, make_article(by=cast.reporter), cast)
    with pytest.raises(workflow.Refused, match="stays as it was printed"):
        workflow.save_text(article, by=cast.chief_editor, seen_version=1)
    article.current_version = versions.snapshot(article, by=cast.chief_editor, kind=Version.Kind.ROUND)
    with pytest.raises(IntegrityError, match="this text is closed"), transaction.atomic():
        article.save(update_fields=["current_version"])


def test_nobody_deletes_an_article(cast):
    article = make_article(by=cast.reporter)
    with pytest.raises(IntegrityError, match="nobody deletes"):
        sql("DELETE FROM articles_article WHERE id = %s", article.pk)


def test_who_filed_an_article_never_changes(cast):
    article = make_article(by=cast.reporter)
    with pytest.raises(IntegrityError, match="who filed it"):
        sql("UPDATE articles_article SET created_by_id = %s WHERE id = %s", cast.reporter2.pk, article.pk)


def test_an_article_begins_as_a_draft(cast):
    section = make_article(by=cast.reporter).section
    with pytest.raises(IntegrityError, match="begins as a draft"):
        sql(
            "INSERT INTO articles_article (state, section_id, genre, kicker, headline, deck, dateline, body, source,"
            " created_by_id) VALUES ('approved', %s, 'news', '', '标题', '', '', '', '', %s)",
            section.pk,
            cast.reporter.pk,
        )


@pytest.mark.parametrize(
    "body",
    ["<script>1</script>", "<p onclick='x()'>1</p>", "<a href='javascript:1'>1</a>", "<iframe src=/></iframe>"],
)
def test_dangerous_html_cannot_enter_the_column(cast, body):
    article = make_article(by=cast.reporter)
    with pytest.raises(DatabaseError, match="articles_body_is_clean"):
        sql("UPDATE articles_article SET body = %s WHERE id = %s", body, article.pk)


def test_the_database_s_own_clock_dates_a_review(cast, submitted):
    sql(
        "INSERT INTO articles_review (article_id, version_id, stage_id, reviewer_id, verdict, note, at)"
        " VALUES (%s, %s, 1, %s, 'pass', '', '1999-01-01')",
        submitted.pk,
        submitted.current_version_id,
        cast.desk_editor.pk,
    )
    assert Review.objects.get().at.year > 2000
