"""What the house style has to say: beside an article, while somebody types, and the pages of its rules and words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import URLPattern, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from articles import house_style, policy
from articles.admin_views.addresses import desk_path
from articles.forms.style import ManyWordsForm, RulesForm
from articles.house_style import Remark
from articles.models import Article, State, StyleRule, StyleWord
from articles.richtext import check_text_line, clean_html
from authors import policy as author_policy
from authors.desk_admin import MOST_ROWS
from authors.models import User
from photos import policy as photo_policy

LINES = ("kicker", "headline", "deck", "dateline", "source")
LONGEST_LINE = 400
BIGGEST_NUMBER = 2**63 - 1
OPEN_STATES = frozenset({State.DRAFT, State.SUBMITTED, State.APPROVED})
# Of each kind so many are listed; the rest stands folded below them.
MOST_SHOWN = 8


def addresses() -> list[URLPattern]:
    return [desk_path("style/", check_words, name="style")]


def beside(article: Article, user: User) -> dict[str, Any]:
    """The remarks on the saved words, for those who work on them, as long as they can still change."""
    if article.state not in OPEN_STATES:
        return {}
    if not policy.knows_the_making(user, article) and policy.refusal_to_edit(user, article) is not None:
        return {}
    return {"style": panel(house_style.remarks_on(article))}


@dataclass(frozen=True, slots=True)
class Kind:
    """Remarks of the same words with the same suggestion: shown once, with all their places."""

    first: Remark
    remarks: tuple[Remark, ...]

    @property
    def others(self) -> int:
        return len(self.remarks) - 1

    @property
    def places(self) -> str:
        """For the script: field, paragraph and stretch of each, with spaces between."""
        return " ".join(f"{one.field}:{one.paragraph}:{one.start}:{one.end}" for one in self.remarks)


def panel(remarks: Iterable[Remark]) -> dict[str, Any]:
    """What `_style_remarks.html` shows: how many must be settled, how many are advice, and the kinds of both."""
    remarks = list(remarks)
    kinds: dict[tuple[Any, ...], list[Remark]] = {}
    for one in remarks:
        # Without words a remark is about its whole field; words without a suggestion are each a case of its own.
        like = (one.code, one.severity, one.words, one.suggestion or (one.field, one.paragraph, one.start))
        kinds.setdefault(like, []).append(one)
    grouped = [Kind(same[0], tuple(same)) for same in kinds.values()]
    return {
        "to_settle": sum(one.is_blocking for one in remarks),
        "to_consider": sum(not one.is_blocking for one in remarks),
        "shown": grouped[:MOST_SHOWN],
        "folded": grouped[MOST_SHOWN:],
    }


@require_POST
def check_words(request: HttpRequest) -> HttpResponse:
    """The panel for the words of a form as it was sent; nothing is stored, and nothing stored is looked up but names.

    Answers 400 with a sentence when the text is over the caps of the form itself.
    """
    if not isinstance(request.user, User) or not policy.can_file(request.user):
        raise Http404
    try:
        content = content_sent(request.POST, request.user)
    except ValidationError as refused:
        return HttpResponse(" ".join(refused.messages), status=400, content_type="text/plain; charset=utf-8")
    remarks = house_style.check(content, house_style.of_the_house())
    return render(request, "admin/articles/article/_style_remarks.html", {"style": panel(remarks)})


def content_sent(sent: QueryDict, user: User) -> dict[str, Any]:
    """The words of an article's form in the shape of `Version.parts`; raises ValidationError over the caps."""
    content: dict[str, Any] = {line: check_text_line(sent.get(line, "")[:LONGEST_LINE]) for line in LINES}
    content |= {"genre": sent.get("genre", ""), "body": clean_html(sent.get("body", ""))}
    authors, photos = _rows(sent, "bylines", "author"), _rows(sent, "photos", "photo")
    names = author_policy.authors_visible_to(user).in_bulk(authors) if authors else {}
    library = photo_policy.visible_to(user).in_bulk(photos) if photos else {}
    content["bylines"] = [
        {"name": names[number].name, "position": row["position"]} for number, row in authors.items() if number in names
    ]
    content["photos"] = [
        {"caption": row["caption"] or (library[number].caption if number in library else "")}
        for number, row in photos.items()
    ]
    return content


def _rows(sent: QueryDict, prefix: str, field: str) -> dict[int, dict[str, str]]:
    """The rows of an inline that name something and are not to be taken out, by the number they name."""
    rows: dict[int, dict[str, str]] = {}
    for index in range(MOST_ROWS):
        number = sent.get(f"{prefix}-{index}-{field}", "")
        if not number.isascii() or not number.isdigit() or len(number) > 19 or f"{prefix}-{index}-DELETE" in sent:
            continue
        if int(number) <= BIGGEST_NUMBER:
            rows[int(number)] = {
                name: check_text_line(sent.get(f"{prefix}-{index}-{name}", "")[:LONGEST_LINE])
                for name in ("position", "caption")
            }
    return rows


@require_http_methods(["GET", "HEAD", "POST"])
def rules(request: HttpRequest) -> HttpResponse:
    """All rules on one page, with how strictly each is taken."""
    if not policy.can_keep_house(request.user):
        raise Http404
    form = RulesForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        form.store()
        messages.success(request, _("The house style is stored and holds from now on."))
        return HttpResponseRedirect(reverse("admin:articles_stylerule_changelist"))
    context = {
        **admin.site.each_context(request),
        "title": capfirst(StyleRule._meta.verbose_name_plural),
        "opts": StyleRule._meta,
        "form": form,
        "words": StyleWord.objects.in_use().count(),
    }
    return render(request, "admin/articles/stylerule/rules.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def many_words(request: HttpRequest) -> HttpResponse:
    """Many entries of the list at once, pasted one to a line."""
    if not policy.can_keep_house(request.user):
        raise Http404
    form = ManyWordsForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        added, sent = form.store(), len(form.cleaned_data["words"])
        told = ngettext("%(count)s word added.", "%(count)s words added.", added) % {"count": added}
        if sent > added:
            told += " " + _("%(count)s stood in the list already and stay as they are.") % {"count": sent - added}
        messages.success(request, told)
        return HttpResponseRedirect(reverse("admin:articles_styleword_changelist"))
    context = {
        **admin.site.each_context(request),
        "title": _("Paste many words"),
        "opts": StyleWord._meta,
        "form": form,
        "example": "帐号 → 账号",
    }
    return render(request, "admin/articles/styleword/many.html", context)
