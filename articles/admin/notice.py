"""The admin of notices: no list and no form of Django's, only the pages of `admin_views.notices`."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest
from django.urls import URLPattern

from articles.admin_views import notices
from articles.models import Notice
from authors.desk_admin import DeskModelAdmin


@admin.register(Notice)
class NoticeAdmin(DeskModelAdmin):
    def has_module_permission(self, request: HttpRequest) -> bool:
        """In no menu: the bell leads there."""
        return False

    def get_urls(self) -> list[URLPattern]:
        return notices.addresses()
