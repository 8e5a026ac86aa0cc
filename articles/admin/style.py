"""The house style as the chief editor and the administrator keep it: the rules on one page, the list of words."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse

from articles import policy
from articles.admin.house import HouseAdmin
from articles.admin_views import style
from articles.forms.style import StyleWordForm
from articles.models import StyleRule, StyleWord


class StyleAdmin(HouseAdmin):
    """Only who keeps the house style opens it; the others meet it beside their texts."""

    def visible_to(self, request: HttpRequest) -> QuerySet[Any]:
        everything = super().visible_to(request)
        return everything if policy.can_keep_house(request.user) else everything.none()


@admin.register(StyleRule)
class StyleRuleAdmin(StyleAdmin):
    """The rules are those the program knows: one page for all of them."""

    def may_add(self, request: HttpRequest) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return style.rules(request)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        if self.get_object(request, object_id) is None:
            raise Http404
        return HttpResponseRedirect(reverse("admin:articles_stylerule_changelist"))


@admin.register(StyleWord)
class StyleWordAdmin(StyleAdmin):
    form = StyleWordForm
    list_display = ["pattern", "suggestion", "severity", "exceptions", "is_active"]
    list_filter = ["severity", "is_active"]
    search_fields = ["pattern", "suggestion", "note"]
    fields = [("pattern", "suggestion"), "severity", "exceptions", "note", "is_active"]

    def get_urls(self) -> list[URLPattern]:
        many = self.admin_site.admin_view(style.many_words)
        return [path("many/", many, name="articles_styleword_many"), *super().get_urls()]
