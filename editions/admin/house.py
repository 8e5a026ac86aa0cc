"""What all lists of the composing desk share, and what those share that only the house-keepers have."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.text import capfirst

from authors.desk_admin import DeskModelAdmin
from editions import policy


class HiddenModelAdmin(DeskModelAdmin):
    """A list that does not exist for those who have no business there."""

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        if not self.may_look(request):
            raise Http404
        title = capfirst(self.opts.verbose_name_plural)
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        if not self.may_add(request):
            raise Http404
        return super().add_view(request, form_url, extra_context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        if not self.may_look(request):
            raise Http404
        return super().change_view(request, object_id, form_url, extra_context)


class HouseAdmin(HiddenModelAdmin):
    """What the chief editor and the administrator keep; it does not exist for the others."""

    def visible_to(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = self.model._default_manager.all()
        return rows if policy.can_keep_house(request.user) else rows.none()

    def may_look(self, request: HttpRequest) -> bool:
        return policy.can_keep_house(request.user)

    def may_add(self, request: HttpRequest) -> bool:
        return policy.can_keep_house(request.user)

    def may_change(self, request: HttpRequest, obj: Any) -> bool:
        return policy.can_keep_house(request.user)
