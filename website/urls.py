"""The readers' addresses."""

from django.urls import path, register_converter

from website import addresses, epaper, feeds, files, health, offline, old_addresses, searching, sitemaps, topics, views
from website.api import changes, ninjs_views
from website.api import views as api

app_name = "website"

register_converter(addresses.EditionConverter, "edition")
register_converter(addresses.LabelConverter, "label")
register_converter(addresses.MonthConverter, "month")
register_converter(addresses.FeedFormatConverter, "feed_format")
register_converter(addresses.PictureFileConverter, "picture_file")
register_converter(old_addresses.OldDayConverter, "old_day")

urlpatterns = [
    path("", views.front, name="front"),
    path("front/<edition:key>/", views.front_of, name="front_of"),
    path("front/<edition:key>/<int:number>/", views.front_at, name="front_at"),
    path("section/<slug:slug>/", views.section, name="section"),
    path("series/<slug:slug>/", views.series, name="series"),
    path("author/<slug:slug>/", views.author, name="author"),
    path("topic/", topics.topics, name="topics"),
    path("topic/<slug:slug>/", topics.topic, name="topic"),
    path("article/<int:pk>/", views.article, name="article"),
    path("epaper/", epaper.latest, name="epaper"),
    path("epaper/calendar/", epaper.latest_calendar, name="latest_calendar"),
    path("epaper/calendar/<month:month>/", epaper.calendar, name="calendar"),
    path("epaper/<edition:key>/", epaper.edition, name="edition"),
    path("epaper/<edition:key>.pdf", files.issue_pdf, name="issue_pdf"),
    path("epaper/<edition:key>.epub", files.issue_epub, name="issue_epub"),
    path("epaper/<edition:key>/<label:label>/", epaper.page, name="page"),
    path("epaper/<edition:key>/<label:label>.pdf", files.page_pdf, name="page_pdf"),
    path("epaper/<edition:key>/<label:label>/clip/<int:pk>/", epaper.clip, name="clip"),
    path("epaper/<edition:key>/<label:label>/clip/<int:pk>.jpg", epaper.clip_picture, name="clip_picture"),
    path("search/", searching.search, name="search"),
    path("corrections/", views.corrections, name="corrections"),
    path("about/", views.about, name="about"),
    path("feeds/", feeds.index, name="feeds"),
    path("feeds/latest.<feed_format:format>", feeds.latest, name="feed"),
    path("feeds/section/<slug:slug>.<feed_format:format>", feeds.section, name="section_feed"),
    path("feeds/series/<slug:slug>.<feed_format:format>", feeds.series, name="series_feed"),
    path("feeds/topic/<slug:slug>.<feed_format:format>", feeds.topic, name="topic_feed"),
    path("feeds/author/<slug:slug>.<feed_format:format>", feeds.author, name="author_feed"),
    path("feeds/issue/latest.<feed_format:format>", feeds.latest_issue, name="latest_issue_feed"),
    path("feeds/issue/<edition:key>.<feed_format:format>", feeds.issue, name="issue_feed"),
    path("article/<int:pk>/table-<int:number>.csv", views.table, name="table"),
    path("article/<int:pk>/ninjs.json", ninjs_views.article, name="article_ninjs"),
    path("epaper/<edition:key>/ninjs.json", ninjs_views.issue, name="issue_ninjs"),
    path("api/", api.index, name="api"),
    path("api/openapi.json", api.description, name="api_description"),
    path("api/articles/", api.articles, name="api_articles"),
    path("api/articles/<int:pk>/", api.article, name="api_article"),
    path("api/issues/", api.issue_list, name="api_issues"),
    path("api/issues/<edition:key>/", api.issue, name="api_issue"),
    path("api/sections/", api.sections, name="api_sections"),
    path("api/series/", api.series, name="api_series"),
    path("api/topics/", api.topics, name="api_topics"),
    path("api/authors/", api.authors, name="api_authors"),
    path("api/corrections/", api.corrections, name="api_corrections"),
    path("api/changes/", changes.changes, name="api_changes"),
    path("api/search/", api.search, name="api_search"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap-pages.xml", sitemaps.pages, name="sitemap_pages"),
    path("sitemap-news.xml", sitemaps.news, name="sitemap_news"),
    path("sitemap/<month:month>.xml", sitemaps.month, name="sitemap_month"),
    path("html/<old_day:day>/node_<int:number>.htm", old_addresses.node, name="old_page"),
    path("html/<old_day:day>/content_<int:pk>.htm", old_addresses.content, name="old_article"),
    path("media/<picture_file:name>", files.picture, name="picture"),
    path(".well-known/tdmrep.json", files.tdm_reservation, name="tdm_reservation"),
    path("manifest.webmanifest", offline.manifest, name="manifest"),
    path("service-worker.js", offline.service_worker, name="service_worker"),
    path("offline/", offline.page, name="offline"),
    path("offline/issue.json", offline.issue, name="offline_issue"),
    path("favicon.ico", files.icon, name="icon"),
    path("robots.txt", files.robots, name="robots"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
