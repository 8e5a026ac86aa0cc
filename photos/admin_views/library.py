"""The library as a grid to search and to filter, and beside one photo what looks like it and where it is used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from authors.models import User
from photos import likeness, policy, uses
from photos.admin_views.tiles import ran_sentence, tiles
from photos.finding import FindForm
from photos.models import Photo
from photos.paging import MOST_COUNTED, page_of, place_in

if TYPE_CHECKING:
    from authors.desk_admin import DeskModelAdmin as Base
else:
    Base = object

# The picture of the weather report has been in a thousand; nobody reads a list of them.
MOST_ARTICLES = 50
PLACES = frozenset({"before", "after", "oldest"})


class Library(Base):
    """What the admin of photos shows of the library: the grid in place of a table, and what stands beside one photo."""

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        if not self.has_view_permission(request) or not isinstance(request.user, User):
            raise PermissionDenied
        return _grid(request, request.user, may_add=self.has_add_permission(request))

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> Any:
        photo = self.get_object(request, object_id)
        if photo is None or not isinstance(request.user, User):
            # Said here: to somebody who may change no photo at all Django would say that he may not change this one.
            raise Http404
        known = known_of(photo, request.user)
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **known})


def known_of(photo: Photo, user: User) -> dict[str, Any]:
    """For the page of a photo: what looks like it, the topics and articles that show it, and whether it ran lately."""
    articles = uses.used(photo, user)
    recent = uses.ran_lately(articles)
    return {
        "alike": likeness.lookalikes(photo, user),
        "topics": uses.headings(photo, user),
        "articles": articles[:MOST_ARTICLES],
        "more_articles": max(0, len(articles) - MOST_ARTICLES),
        "ran": ran_sentence(recent) if recent else "",
    }


def _grid(request: HttpRequest, user: User, *, may_add: bool) -> TemplateResponse:
    form = FindForm(request.GET, user=user)
    if unknown := set(request.GET) - set(form.fields) - PLACES:
        raise BadRequest(f"the library is not asked by {sorted(unknown)[0]!r}")
    found = form.find(policy.library_of(user))
    page = page_of(
        found,
        before=place_in(request.GET.get("before", "")),
        after=place_in(request.GET.get("after", "")),
        oldest="oldest" in request.GET,
        counts=True,
    )
    count = found.order_by()[: MOST_COUNTED + 1].count() if page.count is None else page.count
    context = {
        **admin.site.each_context(request),
        "opts": Photo._meta,
        "title": Photo._meta.verbose_name_plural,
        "form": form,
        "filters": [field for field in form if field.name not in {"q", "mine"}],
        "tiles": tiles(page.photos, user),
        "count": min(count, MOST_COUNTED),
        "is_more": count > MOST_COUNTED,
        "may_add": may_add,
        "repeat_days": settings.PHOTO_REPEAT_DAYS,
        **_ways(request, page.newer, page.older),
    }
    return TemplateResponse(request, "admin/photos/photo/change_list.html", context)


def _ways(request: HttpRequest, newer: str, older: str) -> dict[str, str]:
    """The addresses of the other pages, with all that is asked for; and of everybody's and of one's own photos."""

    def asked(**changes: str) -> str:
        query = request.GET.copy()
        for name in PLACES | set(changes):
            query.pop(name, None)
        query.update({name: value for name, value in changes.items() if value})
        for name in [name for name, value in query.items() if not value]:
            del query[name]
        return "?" + query.urlencode()

    return {
        "newest_page": asked() if newer else "",
        "newer_page": asked(after=newer) if newer else "",
        "older_page": asked(before=older) if older else "",
        "oldest_page": asked(oldest="1") if older else "",
        "all_photos": asked(mine=""),
        "my_photos": asked(mine="on"),
    }
