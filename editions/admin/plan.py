"""The weekday plan and its exceptions: they lead to pages of their own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse

from editions import policy
from editions.admin.house import HouseAdmin
from editions.admin_views import calendar
from editions.admin_views import plan as plan_views
from editions.models import PlanException, PlannedPage


@admin.register(PlanException)
class PlanExceptionAdmin(HouseAdmin):
    """The calendar: composers see it and open editions from it, the house-keepers change what its days have."""

    def may_look(self, request: HttpRequest) -> bool:
        return policy.can_keep_house(request.user) or policy.can_compose(request.user)

    def may_add(self, request: HttpRequest) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return calendar.calendar(request)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        exception = self.get_object(request, object_id)
        if exception is None:
            raise Http404
        return HttpResponseRedirect(reverse("admin:editions_planexception_day", args=[exception.first_day.isoformat()]))

    def get_urls(self) -> list[URLPattern]:
        own: dict[str, tuple[str, Callable[..., HttpResponse]]] = {
            "day": ("day/<str:text>/", calendar.day),
            "pages": ("<int:exception_id>/pages/", calendar.pages),
            "remove": ("<int:exception_id>/remove/", calendar.remove),
        }
        urls = [
            path(address, self.admin_site.admin_view(view), name=f"editions_planexception_{name}")
            for name, (address, view) in own.items()
        ]
        return [*urls, *super().get_urls()]


@admin.register(PlannedPage)
class PlannedPageAdmin(HouseAdmin):
    """The weekday plan: one screen for the week, one form for each weekday."""

    def may_add(self, request: HttpRequest) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return plan_views.plan(request)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        page = self.get_object(request, object_id)
        if page is None:
            raise Http404
        if page.exception_id:
            return HttpResponseRedirect(reverse("admin:editions_planexception_pages", args=[page.exception_id]))
        return HttpResponseRedirect(reverse("admin:editions_plannedpage_weekday", args=[page.weekday]))

    def get_urls(self) -> list[URLPattern]:
        weekday = self.admin_site.admin_view(plan_views.weekday)
        copy = self.admin_site.admin_view(plan_views.copy)
        return [
            path("weekday/<int:number>/", weekday, name="editions_plannedpage_weekday"),
            path("weekday/<int:number>/copy/", copy, name="editions_plannedpage_copy"),
            *super().get_urls(),
        ]
