"""What changed in the record, in the order in which readers got it: a partner follows it and misses nothing."""

from __future__ import annotations

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse

from website.api import described
from website.api.answers import for_programs, going_on, listed, root_of
from website.api.asking import Question
from website.models import Appearance, ArticleChange, ArticleChangeQuerySet


@for_programs
def changes(request: HttpRequest) -> HttpResponse:
    """The last change of each article, oldest first, with the article as it is now; a withdrawn one is its notice."""
    asked = Question.read(request, "changed_since", "limit", "after")
    after, since = asked.number("after"), asked.moment("changed_since")
    # Read first: what is completed while the list is made must not be passed over by whoever goes on here.
    seen = ArticleChange.objects.newest_number() if after is None else after
    rows = ArticleChange.objects.after(after or 0)
    if after is None and since:
        rows = ArticleChange.objects.since(since)
    found = list(_with_articles(rows)[: asked.limit + 1])
    shown, root = found[: asked.limit], root_of(request)
    seen = shown[-1].number if shown else seen
    items = [_described(one, root) for one in shown]
    more = seen if len(found) > asked.limit else None
    return listed(request, items, after=more, follow=going_on(request, seen))


def _with_articles(rows: ArticleChangeQuerySet) -> ArticleChangeQuerySet:
    """All that is told of the articles, in seven queries."""
    places = Prefetch("article__appearances", Appearance.objects.with_place())
    return rows.select_related("article__section", "article__series").prefetch_related(
        "article__bylines", "article__pictures", "article__corrections", "article__topics__topic", places
    )


def _described(change: ArticleChange, root: str) -> described.Json:
    article = change.article
    gone = article.is_withdrawn
    return {
        "number": change.number,
        "changed_at": described.moment(change.at),
        "state": "withdrawn" if gone else "published",
        "article": None if gone else described.whole_article(article, root),
        "withdrawal": described.withdrawal(article, root) if gone else None,
    }
