"""Keeping what is being written: autosaves, who has the article open, and what an article's form begins with."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, JsonResponse, QueryDict
from django.middleware.csrf import get_token
from django.urls import URLPattern, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from articles import policy, workflow
from articles.admin_views.addresses import desk_path, visible
from articles.clock import database_now
from articles.models import Article, Autosave
from articles.models.drafting import PRESENCE_LASTS
from articles.richtext import character_count, clean_html, latin_word_count
from articles.workflow import drafting
from authors.models import User

# So many offers stand over a form; older words wait until these are settled.
MOST_OFFERS = 3
HIGHEST = 2**31 - 1


def addresses() -> list[URLPattern]:
    return [
        desk_path("<int:article_id>/draft/", keep, name="draft"),
        desk_path("draft/new/", keep, name="draft_new"),
        desk_path("draft/token/", token, name="draft_token"),
        desk_path("draft/throw/", throw_away, name="draft_throw"),
    ]


def beside(article: Article, user: User) -> dict[str, Any]:
    return {}


# -- what scripts ask ----------------------------------------------------------------------------------------------
@require_POST
def keep(request: HttpRequest, article_id: int | None = None) -> JsonResponse:
    """Keep the words of an open form; with the number 0 only say that it is still open.

    Answers in JSON: whether the words are kept, since when, who else writes, and whether there is a newer version.
    """
    user, article = _who_and_what(request, article_id)
    if sentence := another_person(request, user):
        return _refused(sentence, status=409)
    form, sequence = form_token(request.POST), _number(request.POST.get("draft_sequence"))
    if form is None or sequence is None:
        return _refused(_("This cannot be kept: the form is not whole."), status=400)
    if sequence == 0:
        if article and policy.refusal_to_edit(user, article) is None:
            drafting.be_present(article, by=user)
        return JsonResponse(_news(request, article, user, form))
    try:
        kept = drafting.keep(
            dict(request.POST.lists()),
            by=user,
            article=article,
            token=form,
            sequence=sequence,
            base_version=_number(request.POST.get("seen_version")) or 0,
        )
    except workflow.Refused as refused:
        return _refused(str(refused), status=403)
    except ValidationError as error:
        return _refused(" ".join(error.messages), status=400)
    return _kept(request, article, user, form, kept)


def _who_and_what(request: HttpRequest, article_id: int | None) -> tuple[User, Article | None]:
    user, article = request.user, visible(request, article_id) if article_id is not None else None
    if not isinstance(user, User) or (article_id is not None and article is None):
        raise Http404
    if article is None and not policy.can_file(user):
        raise Http404
    return user, article


def _kept(request: HttpRequest, article: Article | None, user: User, form: UUID, kept: drafting.Kept) -> JsonResponse:
    if kept.is_closed:
        return _refused(_filed_already(kept), status=410)
    if article:
        drafting.be_present(article, by=user)
    if kept.is_newest and (taken_from := _taken_from(request.POST)):
        drafting.supersede(taken_from[0], by=user, sequence=taken_from[1])
    news = _news(request, article, user, form)
    return JsonResponse({**news, "kept": kept.is_newest, "sequence": kept.sequence, "at": clock(kept.saved_at)})


def _filed_already(kept: drafting.Kept) -> str:
    at = clock(kept.saved_at)
    return _("These words were saved at %(time)s. Open the article again to write on.") % {"time": at}


def _refused(sentence: str, *, status: int) -> JsonResponse:
    return JsonResponse({"sentence": sentence}, status=status)


def _news(request: HttpRequest, article: Article | None, user: User, form: UUID) -> dict[str, Any]:
    """What the page should show now, and the token against forgery, which changes when somebody signs in again."""
    return {
        "token": get_token(request),
        "others": others(article, user) if article and policy.refusal_to_edit(user, article) is None else [],
        "newer": _newer(article, user, _number(request.POST.get("seen_version"))) if article else "",
        "elsewhere": _elsewhere(article, user, form),
    }


def others(article: Article, user: User) -> list[str]:
    """Who else is writing, one sentence each."""
    return [
        _("%(person)s is writing here too (since %(time)s).") % {"person": other.user, "time": clock(other.since)}
        for other in drafting.others_present(article, besides=user)
    ]


def _newer(article: Article, user: User, seen: int | None) -> str:
    version = article.current_version
    if version is None or seen is None or version.number <= seen:
        return ""
    words = {"number": version.number, "time": clock(version.created_at), "person": version.created_by}
    if version.created_by_id == user.pk:
        return _("You saved version %(number)s in another window at %(time)s: look before you go on.") % words
    return _("%(person)s saved version %(number)s at %(time)s: look before you go on.") % words


def _elsewhere(article: Article | None, user: User, form: UUID) -> str:
    """Whether the same person writes the same article in another window, whose words are kept apart from these."""
    if article is None:
        return ""
    rows = drafting.kept_words(user, article).exclude(token=form).defer("body", "fields")
    other = rows.filter(saved_at__gte=database_now() - PRESENCE_LASTS).first()
    if other is None:
        return ""
    at = clock(other.saved_at)
    return _("You are writing this in another window too, last at %(time)s. The words of both are kept.") % {"time": at}


@require_safe
def token(request: HttpRequest) -> JsonResponse:
    """Whether somebody is signed in, who, and the token his next form needs."""
    return JsonResponse({"token": get_token(request), "person": request.user.pk})


@require_POST
def throw_away(request: HttpRequest) -> JsonResponse:
    """Let go of words that were offered for being taken up again."""
    user, unwanted = request.user, uuid_of(request.POST.get("_throw", ""))
    if not isinstance(user, User) or unwanted is None:
        raise Http404
    drafting.throw_away(unwanted, by=user)
    return JsonResponse({})


# -- what the form begins with ---------------------------------------------------------------------------------------
def of_the_form(request: HttpRequest, page: dict[str, Any]) -> dict[str, Any]:
    """What an article's form needs to keep its words, and what it offers of those that were never saved.

    `page` is what `desk_context` found out: the article, if there is one, and why the person may not change it.
    """
    user, article = request.user, page.get("article")
    if not isinstance(user, User) or page.get("refusal_to_edit") or not (article or policy.can_file(user)):
        return {}
    if article and request.method == "GET":
        drafting.be_present(article, by=user)
    here = (
        reverse("admin:articles_article_draft", args=[article.pk])
        if article
        else reverse("admin:articles_article_draft_new")
    )
    return {
        "keeping": {
            "token": form_token(request.POST) or uuid4(),
            "taken_from": request.POST.get("draft_taken_from", ""),
            "address": here,
            "opened": clock(timezone.now()),
        },
        "offers": offers(user, article, besides=form_token(request.POST)),
        "others_writing": others(article, user) if article else [],
        "count": count_of(request, article),
    }


def count_of(request: HttpRequest, article: Article | None) -> dict[str, Any]:
    """The length of the form's text against the length wanted, as `desk/article.js` writes it."""
    body, target = (article.body, article.target_length) if article else ("", None)
    if request.method == "POST":
        body, target = request.POST.get("body", ""), _number(request.POST.get("target_length"))
    try:
        text = clean_html(body)
    except ValidationError:
        text = ""
    length = character_count(text)
    return {
        "characters": f"{length:,}",
        "latin": f"{latin_word_count(text):,}",
        "target": f"{target:,}" if target else "",
        "goal": target,
        "reached": min(length, target or 0),
        "is_over": bool(target) and length > (target or 0),
    }


def offers(user: User, article: Article | None, *, besides: UUID | None) -> list[dict[str, Any]]:
    """Words of this person that were never saved: a sentence, and the token by which they are asked for."""
    rows = drafting.kept_words(user, article).exclude(token=besides) if besides else drafting.kept_words(user, article)
    stored = character_count(article.body) if article else 0
    return [
        {"token": row.token, "sentence": _offer(row, article, stored)}
        for row in rows.defer("body", "fields")[:MOST_OFFERS]
    ]


def _offer(row: Autosave, article: Article | None, stored: int) -> str:
    when, more = clock(row.saved_at), row.characters - stored
    if article is None:
        return ngettext(
            "You began “%(headline)s” and never saved it (%(when)s, %(count)s character).",
            "You began “%(headline)s” and never saved it (%(when)s, %(count)s characters).",
            row.characters,
        ) % {"headline": row, "when": when, "count": row.characters}
    if more > 0:
        return ngettext(
            "You wrote more and did not save it (%(when)s, %(count)s character more).",
            "You wrote more and did not save it (%(when)s, %(count)s characters more).",
            more,
        ) % {"when": when, "count": more}
    if more < 0:
        return ngettext(
            "You changed words and did not save them (%(when)s, %(count)s character fewer).",
            "You changed words and did not save them (%(when)s, %(count)s characters fewer).",
            -more,
        ) % {"when": when, "count": -more}
    return _("You changed words and did not save them (%(when)s).") % {"when": when}


def close_form(request: HttpRequest, article: Article, *, is_new: bool) -> None:
    """The form was saved: let go of its unsaved words. The same new article is not filed twice."""
    user, form = request.user, form_token(request.POST)
    if form is None or not isinstance(user, User):
        return
    if not drafting.close(form, by=user, article=article) and is_new:
        raise workflow.Refused(_("This form was saved already. Open the article from your desk to write on."))
    if taken_from := _taken_from(request.POST):
        drafting.supersede(taken_from[0], by=user, sequence=taken_from[1])


def another_person(request: HttpRequest, user: Any) -> str:
    """What is said when a form that one person opened is sent by another, who signed in since."""
    opened_by = request.POST.get("draft_person", "")
    if not opened_by or opened_by == str(user.pk):
        return ""
    return _("Another person opened this form; %(person)s is signed in now. Sign in again as the one who wrote it.") % {
        "person": user
    }


# -- small things ------------------------------------------------------------------------------------------------------
def form_token(words: QueryDict) -> UUID | None:
    """The token of the form these words come from."""
    return uuid_of(words.get("draft_token", ""))


def _taken_from(words: QueryDict) -> tuple[UUID, int] | None:
    """Which kept words the form took up: their token, and their number then."""
    name, _point, number = words.get("draft_taken_from", "").partition(".")
    taken, sequence = uuid_of(name), _number(number)
    return (taken, sequence) if taken and sequence else None


def uuid_of(text: str) -> UUID | None:
    """The token that is written there, if one is."""
    try:
        return UUID(text)
    except ValueError:
        return None


def _number(text: str | None) -> int | None:
    """A number that a form of ours may send; None for anything else."""
    if not text or not text.isascii() or not text.isdigit() or len(text) > 10:
        return None
    return min(int(text), HIGHEST)


def clock(moment: datetime) -> str:
    """The time as people say it: of another day with its date."""
    local = timezone.localtime(moment)
    is_today = local.date() == timezone.localdate()
    return date_format(local, "H:i" if is_today else "SHORT_DATETIME_FORMAT")
