"""Who may ask for, write, check and publish a correction, and who gives the second word on a withdrawal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from articles import policy
from articles.models import Article, Correction, CorrectionState, OnlineFirst, Section, State, Withdrawal
from authors.models import Role, User

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

SECOND_PEOPLE = frozenset({Role.CHIEF_EDITOR, Role.SECTION_HEAD})
MY_DESK_SHOWS = 30


# -- corrections -----------------------------------------------------------------------------------------------------
def knows(user: User | AnonymousUser, article: Article) -> bool:
    """Whether corrections of this article that are under way exist for this person.

    For its authors, the editors in whose sections it stands, and proofreaders.
    """
    if not isinstance(user, User):
        return False
    if user.holds(policy.EDITORS) and policy.edits_section(user, article.section_id):
        return True
    return user.holds({Role.PROOFREADER}) or policy.is_author(user, article)


def refusal_to_ask(user: User, article: Article, *, is_typo: bool = False) -> str | None:
    """Why this person may not ask for a correction, as a sentence; None if he may."""
    if article.state != State.PUBLISHED:
        return _("Only what is published is corrected.")
    if not knows(user, article):
        return _("Its authors and the editors ask for corrections.")
    if _only_reads_proofs(user, article) and not is_typo:
        return _("A proofreader asks for the correction of typos only; tell an editor about anything larger.")
    if article.corrections.under_way().exists():
        return _("A correction of this article is under way already.")
    return None


def refusal_to_update(article: Article) -> str | None:
    """Why the words of this article may not go on without a correction, as a sentence; None if they may."""
    if article.online_first in {OnlineFirst.WAITS, OnlineFirst.ONLY}:
        return None
    return _("What was printed is put right by a correction, which readers are told of.")


def refusal_to_write(user: User, correction: Correction) -> str | None:
    """Why this person may not write or file the words of a correction, as a sentence; None if he may."""
    article = correction.article
    if sentence := _refusal_here(user, correction):
        return sentence
    if correction.is_typo:
        return None if user.holds({Role.PROOFREADER}) else _("A proofreader writes the correction of typos.")
    if policy.is_author(user, article):
        return None
    if user.holds({Role.DESK_EDITOR}) and policy.edits_section(user, article.section_id):
        return None
    return _("Its author writes the correction; a desk editor if he is away.")


def refusal_to_check(user: User, correction: Correction) -> str | None:
    """Why this person may not give the first check, as a sentence; None if he may."""
    if sentence := _refusal_here(user, correction):
        return sentence
    if correction.is_typo or correction.state != CorrectionState.FILED:
        return _("This correction does not wait for its check.")
    if not user.holds(policy.EDITORS) or not policy.edits_section(user, correction.article.section_id):
        return _("An editor checks the correction.")
    return _refusal_of_part(user, correction)


def refusal_to_publish(user: User, correction: Correction) -> str | None:
    """Why this person may not approve and publish it, as a sentence; None if he may."""
    if sentence := _refusal_here(user, correction):
        return sentence
    if not user.holds({Role.CHIEF_EDITOR}):
        return _("The chief editor publishes corrections.")
    if correction.state != (CorrectionState.FILED if correction.is_typo else CorrectionState.CHECKED):
        return _("This correction has not been checked yet.")
    if correction.checked_by_id == user.pk:
        return _("You have checked this correction; another person must publish it.")
    return _refusal_of_part(user, correction)


def refusal_to_return(user: User, correction: Correction) -> str | None:
    """Why this person may not send it back to who wrote it, as a sentence; None if he may."""
    if correction.state not in {CorrectionState.FILED, CorrectionState.CHECKED}:
        return _("This correction is not filed.")
    may_check = refusal_to_check(user, correction) is None
    return None if may_check else _refusal_of_chief(user, correction)


def refusal_to_drop(user: User, correction: Correction) -> str | None:
    """Why this person may not drop it, as a sentence; None if he may."""
    if not correction.is_under_way:
        return _("This correction is closed.")
    if not knows(user, correction.article):
        return _("There is no such correction.")
    heads = user.holds(SECOND_PEOPLE) and policy.edits_section(user, correction.article.section_id)
    if heads or user.pk == correction.asked_by_id:
        return None
    return _("Who asked for it, a section head or the chief editor drops a correction.")


def _refusal_of_chief(user: User, correction: Correction) -> str | None:
    if not user.holds({Role.CHIEF_EDITOR}):
        return _("Who checks it or the chief editor returns a correction.")
    return _refusal_of_part(user, correction)


def _refusal_here(user: User, correction: Correction) -> str | None:
    if not knows(user, correction.article):
        return _("There is no such correction.")
    if not correction.is_under_way:
        return _("This correction is closed.")
    if correction.article.state != State.PUBLISHED:
        return _("Only what is published is corrected.")
    return None


def _refusal_of_part(user: User, correction: Correction) -> str | None:
    if correction.written_by_id == user.pk:
        return _("You wrote this correction; another person must do this.")
    if policy.is_own_work(user, correction.article):
        return _("This is your own work; somebody else decides on it.")
    return None


def _only_reads_proofs(user: User, article: Article) -> bool:
    is_editor = user.holds(policy.EDITORS) and policy.edits_section(user, article.section_id)
    return not is_editor and not policy.is_author(user, article)


def corrections_waiting_for(user: User | AnonymousUser) -> list[Correction]:
    """The corrections in which something is this person's to do, the longest known error first."""
    if not isinstance(user, User):
        return []
    rows = Correction.objects.under_way().of_readable_articles().filter(article__in=policy.visible_to(user))
    mine = rows.filter(_may_be_his(user)).select_related(
        "article__section", "article__created_by", "written_by", "asked_by"
    )
    # Few are under way at a time; the policy itself has the last word on each.
    ordered = mine.order_by("found_at", "pk")[: MY_DESK_SHOWS * 2]
    return [row for row in ordered if waits_for(user, row)][:MY_DESK_SHOWS]


def waits_for(user: User, correction: Correction) -> bool:
    """Whether the next step of this correction is this person's."""
    if correction.state == CorrectionState.ASKED:
        # A desk editor writes only if the author is away; it is on nobody's desk but the author's.
        is_writer = correction.is_typo or policy.is_author(user, correction.article)
        return is_writer and refusal_to_write(user, correction) is None
    return refusal_to_check(user, correction) is None or refusal_to_publish(user, correction) is None


def _may_be_his(user: User) -> Q:
    found = Q(article__in=Article.objects.by(user).values("pk"))
    if user.holds({Role.CHIEF_EDITOR, Role.PROOFREADER}):
        return Q()
    if user.holds(policy.EDITORS):
        found |= Q(article__section__in=Section.objects.edited_by(user))
    return found


def checkers_of(correction: Correction) -> QuerySet[User]:
    """The active people who may take the next step of a filed or checked correction."""
    chiefs = Q(groups__name=Role.CHIEF_EDITOR.value)
    others = Q(pk__in=[])
    if correction.state == CorrectionState.FILED and not correction.is_typo:
        others = _of_section(correction.article, policy.EDITORS - {Role.CHIEF_EDITOR})
    found = User.objects.filter(is_active=True).filter(chiefs | others).exclude(pk__in=correction.article.people())
    return found.exclude(pk__in=[pk for pk in (correction.written_by_id, correction.checked_by_id) if pk]).distinct()


def proofreaders() -> QuerySet[User]:
    """The active people who write the correction of typos."""
    return User.objects.holding(Role.PROOFREADER)


def _of_section(article: Article, roles: frozenset[Role]) -> Q:
    found = Q(groups__name__in=[role.value for role in roles])
    if article.section.editors.exists():
        found &= Q(pk__in=article.section.editors.values("pk"))
    return found


# -- withdrawals -------------------------------------------------------------------------------------------------------
def refusal_to_confirm(user: User, withdrawal: Withdrawal) -> str | None:
    """Why this person may not make a withdrawal final, as a sentence; None if he may."""
    article = withdrawal.article
    if withdrawal.is_answered or article.state != State.WITHDRAWN:
        return _("This withdrawal has been answered already.")
    if not user.holds(SECOND_PEOPLE) or not policy.edits_section(user, article.section_id):
        return _("The chief editor or a section head confirms a withdrawal.")
    if withdrawal.by_id == user.pk:
        return _("You withdrew it; another person must confirm or overturn that.")
    return None


def refusal_to_overturn(user: User, withdrawal: Withdrawal, *, is_overdue: bool) -> str | None:
    """Why this person may not give the words back to readers, as a sentence; None if he may."""
    if sentence := refusal_to_confirm(user, withdrawal):
        return sentence
    if is_overdue:
        return _("The time for that is over: it stays withdrawn, and comes back only through a new approval.")
    if policy.is_own_work(user, withdrawal.article):
        return _("This is your own work; somebody else decides on it.")
    return None


def unconfirmed_withdrawals(user: User | AnonymousUser) -> QuerySet[Withdrawal]:
    """What no second person has answered yet, for chief editors and section heads, the most urgent first.

    Each carries `is_overdue` and its article with section and version; whoever withdrew one sees it too.
    """
    if not isinstance(user, User) or not user.holds(SECOND_PEOPLE):
        return Withdrawal.objects.none()
    rows = Withdrawal.objects.unanswered().with_overdue().filter(article__in=policy.visible_to(user))
    if not user.holds({Role.CHIEF_EDITOR}):
        rows = rows.filter(article__section__in=Section.objects.edited_by(user))
    return rows.select_related("article__section", "article__created_by", "article__current_version", "by").order_by(
        "confirm_by", "pk"
    )


def second_people(withdrawal: Withdrawal) -> QuerySet[User]:
    """The active people who may confirm it."""
    chiefs = Q(groups__name=Role.CHIEF_EDITOR.value)
    heads = _of_section(withdrawal.article, frozenset({Role.SECTION_HEAD}))
    return User.objects.filter(chiefs | heads, is_active=True).exclude(pk=withdrawal.by_id).distinct()
