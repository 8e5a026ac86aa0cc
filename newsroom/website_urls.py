"""The readers' addresses: all that a process of the website's side answers."""

from django.urls import include, path

urlpatterns = [path("", include("website.urls"))]

handler400 = "newsroom.error_pages.bad_request"
handler404 = "newsroom.error_pages.not_found"
handler500 = "newsroom.error_pages.server_error"
