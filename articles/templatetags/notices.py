"""The bell in the head line: how much a person has not seen yet."""

from __future__ import annotations

from typing import Any

from django import template

from articles.notices import inbox
from authors.models import User

register = template.Library()

SHOWN_UP_TO = 9


@register.simple_tag
def unread_notices(user: Any) -> str:
    """The number of unread notices as it stands on the bell: empty, "1" to "9", or "9+"."""
    if not isinstance(user, User):
        return ""
    count = inbox.unread_up_to(user, SHOWN_UP_TO + 1)
    return f"{SHOWN_UP_TO}+" if count > SHOWN_UP_TO else str(count or "")
