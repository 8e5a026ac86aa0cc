"""The demo's topic: every article of its week that belongs to it goes in when it is there."""

from __future__ import annotations

from collections.abc import Mapping

from articles import topic_pages, topic_photos, workflow
from articles.models import Article, ArticlePhoto, Topic
from newsroom.demo import manuscripts
from newsroom.demo.paper import Newsroom
from photos.models import Photo


def begin() -> Topic:
    """The topic with its sub-headings, and nothing under them yet."""
    copy = manuscripts.paper()["topic"]
    words = {name: copy[name].strip() for name in ("name", "slug", "introduction")}
    topic = Topic.objects.create(**words, is_public=True)
    for order, group in enumerate(copy["group"], start=1):
        topic.groups.create(name=group["name"], order=order)
    return topic


def gather(newsroom: Newsroom, articles: Mapping[str, Article]) -> None:
    """Put in those of these articles, by the keys of their manuscripts, that belong to it, and show it to readers."""
    copy = manuscripts.paper()["topic"]
    topic = Topic.objects.filter(slug=copy["slug"]).first() or begin()
    for group in copy["group"]:
        chosen = [articles[key].pk for key in group["articles"] if key in articles]
        heading = topic.groups.get(name=group["name"])
        workflow.gather(topic, chosen, group=heading, by=newsroom.people["chief_editor"])
    if lead := articles.get(copy["lead"]):
        # The lead stands with its first.
        first = lead.photos.order_by("order").values_list("photo", flat=True)[:1]
        others = ArticlePhoto.objects.filter(article__topics__topic=topic).exclude(photo__in=list(first))
        head = Photo.objects.filter(uses__in=others).order_by("uses__pk").first()
        if head:
            topic_photos.prepare(head)
        Topic.objects.filter(pk=topic.pk).update(lead=lead, photo=head)
    topic_pages.show(topic)
