"""What the templates of issue pages show besides words: their pictures, polygons on them, and what machines read."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from website.models import PublishedArticle, PublishedCorrection, PublishedEdition, PublishedPage, PublishedTopic
from website.public_files import file_address
from website.structured import collection_page, news_article, publication_issue

register = template.Library()

# What could end the element, or begin another in it.
UNSAFE = {"<": "\\u003C", ">": "\\u003E", "&": "\\u0026"}


@register.simple_tag
def page_image(page: PublishedPage, sizes: str, *, eager: bool = False, alt: str = "") -> SafeString:
    """The img of a page's picture; `sizes` tells the browser how wide its place is.

    Never fetched where it is not shown: on a small screen the picture waits until it is asked for.
    """
    files = page.picture_files()
    return format_html(
        '<img src="{}" srcset="{}" sizes="{}" width="{}" height="{}" alt="{}" loading="lazy" {}decoding="async">',
        file_address(files[min(1, len(files) - 1)][0]),
        ", ".join(f"{file_address(name)} {width}w" for name, width in files),
        sizes,
        page.picture_width,
        page.picture_height,
        alt,
        mark_safe('fetchpriority="high" ' if eager else ""),
    )


@register.filter
def largest(page: PublishedPage) -> str:
    """The address of a page's picture in its largest size."""
    return file_address(page.picture_files()[-1][0])


@register.filter
def as_list(page: PublishedPage) -> list[PublishedPage]:
    return [page]


@register.simple_tag(takes_context=True)
def issue_for_machines(context: Context, edition: PublishedEdition, pages: Iterable[PublishedPage]) -> SafeString:
    """The issue with these of its pages as JSON-LD; a block of data, which no policy for scripts is about."""
    issue: dict[str, Any] = publication_issue(edition, context["masthead"], pages, root=context["site_root"])
    return _block(issue)


@register.simple_tag(takes_context=True)
def article_for_machines(context: Context, article: PublishedArticle) -> SafeString:
    """The article as JSON-LD, with its corrections and its places in print as the page shows them."""
    places = [context["appearance"], *context["goes_on"]] if context.get("appearance") else []
    corrections: Iterable[PublishedCorrection] = context.get("corrections") or ()
    words = news_article(
        article,
        context["masthead"],
        places=places,
        corrections=corrections,
        topics=context.get("topics") or (),
        root=context["site_root"],
    )
    return _block(words)


@register.simple_tag(takes_context=True)
def topic_for_machines(context: Context, topic: PublishedTopic, articles: Iterable[PublishedArticle]) -> SafeString:
    """The topic as JSON-LD, with the articles that its page shows."""
    return _block(collection_page(topic, articles, context["masthead"], root=context["site_root"]))


def _block(words: dict[str, Any]) -> SafeString:
    said = json.dumps(words, ensure_ascii=False)
    for character, escaped in UNSAFE.items():
        said = said.replace(character, escaped)
    return mark_safe(f'<script type="application/ld+json">{said}</script>')
