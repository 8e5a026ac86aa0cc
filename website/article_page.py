"""All that the page of an article shows, in one look at the record: so every part of it is of the same moment."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models

from website import issue
from website.models import (
    Appearance,
    PublishedArticle,
    PublishedByline,
    PublishedCorrection,
    PublishedPicture,
    PublishedRegion,
    PublishedSection,
    PublishedSeries,
    PublishedTopic,
)
from website.models.article import placed
from website.prepared import Prepared
from website.record import STATE, RecordState
from website.rows import loaded, made
from website.sequence import Sequence, Step, around

# What the column can hold; with a larger one PostgreSQL would compare every row as a decimal.
LARGEST = models.BigIntegerField.MAX_BIGINT
# Each part is found through an index that begins with what it is asked by, and is bounded: by the article itself, by
# one issue, or by a LIMIT. So the whole costs the same in an archive of a million articles as in one of a thousand.
ASKED = Prepared(
    f"""
SELECT state.*,
    row_to_json(article),
    (SELECT row_to_json(section) FROM website_publishedsection section WHERE section.slug = article.section_id),
    (SELECT row_to_json(series) FROM website_publishedseries series WHERE series.slug = article.series_id),
    (SELECT json_agg(byline ORDER BY byline."order") FROM website_publishedbyline byline
     WHERE byline.article_id = article.id),
    (SELECT json_agg(picture ORDER BY picture."order") FROM website_publishedpicture picture
     WHERE picture.article_id = article.id),
    (SELECT json_agg(correction ORDER BY correction.id) FROM website_publishedcorrection correction
     WHERE correction.article_id = article.id AND correction.notice <> ''),

    -- the edition that printed it first, and every place it has there: where it begins, then where it goes on
    (SELECT row_to_json(edition) FROM website_publishededition edition WHERE edition.id = first.edition_id),
    (SELECT json_agg(json_build_array(place, page) ORDER BY place.is_continued, page."order", place."order")
     FROM website_appearance place JOIN website_publishedpage page ON page.id = place.page_id
     WHERE place.article_id = article.id AND page.edition_id = first.edition_id),
    (SELECT json_agg(region ORDER BY region."order") FROM website_publishedregion region
     WHERE region.page_id = first.page_id AND region.article_id = article.id),

    -- that edition as it is read: each readable article where it begins
    (SELECT json_agg(json_build_array(other.id, other.headline, page.id, page.label)
                     ORDER BY page."order", place."order")
     FROM website_publishedpage page
     JOIN website_appearance place ON place.page_id = page.id AND NOT place.is_continued
     JOIN website_publishedarticle other ON other.id = place.article_id AND other.withdrawn_at IS NULL
     WHERE page.edition_id = first.edition_id AND article.withdrawn_at IS NULL),

    -- the latest other parts of its series
    (SELECT json_agg(json_build_object('id', part.id, 'headline', part.headline, 'series_part', part.series_part))
     FROM (SELECT other.id, other.headline, other.series_part FROM website_publishedarticle other
           WHERE other.series_id = article.series_id AND other.withdrawn_at IS NULL AND other.id <> article.id
           ORDER BY other.published_at DESC, other.edition_order, other.id LIMIT 5) part),

    (SELECT json_agg(topic ORDER BY topic.is_open DESC, topic.id DESC)
     FROM website_topicentry entry JOIN website_publishedtopic topic ON topic.id = entry.topic_id
     WHERE entry.article_id = article.id)

FROM website_publishedarticle article
CROSS JOIN ({STATE}) state
LEFT JOIN LATERAL (
    SELECT page.id AS page_id, page.edition_id
    FROM website_appearance place
    JOIN website_publishedpage page ON page.id = place.page_id
    JOIN website_publishededition edition ON edition.id = page.edition_id
    WHERE place.article_id = article.id
    ORDER BY place.is_continued, edition.date, edition.number_in_day, page."order", place."order"
    LIMIT 1
) first ON true
WHERE article.id = %s
""",
    "bigint",
)


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """An article with all that stands around it; `state` is that of the record at the same moment."""

    state: RecordState
    article: PublishedArticle
    # Where it stands in the edition that printed it first: where it begins, then where it goes on.
    places: list[Appearance]
    corrections: list[PublishedCorrection]
    # Its corners on the picture of the first of these pages, as SVG; none where there is no picture.
    polygons: list[str]
    sequence: Sequence | None
    more_of_series: list[PublishedArticle]
    topics: list[PublishedTopic]

    @property
    def appearance(self) -> Appearance | None:
        return next(iter(self.places), None)

    @property
    def goes_on(self) -> list[Appearance]:
        return self.places[1:]


def look_up(number: int) -> ArticlePage | None:
    """The page of an article, withdrawn or not; None where there is none."""
    if number > LARGEST:
        return None
    row = ASKED.row(number)
    if row is None:
        return None
    article_row, section, series, bylines, pictures, corrections, edition, places, regions, steps, parts, topics = row[
        3:
    ]
    article = made(PublishedArticle, article_row)
    article.section = made(PublishedSection, section)
    article.series = made(PublishedSeries, series) if series else None
    loaded(article, "bylines", [made(PublishedByline, one) for one in bylines or ()])
    loaded(article, "pictures", [made(PublishedPicture, one) for one in pictures or ()])
    in_print = [placed(place, page, edition) for place, page in places or ()]
    is_pictured = bool(in_print and in_print[0].page.picture_base)
    corners = [made(PublishedRegion, one) for one in regions or ()] if is_pictured else []
    return ArticlePage(
        state=RecordState(*row[:3]),
        article=article,
        places=in_print,
        corrections=[made(PublishedCorrection, one) for one in corrections or ()] if article.corrected_at else [],
        polygons=issue.polygons_by_article(corners).get(article.pk, []),
        sequence=around(article.pk, [Step(*step) for step in steps or ()]),
        more_of_series=[PublishedArticle(**part) for part in parts or ()],
        topics=[made(PublishedTopic, one) for one in topics or ()],
    )
