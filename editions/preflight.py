"""The look over an edition before it is published: what is missing or wrong, page by page, in plain sentences."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from articles import body_photos, versions
from articles.models import ArticlePhoto, OnlineFirst, State
from editions import corrections, preflight_known, preflight_pages, succession, uploaded_faults, uploaded_labels
from editions.findings import Finding
from editions.models import Edition, Page, PageFile, Placement
from editions.preflight_known import Known
from photos import rights, uses
from photos.models import Scope


class _Placed:
    """One placement with its page and its photos, which are read once and asked for by most rules."""

    def __init__(self, page: Page, placement: Placement) -> None:
        self.page, self.placement = page, placement
        self.photos: Sequence[ArticlePhoto] = list(placement.article.photos.all())

    def finding(self, sentence: str, /, *, blocks: bool = True, **names: str) -> Finding:
        """What is wrong with it, in a sentence that may name `page` and `article`, and what else is handed in."""
        # The words that were placed: those of a version still in review are not for everybody who reads this.
        known = {"page": self.page.label, "article": self.placement.version.headline}
        return Finding(sentence % {**known, **names}, self.page, self.placement, blocks=blocks)


def check(edition: Edition, *, appears_at: datetime, known: Known | None = None) -> list[Finding]:
    """Look an edition over; `appears_at` is the moment readers would get it. Load it `with_pages()` for few queries.

    Who looks several editions over reads what is `known` of all of them once.
    """
    pages = list(edition.pages.all())
    if not pages:
        return [Finding(_("This edition has no pages. Add them from the weekday plan."))]
    known = known or preflight_known.read([edition])
    by_page = {page.pk: [_Placed(page, one) for one in page.placements.all()] for page in pages}
    placed = [one for here in by_page.values() for one in here]
    findings = [*_date(edition, appears_at), *_twice(placed), *_unread(placed, known), *_corrections(edition, known)]
    findings += _once(placed)
    findings += [Finding(sentence, page, placement) for sentence, page, placement in uploaded_faults.faults(pages)]
    findings += preflight_pages.findings(edition, pages, known)
    # Paper carries the date of the edition, also when it goes to press the evening before.
    day = max(timezone.localdate(appears_at), edition.date)
    findings += _seen_lately(placed, day, known)
    for page in pages:
        findings += _page(page, by_page[page.pk])
        for one in by_page[page.pk]:
            findings += _placement(one, appears_at, day)
    return findings


def advice(edition: Edition, files: Mapping[int, PageFile]) -> list[Finding]:
    """Whether its number and day follow the edition before it, and the files of pages are of this edition.

    Asked only where somebody reads it; `files` are those that count of pages that were set elsewhere, by page.
    """
    found = [Finding(sentence, blocks=False) for sentence in succession.remarks(edition)]
    strange = uploaded_labels.remarks(edition.pages.all(), edition, files)
    return found + [Finding(sentence, page, blocks=False) for sentence, page in strange]


def blocking(findings: list[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.blocks]


def _date(edition: Edition, appears_at: datetime) -> Iterator[Finding]:
    if edition.date > timezone.localdate(appears_at):
        yield Finding(
            _("This edition is dated %(date)s: published now, readers get tomorrow's paper today. Schedule it instead.")
            % {"date": date_format(edition.date)},
            blocks=False,
        )


def _twice(placed: Sequence[_Placed]) -> Iterator[Finding]:
    places: dict[int, list[_Placed]] = defaultdict(list)
    for one in placed:
        if one.placement.continues_id is None:  # what goes on there begins on another page
            places[one.placement.article_id].append(one)
    for several in places.values():
        if len(several) > 1:
            last = several[-1]
            yield last.finding(
                _("“%(article)s” stands on more than one page: %(pages)s. Take it off all but one."),
                article=str(last.placement.article),
                pages=_(", ").join(one.page.label for one in several),
            )


def _unread(placed: Sequence[_Placed], known: Known) -> Iterator[Finding]:
    """Articles that the final review changed, and that no proofreader has read since."""
    for one in placed:
        if one.placement.article_id in known.unread and one.placement.article.state == State.APPROVED:
            yield one.finding(
                _("%(page)s “%(article)s” was edited in the final review: a proofreader has to read it first.")
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


def _page(page: Page, placed: Sequence[_Placed]) -> Iterator[Finding]:
    if not placed and page.template.needs_lead:
        sentence = _("Page %(page)s has no lead: nothing is placed on it.")
        yield Finding(sentence % {"page": page.label}, page, several=_("Nothing is placed, so there is no lead:"))
    if len(placed) > page.template.most_articles:
        yield Finding(
            _("Page %(page)s holds %(count)s articles; its template takes %(most)s.")
            % {"page": page.label, "count": len(placed), "most": page.template.most_articles},
            page,
            blocks=False,
        )
    if placed and page.template.needs_photo and not any(one.photos for one in placed):
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


def _once(placed: Sequence[_Placed]) -> Iterator[Finding]:
    """A photo that may be shown once, in two articles that would appear together."""
    seen: dict[int, int] = {}
    for one in placed:
        for use in one.photos:
            if use.photo.scope == Scope.ONCE and seen.setdefault(use.photo_id, use.article_id) != use.article_id:
                yield one.finding(
                    _("%(page)s “%(article)s”: the photo “%(photo)s” may be shown once and stands in another article."),
                    photo=use.photo.title,
                )


def _seen_lately(placed: Sequence[_Placed], day: date, known: Known) -> Iterator[Finding]:
    """Photos that readers know: from another article of the last weeks, or of the same edition. Often that is meant."""
    shown = [(one, use) for one in placed for use in one.photos if one.placement.article.appears_with_its_edition]
    ran = [one for one in known.shown if one[2] >= uses.repeats_from(day)]
    first: dict[int, Placement] = {}
    for one, use in shown:
        days = [at for photo, article, at in ran if photo == use.photo_id and article != use.article_id]
        other = first.setdefault(use.photo_id, one.placement)
        if days:
            said = _("%(page)s “%(article)s”: the photo “%(photo)s” ran in another article on %(day)s.")
            yield one.finding(said, blocks=False, photo=use.photo.title, day=date_format(max(days)))
        if other.article_id != use.article_id and use.photo.scope != Scope.ONCE:
            said = _("%(page)s “%(article)s”: the photo “%(photo)s” also stands in “%(other)s”.")
            yield one.finding(said, blocks=False, photo=use.photo.title, other=other.version.headline)


def _placement(placed: _Placed, appears_at: datetime, day: date) -> Iterator[Finding]:
    article = placed.placement.article
    yield from _article(placed)
    if article.embargo_until and article.embargo_until > appears_at:
        yield placed.finding(_("%(page)s “%(article)s” is embargoed beyond the time of publication."))
    yield from _words_of_photos(placed)
    shown = {use.photo_id for use in placed.photos}
    for number in body_photos.numbers(article.body):
        if number not in shown:
            yield placed.finding(
                _("%(page)s “%(article)s”: the text names photo:%(number)s, which is not one of its photos."),
                number=str(number),
            )
    if article.appears_with_its_edition:
        yield from _rights(placed, day)


def _article(placed: _Placed) -> Iterator[Finding]:
    """Whether what was placed is what may be published now."""
    placement, article = placed.placement, placed.placement.article
    if article.state == State.PUBLISHED and placed.page.edition.is_being_reissued:
        if placement.is_stale:
            yield placed.finding(_("%(page)s “%(article)s” was corrected since. Take the corrected version."))
    elif article.online_first == OnlineFirst.ONLY:
        yield placed.finding(_("%(page)s “%(article)s” is kept to the website. Take it off, or have it printed too."))
    elif article.state == State.PUBLISHED and not article.waits_for_print:
        yield placed.finding(_("%(page)s “%(article)s” has been published already."))
    elif not article.is_placeable:
        said = _("%(page)s “%(article)s” is not approved: it is “%(state)s”.")
        yield placed.finding(said, state=article.get_state_display())
    elif placement.is_stale:
        yield placed.finding(_("%(page)s “%(article)s” was changed after it was placed. Place the new version."))
    elif versions.differs(article, placement.version, photos=placed.photos):
        # There is no newer version to place: the words of its photos were changed in the library.
        yield placed.finding(
            _(
                "%(page)s “%(article)s” is not as it was approved: the words of a photo were changed since. "
                "The chief editor recalls it, and it is approved and placed anew."
            )
        )


def _rights(placed: _Placed, day: date) -> Iterator[Finding]:
    for use in placed.photos:
        for sentence in rights.refusals_of_rights(use.photo, on=day, article=use.article_id):
            yield placed.finding(_("%(page)s “%(article)s”: %(sentence)s"), sentence=sentence)
        if sentence := rights.warning_of(use.photo, on=day):
            yield placed.finding(_("%(page)s “%(article)s”: %(sentence)s"), blocks=False, sentence=sentence)
        if use.photo.scope == Scope.PRINT:
            said = _("%(page)s “%(article)s”: the photo “%(photo)s” is for print only; the website leaves it out.")
            yield placed.finding(said, blocks=False, photo=use.photo.title)


def _words_of_photos(placed: _Placed) -> Iterator[Finding]:
    for use in placed.photos:
        photo = use.photo.title
        if not use.printed_caption:
            yield placed.finding(_("%(page)s “%(article)s”: the photo “%(photo)s” has no caption."), photo=photo)
        if not use.printed_credit:
            yield placed.finding(_("%(page)s “%(article)s”: the photo “%(photo)s” has no credit."), photo=photo)
        if not use.photo.alt_text:
            yield placed.finding(
                _("%(page)s “%(article)s”: the photo “%(photo)s” has no alternative text."), photo=photo
            )


__all__ = ["Finding", "advice", "blocking", "check"]
