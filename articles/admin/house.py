"""What the chief editor and the administrator keep: sections, series, and the ways of review."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from articles import policy
from articles.models import ReviewRules, ReviewStage, Section, SectionStage, Series
from authors.desk_admin import DeskInline, DeskModelAdmin
from authors.models import User


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


class SectionStageInline(DeskInline, admin.TabularInline):
    model = SectionStage
    fields = ["stage", "is_asked", "role", "minutes"]
    max_num = 3


@admin.register(Section)
class SectionAdmin(HouseAdmin):
    list_display = ["name", "slug", "order", "is_active"]
    list_editable = ["order"]
    inlines = [SectionStageInline]

    def choices_for(self, field: str, request: HttpRequest) -> QuerySet[Any] | None:
        if field != "editors":
            return None
        roles = [role.value for role in policy.OF_A_SECTION]
        return User.objects.filter(is_active=True, groups__name__in=roles).distinct()


@admin.register(Series)
class SeriesAdmin(HouseAdmin):
    list_display = ["name", "slug", "is_active"]


@admin.register(ReviewStage)
class ReviewStageAdmin(HouseAdmin):
    list_display = ["name", "reviewers", "time_allowed", "is_asked"]
    fields = ["name", "role", "minutes", "is_asked"]

    def may_add(self, request: HttpRequest) -> bool:
        return False

    @admin.display(description=pgettext_lazy("at the paper", "role"))
    def reviewers(self, stage: ReviewStage) -> str:
        return stage.get_role_display()

    @admin.display(description=_("time allowed"))
    def time_allowed(self, stage: ReviewStage) -> str:
        if stage.minutes is None:
            return ""
        return ngettext("%(count)s minute", "%(count)s minutes", stage.minutes) % {"count": stage.minutes}


@admin.register(ReviewRules)
class ReviewRulesAdmin(HouseAdmin):
    def may_add(self, request: HttpRequest) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """A list of one row is no list: go to its form."""
        only = self.visible_to(request).first()
        if only is None or not self.may_look(request):
            return super().changelist_view(request, extra_context)
        return HttpResponseRedirect(reverse("admin:articles_reviewrules_change", args=[only.pk]))
