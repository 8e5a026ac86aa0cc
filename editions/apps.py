"""The app of dated issues."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EditionsConfig(AppConfig):
    name = "editions"
    verbose_name = _("Editions")

    def ready(self) -> None:
        from articles import print_references  # models are not ready when this module is read
        from editions import pictured, printed
        from photos import uses

        print_references.answer_with(printed.where)
        uses.answer_with(pictured.uses)
