"""The desk's own admin site, in a module of its own: a process of the website's side does without Django's admin."""

from __future__ import annotations

from django.contrib.admin.apps import AdminConfig


class DeskAdminConfig(AdminConfig):
    default_site = "newsroom.desk_site.DeskSite"
