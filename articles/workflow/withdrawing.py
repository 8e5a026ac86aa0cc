"""The second person's word on a withdrawal: confirmed for good, or overturned while there is time."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, InternalError, transaction
from django.db.models.functions import Now

from articles import notices, verbs
from articles.clock import database_now
from articles.models import Article, Notice, Withdrawal
from articles.policy import corrections as correction_policy
from articles.workflow.deciding import take
from articles.workflow.rows import Refused, database_said, lock, record
from authors.models import Role, User


@transaction.atomic
def withdraw(article: Article, *, by: User, reason: str, notice: str) -> Article:
    """Take a published article back at once; from now on a second person has so many minutes to answer."""
    article = take(verbs.BY_NAME["withdraw"], article, by=by, note=reason)
    change = article.changes.filter(verb="withdraw").order_by("-id").first()
    assert change is not None  # take() has just recorded it
    minutes = timedelta(minutes=settings.WITHDRAWAL_CONFIRMATION_MINUTES)
    Withdrawal.objects.create(article=article, change=change, notice=notice, by=by, confirm_by=database_now() + minutes)
    return article


@transaction.atomic
def confirm_withdrawal(withdrawal: Withdrawal, *, by: User) -> Withdrawal:
    """Make a withdrawal final. It may be late: what was withdrawn stays so until somebody answers."""
    withdrawal = _locked(withdrawal)
    if sentence := correction_policy.refusal_to_confirm(by, withdrawal):
        raise Refused(sentence)
    withdrawal.confirmed_by, withdrawal.confirmed_at = by, database_now()
    _save(withdrawal)
    record("confirm", withdrawal.article, before=withdrawal.article.state, by=by)
    notices.tell(
        Notice.Kind.WITHDRAWAL_CONFIRMED,
        withdrawal.article,
        to=_concerned(withdrawal),
        by=by,
        key=f"withdrawal:{withdrawal.pk}:confirmed",
    )
    return withdrawal


@transaction.atomic
def overturn_withdrawal(withdrawal: Withdrawal, *, by: User, reason: str) -> Article:
    """Let the article be published as it was. `publishing.overturn` gives readers its words back."""
    withdrawal = _locked(withdrawal)
    is_overdue = withdrawal.confirm_by <= database_now()
    if sentence := correction_policy.refusal_to_overturn(by, withdrawal, is_overdue=is_overdue):
        raise Refused(sentence)
    withdrawal.overturned_by, withdrawal.overturned_at = by, database_now()
    _save(withdrawal)
    return take(verbs.BY_NAME["overturn"], withdrawal.article, by=by, note=reason)


def remind_of_withdrawals() -> int:
    """Tell those who could answer of each withdrawal whose time is over, once an hour; answers how many there are.

    Called by the press. No timer gives words back to readers: an unanswered withdrawal stands.
    """
    overdue = list(Withdrawal.objects.unanswered().filter(confirm_by__lte=Now()).select_related("article__section"))
    now = database_now()
    for withdrawal in overdue:
        hours = int((now - withdrawal.confirm_by) / timedelta(hours=1))
        notices.tell(
            Notice.Kind.WITHDRAWAL_UNCONFIRMED,
            withdrawal.article,
            to=correction_policy.second_people(withdrawal).values_list("pk", flat=True),
            by=None,
            key=f"withdrawal:{withdrawal.pk}:unconfirmed:{hours}",
        )
    return len(overdue)


def _concerned(withdrawal: Withdrawal) -> set[int]:
    chiefs = User.objects.holding(Role.CHIEF_EDITOR).values_list("pk", flat=True)
    return {withdrawal.by_id, *withdrawal.article.authors(), *chiefs}


def _locked(withdrawal: Withdrawal) -> Withdrawal:
    """The withdrawal as it stands now; the article's row is always locked first."""
    article = lock(withdrawal.article)
    found = Withdrawal.objects.select_for_update(of=("self",)).get(pk=withdrawal.pk)
    found.article = article
    return found


def _save(withdrawal: Withdrawal) -> None:
    try:
        with transaction.atomic():
            withdrawal.save()
    except (IntegrityError, InternalError) as error:
        raise Refused(database_said(error)) from error
