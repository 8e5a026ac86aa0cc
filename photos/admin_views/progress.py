"""How far the press is with a photo, for the bar on the pages that show it; and the wish that it tries again."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.loader import render_to_string
from django.urls import URLPattern, reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods

from photos import policy, renditions
from photos.admin_views.addresses import desk_path
from photos.models import Photo


def addresses() -> list[URLPattern]:
    return [desk_path("<int:photo_id>/renditions/", progress, name="renditions")]


@require_http_methods(["GET", "HEAD", "POST"])
def progress(request: HttpRequest, photo_id: int) -> HttpResponse:
    """Answers {made, wanted, failure}: two numbers of files, and the sentence why there will be no more, or "".

    A POST has the press try again. 404 for what this person may not see.
    """
    try:
        photo = policy.visible_to(request.user).get(pk=photo_id)
    except Photo.DoesNotExist:
        raise Http404 from None
    if request.method == "POST":
        if not policy.can_change(request.user, photo):
            raise PermissionDenied
        renditions.order_again(photo)
        return HttpResponseRedirect(reverse("admin:photos_photo_change", args=[photo.pk]))
    return JsonResponse(_found(photo))


def bar(photo: Photo, *, may_try_again: bool) -> SafeString:
    """The bar as it stands now; the script beside it moves it on."""
    address = reverse("admin:photos_photo_renditions", args=[photo.pk])
    context = {**_found(photo), "address": address, "may_try_again": may_try_again}
    return render_to_string("admin/photos/photo/_renditions.html", context)


def _found(photo: Photo) -> dict[str, int | str]:
    far = renditions.progress(photo)
    return {"made": far.made, "wanted": far.wanted, "failure": renditions.failure_of(far.failure)}
