"""The tray: what is approved and stands on no page yet, and how it is taken from there."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from articles import policy as article_policy
from articles import workflow as article_workflow
from articles.models import Article, State
from authors.models import User
from editions import workflow
from editions.models import Edition, Page, Placement, Slot


def placed_somewhere() -> QuerySet[Placement]:
    """The placements of all editions whose pages may still change."""
    return Placement.objects.filter(page__edition__in=Edition.objects.in_the_making())


def tray(user: User) -> QuerySet[Article]:
    """What editions may take and stands on no page of those in the making: by section, the most wanted first.

    Beside the approved articles those that readers have on the website already and that are to be printed.

    Each row carries its section, its version and `photo_count`.
    """
    rows: QuerySet[Article] = article_policy.visible_to(user).placeable()  # type: ignore[attr-defined]
    return (
        rows.exclude(pk__in=placed_somewhere().values("article"))
        .select_related("section", "current_version", "created_by")
        .annotate(photo_count=Count("photos", distinct=True))
        .order_by("section__order", "section__name", "priority", "changed_at", "pk")
    )


@transaction.atomic
def place(
    page: Page, numbers: Sequence[int], *, by: User, slot: Slot | None = None, seen: int | None = None
) -> list[Placement]:
    """Put articles from the tray at the end of a page, all of them or none.

    Under the locks of the edition and the articles it looks again whether they still lie there, so that two people
    never place one article twice. Raises `Refused`, and `Article.DoesNotExist` for what the person cannot know of.
    """
    workflow.lock(page.edition)
    article_workflow.lock_in_order(numbers)
    visible = article_policy.visible_to(by).in_bulk(numbers)
    _refuse_missing([number for number in numbers if number not in visible])
    if taken := placed_somewhere().filter(article__in=numbers).select_related("page__edition", "article").first():
        raise workflow.Refused(
            _("“%(article)s” stands on %(page)s of %(edition)s already. Nothing was placed.")
            % {"article": taken.article, "page": taken.page.label, "edition": taken.page.edition}
        )
    return workflow.place(page, [visible[number] for number in numbers], by=by, slot=slot, seen=seen)


def _refuse_missing(numbers: list[int]) -> None:
    """Whoever places has seen what was approved once; anything else he cannot see does not exist."""
    if not numbers:
        return
    once_approved = Article.objects.filter(pk__in=numbers, changes__after=State.APPROVED).distinct().count()
    if once_approved != len(numbers):
        raise Article.DoesNotExist
    raise workflow.Refused(_("An article you chose has gone back to its review. Nothing was placed."))
