"""Choosing a photo for an article or a topic: what the dialog beside the list of photos asks."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import URLPattern, reverse
from django.views.decorators.http import require_safe

from authors.models import User
from photos import policy
from photos.admin_views.addresses import desk_path
from photos.admin_views.tiles import tiles
from photos.finding import narrow, ran_in_section
from photos.paging import page_of, place_in
from photos.uses import shown_in_topic

PER_ANSWER = 24
MOST_ASKED = 100


def addresses() -> list[URLPattern]:
    return [desk_path("choose/", choose, name="choose"), desk_path("choose/about/", about, name="choose_about")]


def _chooser(request: HttpRequest) -> User:
    user = request.user
    if not isinstance(user, User) or not (policy.can_upload(user) or policy.visible_to(user).exists()):
        raise Http404
    return user


@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """The tiles to choose from, as a piece of a page: `q`, `whose`, `section`, `topic`, `before`.

    `whose` is mine, section, topic or all.
    """
    user = _chooser(request)
    photos = policy.library_of(user)
    if request.GET.get("whose") == "mine":
        photos = narrow(photos, "mine", True, user)
    elif request.GET.get("whose") == "section":
        photos = ran_in_section(photos, _number(request.GET.get("section", "")))
    elif request.GET.get("whose") == "topic":
        photos = photos.filter(pk__in=shown_in_topic(_number(request.GET.get("topic", "")), user).values("pk"))
    question = request.GET.get("q", "")[:200]
    page = page_of(
        narrow(photos, "q", question, user) if question else photos,
        before=place_in(request.GET.get("before", "")),
        size=PER_ANSWER,
    )
    found = tiles(page.photos, user, besides=_number(request.GET.get("article", "")))
    return render(request, "admin/photos/photo/_choices.html", {"tiles": found, "older": page.older})


@require_safe
def about(request: HttpRequest) -> JsonResponse:
    """What stands beside the photos an article has already: `photo`, several times; of `article`.

    Answers {"photos": [{id, title, caption, credit, thumbnail, width, height, colour, warnings}]}, of those this person
    may see.
    """
    user = _chooser(request)
    numbers = [_number(text) for text in request.GET.getlist("photo")[:MOST_ASKED]]
    photos = policy.visible_to(user).filter(pk__in=numbers)
    found = tiles(photos, user, besides=_number(request.GET.get("article", "")))
    return JsonResponse(
        {
            "photos": [
                {
                    "id": tile.photo.pk,
                    "title": tile.photo.title,
                    "caption": tile.photo.caption,
                    "credit": tile.photo.credit,
                    "thumbnail": reverse("admin:photos_photo_thumbnail", args=[tile.photo.pk]),
                    "width": tile.width,
                    "height": tile.height,
                    "colour": tile.photo.colour,
                    "warnings": tile.warnings,
                }
                for tile in found
            ]
        }
    )


def _number(text: str) -> int:
    """A number as addresses carry them; 0, which nothing has, for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
