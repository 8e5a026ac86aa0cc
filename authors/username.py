"""What a user name may look like: one script, no tricks, so that two names that look alike are the same name."""

from __future__ import annotations

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

SHORTEST, LONGEST = 2, 30

_LATIN = "A-Za-z0-9_-"
_HAN = "\u3400-\u4dbf\u4e00-\u9fff0-9_-"
# Understood alike by PostgreSQL and by Python. Of the Latin letters those of ASCII only: in Cyrillic, Greek and the
# rest of Latin stand letters that nobody tells from them. Dots stand between two others, never at an end.
PATTERN = rf"^(?:[{_LATIN}]+(?:\.[{_LATIN}]+)*|[{_HAN}]+(?:\.[{_HAN}]+)*)$"
_ALLOWED = re.compile(PATTERN.removesuffix("$") + r"\Z")


def same_username(typed: str) -> str:
    """The one form of a name that somebody may have typed in several: full-width letters, capitals, blanks around."""
    return unicodedata.normalize("NFKC", typed).strip().lower()


def check_username(name: str) -> None:
    """Raise ValidationError, with a sentence for the administrator, for a name no account may have."""
    if not SHORTEST <= len(name) <= LONGEST:
        raise ValidationError(_("A user name has two to thirty characters."), code="length")
    if _ALLOWED.match(name):
        return
    if name.startswith(".") or name.endswith(".") or ".." in name:
        raise ValidationError(_("A dot stands between two other characters of a user name."), code="dots")
    raise ValidationError(
        _("A user name has letters of one script, Latin or Chinese, digits, and . _ - and nothing else."), code="script"
    )
