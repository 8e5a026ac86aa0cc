"""Which language a person reads the desk in: his own choice, else his browser's, else the paper's."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import translation


class DeskLanguageMiddleware(LocaleMiddleware):
    """Django's own middleware for /admin/ and the language switch; readers' pages keep the paper's language.

    A reader's page has one address, so it must have one text: nothing in the request may change it.
    """

    def process_request(self, request: HttpRequest) -> None:
        if request.path_info.startswith(("/admin/", "/language/")):
            super().process_request(request)
            return
        translation.activate(settings.LANGUAGE_CODE)
        request.LANGUAGE_CODE = translation.get_language()

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if request.path_info.startswith(("/admin/", "/language/")):
            return super().process_response(request, response)
        response.headers.setdefault("Content-Language", translation.get_language())
        return response
