"""Who may see and change photos. Every queryset, form and file of the photo library asks here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from authors.models import Author, Role, User
from photos.models import Photo

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

UPLOADERS = frozenset(
    {
        Role.REPORTER,
        Role.PHOTOGRAPHER,
        Role.DESK_EDITOR,
        Role.SECTION_HEAD,
        Role.CHIEF_EDITOR,
        Role.PAGE_DESIGNER,
    }
)
PICTURE_DESK = frozenset({Role.DESK_EDITOR, Role.SECTION_HEAD, Role.CHIEF_EDITOR, Role.PAGE_DESIGNER, Role.PROOFREADER})


def visible_to(user: User | AnonymousUser) -> QuerySet[Photo]:
    """The photos that exist for this person: his own, those in his articles, and all for the desk that places them."""
    if not isinstance(user, User):
        return Photo.objects.none()
    if user.holds(PICTURE_DESK):
        return Photo.objects.all()
    in_his_articles = Q(uses__article__created_by=user) | Q(uses__article__bylines__author__user=user)
    return Photo.objects.filter(
        Q(pk__in=Photo.objects.by(user).values("pk")) | Q(pk__in=Photo.objects.filter(in_his_articles).values("pk"))
    )


def refusal_to_name(user: User | AnonymousUser, photo: Photo, author: Author) -> str:
    """Why this person may not say that an author took a photo, as a sentence; empty if he may.

    Who took a photo sees every article it stands in, drafts too: nobody puts his own name to another's picture.
    """
    is_his = photo.pk is None or photo.uploaded_by_id == user.pk
    if is_his or author.user_id != user.pk or photo.photographers.filter(pk=author.pk).exists():
        return ""
    return _("Somebody else has to put your own name to a photo that you did not bring in.")


def can_upload(user: User | AnonymousUser) -> bool:
    return isinstance(user, User) and user.holds(UPLOADERS)


def can_change(user: User | AnonymousUser, photo: Photo) -> bool:
    """Whoever brought it in, and editors, may mend its words; the pixels never change."""
    if not isinstance(user, User):
        return False
    if user.holds({Role.DESK_EDITOR, Role.SECTION_HEAD, Role.CHIEF_EDITOR}):
        return True
    return photo.uploaded_by_id == user.pk and can_upload(user)
