"""The desk: Django's admin site without the doors that would show more than the policy allows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from articles import policy as article_policy
from authors import second_factor, sign_in_views, workflow
from authors.forms import SignInForm
from authors.models import AccountEvent, Role, User
from editions import policy as edition_policy
from editions.models import Publication
from newsroom import desk_index, desk_manual

# What the line under the nameplate shows by itself; everything else stands in two menus behind it.
FRONT = ("Article", "Photo", "Edition", "Topic")
PEOPLE = ("Author", "User")


class DeskSite(AdminSite):
    site_header = _("Newsroom")
    site_title = _("Newsroom")
    index_title = _("My desk")
    enable_nav_sidebar = False
    empty_value_display = "–"

    def get_urls(self) -> list[URLResolver | URLPattern]:
        """Django's, without /r/<type>/<id>/, which turns any number into the name and address of a thing.

        Logging out is for everybody who is signed in, also when he has lost his last role.
        """
        views: dict[str, tuple[str, Callable[..., HttpResponseBase]]] = {
            "logout": ("logout/", self.logout),
            "signed_in": ("login/done/", self.admin_view(sign_in_views.signed_in)),
            "second_factor": ("second-factor/", sign_in_views.code),
            "second_factor_setup": ("second-factor/set-up/", sign_in_views.set_up),
            "second_factor_change": ("second-factor/change/", self.admin_view(sign_in_views.change)),
            "sign_out_everywhere": ("sign-out-everywhere/", self.admin_view(sign_in_views.sign_out_everywhere)),
            "manual": ("manual/", self.admin_view(self.manual)),
        }
        own = [path(address, view, name=name) for name, (address, view) in views.items()]
        replaced = {"view_on_site", "logout"}
        return [*own, *(url for url in super().get_urls() if getattr(url, "name", None) not in replaced)]

    def has_permission(self, request: HttpRequest) -> bool:
        """The desk is for everybody with a role at the paper who owes no code; no flag opens it."""
        user = request.user
        return bool(user.is_active and getattr(user, "roles", None)) and not second_factor.is_owed(request)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        done = reverse("admin:signed_in") if "popup" in request.GET else ""
        if request.method == "GET" and self.has_permission(request):
            return HttpResponseRedirect(done or reverse("admin:index"))
        if request.method == "GET" and second_factor.is_owed(request):
            query = urlencode({"next": done or sign_in_views.safe_next(request)})
            return HttpResponseRedirect(f"{reverse('admin:second_factor')}?{query}")
        context = {
            **self.each_context(request),
            "title": _("Log in"),
            "subtitle": None,
            "app_path": request.get_full_path(),
            "is_popup_window": bool(done),
            "next": sign_in_views.safe_next(request),
            **(extra_context or {}),
        }
        view = sign_in_views.SignInView.as_view(
            extra_context=context, authentication_form=SignInForm, template_name="admin/login.html"
        )
        return view(request)

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        if not request.user.is_authenticated:
            return HttpResponseRedirect(reverse("admin:login"))
        return super().logout(request, extra_context)

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        answer = super().password_change(request, extra_context)
        if request.method == "POST" and isinstance(answer, HttpResponseRedirect) and isinstance(request.user, User):
            workflow.record(request.user, AccountEvent.What.PASSWORD, by=request.user)
        return answer

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        context = super().each_context(request)
        paper = Publication.objects.first()
        return {
            **context,
            "site_url": None,
            "paper_language": settings.LANGUAGE_CODE,
            "site_header": paper.name if paper else self.site_header,
            "tagline": paper.tagline if paper else "",
            "arranges_front": edition_policy.can_arrange_front(request.user),
            "menus": menus(context["available_apps"]),
            "role_names": role_names(request.user),
        }

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> Any:
        """Asked for twice where a page lists the apps itself; while it is looked at the answer is the same."""
        if app_label is not None or request.method != "GET":
            return super().get_app_list(request, app_label)
        kept = getattr(request, "apps_of_the_desk", None)
        if kept is None:
            kept = super().get_app_list(request)
            request.apps_of_the_desk = kept  # type: ignore[attr-defined]
        return kept

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        # Nothing changes while it is looked at: what a person may do with a section is asked once.
        with article_policy.remembering():
            desk = desk_index.my_desk(request.user) if isinstance(request.user, User) else {}
        return super().index(request, {**desk, **(extra_context or {})})

    def manual(self, request: HttpRequest) -> HttpResponseBase:
        """How the paper is made, for everybody who works at it."""
        context = {**self.each_context(request), "title": _("How this paper is made")}
        return TemplateResponse(request, "admin/manual.html", {**context, **desk_manual.manual(request.user)})


def menus(apps: list[Any]) -> dict[str, list[dict[str, Any]]]:
    """The lists this person may open, in the three groups of the navigation: front, people, house."""
    models = {model["object_name"]: model for app in apps for model in app["models"] if model.get("admin_url")}
    front = [models.pop(name) for name in FRONT if name in models]
    people = [models.pop(name) for name in PEOPLE if name in models]
    return {"front": front, "people": people, "house": list(models.values())}


def role_names(user: Any) -> list[str]:
    """The roles a person holds, in the order of the paper's way from reporter to administrator."""
    return [str(role.label) for role in Role if isinstance(user, User) and role.value in user.roles]
