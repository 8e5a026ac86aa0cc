"""The app of people."""

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.core.checks import register
from django.utils.translation import gettext_lazy as _


class AuthorsConfig(AppConfig):
    name = "authors"
    verbose_name = _("People")

    def ready(self) -> None:
        from authors import checks, sessions  # models are not ready when this module is read

        register(checks.second_factor_roles_are_roles)
        user_logged_in.connect(sessions.begin)
