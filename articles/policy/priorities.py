"""Who may say how much an article is wanted in the paper."""

from __future__ import annotations

from django.utils.translation import gettext as _

from articles import policy
from articles.models import Article, State
from authors.models import User

# Before that it is its author's, and afterwards there is nothing left to choose.
WANTED = frozenset({State.SUBMITTED, State.APPROVED})


def refusal_to_prioritize(user: User, article: Article) -> str | None:
    """Why this person may not set the priority of an article that exists for him, as a sentence; None if he may."""
    if not user.holds(policy.EDITORS) or not policy.edits_section(user, article.section_id):
        return _("The editors of its section say how much an article is wanted.")
    if policy.is_own_work(user, article):
        return _("This is your own work; somebody else decides on it.")
    if article.state not in WANTED:
        return _("Only what is in review or approved has a priority.")
    return None
