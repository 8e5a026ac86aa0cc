"""Which addresses an event of the outbox changes: those of the thing itself, then those that show or name it.

An article is shown where it stands now, and was shown where it stood when its pages were baked last: both count.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from website.addresses import EditionKey, Month
from website.baking import addresses
from website.baking.ledger import Ledger, Rank
from website.breaking import BEFORE_THE_ISSUE
from website.channels import FORMATS
from website.fronts import CORRECTIONS_STAY, RECENT_ISSUES
from website.models import (
    Appearance,
    OutboxEvent,
    PrintedCorrection,
    PublishedArticle,
    PublishedByline,
    PublishedCorrection,
    PublishedEdition,
    PublishedTopic,
    TopicEntry,
)

Kind = OutboxEvent.Kind
Standing = dict[int, set[str]]


@dataclass
class Reach:
    """What has to be baked anew, by rank and in this order, and where the articles concerned stand from now on."""

    rank: Rank
    lines: dict[Rank, dict[str, None]] = field(default_factory=dict)
    standing: Standing = field(default_factory=dict)

    def add(self, more: Iterable[str], rank: Rank | None = None) -> None:
        """Behind what was added before; with the rank of the whole if none is given."""
        self.lines.setdefault(self.rank if rank is None else rank, {}).update(dict.fromkeys(more))

    @property
    def addresses(self) -> set[str]:
        return set().union(*self.lines.values())


def of_event(kind: str, subject: int, ledger: Ledger) -> Reach:
    """Raises KeyError for a kind that the table does not have."""
    return TABLE[kind](subject, ledger)


def of_article(number: int, ledger: Ledger) -> Reach:
    """Corrected, withdrawn, published again: nothing may show it as it was, so all of it goes before anything else."""
    return _around({number}, ledger, Reach(Rank.AT_ONCE))


def of_article_alone(number: int, ledger: Ledger) -> Reach:
    """Readers have an article before any issue holds it: it is news, not a mistake."""
    reach = Reach(Rank.NEWS)
    reach.add([reverse("website:front"), reverse("website:article", args=[number])], Rank.AT_ONCE)
    return _around({number}, ledger, reach)


def of_pictures(number: int, ledger: Ledger) -> Reach:
    """The same pictures in more formats: nothing was wrong before."""
    return _around({number}, ledger, Reach(Rank.LOOKS))


def of_edition(number: int, ledger: Ledger) -> Reach:
    """Its articles wherever they stand, those that stood in it before, and the issues that lead to it."""
    edition = PublishedEdition.objects.get(pk=number)
    shelf = _shelf(edition)
    inside = set(_members([edition])) | ledger.articles_on(shelf)
    reach = Reach(Rank.NEWS)
    # Readers look there first; what it leads to before it is baked the website answers.
    reach.add([reverse("website:front")], Rank.AT_ONCE)
    _around(inside, ledger, reach, issues={shelf})
    before = list(PublishedEdition.objects.before(edition)[:1])
    after = list(PublishedEdition.objects.after(edition)[:RECENT_ISSUES])
    for neighbour in [*before, *after[:1]]:
        reach.add(addresses.of_issue(neighbour))
    # Their front pages list the issues before them.
    reach.add(reverse("website:front_of", args=[later.slug]) for later in after)
    for month in sorted(addresses.months_of([edition, *before, *after[:1]])):
        reach.add(addresses.of_month(month))
    return reach


def of_issue_files(number: int, ledger: Ledger) -> Reach:
    """A page was drawn, the issue bound: its pages, and its articles, which show where on the picture they stand."""
    edition = PublishedEdition.objects.get(pk=number)
    reach = Reach(Rank.NEWS)
    reach.add(_whole_shelf(_shelf(edition), ledger))
    for article in _members([edition]):
        reach.add(addresses.of_article(article))
    reach.add(addresses.of_paper())
    return reach


def of_topic(number: int, ledger: Ledger) -> Reach:
    """Its page, those of topics that are gone or moved, and the articles that name it or named it.

    Programs are told of it too, wherever they read those articles; nobody waits for that.
    """
    reach = Reach(Rank.NEWS)
    now = {f"topic/{slug}" for slug in PublishedTopic.objects.filter(pk=number).values_list("slug", flat=True)}
    known = {f"topic/{slug}" for slug in PublishedTopic.objects.values_list("slug", flat=True)}
    shelves = now | ledger.shelves("topic") - known
    inside = set(TopicEntry.objects.filter(topic=number).values_list("article", flat=True))
    for shelf in sorted(shelves):
        reach.add(_whole_shelf(shelf, ledger))
        inside |= ledger.articles_on(shelf)
    reach.add(addresses.of_paper())
    reach.add(reverse("website:article", args=[article]) for article in sorted(inside))
    reach.standing = standing_of(inside)
    reach.add(_all_forms(inside), Rank.LOOKS)
    reach.add(_told_of(set().union(*reach.standing.values())), Rank.LOOKS)
    return reach


def of_front(number: int, _ledger: Ledger) -> Reach:
    """The front page of the newest issue was arranged by hand."""
    reach = Reach(Rank.NEWS)
    reach.add([reverse("website:front")], Rank.AT_ONCE)
    reach.add(_fronts_of(PublishedEdition.objects.filter(pk=number)))
    return reach


def of_nothing(_number: int, _ledger: Ledger) -> Reach:
    """What is told to others changes no page."""
    return Reach(Rank.LOOKS)


# Every kind of event, and what it changes for readers.
TABLE: dict[str, Callable[[int, Ledger], Reach]] = {
    Kind.ARTICLE_PUBLISHED.value: of_article_alone,
    Kind.ARTICLE_WITHDRAWN.value: of_article,
    Kind.ARTICLE_CORRECTED.value: of_article,
    Kind.ARTICLE_READMITTED.value: of_article,
    Kind.EDITION_PUBLISHED.value: of_edition,
    Kind.EDITION_REISSUED.value: of_edition,
    Kind.FRONT_ARRANGED.value: of_front,
    Kind.PAGE_DRAWN.value: of_issue_files,
    Kind.ISSUE_PDF_MADE.value: of_issue_files,
    Kind.PICTURES_COMPLETED.value: of_pictures,
    Kind.TOPIC_CHANGED.value: of_topic,
    Kind.ARCHIVE_IMPORTED.value: of_nothing,  # all of it changes, when the last batch is in
    Kind.FEEDS_OF_EDITION.value: of_nothing,
    Kind.FEEDS_OF_ARTICLE.value: of_nothing,
    Kind.FEEDS_OF_TOPIC.value: of_nothing,
}


def standing_of(articles: Iterable[int]) -> Standing:
    """The shelves on which articles stand now: section, series, authors, topics, issues."""
    numbers = list(articles)
    found: Standing = {number: set() for number in numbers}
    rows = PublishedArticle.objects.filter(pk__in=numbers)
    for number, section, series in rows.values_list("pk", "section", "series"):
        found[number] |= {f"section/{section}", *([f"series/{series}"] if series else [])}
    credits = PublishedByline.objects.filter(article__in=numbers).exclude(author=None)
    for number, author in credits.values_list("article", "author"):
        found[number].add(f"author/{author}")
    for article, slug in TopicEntry.objects.filter(article__in=numbers).values_list("article", "topic__slug"):
        found[article].add(f"topic/{slug}")
    for place in Appearance.objects.filter(article__in=numbers).select_related("page__edition"):
        found[place.article_id].add(_shelf(place.page.edition))
    return found


def _around(articles: set[int], ledger: Ledger, reach: Reach, *, issues: Iterable[str] = ()) -> Reach:
    """The articles themselves, then every page that has their words, then those that only name them.

    Of news what people read comes first, and what programs ask for behind. What is wrong has no form that may stay;
    but hundreds of pages may name it, and nobody's news has to wait for those.
    """
    is_wrong = reach.rank == Rank.AT_ONCE
    reach.add(_all_forms(articles) if is_wrong else _read_first(articles, issues))
    reach.standing = standing_of(articles)
    shelves = set().union(*reach.standing.values(), ledger.shelves_of(articles))
    shown: dict[str, set[str]] = defaultdict(set)
    for shelf in shelves | set(issues) | set(_printing_corrections_of(articles)):
        shown[shelf.partition("/")[0]].add(shelf)
    for shelf in sorted(shown["issue"], reverse=True):
        reach.add(_whole_shelf(shelf, ledger))
    reach.add(addresses.of_paper())
    reach.add(_fronts_telling_of(articles))
    reach.add(_fronts_of(PublishedEdition.objects.filter(arrangements__places__article__in=articles).distinct()))
    for kind in ("topic", "section", "series", "author"):
        for shelf in sorted(shown[kind]):
            reach.add(_whole_shelf(shelf, ledger))
    for month in sorted(_months(articles, shown["issue"])):
        reach.add(addresses.of_month(month))
    reach.add(_all_forms(articles))
    reach.add(_naming(shown, ledger), Rank.NAMING if is_wrong else None)
    return reach


def _read_first(articles: set[int], issues: Iterable[str]) -> Iterator[str]:
    """Of news what readers look for: the articles, the pages of the issue."""
    for number in sorted(articles):
        yield reverse("website:article", args=[number])
    for shelf in sorted(issues, reverse=True):
        if edition := addresses.edition_named(shelf.partition("/")[2]):
            yield from addresses.of_issue(edition)


def _all_forms(articles: set[int]) -> Iterator[str]:
    return (address for number in sorted(articles) for address in addresses.of_article(number))


def _naming(shown: dict[str, set[str]], ledger: Ledger) -> Iterator[str]:
    """The other articles of the same issues and series: beside their text they say what else there is."""
    issues = {shelf: addresses.edition_named(shelf.partition("/")[2]) for shelf in shown["issue"]}
    for shelf, edition in issues.items():
        for number in sorted(set(_members([edition] if edition else [])) | ledger.articles_on(shelf)):
            yield reverse("website:article", args=[number])
    series = [shelf.partition("/")[2] for shelf in shown["series"]]
    for number in PublishedArticle.objects.filter(series__in=series).order_by("-pk").values_list("pk", flat=True):
        yield reverse("website:article", args=[number])


def _told_of(shelves: set[str]) -> Iterator[str]:
    """The feeds of these shelves, and the ninjs of the issues among them: there each article says its topics."""
    for shelf in sorted(shelves):
        kind, _slash, name = shelf.partition("/")
        yield from (reverse(f"website:{kind}_feed", args=[name, form]) for form in FORMATS)
        if kind == "issue":
            yield reverse("website:issue_ninjs", args=[name])


def _whole_shelf(shelf: str, ledger: Ledger) -> list[str]:
    """All addresses of a shelf, those it has now and those it had."""
    return list(dict.fromkeys([*addresses.of_shelf(shelf), *ledger.on_shelf(shelf)]))


def _printing_corrections_of(articles: set[int]) -> Iterator[str]:
    """The issues in which corrections of these articles are printed."""
    rows = PrintedCorrection.objects.filter(correction__article__in=articles).select_related("page__edition")
    return (_shelf(row.page.edition) for row in rows)


def _fronts_telling_of(articles: set[int]) -> Iterator[str]:
    """The front pages of earlier issues that told of a correction of these articles, or of the article, as news."""
    corrected = list(PublishedCorrection.objects.filter(article__in=articles).values_list("at", flat=True))
    alone = PublishedArticle.objects.online_first().filter(pk__in=articles)
    appeared = list(alone.values_list("published_at", flat=True))
    if not corrected and not appeared:
        return
    rows = PublishedEdition.objects.order_by("date", "number_in_day")
    issues = list(rows.values_list("date", "number_in_day", "published_at"))
    # The newest one's front page has an address of its own only after it.
    for (day, number, published_at), (_day, _number, following) in pairwise(issues):
        told = any(published_at - CORRECTIONS_STAY < at <= following for at in corrected)
        if told or any(published_at - BEFORE_THE_ISSUE < at <= following for at in appeared):
            yield reverse("website:front_of", args=[EditionKey(day, number)])


def _fronts_of(editions: Iterable[PublishedEdition]) -> Iterator[str]:
    """The addresses at which their front pages stand once they are earlier ones."""
    return (reverse("website:front_of", args=[edition.slug]) for edition in editions)


def _months(articles: set[int], issues: Iterable[str]) -> set[str]:
    editions = [addresses.edition_named(shelf.partition("/")[2]) for shelf in issues]
    months = addresses.months_of(edition for edition in editions if edition)
    moments = PublishedArticle.objects.filter(pk__in=articles).values_list("published_at", flat=True)
    return months | {str(Month.of(timezone.localtime(at).date())) for at in moments}


def _members(editions: Iterable[PublishedEdition]) -> QuerySet[Appearance, int]:
    rows = Appearance.objects.filter(page__edition__in=list(editions)).order_by("article")
    return rows.values_list("article", flat=True).distinct()


def _shelf(edition: PublishedEdition) -> str:
    return f"issue/{edition.slug}"
