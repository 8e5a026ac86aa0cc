"""The press: publishes what is due and does what follows from publications. One round of its work, and its notices."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import send_mail
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from articles import publishing as article_publishing
from authors.models import Role, User
from editions import publishing as edition_publishing
from editions.models import Edition, Publication
from website import outbox
from website.models import OutboxEvent


def work_once() -> int:
    """One round: a sign of life, editions that are due, everything waiting in the outbox. Answers how much it did."""
    outbox.beat()
    done = len(edition_publishing.publish_due())
    while outbox.handle_next(HANDLERS):
        done += 1
        outbox.beat()
    return done


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
        body = _("Total number %(number)s, %(pages)s pages, %(articles)s articles.") % {
            "number": edition.total_number,
            "pages": edition.page_count,
            "articles": edition.article_count,
        }
        address = f"\n\n{settings.WEBSITE_URL}/epaper/{edition.slug}/" if settings.WEBSITE_URL else ""
    # A line break in the paper's name would end the subject line, and no mail would ever go.
    send_mail(" ".join(subject.split()), body + address, None, addresses)


def remove_pictures(article_id: int) -> None:
    """Take the public pictures of a withdrawn article off the website."""
    article_publishing.remove_withdrawn_pictures(article_id)


HANDLERS = {
    OutboxEvent.Kind.EDITION_PUBLISHED.value: tell_the_desk,
    OutboxEvent.Kind.ARTICLE_WITHDRAWN.value: remove_pictures,
}
