"""An article's text for those who read it elsewhere: in a feed, in another paper's system; every address is whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urljoin

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from website.models import PublishedArticle, PublishedPicture
from website.public_files import jpeg_of, whole_address
from website.reading import lay_out

# In clean HTML every value stands in double quotes, and "<" nowhere else.
LINK = re.compile(r'(<a\b[^>]*?\bhref=")([^"]*)')
# About so wide, in pixels, is a picture in a feed.
WIDTH = 960


def whole_text(article: PublishedArticle, root: str, *, with_pictures: bool = True) -> str:
    """The article as HTML: what was corrected, its deck, its text with credits, its pictures where they belong.

    Bylines, pictures and corrections must be loaded; `root` begins every address of ours.
    """
    return leading_everywhere("\n".join(_parts(article, root, with_pictures)), article, root)


def leading_everywhere(words: str, article: PublishedArticle, root: str) -> str:
    """Clean HTML of an article whose links lead to the same places from anywhere."""
    page = f"{root}{article.get_absolute_url()}"
    return LINK.sub(lambda link: link[1] + urljoin(page, link[2]), words)


def _parts(article: PublishedArticle, root: str, with_pictures: bool) -> Iterator[SafeString]:
    for correction in article.corrections.all():
        if correction.notice:
            yield format_html("<p><strong>{}</strong></p>", correction.notice)
    if article.deck:
        yield format_html("<p><em>{}</em></p>", article.deck)
    reading = lay_out(article)
    if with_pictures:
        yield from (_figure(picture, root) for picture in reading.gallery)
    for block in reading.blocks:
        if block.html is not None:
            yield block.html
        elif block.picture is not None and with_pictures:
            yield _figure(block.picture, root)


def _figure(picture: PublishedPicture, root: str) -> SafeString:
    """What a machine had a part in says so here too."""
    mark = format_html("<small>{}</small> ", picture.get_ai_display()) if picture.ai else mark_safe("")
    return format_html(
        '<figure><img src="{}" alt="{}"><figcaption>{}{} {}</figcaption></figure>',
        whole_address(jpeg_of(picture, WIDTH), root),
        picture.alt,
        mark,
        picture.caption,
        picture.credit,
    )
