"""The look over an edition before it is published: what is missing or wrong, page by page, in plain sentences."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from articles import body_photos, versions
from articles.models import ArticlePhoto, State
from editions import corrections, preflight_known, preflight_pages, succession, uploaded_faults
from editions.findings import Finding
from editions.models import Edition, Page, Placement
from editions.preflight_known import Known
from photos import rights, uses
from photos.models import Scope


def check(edition: Edition, *, appears_at: datetime, known: Known | None = None) -> list[Finding]:
    """Look an edition over; `appears_at` is the moment readers would get it. Load it `with_pages()` for few queries.

    Who looks several editions over reads what is `known` of all of them once.
    """
    pages = list(edition.pages.all())
    if not pages:
        return [Finding(_("This edition has no pages. Add them from the weekday plan."))]
    known = known or preflight_known.read([edition])
    findings = [*_date(edition, appears_at), *_twice(pages), *_unread(pages, known), *_corrections(edition, known)]
    findings += _once(pages)
    findings += [Finding(sentence, page, placement) for sentence, page, placement in uploaded_faults.faults(pages)]
    findings += preflight_pages.findings(edition, pages, known)
    # Paper carries the date of the edition, also when it goes to press the evening before.
    day = max(timezone.localdate(appears_at), edition.date)
    findings += _seen_lately(pages, day, known)
    for page in pages:
        findings += _page(page)
        for placement in page.placements.all():
            findings += _placement(page, placement, appears_at, day)
    return findings


def succession_of(edition: Edition) -> list[Finding]:
    """Whether its number and day follow the edition before it; asked only where somebody reads it."""
    return [Finding(sentence, blocks=False) for sentence in succession.remarks(edition)]


def blocking(findings: list[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.blocks]


def _date(edition: Edition, appears_at: datetime) -> Iterator[Finding]:
    if edition.date > timezone.localdate(appears_at):
        yield Finding(
            _("This edition is dated %(date)s: published now, readers get tomorrow's paper today. Schedule it instead.")
            % {"date": date_format(edition.date)},
            blocks=False,
        )


def _twice(pages: list[Page]) -> Iterator[Finding]:
    places: dict[int, list[tuple[Page, Placement]]] = defaultdict(list)
    for page in pages:
        for placement in page.placements.all():
            if placement.continues_id is None:  # what goes on there begins on another page
                places[placement.article_id].append((page, placement))
    for several in places.values():
        if len(several) > 1:
            page, placement = several[-1]
            yield Finding(
                _("“%(article)s” stands on more than one page: %(pages)s. Take it off all but one.")
                % {
                    "article": placement.article,
                    "pages": _(", ").join(page.label for page, _placement in several),
                },
                page,
                placement,
            )


def _unread(pages: list[Page], known: Known) -> Iterator[Finding]:
    """Articles that the final review changed, and that no proofreader has read since."""
    placements = [(page, placement) for page in pages for placement in page.placements.all()]
    for page, placement in placements:
        if placement.article_id in known.unread and placement.article.state == State.APPROVED:
            yield Finding(
                _("%(page)s “%(article)s” was edited in the final review: a proofreader has to read it first.")
                % {"page": page.label, "article": placement.version.headline},
                page,
                placement,
            )


def _corrections(edition: Edition, known: Known) -> Iterator[Finding]:
    """What print owes its readers; it keeps no edition back."""
    if edition.is_out:
        return
    here = corrections.to_print(edition, known.due)
    is_next = any(one.page is None for one in here) and corrections.is_next(edition)
    for one in here:
        names = {"article": one.correction.article, "page": one.page.label if one.page else ""}
        if one.page is None and is_next:
            yield Finding(
                _("The correction of “%(article)s” is due in this edition and stands on no page.") % names, blocks=False
            )
        if one.page and one.stood and one.ranks_below:
            yield Finding(
                _("%(page)s ranks below %(stood)s, where “%(article)s” stood: its correction belongs on an equal page.")
                % {**names, "stood": one.stood.page.label},
                one.page,
                blocks=False,
            )


def _page(page: Page) -> Iterator[Finding]:
    placements = list(page.placements.all())
    if not placements and page.template.needs_lead:
        sentence = _("Page %(page)s has no lead: nothing is placed on it.")
        yield Finding(sentence % {"page": page.label}, page, several=_("Nothing is placed, so there is no lead:"))
    if len(placements) > page.template.most_articles:
        yield Finding(
            _("Page %(page)s holds %(count)s articles; its template takes %(most)s.")
            % {"page": page.label, "count": len(placements), "most": page.template.most_articles},
            page,
            blocks=False,
        )
    if placements and page.template.needs_photo and not any(_photos(placement) for placement in placements):
        yield Finding(
            _("Page %(page)s needs a photo and has none.") % {"page": page.label},
            page,
            blocks=False,
            several=_("Without the photo they need:"),
        )
    if not page.responsible_editor:
        yield Finding(
            _("Page %(page)s does not name its responsible editor.") % {"page": page.label},
            page,
            blocks=False,
            several=_("Without a responsible editor:"),
        )


def _once(pages: list[Page]) -> Iterator[Finding]:
    """A photo that may be shown once, in two articles that would appear together."""
    seen: dict[int, int] = {}
    placements = [(page, placement) for page in pages for placement in page.placements.all()]
    for page, placement in placements:
        for use in _photos(placement):
            if use.photo.scope == Scope.ONCE and seen.setdefault(use.photo_id, placement.article_id) != use.article_id:
                yield Finding(
                    _("%(page)s “%(article)s”: the photo “%(photo)s” may be shown once and stands in another article.")
                    % {"page": page.label, "article": placement.version.headline, "photo": use.photo.title},
                    page,
                    placement,
                )


def _seen_lately(pages: list[Page], day: date, known: Known) -> Iterator[Finding]:
    """Photos that readers know: from another article of the last weeks, or of the same edition. Often that is meant."""
    shown = [
        (page, placement, use)
        for page in pages
        for placement in page.placements.all()
        for use in _photos(placement)
        if placement.article.state != State.PUBLISHED
    ]
    ran = [one for one in known.shown if one[2] >= uses.repeats_from(day)]
    first: dict[int, Placement] = {}
    for page, placement, use in shown:
        names = {"page": page.label, "article": placement.version.headline, "photo": use.photo.title}
        days = [at for photo, article, at in ran if photo == use.photo_id and article != use.article_id]
        other = first.setdefault(use.photo_id, placement)
        if days:
            said = _("%(page)s “%(article)s”: the photo “%(photo)s” ran in another article on %(day)s.")
            yield Finding(said % {**names, "day": date_format(max(days))}, page, placement, blocks=False)
        if other.article_id != placement.article_id and use.photo.scope != Scope.ONCE:
            said = _("%(page)s “%(article)s”: the photo “%(photo)s” also stands in “%(other)s”.")
            yield Finding(said % {**names, "other": other.version.headline}, page, placement, blocks=False)


def _placement(page: Page, placement: Placement, appears_at: datetime, day: date) -> Iterator[Finding]:
    article = placement.article
    # The words that were placed: those of a version still in review are not for everybody who reads this.
    names = {"page": page.label, "article": placement.version.headline}
    yield from _article(page, placement, names)
    if article.embargo_until and article.embargo_until > appears_at:
        yield Finding(
            _("%(page)s “%(article)s” is embargoed beyond the time of publication.") % names,
            page,
            placement,
        )
    yield from _photo_findings(page, placement, names)
    shown = {use.photo_id for use in _photos(placement)}
    for number in body_photos.numbers(article.body):
        if number not in shown:
            yield Finding(
                _("%(page)s “%(article)s”: the text names photo:%(number)s, which is not one of its photos.")
                % {**names, "number": number},
                page,
                placement,
            )
    if article.state != State.PUBLISHED:
        yield from _rights(page, placement, names, day)


def _article(page: Page, placement: Placement, names: dict[str, str]) -> Iterator[Finding]:
    """Whether what was placed is what may be published now."""
    article = placement.article
    if article.state == State.PUBLISHED and page.edition.is_being_reissued:
        if placement.is_stale:
            yield Finding(
                _("%(page)s “%(article)s” was corrected since. Take the corrected version.") % names, page, placement
            )
    elif article.state == State.PUBLISHED:
        yield Finding(_("%(page)s “%(article)s” has been published already.") % names, page, placement)
    elif article.state != State.APPROVED:
        yield Finding(
            _("%(page)s “%(article)s” is not approved: it is “%(state)s”.")
            % {**names, "state": article.get_state_display()},
            page,
            placement,
        )
    elif placement.is_stale:
        yield Finding(
            _("%(page)s “%(article)s” was changed after it was placed. Place the new version.") % names,
            page,
            placement,
        )
    elif versions.is_stale(article):
        # There is no newer version to place: the words of its photos were changed in the library.
        sentence = _(
            "%(page)s “%(article)s” is not as it was approved: the words of a photo were changed since. "
            "The chief editor recalls it, and it is approved and placed anew."
        )
        yield Finding(sentence % names, page, placement)


def _rights(page: Page, placement: Placement, names: dict[str, str], day: date) -> Iterator[Finding]:
    for use in _photos(placement):
        for sentence in rights.refusals_of_rights(use.photo, on=day, article=use.article_id):
            yield Finding(_("%(page)s “%(article)s”: %(sentence)s") % {**names, "sentence": sentence}, page, placement)
        if sentence := rights.warning_of(use.photo, on=day):
            said = _("%(page)s “%(article)s”: %(sentence)s") % {**names, "sentence": sentence}
            yield Finding(said, page, placement, blocks=False)
        if use.photo.scope == Scope.PRINT:
            yield Finding(
                _("%(page)s “%(article)s”: the photo “%(photo)s” is for print only; the website leaves it out.")
                % {**names, "photo": use.photo.title},
                page,
                placement,
                blocks=False,
            )


def _photo_findings(page: Page, placement: Placement, names: dict[str, str]) -> Iterator[Finding]:
    for use in _photos(placement):
        named = {**names, "photo": use.photo.title}
        if not use.printed_caption:
            yield Finding(
                _("%(page)s “%(article)s”: the photo “%(photo)s” has no caption.") % named,
                page,
                placement,
            )
        if not use.printed_credit:
            yield Finding(
                _("%(page)s “%(article)s”: the photo “%(photo)s” has no credit.") % named,
                page,
                placement,
            )
        if not use.photo.alt_text:
            yield Finding(
                _("%(page)s “%(article)s”: the photo “%(photo)s” has no alternative text.") % named,
                page,
                placement,
            )


def _photos(placement: Placement) -> list[ArticlePhoto]:
    return list(placement.article.photos.all())


__all__ = ["Finding", "blocking", "check", "succession_of"]
