"""What comes through the door: plain frozen copies of published things, without a row of the desk in them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from datetime import date, datetime

from website.search import Words


@dataclass(frozen=True, slots=True)
class MastheadCopy:
    name: str
    name_en: str
    tagline: str
    publisher: str
    sponsor: str
    cn_number: str
    postal_code_number: str
    address: str
    phone: str
    about: str
    authority: str = ""
    postcode: str = ""
    website: str = ""
    editor_in_chief: str = ""
    printer: str = ""
    distribution: str = ""
    price: str = ""
    advertising_licence: str = ""


@dataclass(frozen=True, slots=True)
class SectionCopy:
    slug: str
    name: str
    description: str
    order: int


@dataclass(frozen=True, slots=True)
class SeriesCopy:
    slug: str
    name: str
    description: str


@dataclass(frozen=True, slots=True)
class AuthorCopy:
    slug: str
    name: str
    title: str
    bio: str


@dataclass(frozen=True, slots=True)
class BylineCopy:
    """`author` is None for a name without a page of its own; `name` is what is printed."""

    name: str
    role: str
    position: str
    author: AuthorCopy | None


@dataclass(frozen=True, slots=True)
class PictureCopy:
    """`base`-`size`.`format` are the public files; width and height are those of the largest one, in pixels.

    `sizes` are the nominal widths and `widths` the real ones of a picture that is narrower, in the same order; `shape`
    is empty for the whole picture; `ai` a `PublishedPicture.Ai`; `creators` are the names of who took it.
    """

    base: str
    width: int
    height: int
    colour: str
    caption: str
    credit: str
    alt: str
    after_paragraph: int
    shape: str = ""
    formats: tuple[str, ...] = ("jpg",)
    sizes: tuple[int, ...] = (480, 960, 1600)
    widths: tuple[int, ...] = ()
    ai: str = ""
    creators: tuple[str, ...] = ()
    copyright_notice: str = ""
    licence_url: str = ""


@dataclass(frozen=True, slots=True)
class TopicPlaceCopy:
    """Where an article stands in a topic; `group_id` is the number of a sub-heading, None above the first one."""

    topic_id: int
    group_id: int | None
    order: int
    is_lead: bool = False


@dataclass(frozen=True, slots=True)
class TopicGroupCopy:
    id: int
    name: str
    order: int


@dataclass(frozen=True, slots=True)
class TopicCopy:
    """A topic as the desk has it; `places` by the numbers of the articles that readers may have in it."""

    id: int
    slug: str
    name: str
    introduction: str
    is_open: bool
    first_day: date | None
    last_day: date | None
    groups: tuple[TopicGroupCopy, ...]
    places: dict[int, TopicPlaceCopy]
    picture: PictureCopy | None = None


@dataclass(frozen=True, slots=True)
class ArticleCopy:
    id: int
    version_number: int
    content_hash: str
    genre: str
    section: SectionCopy
    series: SeriesCopy | None
    series_part: int | None
    kicker: str
    headline: str
    deck: str
    dateline: str
    body: str
    teaser: str
    source: str
    character_count: int
    bylines: tuple[BylineCopy, ...]
    pictures: tuple[PictureCopy, ...]
    topics: tuple[TopicPlaceCopy, ...] = ()


@dataclass(frozen=True, slots=True)
class CorrectionCopy:
    """What readers are told of a correction; `id` is its number at the desk, `kind` a `PublishedCorrection.Kind`."""

    id: int
    kind: str
    notice: str
    at: datetime


@dataclass(frozen=True, slots=True)
class PagePictureCopy:
    """`base`-`size`.webp are the public files of a page's picture; width and height those of the largest, in pixels."""

    base: str
    width: int
    height: int
    sizes: tuple[int, ...] = (480, 1000, 1600)


@dataclass(frozen=True, slots=True)
class RegionCopy:
    """Where on the page's picture an article stands: a polygon, its corners in percent of width and height.

    An article in several pieces has several. `kind` is a `PublishedRegion.Kind`, or `correction` where the notice
    stands that puts this article right.
    """

    article_id: int
    points: tuple[tuple[float, float], ...]
    kind: str = "article"


@dataclass(frozen=True, slots=True)
class FrontPlaceCopy:
    """Where an article stands on the front page; `zone` is a `FrontPlace.Zone`, `page` the label of its page's block.

    `position` counts from 1 in its zone, `headline` is what it is called there instead, `until` when its place ends.
    """

    article_id: int
    zone: str
    position: int
    page: str = ""
    headline: str = ""
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class FrontCopy:
    """An arrangement of the front page of an issue; without places it is the rule's. Each has a higher number."""

    edition_id: int
    number: int
    places: tuple[FrontPlaceCopy, ...]


@dataclass(frozen=True, slots=True)
class PageCopy:
    """`articles` in reading order; the first is the lead. `corrections`: numbers of the corrections printed on it.

    An article that goes on here from another page is among them. `pdf` is the name of a public file.
    """

    label: str
    name: str
    responsible_editor: str
    designer: str
    proofreader: str
    articles: tuple[ArticleCopy, ...]
    corrections: tuple[int, ...] = ()
    picture: PagePictureCopy | None = None
    pdf: str = ""
    regions: tuple[RegionCopy, ...] = ()
    revision: int = 1


@dataclass(frozen=True, slots=True)
class EditionCopy:
    """`pdf` is the name of a public file; `reason` tells readers why the edition is issued again.

    `kind` is a `PublishedEdition.Kind`; a merged one has its last day and number too, an extra may have no number.
    """

    id: int
    date: date
    number_in_day: int
    total_number: int | None
    name: str
    revision: int
    published_at: datetime
    masthead: MastheadCopy
    pages: tuple[PageCopy, ...]
    pdf: str = ""
    reason: str = ""
    kind: str = "ordinary"
    date_to: dt.date | None = None
    total_number_to: int | None = None


@dataclass(frozen=True, slots=True)
class ArchivedArticleCopy:
    """An article of earlier years, with the hour at which it appeared and its place among those of that day."""

    article: ArticleCopy
    published_at: datetime
    edition_order: int
    # Where nobody made them ahead, they are made when it comes in.
    words: Words | None = None


@dataclass(frozen=True, slots=True)
class ArchivedEditionCopy:
    """An issue of earlier years; `pages` in their order: label, name, and the numbers of the articles on it."""

    id: int
    date: date
    number_in_day: int
    total_number: int | None
    name: str
    kind: str
    published_at: datetime
    pages: tuple[tuple[str, str, tuple[int, ...]], ...]


@dataclass(frozen=True, slots=True)
class ArchiveCopy:
    """Batch number `batch` of what is brought in together from earlier years; `id` is its number at the desk."""

    id: int
    batch: int
    masthead: MastheadCopy
    articles: tuple[ArchivedArticleCopy, ...]
    editions: tuple[ArchivedEditionCopy, ...] = ()
