"""The project as an app: its commands, its checks and its groups."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.db.models.signals import post_migrate


class NewsroomConfig(AppConfig):
    name = "newsroom"

    def ready(self) -> None:
        from newsroom import checks  # noqa: F401  they register themselves

        if settings.HAS_DESK:
            post_migrate.connect(_make_groups, sender=self)


def _make_groups(**_kwargs: Any) -> None:
    """Every installation has the groups of newsroom/roles.py from its first `migrate` on."""
    from newsroom.roles import ensure_groups  # models are not ready when this module is read

    ensure_groups()
