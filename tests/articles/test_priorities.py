"""How much an article is wanted in the paper: who says it, when, and what the composing room makes of it."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from articles import workflow
from articles.models import Article, Priority, State, StateChange
from editions.tray import tray
from editions.tray_filter import Wanted, shown
from tests.factories import bring_to, make_article, make_drawn_edition, take

pytestmark = pytest.mark.django_db


@pytest.fixture
def submitted(cast):
    return take("submit", make_article(by=cast.reporter, headline="江堤"), cast.reporter)


def of(article):
    return reverse("admin:articles_article_priority", args=[article.pk])


def test_the_editor_says_that_an_article_must_run_and_its_reviews_stand(cast, submitted, signed_in):
    passed = take("pass", submitted, cast.desk_editor)
    response = signed_in("section_head").post(of(passed), {"priority": "1"}, follow=True)
    assert "“江堤”: priority “Must run”." in response.content.decode()
    passed.refresh_from_db()
    assert passed.priority == Priority.MUST_RUN
    assert passed.current_version.reviews.filter(verdict="pass").count() == 1
    change = StateChange.objects.get(article=passed, verb="priority")
    assert (change.by, change.note) == (cast.section_head, "Normal → Must run")


def test_the_same_priority_again_is_not_recorded_twice(cast, submitted):
    for _time in range(2):
        workflow.set_priority(submitted, Priority.CAN_WAIT, by=cast.desk_editor)
    assert StateChange.objects.filter(article=submitted, verb="priority").count() == 1


@pytest.mark.parametrize(
    ("who", "status"),
    [("reporter", 302), ("reporter2", 404), ("page_designer", 404), ("proofreader", 404), ("admin", 404)],
)
def test_nobody_else_sets_a_priority(cast, submitted, signed_in, who, status):
    assert signed_in(who).post(of(submitted), {"priority": "1"}).status_code == status
    submitted.refresh_from_db()
    assert submitted.priority == Priority.NORMAL


def test_an_editor_does_not_push_his_own_article(cast):
    own = take("submit", make_article(by=cast.chief_editor), cast.chief_editor)
    with pytest.raises(workflow.Refused, match="your own work"):
        workflow.set_priority(own, Priority.MUST_RUN, by=cast.chief_editor)


def test_what_is_published_has_no_priority_any_more(cast):
    article = bring_to(State.PUBLISHED, make_article(by=cast.reporter), cast)
    with pytest.raises(workflow.Refused, match="in review or approved"):
        workflow.set_priority(article, Priority.MUST_RUN, by=cast.chief_editor)


@pytest.mark.parametrize("said", ["", "0", "4", "12", "١", "-1", "9" * 400, "must"])
def test_a_priority_nobody_offered_is_refused_in_a_sentence(cast, submitted, signed_in, said):
    response = signed_in("desk_editor").post(of(submitted), {"priority": said}, follow=True)
    assert "There is no such priority." in response.content.decode()
    submitted.refresh_from_db()
    assert submitted.priority == Priority.NORMAL


def test_the_database_knows_three_priorities(submitted):
    with pytest.raises(IntegrityError, match="known_priority"), transaction.atomic():
        Article.objects.filter(pk=submitted.pk).update(priority=4)


def test_only_who_may_choose_is_offered_the_choice(cast, submitted, signed_in):
    page = reverse("admin:articles_article_change", args=[submitted.pk])
    assert 'name="priority"' in signed_in("desk_editor").get(page).content.decode()
    assert 'name="priority"' not in signed_in("reporter").get(page).content.decode()


def test_the_tray_offers_the_most_wanted_first_and_can_be_narrowed_to_it(cast):
    edition = make_drawn_edition(cast)
    for headline, priority in (("可等", 3), ("寻常", 2), ("必用", 1)):
        article = bring_to(State.APPROVED, make_article(by=cast.reporter, headline=headline), cast)
        workflow.set_priority(article, priority, by=cast.chief_editor)
    assert [str(article) for article in tray(cast.page_designer)] == ["必用", "寻常", "可等"]
    narrowed = shown(edition, cast.page_designer, Wanted.of({"priority": "3"}))
    assert [str(row.article) for row in narrowed["rows"]] == ["可等"]
    assert Wanted.of({"priority": "٣"}) == Wanted()
