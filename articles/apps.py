"""The app of articles."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ArticlesConfig(AppConfig):
    name = "articles"
    verbose_name = _("Articles")

    def ready(self) -> None:
        from articles import pictured, topic_photos  # models are not ready when this module is read
        from photos import uses

        uses.answer_with(pictured.uses)
        uses.ask_of_topics(topic_photos)
