"""What a request asks for, by its number; what does not exist for the person is answered with 404."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from unicodedata import normalize

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from articles import policy as article_policy
from authors.models import User
from editions import policy, workflow
from editions.models import Edition, Page, Placement
from editions.whole_numbers import positive


def person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # admin_view lets nobody else through
    return request.user


def edition_of(request: HttpRequest, edition_id: int | str) -> Edition:
    found = policy.visible_to(request.user).filter(pk=number(edition_id)).first()
    if found is None:
        raise Http404
    return found


def page_of(edition: Edition, text: str) -> Page | None:
    """A page of this edition by its number; None when none was chosen, 404 for any other."""
    if not text:
        return None
    found = edition.pages.filter(pk=number(text)).first()
    if found is None:
        raise Http404
    return found


def page_named(edition: Edition, form: Mapping[str, str]) -> Page | None:
    """The page that a form wants: `label` as somebody types it (A03, a3, 3), else `page`, its number; or none.

    Raises `Refused` for a label that the edition does not have.
    """
    typed = normalize("NFKC", form.get("label", "")).strip().upper()
    if not typed:
        return page_of(edition, form.get("page", ""))
    pages = list(edition.pages.all())
    names = {f"{page.letter}{page.number}": page for page in pages}
    letters, digits = typed.rstrip("0123456789"), typed[len(typed.rstrip("0123456789")) :].lstrip("0")
    if found := names.get(letters + digits):
        return found
    # Where the paper has one section, its pages are called by their number.
    numbered = [page for page in pages if str(page.number) == digits] if not letters else []
    if len(numbered) != 1:
        raise workflow.Refused(_("This edition has no page %(label)s.") % {"label": typed[:8]})
    return numbered[0]


def placement_of(request: HttpRequest, edition: Edition, placement_id: int) -> Placement:
    """A placement of this edition. One that is gone is told from one that never was by the article the form names."""
    rows = Placement.objects.select_related("page__edition", "article", "version")
    found = rows.filter(pk=number(placement_id)).first()
    if found is not None and found.page.edition_id == edition.pk:
        return found
    article = article_policy.visible_to(request.user).filter(pk=number(request.POST.get("article", "")))
    if found is not None or not article.exists():
        raise Http404
    raise workflow.Refused(_("Somebody else has taken this article off its page meanwhile. Nothing was changed."))


def number(text: Any) -> int:
    try:
        return positive(text)
    except ValueError:
        raise Http404 from None
