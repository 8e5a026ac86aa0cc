"""Publishes the editions of the demo's week, each with what was corrected or withdrawn in it afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from articles import notices
from articles.models import Article
from editions import publishing as edition_publishing
from editions import workflow as edition_workflow
from editions.composing.drawing_room import DrawingRoom
from editions.models import Edition
from newsroom.demo import afterwards, composing, manuscripts, topic
from newsroom.demo.filing import REVIEWS, file, owner, review, review_at_once
from newsroom.demo.manuscripts import Manuscript, ManuscriptPage
from newsroom.demo.paper import FIRST_TOTAL_NUMBER, Newsroom

DAYS = 7
TODAYS_TOTAL_NUMBER = FIRST_TOTAL_NUMBER + DAYS - 1
APPEARS = time(6, 0)


@transaction.atomic
def publish_edition(newsroom: Newsroom, *, days_ago: int, today: date, rooms: Sequence[DrawingRoom]) -> Edition:
    """File, review, lay out, draw, read, sign off and publish the whole edition of a day.

    Then let happen to it what has happened since.
    """
    day = today - timedelta(days=days_ago)
    pages = manuscripts.edition(days_ago, day=day)
    total = TODAYS_TOTAL_NUMBER - days_ago
    edition = edition_workflow.plan(day, by=newsroom.people["page_designer"], total_number=total)
    appeared = timezone.make_aware(datetime.combine(day, APPEARS))
    articles: dict[str, Article] = {}
    with notices.quietly():
        for page in pages:
            articles |= _compose(newsroom, edition, page)
        composing.lay_out(newsroom, edition, articles, name=f"day{days_ago}")
        composing.draw_and_sign(newsroom, edition, rooms)
        edition = edition_publishing.publish(edition, by=newsroom.people["chief_editor"], appeared_at=appeared)
    topic.gather(newsroom, articles)
    since = manuscripts.afterwards(days_ago, day=day)
    if places := since.get("front"):
        afterwards.arrange_the_front(newsroom, edition, [(articles[words["article"]], words) for words in places])
    for words in since.get("correction", ()):
        afterwards.correct(newsroom, articles[words["article"]], words, day=day)
    if words := since.get("withdrawal"):
        afterwards.withdraw(newsroom, articles[words["article"]], words)
    return edition


@transaction.atomic
def _compose(newsroom: Newsroom, edition: Edition, copy: ManuscriptPage) -> dict[str, Article]:
    page = edition.pages.get(letter=copy.label[0], number=int(copy.label[1:]))
    page.responsible_editor, page.designer, page.proofreader = copy.editor, copy.designer, copy.proofreader
    page.save(update_fields=["responsible_editor", "designer", "proofreader"])
    articles = {manuscript.key: approved(newsroom, manuscript) for manuscript in copy.articles}
    edition_workflow.place(page, list(articles.values()), by=newsroom.people["page_designer"])
    return articles


def approved(newsroom: Newsroom, manuscript: Manuscript) -> Article:
    """The article of a manuscript, filed and reviewed by three people, or by two in an emergency."""
    article = file(newsroom, manuscript, by=owner(newsroom, manuscript))
    if manuscript.fast_lane:
        return review_at_once(newsroom, article, reason=manuscript.fast_lane)
    return review(newsroom, article, len(REVIEWS))
