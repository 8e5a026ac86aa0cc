"""The page where photos are brought in, as it is shown: the form, what is still on its way, and what has arrived."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models.functions import Now
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from authors.models import User
from photos import incoming, policy, workflow
from photos.darkroom.limits import MAX_BYTES, MAX_PIXELS
from photos.keeping import NotKept
from photos.likeness import Alike, lookalikes
from photos.models import Photo, Upload
from photos.upload_forms import ArrivedForm, BatchForm, arrived_form, words_of_himself

# What stands on the page: an evening's work.
AN_EVENING = timedelta(hours=12)
MOST_LINES = 100
MOST_ALIKE = 3


@dataclass(frozen=True, slots=True)
class Line:
    """One file: `state` is arrived, known (the older photo is shown) or refused; without a form it is only to read."""

    upload: Upload
    state: str
    photo: Photo | None = None
    form: ArrivedForm | None = None
    wrong: list[str] = field(default_factory=list)
    alike: list[Alike] = field(default_factory=list)

    @property
    def missing(self) -> list[str]:
        """What readers need and nobody has written yet."""
        words = {"caption": _("caption"), "credit": _("credit"), "alt_text": _("alternative text")}
        return [word for name, word in words.items() if self.photo and not getattr(self.photo, name)]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file that has not arrived whole; its first `head` bytes have this CRC-32."""

    upload: Upload
    received: int
    head: int
    mark: int

    @property
    def is_whole(self) -> bool:
        return self.received == self.upload.size


def back() -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("admin:photos_photo_add"))


def bring_in(request: HttpRequest) -> HttpResponseBase:
    """The page itself, and what its form does where there is no script: all files in one request."""
    user = request.user
    if not isinstance(user, User) or not policy.can_upload(user):
        raise PermissionDenied
    if request.method != "POST":
        return page(request, user)
    form, files = BatchForm(request.POST), request.FILES.getlist("upload")
    if not files:
        form.add_error(None, _("Choose at least one file."))
    if not form.is_valid():
        return page(request, user, form)
    for file in files:
        _bring_one(request, file, form, user)
    return back()


def _bring_one(request: HttpRequest, file: Any, form: BatchForm, user: User) -> None:
    """One file of several; what is refused before anything is noted of it becomes a message."""
    name = workflow.clean_filename(file.name or "")
    try:
        upload = workflow.begin(name, file.size, by=user)
        workflow.append(upload.token, 0, file, file.size, by=user)
        workflow.finish(upload.token, form.batch(), by=user)
    except (workflow.Refused, NotKept) as refused:
        messages.error(request, _("“%(name)s”: %(sentence)s") % {"name": name, "sentence": refused})


def page(
    request: HttpRequest, user: User, form: BatchForm | None = None, *, wrong: Mapping[int, list[str]] | None = None
) -> TemplateResponse:
    """The page with a form that was filled in, or with the words of photos that could not be saved (`wrong`)."""
    context = {
        **admin.site.each_context(request),
        "opts": Photo._meta,
        "title": _("Bring in photos"),
        "form": form or BatchForm(initial=words_of_himself(user)),
        "waiting": _waiting(user),
        "lines": lines(_lately(user), user, data=request.POST if wrong else None, wrong=wrong or {}),
        "most_megabytes": MAX_BYTES // 2**20,
        "most_megapixels": MAX_PIXELS // 1_000_000,
        "address": reverse("admin:photos_photo_upload"),
        "person": user.pk,
    }
    return TemplateResponse(request, "admin/photos/photo/bring_in.html", context)


def _lately(user: User) -> list[Upload]:
    rows = Upload.objects.by(user).filter(began_at__gt=Now() - AN_EVENING)
    return list(rows.exclude(photo=None, refusal="").select_related("photo")[:MOST_LINES])


def _waiting(user: User) -> list[Waiting]:
    found = []
    for upload in Upload.objects.by(user).unfinished()[:MOST_LINES]:
        received = workflow.received_of(upload)
        found.append(Waiting(upload, received, *incoming.mark_of(upload.token, received)))
    return found


def line_of(upload: Upload, user: User) -> Line:
    """How one upload has just ended. Only then it is said what a photo looks like: all photos are compared for it."""
    [line] = lines([upload], user)
    if line.photo is None or line.state != "arrived":
        return line
    return replace(line, alike=lookalikes(line.photo, user, most=MOST_ALIKE))


def lines(
    uploads: Iterable[Upload], user: User, *, data: Any = None, wrong: Mapping[int, list[str]] | None = None
) -> list[Line]:
    """How each upload ended. A photo this person cannot see any more is not shown; one photo has one line only."""
    uploads = list(uploads)
    numbers = {upload.photo_id for upload in uploads if upload.photo_id}
    visible = {photo.pk: photo for photo in policy.visible_to(user).filter(pk__in=numbers)}
    found, shown = [], set()
    for upload in uploads:
        photo = visible.get(upload.photo_id) if upload.photo_id else None
        if photo is None:
            found.append(Line(upload, "refused" if upload.refusal else "gone"))
            continue
        if photo.pk in shown:
            continue
        shown.add(photo.pk)
        form = arrived_form(photo, user, data if photo.pk in (wrong or {}) else None)
        state = "known" if upload.was_known else "arrived"
        found.append(Line(upload, state, photo, form, list((wrong or {}).get(photo.pk, []))))
    return found
