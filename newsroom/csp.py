"""The headers that tell browsers what a page may do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

Sources = Iterable[str] | str | bool | None
Policy = Mapping[str, Sources]
GetResponse = Callable[[HttpRequest], HttpResponseBase]

# Everything from our own address, nothing inline. Images may be data: because style sheets draw
# small icons so.
STRICT: Policy = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "media-src": ["'self'"],
    "manifest-src": ["'self'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
    "base-uri": ["'none'"],
}


class ContentSecurityPolicyMiddleware:
    """
    Send a policy with every response.

    The settings SECURE_CSP and SECURE_CSP_REPORT_ONLY are those of Django 6, which brings this
    middleware along; SECURE_CSP defaults to STRICT. A view that needs more sets `response.csp` to
    a dictionary of the directives that differ: each replaces the directive of that name, False
    removes it. A header that the view has written itself stays.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        # Django's pages about a mistake in development bring their style along.
        if settings.DEBUG and response.status_code in {404, 500}:
            return response
        changes: Policy = getattr(response, "csp", {})
        for header, policy in (
            ("Content-Security-Policy", getattr(settings, "SECURE_CSP", STRICT)),
            (
                "Content-Security-Policy-Report-Only",
                getattr(settings, "SECURE_CSP_REPORT_ONLY", {}),
            ),
        ):
            if policy and header not in response.headers:
                response.headers[header] = policy_text({**policy, **changes})
        return response


class PermissionsPolicyMiddleware:
    """Deny the devices and features that no newspaper page uses."""

    POLICY = ", ".join(
        f"{feature}=()"
        for feature in (
            "accelerometer", "browsing-topics", "camera", "display-capture", "geolocation",
            "gyroscope", "magnetometer", "microphone", "midi", "payment",
            "publickey-credentials-get", "serial", "usb",
        )
    )  # fmt: skip

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", self.POLICY)
        return response


def policy_text(policy: Policy) -> str:
    """Write a policy as its header: `{"font-src": ["'self'"]}` becomes `font-src 'self'`."""
    directives = []
    for name, values in policy.items():
        if values is None or values is False:
            continue
        if values is True:
            directives.append(name)
        else:
            sources = values if isinstance(values, str) else " ".join(values)
            directives.append(f"{name} {sources}".rstrip())
    return "; ".join(directives)
