"""The project as an app: its commands, and the desk's own admin site."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class NewsroomConfig(AppConfig):
    name = "newsroom"


class DeskAdminConfig(AdminConfig):
    default_site = "newsroom.desk_site.DeskSite"
