"""The desk page of the website's front page: one deed at a time, a preview, and giving it to readers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from django import forms
from django.conf import settings
from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from articles.models import Article
from articles.workflow import Refused
from authors.models import User
from authors.text_line import check_text_line
from editions import front_desk, front_finding, front_publishing, policy
from editions.admin_views.asking import number, person
from editions.admin_views.attempts import attempt
from editions.front_finding import Sought
from editions.models import Edition
from editions.whole_numbers import whole
from editions.workflow import fronts

UNTIL = forms.DateTimeField(required=False)


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """The front page as it is being arranged."""
    _refuse_strangers(request)
    edition = front_publishing.newest()
    if edition is None:
        context = {**admin.site.each_context(request), "title": _("Front page of the website")}
        return render(request, "admin/editions/edition/front_before_first.html", context)
    return _render(request, edition)


@require_safe
def preview(request: HttpRequest) -> HttpResponse:
    """The readers' page as it would be; pictures and links are the website's."""
    edition = _edition(request)
    places = fronts.places_of(fronts.latest(edition))
    response = HttpResponse(front_publishing.preview(edition, places, request))
    if settings.WEBSITE_URL:
        response.csp = {"img-src": ["'self'", "data:", settings.WEBSITE_URL]}  # type: ignore[attr-defined]
    return response


@require_POST
def do(request: HttpRequest) -> HttpResponse:
    """One deed; `do` names it, `seen` the state of the front page it was meant for, `edition` its issue."""
    wish = Wish(request, _edition(request))
    deed = DEEDS.get(wish.text("do"))
    if deed is None:
        raise Http404
    status = attempt(request, lambda: _done(deed, wish))
    is_fragment = bool(request.headers.get("X-Board"))
    if is_fragment or status != 200:
        typed = request.POST.dict() if status != 200 else None
        return _render(request, wish.edition, fragment=is_fragment, status=status, typed=typed)
    anchor = f"#front-{wish.text('article')}" if wish.text("article").isdigit() else ""
    return HttpResponseRedirect(reverse("admin:editions_edition_front") + Sought.of(request.GET.dict()).query + anchor)


def _done(deed: Callable[[Wish], str], wish: Wish) -> str:
    """What is done is done to the issue that the form meant."""
    if wish.text("edition") != str(wish.edition.pk):
        raise fronts.StaleFront(_("A newer issue is out: its front page is the one readers see now."))
    return deed(wish)


class Wish:
    """What somebody asks of the front page: the fields of his form, read as what they must be."""

    def __init__(self, request: HttpRequest, edition: Edition) -> None:
        self.request, self.edition = request, edition
        self.by: User = person(request)

    @property
    def seen(self) -> int:
        return self.count("seen")

    def text(self, name: str) -> str:
        return str(self.request.POST.get(name, "")).replace("\0", "").strip()

    def count(self, name: str) -> int:
        try:
            return whole(self.text(name))
        except ValueError:
            raise Refused(_("“%(text)s” is not a whole number.") % {"text": self.text(name)[:20]}) from None

    def article(self) -> Article:
        found = front_finding.published(self.by).filter(pk=number(self.text("article"))).first()
        if found is None:
            raise Http404
        return found

    def until(self) -> datetime | None:
        try:
            moment: datetime | None = UNTIL.clean(self.text("until"))
        except forms.ValidationError:
            raise Refused(_("“%(text)s” is no date and time.") % {"text": self.text("until")[:30]}) from None
        return moment

    def headline(self, article: Article) -> str:
        """What it is to be called; empty where that is its own headline."""
        said = check_text_line(self.text("headline"))
        if len(said) > front_publishing.LONGEST_HEADLINE:
            sentence = _("A headline on the front page has at most %(most)s characters.")
            raise Refused(sentence % {"most": front_publishing.LONGEST_HEADLINE})
        return "" if said == article.headline else said


def _refuse_strangers(request: HttpRequest) -> None:
    if not policy.can_arrange_front(request.user):
        raise Http404


def _edition(request: HttpRequest) -> Edition:
    _refuse_strangers(request)
    edition = front_publishing.newest()
    if edition is None:
        raise Http404
    return edition


def _render(
    request: HttpRequest,
    edition: Edition,
    *,
    fragment: bool = False,
    status: int = 200,
    typed: Mapping[str, str] | None = None,
) -> HttpResponse:
    sought = Sought.of(request.GET.dict())
    context = {
        **admin.site.each_context(request),
        **front_desk.context(edition, person(request)),
        "finder": front_finding.found(person(request), sought),
        "query": sought.query,
        "typed": typed or {},
        "title": _("Front page of the website"),
    }
    template = "_front.html" if fragment else "front.html"
    return render(request, f"admin/editions/edition/{template}", context, status=status)


# -- the deeds ---------------------------------------------------------------------------------------------------
def _put(wish: Wish) -> str:
    article, spot = wish.article(), front_desk.spot_of(wish.text("spot"))
    front_desk.put(wish.edition, article, spot, wish.count("position"), by=wish.by, seen=wish.seen)
    return ""


def _lead(wish: Wish) -> str:
    article = wish.article()
    front_desk.put(wish.edition, article, ("top", ""), 1, by=wish.by, seen=wish.seen)
    return _("“%(article)s” is the lead now.") % {"article": article}


def _up(wish: Wish) -> str:
    front_desk.move(wish.edition, wish.article(), -1, by=wish.by, seen=wish.seen)
    return ""


def _down(wish: Wish) -> str:
    front_desk.move(wish.edition, wish.article(), 1, by=wish.by, seen=wish.seen)
    return ""


def _take_away(wish: Wish) -> str:
    article = wish.article()
    front_desk.take_away(wish.edition, article, by=wish.by, seen=wish.seen)
    return _("“%(article)s” is off the front page.") % {"article": article}


def _release(wish: Wish) -> str:
    article = wish.article()
    front_desk.release(wish.edition, article, by=wish.by, seen=wish.seen)
    return _("“%(article)s” stands where the rule has it.") % {"article": article}


def _say(wish: Wish) -> str:
    article = wish.article()
    headline, until = wish.headline(article), wish.until()
    front_desk.say(wish.edition, article, headline=headline, until=until, by=wish.by, seen=wish.seen)
    return ""


def _by_rule(wish: Wish) -> str:
    front_desk.by_rule(wish.edition, by=wish.by, seen=wish.seen)
    return _("Everything stands as the rule has it. Readers see it so once it is published.")


def _undo(wish: Wish) -> str:
    taken_back = fronts.undo(wish.edition, by=wish.by, seen=wish.seen)
    return _("Taken back: what %(person)s changed last.") % {"person": taken_back.by}


def _publish(wish: Wish) -> str:
    front_publishing.publish(wish.edition, by=wish.by, seen=wish.seen)
    return _("Readers see the front page so now.")


DEEDS: dict[str, Callable[[Wish], str]] = {
    "put": _put, "lead": _lead, "up": _up, "down": _down, "take_away": _take_away, "release": _release, "say": _say,
    "by_rule": _by_rule, "undo": _undo, "publish": _publish,
}  # fmt: skip
