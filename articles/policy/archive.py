"""Who may bring in articles of earlier years."""

from __future__ import annotations

from django.utils.translation import gettext as _

from authors.models import Role, User


def refusal_to_bring_in(user: User) -> str | None:
    """Why this person may not bring in the archive, as a sentence; None if he may. No other role includes it."""
    return None if user.holds({Role.ARCHIVIST}) else _("Only an archivist brings in earlier years.")
