"""Who may see and change photos. Every queryset, form and file of the photo library asks here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from authors.models import Role, User
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


def can_upload(user: User | AnonymousUser) -> bool:
    return isinstance(user, User) and user.holds(UPLOADERS)


def can_change(user: User | AnonymousUser, photo: Photo) -> bool:
    """Whoever brought it in, and editors, may mend its words; the pixels never change."""
    if not isinstance(user, User):
        return False
    if user.holds({Role.DESK_EDITOR, Role.SECTION_HEAD, Role.CHIEF_EDITOR}):
        return True
    return photo.uploaded_by_id == user.pk and can_upload(user)
