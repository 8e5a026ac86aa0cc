"""The ways of review: which passes stay, sections with their own stages and editors, deadlines, the fast lane."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, InternalError, connection, transaction

from articles import policy, verbs, workflow
from articles.clock import database_now
from articles.models import FastLane, Review, ReviewRules, ReviewStage, SectionStage, State, StateChange, Version
from authors.models import Role
from tests.factories import bring_to, edit, make_article, make_author, make_photo, make_section, make_user, take

pytestmark = pytest.mark.django_db


def submitted(cast, **fields):
    return take("submit", make_article(by=cast.reporter, byline=cast.author, **fields), cast.reporter)


def passed_by(article):
    """Who has passed the current version at which stage."""
    rows = Review.objects.filter(version=article.current_version, verdict="pass").order_by("stage")
    return [(row.stage_id, row.reviewer.username, row.carried_from_id is not None) for row in rows]


# -- which passes stay when words change -------------------------------------------------------------------------
def test_words_a_later_reviewer_changes_in_his_own_review_keep_the_earlier_passes(cast):
    article = take("pass", submitted(cast), cast.desk_editor)
    article = edit(article, by=cast.section_head, headline="复审改过的标题")
    assert article.current_version.kind == Version.Kind.REVIEW
    assert passed_by(article) == [(1, "desk_editor", True)]
    assert article.claimed_by == cast.section_head
    article = take("approve", take("pass", article, cast.section_head), cast.chief_editor)
    assert article.state == State.APPROVED
    assert StateChange.objects.filter(article=article, verb="edit", by=cast.section_head).exists()


def test_words_changed_in_the_first_review_void_nothing_because_nothing_was_passed(cast):
    article = edit(submitted(cast), by=cast.desk_editor, body="<p>初审改过。</p>")
    assert passed_by(article) == []
    assert take("pass", article, cast.desk_editor).state == State.SUBMITTED


def test_a_carried_pass_is_carried_again_and_names_the_first_one(cast):
    article = take("pass", submitted(cast), cast.desk_editor)
    original = Review.objects.get(reviewer=cast.desk_editor)
    article = edit(article, by=cast.section_head, headline="复审一改")
    article = take("pass", edit(article, by=cast.section_head, headline="复审再改"), cast.section_head)
    article = edit(article, by=cast.chief_editor, headline="终审也改")
    assert passed_by(article) == [(1, "desk_editor", True), (2, "section_head", True)]
    carried = Review.objects.filter(version=article.current_version, stage=1).get()
    assert carried.carried_from == original


def test_words_the_author_changes_after_a_return_are_reviewed_from_the_start(cast):
    article = take("pass", submitted(cast), cast.desk_editor)
    article = take("return", article, cast.section_head, "数字再核")
    article = take("submit", edit(article, by=cast.reporter, headline="核过了"), cast.reporter)
    assert policy.next_stage(article).number == 1


def test_a_house_may_let_a_returned_article_go_on_where_it_was_returned(cast):
    ReviewRules.objects.update_or_create(id=1, defaults={"return_to": "same"})
    article = take("pass", submitted(cast), cast.desk_editor)
    article = take("return", article, cast.section_head, "数字再核")
    article = take("submit", edit(article, by=cast.reporter, headline="核过了"), cast.reporter)
    assert policy.next_stage(article).number == 2
    assert passed_by(article) == [(1, "desk_editor", True)]


def test_whoever_edited_at_one_stage_does_not_pass_another(cast):
    both = make_user("both", Role.SECTION_HEAD, Role.CHIEF_EDITOR)
    article = take("pass", submitted(cast), cast.desk_editor)
    article = take("release", edit(article, by=both, headline="兼职者改的"), both)
    article = take("pass", article, cast.section_head)
    with pytest.raises(workflow.Refused, match="edited this text in another review"):
        take("approve", article, both)
    with pytest.raises((IntegrityError, InternalError), match="reviewer of another stage"), transaction.atomic():
        _insert_review(article, reviewer=both, stage=3)
    assert take("approve", article, cast.chief_editor).state == State.APPROVED


def test_a_reviewer_who_has_become_an_author_meanwhile_does_not_count_any_more(cast):
    article = take("pass", submitted(cast), cast.desk_editor)
    with transaction.atomic():
        make_author("周砚秋", cast.desk_editor)
        article.bylines.create(author=cast.desk_editor.author, order=9)
        article = edit(article, by=cast.section_head, headline="加了署名")
    assert passed_by(article) == []
    assert policy.next_stage(article).number == 1


def test_nobody_carries_a_pass_over_by_hand(cast):
    article = take("pass", submitted(cast), cast.desk_editor)
    first = Review.objects.get()
    article = take(
        "submit", edit(take("return", article, cast.section_head), by=cast.reporter, headline="改"), cast.reporter
    )
    with pytest.raises((IntegrityError, InternalError), match="by hand"), transaction.atomic():
        _insert_review(article, reviewer=cast.desk_editor, stage=1, carried_from=first.pk)


def test_a_version_that_only_claims_to_be_made_in_review_carries_nothing(cast):
    """Raw SQL writes kind = review without having claimed the article: no pass comes along."""
    article = take("pass", submitted(cast), cast.desk_editor)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO articles_version (article_id, number, kind, stage, content, sha256, made_in_state,"
            " created_by_id) SELECT article_id, number + 1, 'review', 3, content, sha256, 'submitted', %s"
            " FROM articles_version WHERE id = %s RETURNING id",
            [cast.reporter2.pk, article.current_version_id],
        )
        version = cursor.fetchone()[0]
        cursor.execute("UPDATE articles_article SET current_version_id = %s WHERE id = %s", [version, article.pk])
    article.refresh_from_db()
    assert passed_by(article) == []


def _insert_review(article, *, reviewer, stage, carried_from=None):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO articles_review (article_id, version_id, stage_id, reviewer_id, verdict, note,"
            " carried_from_id) VALUES (%s, %s, %s, %s, 'pass', '', %s)",
            [article.pk, article.current_version_id, stage, reviewer.pk, carried_from],
        )


# -- sections with their own ways and their own editors ----------------------------------------------------------
def test_a_section_may_do_without_the_second_review(cast):
    section = make_section("life", "生活")
    SectionStage.objects.create(section=section, stage_id=2, is_asked=False)
    article = take("pass", submitted(cast, section=section), cast.desk_editor)
    assert policy.next_stage(article).number == 3
    assert take("approve", article, cast.chief_editor).state == State.APPROVED


def test_a_section_may_give_a_review_to_another_role(cast):
    section = make_section("opinion", "评论")
    SectionStage.objects.create(section=section, stage_id=1, role=Role.CHIEF_EDITOR)
    article = submitted(cast, section=section)
    assert verbs.refusal(verbs.BY_NAME["pass"], article, by=cast.desk_editor) is not None
    assert verbs.refusal(verbs.BY_NAME["pass"], article, by=cast.chief_editor) is None
    assert list(policy.to_review(cast.chief_editor)) == [article]
    assert list(policy.to_review(cast.desk_editor)) == []


@pytest.mark.parametrize("change", ["UPDATE articles_reviewstage SET is_asked = false WHERE number = 3"])
def test_no_house_does_without_the_final_review(cast, change):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)
    with pytest.raises(IntegrityError), transaction.atomic():
        SectionStage.objects.create(section=make_section(), stage_id=3, is_asked=False)


def test_a_skipped_review_is_not_passed_by_raw_sql_either(cast):
    article = submitted(cast)
    with pytest.raises((IntegrityError, InternalError), match="stage not reached"), transaction.atomic():
        _insert_review(article, reviewer=cast.section_head, stage=2)
    section = make_section("life", "生活")
    SectionStage.objects.create(section=section, stage_id=2, is_asked=False)
    other = take("pass", submitted(cast, section=section), cast.desk_editor)
    with pytest.raises((IntegrityError, InternalError), match="stage not reached"), transaction.atomic():
        _insert_review(other, reviewer=cast.section_head, stage=2)


def test_an_editor_of_another_section_does_not_know_the_article_exists_until_it_is_published(cast):
    culture = make_section("culture", "文化")
    culture.editors.add(make_user("culture_editor", Role.DESK_EDITOR))
    article = submitted(cast, section=culture)
    assert not policy.can_see(cast.desk_editor, article)
    assert list(policy.to_review(cast.desk_editor)) == []
    assert cast.desk_editor not in policy.reviewers_of(article)
    assert policy.can_see(cast.chief_editor, article)
    other = submitted(cast)  # a section without editors of its own is everybody's
    assert policy.can_see(cast.desk_editor, other)
    culture.editors.add(cast.desk_editor)
    assert list(policy.to_review(cast.desk_editor).order_by("pk")) == [article, other]


def test_the_people_told_of_a_review_are_those_who_may_give_it(cast):
    article = submitted(cast)
    assert set(policy.reviewers_of(article)) == {cast.desk_editor}
    second = make_user("second", Role.DESK_EDITOR, Role.SECTION_HEAD)
    article = take("pass", article, second)
    assert set(policy.reviewers_of(article)) == {cast.section_head}
    photo = make_photo(by=cast.photographer)
    own = submitted(cast, photo=photo)
    assert make_user("gone", Role.DESK_EDITOR, is_active=False) not in policy.reviewers_of(own)


# -- deadlines ---------------------------------------------------------------------------------------------------
def test_each_review_has_its_deadline_and_the_earliest_comes_first(cast):
    ReviewStage.objects.filter(number=1).update(minutes=60)
    fast = make_section("breaking", "快讯")
    SectionStage.objects.create(section=fast, stage_id=1, minutes=10)
    late, early = submitted(cast), submitted(cast, section=fast)
    assert timedelta(minutes=59) < late.due_at - database_now() <= timedelta(minutes=60)
    assert early.due_at - database_now() <= timedelta(minutes=10)
    assert list(policy.waiting_for(cast.desk_editor)) == [early, late]
    claimed = take("claim", early, cast.desk_editor)
    assert claimed.due_at == early.due_at
    assert take("return", claimed, cast.desk_editor, "补采访").due_at is None


# -- the fast lane -----------------------------------------------------------------------------------------------
def test_in_an_emergency_two_people_decide_and_the_chief_editor_is_one_of_them(cast):
    article = take("fast_lane", submitted(cast), cast.chief_editor, "决口，须即刻见报")
    assert [stage.number for stage in policy.Ways().of(article.section_id, is_fast=True)] == [1, 3]
    article = take("pass", article, cast.section_head)  # any editor gives the first one
    article = take("approve", article, cast.chief_editor)
    assert article.state == State.APPROVED
    lane = FastLane.objects.get()
    assert (lane.reason, lane.by) == ("决口，须即刻见报", cast.chief_editor)
    assert list(FastLane.objects.to_look_at_again()) == [lane]


def test_one_person_alone_does_not_decide_even_in_an_emergency(cast):
    article = take("fast_lane", submitted(cast), cast.chief_editor)
    article = take("pass", article, cast.chief_editor)
    with pytest.raises(workflow.Refused, match="another person"):
        take("approve", article, cast.chief_editor)
    with pytest.raises((IntegrityError, InternalError), match="passes missing"), transaction.atomic():
        _set_state(article, "approved")


def test_only_the_chief_editor_opens_the_fast_lane_with_a_reason_and_not_for_his_own_work(cast):
    article = submitted(cast)
    for person in (cast.section_head, cast.desk_editor, cast.reporter):
        assert verbs.refusal(verbs.BY_NAME["fast_lane"], article, by=person) is not None
    with pytest.raises(workflow.Refused, match="Say why"):
        workflow.take(verbs.BY_NAME["fast_lane"], article, by=cast.chief_editor, note="  ")
    own = take("submit", make_article(by=cast.chief_editor), cast.chief_editor)
    with pytest.raises(workflow.Refused, match="own work"):
        take("fast_lane", own, cast.chief_editor)
    ReviewRules.objects.update(has_fast_lane=False)
    with pytest.raises(workflow.Refused, match="no fast lane"):
        take("fast_lane", article, cast.chief_editor)


def test_the_fast_lane_is_not_offered_when_only_the_approval_is_left(cast):
    article = take("pass", submitted(cast), cast.desk_editor)
    assert "fast_lane" in [verb.name for verb in verbs.open_to(article, by=cast.chief_editor)]
    article = take("pass", article, cast.section_head)
    assert "fast_lane" not in [verb.name for verb in verbs.open_to(article, by=cast.chief_editor)]
    with pytest.raises(workflow.Refused, match="nothing left to skip"):
        take("fast_lane", article, cast.chief_editor)


def test_an_emergency_is_shown_until_somebody_without_a_part_in_it_has_looked_again(cast):
    article = take("fast_lane", submitted(cast), cast.chief_editor)
    article = take("approve", take("pass", article, cast.desk_editor), cast.chief_editor)
    lane = FastLane.objects.get()
    for person in (cast.chief_editor, cast.desk_editor, cast.reporter, cast.proofreader):
        with pytest.raises(workflow.Refused):
            workflow.look_again(lane, by=person)
    lane = workflow.look_again(lane, by=cast.section_head, finding="数字无误")
    assert not FastLane.objects.to_look_at_again().exists()
    with pytest.raises(workflow.Refused, match="already"):
        workflow.look_again(lane, by=cast.section_head)
    with pytest.raises((IntegrityError, InternalError), match="append-only"), transaction.atomic():
        FastLane.objects.update(reason="另一个理由")


def test_a_returned_article_leaves_the_fast_lane(cast):
    article = take("fast_lane", submitted(cast), cast.chief_editor)
    article = take("return", article, cast.desk_editor, "证据不足")
    article = take("submit", article, cast.reporter)
    assert article.fast_lane is None
    article = take("pass", article, cast.desk_editor)
    assert policy.next_stage(article).number == 2


# -- smaller ways ------------------------------------------------------------------------------------------------
def test_an_author_takes_an_article_back_until_its_review_has_begun(cast):
    article = take("pull_back", submitted(cast), cast.reporter)
    assert article.state == State.DRAFT
    article = take("claim", take("submit", article, cast.reporter), cast.desk_editor)
    with pytest.raises(workflow.Refused, match="review has begun"):
        take("pull_back", article, cast.reporter)


def test_a_reviewer_lets_go_of_what_he_claimed(cast):
    article = take("claim", submitted(cast), cast.desk_editor)
    second = make_user("second", Role.DESK_EDITOR)
    with pytest.raises(workflow.Refused, match="is reviewing this now"):
        take("pass", article, second)
    article = take("release", article, cast.desk_editor)
    assert take("pass", article, second).state == State.SUBMITTED


def test_an_embargo_is_lengthened_by_a_reviewer_and_shortened_only_by_the_chief_editor(cast):
    until = database_now() + timedelta(days=2)
    article = submitted(cast, embargo_until=until)
    article = edit(article, by=cast.desk_editor, embargo_until=until + timedelta(days=1))
    for change in (until, None):
        with pytest.raises(workflow.Refused, match="embargo"):
            edit(article, by=cast.desk_editor, embargo_until=change)
    article = take("pass", take("pass", article, cast.desk_editor), cast.section_head)
    assert edit(article, by=cast.chief_editor, embargo_until=None).embargo_until is None


def test_restored_words_are_reviewed_by_three_people_again(cast):
    article = bring_to(State.WITHDRAWN, make_article(by=cast.reporter), cast)
    before = article.current_version.number
    article = take("restore", article, cast.chief_editor, "查明无误")
    assert (article.state, article.current_version.number) == (State.SUBMITTED, before + 1)
    assert passed_by(article) == []
    with pytest.raises((IntegrityError, InternalError), match="passes missing"), transaction.atomic():
        _set_state(article, "approved")


def test_raw_sql_neither_restores_nor_recalls_old_words_as_if_they_were_reviewed(cast):
    withdrawn = bring_to(State.WITHDRAWN, make_article(by=cast.reporter), cast)
    approved = bring_to(State.APPROVED, make_article(by=cast.reporter), cast)
    for article, to in ((withdrawn, "submitted"), (withdrawn, "published"), (approved, "submitted")):
        with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
            _set_state(article, to)


def _set_state(article, state):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE articles_article SET state = %s WHERE id = %s", [state, article.pk])
