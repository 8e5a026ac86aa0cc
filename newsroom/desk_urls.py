"""The desk's addresses: all that a process of the desk's side answers."""

from django.contrib import admin
from django.urls import path
from django.views.generic import RedirectView
from django.views.i18n import set_language

from website import files, health

urlpatterns = [
    path("admin/", admin.site.urls),
    path("language/", set_language, name="set_language"),
    path("healthz", health.healthz, name="desk_healthz"),
    path("readyz", health.readyz, name="desk_readyz"),
    path("favicon.ico", files.icon, name="desk_icon"),
    path("", RedirectView.as_view(pattern_name="admin:index")),
]

handler400 = "newsroom.error_pages.bad_request"
handler500 = "newsroom.error_pages.server_error"
