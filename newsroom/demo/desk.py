"""Leaves work on every desk: articles at each stage with their notes and drafts, the news of the day, an edition."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django.db import transaction

from articles import notices, policy, publishing, verbs, workflow
from articles.clock import database_now
from articles.models import Article, Note
from articles.notices import inbox
from articles.workflow import drafting
from editions import workflow as edition_workflow
from editions.models import Edition, PlanException, Weekday
from newsroom.demo import composing, manuscripts, topic
from newsroom.demo.filing import REVIEWS, file, owner, pass_on, replaced, review, rewrite
from newsroom.demo.manuscripts import Manuscript
from newsroom.demo.paper import Newsroom

# Those that stand on a page already, the lead of the edition first; the other approved ones wait beside the board.
PLACED = ("desk-ramp-walk", "desk-bridge-checkup", "desk-old-camphor", "desk-tomato-house", "desk-off-key-choir")
# How many of the reviews an article still on the desk has behind it.
REVIEWS_DONE = {"returned": 0, "first": 0, "second": 1, "final": 2, "approved": 3, "spiked": 1}


def fill_the_desk(newsroom: Newsroom, *, today: date) -> Edition:
    """Leave work waiting for everybody: articles in every state, and tomorrow's edition with its lead."""
    tomorrow = today + timedelta(days=1)
    edition = edition_workflow.plan(tomorrow, by=newsroom.people["page_designer"])
    rounds = manuscripts.rounds(day=tomorrow)
    told = manuscripts.desk(day=tomorrow)
    articles = {manuscript.key: _on_the_desk(newsroom, manuscript, rounds) for manuscript in told}
    for thread in rounds["thread"]:
        _talk(newsroom, articles[thread["article"]], thread)
    _begin_something_new(newsroom, day=tomorrow)
    _mark_the_calendar(today)
    _break_the_news(newsroom, day=today)
    _begin_the_pages(newsroom, edition, {key: articles[key] for key in PLACED})
    return edition


def _mark_the_calendar(today: date) -> None:
    """A holiday to come, and a weekend whose two days appear as one issue."""
    festival = today + timedelta(days=9)
    PlanException.objects.create(first_day=festival, last_day=festival, what="none", name="湖灯节")
    after = today + timedelta(days=12)
    saturday = after + timedelta(days=(Weekday.SATURDAY - after.weekday()) % 7)
    PlanException.objects.create(
        first_day=saturday,
        last_day=saturday + timedelta(days=1),
        what="weekday",
        weekday=Weekday.SUNDAY,
        is_merged=True,
        name="读书周末",
    )


def _break_the_news(newsroom: Newsroom, *, day: date) -> None:
    """What readers have on the website today already: one waits for tomorrow's edition, one is kept to the website."""
    people = newsroom.people
    for manuscript in manuscripts.breaking(day=day):
        with notices.quietly():
            article = review(newsroom, file(newsroom, manuscript, by=owner(newsroom, manuscript)), len(REVIEWS))
            article = publishing.publish_online(article, by=people["chief_editor"])
            if manuscript.is_only_online:
                workflow.take(verbs.BY_NAME["keep_online"], article, by=people["section_head"])
        topic.gather(newsroom, {manuscript.key: article})


def _begin_the_pages(newsroom: Newsroom, edition: Edition, articles: dict[str, Article]) -> None:
    """The first of them leads the edition, the others the pages of their sections; the rest is still to be done."""
    designer = newsroom.people["page_designer"]
    edition.pages.update(responsible_editor="梁书和", designer="陆一舟", proofreader="程校之")
    pages = edition.pages.order_by("letter", "number")
    for number, article in enumerate(articles.values()):
        page = pages[0] if number == 0 else pages.filter(section=article.section_id)[0]
        edition_workflow.place(page, [article], by=designer)
    composing.lay_out(newsroom, edition, articles, name="desk")
    for notice in inbox.unread(designer).filter(article__in=articles.values()):
        inbox.open_one(designer, notice.pk)


@transaction.atomic
def _on_the_desk(newsroom: Newsroom, manuscript: Manuscript, rounds: dict[str, Any]) -> Article:
    article = file(newsroom, manuscript, by=newsroom.people[manuscript.owner])
    if manuscript.state == "draft":
        return article
    if manuscript.key == rounds["second_draft"]["article"]:
        return _go_another_round(newsroom, article, rounds["second_draft"], why=manuscript.note)
    if manuscript.state in {"returned", "spiked"}:
        return _turn_down(newsroom, article, manuscript)
    if manuscript.key == rounds["final_edit"]["article"]:
        return _approve_edited(newsroom, article, rounds["final_edit"]["changes"])
    article = review(newsroom, article, REVIEWS_DONE[manuscript.state])
    if manuscript.is_proved:
        workflow.sign_proof(article, by=newsroom.people["proofreader"], seen_version=workflow.current(article).number)
    if manuscript.is_claimed:
        _verb, person = REVIEWS[REVIEWS_DONE[manuscript.state]]
        article = workflow.take(verbs.BY_NAME["claim"], article, by=newsroom.people[person])
    _let_wait(article, manuscript.waiting)
    return article


def _turn_down(newsroom: Newsroom, article: Article, manuscript: Manuscript) -> Article:
    """Return it to its author or spike it; that it was submitted before is no news to anybody."""
    with notices.quietly():
        article = review(newsroom, article, REVIEWS_DONE[manuscript.state])
    verb, person = ("return", "desk_editor") if manuscript.state == "returned" else ("spike", "section_head")
    return workflow.take(verbs.BY_NAME[verb], article, by=newsroom.people[person], note=manuscript.note)


def _go_another_round(newsroom: Newsroom, article: Article, draft: dict[str, Any], *, why: str) -> Article:
    """Returned with a note on a passage, written anew by its author, edited in the first review and passed."""
    author, editor = article.created_by, newsroom.people["desk_editor"]
    with notices.quietly():
        article = review(newsroom, article, 0)
        words = draft["thread"]
        thread = workflow.write_note(
            workflow.current(article), by=editor, text=words["text"], quote=words["quote"], to_author=True
        )
        workflow.take(verbs.BY_NAME["return"], article, by=editor, note=why)
        second = {"deck": draft["deck"], "body": manuscripts.as_html(draft["body"])}
        workflow.name_version(rewrite(article, second, by=author), draft["name"], by=author)
        workflow.answer_note(thread, by=author, text=words["answer"])
        article = workflow.take(verbs.BY_NAME["submit"], article, by=author)
        workflow.resolve_thread(thread, by=editor)
        edited = rewrite(article, {"body": replaced(article.body, draft["edited"]["changes"])}, by=editor)
        workflow.name_version(edited, draft["edited"]["name"], by=editor)
    article = pass_on(newsroom, article, 1)
    _let_wait(article, draft["waiting"])
    return article


def _approve_edited(newsroom: Newsroom, article: Article, changes: list[list[str]]) -> Article:
    """Let the chief editor change words in the final review: now a proofreader must sign before it is published."""
    chief = newsroom.people["chief_editor"]
    with notices.quietly():
        article = review(newsroom, article, 2)
    rewrite(article, {"body": replaced(article.body, changes)}, by=chief)
    return pass_on(newsroom, article, 3)


def _let_wait(article: Article, minutes: int) -> None:
    """Let the review it waits for have begun so long ago: else the demo shows a desk on which nothing is ever late."""
    stage = policy.next_stage(article)
    if stage is None or stage.minutes is None:
        return
    began = database_now() - timedelta(minutes=minutes)
    due = began + timedelta(minutes=stage.minutes)
    Article.objects.filter(pk=article.pk).update(changed_at=began, submitted_at=began, due_at=due)


def _talk(newsroom: Newsroom, article: Article, words: dict[str, Any]) -> Note:
    """A thread in the margin with its answers."""
    thread = workflow.write_note(
        workflow.current(article),
        by=newsroom.people[words["by"]],
        text=words["text"],
        quote=words.get("quote", ""),
        to_author=words["to_author"],
    )
    for answer in words.get("answers", ()):
        workflow.answer_note(thread, by=newsroom.people[answer["by"]], text=answer["text"])
    return thread


def _begin_something_new(newsroom: Newsroom, *, day: date) -> None:
    """A draft with slips for the house style to find, and words that stand in an open form only."""
    reporter = newsroom.people["reporter"]
    file(newsroom, manuscripts.unfinished(day=day), by=reporter)
    drafting.keep(
        _open_form(newsroom, manuscripts.unfiled(day=day)), by=reporter, article=None, token=uuid4(), sequence=1
    )


def _open_form(newsroom: Newsroom, words: dict[str, str]) -> dict[str, list[str]]:
    """What the form of a new article sends while it is written: the words, one byline, no picture."""
    author = words.pop("author")
    fields = {
        **words,
        "section": str(newsroom.sections[words["section"]].pk),
        **_rows("bylines", {"author": str(newsroom.authors[author].pk), "role": "reporter", "position": "tail"}),
        **_rows("photos"),
    }
    return {name: [value] for name, value in fields.items()}


def _rows(prefix: str, *rows: dict[str, str]) -> dict[str, str]:
    """Rows beside the text as the form names them, with the counts that go with them."""
    counts = {"TOTAL_FORMS": str(len(rows)), "INITIAL_FORMS": "0", "MIN_NUM_FORMS": "0", "MAX_NUM_FORMS": "1000"}
    fields = {f"{prefix}-{name}": value for name, value in counts.items()}
    for number, row in enumerate(rows):
        fields |= {f"{prefix}-{number}-{name}": value for name, value in {**row, "order": str(number + 1)}.items()}
    return fields
