"""Saying how much an article is wanted in the paper."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from articles import policy
from articles.models import Article, Priority
from articles.policy.priorities import refusal_to_prioritize
from articles.workflow.rows import Refused, lock, record
from authors.models import User


@transaction.atomic
def set_priority(article: Article, priority: int, *, by: User) -> Article:
    """Set the priority; the same again changes nothing. It is no part of the text: its reviews stand.

    Raises `Refused` with a sentence.
    """
    if not policy.can_see(by, article):
        raise Refused(_("There is no such article."))
    if priority not in Priority.values:
        raise Refused(_("There is no such priority."))
    article = lock(article)
    if sentence := refusal_to_prioritize(by, article):
        raise Refused(sentence)
    if article.priority != priority:
        before, article.priority = article.get_priority_display(), priority
        article.save(update_fields=["priority"])
        note = f"{before} → {article.get_priority_display()}"
        record("priority", article, before=article.state, by=by, note=note)
    return article
