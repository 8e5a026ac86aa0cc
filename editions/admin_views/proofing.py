"""The proof of a page: its picture with the marks on it, the rounds, and the sign-off for print."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from articles import policy as article_policy
from articles.policy import proofs as article_proofs
from authors.models import Role, User
from editions import drawing, makeup, page_states, policy, workflow
from editions.admin_views.asking import edition_of, number, person
from editions.admin_views.attempts import attempt
from editions.composing.regions import regions
from editions.composing.source import PageSource
from editions.models import Edition, LayoutChange, Page, ProofMark
from editions.workflow import proofs, signing

# How wide the picture is on the screen, in pixels of CSS. A browser without script tells where it was pressed in
# these, so it has to show the picture just so wide.
WIDE, LARGE = 1000, 1600


@require_safe
def proof(request: HttpRequest, edition_id: int, page_id: int) -> HttpResponse:
    """A page as it is printed, to be read and marked."""
    return _render(request, *_asked(request, edition_id, page_id), _place(request))


def _render(
    request: HttpRequest, edition: Edition, page: Page, place: dict[str, float] | None, *, status: int = 200
) -> HttpResponse:
    """The proof; somebody who was refused finds in his form again what he had typed."""
    made = makeup.make_up(edition, only=page)
    page = made.pages[page.pk]
    prefetch_related_objects([page], "proofs__reader")
    state = page_states.proofed(made, page)
    source = state.source or made.source(page)
    by, rounds = person(request), made.publication.proof_rounds
    reading = proofs.reading(page, proofs.digests(source), rounds=rounds)
    obstacles = signing.obstacles_to_signing(page, source, rounds=rounds)
    context = {
        **admin.site.each_context(request),
        "title": _("Proof of %(page)s, %(edition)s") % {"page": page.label, "edition": edition},
        "opts": Edition._meta,
        "edition": edition,
        "page": page,
        "drawing": signing.drawing_of(page, state.digest),
        "latest": drawing.latest([page]).get(page.pk),
        "reading": reading,
        "digest": state.digest,
        **_what_changed(source, reading),
        "marks": _marks(page, by),
        "proofs": list(page.proofs.all()),
        "sign_off": signing.signed(page, state.digest),
        "obstacles": obstacles,
        "laid_out_by_me": LayoutChange.objects.filter(page=page).laid_out_by(by).exists(),
        "may_read": policy.refusal_to_read_proofs(by, edition) is None,
        "read_another": reading.round is not None and proofs.has_read_another_round(page, by, reading.round),
        "may_close": policy.refusal_to_close_marks(by, edition) is None,
        "may_sign": policy.refusal_to_sign_off(by, edition) is None,
        "place": place,
        "ring": place or {"x": 50.0, "y": 50.0},
        "is_large": (is_large := request.GET.get("zoom") == "large"),
        "shown_width": LARGE if is_large else WIDE,
        "typed": {name: request.POST.get(name, "") for name in ("mark", "words", "answer")},
        **_neighbours(edition, page),
    }
    return render(request, "admin/editions/edition/proof.html", context, status=status)


def _marks(page: Page, by: User) -> list[ProofMark]:
    """The marks of a page in order, each with whether this person knows its article and corrects typos in it."""
    marks = list(page.marks.select_related("by", "closed_by", "article"))
    articles = {mark.article.pk: mark.article for mark in marks if mark.article is not None}
    known = set(article_policy.visible_to(by).filter(pk__in=list(articles)).values_list("pk", flat=True))
    reads = by.holds({Role.PROOFREADER})
    corrected = {pk for pk in known if reads and article_proofs.refusal_to_proof(by, articles[pk]) is None}
    for mark in marks:
        mark.is_known = mark.article_id in known  # type: ignore[attr-defined]
        mark.is_corrected_here = mark.article_id in corrected  # type: ignore[attr-defined]
    return marks


def _what_changed(source: PageSource, reading: proofs.Reading) -> dict[str, Any]:
    """What a round that has read the page before has still to read: outlines over the picture, and what is around."""
    is_all = len(reading.fresh) > len(source.blocks)
    if reading.round is None or is_all:
        return {"shapes": [], "around": False}
    return {"shapes": _shapes(source, reading), "around": "page" in reading.fresh}


def _shapes(source: PageSource, reading: proofs.Reading) -> list[dict[str, Any]]:
    fresh = {article for block in source.blocks if block.key in reading.fresh for article in block.articles}
    return [
        {"points": " ".join(f"{x:.3f},{y:.3f}" for x, y in region.points)}
        for region in regions(source)
        if region.article in fresh
    ]


def _place(request: HttpRequest) -> dict[str, float] | None:
    """Where on the picture somebody has just pressed; in percent. A browser without script sends pixels."""
    said = request.POST or request.GET
    try:
        if "at.x" in said:
            width, height = float(said["width"]), float(said["height"])
            x, y = 100 * float(said["at.x"]) / width, 100 * float(said["at.y"]) / height
        else:
            x, y = float(said["x"]), float(said["y"])
    except (KeyError, ValueError, ZeroDivisionError):
        return None
    # A number that is none fails both.
    if not (0 <= x <= 100 and 0 <= y <= 100):
        return None
    return {"x": round(x, 2), "y": round(y, 2)}


def _neighbours(edition: Edition, page: Page) -> dict[str, Page | None]:
    drawn = [one for one in edition.pages.order_by("letter", "number") if one.is_drawn]
    here = next(place for place, one in enumerate(drawn) if one.pk == page.pk)
    return {
        "previous": drawn[here - 1] if here else None,
        "next": drawn[here + 1] if here + 1 < len(drawn) else None,
    }


@require_POST
def do(request: HttpRequest, edition_id: int, page_id: int) -> HttpResponse:
    """Mark, close a mark, pass the round, sign off; `do` names it."""
    edition, page = _asked(request, edition_id, page_id)
    deed = DEEDS.get(request.POST.get("do", ""))
    if deed is None:
        raise Http404
    status = attempt(request, lambda: deed(request, page, person(request)))
    if status == 200:
        return HttpResponseRedirect(reverse("admin:editions_edition_page_proof", args=[edition.pk, page.pk]))
    return _render(request, *_asked(request, edition_id, page_id), _place(request), status=status)


def _mark(request: HttpRequest, page: Page, by: User) -> str:
    try:
        x, y = float(request.POST.get("x", "")), float(request.POST.get("y", ""))
    except ValueError:
        raise Http404 from None
    workflow.mark(page, x=x, y=y, words=request.POST.get("words", "").replace("\0", ""), by=by)
    return _("The mark stands on the proof.")


def _close(request: HttpRequest, page: Page, by: User, *, done: bool) -> str:
    found = page.marks.select_related("page__edition").filter(pk=number(request.POST.get("mark", ""))).first()
    if found is None:
        raise Http404
    workflow.close_mark(found, done=done, by=by, answer=request.POST.get("answer", "").replace("\0", ""))
    return _("The mark is carried out.") if done else _("The mark is left as it is.")


def _done(request: HttpRequest, page: Page, by: User) -> str:
    return _close(request, page, by, done=True)


def _decline(request: HttpRequest, page: Page, by: User) -> str:
    return _close(request, page, by, done=False)


def _pass(request: HttpRequest, page: Page, by: User) -> str:
    form = request.POST
    meant = number(form["round"]) if form.get("round") else None
    read = workflow.pass_proof(
        page, by=by, seen=number(form.get("seen", "")), round=meant, looked_at=form.get("looked_at")
    )
    return _("%(page)s: the %(round)s is read.") % {"round": read.get_round_display(), "page": page.label}


def _sign(request: HttpRequest, page: Page, by: User) -> str:
    form = request.POST
    workflow.sign_off(page, by=by, seen=number(form.get("seen", "")), looked_at=form.get("looked_at"))
    snapshot = workflow.frozen_as_it_stands(page.edition)
    if snapshot is not None:
        return _("%(page)s is signed off. The edition is frozen whole, as snapshot %(number)s.") % {
            "page": page.label,
            "number": snapshot.number,
        }
    return _("%(page)s is signed off.") % {"page": page.label}


DEEDS: dict[str, Callable[[HttpRequest, Page, User], str]] = {
    "mark": _mark, "done": _done, "decline": _decline, "pass": _pass, "sign": _sign,
}  # fmt: skip


def _asked(request: HttpRequest, edition_id: int, page_id: int) -> tuple[Edition, Page]:
    """The page, if it is drawn; of a list there is no proof."""
    edition = edition_of(request, edition_id)
    rows = edition.pages.select_related("paper", "template", "edition")
    page = rows.filter(pk=number(page_id)).first()
    if page is None or not page.is_drawn:
        raise Http404
    return edition, page
