"""The state machine: every state × verb × role, and what each verb promises."""

from __future__ import annotations

import pytest

from articles import policy, verbs, workflow
from articles.models import Article, Review, State, StateChange
from authors.models import Role
from tests.factories import bring_to, edit, make_article, make_author, make_photo, make_user, take

ROLES = [role.value for role in Role]

# Who may take which verb from which state, on an article another person filed ("reporter" filed it).
# submitted: nobody has passed it yet; the first review waits.
ALLOWED = {
    (State.DRAFT, "submit"): {"reporter"},
    (State.DRAFT, "spike"): {"reporter"},
    (State.SUBMITTED, "pull_back"): {"reporter"},
    (State.SUBMITTED, "claim"): {"desk_editor"},
    (State.SUBMITTED, "fast_lane"): {"chief_editor"},
    (State.SUBMITTED, "pass"): {"desk_editor"},
    (State.SUBMITTED, "return"): {"desk_editor"},
    (State.SUBMITTED, "spike"): {"section_head", "chief_editor"},
    (State.APPROVED, "return"): {"desk_editor", "section_head", "chief_editor"},
    (State.APPROVED, "recall"): {"chief_editor"},
    (State.APPROVED, "spike"): {"section_head", "chief_editor"},
    (State.APPROVED, "publish"): {"chief_editor"},
    (State.APPROVED, "publish_online"): {"chief_editor"},
    (State.PUBLISHED, "withdraw"): {"chief_editor"},
    (State.PUBLISHED, "correct"): {"chief_editor"},
    (State.WITHDRAWN, "overturn"): {"section_head", "chief_editor"},
    (State.WITHDRAWN, "restore"): {"chief_editor"},
    (State.SPIKED, "return"): {"desk_editor", "section_head", "chief_editor"},
}


@pytest.mark.parametrize("state", list(State))
def test_each_verb_moves_only_from_its_states_and_only_for_its_roles(cast, state):
    article = make_article(by=cast.reporter, byline=cast.author)
    if state == State.SPIKED:  # seen by editors only once it was submitted
        article = take("spike", take("submit", article, cast.reporter), cast.chief_editor)
    else:
        article = bring_to(state, article, cast)
    for verb in verbs.VERBS:
        allowed = {person for person in ROLES if verbs.refusal(verb, article, by=getattr(cast, person)) is None}
        assert allowed == ALLOWED.get((state, verb.name), set()), verb.name


@pytest.mark.parametrize("verb", verbs.VERBS, ids=lambda verb: verb.name)
def test_who_is_refused_is_told_in_a_sentence_and_nothing_changes(cast, verb):
    article = make_article(by=cast.reporter)
    with pytest.raises(workflow.Refused) as refused:
        take(verb.name, article, cast.proofreader)
    assert str(refused.value).endswith(".")
    article.refresh_from_db()
    assert article.state == State.DRAFT
    assert not StateChange.objects.exists()


def test_three_people_pass_a_version_in_order_and_the_last_one_approves(cast):
    article = take("submit", make_article(by=cast.reporter), cast.reporter)
    with pytest.raises(workflow.Refused, match="waits for another review"):
        take("pass", article, cast.section_head)
    article = take("pass", article, cast.desk_editor)
    with pytest.raises(workflow.Refused, match="Earlier reviews"):
        take("approve", article, cast.chief_editor)
    article = take("pass", article, cast.section_head)
    article = take("approve", article, cast.chief_editor)
    assert article.state == State.APPROVED
    assert Review.objects.filter(version=article.current_version, verdict="pass").count() == 3


def test_one_person_with_all_roles_still_passes_only_one_stage(cast):
    everybody = make_user("everybody", *Role)
    article = take("submit", make_article(by=cast.reporter), cast.reporter)
    article = take("pass", article, everybody)
    with pytest.raises(workflow.Refused, match="another person"):
        take("pass", article, everybody)


@pytest.mark.parametrize("tie", ["filed it", "stands in a byline", "took the photo"])
def test_nobody_reviews_his_own_work(cast, tie):
    both = make_user("both", Role.REPORTER, Role.DESK_EDITOR)
    author = make_author("两栖", both)
    if tie == "filed it":
        article = make_article(by=both)
    elif tie == "stands in a byline":
        article = make_article(by=cast.reporter, byline=author)
    else:
        article = make_article(by=cast.reporter, photo=make_photo(by=both))
    article = take("submit", article, article.created_by)
    with pytest.raises(workflow.Refused, match="own work"):
        take("pass", article, both)


def test_superuser_is_not_above_the_workflow(cast):
    article = take("submit", make_article(by=cast.reporter), cast.reporter)
    assert verbs.open_to(article, by=cast.admin) == []
    assert not policy.can_see(cast.admin, article)


def test_nobody_edits_approved_words_and_a_recalled_article_asks_only_the_last_review_again(cast):
    article = bring_to(State.APPROVED, make_article(by=cast.reporter), cast)
    before = article.current_version
    with pytest.raises(workflow.Refused, match="recalls it"):
        edit(article, by=cast.chief_editor, headline="改过的标题")
    article = take("recall", article, cast.chief_editor)
    assert article.state == State.SUBMITTED
    assert article.current_version.number == before.number + 1
    assert policy.next_stage(article).number == 3
    article = edit(article, by=cast.chief_editor, headline="改过的标题")
    assert policy.next_stage(article).number == 3
    assert before.parts["headline"] != "改过的标题"


def test_the_same_words_again_make_no_new_version(cast):
    article = make_article(by=cast.reporter)
    again = edit(article, by=cast.reporter, headline=article.headline)
    assert again.versions.count() == 1


def test_a_returned_article_starts_again_at_the_first_review_even_unchanged(cast):
    article = take("submit", make_article(by=cast.reporter), cast.reporter)
    article = take("pass", article, cast.desk_editor)
    article = take("return", article, cast.section_head, note="请补充数据。")
    assert article.state == State.DRAFT
    article = take("submit", article, cast.reporter)
    assert policy.next_stage(article).number == 1
    assert take("pass", article, cast.desk_editor)


def test_returning_needs_a_note(cast):
    article = take("submit", make_article(by=cast.reporter), cast.reporter)
    with pytest.raises(workflow.Refused, match="Say why"):
        workflow.take(verbs.BY_NAME["return"], article, by=cast.desk_editor, note="  ")


def test_a_claimed_article_is_left_to_the_one_who_claimed_it(cast):
    second = make_user("second", Role.DESK_EDITOR)
    article = take("submit", make_article(by=cast.reporter), cast.reporter)
    article = take("claim", article, cast.desk_editor)
    with pytest.raises(workflow.Refused, match="is reviewing this now"):
        take("pass", article, second)
    assert take("pass", article, cast.desk_editor).claimed_by is None


def test_a_stale_form_never_overwrites_newer_words(cast):
    article = make_article(by=cast.reporter)
    opened = Article.objects.get(pk=article.pk)
    edit(article, by=cast.reporter, body="<p>新的话。</p>")
    opened.body = "<p>旧的话。</p>"
    with pytest.raises(workflow.StaleText, match="Nothing was overwritten"):
        workflow.save_text(opened, by=cast.reporter, seen_version=1)
    article.refresh_from_db()
    assert article.body == "<p>新的话。</p>"


def test_what_happened_is_recorded_with_name_and_version(cast):
    article = bring_to(State.APPROVED, make_article(by=cast.reporter), cast)
    record = list(article.changes.order_by("id").values_list("verb", "by__username", "version__number"))
    assert record == [
        ("submit", "reporter", 1),
        ("pass", "desk_editor", 1),
        ("pass", "section_head", 1),
        ("approve", "chief_editor", 1),
    ]


def test_a_draft_exists_for_its_author_alone(cast):
    article = make_article(by=cast.reporter, byline=cast.author)
    seen_by = {person for person in [*ROLES, "reporter2"] if policy.can_see(getattr(cast, person), article)}
    assert seen_by == {"reporter"}


def ready_for(stage, article, cast):
    """In review, with everything before `stage` passed."""
    article = take("submit", article, article.created_by)
    for verb, person in [("pass", cast.desk_editor), ("pass", cast.section_head)][: stage - 1]:
        article = take(verb, article, person)
    return article


def test_taking_a_name_off_the_byline_makes_nobody_a_reviewer(cast):
    chief_author = make_author("何守一", cast.chief_editor)
    article = make_article(by=cast.reporter, byline=chief_author)
    article.bylines.all().delete()
    article = ready_for(3, edit(article, by=cast.reporter, headline="没有署名"), cast)
    with pytest.raises(workflow.Refused, match="own work"):
        take("approve", article, cast.chief_editor)


def test_parting_an_author_from_his_account_makes_nobody_a_reviewer(cast):
    author = make_author("周砚秋", cast.desk_editor)
    article = make_article(by=cast.reporter, byline=author)
    author.user = None
    author.save()
    article = ready_for(1, article, cast)
    with pytest.raises(workflow.Refused, match="own work"):
        take("pass", article, cast.desk_editor)


def test_taking_a_name_off_the_photo_makes_nobody_a_reviewer(cast):
    photo = make_photo(by=cast.photographer)
    photo.photographers.add(make_author("周砚秋", cast.desk_editor))
    article = make_article(by=cast.reporter, photo=photo)
    photo.photographers.clear()
    article = ready_for(1, article, cast)
    with pytest.raises(workflow.Refused, match="own work"):
        take("pass", article, cast.desk_editor)
    assert article not in policy.waiting_for(cast.desk_editor)


def test_whose_photo_stands_in_a_draft_can_read_it_but_not_change_or_submit_it(cast):
    article = make_article(by=cast.reporter, photo=make_photo(by=cast.photographer))
    assert policy.can_see(cast.photographer, article)
    assert policy.refusal_to_edit(cast.photographer, article)
    with pytest.raises(workflow.Refused, match="Only its author"):
        take("submit", article, cast.photographer)
