"""The demo's newsroom at work: what each person finds on the desk, and what has happened to what was published."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles import notices
from articles.models import Article, Checkpoint, Correction, FastLane, Note, Notice, State, Topic, Withdrawal
from articles.policy.corrections import corrections_waiting_for
from articles.workflow import refusal_to_look_again
from editions import publishing as edition_publishing
from editions import workflow as edition_workflow
from editions.corrections import due
from editions.makeup import make_up
from editions.models import Edition
from newsroom.demo import afterwards, composing, desk, filing, loader, manuscripts, onward, paper, topic, week
from newsroom.desk_index import my_desk
from website.models import PublishedArticle, PublishedCorrection, PublishedTopic

pytestmark = pytest.mark.django_db


def headlines(articles):
    return [article.headline for article in articles]


def test_everybody_finds_work_on_his_desk_and_nobody_a_heap_of_notices():
    newsroom = paper.found_the_paper()
    desk.fill_the_desk(newsroom, today=timezone.localdate())
    people = newsroom.people

    # Late, due soon, taken, and in a section whose reviews have more time: the first desk has them all.
    late, soon, *others = first = my_desk(people["desk_editor"])["reviews"]
    assert late.is_overdue
    assert not soon.is_overdue
    assert soon.due_at - timezone.now() < timedelta(minutes=30)
    assert any(article.claimed_by == people["desk_editor"] for article in first)
    assert others[-1].due_at - timezone.now() > timedelta(hours=12)

    his = my_desk(people["reporter"])
    assert his["returned"][0].return_note.note
    assert headlines(his["unfiled"]) == ["路口那四十秒"]
    assert headlines(thread.article for thread in his["threads"]) == ["黑板少了，粉笔去了哪儿？"]
    assert headlines(thread.article for thread in my_desk(people["section_head"])["threads"]) == ["老浴室重新冒热气了"]

    edited, *unedited = my_desk(people["proofreader"])["to_proof"]
    assert edited.needs_proof
    assert unedited
    assert not any(article.needs_proof for article in unedited)

    assert max(Notice.objects.filter(user=person).count() for person in people.values()) <= 9
    assert not Notice.objects.filter(user=people["desk_editor"]).exclude(article__in=first).exists()

    # Returned, written anew, edited in review, and each version by its name.
    named = Checkpoint.objects.order_by("pk").select_related("version")
    assert [(one.name, one.version.number, one.by) for one in named] == [
        ("记者二稿", 2, people["reporter2"]),
        ("初审改定", 3, people["desk_editor"]),
    ]
    assert named[0].version.article in my_desk(people["section_head"])["reviews"]
    settled = Note.objects.threads().get(article=named[0].version.article)
    assert Note.objects.threads().with_resolution().get(pk=settled.pk).is_resolved


def test_a_desk_that_was_cut_off_while_it_was_filled_is_filled_by_the_next_start(monkeypatch):
    newsroom = paper.found_the_paper()
    today = timezone.localdate()
    edition_workflow.plan(today, by=newsroom.people["page_designer"], total_number=week.TODAYS_TOTAL_NUMBER)
    with monkeypatch.context() as patched:
        patched.setattr(desk, "_begin_the_pages", interrupted)
        with pytest.raises(KeyboardInterrupt):
            loader.load_the_desk(newsroom)
    assert not loader.is_desk_filled()
    assert not Article.objects.exists()
    loader.load_the_desk(loader.assemble())
    assert loader.is_desk_filled()
    assert Edition.objects.get(date=today + timedelta(days=1)).total_number == week.TODAYS_TOTAL_NUMBER + 1
    assert my_desk(newsroom.people["desk_editor"])["reviews"]


def interrupted(*_args):
    raise KeyboardInterrupt


def publish(newsroom, days_ago, key):
    """One article of the copy on its page of an edition of its own, without the other twenty-four."""
    day = timezone.localdate() - timedelta(days=days_ago)
    page = next(one for one in manuscripts.edition(days_ago, day=day) if key in {each.key for each in one.articles})
    edition = edition_workflow.plan(day, by=newsroom.people["page_designer"])
    edition.pages.exclude(letter=page.label[0], number=int(page.label[1:])).delete()
    (manuscript,) = [each for each in page.articles if each.key == key]
    with notices.quietly():
        article = week.approved(newsroom, manuscript)
        edition_workflow.place(edition.pages.get(), [article], by=newsroom.people["page_designer"])
        with composing.drawing_rooms(1) as rooms:
            composing.draw_and_sign(newsroom, edition, rooms)
        edition_publishing.publish(edition, by=newsroom.people["chief_editor"])
    return article, manuscripts.afterwards(days_ago, day=day), day


def test_what_was_published_is_corrected_and_withdrawn_and_an_emergency_waits_for_a_third_person(settings, tmp_path):
    settings.STATE_DIR = tmp_path
    newsroom = paper.found_the_paper()
    people = newsroom.people
    tomorrow = edition_workflow.plan(timezone.localdate() + timedelta(days=1), by=people["page_designer"])
    for days_ago in range(3, 6):
        words = manuscripts.afterwards(days_ago, day=timezone.localdate())["correction"][0]
        article, since, day = publish(newsroom, days_ago, words["article"])
        afterwards.correct(newsroom, article, since["correction"][0], day=day)

    (waiting,) = corrections_waiting_for(people["desk_editor"])
    assert waiting.written_by == people["reporter2"]
    assert PublishedCorrection.objects.count() == Correction.objects.published().count() == 2
    # One is on its page already, the page on which the article stood; the other waits for the page designer.
    (placed,) = tomorrow.pages.get(number=4).printed_corrections.all()
    assert placed.correction.is_typo
    assert [one.correction.is_typo for one in due() if one.page is None] == [False]

    article, since, _day = publish(
        newsroom, 6, manuscripts.afterwards(6, day=timezone.localdate())["withdrawal"]["article"]
    )
    afterwards.withdraw(newsroom, article, since["withdrawal"])
    assert Withdrawal.objects.get().confirmed_by == people["section_head"]
    assert Article.objects.get(pk=article.pk).state == State.WITHDRAWN
    assert not PublishedArticle.objects.readable().filter(pk=article.pk).exists()

    publish(newsroom, 0, "night-main-burst")
    lane = FastLane.objects.to_look_at_again().get()
    assert refusal_to_look_again(lane, by=people["section_head"]) is None
    assert refusal_to_look_again(lane, by=people["desk_editor"])


def test_the_topic_stands_under_another_photo_than_its_lead(settings, tmp_path):
    settings.STATE_DIR = tmp_path
    newsroom = paper.found_the_paper()
    key = manuscripts.paper()["topic"]["lead"]
    pages = manuscripts.edition(1, day=timezone.localdate())
    (manuscript,) = [one for page in pages for one in page.articles if one.key == key]
    article = week.approved(newsroom, manuscript)
    topic.gather(newsroom, {key: article})
    assert Topic.objects.get().photo == article.photos.last().photo != article.photos.first().photo
    assert PublishedTopic.objects.get().picture is not None


def test_a_change_of_words_that_do_not_stand_there_is_no_change():
    assert filing.replaced("一支柿子", [["支", "只"]]) == "一只柿子"
    with pytest.raises(ValueError, match="三支"):
        filing.replaced("一支柿子", [["三支", "三只"]])


def test_the_board_of_tomorrow_has_a_page_in_every_state_and_a_second_start_changes_none(settings, tmp_path):
    settings.STATE_DIR = tmp_path
    newsroom = paper.found_the_paper()
    edition = desk.fill_the_desk(newsroom, today=timezone.localdate())
    with composing.drawing_rooms(1) as rooms:
        onward.bring_on(newsroom, edition, rooms)
        onward.bring_on(newsroom, edition, rooms)
    made = make_up(edition)
    pages = {page.number: page for page in made.pages.values()}
    rounds = {
        number: edition_workflow.reading(page, edition_workflow.digests(made.source(page)), rounds=2).round
        for number, page in pages.items()
    }
    assert pages[onward.SIGNED].sign_offs.count() == 1
    assert (rounds[onward.SIGNED], rounds[onward.HALF_READ], rounds[onward.MARKED]) == (None, 2, 1)
    assert pages[onward.MARKED].marks.filter(state="open").count() == 2
    (lead,) = pages[1].placements.all()
    assert made.fit_of(lead).is_overset
    assert not pages[6].placements.all()
    assert edition_workflow.open_slots(pages[6])
