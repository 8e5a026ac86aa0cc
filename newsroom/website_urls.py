"""The readers' addresses: all that a process of the website's side answers."""

from django.urls import include, path

urlpatterns = [path("", include("website.urls"))]
