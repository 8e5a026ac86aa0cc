"""How an article goes through the door: its approved version as a copy for the website's intake."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import body_photos, policy, topic_pages, verbs, versions, workflow
from articles.clock import database_now
from articles.models import Article, Correction, Section, Series, Version, Withdrawal
from articles.policy import corrections as correction_policy
from articles.richtext import character_count
from articles.teasers import teaser
from authors.models import Author, User
from photos import renditions, rights
from photos.cropping import Rectangle
from photos.darkroom import Unreadable
from photos.keeping import is_away, out_of_reach
from photos.models import Photo, Scope
from photos.told import told
from website import intake

log = logging.getLogger("newsroom.publishing")


def prepare_photos(versions: Iterable[Version]) -> None:
    """Make the public files of every photo these versions show, if the rights of all of them allow it.

    Done before the publication's transaction, because it takes seconds where the press has not made the renditions
    yet, and a lock must not. It may be repeated. Raises `Refused` when a photo may not be published, or when a file is
    missing, damaged or cannot be written; what was written for photos before that one stays, under names nobody has
    heard of.
    """
    versions = list(versions)
    _refuse_unusable(versions)
    _make_public(versions)


def _refuse_unusable(versions: Iterable[Version]) -> None:
    """Nothing of a photo becomes public that may not; whether its words are there is asked where it is placed."""
    shown = [(version.article_id, use["photo"]) for version in versions for use in version.parts["photos"]]
    photos = Photo.objects.in_bulk({number for _article, number in shown})
    today = timezone.localdate(database_now())
    sentences = [
        sentence
        for article, number in shown
        if number in photos
        for sentence in rights.refusals_of_rights(
            photos[number], on=today, article=article, where=frozenset({rights.Where.WEBSITE})
        )
    ]
    _refuse(" ".join(sentences))


def _make_public(versions: Iterable[Version]) -> None:
    uses = [use for version in versions for use in version.parts["photos"]]
    photos = _photos(use["photo"] for use in uses)
    # Those for print only are not among them.
    shown = [_shown(use, photos[use["photo"]]) for use in uses if use["photo"] in photos]
    if _make_missing(shown):
        photos = _photos(photos)
    for use in uses:
        if photo := photos.get(use["photo"]):
            with _refused_without(photo):
                renditions.ensure_public(_shown(use, photo))


def _photos(numbers: Iterable[int]) -> dict[int, Photo]:
    """Those that readers of the website get, by number, with all that their files are made from."""
    on_the_website = Photo.objects.filter(pk__in=set(numbers)).exclude(scope=Scope.PRINT)
    return {photo.pk: photo for photo in on_the_website.prefetch_related(*renditions.PARTS).order_by("pk")}


def _make_missing(shown: list[renditions.Shown]) -> bool:
    """Make what the press has not come to; which photo fails is found out and said afterwards."""
    try:
        return renditions.make_missing(shown)
    except (Unreadable, OSError):
        log.exception("some photos of a publication cannot be made ready")
        return True


@contextmanager
def _refused_without(photo: Photo) -> Iterator[None]:
    try:
        yield
    except renditions.NotMade as error:
        raise workflow.Refused(
            _("The photo “%(photo)s” was added a moment ago. Publish once more.") % {"photo": photo}
        ) from error
    except (Unreadable, OSError) as error:
        if is_away(error):
            log.warning("photo %s: %s", photo.pk, error)
            raise workflow.OutOfReach(out_of_reach()) from error
        log.exception("photo %s cannot be opened or its public files not be written", photo.pk)
        raise workflow.Refused(
            _("The photo “%(photo)s” cannot be read or stored. Upload it again, or tell whoever keeps the server.")
            % {"photo": photo}
        ) from error


def _shown(use: dict[str, Any], photo: Photo) -> renditions.Shown:
    crop = Rectangle(*use["crop"]) if use.get("shape") else None
    return renditions.Shown(photo, use["caption"], use["credit"], use.get("shape", ""), crop)


def copies(versions: Iterable[Version]) -> dict[int, intake.ArticleCopy]:
    """The website's copies of these versions, by version number in the database, in a fixed number of queries."""
    chosen = {version.pk: version.parts for version in versions}
    shown = {use["photo"] for parts in chosen.values() for use in parts["photos"]}
    # Locked, so that the press does not take their public files away before readers are shown them.
    list(Photo.objects.select_for_update(no_key=True).filter(pk__in=shown).order_by("pk").values_list("pk"))
    photos = _photos(shown)
    authors = Author.objects.in_bulk({line["author"] for parts in chosen.values() for line in parts["bylines"]})
    sections = Section.objects.in_bulk({parts["section"] for parts in chosen.values()})
    series = Series.objects.in_bulk({parts["series"] for parts in chosen.values() if parts["series"]})
    topics = topic_pages.places_of(version.article_id for version in versions)
    return {
        version.pk: _copy(
            version,
            section=sections[version.parts["section"]],
            series=series,
            photos=photos,
            authors=authors,
            topics=topics.get(version.article_id, ()),
        )
        for version in versions
    }


def _copy(
    version: Version,
    *,
    section: Section,
    series: dict[int, Series],
    photos: dict[int, Photo],
    authors: dict[int, Author],
    topics: tuple[intake.TopicPlaceCopy, ...],
) -> intake.ArticleCopy:
    parts = version.parts
    standing = series.get(parts["series"])
    body, places = body_photos.without_names(parts["body"])
    uses = [{**use, "after_paragraph": places.get(use["photo"], use["after_paragraph"])} for use in parts["photos"]]
    return intake.ArticleCopy(
        id=version.article_id,
        version_number=version.number,
        content_hash=version.sha256,
        genre=parts["genre"],
        section=section_copy(section),
        series=series_copy(standing) if standing else None,
        series_part=parts["series_part"],
        kicker=parts["kicker"],
        headline=parts["headline"],
        deck=parts["deck"],
        dateline=parts["dateline"],
        body=body,
        teaser=teaser(body),
        source=parts["source"],
        character_count=character_count(parts["body"]),
        bylines=tuple(_byline(line, authors[line["author"]]) for line in parts["bylines"]),
        pictures=tuple(
            _picture(use, photos[use["photo"]]) for use in _in_order(uses, places) if use["photo"] in photos
        ),
        topics=topics,
    )


def _in_order(uses: list[dict[str, Any]], places: dict[int, int]) -> list[dict[str, Any]]:
    """Two photos named one behind the other come in that order; the others stay as their rows say."""
    named = [use for number in places for use in uses if use["photo"] == number]
    return [*(use for use in uses if use["photo"] not in places), *named]


def _byline(line: dict[str, Any], author: Author) -> intake.BylineCopy:
    return intake.BylineCopy(
        name=line["name"],
        role=line["role"],
        position=line["position"],
        author=author_copy(author),
    )


def section_copy(section: Section) -> intake.SectionCopy:
    return intake.SectionCopy(section.slug, section.name, section.description, section.order)


def series_copy(series: Series) -> intake.SeriesCopy:
    return intake.SeriesCopy(series.slug, series.name, series.description)


def author_copy(author: Author) -> intake.AuthorCopy:
    return intake.AuthorCopy(author.slug, author.name, author.title, author.bio)


def _picture(use: dict[str, Any], photo: Photo) -> intake.PictureCopy:
    """A picture of the copy. Its files are here already, or are copied now: nothing is decoded under the lock."""
    with _refused_without(photo):
        files = renditions.public_files(_shown(use, photo))
    return intake.PictureCopy(
        **told(photo, files, credit=use["credit"]),
        caption=use["caption"],
        alt=use["alt"],
        after_paragraph=use["after_paragraph"],
        ai=use.get("ai", ""),
    )


def publish_online(article: Article, *, by: User, note: str = "", seen_version: int | None = None) -> Article:
    """Give readers an approved article on the website before any edition holds it; pressed twice, it is out once.

    Its first date and its address are those of this moment for ever; an edition that prints it adds its place. Raises
    `Refused`.
    """
    verb = verbs.BY_NAME["publish_online"]
    article = Article.objects.select_related("current_version").get(pk=article.pk)
    if _is_out_already(article, by=by):
        return article
    _refuse(verbs.refusal(verb, article, by=by))
    prepare_photos([workflow.current(article)])
    with transaction.atomic():
        article = workflow.lock(article)
        if _is_out_already(article, by=by):
            return article
        if versions.is_stale(article):
            raise workflow.Refused(_("A photo or a name in it was changed since the approval. Recall it first."))
        article = workflow.take(verb, article, by=by, note=note, seen_version=seen_version)
        version = workflow.current(article)
        assert article.published_at is not None  # a CHECK of the table says so
        intake.accept_article(copies([version])[version.pk], published_at=article.published_at)
    log.info("article %s published online", article.pk)
    return article


def _is_out_already(article: Article, *, by: User) -> bool:
    """Whether somebody was quicker: the same button pressed twice, or the edition that holds it."""
    return article.is_published and by.holds(policy.PUBLISH_ONLINE)


def correct(correction: Correction, *, by: User, seen_revision: int) -> Correction:
    """Publish a checked correction: the article's new words and what readers are told of it, in one transaction."""
    _refuse(correction_policy.refusal_to_publish(by, correction))
    # Its photos are those readers see already; the rights may have ended since.
    _make_public([workflow.current(correction.article)])
    with transaction.atomic():
        correction = workflow.approve_correction(correction, by=by, seen_revision=seen_revision)
        version = correction.version
        assert version is not None  # approved corrections have one
        copy = copies([version])[version.pk]
        if correction.is_update:
            intake.update_article(copy, _correction(correction))
        else:
            intake.correct_article(copy, _correction(correction))
    log.info("article %s corrected", correction.article_id)
    return correction


@transaction.atomic
def withdraw(article: Article, *, by: User, reason: str, notice: str) -> Article:
    """Take a published article off the website at once; readers find the notice instead."""
    article = workflow.withdraw(article, by=by, reason=reason, notice=notice)
    intake.withdraw_article(article.pk, notice=notice)
    return article


def overturn(withdrawal: Withdrawal, *, by: User, reason: str) -> Article:
    """Give readers a withdrawn article back, to the byte as it was; its pictures get new public names."""
    is_overdue = withdrawal.confirm_by <= database_now()
    _refuse(correction_policy.refusal_to_overturn(by, withdrawal, is_overdue=is_overdue))
    prepare_photos([workflow.current(withdrawal.article)])
    with transaction.atomic():
        article = workflow.overturn_withdrawal(withdrawal, by=by, reason=reason)
        _readmit(article)
    return article


@transaction.atomic
def restore(article: Article, *, by: User, reason: str) -> Article:
    """Put what was withdrawn for good into a new round of reviews; readers keep the notice meanwhile."""
    article = workflow.take(verbs.BY_NAME["restore"], article, by=by, note=reason)
    workflow.drop_overtaken(article, by=by)
    return article


def republish(article: Article, *, by: User, note: str = "", seen_version: int | None = None) -> Article:
    """Show readers a restored article again, once it is approved anew; its first date stays."""
    _refuse(verbs.refusal(verbs.BY_NAME["republish"], article, by=by))
    prepare_photos([workflow.current(article)])
    with transaction.atomic():
        article = workflow.take(verbs.BY_NAME["republish"], article, by=by, note=note, seen_version=seen_version)
        _readmit(article)
    return article


def _refuse(sentence: str | None) -> None:
    """Asked once more under the locks; here, so that nobody makes pictures public who may not."""
    if sentence:
        raise workflow.Refused(sentence)


def _readmit(article: Article) -> None:
    version = workflow.current(article)
    corrections = article.corrections.published().exclude(kind=Correction.Kind.UPDATE).order_by("published_at")
    intake.readmit_article(copies([version])[version.pk], [_correction(correction) for correction in corrections])


def _correction(correction: Correction) -> intake.CorrectionCopy:
    assert correction.published_at is not None  # a CHECK of the table says so
    return intake.CorrectionCopy(correction.pk, correction.kind, correction.notice, correction.published_at)


def complete_pictures() -> int:
    """Show readers the formats that were not made yet when a picture was published; answers of how many."""
    hasty = intake.bases_in_jpeg_only()
    ready = Photo.objects.filter(public_base__in={renditions.token_of(base) for base in hasty}, render_failure="")
    numbers = dict(ready.exclude(rendered="").values_list("public_base", "pk"))
    known = [(base, numbers.get(renditions.token_of(base))) for base in hasty]
    return sum(_complete(base, number) for base, number in known if number)


@transaction.atomic
def _complete(base: str, number: int) -> bool:
    """Under the lock of the photo, so that nothing is put beside what is being withdrawn."""
    photo = Photo.objects.select_for_update(no_key=True).get(pk=number)
    if not intake.bases_in_use([base]):
        return False
    formats = renditions.complete_public(photo, base)
    intake.tell_formats(base, formats)
    return len(formats) > 1


@transaction.atomic
def remove_withdrawn_pictures(article_id: int) -> list[str]:
    """Delete the public files of a withdrawn article that no readable article shows; answers with their names.

    The photos forget those names: shown again, they get others, and what was withdrawn stays where it is.
    """
    return _take_down(intake.public_picture_bases(article_id))


@transaction.atomic
def remove_dropped_pictures() -> list[str]:
    """Delete the public files that a correction or a new edition left without an article; answers with their names."""
    bases = intake.dropped_picture_bases()
    gone = _take_down(bases)
    intake.forget_dropped_pictures(bases)
    return gone


def _take_down(bases: list[str]) -> list[str]:
    photos = Photo.objects.filter(public_base__in={renditions.token_of(base) for base in bases})
    list(photos.select_for_update(no_key=True).order_by("pk"))
    gone = sorted(set(bases) - intake.bases_in_use(bases))
    for base in gone:
        renditions.remove_public(base)
    for token in sorted({renditions.token_of(base) for base in gone}):
        if not intake.is_any_in_use(token):
            Photo.objects.filter(public_base=token).update(public_base="")
    return gone
