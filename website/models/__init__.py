"""The published record: what readers may see, and nothing else. Written only by `website.intake`.

The readers' process logs in to PostgreSQL as a role that may read these tables and no others. So nothing that is
not meant for the public may ever be stored here: no notes, no drafts, no names of reviewers.
"""

from website.models.article import (
    Appearance,
    AppearanceQuerySet,
    PublishedArticle,
    PublishedArticleQuerySet,
    PublishedByline,
    PublishedPicture,
)
from website.models.change import ArticleChange, ArticleChangeQuerySet
from website.models.correction import PrintedCorrection, PublishedCorrection, PublishedCorrectionQuerySet
from website.models.edition import PublishedEdition, PublishedEditionQuerySet, PublishedPage
from website.models.front import FrontArrangement, FrontPlace, FrontPlaceQuerySet
from website.models.issue_files import PublishedRegion, RetiredFile
from website.models.names import Masthead, PublishedAuthor, PublishedSection, PublishedSeries
from website.models.press import OutboxEvent, PressHeartbeat
from website.models.search import BELONGS, SearchProgress, SearchText
from website.models.topic import (
    FormerTopicAddress,
    PublishedTopic,
    PublishedTopicGroup,
    PublishedTopicQuerySet,
    TopicEntry,
)

__all__ = [
    "BELONGS",
    "Appearance",
    "AppearanceQuerySet",
    "ArticleChange",
    "ArticleChangeQuerySet",
    "FormerTopicAddress",
    "FrontArrangement",
    "FrontPlace",
    "FrontPlaceQuerySet",
    "Masthead",
    "OutboxEvent",
    "PressHeartbeat",
    "PrintedCorrection",
    "PublishedArticle",
    "PublishedArticleQuerySet",
    "PublishedAuthor",
    "PublishedByline",
    "PublishedCorrection",
    "PublishedCorrectionQuerySet",
    "PublishedEdition",
    "PublishedEditionQuerySet",
    "PublishedPage",
    "PublishedPicture",
    "PublishedRegion",
    "PublishedSection",
    "PublishedSeries",
    "PublishedTopic",
    "PublishedTopicGroup",
    "PublishedTopicQuerySet",
    "RetiredFile",
    "SearchProgress",
    "SearchText",
    "TopicEntry",
]
