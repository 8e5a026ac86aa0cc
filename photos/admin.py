"""How the desk brings pictures in and finds them again."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from authors.desk_admin import DeskModelAdmin, tick
from authors.models import Author, User
from photos import admin_views, policy, workflow
from photos.models import Photo
from photos.originals import inspect


class PhotoForm(forms.ModelForm):
    """A photo's words, and for a new one its file, looked at before anything is stored.

    `editor` is set per request by the admin page.
    """

    editor: User

    upload = forms.FileField(
        label=_("file"), help_text=_("JPEG, PNG or WebP, up to 40 MB and 50 megapixels. The original stays private.")
    )

    class Meta:
        model = Photo
        fields = ["title", "caption", "credit", "alt_text", "photographers"]
        widgets = {"caption": forms.Textarea(attrs={"rows": 2}), "alt_text": forms.Textarea(attrs={"rows": 2})}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for line in ("title", "caption", "credit", "alt_text"):
            if isinstance(cleaned.get(line), str):
                cleaned[line] = workflow.clean_line(cleaned[line])
        if "title" in cleaned and not cleaned["title"]:
            self.add_error("title", self.fields["title"].error_messages["required"])
        return cleaned

    def clean_photographers(self) -> QuerySet[Author]:
        named: QuerySet[Author] = self.cleaned_data["photographers"]
        for author in named:
            if told := policy.refusal_to_name(self.editor, self.instance, author):
                raise ValidationError(told, code="oneself")
        return named

    def clean_upload(self) -> UploadedFile:
        upload: UploadedFile = self.cleaned_data["upload"]
        inspect(upload, size=upload.size or 0)
        return upload


class PhotoWordsForm(PhotoForm):
    """A photo already in the library: its words may change, its pixels never."""

    upload = None  # type: ignore[assignment]


@admin.register(Photo)
class PhotoAdmin(DeskModelAdmin):
    list_display = ["thumbnail", "title", "caption", "credit", "is_complete", "uploaded_by", "uploaded_at"]
    list_display_links = ["thumbnail", "title"]
    search_fields = ["title", "caption", "credit"]
    list_filter = ["uploaded_at"]
    readonly_fields = ["picture", "original_filename", "pixels", "brought_in_by", "uploaded_at"]

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

    def get_form(self, request: HttpRequest, obj: Photo | None = None, change: bool = False, **kwargs: Any) -> Any:
        kwargs["form"] = PhotoWordsForm if obj else PhotoForm
        form = super().get_form(request, obj, change, **kwargs)
        return type("PhotoFormOfOnePerson", (form,), {"editor": request.user})

    def get_fields(self, request: HttpRequest, obj: Photo | None = None) -> Any:
        words = ["title", "caption", "credit", "alt_text", "photographers"]
        if obj is None:
            return ["upload", *words]
        return ["picture", *words, "pixels", "original_filename", "brought_in_by", "uploaded_at"]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        author = getattr(request.user, "author", None)
        return {"credit": author.name, "photographers": [author.pk]} if author else {}

    def save_model(self, request: HttpRequest, obj: Photo, form: Any, change: bool) -> None:
        if change:
            obj.save(update_fields=["title", "caption", "credit", "alt_text"])
        else:
            workflow.bring_in(obj, form.cleaned_data["upload"], by=request.user)  # type: ignore[arg-type]

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(admin_views.preview)
        return [path("<int:photo_id>/preview/", view, name="photos_photo_preview"), *super().get_urls()]

    @admin.display(description=_("picture"))
    def thumbnail(self, photo: Photo) -> SafeString:
        return self._image(photo, "photo-thumbnail")

    @admin.display(description=_("picture"))
    def picture(self, photo: Photo) -> SafeString:
        return self._image(photo, "photo-large")

    @admin.display(description=_("brought in by"))
    def brought_in_by(self, photo: Photo) -> str:
        # As words: the admin would make a link to an account that few may open.
        return str(photo.uploaded_by)

    @admin.display(description=_("pixels"))
    def pixels(self, photo: Photo) -> str:
        return f"{photo.width} × {photo.height}"

    @admin.display(description=_("ready to print"))
    def is_complete(self, photo: Photo) -> SafeString:
        return tick(bool(photo.caption and photo.credit and photo.alt_text), _("ready to print"))

    def _image(self, photo: Photo, css_class: str) -> SafeString:
        address = reverse("admin:photos_photo_preview", args=[photo.pk])
        return format_html('<img class="{}" src="{}" alt="{}" loading="lazy">', css_class, address, photo.alt_text)
