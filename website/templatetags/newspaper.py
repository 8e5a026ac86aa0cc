"""How a newspaper writes things: dates, headlines in two parts, credits, pictures in the size that fits."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django import template
from django.template import Context
from django.utils import timezone
from django.utils.dateformat import format as date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from website import links
from website.bylines import plain_credits, writes_chinese
from website.headlines import set_in_lines
from website.models import (
    Appearance,
    PublishedArticle,
    PublishedByline,
    PublishedEdition,
    PublishedPicture,
    PublishedTopic,
)
from website.public_files import file_address, jpeg_of, whole_address

register = template.Library()

# In the order in which browsers are offered them: the smallest files first. The last one every browser reads.
KINDS = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg"}
GREYISH = 0.12
# About so wide is the picture beside a link, and in a feed.
SHARED_WIDTH = 960
# What only one kind of page shows, and what that page is.
PLACES = (
    ("edition", "issue"),
    ("month", "calendar"),
    ("asked", "search"),
    ("topic", "topic"),
    ("all_topics", "topic"),
)


@register.filter
def headline(text: str) -> SafeString:
    """The parts of a headline, a kicker or a deck each in a box of its own, so that a narrow column breaks it there."""
    return set_in_lines(text)


@register.filter
def credits(bylines: Iterable[PublishedByline]) -> str:
    """The credits of a list's entry: 记者 沈知遥 通讯员 江照野."""
    return plain_credits(bylines)


@register.filter
def long_date(day: date) -> str:
    """2026年11月23日 星期一, or Monday, 23 November 2026."""
    return date_format(day, "Y年n月j日 l" if writes_chinese() else "l, j F Y")


@register.filter
def issue_date(edition: PublishedEdition) -> str:
    """The day an issue carries, of a merged one the first and the last."""
    first, last = edition.date, edition.date_to
    if last is None:
        return long_date(first)
    if writes_chinese():
        rest = "n月j日 l" if first.year == last.year else "Y年n月j日 l"
        return f"{long_date(first)}—{date_format(last, rest)}"
    return f"{long_date(first)} – {long_date(last)}"


@register.filter
def plain_date(day: date) -> str:
    """2026年11月23日, or 23 November 2026."""
    return date_format(day, "Y年n月j日" if writes_chinese() else "j F Y")


@register.filter
def short_date(day: date) -> str:
    """11月23日 周一, or Mon 23 Nov: for lists of issues that lie close together."""
    if writes_chinese():
        return f"{date_format(day, 'n月j日')} {date_format(day, 'l').replace('星期', '周')}"
    return date_format(day, "D j M")


@register.filter
def short_day(at: datetime) -> str:
    """11月23日, or 23 Nov; in the paper's time zone."""
    return date_format(timezone.localtime(at), "n月j日" if writes_chinese() else "j M")


@register.filter
def hour(at: datetime, day: date | None = None) -> str:
    """22:41, in the paper's time zone; on another day than `day` that day stands before it."""
    local = timezone.localtime(at)
    said = date_format(local, "H:i")
    return said if day is None or local.date() == day else f"{short_day(at)} {said}"


@register.filter
def date_of(at: datetime) -> date:
    """The day of a moment, in the paper's time zone."""
    return timezone.localtime(at).date()


@register.filter
def month_name(month: Any) -> str:
    """2026年11月, or November 2026."""
    return date_format(month.first_day, "Y年n月" if writes_chinese() else "F Y")


@register.filter
def weekday_name(day: date) -> str:
    """The head of a calendar's column: 一, or Mon."""
    return date_format(day, "l")[-1] if writes_chinese() else date_format(day, "D")


@register.filter
def moment(at: datetime) -> str:
    """2026年11月23日 06:00, or 23 November 2026, 06:00; in the paper's time zone."""
    local = timezone.localtime(at)
    if writes_chinese():
        return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"
    return date_format(local, "j F Y, H:i")


@register.filter
def iso(at: datetime) -> str:
    """2026-11-23T06:00:00+08:00: for machines, which take no more than seconds; in the paper's time zone."""
    return timezone.localtime(at).isoformat(timespec="seconds")


@register.filter
def print_reference(appearance: Appearance) -> str:
    """Where an article stood in print: 2025-10-17 A01 要闻."""
    page = appearance.page
    return f"{page.edition.date.isoformat()} {page.label} {page.name}".strip()


@register.filter
def topic_span(topic: PublishedTopic) -> str:
    """From when to when a topic was news: 2026年11月23日—11月29日; of one that goes on, since when."""
    first = topic.first_day or (date_of(topic.first_at) if topic.first_at else None)
    last = topic.last_day or (date_of(topic.last_at) if topic.last_at and not topic.is_open else None)
    if first is None or last == first:
        return plain_date(first) if first else ""
    if last is None:
        return f"{plain_date(first)}起" if writes_chinese() else f"Since {plain_date(first)}"
    if writes_chinese():
        return f"{plain_date(first)}—{date_format(last, 'n月j日' if first.year == last.year else 'Y年n月j日')}"
    return f"{plain_date(first)} – {plain_date(last)}"


@register.filter
def first_picture(article: PublishedArticle | None) -> PublishedPicture | None:
    return next(iter(article.pictures.all()), None) if article else None


@register.filter
def picture_url(picture: PublishedPicture, width: int) -> str:
    """The address of the JPEG that is about so wide in pixels."""
    return file_address(jpeg_of(picture, width))


@register.simple_tag
def shared_picture(picture: PublishedPicture, root: str) -> str:
    """The whole address of the picture that goes with a link to an article, on other people's pages."""
    return whole_address(jpeg_of(picture, SHARED_WIDTH), root)


@register.filter
def ground(picture: PublishedPicture) -> str:
    """The class of the colour a picture's place has until it is there: one of sixteen, near to its mean colour.

    A class and no style attribute, which the policy of our pages forbids.
    """
    red, green, blue = (int(picture.colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    lightness = 0.3 * red + 0.59 * green + 0.11 * blue
    if max(red, green, blue) - min(red, green, blue) < GREYISH:
        hue = "grey"
    elif green >= red and green >= blue:
        hue = "green"
    else:
        hue = "warm" if red > blue else "cool"
    return f"{hue}-{min(3, int(lightness * 4)) + 1}"


def _source_set(picture: PublishedPicture, ending: str) -> str:
    return ", ".join(f"{file_address(name)} {width}w" for name, width in picture.files(ending))


@register.simple_tag
def document_language() -> str:
    """The language of the document as HTML writes it: with it browsers choose the right forms of characters."""
    return "zh-Hans" if writes_chinese() else (get_language() or "en")


@register.simple_tag(takes_context=True)
def furniture(context: Context, template: str) -> SafeString:
    """A part of the page that is the same on all of them."""
    part: SafeString = context["furniture"].part(template)
    return part


@register.simple_tag(takes_context=True)
def menu(context: Context) -> SafeString:
    """The sections of the paper, the one of this page marked."""
    here, slug = _here(context)
    part: SafeString = context["furniture"].part("website/_sections.html", here=here, slug=slug)
    return part


@register.simple_tag
def address(name: str, *parts: object) -> str:
    """One of the addresses that `links` knows."""
    return links.address(name, *parts)


def _here(context: Context) -> tuple[str, str]:
    """What a page is, told by what its template shows, and the section it belongs to."""
    if context["request"].path == "/":
        return "front", ""
    if context.get("front"):
        return "", ""  # of another day or hour: neither today's nor an issue's page
    if section := context.get("section"):
        return "section", section.slug
    named = next((here for name, here in PLACES if context.get(name)), "")
    if not named and (article := context.get("article")):
        return "article", article.section_id
    return named, ""


@register.simple_tag
def picture(picture: PublishedPicture, sizes: str, *, eager: bool = False, marked: bool = True) -> SafeString:
    """A picture in every format there is of it; `sizes` tells the browser how wide its place is.

    What a machine had a part in carries its mark wherever it is shown; `marked` is false where a caption says it.
    Written here because a page of teasers has dozens, and a template for each would be half of its time.
    """
    sources = format_html_join(
        "",
        '<source type="{}" srcset="{}" sizes="{}">',
        (
            (kind, _source_set(picture, ending), sizes)
            for ending, kind in KINDS.items()
            if ending != "jpg" and ending in picture.formats
        ),
    )
    shown = format_html(
        '<picture>{}<img class="{}" src="{}" srcset="{}" sizes="{}" width="{}" height="{}" alt="{}" {} '
        'decoding="async"></picture>',
        sources,
        ground(picture),
        picture_url(picture, 960),
        _source_set(picture, "jpg"),
        sizes,
        picture.width,
        picture.height,
        picture.alt,
        mark_safe('fetchpriority="high"' if eager else 'loading="lazy"'),
    )
    if not (marked and picture.ai):
        return shown
    return format_html('<span class="marked">{}<span class="ai-mark">{}</span></span>', shown, picture.get_ai_display())
