"""Who may write: file an article, change its words, and what the form lets him choose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet, Value
from django.utils.translation import gettext as _

from articles.models import Article, OnlineFirst, Section, Series, State, Version
from articles.policy.matrix import FILERS, Situation, edits_section, grants, is_author, is_own_work, situation_of
from articles.policy.memory import remembered
from articles.policy.reviews import Stage, next_stage
from authors.models import Role, User

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


def can_file(user: User | AnonymousUser) -> bool:
    """Whether the person may begin an article."""
    return isinstance(user, User) and user.holds(FILERS)


def can_keep_house(user: User | AnonymousUser) -> bool:
    """Whether the person may name sections, series and authors."""
    return isinstance(user, User) and user.holds({Role.CHIEF_EDITOR, Role.ADMIN})


def refusal_to_edit(user: User, article: Article) -> str | None:
    """Why this person may not change the text, as a sentence; None if he may."""
    situation = situation_of(article)
    if situation in {Situation.DRAFT, Situation.RETURNED}:
        return None if is_author(user, article) else _("This is with its author again; only he can change it.")
    if situation == Situation.SUBMITTED:
        stage = next_stage(article)
        if stage is None or not grants(situation, "edit", user.roles & stage.roles):
            return _("This text is in review. Ask the reviewer to return it if it must be changed.")
        return refusal_to_review(user, article, stage)
    if article.state == State.APPROVED:
        return _("This text is approved. To change it, the chief editor recalls it or an editor returns it.")
    if article.state == State.PUBLISHED:
        if article.online_first in {OnlineFirst.WAITS, OnlineFirst.ONLY}:
            return _(
                "Readers have this text on the website. What is wrong in it is put right by a correction; what is new "
                "goes the same way as an update."
            )
        return _("This text is published and stays as it was printed.")
    return _("This article is closed; its text stays as it is.")


def refusal_to_review(
    user: User, article: Article, stage: Stage | None, *, but_claims_lapse: bool = False
) -> str | None:
    """Why this person may not give the review of this stage, as a sentence; None if he may.

    With `but_claims_lapse` somebody else's claim is no hindrance: whoever asks decides whether it has lapsed.
    """
    if stage is None or not user.holds(stage.roles) or not edits_section(user, article.section_id):
        return _("This article waits for another review than yours.")
    if is_own_work(user, article):
        return _("This is your own work; somebody else reviews it.")
    if sentence := remembered(("other stage", user.pk, article.pk), lambda: _other_stage(user, article, stage)):
        return sentence
    if article.claimed_by_id not in {None, user.pk} and not but_claims_lapse:
        return _("%(person)s is reviewing this now.") % {"person": article.claimed_by}
    return None


def _other_stage(user: User, article: Article, stage: Stage) -> str | None:
    """Nobody acts at two stages of one text, neither by passing it nor by changing its words."""
    passed = article.reviews.filter(version=article.current_version_id, verdict="pass", reviewer=user)
    edited = Version.objects.filter(article=article).edited_by(user).outside(stage.number)
    found = (
        passed.order_by()
        .values_list(Value("passed"), "stage_id")
        .union(edited.order_by().values_list(Value("edited"), "stage"))
    )
    deeds = {deed for deed, _stage in found}
    if "passed" in deeds:
        return _("You have passed this version at an earlier stage; another person must do this one.")
    if "edited" in deeds:
        return _("You have edited this text in another review; another person must do this one.")
    return None


def sections_for_choice(article: Article | None = None) -> QuerySet[Section]:
    """The sections in use, and the one the article stands in already."""
    return Section.objects.filter(Q(is_active=True) | Q(pk=article.section_id if article else None))


def series_for_choice(article: Article | None = None) -> QuerySet[Series]:
    """The series in use, and the one the article belongs to already."""
    return Series.objects.filter(Q(is_active=True) | Q(pk=article.series_id if article else None))
