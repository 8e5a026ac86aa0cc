"""The forms of signing in and of accounts."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.forms import AdminPasswordChangeForm, AuthenticationForm, UserChangeForm
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from authors import locks, policy
from authors.models import Author, Role, User


def clock_time(moment: datetime) -> str:
    """The hour and minute after a moment, as a clock in the house shows them; with the day if it is another."""
    after = timezone.localtime(moment) + timedelta(seconds=59)
    return date_format(after, "H:i" if after.date() == timezone.localdate() else "SHORT_DATETIME_FORMAT")


class SignInForm(AdminAuthenticationForm):
    """Signing in at the desk: whoever holds a role may, and nobody else is told more than "no"."""

    error_messages = {
        **AuthenticationForm.error_messages,
        "invalid_login": gettext_lazy("Name and password do not match. Both tell capital letters from small ones."),
    }

    def get_invalid_login_error(self) -> ValidationError:
        """The same for every name, there or not: wrong, or tried too often."""
        if not self.request or not getattr(self.request, "axes_locked_out", False):
            return super().get_invalid_login_error()
        until = locks.locked_until(self.request, self.cleaned_data.get("username", ""))
        if until is None:
            return super().get_invalid_login_error()
        told = _("Too many attempts. Try again at %(time)s, or let an administrator unlock you.")
        return ValidationError(told % {"time": clock_time(until)}, code="locked")

    def confirm_login_allowed(self, user: AbstractBaseUser) -> None:
        # Not the admin's own test, which asks for a flag that no account here needs.
        AuthenticationForm.confirm_login_allowed(self, user)  # type: ignore[arg-type]
        if not getattr(user, "roles", None):
            raise forms.ValidationError(
                _("This account has no role at the paper yet. Ask the administrator for one."), code="no_role"
            )


class CodeForm(forms.Form):
    """One code, from the telephone or from the list on paper; whether it is right is not the form's to say."""

    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=40,
        widget=forms.TextInput(
            {"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false", "autofocus": True}
        ),
    )


class AuthorForm(forms.ModelForm):
    """A name that is printed, and the account of whoever signs in as it. `keeper` is set per request by the admin."""

    keeper: User

    class Meta:
        model = Author
        fields = ["name", "slug", "title", "bio", "user", "is_active"]

    def clean_user(self) -> User | None:
        account: User | None = self.cleaned_data["user"]
        if told := policy.refusal_to_tie(self.keeper, self.instance, account):
            raise ValidationError(told, code="oneself")
        return account


class PasswordForm(AdminPasswordChangeForm):
    """Django joins this form's help text when it is read, in the language of that moment; the desk needs none."""

    usable_password_help_text = ""


class AccountForm(UserChangeForm):
    """An account as an administrator changes it."""

    class Meta(UserChangeForm.Meta):
        model = User

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.instance.pk is None or not policy.is_last_administrator(self.instance):
            return cleaned
        told = _("This is the last administrator. Make somebody else one first.")
        if not cleaned.get("is_active", True):
            self.add_error("is_active", told)
        if "groups" in cleaned and not any(group.name == Role.ADMIN.value for group in cleaned["groups"]):
            self.add_error("groups", told)
        return cleaned
