"""An edition is published whole or not at all, once, however many people press and however the machine dies."""

from __future__ import annotations

import os
import signal
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connections, transaction

from articles import verbs
from articles import workflow as article_workflow
from articles.clock import database_now
from articles.models import Article, State
from authors.models import User
from editions import publishing, workflow
from editions.models import Edition, EditionState, Placement
from newsroom import press
from tests.factories import (
    bring_to,
    edit_approved,
    make_article,
    make_edition,
    make_photo,
    make_plan,
    make_publication,
    make_user,
    take,
)
from tests.racing import at_once
from website.models import Appearance, OutboxEvent, PublishedArticle, PublishedEdition, PublishedPicture

BODY = "<p>一、二。</p>\n<h2>小标题</h2>\n<p>三。</p>"


def make_ready(cast, *, pages=2, each=2, **article):
    edition = make_edition(cast, pages=pages)
    for page in edition.pages.all():
        articles = [bring_to(State.APPROVED, make_article(by=cast.reporter, **article), cast) for _ in range(each)]
        workflow.place(page, articles, by=cast.page_designer)
    return edition


def outcome(edition):
    """Everything that must agree about one edition: all of it published, or nothing."""
    articles = Article.objects.filter(placements__page__edition=edition)
    return {
        "edition": Edition.objects.get(pk=edition.pk).state,
        "articles": set(articles.values_list("state", flat=True)),
        "record": PublishedEdition.objects.filter(pk=edition.pk).count(),
        "appearances": Appearance.objects.filter(page__edition=edition.pk).count(),
        "outbox": OutboxEvent.objects.filter(subject_id=edition.pk, kind="edition_published").count(),
    }


def whole(count):
    return {"edition": "published", "articles": {"published"}, "record": 1, "appearances": count, "outbox": 1}


NOTHING = {"edition": "open", "articles": {"approved"}, "record": 0, "appearances": 0, "outbox": 0}


def test_the_chief_editor_publishes_an_edition_with_all_its_articles(cast):
    edition = make_ready(cast)
    publishing.publish(edition, by=cast.chief_editor)
    assert outcome(edition) == whole(4)


def test_what_was_approved_is_to_the_byte_what_is_published(cast):
    edition = make_ready(cast, pages=1, each=1, headline="老街坊 新日子", body=BODY)
    approved = Article.objects.get().current_version
    publishing.publish(edition, by=cast.chief_editor)
    public = PublishedArticle.objects.get()
    assert public.content_hash == approved.sha256
    assert public.body == approved.parts["body"] == BODY
    assert public.headline == "老街坊 新日子"


@pytest.mark.parametrize("person", ["reporter", "desk_editor", "section_head", "proofreader", "page_designer", "admin"])
def test_nobody_but_the_chief_editor_publishes(cast, person):
    edition = make_ready(cast, pages=1, each=1)
    with pytest.raises(workflow.Refused, match="Only the chief editor"):
        publishing.publish(edition, by=getattr(cast, person))
    assert outcome(edition) == NOTHING


def test_publishing_twice_changes_nothing(cast):
    edition = make_ready(cast)
    first = publishing.publish(edition, by=cast.chief_editor)
    second = publishing.publish(edition, by=cast.chief_editor)
    assert first.published_at == second.published_at
    assert outcome(edition) == whole(4)


def test_one_article_changed_after_placing_stops_the_whole_edition(cast):
    edition = make_ready(cast)
    article = Article.objects.order_by("pk").last()
    edit_approved(article, cast, headline="改了")
    with pytest.raises(publishing.NotReady, match="is not approved"):
        publishing.publish(edition, by=cast.chief_editor)
    assert PublishedEdition.objects.count() == 0
    assert Article.objects.published().count() == 0


def test_a_version_older_than_the_approved_one_stops_the_edition_until_it_is_renewed(cast):
    edition = make_ready(cast, pages=1, each=1)
    article = edit_approved(Article.objects.get(), cast, headline="改了")
    bring_to_approved_again(article, cast)
    with pytest.raises(publishing.NotReady, match="changed after it was placed"):
        publishing.publish(edition, by=cast.chief_editor)
    workflow.renew(Placement.objects.get(), by=cast.page_designer)
    publishing.publish(edition, by=cast.chief_editor)
    assert PublishedArticle.objects.get().headline == "改了"


def bring_to_approved_again(article, cast):
    for verb, person in [("pass", cast.desk_editor), ("pass", cast.section_head), ("approve", cast.chief_editor)]:
        take(verb, article, person)


# -- the machine dies --------------------------------------------------------------------------------------------
STEPS = [
    "articles.workflow.lock_in_order",
    "editions.preflight.check",
    "articles.workflow.deciding._move",
    "articles.workflow.deciding.record",
    "website.intake.editions._renew_masthead",
    "website.intake.editions.enter_names",
    "website.intake.editions.enter_articles",
    "website.intake.editions._enter_pages",
    "website.intake.editions.note_in_outbox",
    "editions.workflow.record",
    "after",
]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("step", STEPS)
def test_killed_at_any_step_nothing_is_torn_and_the_next_press_finishes(cast, step):
    edition = make_ready(cast, pages=2, each=1)
    connections.close_all()
    child = os.fork()
    if child == 0:
        _publish_and_die(edition.pk, cast.chief_editor.pk, step)
    _pid, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status)
    assert os.WTERMSIG(status) == signal.SIGKILL
    assert outcome(edition) == (whole(2) if step == "after" else NOTHING)
    publishing.publish(Edition.objects.get(pk=edition.pk), by=cast.chief_editor)
    assert outcome(edition) == whole(2)


def _publish_and_die(edition_id, user_id, step):
    """In a process of its own: publish, and kill -9 ourselves when `step` has been reached."""
    from importlib import import_module

    try:
        if step != "after":
            module, name = step.rsplit(".", 1)
            owner = import_module(module)
            real = getattr(owner, name)

            def last_act(*args, **kwargs):
                real(*args, **kwargs)
                os.kill(os.getpid(), signal.SIGKILL)

            setattr(owner, name, last_act)
        publishing.publish(Edition.objects.get(pk=edition_id), by=User.objects.get(pk=user_id))
        os.kill(os.getpid(), signal.SIGKILL)
    finally:
        os._exit(99)


# -- many people at once -----------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_six_people_publishing_at_once_publish_once(cast):
    edition = make_ready(cast)
    chiefs = [make_user(f"chief{number}", "chief_editor") for number in range(6)]
    acts = [lambda chief=chief: publishing.publish(Edition.objects.get(pk=edition.pk), by=chief) for chief in chiefs]
    results = at_once(*acts)
    assert [type(result) for result in results] == [Edition] * 6
    assert outcome(edition) == whole(4)
    assert edition.events.filter(verb="publish").count() == 1
    assert len({result.published_at for result in results}) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_round", range(4))
def test_an_edit_at_the_moment_of_publication_is_in_or_keeps_the_edition_back(cast, _round):
    edition = make_ready(cast, pages=1, each=2)
    article = Article.objects.order_by("pk").first()
    at_once(
        lambda: publishing.publish(Edition.objects.get(pk=edition.pk), by=cast.chief_editor),
        lambda: edit_approved(Article.objects.get(pk=article.pk), cast, headline="抢着改"),
    )
    article.refresh_from_db()
    if Edition.objects.get(pk=edition.pk).is_published:
        assert article.headline != "抢着改"
        assert outcome(edition) == whole(2)
    else:
        assert article.state == State.SUBMITTED
        assert PublishedArticle.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_four_first_reviews_at_once_leave_one(cast):
    article = take("submit", make_article(by=cast.reporter), cast.reporter)
    editors = [make_user(f"editor{number}", "desk_editor") for number in range(4)]
    verb = verbs.BY_NAME["pass"]
    results = at_once(*[lambda editor=editor: article_workflow.take(verb, article, by=editor) for editor in editors])
    assert sorted(type(result).__name__ for result in results) == ["Article", "Refused", "Refused", "Refused"]


# -- on the clock ------------------------------------------------------------------------------------------------
def make_due(edition):
    Edition.objects.filter(pk=edition.pk).update(go_live_at=edition.go_live_at - timedelta(days=2))


def test_the_press_publishes_a_scheduled_edition_when_its_hour_has_come(cast):
    edition = make_ready(cast)
    edition = workflow.schedule(edition, at=database_now() + timedelta(days=1), by=cast.chief_editor)
    press.work_once()
    assert outcome(edition)["record"] == 0
    make_due(edition)
    press.work_once()
    assert outcome(edition) == whole(4)
    assert Edition.objects.get().published_by == cast.chief_editor


def test_a_scheduled_edition_that_is_not_ready_goes_back_to_the_desk_with_the_reason(cast):
    edition = make_ready(cast)
    edition = workflow.schedule(edition, at=database_now() + timedelta(days=1), by=cast.chief_editor)
    edit_approved(Article.objects.first(), cast, headline="改了")
    make_due(edition)
    press.work_once()
    edition.refresh_from_db()
    assert edition.state == EditionState.OPEN
    assert "is not approved" in edition.events.get(verb="not_ready").note


def test_a_lost_photo_file_hands_the_edition_back_and_the_press_goes_on(cast):
    photo = make_photo(by=cast.photographer)
    lost = make_ready(cast, pages=1, each=1, photo=photo)
    photo.original.storage.delete(photo.original.name)
    sound = make_edition(cast, pages=1, day=date(2025, 10, 18))
    workflow.place(
        sound.pages.get(), [bring_to(State.APPROVED, make_article(by=cast.reporter), cast)], by=cast.page_designer
    )
    for edition in (lost, sound):
        make_due(workflow.schedule(edition, at=database_now() + timedelta(days=1), by=cast.chief_editor))
    press.work_once()
    assert outcome(sound) == whole(1)
    assert outcome(lost) == NOTHING
    assert "cannot be read" in lost.events.get(verb="not_ready").note


def test_a_placement_taken_off_meanwhile_is_told_in_a_sentence(cast):
    edition = make_ready(cast, pages=1, each=2)
    first = Placement.objects.get(order=1)
    same = Placement.objects.get(order=1)
    workflow.remove(first, by=cast.page_designer)
    for act in (
        lambda: workflow.remove(same, by=cast.page_designer),
        lambda: workflow.renew(same, by=cast.page_designer),
    ):
        with pytest.raises(workflow.Refused, match="taken off this page meanwhile"):
            act()
    assert list(Placement.objects.values_list("order", flat=True)) == [1]
    assert edition.pages.get().placements.count() == 1


def test_an_hour_that_has_passed_cannot_be_scheduled(cast):
    edition = make_ready(cast, pages=1, each=1)
    with pytest.raises(workflow.Refused, match="has passed"):
        workflow.schedule(edition, at=database_now() - timedelta(seconds=1), by=cast.chief_editor)


@pytest.mark.django_db(transaction=True)
def test_two_presses_on_one_database_publish_and_tell_once(cast, mailoutbox):
    User.objects.filter(pk=cast.chief_editor.pk).update(email="chief@example.org")
    edition = make_ready(cast)
    edition = workflow.schedule(edition, at=database_now() + timedelta(days=1), by=cast.chief_editor)
    make_due(edition)
    at_once(press.work_once, press.work_once, press.work_once)
    assert outcome(edition) == whole(4)
    assert len(mailoutbox) == 1
    assert mailoutbox[0].to == ["chief@example.org"]


def test_a_failed_follow_up_is_tried_again_and_holds_up_nothing(cast, monkeypatch):
    edition = make_ready(cast, pages=1, each=1)
    publishing.publish(edition, by=cast.chief_editor)
    tried = []

    def fails(subject):
        tried.append(subject)
        raise OSError("the mail server is away")

    monkeypatch.setitem(press.HANDLERS, "edition_published", fails)
    press.work_once()
    press.work_once()  # the pause has not passed
    event = OutboxEvent.objects.get()
    assert tried == [edition.pk]
    assert event.done_at is None
    OutboxEvent.objects.update(next_attempt_at=event.created_at)
    monkeypatch.undo()
    press.work_once()
    assert OutboxEvent.objects.get().done_at is not None


# -- what the database refuses -----------------------------------------------------------------------------------
def test_an_edition_cannot_be_published_by_halves_even_by_raw_sql(cast):
    edition = make_ready(cast)
    with pytest.raises(IntegrityError, match="whole or not at all"), transaction.atomic():
        Edition.objects.filter(pk=edition.pk).update(
            state="published", published_at=database_now(), published_by=cast.chief_editor
        )


def test_only_an_approved_version_can_be_placed_even_by_raw_sql(cast):
    edition = make_edition(cast)
    article = make_article(by=cast.reporter)
    with pytest.raises(workflow.Refused, match="is not approved"):
        workflow.place(edition.pages.get(), [article], by=cast.page_designer)
    with pytest.raises(IntegrityError, match="only an approved version"), transaction.atomic():
        Placement.objects.create(
            page=edition.pages.get(), article=article, version=article.current_version, order=1, placed_by=cast.admin
        )


def test_a_published_page_is_never_changed(cast):
    edition = make_ready(cast, pages=1, each=2)
    publishing.publish(edition, by=cast.chief_editor)
    page = edition.pages.get()
    for change in (
        lambda: Placement.objects.first().delete(),
        lambda: Placement.objects.filter(order=2).update(order=3),
        lambda: type(page).objects.filter(pk=page.pk).update(name="别名"),
        lambda: Edition.objects.filter(pk=edition.pk).update(total_number=1),
        lambda: Edition.objects.filter(pk=edition.pk).update(state="open", published_at=None, published_by=None),
    ):
        with pytest.raises(IntegrityError, match="published"), transaction.atomic():
            change()


def test_two_editions_never_share_a_total_number(cast):
    make_publication()
    make_plan()
    first = workflow.plan(date(2025, 10, 18), by=cast.page_designer)
    second = workflow.plan(date(2025, 10, 18), by=cast.page_designer, kind="supplement")
    assert (first.total_number, first.slug) == (18264, "2025-10-18")
    assert (second.total_number, second.slug) == (18265, "2025-10-18-2")
    with pytest.raises(workflow.Refused, match="is taken"):
        workflow.plan(date(2025, 10, 19), by=cast.page_designer, total_number=18264)


def test_an_edition_copies_the_plan_of_its_weekday(cast):
    make_publication()
    make_plan(pages=3)
    edition = workflow.plan(date(2025, 10, 18), by=cast.page_designer)
    assert [page.label for page in edition.pages.all()] == ["A01", "A02", "A03"]


def test_a_withdrawn_article_leaves_a_notice_and_no_picture(cast, settings):
    from django.core.files.storage import storages

    from articles import publishing as article_publishing

    photo = make_photo(by=cast.photographer)
    article = bring_to(State.PUBLISHED, make_article(by=cast.reporter, photo=photo), cast)
    name = f"{PublishedPicture.objects.get().base}-480.jpg"
    assert storages["public"].exists(name)
    article_publishing.withdraw(article, by=cast.chief_editor, reason="失实", notice="本文已撤回。")
    press.work_once()
    assert not storages["public"].exists(name)
    public = PublishedArticle.objects.get()
    assert (public.body, public.withdrawal_notice) == ("", "本文已撤回。")
