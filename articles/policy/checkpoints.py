"""Who may give a version a name, and go back to one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from articles import policy
from articles.models import Article
from authors.models import User

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


def may_name(user: User | AnonymousUser, article: Article) -> bool:
    """Whether the person may name the versions of an article that exists for him: who edits it now, and its editors."""
    if not isinstance(user, User):
        return False
    if user.holds(policy.EDITORS) and policy.edits_section(user, article.section_id):
        return True
    return policy.refusal_to_edit(user, article) is None
