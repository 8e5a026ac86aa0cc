"""The page where photos are brought in, and what its script asks: announce a file, send its pieces, finish it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponseBase, JsonResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.urls import URLPattern, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from authors.models import User
from photos import policy, workflow
from photos.admin_views import arrived
from photos.admin_views.addresses import desk_path
from photos.keeping import NoRoom, NotKept
from photos.models import Photo, Upload
from photos.upload_forms import BatchForm, arrived_form

# What the script sends at a time, and what is read of one request at most.
PIECE_BYTES = 1 << 20
MOST_BYTES = 8 << 20

View = Callable[..., HttpResponseBase]


def addresses() -> list[URLPattern]:
    return [
        desk_path("upload/", announce, name="upload"),
        desk_path("upload/words/", words, name="upload_words"),
        desk_path("upload/<uuid:token>/", piece, name="upload_piece"),
        desk_path("upload/<uuid:token>/finish/", finish, name="upload_finish"),
        desk_path("upload/<uuid:token>/drop/", drop, name="upload_drop"),
    ]


def _for_uploaders(view: View) -> View:
    """Hand the view the person; answer what the workflow refuses with its status and its sentence."""

    @wraps(view)
    def answered(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        user = request.user
        if not isinstance(user, User) or not policy.can_upload(user):
            raise Http404
        try:
            return view(request, user, **kwargs)
        except Upload.DoesNotExist:
            raise Http404 from None
        except workflow.Misplaced as misplaced:
            return _told(request, _("Some of this file is still missing. Choose it again to go on."), 409, misplaced)
        except (workflow.Refused, NotKept) as refused:
            return _told(request, str(refused), _status(refused), is_crowded=isinstance(refused, workflow.Crowded))
        except OperationalError:
            # The same upload is being put into the library by another request.
            return _told(request, _("The server is busy with this file. Try again in a moment."), 503)

    return answered


def _status(refused: Exception) -> int:
    kinds = {workflow.TooLarge: 413, workflow.TooMuch: 429, NoRoom: 507}
    return next((status for kind, status in kinds.items() if isinstance(refused, kind)), 503)


def _told(
    request: HttpRequest,
    sentence: str,
    status: int,
    misplaced: workflow.Misplaced | None = None,
    *,
    is_crowded: bool = False,
) -> HttpResponseBase:
    """For the script the status with the sentence; for a form without script the page with it."""
    if not _is_script(request) and request.method == "POST" and request.content_type != "application/octet-stream":
        messages.error(request, sentence)
        return arrived.back()
    more: dict[str, Any] = {"received": misplaced.received} if misplaced else {}
    if is_crowded:
        more["crowded"] = True
    return JsonResponse({"sentence": sentence, **more}, status=status)


def _is_script(request: HttpRequest) -> bool:
    return request.headers.get("X-Requested-With") == "fetch"


# -- what the script asks ------------------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
@_for_uploaders
def announce(request: HttpRequest, user: User) -> HttpResponseBase:
    """POST: announce a file (`filename`, `size`), learn where its pieces go. GET: who is signed in, and the token."""
    if request.method == "GET":
        return JsonResponse({"token": get_token(request), "person": user.pk})
    size = request.POST.get("size", "")
    if not (size.isascii() and size.isdigit() and len(size) < 16):
        return JsonResponse({"sentence": _("It is not said how large the file is.")}, status=400)
    upload = workflow.begin(request.POST.get("filename", ""), int(size), by=user)
    return JsonResponse(_where(upload), status=201)


@require_http_methods(["GET", "POST"])
@_for_uploaders
def piece(request: HttpRequest, user: User, token: UUID) -> HttpResponseBase:
    """GET: how much of a file is here. POST: the piece that begins at `Upload-Offset`, as bytes without a form."""
    if request.method == "GET":
        return JsonResponse(_where(_own(user, token)))
    offset, length = request.headers.get("Upload-Offset", ""), request.META.get("CONTENT_LENGTH") or "0"
    is_piece = request.content_type == "application/octet-stream" and offset.isascii() and offset.isdigit()
    if not is_piece or length in {"", "0"}:
        _own(user, token)
        return JsonResponse({"sentence": _("This is not a piece of a file.")}, status=415)
    if len(offset) > 15 or int(length) > MOST_BYTES:
        _own(user, token)
        return JsonResponse({"sentence": _("This piece is too large.")}, status=413)
    received = workflow.append(token, int(offset), request, int(length), by=user)
    return JsonResponse({"received": received})


@require_POST
@_for_uploaders
def finish(request: HttpRequest, user: User, token: UUID) -> HttpResponseBase:
    """The file has arrived and the shared words are written: look at it and put it into the library."""
    _own(user, token)
    form = BatchForm(request.POST)
    if not form.is_valid():
        if not _is_script(request):
            return arrived.page(request, user, form)
        return JsonResponse({"errors": form.errors}, status=400)
    upload = workflow.finish(token, form.batch(), by=user)
    if not _is_script(request):
        return arrived.back()
    line = arrived.line_of(upload, user)
    return JsonResponse(
        {
            "state": line.state,
            "line": render_to_string("admin/photos/photo/_arrived.html", {"line": line}, request=request),
        }
    )


@require_POST
@_for_uploaders
def drop(request: HttpRequest, user: User, token: UUID) -> HttpResponseBase:
    """Throw away what has arrived of a file."""
    workflow.drop(token, by=user)
    return JsonResponse({}) if _is_script(request) else arrived.back()


def _own(user: User, token: UUID) -> Upload:
    return Upload.objects.by(user).get(token=token)


def _where(upload: Upload) -> dict[str, Any]:
    return {
        "address": reverse("admin:photos_photo_upload_piece", args=[upload.token]),
        "received": workflow.received_of(upload),
        "size": upload.size,
    }


# -- the words of those that arrived -----------------------------------------------------------------------------------
@require_POST
@_for_uploaders
def words(request: HttpRequest, user: User) -> HttpResponseBase:
    """Save the words of all photos that were sent, each for itself: one that is wrong holds up no other."""
    saved: list[int] = []
    wrong: dict[int, list[str]] = {}
    for photo in _sent_photos(request, user):
        form = arrived_form(photo, user, request.POST)
        if form is None or not form.has_changed():
            continue
        if problems := _problems(form, user):
            wrong[photo.pk] = problems
        else:
            saved.append(photo.pk)
            _record(request, photo, form)
    if _is_script(request):
        return JsonResponse({"saved": saved, "wrong": wrong})
    if saved:
        count = len(saved)
        messages.success(
            request,
            ngettext("The words of %(count)s photo are saved.", "The words of %(count)s photos are saved.", count)
            % {"count": count},
        )
    return arrived.page(request, user, wrong=wrong) if wrong else arrived.back()


def _record(request: HttpRequest, photo: Photo, form: Any) -> None:
    """In the photo's history it is a change like one made on its page."""
    page = admin.site.get_model_admin(Photo)
    page.log_change(request, photo, page.construct_change_message(request, form, ()))


def _sent_photos(request: HttpRequest, user: User) -> list[Photo]:
    numbers = [
        int(one) for one in request.POST.getlist("photo")[: arrived.MOST_LINES] if one.isascii() and one.isdigit()
    ]
    return list(policy.visible_to(user).filter(pk__in=[one for one in numbers if one < 2**63]))


def _problems(form: Any, user: User) -> list[str]:
    if not form.is_valid():
        return [sentence for sentences in form.errors.values() for sentence in sentences]
    photo = Photo.objects.get(pk=form.instance.pk)
    stale = workflow.change_words(photo, form.seen(), form.cleaned_data, by=user)
    if not stale:
        return []
    names = _(", ").join(str(form.fields[name].label) for name in stale)
    return [_("Changed by somebody else since, and left as it is now: %(fields)s.") % {"fields": names}]
