"""How long somebody stays signed in, and the door every page of the desk lies behind."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import admin
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.urls import reverse

from authors import second_factor

GetResponse = Callable[[HttpRequest], HttpResponseBase]

BEGAN, LAST_SEEN = "signed_in_at", "last_seen_at"
# A session is written when this much of the idle limit has gone by, not at every request.
FINENESS = 60
PRIVATE_PATHS = ("/admin/", "/language/")
# What somebody reaches who has given his password and not yet his code.
BEFORE_THE_CODE = ("admin:login", "admin:logout", "admin:second_factor", "admin:second_factor_setup")


def is_of_the_desk(request: HttpRequest) -> bool:
    return settings.SIDE == "desk" or request.path_info.startswith(PRIVATE_PATHS)


class NoStoreMiddleware:
    """Nothing of the desk is kept by a browser or a proxy: no page, no picture, no redirect, no mistake."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if is_of_the_desk(request):
            response.headers["Cache-Control"] = "no-store, private"
        return response


class SessionLimitsMiddleware:
    """End a session that was idle too long, or that is older than a working day whatever happens."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        # Readers' pages are not asked for a session, so that theirs may be kept by anybody.
        if request.path_info.startswith("/admin/") and SESSION_KEY in request.session:
            self._look_at_the_clock(request)
        return self.get_response(request)

    def _look_at_the_clock(self, request: HttpRequest) -> None:
        now, session = int(time.time()), request.session
        began = session.setdefault(BEGAN, now)
        seen = session.setdefault(LAST_SEEN, now)
        if now - began >= settings.SESSION_LONGEST or now - seen >= settings.SESSION_IDLE:
            session.flush()
            request.user = AnonymousUser()
        elif now - seen >= min(FINENESS, settings.SESSION_IDLE // 4):
            session[LAST_SEEN] = now


class SecondFactorMiddleware:
    """Who owes a code gets no page but the one that asks for it, whatever address he asks for.

    A page's own script (`X-Requested-With: fetch`) cannot show a form: it is told where to sign in and keeps the words.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith("/admin/"):
            return self.get_response(request)
        if request.path_info in {reverse(name) for name in BEFORE_THE_CODE}:
            return self.get_response(request)
        if request.headers.get("X-Requested-With") == "fetch" and not admin.site.has_permission(request):
            return JsonResponse({"sign_in": f"{reverse('admin:login')}?popup=1"}, status=401)
        if second_factor.is_owed(request):
            target = request.get_full_path() if request.method == "GET" else reverse("admin:index")
            return HttpResponseRedirect(f"{reverse('admin:second_factor')}?{urlencode({'next': target})}")
        return self.get_response(request)


def begin(sender: Any, request: HttpRequest, **kwargs: Any) -> None:
    """Start both clocks; Django calls this when somebody has signed in, by whatever way."""
    request.session[BEGAN] = request.session[LAST_SEEN] = int(time.time())
