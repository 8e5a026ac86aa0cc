"""Who may see and change photos. Every queryset, form and file of the photo library asks here."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

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


def visible_to(user: User | AnonymousUser, *, also: QuerySet[Any, Any] | None = None) -> QuerySet[Photo]:
    """The photos that exist for this person: his own, those in his articles, and all for the desk that places them.

    `also` are the numbers of others that he sees where he is. PostgreSQL takes the number that is asked for into each
    part of the union, so that one photo costs a few looks into indexes; for searching and paging through all of them
    there is `library_of`.
    """
    if not isinstance(user, User):
        return Photo.objects.none()
    if user.holds(PICTURE_DESK):
        return Photo.objects.all()
    own, *others = _parts(user)
    return Photo.objects.filter(pk__in=own.union(*others, *([also] if also is not None else [])))


def library_of(user: User | AnonymousUser) -> QuerySet[Photo]:
    """The same photos as `visible_to`, for lists.

    The "or" keeps PostgreSQL from joining: it collects the numbers once and looks each photo up among them. Where it
    thinks that few photos hold a word and there are many, a join would compare each of them with each of his.
    """
    if not isinstance(user, User) or user.holds(PICTURE_DESK):
        return visible_to(user)
    _own, *others = _parts(user)
    return Photo.objects.filter(reduce(or_, (Q(pk__in=part) for part in others), Q(uploaded_by=user)))


def _parts(user: User) -> list[QuerySet[Any, Any]]:
    """The numbers of the photos he brought in, those he took, those in his articles and those under his name."""
    # The model of the app above, asked for its numbers without a look at each photo.
    uses: Any = Photo._meta.get_field("uses").related_model
    used = uses.objects.order_by().values("photo_id")
    return [
        Photo.objects.order_by().filter(uploaded_by=user).values("pk"),
        Photo.photographers.through.objects.filter(author__user=user).values("photo_id"),
        used.filter(article__created_by=user),
        used.filter(article__bylines__author__user=user),
    ]


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


def approved_uses(user: User | AnonymousUser, photo: Photo) -> int:
    """How many approved articles that this person may see show the photo cut: another cut makes them stale."""
    cut = photo.uses.exclude(shape="").filter(article__state="approved")
    if not isinstance(user, User):
        return 0
    if not user.holds(PICTURE_DESK):
        cut = cut.filter(Q(article__created_by=user) | Q(article__bylines__author__user=user))
    return cut.values("article").distinct().count()
