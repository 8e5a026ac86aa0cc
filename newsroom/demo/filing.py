"""Files a manuscript as its authors would, with bylines and pictures, and takes it through its reviews."""

from __future__ import annotations

import io
from collections.abc import Mapping
from contextlib import nullcontext

from django.core.files.base import ContentFile
from django.db import transaction

from articles import notices, verbs, workflow
from articles.models import Article, ArticlePhoto, Byline, Version
from authors.models import User
from newsroom.demo.manuscripts import Manuscript, Picture
from newsroom.demo.paper import Newsroom
from newsroom.demo.pictures import draw
from photos import workflow as photo_workflow
from photos.models import Photo

REVIEWS = (("pass", "desk_editor"), ("pass", "section_head"), ("approve", "chief_editor"))
IN_THE_FAST_LANE = (REVIEWS[0], REVIEWS[2])


def owner(newsroom: Newsroom, manuscript: Manuscript) -> User:
    """Who files it: the account of the first author who has one, else the other reporter for all without one."""
    for line in manuscript.bylines:
        if user := newsroom.authors[line["author"]].user:
            return user
    return newsroom.people["reporter2"]


@transaction.atomic
def file(newsroom: Newsroom, manuscript: Manuscript, *, by: User) -> Article:
    """The manuscript as a draft on its author's desk."""
    article = workflow.begin(
        Article(
            **manuscript.fields,
            section=newsroom.sections[manuscript.section],
            series=newsroom.series[manuscript.series] if manuscript.series else None,
            series_part=manuscript.part if manuscript.series else None,
        ),
        by=by,
    )
    for order, line in enumerate(manuscript.bylines, start=1):
        Byline.objects.create(
            article=article,
            author=newsroom.authors[line["author"]],
            role=line["role"],
            position=line["position"],
            order=order,
        )
    for order, picture in enumerate(manuscript.pictures, start=1):
        ArticlePhoto.objects.create(
            article=article,
            photo=bring_in(newsroom, picture),
            caption=picture.caption,
            after_paragraph=picture.after,
            order=order,
        )
    return workflow.finish_text(article, by=by)


def bring_in(newsroom: Newsroom, picture: Picture) -> Photo:
    """Draw a picture and bring it in as its photographer would; one drawn before is taken from the library."""
    drawn = (picture.scene, picture.seed)
    if drawn not in newsroom.photos:
        out = io.BytesIO()
        draw(*drawn).save(out, "JPEG", quality=88)
        author = newsroom.authors[picture.photographer]
        photo = photo_workflow.bring_in(
            Photo(title=picture.title, caption=picture.caption, credit=author.name, alt_text=picture.alt),
            ContentFile(out.getvalue(), name=f"{picture.scene}-{picture.seed}.jpg"),
            by=author.user or newsroom.people["photographer"],
        )
        photo.photographers.add(author)
        newsroom.photos[drawn] = photo
    return newsroom.photos[drawn]


def review(newsroom: Newsroom, article: Article, count: int) -> Article:
    """Submit it and let so many reviews pass it; only the last of these steps is news to anybody now."""
    with notices.quietly() if count else nullcontext():
        article = workflow.take(verbs.BY_NAME["submit"], article, by=article.created_by)
        for verb, person in REVIEWS[: count - 1 if count else 0]:
            article = workflow.take(verbs.BY_NAME[verb], article, by=newsroom.people[person])
    return pass_on(newsroom, article, count) if count else article


def pass_on(newsroom: Newsroom, article: Article, number: int) -> Article:
    """Let the review of that number pass it, by whoever gives it here."""
    verb, person = REVIEWS[number - 1]
    return workflow.take(verbs.BY_NAME[verb], article, by=newsroom.people[person])


def review_at_once(newsroom: Newsroom, article: Article, *, reason: str) -> Article:
    """An emergency: the chief editor opens the fast lane, and two people decide instead of three."""
    article = workflow.take(verbs.BY_NAME["submit"], article, by=article.created_by)
    article = workflow.take(verbs.BY_NAME["fast_lane"], article, by=newsroom.people["chief_editor"], note=reason)
    for verb, person in IN_THE_FAST_LANE:
        article = workflow.take(verbs.BY_NAME[verb], article, by=newsroom.people[person])
    return article


@transaction.atomic
def rewrite(article: Article, words: Mapping[str, str], *, by: User) -> Version:
    """Store other words for some of its fields, as the form does; answers with the version they make."""
    article = workflow.lock(article)
    seen = workflow.current(article).number
    for name, text in words.items():
        setattr(article, name, text)
    article = workflow.save_text(article, by=by, seen_version=seen)
    return workflow.current(workflow.finish_text(article, by=by))


def replaced(text: str, changes: list[list[str]]) -> str:
    """The text with each `[wrong, right]` changed where it stands; ValueError for one that does not stand there."""
    for wrong, right in changes:
        if wrong not in text:
            raise ValueError(wrong)
        text = text.replace(wrong, right, 1)
    return text
