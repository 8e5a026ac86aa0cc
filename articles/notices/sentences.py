"""The words of notices, made in the reader's language when they are shown or mailed."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.models import Notice

Kind = Notice.Kind

# They stand under the headline of the article. `person` did it; a kind that nobody does names nobody.
SENTENCES: dict[str, str | Promise] = {
    Kind.SUBMITTED: gettext_lazy("%(person)s submitted it for your review."),
    Kind.PASSED: gettext_lazy("%(person)s passed it on to your review."),
    Kind.CHANGED: gettext_lazy("%(person)s changed the text, which needs your review again."),
    Kind.DEADLINE: gettext_lazy("Your review was overdue."),
    Kind.RETURNED: gettext_lazy("%(person)s returned it to you."),
    Kind.EDITED: gettext_lazy("%(person)s changed your text."),
    Kind.APPROVED: gettext_lazy("%(person)s approved it."),
    Kind.TO_PLACE: gettext_lazy("%(person)s approved it for its page."),
    Kind.PUBLISHED: gettext_lazy("%(person)s published it."),
    Kind.SPIKED: gettext_lazy("%(person)s spiked it."),
    Kind.NOTE: gettext_lazy("%(person)s wrote a note for you."),
    Kind.FAST_LANE: gettext_lazy("%(person)s sent it through the fast lane."),
    Kind.LOOKED_AGAIN: gettext_lazy("%(person)s looked again at what took the fast lane."),
    Kind.RECALLED: gettext_lazy("%(person)s recalled it to the final review."),
    Kind.WITHDRAWN: gettext_lazy("%(person)s withdrew it."),
    Kind.WITHDRAWAL_UNCONFIRMED: gettext_lazy("Nobody had confirmed its withdrawal in time."),
    Kind.WITHDRAWAL_CONFIRMED: gettext_lazy("%(person)s confirmed its withdrawal."),
    Kind.WITHDRAWAL_OVERTURNED: gettext_lazy("%(person)s overturned its withdrawal."),
    Kind.RESTORED: gettext_lazy("%(person)s put it back into review after its withdrawal."),
    Kind.CORRECTION_ASKED: gettext_lazy("%(person)s asked for a correction."),
    Kind.CORRECTION_FILED: gettext_lazy("%(person)s wrote a correction for you to check."),
    Kind.CORRECTION_CHECKED: gettext_lazy("%(person)s checked a correction for the chief editor."),
    Kind.CORRECTION_DROPPED: gettext_lazy("%(person)s dropped the correction."),
    Kind.CORRECTED: gettext_lazy("%(person)s published a correction."),
}


def sentence(notice: Notice) -> str:
    """What happened, as one sentence under the headline of the article."""
    return str(SENTENCES[notice.kind]) % {"person": notice.by or _("The press")}
