"""How the desk keeps its people: authors for everybody, accounts for administrators."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from authors import admin_views, policy, workflow
from authors.desk_admin import DeskModelAdmin, tick
from authors.forms import AccountForm, AuthorForm, PasswordForm
from authors.models import AccountEvent, Author, Role, User

# Groups are roles, and roles are given on the page of an account; secrets are for no page at all.
admin.site.unregister([Group, TOTPDevice, StaticDevice])


@admin.register(Author)
class AuthorAdmin(DeskModelAdmin):
    list_display = ["name", "title", "slug", "user", "is_active"]
    list_filter = ["is_active"]
    search_fields = ["name", "slug"]
    prepopulated_fields = {"slug": ["name"]}
    form = AuthorForm
    fields = ["name", "slug", "title", "bio", "user", "is_active"]

    def visible_to(self, request: HttpRequest) -> QuerySet[Author]:
        return policy.authors_visible_to(request.user).select_related("user")

    def may_add(self, request: HttpRequest) -> bool:
        return policy.can_keep_authors(request.user)

    def may_change(self, request: HttpRequest, obj: Author | None) -> bool:
        return policy.can_keep_authors(request.user)

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        # An address that readers know never changes by itself.
        return {} if obj else super().get_prepopulated_fields(request, obj)

    def get_form(self, request: HttpRequest, obj: Author | None = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        return type("AuthorFormOfOnePerson", (form,), {"keeper": request.user})

    def save_model(self, request: HttpRequest, obj: Author, form: Any, change: bool) -> None:
        workflow.keep_author(obj, by=_person(request))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        try:
            return super().change_view(request, object_id, form_url, extra_context)
        except workflow.Refused as refusal:  # somebody else has changed it since the form was looked at
            messages.error(request, str(refusal))
            return HttpResponseRedirect(request.get_full_path())


class RoleFilter(admin.SimpleListFilter):
    """By role, in the reader's language."""

    title = pgettext_lazy("at the paper", "role")
    parameter_name = "role"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(Role.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(groups__name=self.value()) if self.value() else queryset


class ActiveFilter(admin.BooleanFieldListFilter):
    """Those who may sign in, in the words of the list's column."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = _("may sign in")


@admin.register(User)
class AccountAdmin(DeskModelAdmin, UserAdmin):
    list_display = ["username", "name", "email", "role_names", "may_sign_in", "last_login"]
    list_filter = [("is_active", ActiveFilter), RoleFilter]
    search_fields = ["username", "name", "email"]
    ordering = ["username"]
    form = AccountForm
    change_password_form = PasswordForm
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        (_("Person"), {"fields": ["name", "email"]}),
        (_("Roles"), {"fields": ["is_active", "groups"]}),
        (_("Dates"), {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [
        (None, {"classes": ["wide"], "fields": ["username", "name", "email", "password1", "password2"]}),
    ]
    readonly_fields = ["last_login", "date_joined"]

    def visible_to(self, request: HttpRequest) -> QuerySet[User]:
        return policy.accounts_visible_to(request.user).prefetch_related("groups")

    def may_look(self, request: HttpRequest) -> bool:
        return policy.can_keep_accounts(request.user)

    def may_add(self, request: HttpRequest) -> bool:
        return policy.can_keep_accounts(request.user)

    def may_change(self, request: HttpRequest, obj: User | None) -> bool:
        return policy.can_keep_accounts(request.user)

    # -- pages and buttons of our own ----------------------------------------------------------------------------
    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("locks/", view(admin_views.doors), name="authors_user_locks"),
            path("role-request/<int:request_id>/", view(admin_views.answer), name="authors_user_answer"),
            path("<int:user_id>/do/<slug:deed>/", view(admin_views.do), name="authors_user_do"),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        shown = {"role_requests": policy.requests_to_answer(request.user), **(extra_context or {})}
        return super().changelist_view(request, shown)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        account = self.get_object(request, object_id)
        shown = admin_views.facts(account, request.user) if account and isinstance(request.user, User) else {}
        try:
            return super().change_view(request, object_id, form_url, {**shown, **(extra_context or {})})
        except workflow.Refused as refusal:  # what the form still allowed, somebody else's change does not
            messages.error(request, str(refusal))
            return HttpResponseRedirect(request.get_full_path())

    # -- saving: whatever changes what somebody may do goes through the workflow --------------------------------
    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        if not change:
            super().save_model(request, obj, form, change)
            workflow.record(obj, AccountEvent.What.MADE, by=_person(request))
            return
        active, obj.is_active = obj.is_active, form.initial["is_active"]
        super().save_model(request, obj, form, change)
        if "username" in form.changed_data:
            workflow.record(obj, AccountEvent.What.RENAMED, by=_person(request), detail=form.initial["username"])
        if active != obj.is_active:
            (workflow.enable if active else workflow.disable)(obj, by=_person(request))
        self._tell_of_namesakes(request, obj)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        if "groups" not in form.cleaned_data:
            return
        wanted = [group.name for group in form.cleaned_data["groups"]]
        for asked in workflow.set_roles(form.instance, wanted, by=_person(request)):
            told = _now("%(role)s: another administrator has to confirm that you hold this role.")
            messages.warning(request, told % {"role": asked.get_role_display()})

    def _tell_of_namesakes(self, request: HttpRequest, account: User) -> None:
        # Two people may be called the same; lists show the user name beside it. Who gives the name should know.
        if account.name and User.objects.filter(name=account.name).exclude(pk=account.pk).exists():
            told = _now("Another account has the same name: %(name)s.")
            messages.warning(request, told % {"name": account.name})

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        before = self.get_object(request, id)
        answer = super().user_change_password(request, id, form_url)
        if before and User.objects.get(pk=before.pk).password != before.password:
            workflow.record(before, AccountEvent.What.PASSWORD, by=_person(request))
        return answer

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "is_active" and field is not None:
            field.label = capfirst(_now("may sign in"))
            field.help_text = _("Untick it when somebody leaves; the account and its record stay.")
        return field

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        if db_field.name == "groups" and field is not None:
            field.label_from_instance = role_label
            field.label = _("Roles")
            field.help_text = ""
        return field

    @admin.display(description=_("may sign in"), ordering="is_active")
    def may_sign_in(self, account: User) -> SafeString:
        return tick(account.is_active, _("may sign in"))

    @admin.display(description=_("roles"))
    def role_names(self, account: User) -> str:
        return " · ".join(role_label(group) for group in account.groups.all())


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # the door of the desk lets nobody else in
    return request.user


def role_label(group: Group) -> str:
    """The role's name in the reader's language; a group of the house's own keeps the name it was given."""
    return str(dict(Role.choices).get(group.name, group.name))
