"""The press: publishes what is due and does what follows from publications. One round of its work, and its notices."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable

from django.conf import settings
from django.core.mail import send_mail
from django.db import DatabaseError, connection
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from articles import notices, topic_pages, workflow
from articles import publishing as article_publishing
from articles.notices import inbox
from articles.notices.mailing import Postman
from articles.workflow import drafting
from authors.models import Role, User
from editions import left_behind, redrawing
from editions import publishing as edition_publishing
from editions.drawing import DrawingTable
from editions.models import Edition, Publication
from photos import night
from photos.keeping import is_away as is_out_of_reach
from photos.night import NightWatch
from photos.renditions import Workbench
from website import outbox, retiring, search, websub
from website.away import is_away
from website.models import OutboxEvent

log = logging.getLogger("newsroom.press")

Chore = Callable[[], object]
SECONDS_BETWEEN_CHORES = 60.0
# Between two looks for a photo, in seconds.
BLINK = 0.25


def work_once() -> int:
    """One round: a sign of life, editions that are due, everything waiting in the outbox. Answers how much it did.

    Then, when nothing is left to publish, the mails to people, one photo that came in, one page that was changed, what
    search has still to learn, and once a minute what has to be looked after.
    """
    outbox.beat()
    done = len(edition_publishing.publish_due())
    while outbox.handle_next(HANDLERS):
        done += 1
        outbox.beat()
    do_each([POSTMAN.deliver, WORKBENCH.make_next, DRAWING_TABLE.draw_next, SEARCH.go_on])
    ROUNDS.look_after()
    return done


def rest(stop: threading.Event, seconds: float) -> None:
    """Wait for the next round, or until a photo or a page wants to be made: nobody waits for the clock."""
    until = time.monotonic() + seconds
    while not (WORKBENCH.has_work() or DRAWING_TABLE.has_work()):
        left = until - time.monotonic()
        if left <= 0 or stop.wait(min(BLINK, left)):
            return


def tell_the_hub(stop: threading.Event, every: float) -> None:
    """In a thread of its own until the press stops: a hub that does not answer must hold up no publication."""
    try:
        while settings.WEBSUB_HUB and not stop.wait(every):
            try:
                websub.tell_waiting()
            except DatabaseError as error:
                log.warning("the hub is not told: %s", str(error).partition("\n")[0])
                connection.close()
    finally:
        connection.close()


def do_each(chores: Iterable[Chore]) -> None:
    """Each of them, whatever becomes of the others; what fails is logged and comes again."""
    for chore in chores:
        try:
            chore()
        except Exception as error:  # whatever it is, the others must be done, and the press must go on
            # It may be back already: what a chore does on its way out connects afresh.
            if is_away(error) or not connection.is_usable():
                raise  # the database is away, for the others too; the round says so in one line
            if is_out_of_reach(error):
                log.warning("%s waits: %s", getattr(chore, "__qualname__", chore), error)
                continue
            log.exception("%s failed", getattr(chore, "__qualname__", chore))


class Rounds:
    """When this press looks after things next: not with every round, they cost more than a look into the outbox."""

    def __init__(self, chores: Iterable[Chore]) -> None:
        self.chores = tuple(chores)
        self.not_before = 0.0

    def look_after(self) -> bool:
        """Do all chores if a minute has passed; answers whether it had."""
        if time.monotonic() < self.not_before:
            return False
        self.not_before = time.monotonic() + SECONDS_BETWEEN_CHORES
        do_each(self.chores)
        return True


def tell_the_desk(edition_id: int) -> None:
    """Mail the people who answer for the paper that an edition is out."""
    edition = Edition.objects.with_counts().get(pk=edition_id)
    receivers = User.objects.holding(Role.CHIEF_EDITOR) | User.objects.holding(Role.PAGE_DESIGNER)
    addresses = sorted({user.email for user in receivers.distinct() if user.email})
    if not addresses:
        return
    with translation.override(settings.LANGUAGE_CODE):
        paper = Publication.objects.values_list("name", flat=True).first() or _("Newsroom")
        subject = _("%(paper)s of %(date)s is published") % {"paper": paper, "date": date_format(edition.date)}
        body = _("%(number)s, %(pages)s pages, %(articles)s articles.") % {
            "number": _("Total number %(number)s") % {"number": edition.numbers}
            if edition.numbers
            else edition.get_kind_display(),
            "pages": edition.page_count,
            "articles": edition.article_count,
        }
        address = f"\n\n{settings.WEBSITE_URL}/epaper/{edition.slug}/" if settings.WEBSITE_URL else ""
    # A line break in the paper's name would end the subject line, and no mail would ever go.
    send_mail(" ".join(subject.split()), body + address, None, addresses)


def remove_pictures(article_id: int) -> None:
    """Take off the website the public pictures of a withdrawn article and the pages on which it is to be seen.

    Then draw those pages without it.
    """
    retiring.remove_retired_files()
    article_publishing.remove_withdrawn_pictures(article_id)
    redrawing.redraw_pages_of(article_id, DRAWING_TABLE.open_room)
    websub.note_article(article_id)


def follow_a_readmission(article_id: int) -> None:
    """Draw the pages on which an article stands with it again."""
    article_publishing.remove_dropped_pictures()
    redrawing.redraw_pages_of(article_id, DRAWING_TABLE.open_room)
    websub.note_article(article_id)


def follow_a_correction(article_id: int) -> None:
    """Take off the website the pictures that an article showed before and shows no more."""
    article_publishing.remove_dropped_pictures()
    websub.note_article(article_id)


def follow_an_edition(edition_id: int) -> None:
    """An article that was on the website already may have got other pictures by it; then the mail to the desk."""
    article_publishing.remove_dropped_pictures()
    tell_the_desk(edition_id)
    websub.note_edition(edition_id)


def follow_a_reissue(edition_id: int) -> None:
    """Its articles may have got other pictures, its pages have."""
    article_publishing.remove_dropped_pictures()
    retiring.remove_retired_files()
    websub.note_edition(edition_id)


def follow_a_topic(topic_id: int) -> None:
    """It may have got another picture, or none."""
    article_publishing.remove_dropped_pictures()
    websub.note_topic(topic_id)


def follow_an_archive(archive_id: int) -> None:
    """What came in has no pictures, and is too old for any feed; whoever keeps pages reads the outbox himself."""
    log.info("another batch of import %s is in", archive_id)


def remove_retired_files(_edition_id: int) -> None:
    """Take off the website what a page or an issue was shown as before."""
    retiring.remove_retired_files()


def look_for_unknown_page_files() -> int:
    """Once a night, take off the website the page files of publications that were killed; answers how many."""
    if not night.begin("page-files-checked"):
        return 0
    gone = retiring.remove_unknown_files()
    if gone:
        log.info("%s public files of pages that nobody was shown were taken away", len(gone))
    return len(gone)


HANDLERS = {
    OutboxEvent.Kind.EDITION_PUBLISHED.value: follow_an_edition,
    OutboxEvent.Kind.EDITION_REISSUED.value: follow_a_reissue,
    OutboxEvent.Kind.PAGE_DRAWN.value: remove_retired_files,
    OutboxEvent.Kind.ISSUE_PDF_MADE.value: remove_retired_files,
    OutboxEvent.Kind.ARTICLE_WITHDRAWN.value: remove_pictures,
    OutboxEvent.Kind.ARTICLE_CORRECTED.value: follow_a_correction,
    OutboxEvent.Kind.ARTICLE_PUBLISHED.value: websub.note_article,
    OutboxEvent.Kind.ARTICLE_READMITTED.value: follow_a_readmission,
    OutboxEvent.Kind.ARCHIVE_IMPORTED.value: follow_an_archive,
    OutboxEvent.Kind.TOPIC_CHANGED.value: follow_a_topic,
}

POSTMAN = Postman()
WORKBENCH = Workbench()
DRAWING_TABLE = DrawingTable()
SEARCH = search.CatchingUp()
ROUNDS = Rounds(
    [
        article_publishing.complete_pictures,
        topic_pages.keep_photos_in_step,
        notices.remind_of_deadlines,
        workflow.remind_of_withdrawals,
        drafting.forget_old,
        inbox.remove_old,
        NightWatch().go_on,
        left_behind.look_at_night,
        look_for_unknown_page_files,
    ]
)
