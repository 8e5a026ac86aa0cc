"""The paper itself: its imprint, how it counts, how many read its proofs."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from editions import publishing
from editions.admin.house import HouseAdmin
from editions.models import Publication


@admin.register(Publication)
class PublicationAdmin(HouseAdmin):
    fieldsets = [
        (None, {"fields": ["name", "name_en", "tagline"]}),
        (_("Imprint"), {"fields": ["authority", "sponsor", "publisher", "editor_in_chief", "cn_number"]}),
        (_("Where it is found"), {"fields": ["address", "postcode", "phone", "website"]}),
        (
            _("Print and sale"),
            {"fields": ["printer", "distribution", "postal_code_number", "price", "advertising_licence"]},
        ),
        (_("Proofs"), {"fields": ["proof_rounds"]}),
        (_("Total number"), {"fields": ["next_total_number", "counts_supplements", "counts_extras"]}),
        (None, {"fields": ["about"]}),
    ]

    def may_add(self, request: HttpRequest) -> bool:
        """One installation, one paper."""
        return super().may_add(request) and not Publication.objects.exists()

    def save_model(self, request: HttpRequest, obj: Publication, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        publishing.introduce(obj)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """A list of one row is no list: go to its form."""
        if not self.may_look(request):
            raise Http404
        only = Publication.objects.first()
        if only is None:
            return HttpResponseRedirect(reverse("admin:editions_publication_add"))
        return HttpResponseRedirect(reverse("admin:editions_publication_change", args=[only.pk]))
