"""The way to the desk: name and password, then the code; and each person's own page about his second factor."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth import logout as leave
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django_otp import DEVICE_ID_SESSION_KEY

from authors import second_factor, workflow
from authors.forms import CodeForm, clock_time
from authors.models import User

# The secret that was shown and not yet confirmed; it stays on our side.
KEY = "second_factor_key"


class SignInView(LoginView):
    """Name and password. Nothing of an earlier session lives on in the new one."""

    def form_valid(self, form: Any) -> HttpResponse:
        self.request.session.flush()
        return super().form_valid(form)

    def get_success_url(self) -> str:
        if "popup" in self.request.GET:
            return reverse("admin:signed_in")
        return str(super().get_success_url())


def signed_in(request: HttpRequest) -> HttpResponse:
    """What a small window shows that was opened to sign in again: that it may be closed."""
    return TemplateResponse(
        request, "admin/signed_in.html", {**admin.site.each_context(request), "title": _("Signed in")}
    )


def safe_next(request: HttpRequest) -> str:
    """Where to go on, if that is a page of ours; else the person's desk."""
    target = request.POST.get(REDIRECT_FIELD_NAME) or request.GET.get(REDIRECT_FIELD_NAME) or ""
    ours = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if ours else reverse("admin:index")


def _page(request: HttpRequest, template: str, **context: Any) -> TemplateResponse:
    shared = {"next": safe_next(request), "is_bare": not admin.site.has_permission(request)}
    return TemplateResponse(
        request, f"admin/second_factor/{template}.html", {**admin.site.each_context(request), **shared, **context}
    )


def _person(request: HttpRequest) -> User | None:
    """Who has given his password, whether or not he has given his code."""
    return request.user if isinstance(request.user, User) else None


def _to_the_sign_in() -> HttpResponse:
    return HttpResponseRedirect(reverse("admin:login"))


# -- giving the code -------------------------------------------------------------------------------------------
@sensitive_post_parameters("code")
def code(request: HttpRequest) -> HttpResponseBase:
    """Ask for the code, or show who owes none what he has; who must have a second factor is led to set it up."""
    person = _person(request)
    if person is None or not person.roles:
        return _to_the_sign_in()
    if not second_factor.is_owed(request):
        return _own_page(request, person)
    if not second_factor.is_set_up_by(person):
        query = urlencode({REDIRECT_FIELD_NAME: safe_next(request)})
        return HttpResponseRedirect(f"{reverse('admin:second_factor_setup')}?{query}")
    form = CodeForm(request.POST or None)
    if form.is_valid() and (device := _given(person, form)):
        second_factor.enter(request, device)
        return HttpResponseRedirect(safe_next(request))
    return _page(request, "code", form=form, title=_("Your code"))


def _given(person: User, form: CodeForm) -> Any | None:
    """The device that took the code; otherwise the form says why not, in the same words for every reason to doubt."""
    typed = form.cleaned_data["code"]
    if until := second_factor.closed_until(person, typed):
        form.add_error("code", _("Too many wrong codes. Try again at %(time)s.") % {"time": clock_time(until)})
        return None
    device = second_factor.give_code(person, typed)
    if device is None:
        form.add_error("code", _("This code is not valid now. Wait for the next one and type it again."))
    return device


# -- setting it up ---------------------------------------------------------------------------------------------
@sensitive_post_parameters("code")
def set_up(request: HttpRequest) -> HttpResponseBase:
    """Show the secret as a picture and as text; the first right code makes the telephone the second factor."""
    person = _person(request)
    if person is None or not person.roles:
        return _to_the_sign_in()
    if second_factor.is_set_up_by(person):
        return HttpResponseRedirect(reverse("admin:second_factor"))
    key = request.session.setdefault(KEY, second_factor.new_key())
    form = CodeForm(request.POST or None)
    if form.is_valid():
        if codes := workflow.set_up_factor(person, key, form.cleaned_data["code"]):
            return _set_up_done(request, person, codes)
        form.add_error("code", _("This is not the code the telephone shows now. Type the newest one."))
    paper = str(admin.site.each_context(request)["site_header"])
    return _page(
        request,
        "set_up",
        form=form,
        title=_("Set up the second factor"),
        picture=second_factor.picture(second_factor.key_as_address(key, person, paper)),
        secret=second_factor.key_as_text(key),
        is_required=second_factor.is_required_of(person),
    )


def _set_up_done(request: HttpRequest, person: User, codes: list[str]) -> HttpResponse:
    del request.session[KEY]
    second_factor.enter(request, second_factor.telephone_of(person))
    return _codes_page(request, codes)


def _codes_page(request: HttpRequest, codes: list[str]) -> HttpResponse:
    return _page(request, "codes", codes=codes, title=_("Your recovery codes"))


# -- one's own page --------------------------------------------------------------------------------------------
def _own_page(request: HttpRequest, person: User, form: CodeForm | None = None) -> HttpResponse:
    return _page(
        request,
        "own",
        form=form or CodeForm(),
        title=_("Second factor"),
        is_set_up=second_factor.is_set_up_by(person),
        is_required=second_factor.is_required_of(person),
        codes_left=second_factor.recovery_codes_left(person),
    )


@sensitive_post_parameters("code")
def change(request: HttpRequest) -> HttpResponseBase:
    """New recovery codes, or the end of this telephone: each against a code, so that an open screen is not enough."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    person = _person(request)
    if person is None or not second_factor.is_set_up_by(person):
        return HttpResponseRedirect(reverse("admin:second_factor"))
    form = CodeForm(request.POST)
    if not form.is_valid() or not _given(person, form):
        return _own_page(request, person, form)
    if request.POST.get("do") == "codes":
        return _codes_page(request, workflow.renew_codes(person))
    workflow.take_factor_away(person)
    request.session.pop(DEVICE_ID_SESSION_KEY, None)
    messages.success(request, _("This telephone gives no more codes for your account."))
    return HttpResponseRedirect(reverse("admin:second_factor"))


def sign_out_everywhere(request: HttpRequest) -> HttpResponseBase:
    """End all sessions of the person who asks, this one too."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if person := _person(request):
        workflow.sign_out_everywhere(person, by=person)
    leave(request)
    return _to_the_sign_in()
