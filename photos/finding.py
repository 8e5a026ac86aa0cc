"""What is asked of the library: words and filters, as they stand in an address."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from authors.models import Author, User
from photos import search
from photos.models import AiUse, Licence, Photo, Scope

ENDING_SOON = timedelta(days=30)
LACKING = Q(caption="") | Q(credit="") | Q(alt_text="")
# Asked of each row: a page has its photos long before all that ever ran are collected.
RAN = Photo.objects.order_by().filter(pk=OuterRef("pk"), uses__article__published_at__isnull=False)
HEADS = Photo.objects.order_by().filter(pk=OuterRef("pk"), topics__is_public=True)

Narrow = Callable[[QuerySet[Photo], Any], QuerySet[Photo]]


def _select(label: Any, choices: list[tuple[str, Any]]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=[("", _("any")), *choices])


class FindForm(forms.Form):
    """The words and the filters. Everything may be empty; what makes no sense is said and narrows nothing."""

    q = forms.CharField(label=_("Search"), required=False, max_length=200)
    mine = forms.BooleanField(label=_("Mine"), required=False)
    words = _select(
        _("words"),
        [
            ("ready", _("ready to print")),
            ("lacking", _("something is missing")),
            ("caption", _("no caption")),
            ("credit", _("no credit")),
            ("alt_text", _("no alternative text")),
        ],
    )
    rights = _select(
        _("rights"), [("valid", _("not ended")), ("ending", _("end within 30 days")), ("expired", _("ended"))]
    )
    licence = _select(_("licence"), list(Licence.choices))
    scope = _select(_("may be shown"), list(Scope.choices))
    ai = _select(_("AI"), [("any", _("with a part of AI")), *AiUse.choices])
    shape = _select(_("orientation"), [("wide", _("wide")), ("upright", _("upright")), ("square", _("square"))])
    used = _select(_("use"), [("ran", _("has run")), ("never", _("never ran"))])
    photographer = forms.ModelChoiceField(
        label=_("photographer"), required=False, queryset=Author.objects.none(), empty_label=_("any")
    )
    taken_from = forms.DateField(label=_("taken from"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    taken_to = forms.DateField(label=_("taken until"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, data: Any, *, user: User) -> None:
        super().__init__(data, auto_id="find_%s")
        self.user = user
        self.fields["photographer"].queryset = Author.objects.usable()  # type: ignore[attr-defined]

    @property
    def asked(self) -> dict[str, Any]:
        """What is really asked for, by field."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def filters_in_use(self) -> int:
        return len(set(self.asked) - {"q", "mine"})

    def find(self, photos: QuerySet[Photo]) -> QuerySet[Photo]:
        """Those of `photos` that answer to all that is asked."""
        for name, value in self.asked.items():
            photos = narrow(photos, name, value, self.user)
        return photos


def narrow(photos: QuerySet[Photo], name: str, value: Any, user: User) -> QuerySet[Photo]:
    """By one filter."""
    if name == "q":
        return search.holding(photos, value)
    if name == "mine":
        return photos & Photo.objects.by(user)
    return _NARROW[name](photos, value)


def _by_words(photos: QuerySet[Photo], value: str) -> QuerySet[Photo]:
    if value == "ready":
        return photos.exclude(LACKING)
    return photos.filter(LACKING if value == "lacking" else Q(**{value: ""}))


def _by_rights(photos: QuerySet[Photo], value: str) -> QuerySet[Photo]:
    today = timezone.localdate()
    if value == "expired":
        return photos.filter(usable_until__lt=today)
    if value == "ending":
        return photos.filter(usable_until__range=(today, today + ENDING_SOON))
    return photos.filter(Q(usable_until=None) | Q(usable_until__gte=today))


def _by_ai(photos: QuerySet[Photo], value: str) -> QuerySet[Photo]:
    return photos.exclude(ai_use=AiUse.NONE) if value == "any" else photos.filter(ai_use=value)


def _by_shape(photos: QuerySet[Photo], value: str) -> QuerySet[Photo]:
    if value == "square":
        return photos.filter(width=F("height"))
    return photos.filter(width__gt=F("height")) if value == "wide" else photos.filter(height__gt=F("width"))


def _by_use(photos: QuerySet[Photo], value: str) -> QuerySet[Photo]:
    """Only what readers got counts: of a draft elsewhere nobody learns here."""
    seen = Exists(RAN) | Exists(HEADS)
    return photos.filter(seen if value == "ran" else ~seen)


_NARROW: dict[str, Narrow] = {
    "words": _by_words,
    "rights": _by_rights,
    "licence": lambda photos, value: photos.filter(licence=value),
    "scope": lambda photos, value: photos.filter(scope=value),
    "ai": _by_ai,
    "shape": _by_shape,
    "used": _by_use,
    "photographer": lambda photos, value: photos.filter(
        pk__in=Photo.photographers.through.objects.filter(author_id=value.pk).values("photo_id")
    ),
    "taken_from": lambda photos, value: photos.filter(taken_on__gte=value),
    "taken_to": lambda photos, value: photos.filter(taken_on__lte=value),
}


def ran_in_section(photos: QuerySet[Photo], section: int) -> QuerySet[Photo]:
    """Those readers saw in articles of a section."""
    ran_there = Photo.objects.order_by().filter(
        pk=OuterRef("pk"), uses__article__published_at__isnull=False, uses__article__section=section
    )
    return photos.filter(Exists(ran_there))
