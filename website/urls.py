"""The readers' addresses."""

from django.urls import path, register_converter

from website import addresses, epaper, files, health, old_addresses, searching, views

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
    path("epaper/", epaper.latest, name="epaper"),
    path("epaper/calendar/", epaper.latest_calendar, name="latest_calendar"),
    path("epaper/calendar/<month:month>/", epaper.calendar, name="calendar"),
    path("epaper/<edition:key>/", epaper.edition, name="edition"),
    path("epaper/<edition:key>.pdf", files.issue_pdf, name="issue_pdf"),
    path("epaper/<edition:key>/<label:label>/", epaper.page, name="page"),
    path("epaper/<edition:key>/<label:label>.pdf", files.page_pdf, name="page_pdf"),
    path("epaper/<edition:key>/<label:label>/clip/<int:pk>/", epaper.clip, name="clip"),
    path("epaper/<edition:key>/<label:label>/clip/<int:pk>.jpg", epaper.clip_picture, name="clip_picture"),
    path("search/", searching.search, name="search"),
    path("corrections/", views.corrections, name="corrections"),
    path("about/", views.about, name="about"),
    path("html/<old_day:day>/node_<int:number>.htm", old_addresses.node, name="old_page"),
    path("html/<old_day:day>/content_<int:pk>.htm", old_addresses.content, name="old_article"),
    path("media/<picture_file:name>", files.picture, name="picture"),
    path("robots.txt", files.robots, name="robots"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
