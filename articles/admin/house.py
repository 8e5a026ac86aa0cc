"""What the chief editor and the administrator keep: sections, series, review stages."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from articles import policy
from articles.models import ReviewStage, Section, Series
from authors.desk_admin import DeskModelAdmin


class HouseAdmin(DeskModelAdmin):
    """What the chief editor and the administrator keep: everybody sees it, they change it."""

    def visible_to(self, request: HttpRequest) -> QuerySet[Any]:
        everything: QuerySet[Any] = self.model._default_manager.all()
        return everything

    def may_look(self, request: HttpRequest) -> bool:
        return policy.can_keep_house(request.user)

    def may_add(self, request: HttpRequest) -> bool:
        return policy.can_keep_house(request.user)

    def may_change(self, request: HttpRequest, obj: Any) -> bool:
        return policy.can_keep_house(request.user)


@admin.register(Section)
class SectionAdmin(HouseAdmin):
    list_display = ["name", "slug", "order", "is_active"]
    list_editable = ["order"]


@admin.register(Series)
class SeriesAdmin(HouseAdmin):
    list_display = ["name", "slug", "is_active"]


@admin.register(ReviewStage)
class ReviewStageAdmin(HouseAdmin):
    list_display = ["number", "name", "role"]

    def may_add(self, request: HttpRequest) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["number"]
