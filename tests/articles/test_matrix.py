"""Who may see and edit an article in which situation: the whole matrix, written down once more and compared."""

from __future__ import annotations

import pytest

from articles import policy
from articles.models import Article, State
from articles.policy import MATRIX, Situation
from authors.models import Role
from tests.factories import bring_to, make_article, make_photo, make_user, take

pytestmark = pytest.mark.django_db

# own · colleague (another reporter) · photographer of a picture in it · the roles, in the order of the paper's way.
# s sees, e sees and edits, – does not know that it exists.
WHO = ["own", "colleague", "pictured", "desk_editor", "section_head", "chief_editor", "proofreader", "page_designer",
       "archivist", "admin"]  # fmt: skip
TABLE = {
    Situation.DRAFT:     "e – s – – – – – – –",
    Situation.DROPPED:   "s – s – – – – – – –",
    Situation.RETURNED:  "e – s s s s – – – –",
    Situation.SUBMITTED: "s – s e s s – – – –",  # it waits for the first review
    Situation.APPROVED:  "s – s s s s s s – –",
    Situation.PUBLISHED: "s s s s s s s s s s",
    Situation.WITHDRAWN: "s – s s s s – – – –",
    Situation.SPIKED:    "s – s s s s – – – –",
}  # fmt: skip


def article_in(situation, cast):
    article = make_article(by=cast.reporter, photo=make_photo(by=cast.photographer))
    if situation == Situation.DROPPED:
        return take("spike", article, cast.reporter)
    if situation == Situation.RETURNED:
        return take("return", take("submit", article, cast.reporter), cast.desk_editor)
    if situation == Situation.SPIKED:
        return take("spike", take("submit", article, cast.reporter), cast.chief_editor)
    return bring_to(State(situation.value), article, cast)


@pytest.mark.parametrize("situation", list(Situation))
def test_everybody_sees_and_edits_what_the_matrix_gives_him_and_nothing_else(cast, situation):
    article = Article.objects.get(pk=article_in(situation, cast).pk)
    assert policy.situation_of(article) == situation
    people = {**vars(cast), "own": cast.reporter, "colleague": cast.reporter2, "pictured": cast.photographer}
    found = []
    for name in WHO:
        person = people[name]
        sees = policy.can_see(person, article)
        edits = policy.refusal_to_edit(person, article) is None
        assert sees or not edits, name
        found.append("e" if edits else "s" if sees else "–")
    assert " ".join(found) == TABLE[situation]


@pytest.mark.parametrize(("stage", "editor"), [(1, "desk_editor"), (2, "section_head"), (3, "chief_editor")])
def test_in_review_only_the_reviewer_of_the_stage_edits(cast, stage, editor):
    article = take("submit", make_article(by=cast.reporter), cast.reporter)
    for name in ("desk_editor", "section_head")[: stage - 1]:
        article = take("pass", article, getattr(cast, name))
    people = vars(cast)
    can = {name for name in [*Role.values, "reporter2"] if policy.refusal_to_edit(people[name], article) is None}
    assert can == {editor}


def test_the_superuser_flag_shows_nobody_anything(cast):
    article = make_article(by=cast.reporter)
    flagged = make_user("flagged", is_superuser=True)
    assert not policy.visible_to(flagged).filter(pk=article.pk).exists()


def test_a_person_without_an_account_or_a_role_sees_nothing_not_even_what_is_published(cast):
    from django.contrib.auth.models import AnonymousUser

    bring_to(State.PUBLISHED, make_article(by=cast.reporter), cast)
    assert not policy.visible_to(AnonymousUser()).exists()
    assert not policy.visible_to(make_user("nobody")).exists()


def test_what_no_row_of_the_matrix_grants_is_denied():
    assert set(MATRIX) == set(Situation)
    for situation in Situation:
        assert not policy.grants(situation, "edit", [Role.PROOFREADER, Role.PAGE_DESIGNER, Role.ADMIN])
        assert not policy.grants(situation, "see", ["a group of the house's own"])
        assert "see" in MATRIX[situation][policy.OWN]
