"""The desk: Django's admin site without the doors that would show more than the policy allows."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver
from django.utils.translation import gettext_lazy as _

from authors.models import Role, User
from editions.models import Publication
from newsroom import desk_index

# What the line under the nameplate shows by itself; everything else stands in two menus behind it.
FRONT = ("Article", "Photo", "Edition")
PEOPLE = ("Author", "User")


class SignInForm(AdminAuthenticationForm):
    """Signing in at the desk: whoever holds a role may, and nobody else is told more than "no"."""

    error_messages = {
        **AuthenticationForm.error_messages,
        "invalid_login": _("Name and password do not match. Both tell capital letters from small ones."),
    }

    def confirm_login_allowed(self, user: AbstractBaseUser) -> None:
        # Not the admin's own test, which asks for a flag that no account here needs.
        AuthenticationForm.confirm_login_allowed(self, user)  # type: ignore[arg-type]
        if not getattr(user, "roles", None):
            raise forms.ValidationError(
                _("This account has no role at the paper yet. Ask the administrator for one."), code="no_role"
            )


class DeskSite(AdminSite):
    site_header = _("Newsroom")
    site_title = _("Newsroom")
    index_title = _("My desk")
    enable_nav_sidebar = False
    empty_value_display = "–"
    login_form = SignInForm

    def get_urls(self) -> list[URLResolver | URLPattern]:
        """Leave out /r/<type>/<id>/, which turns any number into the name and address of a thing."""
        return [url for url in super().get_urls() if getattr(url, "name", None) != "view_on_site"]

    def has_permission(self, request: HttpRequest) -> bool:
        """The desk is for everybody with a role at the paper; no flag opens it."""
        user = request.user
        return bool(user.is_active and getattr(user, "roles", None))

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        context = super().each_context(request)
        paper = Publication.objects.first()
        return {
            **context,
            "site_url": None,
            "paper_language": settings.LANGUAGE_CODE,
            "site_header": paper.name if paper else self.site_header,
            "tagline": paper.tagline if paper else "",
            "menus": menus(context["available_apps"]),
            "role_names": role_names(request.user),
        }

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        desk = desk_index.my_desk(request.user) if isinstance(request.user, User) else {}
        return super().index(request, {**desk, **(extra_context or {})})


def menus(apps: list[Any]) -> dict[str, list[dict[str, Any]]]:
    """The lists this person may open, in the three groups of the navigation: front, people, house."""
    models = {model["object_name"]: model for app in apps for model in app["models"] if model.get("admin_url")}
    front = [models.pop(name) for name in FRONT if name in models]
    people = [models.pop(name) for name in PEOPLE if name in models]
    return {"front": front, "people": people, "house": list(models.values())}


def role_names(user: Any) -> list[str]:
    """The roles a person holds, in the order of the paper's way from reporter to administrator."""
    return [str(role.label) for role in Role if isinstance(user, User) and role.value in user.roles]
