"""How the desk finds pictures again and changes their words."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from authors.desk_admin import DeskModelAdmin
from authors.models import Author
from photos import admin_views, policy
from photos.admin_views import arrived, cropping, progress
from photos.admin_views.library import Library
from photos.forms import FOCUS, OF_ADDRESSES, RIGHTS, WORDS, PhotoForm
from photos.models import Photo, Shape


@admin.register(Photo)
class PhotoAdmin(Library, DeskModelAdmin):
    form = PhotoForm
    formfield_overrides = {models.URLField: OF_ADDRESSES}
    readonly_fields = [
        "name_in_text",
        "made_ready",
        "made_ready_to_see",
        "original_filename",
        "pixels",
        "brought_in_by",
        "uploaded_at",
        "instructions",
    ]

    class Media:
        js = ("desk/renditions.js",)
        css = {"all": ("desk/library.css",)}

    def visible_to(self, request: HttpRequest) -> QuerySet[Photo]:
        return policy.visible_to(request.user).select_related("uploaded_by")

    def may_look(self, request: HttpRequest) -> bool:
        return policy.can_upload(request.user) or policy.visible_to(request.user).exists()

    def may_add(self, request: HttpRequest) -> bool:
        return policy.can_upload(request.user)

    def may_change(self, request: HttpRequest, obj: Photo | None) -> bool:
        return policy.can_upload(request.user) if obj is None else policy.can_change(request.user, obj)

    def choices_for(self, field: str, request: HttpRequest) -> QuerySet[Author] | None:
        return Author.objects.usable() if field == "photographers" else None

    def get_fieldsets(self, request: HttpRequest, obj: Photo | None = None) -> Any:
        known = ["photographers", "persons", ("taken_on", "place"), "keywords", "source"]
        known += ["instructions"] if obj and obj.instructions else []
        ready = "made_ready" if self.has_change_permission(request, obj) else "made_ready_to_see"
        facts = [ready, "name_in_text", "pixels", "original_filename", "brought_in_by", "uploaded_at"]
        return [
            (None, {"fields": FOCUS, "classes": ["photo-cut"]}),
            (_("What readers read"), {"fields": list(WORDS[:4]), "classes": ["photo-words"]}),
            (
                _("Rights"),
                {
                    "fields": [("licence", "scope"), ("usable_until", "ai_use"), *RIGHTS[3:6]],
                    "classes": ["photo-rights"],
                },
            ),
            (_("What is known of it"), {"fields": known, "classes": ["photo-known"]}),
            (_("The file"), {"fields": facts, "classes": ["photo-facts"]}),
        ]

    def get_form(self, request: HttpRequest, obj: Photo | None = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        return type("PhotoFormOfOnePerson", (form,), {"editor": request.user})

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> Any:
        # One more photo is brought in by a page of its own.
        context = {**(extra_context or {}), "show_save_and_add_another": False}
        context |= cropping.beside(request, self.get_object(request, object_id))
        return super().change_view(request, object_id, form_url, context)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> Any:
        """New photos come in by a page of their own, many at once."""
        return arrived.bring_in(request)

    def save_model(self, request: HttpRequest, obj: Photo, form: Any, change: bool) -> None:
        cropping.store(obj, form)

    def word_for(self, form: Any, name: str) -> str:
        # Of a part cut by hand the history names the shape, not each of its three numbers.
        return str(Shape(name.split("_")[1]).label) if name.startswith("crop_") else super().word_for(form, name)

    def get_urls(self) -> list[URLPattern]:
        return [*admin_views.addresses(), *super().get_urls()]

    @admin.display(description=_("in a text"))
    def name_in_text(self, photo: Photo) -> SafeString:
        return format_html("<code>photo:{}</code>", photo.pk)

    @admin.display(description=_("sizes"))
    def made_ready(self, photo: Photo) -> SafeString:
        return progress.bar(photo, may_try_again=True)

    @admin.display(description=_("sizes"))
    def made_ready_to_see(self, photo: Photo) -> SafeString:
        return progress.bar(photo, may_try_again=False)

    @admin.display(description=_("brought in by"))
    def brought_in_by(self, photo: Photo) -> str:
        # As words: the admin would make a link to an account that few may open.
        return str(photo.uploaded_by)

    @admin.display(description=_("pixels"))
    def pixels(self, photo: Photo) -> str:
        return f"{photo.width} × {photo.height}"
