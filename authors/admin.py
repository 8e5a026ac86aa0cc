"""How the desk keeps its people: authors for everybody, accounts for administrators."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from authors import policy
from authors.desk_admin import DeskModelAdmin
from authors.models import Author, Role, User

admin.site.unregister(Group)


@admin.register(Author)
class AuthorAdmin(DeskModelAdmin):
    list_display = ["name", "title", "slug", "user", "is_active"]
    list_filter = ["is_active"]
    search_fields = ["name", "slug"]
    prepopulated_fields = {"slug": ["name"]}
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


class RoleFilter(admin.SimpleListFilter):
    """By role, in the reader's language."""

    title = _("role")
    parameter_name = "role"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(Role.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(groups__name=self.value()) if self.value() else queryset


class PasswordForm(AdminPasswordChangeForm):
    """Django joins this form's help text when it is read, in the language of that moment; the desk needs none."""

    usable_password_help_text = ""


@admin.register(User)
class AccountAdmin(DeskModelAdmin, UserAdmin):
    list_display = ["username", "name", "email", "role_names", "is_active", "last_login"]
    list_filter = ["is_active", RoleFilter]
    search_fields = ["username", "name", "email"]
    ordering = ["username"]
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

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        if db_field.name == "groups" and field is not None:
            field.label_from_instance = role_label
            field.help_text = ""
        return field

    @admin.display(description=_("roles"))
    def role_names(self, account: User) -> str:
        return " · ".join(role_label(group) for group in account.groups.all())


def role_label(group: Group) -> str:
    """The role's name in the reader's language; a group of the house's own keeps the name it was given."""
    return str(dict(Role.choices).get(group.name, group.name))
