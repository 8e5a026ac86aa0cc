"""Putting articles of earlier years on the desk: rows by the thousand, every rule of the database held."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from articles import publishing, versions
from articles.importing.copies import Entered, ImportedArticle, ImportedByline, Outcome, Ready
from articles.models import ArchiveImport, Article, Byline, Section, Series, State, StateChange, Version
from articles.policy.archive import refusal_to_bring_in
from articles.richtext import check_text_line
from articles.workflow import Refused
from authors.models import Author, User
from website import intake

ARTICLE_FIELDS = (
    *("id", "state", "section_id", "series_id", "series_part", *Article.TEXT_FIELDS, "created_by_id", "changed_at"),
    *("published_at", "current_version_id", "characters", "archive_id", "external_id"),
)
VERSION_FIELDS = ("id", "article_id", "number", "kind", "content", "sha256", "made_in_state", "created_by_id")
BYLINE_FIELDS = ("article_id", "author_id", "role", "position", "order")
CHANGE_FIELDS = ("article_id", "version_id", "verb", "before", "after", "by_id", "note")
# In this order: an article expects its version, which notes who stands in the bylines.
FIELDS: dict[type[Model], tuple[str, ...]] = {
    Article: ARTICLE_FIELDS,
    Byline: BYLINE_FIELDS,
    Version: VERSION_FIELDS,
    StateChange: CHANGE_FIELDS,
}


def begin(*, by: User, source: str) -> ArchiveImport:
    """Note that somebody begins to bring in articles from `source`; raises `Refused`."""
    if sentence := refusal_to_bring_in(by):
        raise Refused(sentence)
    return ArchiveImport.objects.create(by=by, source=check_text_line(source)[:200])


def enter(articles: Iterable[Ready], *, archive: ArchiveImport) -> Outcome:
    """Bring articles in at the desk, inside the transaction that takes them through the door.

    What cannot be taken is answered with a sentence, and keeps no other from coming in.
    """
    outcome = Outcome()
    checked = {one.external_id: one for one in _checked(articles, outcome)}
    known = Article.objects.filter(external_id__in=list(checked)).values_list("external_id", "pk")
    outcome.known = dict(known)
    new = [one for number, one in checked.items() if number not in outcome.known]
    house = _House([one.article for one in new])
    new = [one for one in new if _has_a_place(one.article, house, outcome)]
    house.introduce([one.article for one in new])
    _write(new, house, archive, outcome)
    return outcome


def _checked(articles: Iterable[Ready], outcome: Outcome) -> Iterator[Ready]:
    """Those that may come in; why the others may not goes into the outcome."""
    seen = set()
    for one in articles:
        sentence = one.refusal
        if one.external_id in seen:
            sentence = _("Another article of the same number stands before it.")
        if sentence:
            outcome.refused[one.external_id] = sentence
            continue
        seen.add(one.external_id)
        yield one


class _House:
    """What the paper has of the sections, series and authors a batch names."""

    def __init__(self, articles: Sequence[ImportedArticle]) -> None:
        self.sections = {one.slug: one for one in Section.objects.all()}
        self.series = {one.slug: one for one in Series.objects.all()}
        lines = {line for article in articles for line in article.bylines}
        named = Author.objects.filter(name__in={line.name for line in lines if not line.author})
        self.by_name: dict[str, list[Author]] = {}
        for author in named.order_by("pk"):
            self.by_name.setdefault(author.name, []).append(author)
        self.by_slug = {
            author.slug: author for author in Author.objects.filter(slug__in={line.author for line in lines} - {""})
        }

    def introduce(self, articles: Iterable[ImportedArticle]) -> None:
        """Make an author of each name that the paper does not know; such a one gets no new bylines."""
        lines = (line for article in articles for line in article.bylines if not line.author)
        new = {_slug(line.name): line.name for line in lines if line.name not in self.by_name}
        # In the order of their addresses: two imports never wait for each other in a circle.
        Author.objects.bulk_create(
            [Author(slug=slug, name=new[slug], is_active=False) for slug in sorted(new)], ignore_conflicts=True
        )
        for author in Author.objects.filter(slug__in=new):
            self.by_name[new[author.slug]] = [author]

    def author(self, line: ImportedByline) -> Author:
        """Whoever is meant; he may be called otherwise today than in print."""
        return self.by_slug[line.author] if line.author else self.by_name[line.name][0]


def _slug(name: str) -> str:
    return f"archive-{sha256(name.encode()).hexdigest()[:16]}"


def _has_a_place(article: ImportedArticle, house: _House, outcome: Outcome) -> bool:
    """Whether the paper has all that an article names; what is missing goes into the outcome."""
    sentence = ""
    if article.section not in house.sections:
        sentence = _("There is no section “%(slug)s”.") % {"slug": article.section}
    elif article.series and article.series not in house.series:
        sentence = _("There is no series “%(slug)s”.") % {"slug": article.series}
    for line in article.bylines:
        if line.author and line.author not in house.by_slug:
            sentence = _("There is no author “%(slug)s”.") % {"slug": line.author}
        elif not line.author and len(house.by_name.get(line.name, [])) > 1:
            sentence = _("There are several authors called %(name)s: say the address of one.") % {"name": line.name}
    if sentence:
        outcome.refused[article.external_id] = sentence
    return not sentence


def _write(new: Sequence[Ready], house: _House, archive: ArchiveImport, outcome: Outcome) -> None:
    numbers, made = intake.next_numbers(Article, len(new)), intake.next_numbers(Version, len(new))
    rows: dict[type[Model], list[list[intake.Value]]] = {model: [] for model in FIELDS}
    for one, number, version in zip(new, numbers, made, strict=True):
        article = one.article
        authors = [house.author(line) for line in article.bylines]
        section, series = house.sections[article.section], house.series.get(article.series)
        content = versions.canonical(_content(article, section, series, authors))
        copy = _copy(one, number, versions.digest(content), section, series, authors)
        belongs = (section.pk, series.pk if series else None)
        for model, lines in _rows(article, version, content, copy, authors, archive, belongs).items():
            rows[model] += lines
        as_printed = [author.name for author in authors] == [line.name for line in article.bylines]
        words = one.words if as_printed else None
        outcome.entered[one.external_id] = Entered(number, version, article.published_at, copy, words)
    for model, fields in FIELDS.items():
        intake.copy_rows(model, fields, rows[model])


def _rows(
    article: ImportedArticle,
    version: int,
    content: str,
    copy: intake.ArticleCopy,
    authors: Sequence[Author],
    archive: ArchiveImport,
    belongs: tuple[int, int | None],
) -> dict[type[Model], list[list[intake.Value]]]:
    """The rows of one article, each in the order of its `FIELDS`."""
    number, by, at = copy.id, archive.by_id, article.published_at
    kind, before, state = Version.Kind.IMPORT.value, State.DRAFT.value, State.PUBLISHED.value
    words = [getattr(article, name) for name in Article.TEXT_FIELDS]
    return {
        Article: [
            [
                *(number, state, *belongs, article.series_part, *words),
                *(by, at, at, version, copy.character_count, archive.pk, article.external_id),
            ]
        ],
        Byline: [
            [number, author.pk, line.role, line.position, place]
            for place, (line, author) in enumerate(zip(article.bylines, authors, strict=True))
        ],
        Version: [[version, number, 1, kind, content, copy.content_hash, state, by]],
        StateChange: [[number, version, "import", before, state, by, archive.source]],
    }


def _content(
    article: ImportedArticle, section: Section, series: Series | None, authors: Sequence[Author]
) -> dict[str, Any]:
    """As `versions.content_of` has it."""
    return {
        "format": versions.FORMAT,
        **{name: getattr(article, name) for name in Article.TEXT_FIELDS},
        "section": section.pk,
        "series": series.pk if series else None,
        "series_part": article.series_part,
        "bylines": [
            {"author": author.pk, "name": author.name, "role": line.role, "position": line.position}
            for line, author in zip(article.bylines, authors, strict=True)
        ],
        "photos": [],
    }


def _copy(
    one: Ready,
    number: int,
    digest: str,
    section: Section,
    series: Series | None,
    authors: Sequence[Author],
) -> intake.ArticleCopy:
    article = one.article
    return intake.ArticleCopy(
        id=number,
        version_number=1,
        content_hash=digest,
        genre=article.genre,
        section=publishing.section_copy(section),
        series=publishing.series_copy(series) if series else None,
        series_part=article.series_part,
        kicker=article.kicker,
        headline=article.headline,
        deck=article.deck,
        dateline=article.dateline,
        body=article.body,
        teaser=one.teaser,
        source=article.source,
        character_count=one.characters,
        bylines=tuple(
            intake.BylineCopy(author.name, line.role, line.position, publishing.author_copy(author))
            for line, author in zip(article.bylines, authors, strict=True)
        ),
        pictures=(),
    )
