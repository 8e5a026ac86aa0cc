"""The state machine as a table: what may be done with an article, from which state, by whom, on which condition.

`VERBS` is the whole of it; buttons, permission tests and the manual are derived from it. `workflow.take()` carries out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from articles import policy
from articles.clock import database_now
from articles.models import FINAL, Article, OnlineFirst, ReviewRules, State
from authors.models import Role, User

CLAIM_LASTS = timedelta(minutes=30)

Condition = Callable[[User, Article], str | None]


@dataclass(frozen=True, slots=True)
class Verb:
    """One arrow of the state machine, or several with the same name.

    `roles` may take it; `when` adds a condition that answers with the sentence of refusal, or None.
    `fewer` says from which states fewer people may: the roles, or policy.OWN for its authors; the condition asks it.
    `is_button` is False for what only a larger act does, such as publishing an edition.
    """

    name: str
    label: str | Promise
    sources: frozenset[State]
    target: State
    roles: frozenset[str]
    when: Condition
    needs_note: bool = False
    is_button: bool = True
    is_calm: bool = True
    fewer: Mapping[State, frozenset[str]] = field(default_factory=dict)

    def people_in(self, state: State) -> frozenset[str]:
        """Who may take it from this state: roles, or policy.OWN."""
        return self.fewer.get(state, self.roles)


def _is_author(user: User, article: Article) -> str | None:
    if policy.is_author(user, article):
        return None
    return _("Only its author can submit this article.")


def _may_pull_back(user: User, article: Article) -> str | None:
    if not policy.is_author(user, article):
        return _("Only its author can take this article back.")
    if article.claimed_by_id is not None or policy.last_passed(article):
        return _("Its review has begun. Ask the reviewer to return it.")
    return None


def _may_claim(user: User, article: Article) -> str | None:
    if article.claimed_by_id == user.pk:
        return _("You are reviewing this already.")
    return _review_refusal(user, article, but_claims_lapse=True)


def _may_release(user: User, article: Article) -> str | None:
    return None if article.claimed_by_id == user.pk else _("You have not claimed this article.")


def _may_pass(user: User, article: Article) -> str | None:
    stage = policy.next_stage(article)
    if stage is not None and stage.number == FINAL:
        return _("The last review is the approval.")
    return _review_refusal(user, article)


def _may_approve(user: User, article: Article) -> str | None:
    stage = policy.next_stage(article)
    if stage is not None and stage.number != FINAL:
        return _("Earlier reviews have not passed this version yet.")
    return _review_refusal(user, article)


def _may_return(user: User, article: Article) -> str | None:
    if article.state == State.SUBMITTED:
        return _review_refusal(user, article)
    return _not_own_work(user, article)


def _may_open_fast_lane(user: User, article: Article) -> str | None:
    if not ReviewRules.objects.filter(has_fast_lane=True).exists():
        return _("This house has no fast lane.")
    if article.fast_lane_id is not None:
        return _("This article is in the fast lane already.")
    stage = policy.next_stage(article)
    if stage is not None and stage.number == FINAL:
        return _("Only the approval is still to come: there is nothing left to skip.")
    return _not_own_work(user, article)


def _may_spike(user: User, article: Article) -> str | None:
    if article.state == State.DRAFT and not policy.is_author(user, article):
        return _("This is with its author; only he can drop it.")
    if article.state != State.DRAFT and not user.holds(HEADS):
        return _("Only a section head or the chief editor can spike an article that was submitted.")
    return None


def _may_publish_online(_user: User, article: Article) -> str | None:
    if article.published_at is not None:
        return _("Readers had it before; it is published again.")
    if article.embargo_until and article.embargo_until > database_now():
        return _("It is embargoed until %(time)s.") % {
            "time": date_format(localtime(article.embargo_until), "SHORT_DATETIME_FORMAT")
        }
    return None


def _waits_for_print(_user: User, article: Article) -> str | None:
    if article.online_first == OnlineFirst.WAITS:
        return None
    return _("It does not wait for an edition.")


def _is_online_only(_user: User, article: Article) -> str | None:
    if article.online_first == OnlineFirst.ONLY:
        return None
    return _("It is not kept to the website.")


def _may_publish_again(_user: User, article: Article) -> str | None:
    if article.published_at is None:
        return _("What was never printed is published with its edition.")
    return None


def _anybody(_user: User, _article: Article) -> str | None:
    return None


def _not_own_work(user: User, article: Article) -> str | None:
    if policy.is_own_work(user, article):
        return _("This is your own work; somebody else decides on it.")
    return None


def _review_refusal(user: User, article: Article, *, but_claims_lapse: bool = False) -> str | None:
    lapses = but_claims_lapse and _claim_lapsed(article)
    return policy.refusal_to_review(user, article, policy.next_stage(article), but_claims_lapse=lapses)


REVIEWERS = policy.EDITORS

CHIEF = frozenset({Role.CHIEF_EDITOR})
HEADS = frozenset({Role.SECTION_HEAD, Role.CHIEF_EDITOR})
AUTHORS = frozenset({policy.OWN})

VERBS: tuple[Verb, ...] = (
    Verb(
        "submit",
        pgettext_lazy("verb", "Submit"),
        frozenset({State.DRAFT}),
        State.SUBMITTED,
        policy.FILERS,
        _is_author,
        fewer={State.DRAFT: AUTHORS},
    ),
    Verb(
        "pull_back",
        pgettext_lazy("verb", "Take back"),
        frozenset({State.SUBMITTED}),
        State.DRAFT,
        policy.FILERS,
        _may_pull_back,
        is_calm=False,
        fewer={State.SUBMITTED: AUTHORS},
    ),
    Verb(
        "claim",
        pgettext_lazy("verb", "Claim"),
        frozenset({State.SUBMITTED}),
        State.SUBMITTED,
        REVIEWERS,
        _may_claim,
    ),
    Verb(
        "release",
        pgettext_lazy("verb", "Release"),
        frozenset({State.SUBMITTED}),
        State.SUBMITTED,
        REVIEWERS,
        _may_release,
    ),
    Verb(
        "pass",
        pgettext_lazy("verb", "Pass"),
        frozenset({State.SUBMITTED}),
        State.SUBMITTED,
        REVIEWERS,
        _may_pass,
    ),
    Verb(
        "approve",
        pgettext_lazy("verb", "Approve"),
        frozenset({State.SUBMITTED}),
        State.APPROVED,
        REVIEWERS,
        _may_approve,
    ),
    Verb(
        "return",
        pgettext_lazy("verb", "Return"),
        frozenset({State.SUBMITTED, State.APPROVED, State.SPIKED}),
        State.DRAFT,
        REVIEWERS,
        _may_return,
        needs_note=True,
        is_calm=False,
    ),
    Verb(
        "fast_lane",
        pgettext_lazy("verb", "Fast lane"),
        frozenset({State.SUBMITTED}),
        State.SUBMITTED,
        CHIEF,
        _may_open_fast_lane,
        needs_note=True,
        is_calm=False,
    ),
    Verb(
        "recall",
        pgettext_lazy("verb", "Recall"),
        frozenset({State.APPROVED}),
        State.SUBMITTED,
        CHIEF,
        _not_own_work,
        needs_note=True,
        is_calm=False,
    ),
    Verb(
        "spike",
        pgettext_lazy("verb", "Spike"),
        frozenset({State.DRAFT, State.SUBMITTED, State.APPROVED}),
        State.SPIKED,
        policy.FILERS,
        _may_spike,
        needs_note=True,
        is_calm=False,
        fewer={State.DRAFT: AUTHORS, State.SUBMITTED: HEADS, State.APPROVED: HEADS},
    ),
    Verb(
        "publish",
        pgettext_lazy("verb", "Publish"),
        frozenset({State.APPROVED}),
        State.PUBLISHED,
        CHIEF,
        _anybody,
        is_button=False,
    ),
    # Breaking news: on the website at once, in an edition later or never.
    Verb(
        "publish_online",
        pgettext_lazy("verb", "Publish on the website now"),
        frozenset({State.APPROVED}),
        State.PUBLISHED,
        policy.PUBLISH_ONLINE,
        _may_publish_online,
    ),
    Verb(
        "print",
        pgettext_lazy("verb", "Print"),
        frozenset({State.PUBLISHED}),
        State.PUBLISHED,
        CHIEF,
        _waits_for_print,
        is_button=False,
    ),
    Verb(
        "keep_online",
        pgettext_lazy("verb", "Website only"),
        frozenset({State.PUBLISHED}),
        State.PUBLISHED,
        policy.CHOOSE_FOR_PRINT,
        _waits_for_print,
    ),
    Verb(
        "want_in_print",
        pgettext_lazy("verb", "For print too"),
        frozenset({State.PUBLISHED}),
        State.PUBLISHED,
        policy.CHOOSE_FOR_PRINT,
        _is_online_only,
    ),
    Verb(
        "correct",
        pgettext_lazy("verb", "Correct"),
        frozenset({State.PUBLISHED}),
        State.PUBLISHED,
        CHIEF,
        _anybody,
        is_button=False,
    ),
    Verb(
        "withdraw",
        pgettext_lazy("verb", "Withdraw"),
        frozenset({State.PUBLISHED}),
        State.WITHDRAWN,
        CHIEF,
        _anybody,
        needs_note=True,
        is_calm=False,
    ),
    # The second person does not agree with a withdrawal: readers get the same words back.
    Verb(
        "overturn",
        pgettext_lazy("verb", "Overturn the withdrawal"),
        frozenset({State.WITHDRAWN}),
        State.PUBLISHED,
        HEADS,
        _anybody,
        needs_note=True,
        is_button=False,
    ),
    # What was withdrawn for good is reviewed as if it were new, and then published again by itself.
    Verb(
        "restore",
        pgettext_lazy("verb", "Restore"),
        frozenset({State.WITHDRAWN}),
        State.SUBMITTED,
        CHIEF,
        _anybody,
        needs_note=True,
        is_calm=False,
    ),
    Verb(
        "republish",
        pgettext_lazy("verb", "Publish again"),
        frozenset({State.APPROVED}),
        State.PUBLISHED,
        CHIEF,
        _may_publish_again,
    ),
)
BY_NAME = {verb.name: verb for verb in VERBS}
PASSING = {"pass", "approve"}


def refusal(verb: Verb, article: Article, *, by: User) -> str | None:
    """Why this person may not take this verb now, as a sentence; None if he may."""
    if not policy.can_see(by, article):
        return _("There is no such article.")
    if article.state not in verb.sources:
        return _("“%(verb)s” is not possible here: the article is “%(state)s”.") % {
            "verb": verb.label,
            "state": article.get_state_display(),
        }
    if not by.holds(verb.roles):
        return _("Your role at the paper does not include “%(verb)s”.") % {"verb": verb.label}
    return verb.when(by, article)


def open_to(article: Article, *, by: User) -> list[Verb]:
    """The buttons this person sees on this article."""
    return [verb for verb in VERBS if verb.is_button and refusal(verb, article, by=by) is None]


def _claim_lapsed(article: Article) -> bool:
    return article.claimed_at is not None and database_now() - article.claimed_at > CLAIM_LASTS
