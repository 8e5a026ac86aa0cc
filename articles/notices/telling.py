"""Leaving a notice for each of several people, in the transaction of the event it tells of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import BigIntegerField, Q, QuerySet, Value

from articles import policy
from articles.models import Article, Notice
from authors.models import User

_nobody_is_told: ContextVar[bool] = ContextVar("nobody_is_told", default=False)


@contextmanager
def quietly() -> Iterator[None]:
    """What is entered here happened long ago, so nobody is told of it: an old issue brought in, for example."""
    before = _nobody_is_told.set(True)
    try:
        yield
    finally:
        _nobody_is_told.reset(before)


def is_quiet() -> bool:
    return _nobody_is_told.get()


def tell(kind: str, article: Article, *, to: Iterable[User | int], by: User | None, key: str, text: str = "") -> None:
    """Leave a notice for each of these people except `by`; nobody who may not see the article is told of it.

    `kind` is one of the words of `Notice.Kind` (`ValueError` otherwise); `to` are people or their numbers; `key` names
    the event, so that the same event tells nobody twice; `text` is what was said, a note for example, shown on the
    desk and never in a mail.
    """
    kind = Notice.Kind(kind)
    if is_quiet():
        return
    Notice.objects.bulk_create(
        (
            Notice(user_id=person, kind=kind, article=article, key=key, text=text, by=by)
            for person in _those_who_may_see(article, _among(to).exclude(pk__in=[by.pk] if by else []))
        ),
        ignore_conflicts=True,
    )


def _among(people: Iterable[User | int]) -> QuerySet[User]:
    """These people, if they still work here; a question to the database stays one until it is asked."""
    if isinstance(people, QuerySet):
        return User.objects.filter(is_active=True, pk__in=people)
    numbers = {person.pk if isinstance(person, User) else person for person in people}
    return User.objects.filter(is_active=True, pk__in=numbers)


def _those_who_may_see(article: Article, people: QuerySet[User]) -> list[int]:
    """Two questions to the database for any number of people; the policy itself gives the answer for each."""
    roles = ArrayAgg("groups__name", filter=Q(groups__name__isnull=False), default=Value([]))
    asked = []
    for person in people.annotate(held=roles).order_by("pk"):
        person.roles = frozenset(person.held)
        seen = policy.visible_to(person).filter(pk=article.pk).order_by()
        asked.append(seen.values_list(Value(person.pk, output_field=BigIntegerField()), flat=True))
    return sorted(asked[0].union(*asked[1:], all=True)) if asked else []
