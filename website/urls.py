"""The readers' addresses."""

from django.urls import path, register_converter

from website import addresses, files, health, old_addresses, views

app_name = "website"

register_converter(addresses.EditionConverter, "edition")
register_converter(addresses.LabelConverter, "label")
register_converter(addresses.MonthConverter, "month")
register_converter(addresses.PictureFileConverter, "picture_file")
register_converter(old_addresses.OldDayConverter, "old_day")

urlpatterns = [
    path("", views.front, name="front"),
    path("section/<slug:slug>/", views.section, name="section"),
    path("series/<slug:slug>/", views.series, name="series"),
    path("author/<slug:slug>/", views.author, name="author"),
    path("article/<int:pk>/", views.article, name="article"),
    path("epaper/", views.epaper, name="epaper"),
    path("epaper/calendar/", views.latest_calendar, name="latest_calendar"),
    path("epaper/calendar/<month:month>/", views.calendar, name="calendar"),
    path("epaper/<edition:key>/", views.edition, name="edition"),
    path("epaper/<edition:key>/<label:label>/", views.page, name="page"),
    path("corrections/", views.corrections, name="corrections"),
    path("about/", views.about, name="about"),
    path("html/<old_day:day>/node_<int:number>.htm", old_addresses.node, name="old_page"),
    path("html/<old_day:day>/content_<int:pk>.htm", old_addresses.content, name="old_article"),
    path("media/<picture_file:name>", files.picture, name="picture"),
    path("robots.txt", files.robots, name="robots"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
