"""The kinds of edition, and what their days and numbers must satisfy: rules that PostgreSQL keeps."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _


class EditionKind(models.TextChoices):
    """Ordinary and merged editions are the regular ones: they are the paper of their days."""

    ORDINARY = "ordinary", _("Ordinary issue")
    MERGED = "merged", _("Merged issue")
    SUPPLEMENT = "supplement", _("Additional issue")
    EXTRA = "extra", _("Extra")


REGULAR = (EditionKind.ORDINARY, EditionKind.MERGED)
IS_REGULAR = Q(kind__in=[kind.value for kind in REGULAR])


def whole_range(function: str, first: str, last: str) -> Func:
    """The PostgreSQL range from one column to another, both included; of the first alone where the other is empty."""
    return Func(F(first), Coalesce(F(last), F(first)), Value("[]"), function=function)


RULES: list[models.BaseConstraint] = [
    models.CheckConstraint(condition=Q(kind__in=EditionKind.values), name="editions_known_kind"),
    # A check that comes out as unknown holds: columns that may be empty are asked for first.
    models.CheckConstraint(
        condition=Q(kind="merged", date_to__isnull=False, date_to__gt=F("date"))
        | (~Q(kind="merged") & Q(date_to__isnull=True)),
        name="editions_only_merged_has_last_day",
    ),
    models.CheckConstraint(
        condition=Q(
            kind="merged",
            total_number__isnull=False,
            total_number_to__isnull=False,
            total_number_to__gt=F("total_number"),
        )
        | Q(kind="ordinary", total_number__isnull=False, total_number_to__isnull=True)
        # Of earlier years it is not always known.
        | Q(kind="ordinary", archive__isnull=False, total_number_to__isnull=True)
        # Whether these two count is the paper's own rule; one that is not counted has no number.
        | Q(kind__in=["supplement", "extra"], total_number_to__isnull=True),
        name="editions_numbers_by_kind",
    ),
    models.CheckConstraint(
        condition=(IS_REGULAR & Q(number_in_day=1)) | (~IS_REGULAR & Q(number_in_day__gt=1)),
        name="editions_regular_is_first",
    ),
    ExclusionConstraint(
        name="editions_numbers_never_twice",
        expressions=[(whole_range("int8range", "total_number", "total_number_to"), RangeOperators.OVERLAPS)],
        condition=Q(total_number__isnull=False),
    ),
    ExclusionConstraint(
        name="editions_one_regular_a_day",
        expressions=[(whole_range("daterange", "date", "date_to"), RangeOperators.OVERLAPS)],
        condition=IS_REGULAR,
    ),
]
