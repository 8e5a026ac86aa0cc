"""What Django's system check asks of the settings about people."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error

from authors.models import Role


def second_factor_roles_are_roles(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """A role that is misspelt would be let in without a code, and nobody would notice."""
    unknown = sorted(set(settings.SECOND_FACTOR_ROLES) - set(Role.values))
    if not unknown:
        return []
    hint = f"NEWSROOM_SECOND_FACTOR takes: {', '.join(Role.values)}."
    return [Error(f"No such role: {', '.join(unknown)}.", hint=hint, id="newsroom.E001")]
